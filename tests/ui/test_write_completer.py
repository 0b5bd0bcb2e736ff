"""The thread that thinks: the newest wins, a stream keeps its pace, nothing kills it."""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable, Iterator
from itertools import islice

import pytest

from playground.config import SampleConfig
from playground.errors import InputError
from playground.inference.language_model import LanguageModel
from playground.ui import completer as thinking
from playground.ui.completer import Ask, Completer, Stream
from playground.ui.ghost import GhostLength
from playground.ui.voice import Voice, chance
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
