"""Characters as tokens."""

from __future__ import annotations

import json

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from playground.text.characters import CharVocabulary, code_points, look_up
from playground.text.normal import normalise
from playground.text.vocabulary import unknown_notice, vocabulary_from_dict


@given(st.text(min_size=1))
def test_decoding_gives_the_text_back(text: str) -> None:
    vocabulary = CharVocabulary.of(text)
    ids = vocabulary.encode(text)
    assert vocabulary.decode(ids) == normalise(text)
    assert ids.min() > 0
    assert vocabulary.spans(text) == [vocabulary.token(id) for id in ids.tolist()]


@given(st.text(min_size=1), st.text())
def test_an_unknown_character_is_never_another(known: str, text: str) -> None:
    vocabulary = CharVocabulary.of(known)
    ids = vocabulary.encode(text).tolist()
    spans = vocabulary.spans(text)
    assert len(ids) == len(spans)
    for id, span in zip(ids, spans, strict=True):
        assert vocabulary.token(id) == (span if span in vocabulary.tokens[1:] else "<unk>")
    assert vocabulary.unknown_in(text) == list(
        dict.fromkeys(span for span in spans if span not in normalise(known))
    )
    assert vocabulary.decode(ids) == "".join(map(vocabulary.token, ids))


@given(st.text(min_size=1))
def test_survives_json(text: str) -> None:
    vocabulary = CharVocabulary.of(text)
    again = vocabulary_from_dict(json.loads(json.dumps(vocabulary.to_dict())))
    assert again == vocabulary
    assert again.fingerprint == vocabulary.fingerprint


@pytest.mark.parametrize(("kinds", "dtype"), [(255, np.uint8), (256, np.uint16), (65_536, np.int32)])
def test_ids_take_the_smallest_type(kinds: int, dtype: type) -> None:
    text = "".join(map(chr, range(0x30000, 0x30000 + kinds)))
    vocabulary = CharVocabulary.of(text)
    assert vocabulary.size == kinds + 1
    assert vocabulary.encode(text).dtype == dtype
    assert vocabulary.decode(vocabulary.encode(text)) == text


def test_the_order_is_that_of_the_code_points() -> None:
    vocabulary = CharVocabulary.of("cab\nбé")
    assert vocabulary.tokens == ("<unk>", "\n", "a", "b", "c", "é", "б")
    assert vocabulary.encode("abc").tolist() == [2, 3, 4]


def test_the_accent_typed_apart_is_known() -> None:
    vocabulary = CharVocabulary.of("café")
    assert vocabulary.encode("e\u0301").tolist() == vocabulary.encode("é").tolist() != [0]
    assert vocabulary.unknown_in("cafe\u0301") == []


def test_refuses_ids_that_are_not_its_own() -> None:
    vocabulary = CharVocabulary.of("ab")
    for ids in ([3], [-1], [1, 99]):
        with pytest.raises(IndexError):
            vocabulary.decode(ids)
    with pytest.raises(IndexError):
        vocabulary.token(3)
    with pytest.raises(IndexError):
        vocabulary.token(-1)


def test_different_characters_have_different_fingerprints() -> None:
    assert CharVocabulary.of("abc").fingerprint != CharVocabulary.of("abd").fingerprint
    assert CharVocabulary.of("abc") != CharVocabulary.of("abd")
    assert len({CharVocabulary.of("abc"), CharVocabulary.of("cba")}) == 1


def test_notice_names_the_unknown_safely() -> None:
    vocabulary = CharVocabulary.of("abc")
    assert unknown_notice(vocabulary, "aabbcc") is None
    assert (
        unknown_notice(vocabulary, "abЖ")
        == "The model has never seen this character: Ж; it is read as <unk>."
    )
    many = unknown_notice(vocabulary, "\x1b[31mxyz")
    assert many is not None
    assert "\x1b" not in many
    assert "8 characters: ␛, [, 3, 1, m and 3 more" in many


def test_an_unknown_character_costs_a_code_point() -> None:
    assert CharVocabulary.of("ab").spelling_bits("Ж") == pytest.approx(20.087, abs=1e-3)


@given(st.lists(st.integers(0, 255), min_size=1), st.binary())
def test_the_fast_table_is_the_plain_one(table: list[int], codes: bytes) -> None:
    array, wanted = np.array(table, np.uint8), np.frombuffer(codes, np.uint8)
    assert look_up(array, wanted).tolist() == [table[min(code, len(table) - 1)] for code in codes]


def test_code_points() -> None:
    assert code_points("aé").tolist() == [97, 233]
    assert code_points("a😀").tolist() == [97, 0x1F600]
