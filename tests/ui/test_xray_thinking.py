"""What X-ray's threads find out, without a screen: passages, samples, and the answers to what is asked."""

from __future__ import annotations

import math
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeVar

import numpy as np
import pytest

from playground.config import SampleConfig
from playground.errors import InputError
from playground.inference.clamped import Hold
from playground.inference.language_model import LanguageModel
from playground.ui.xray import passages, reports, sampled
from playground.ui.xray.explorer import Explorer
from playground.ui.xray.surprises import hard_token
from playground.xray.reading import BLOCK, Reading
from tests.ui import xray_fakes
from tests.ui.write_fakes import save_model

R = TypeVar("R")
LONG = xray_fakes.TEXT * 12


class Told:
    """Keeps what an explorer says, and waits for it."""

    def __init__(self) -> None:
        self.reports: list[reports.Report] = []
        self._change = threading.Condition()

    def __call__(self, report: reports.Report) -> None:
        with self._change:
            self.reports.append(report)
            self._change.notify_all()

    def first(self, kind: type[R], true: Callable[[R], bool] = lambda _report: True) -> R:
        """The first report of a kind for which something is true; fails if none comes."""

        def found() -> R | None:
            return next((each for each in self.reports if isinstance(each, kind) and true(each)), None)

        with self._change:
            assert self._change.wait_for(lambda: found() is not None, 20), self.reports
            report = found()
            assert report is not None
            return report


@pytest.fixture
def told() -> Told:
    return Told()


@pytest.fixture
def explorer(told: Told) -> Iterator[Explorer]:
    made = Explorer(told)
    yield made
    made.close()


@pytest.fixture
def opened(explorer: Explorer, told: Told) -> Reading:
    """A text that is read to its end by a small model."""
    xray_fakes.save("small")
    explorer.open("small", LONG, 1)
    reading = told.first(reports.Opened).reading
    told.first(reports.ReadOn, lambda report: report.share == 1)
    return reading


def test_a_text_is_handed_over_when_its_beginning_is_read(explorer: Explorer, told: Told) -> None:
    xray_fakes.save("small")
    text = LONG * 4
    explorer.open("small", text, 300)
    first = told.first(reports.Opened)
    assert first.name == "small"
    assert first.reading.read >= 300
    assert first.unseen == "The model has never seen this character: :; it is read as <unk>."
    told.first(reports.ReadOn, lambda report: report.share == 1)
    assert first.reading.read == len(text)
    explorer.look(first.reading, "f", 0, [1, 0, 99])
    seen = told.first(reports.BlockSeen, lambda report: report.index == 0)
    np.testing.assert_array_equal(seen.values, first.reading.values("f", 0, 0, BLOCK))
    assert [report.index for report in told.reports if isinstance(report, reports.BlockSeen)] == [1, 0]


def test_a_model_that_is_not_there_is_said(explorer: Explorer, told: Told) -> None:
    explorer.open("no-such-model", "a", 1)
    assert "no-such-model" in told.first(reports.Trouble).text


def test_the_step_and_what_follows_it(explorer: Explorer, told: Told, opened: Reading) -> None:
    explorer.step(opened, 300, 0, 5)
    seen = told.first(reports.Stepped)
    assert seen.step.h == pytest.approx(float(opened.values("h", 0, 300, 301)[0, 5]), abs=1e-5)
    assert [share for _, share in seen.likely] == sorted((share for _, share in seen.likely), reverse=True)
    assert seen.likely[0][0] == opened.model.vocabulary.token(int(np.argmax(opened.logits(301))))


def test_a_unit_on_a_page_of_several_blocks(explorer: Explorer, told: Told, opened: Reading) -> None:
    explorer.unit(opened, "c", 0, 7, 100, 700)
    told.first(reports.UnitSeen, lambda report: report.first + len(report.values) == 700)
    seen = [report for report in told.reports if isinstance(report, reports.UnitSeen)]
    values = np.concatenate([report.values for report in seen])
    np.testing.assert_array_equal(values, opened.values("c", 0, 100, 700)[:, 7])


@pytest.mark.parametrize(("method", "window"), [("gradient", 200), ("occlusion", 120)])
def test_what_was_leaned_on_far_into_a_text(
    explorer: Explorer, told: Told, opened: Reading, method: str, window: int
) -> None:
    explorer.thinker.lean(opened, 500, method)
    leaned = told.first(reports.Leaned)
    assert (leaned.first, len(leaned.weights)) == (500 - window, window)
    assert -math.log2(leaned.probability) == pytest.approx(float(opened.surprise[500]), rel=1e-3)


def test_hard_spots_name_what_was_expected(explorer: Explorer, told: Told, opened: Reading) -> None:
    explorer.thinker.spots(opened)
    spots = told.first(reports.Spotted).spots
    assert spots[0].token == int(np.argmax(opened.surprise))
    best = int(np.argmax(opened.logits(spots[0].token)))
    assert spots[0].expected == opened.model.vocabulary.token(best)
    hard = np.flatnonzero(opened.surprise >= 4)
    assert hard_token(opened, int(hard[0]), 1) == hard[1]
    assert hard_token(opened, int(hard[1]), -1) == hard[0]
    assert hard_token(opened, int(hard[-1]), 1) is None
    assert hard_token(opened, 0, -1) is None


def test_units_and_contexts_of_the_text_itself(explorer: Explorer, told: Told, opened: Reading) -> None:
    explorer.thinker.find(opened, "(an)")
    found = told.first(reports.FoundUnits)
    assert found.about == "this text"
    assert len(found.finding.found) == 20
    best = found.finding.found[0]
    explorer.thinker.contexts(opened, best.value, best.layer, best.unit)
    context = told.first(reports.InContext)
    assert context.about == f"{len(opened):,} tokens of this text"
    strongest = context.contexts.strongest[0]
    values = opened.values(best.value, best.layer, 0, len(opened))[:, best.unit]
    assert strongest.value == pytest.approx(float(values.max()), abs=1e-6)
    assert sum(isinstance(report, reports.Sampling) and report.share == 1 for report in told.reports) <= 1
    explorer.thinker.find(opened, "(")
    assert "regular expression" in told.first(reports.Trouble).text


def test_a_held_unit_changes_what_is_written_and_the_free_text_is_the_models(
    explorer: Explorer, told: Told, opened: Reading
) -> None:
    config = SampleConfig(temperature=0.8, seed=4)
    explorer.thinker.write(opened, 60, Hold(0, 3, 5.0), config, 40)
    written = told.first(reports.Written, lambda report: report.done)
    assert len(written.free) == len(written.held) == 40
    assert written.free != written.held
    free = opened.model.stream(opened.text[:61], 40, config)
    assert written.free == tuple(each.token for each in free)
    explorer.thinker.write(opened, 60, Hold(0, 3, 0.0, nudge=True), config, 40)
    nothing = told.first(reports.Written, lambda report: report.done and report.hold.nudge)
    assert nothing.free == nothing.held == written.free


# ---------------------------------------------------------------------- texts


def test_a_model_that_knows_the_passage_reads_it_and_another_its_own(tmp_path: Path) -> None:
    assert passages.suited(xray_fakes.model()) == passages.PASSAGE
    stranger = xray_fakes.model(letters="xyz|")
    assert passages.suited(stranger) == passages.PASSAGE  # nothing of its own is at hand
    own = tmp_path / "own.txt"
    own.write_text("xyz|" * 1000)
    assert passages.suited(stranger, [str(own)]) == ("xyz|" * 1000)[:800]


def test_a_models_own_text_is_never_standard_input_and_may_be_gone(tmp_path: Path) -> None:
    assert passages.own_text(xray_fakes.model(), ["-"]) is None
    assert passages.own_text(xray_fakes.model(), [str(tmp_path / "gone.txt")]) is None
    assert passages.own_text(xray_fakes.model()) is None
    path = tmp_path / "text.txt"
    path.write_text("so it was " * 400)
    save_model("small", corpus={"name": "text", "sources": [str(path)]})
    text = passages.own_text(LanguageModel.load("small"))
    assert text is not None
    assert text.read(6) == "so it "


def test_a_long_text_is_cut_and_that_is_said(tmp_path: Path) -> None:
    path = tmp_path / "long.txt"
    path.write_text("so it was " * 40_000)
    passage = passages.take(str(path))
    assert passage.text is not None
    assert len(passage.text) == passages.MOST
    assert "300,000" in passage.note
    with pytest.raises(InputError):
        passages.take(str(tmp_path / "none.txt"))


def test_units_are_judged_on_what_was_held_out(tmp_path: Path) -> None:
    path = tmp_path / "text.txt"
    path.write_text("a" * 9_000 + "b" * 1_000)
    reading = Reading(xray_fakes.model(), "short")
    samples = sampled.Samples()
    samples.sources = (str(path),)
    shares: list[float] = []
    sample, about = samples.take(reading, shares.append)
    assert sample.text == "b" * 1_000
    assert about == "text, held out"
    assert shares[-1] == 1
    again, _ = samples.take(Reading(reading.model, "another"), lambda _share: pytest.fail("read again"))
    assert again is sample


def test_a_long_text_is_its_own_sample_and_another_one_is_read_anew() -> None:
    model = xray_fakes.model()
    samples = sampled.Samples()
    reading = Reading(model, "so it was " * 1_200)
    sample, about = samples.take(reading, lambda _share: None)
    assert (sample.text, about) == (reading.text, "this text")
    other = Reading(model, "was it so " * 1_200)
    assert samples.take(other, lambda _share: None)[0].text == other.text


def test_what_is_overtaken_is_left() -> None:
    def stop(_share: float) -> None:
        raise sampled.Overtaken

    with pytest.raises(sampled.Overtaken):
        sampled.Samples().take(Reading(xray_fakes.model(), LONG), stop)
