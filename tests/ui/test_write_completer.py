"""The thread that thinks: the newest wins, a stream keeps its pace, nothing kills it."""

from __future__ import annotations

import math
import queue
import re
import threading
from collections.abc import Callable, Iterator
from itertools import islice

import pytest

from playground.config import ModelConfig, SampleConfig
from playground.errors import InputError
from playground.inference.language_model import LanguageModel
from playground.inference.network import Network
from playground.text.words import WordVocabulary
from playground.ui import thoughts as thinking
from playground.ui.completer import Completer
from playground.ui.ghost import GhostLength
from playground.ui.thoughts import Ask, Held, Stream
from playground.ui.voice import Place, Voice
from playground.writing.draws import chance
from playground.writing.rule import Rule
from tests.inference.helpers import random_weights
from tests.ui.write_fakes import STORY, StoryVoice, save_model, weights

PLAIN = SampleConfig(seed=0)


class Heard:
    """A completer and everything it said."""

    def __init__(self, load: Callable[[str], StoryVoice] = StoryVoice.load, speed: float = 1000.0) -> None:
        self.said: queue.Queue[thinking.Report] = queue.Queue()
        self.completer = Completer(self.said.put, load, speed)  # type: ignore[arg-type]

    def wait_for(self, kind: type[thinking.Report]) -> thinking.Report:
        while True:
            report = self.said.get(timeout=10)
            if isinstance(report, kind):
                return report


@pytest.fixture
def heard() -> Iterator[Heard]:
    made = Heard()
    yield made
    made.completer.close()


def ask(serial: int, text: str, length: GhostLength | None = None) -> Ask:
    return Ask(serial, text, PLAIN, 0, 5, length or GhostLength())


def test_an_answer(heard: Heard) -> None:
    heard.completer.use("fairy-tales")
    heard.completer.ask(ask(7, "Once upon a"))
    answer = heard.wait_for(thinking.Answer)
    assert isinstance(answer, thinking.Answer)
    assert (answer.serial, answer.unseen) == (7, None)
    assert answer.ghost is not None
    assert answer.ghost.text == " time there was a king who had three sons."
    assert answer.candidates[0].token == " "


def test_asking_before_there_is_a_model_is_answered_later(heard: Heard) -> None:
    heard.completer.ask(ask(1, "Once"))
    heard.completer.use("fairy-tales")
    assert heard.wait_for(thinking.Answer)


def test_candidates_only(heard: Heard) -> None:
    heard.completer.use("fairy-tales")
    heard.completer.ask(Ask(1, "Once", PLAIN, 0, 5, None))
    answer = heard.wait_for(thinking.Answer)
    assert isinstance(answer, thinking.Answer)
    assert answer.ghost is None


def test_the_newest_text_wins_while_a_long_one_is_read() -> None:
    reading, overtaken = threading.Event(), threading.Event()

    class Slow(StoryVoice):
        def read(self, text: str) -> Iterator[float]:
            if text == "old":
                reading.set()
                assert overtaken.wait(10)
                yield 0.01
                raise AssertionError("the old text was read on")
            yield from super().read(text)

    heard = Heard(Slow)
    heard.completer.use("fairy-tales")
    heard.completer.ask(ask(1, "old"))
    assert reading.wait(10)
    heard.completer.ask(ask(2, "Once"))
    overtaken.set()
    answer = heard.wait_for(thinking.Answer)
    assert isinstance(answer, thinking.Answer)
    assert answer.serial == 2
    heard.completer.close()


def test_a_stream_writes_until_it_is_stopped(heard: Heard) -> None:
    heard.completer.use("fairy-tales")
    heard.completer.ask(Stream(3, "Once upon a", PLAIN, 0, 5))
    text = ""
    while len(text) < 30:
        piece = heard.wait_for(thinking.Streamed)
        assert isinstance(piece, thinking.Streamed)
        assert piece.candidates
        text += piece.text
    assert STORY.startswith("Once upon a" + text)
    heard.completer.stop()
    assert heard.wait_for(thinking.StreamEnded) == thinking.StreamEnded(3)


def test_a_stream_with_a_limit_ends_by_itself(heard: Heard) -> None:
    heard.completer.use("fairy-tales")
    heard.completer.ask(Stream(3, "Once upon a", PLAIN, 0, 5, limit=4))
    text = ""
    while not isinstance(report := heard.said.get(timeout=10), thinking.StreamEnded):
        text += report.text if isinstance(report, thinking.Streamed) else ""
    assert text == " tim"


def test_a_stream_goes_on_with_a_newer_model_and_other_settings(
    heard: Heard, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Voice, "in_training", StoryVoice.in_training)
    heard.completer.use(weights(1))
    heard.completer.ask(Stream(3, "Once upon a", PLAIN, 0, 5))
    text = "Once upon a"
    for change in (
        lambda: heard.completer.use(weights(2)),
        lambda: heard.completer.change(SampleConfig(top_k=2)),
    ):
        piece = heard.wait_for(thinking.Streamed)
        text += piece.text  # type: ignore[union-attr]
        change()
    while not isinstance(report := heard.said.get(timeout=10), thinking.Streamed) or all(
        candidate.sampled for candidate in report.candidates
    ):
        assert not isinstance(report, thinking.StreamEnded)
    heard.completer.stop()
    assert heard.wait_for(thinking.StreamEnded)


def test_it_survives_what_goes_wrong() -> None:
    class Broken(StoryVoice):
        def read(self, text: str) -> Iterator[float]:
            if text == "boom":
                raise ZeroDivisionError
            yield from super().read(text)

        @classmethod
        def load(cls, name: str) -> Broken:
            if name == "none":
                raise InputError("There is no such model.")
            return cls(name)

    heard = Heard(Broken.load)
    heard.completer.use("none")
    assert heard.wait_for(thinking.Failure) == thinking.Failure("There is no such model.")
    heard.completer.use("fairy-tales")
    heard.completer.ask(ask(1, "boom"))
    failure = heard.wait_for(thinking.Failure)
    assert isinstance(failure, thinking.Failure)
    assert "ZeroDivisionError" in failure.text
    heard.completer.ask(Stream(2, "boom", PLAIN, 0, 5))
    assert heard.wait_for(thinking.StreamEnded)
    heard.completer.ask(ask(3, "Once"))
    assert heard.wait_for(thinking.Answer)
    heard.completer.close()


# ---------------------------------------------------------------------- the voice, with a real network


@pytest.fixture
def voice() -> Voice:
    save_model("tiny")
    return Voice.load("tiny")


def settle(voice: Voice, text: str) -> None:
    for _ in voice.read(text):
        pass


def test_ghost_step_and_stream_say_the_same(voice: Voice) -> None:
    settle(voice, "Once")
    ghost = list(islice(voice.generate(PLAIN, 5), 12))
    assert list(islice(voice.generate(PLAIN, 5), 12)) == ghost
    settle(voice, "Once" + "".join(ghost[:3]))
    assert list(islice(voice.generate(PLAIN, 5), 9)) == ghost[3:]
    assert list(islice(voice.generate(PLAIN, 5, forward=True), 9)) == ghost[3:]
    assert list(islice(voice.generate(PLAIN, 6), 12)) != ghost


def test_a_stream_moves_the_candidates_along(voice: Voice) -> None:
    settle(voice, "Once")
    stream = voice.generate(PLAIN, 5, forward=True)
    text = "Once" + "".join(islice(stream, 5))
    moved = voice.candidates(5, PLAIN)
    settle(voice, text)
    for one, other in zip(moved, voice.candidates(5, PLAIN), strict=True):
        assert one.token == other.token
        assert one.probability == pytest.approx(other.probability, abs=1e-5)


def test_a_long_text_is_read_in_slices_and_the_end_counts(voice: Voice) -> None:
    text = "the king said no. " * 200
    shares = list(voice.read(text))
    assert len(shares) > 5
    assert shares[-1] == 1.0
    expected = LanguageModel.load("tiny").candidates(text, 3, PLAIN)
    found = voice.candidates(3, PLAIN)
    assert [each.token for each in found] == [each.token for each in expected]


def test_chances_are_spread_evenly() -> None:
    drawn = [chance(42, place) for place in range(4000)]
    assert all(0 <= each < 1 for each in drawn)
    for low in range(10):
        assert 300 < sum(low / 10 <= each < (low + 1) / 10 for each in drawn) < 500


def test_a_model_in_training(voice: Voice) -> None:
    del voice
    made = Voice.in_training(weights(3))
    settle(made, "Once")
    assert len(made.candidates(5, PLAIN)) == 5
    assert made.unseen("Once é") is not None


def test_what_is_unseen_in_a_text_that_grows(voice: Voice) -> None:
    text = "the king said no. " * 40
    assert voice.unseen(text) is None
    assert voice.unseen(text + "and so on.") is None
    assert "é" in str(voice.unseen(text + "and é"))
    assert voice.unseen(text + "and ") is None
    assert "ü" in str(voice.unseen("ü" + text))


@pytest.fixture
def words() -> Voice:
    """A voice of words that never learned anything."""
    vocabulary = WordVocabulary.of("the king said no. a time there was, and the end isn't the kings", 100)
    made = ModelConfig(vocabulary=vocabulary.size, units=8, embedding=6)
    model = LanguageModel("words", vocabulary, Network(made, random_weights(made)))
    return Voice(model, "words")


def looked(voice: Voice, text: str, offset: int) -> Place:
    *waiting, place = voice.look(text, offset, 10, PLAIN)
    assert not any(waiting)
    assert place is not None
    return place


@pytest.mark.parametrize("offset", [0, 3, 10])
def test_alternatives_are_what_was_expected_there(voice: Voice, offset: int) -> None:
    text = "Once upon a"
    settle(voice, text)
    place = looked(voice, text, offset)
    model = LanguageModel.load("tiny")
    expected = model.reader(text[:offset]).candidates(10, PLAIN)
    assert list(place.candidates[:10]) == expected
    assert (place.start, place.end) == (offset, offset + 1)
    assert place.candidates[place.actual].token == text[offset]
    everything = [each.token for each in model.reader(text[:offset]).candidates(1000, PLAIN)]
    assert everything.index(text[offset]) + 1 == place.rank
    assert place.bits == pytest.approx(-place.candidates[place.actual].logprob / math.log(2))


def test_alternatives_of_words(words: Voice) -> None:
    text = "the king said nothing"
    settle(words, text)
    place = looked(words, text, 5)
    assert (text[place.start : place.end], place.candidates[place.actual].token) == (" king", " king")
    place = looked(words, text, 15)  # never seen
    assert (text[place.start : place.end], place.actual) == (" nothing", -1)
    place = looked(words, "the ki", 5)  # half written
    assert ("the ki"[place.start : place.end], place.actual) == (" ki", -1)


def test_the_draw_that_is_shown_is_the_one_that_was_made(voice: Voice) -> None:
    settle(voice, "Once")
    for seed in range(20):
        shown = voice.show_draw(PLAIN, seed)
        assert shown.token == next(voice.generate(PLAIN, seed))
        assert shown.seed == seed


def test_a_rule_of_words_ends_where_no_word_fits(words: Voice) -> None:
    rule = Rule.read("/ (king|time) (said|there)/")
    assert rule is not None
    settle(words, "the")
    text = "".join(words.generate(PLAIN, 3, held=Held(rule)))
    assert re.fullmatch(" (king|time) (said|there)", text)
    rule = Rule.read("/ kingdom/")
    assert rule is not None
    assert list(words.generate(PLAIN, 3, held=Held(rule))) == [" king"]  # and no word goes on with "dom"
    settle(words, "the king")
    assert not words.ended(Held(rule, " king"))
    assert words.hindrance(Held(rule, " king")) == "this model knows no word that goes on with the rule here"
    assert list(words.generate(PLAIN, 3, held=Held(rule, " king"))) == []


def test_a_rule_is_followed_over_what_is_half_written(words: Voice) -> None:
    rule = Rule.read("ing")
    assert rule is not None
    settle(words, "the k")
    able = [each.token for each in words.candidates(50, PLAIN, Held(rule)) if each.sampled > 0]
    assert set(able) == {" king", " kings"}
    assert next(words.generate(PLAIN, 3, held=Held(rule))).startswith("ing")


def test_a_stream_under_a_rule_goes_on_with_other_settings() -> None:
    rule = Rule.read("/[ab]{400}/")
    assert rule is not None
    save_model("tiny")
    made = Heard(Voice.load, speed=300.0)  # type: ignore[arg-type]
    made.completer.use("tiny")
    made.completer.ask(Stream(3, "Once", PLAIN, 0, 5, held=Held(rule)))
    text = ""
    changed = False
    while not isinstance(report := made.said.get(timeout=10), thinking.StreamEnded):
        if isinstance(report, thinking.Streamed):
            text += report.text
            if not changed and len(text) > 20:
                made.completer.change(SampleConfig(temperature=3.0))
                changed = True
    made.completer.close()
    assert changed
    assert re.fullmatch("[ab]{400}", text)
    assert "rule" in report.why
