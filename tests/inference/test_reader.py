"""A text that is edited, read again only where it changed, is as if read from the start."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from playground.config import SampleConfig
from playground.inference import reader as reader_module
from playground.inference.language_model import LanguageModel
from playground.inference.reader import Reader

from .conftest import TEXT

edits = st.lists(
    st.tuples(
        st.integers(0, 60),
        st.integers(0, 6),
        st.one_of(
            st.sampled_from([" ", "  ", "'", "\n", "\r\n", "s", "é", "e\u0301", "ि", "👩\u200d", "🚀", "王"]),
            st.text(alphabet="abitm 'K.\n", max_size=12),
            st.sampled_from([TEXT[:50], "Once upon a ti"]),
        ),
    ),
    max_size=8,
)


def same(reader: Reader, model: LanguageModel, text: str) -> None:
    expected, found = model.at(text), reader.position
    assert list(found.ids) == list(expected.ids)
    assert found.written == expected.written
    np.testing.assert_allclose(found.logits, expected.logits, atol=1e-5)
    np.testing.assert_allclose(found.state.h, expected.state.h, atol=1e-5)
    if expected.allowed is not None:
        np.testing.assert_array_equal(found.allowed, expected.allowed)


@pytest.mark.parametrize("level", ["chars", "words"])
@given(edits=edits)
@settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
    max_examples=60,
    deadline=None,
)
def test_any_edits(level: str, edits: list[tuple[int, int, str]], request: pytest.FixtureRequest) -> None:
    model: LanguageModel = request.getfixturevalue(level)
    text = ""
    reader = model.reader()
    for place, removed, added in edits:
        place = min(place, len(text))
        text = text[:place] + added + text[place + removed :]
        reader.set_text(text)
        same(reader, model, text)


@pytest.mark.parametrize("level", ["chars", "words"])
def test_old_states_are_thinned_and_still_found(
    level: str, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reader_module, "_ALL_STATES", 20)
    monkeypatch.setattr(reader_module, "_EVERY", 8)
    model: LanguageModel = request.getfixturevalue(level)
    text = TEXT * 3
    reader = model.reader(text)
    tokens = len(reader.position.ids)
    assert len(reader._states) <= 20 + tokens // 8 + 1
    for end in (len(text) - 3, 200, 201, 150, 60, 300, 7):
        reader.set_text(text[:end])
        same(reader, model, text[:end])


def test_typing_reads_what_is_new_only(chars: LanguageModel, monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[int] = []
    advance = chars.network.advance

    def counted(state: object, token: int) -> object:
        read.append(token)
        return advance(state, token)  # type: ignore[arg-type]

    monkeypatch.setattr(chars.network, "advance", counted)
    reader = chars.reader(TEXT)
    assert len(read) == len(TEXT)
    read.clear()
    reader.set_text(TEXT + "Th")
    assert len(read) == 2
    reader.set_text(TEXT + "T")
    reader.set_text(TEXT)
    assert len(read) == 2
    reader.set_text(TEXT[:-1] + "a")
    assert len(read) == 3


def test_reading_can_be_left_off(chars: LanguageModel, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reader_module, "_SLICE", 16)
    reader = chars.reader("Once")
    before = reader.position
    shares = []
    for share in reader.reading(TEXT):
        shares.append(share)
        if len(shares) == 3:
            break
    assert reader.position is before
    assert shares == sorted(shares)
    reader.set_text(TEXT[:30])
    same(reader, chars, TEXT[:30])
    assert list(reader.reading(TEXT))[-1] == 1
    same(reader, chars, TEXT)


def test_a_reader_goes_on_as_the_model_does(chars: LanguageModel, words: LanguageModel) -> None:
    config = SampleConfig(seed=5)
    for model, text in ((chars, "Once upon a"), (words, "Once upon a ti"), (words, "")):
        reader = model.reader(text)
        found, expected = reader.candidates(4, config), model.candidates(text, 4, config)
        assert [each.id for each in found] == [each.id for each in expected]
        assert [each.sampled for each in found] == pytest.approx([each.sampled for each in expected])
        written = [piece.token for piece in reader.stream(20, config)]
        assert written == [piece.token for piece in model.stream(text, 20, config)]
        same(reader, model, text)
