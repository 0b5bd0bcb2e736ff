"""From a text to arrays of ids, in memory or in a file."""

from __future__ import annotations

import io
import os
from pathlib import Path
from typing import Literal

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from playground import places
from playground.errors import InputError, PlaygroundError
from playground.text import encoding, kept, reading, segments
from playground.text.characters import CharVocabulary
from playground.text.corpus import Corpus, fit_windows, prepare
from playground.text.reading import open_text
from playground.text.vocabulary import vocabulary_from_dict
from playground.text.words import WordVocabulary, split

PROSE = "Once upon a time there was a king, and the king had a cat.\nThe cat said: “Мяу!” 中文 👩🏽\n" * 30
LEVELS: list[Literal["char", "word"]] = ["char", "word"]


def a_file(folder: Path, text: str, name: str = "text.txt") -> Path:
    path = folder / name
    path.write_bytes(text.encode())
    return path


def check(corpus: Corpus, text: str, share: float) -> None:
    """Everything that must hold of a corpus made of ``text``."""
    wanted = int(len(text) * (1 - share))
    vocabulary = corpus.vocabulary
    assert corpus.chars == len(text)
    assert corpus.train_text() + corpus.validation_text() == text
    assert corpus.train_text(7) == corpus.train_text()[-7:]
    assert corpus.validation_text(7) == corpus.validation_text()[:7]
    assert corpus.train_text(0) == corpus.validation_text(0) == ""
    assert np.concatenate([corpus.train, corpus.validation]).tolist() == vocabulary.encode(text).tolist()
    assert corpus.train.dtype == vocabulary.dtype
    assert corpus.chars_per_token == pytest.approx(corpus.validation_chars / len(corpus.validation))
    if corpus.level == "char":
        assert corpus.train_chars == len(corpus.train) == wanted
        assert corpus.unknown_share == 0
    else:
        assert corpus.train_chars >= wanted
        tokens = split(text)
        assert len("".join(tokens[: len(corpus.train)])) == corpus.train_chars
        assert corpus.train_chars - len(tokens[len(corpus.train) - 1]) < wanted


@pytest.mark.parametrize("level", LEVELS)
@pytest.mark.parametrize("share", [0.1, 0.25, 0.5])
def test_prepare(tmp_path: Path, level: Literal["char", "word"], share: float) -> None:
    source = open_text(a_file(tmp_path, PROSE))
    corpus = prepare(source, level, validation_share=share)
    check(corpus, PROSE, share)
    assert corpus.name == "text"
    assert corpus.sha256 == open_text(tmp_path / "text.txt").sha256
    assert vocabulary_from_dict(corpus.vocabulary.to_dict()) == corpus.vocabulary


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=30)
@given(
    st.text(st.sampled_from("ab c\n.é中"), min_size=2, max_size=40).filter(lambda text: len(set(text)) > 1),
    st.sampled_from(LEVELS),
    st.floats(0.01, 0.6),
    st.integers(1, 50),
)
def test_any_text_any_share_any_block(
    tmp_path: Path, text: str, level: Literal["char", "word"], share: float, block: int
) -> None:
    text = (text + " x\n") * 400
    source = open_text(a_file(tmp_path, text))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(reading, "BLOCK", block * 40)
        corpus = prepare(source, level, validation_share=share)
    check(corpus, text, share)


def test_the_vocabulary_of_words_is_of_the_training_part(tmp_path: Path) -> None:
    text = "the king said a word\n" * 90 + "the queen did not\n" * 10
    corpus = prepare(open_text(a_file(tmp_path, text)), "word")
    assert isinstance(corpus.vocabulary, WordVocabulary)
    assert corpus.vocabulary.id_of(" king")
    assert not corpus.vocabulary.id_of(" queen")
    assert 0 < corpus.unknown_share < 0.1
    assert any("is read as <unk>" in notice for notice in corpus.notices)


def test_words_made_at_once_or_in_pieces_are_the_same(tmp_path: Path) -> None:
    train = PROSE[: int(len(PROSE) * 0.9)]
    corpus = prepare(open_text(a_file(tmp_path, PROSE)), "word")
    whole = WordVocabulary.of(corpus.train_text())
    assert len(corpus.train_text()) >= len(train)
    assert corpus.vocabulary == whole


def test_the_limit_of_the_vocabulary(tmp_path: Path) -> None:
    corpus = prepare(open_text(a_file(tmp_path, PROSE)), "word", limit=5)
    assert corpus.vocabulary.size == 6
    assert corpus.unknown_share > 0.3


@pytest.mark.parametrize("level", LEVELS)
def test_a_given_vocabulary_is_kept(tmp_path: Path, level: Literal["char", "word"]) -> None:
    first = prepare(open_text(a_file(tmp_path, PROSE)), level)
    other = PROSE.replace("king", "queen")
    corpus = prepare(open_text(a_file(tmp_path, other, "other.txt")), level, vocabulary=first.vocabulary)
    assert corpus.vocabulary is first.vocabulary
    assert (
        np.concatenate([corpus.train, corpus.validation]).tolist() == first.vocabulary.encode(other).tolist()
    )
    assert corpus.train_text() + corpus.validation_text() == other
    assert corpus.unknown_share > 0
    assert "the model's" in corpus.notices[-1]
    with pytest.raises(InputError, match="cannot be used at"):
        prepare(
            open_text(tmp_path / "other.txt"),
            "char" if level == "word" else "word",
            vocabulary=first.vocabulary,
        )


@pytest.mark.parametrize(
    ("text", "level", "message"),
    [
        ("0123456789", "char", "too short to train on: it has 10 characters, and at least 224 are needed"),
        ("just three words", "word", "too short to train on: it has 3 words and marks"),
        ("a" * 1000, "char", 'holds nothing but "a", repeated'),
        (" " * 1000, "char", 'holds nothing but "␣", repeated'),
        ("\n" * 1000, "word", 'holds nothing but "⏎", repeated'),
    ],
)
def test_too_little_to_train_on(
    tmp_path: Path, text: str, level: Literal["char", "word"], message: str
) -> None:
    with pytest.raises(InputError, match=message):
        prepare(open_text(a_file(tmp_path, text)), level)


def test_what_is_said_to_be_needed_is_enough(tmp_path: Path) -> None:
    corpus = prepare(open_text(a_file(tmp_path, "ab" * 112)), "char")
    assert (len(corpus.train), len(corpus.validation)) == (201, 23)


def test_a_text_the_model_knows_nothing_of(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="knows next to nothing"):
        prepare(open_text(a_file(tmp_path, "中文" * 300)), "char", vocabulary=CharVocabulary.of("abc"))


@pytest.fixture
def everything_is_large(monkeypatch: pytest.MonkeyPatch) -> None:
    """Texts of any size are treated as those too large for memory."""
    monkeypatch.setattr(kept, "IN_MEMORY", 100)
    monkeypatch.setattr(segments, "IN_MEMORY", 100)
    monkeypatch.setattr(segments.Segments.__init__, "__defaults__", (100, 0))
    monkeypatch.setattr(reading, "BLOCK", 64)


@pytest.mark.parametrize("known", [None, "\n abcdeü"])
def test_characters_that_turn_up_late(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, known: str | None
) -> None:
    monkeypatch.setattr(reading, "BLOCK", 64)
    text = "bd " * 300 + "cd\n" * 300 + "ae " * 300 + "中 e" * 300 + "abcde " * 300
    vocabulary = None if known is None else CharVocabulary(known)
    corpus = prepare(open_text(a_file(tmp_path, text)), "char", vocabulary=vocabulary)
    ids = np.concatenate([corpus.train, corpus.validation])
    assert ids.tolist() == (vocabulary or CharVocabulary.of(text)).encode(text).tolist()


def test_a_letter_and_a_mark_of_another_letter_stay_two_characters(tmp_path: Path) -> None:
    text = "für x̀ und ü\n" * 60  # side by side, the last letter and the mark would be one character
    check(prepare(open_text(a_file(tmp_path, text)), "char"), text, 0.1)


@pytest.mark.usefixtures("everything_is_large")
def test_a_large_text_from_standard_input_leaves_nothing_in_the_cache(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(PROSE.encode())))
    check(prepare(open_text("-"), "char"), PROSE, 0.1)
    assert os.name == "nt" or not list((places.cache() / "encoded").iterdir())


@pytest.mark.usefixtures("everything_is_large")
@pytest.mark.parametrize("level", LEVELS)
def test_a_large_text_lies_in_a_file_and_is_found_again(
    tmp_path: Path, level: Literal["char", "word"], monkeypatch: pytest.MonkeyPatch
) -> None:
    path = a_file(tmp_path, PROSE)
    first = prepare(open_text(path), level)
    check(first, PROSE, 0.1)
    assert isinstance(first.train, np.memmap)
    assert not first.train.flags.writeable
    folder = places.cache() / "encoded"
    assert sorted(file.suffix for file in folder.iterdir()) == [".json", ".npy"]
    with monkeypatch.context() as patch:
        patch.setattr("playground.text.corpus.encode", lambda *_: pytest.fail("encoded again"))
        again = prepare(open_text(path), level)
    check(again, PROSE, 0.1)
    assert again.sha256 == first.sha256
    assert again.vocabulary == first.vocabulary
    assert again.notices == first.notices

    changed = PROSE[:-1] + "!"
    a_file(tmp_path, changed)
    os.utime(path, ns=(1, 1))
    check(prepare(open_text(path), level), changed, 0.1)
    check(prepare(open_text(path), level, validation_share=0.3), changed, 0.3)


@pytest.mark.usefixtures("everything_is_large")
@pytest.mark.parametrize("damage", [b"", b"not an array", b"\x93NUMPY\x01\0v\0{'descr': '|O'"])
def test_a_damaged_file_in_the_cache_is_made_again(tmp_path: Path, damage: bytes) -> None:
    path = a_file(tmp_path, PROSE)
    prepare(open_text(path), "char")
    for file in (places.cache() / "encoded").glob("*.npy"):
        file.write_bytes(damage)
    check(prepare(open_text(path), "char"), PROSE, 0.1)
    for file in (places.cache() / "encoded").glob("*.json"):
        file.write_bytes(damage)
    check(prepare(open_text(path), "char"), PROSE, 0.1)


@pytest.mark.usefixtures("everything_is_large")
def test_the_cache_does_not_grow_without_end(tmp_path: Path) -> None:
    for number in range(kept.MOST_KEPT + 3):
        prepare(open_text(a_file(tmp_path, PROSE + str(number), f"{number}.txt")), "char")
    assert len(list((places.cache() / "encoded").glob("*.npy"))) == kept.MOST_KEPT
    assert len(list((places.cache() / "encoded").glob("*.json"))) == kept.MOST_KEPT


@pytest.mark.usefixtures("everything_is_large")
def test_a_cache_that_cannot_be_written(tmp_path: Path, home: Path) -> None:
    home.mkdir()
    (home / "cache").write_text("in the way")
    with pytest.raises(PlaygroundError, match="could not be"):
        prepare(open_text(a_file(tmp_path, PROSE)), "char")


def test_more_kinds_of_words_than_are_remembered(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(encoding, "MOST_PROVISIONAL", 200)
    monkeypatch.setattr(reading, "BLOCK", 512)
    text = "".join(f"common word{number}\n" for number in range(1000))
    corpus = prepare(open_text(a_file(tmp_path, text)), "word")
    assert isinstance(corpus.vocabulary, WordVocabulary)
    assert corpus.vocabulary.id_of("common")
    assert corpus.vocabulary.id_of("\n")
    assert corpus.train_text() + corpus.validation_text() == text
    assert np.count_nonzero(corpus.train == corpus.vocabulary.id_of("common")) >= 900


def test_progress_is_said(tmp_path: Path) -> None:
    said: list[str] = []
    prepare(open_text(a_file(tmp_path, PROSE)), "char", progress=said.append)
    assert said == ["reading text"]


@given(st.integers(1, 10**6), st.integers(1, 256), st.integers(1, 512))
def test_windows_fit(tokens: int, batch: int, window: int) -> None:
    small_batch, small_window, notice = fit_windows(tokens, batch, window)
    assert 1 <= small_batch <= batch
    assert 1 <= small_window <= window
    assert (notice is None) == ((small_batch, small_window) == (batch, window))
    if tokens >= 5:
        assert tokens // small_batch >= 4 * small_window + 1


def test_windows_of_a_short_text() -> None:
    assert fit_windows(1_000_000, 32, 64) == (32, 64, None)
    batch, window, notice = fit_windows(1000, 32, 64)
    assert (batch, window) == (4, 32)
    assert notice == (
        "The text is short (1,000 tokens), so it is read as 4 streams in windows of 32 "
        "instead of 32 in windows of 64."
    )
