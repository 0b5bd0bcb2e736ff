"""The strict reader of ABC: what passes adds up, and what does not is told."""

from __future__ import annotations

import subprocess
import sys
from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from playground.data.abc import LEAST_BARS, Note, read_tune, split_tunes, why_not
from playground.places import shipped_corpora

HEAD = "X:1\nT:Test\nM:4/4\nL:1/8\nK:G\n"
BARS = "GABc d4|G4 B4|A2 A2 A2 A2|"


def tune(music: str, *, metre: str = "4/4", unit: str = "1/8") -> str:
    return f"X:1\nT:Test\nM:{metre}\nL:{unit}\nK:G\n{music}\n"


def ending(bar: str, **settings: str) -> str | None:
    """What is wrong with three good bars and then this one."""
    return why_not(tune(f"{BARS}{bar}|]", **settings))


@pytest.mark.parametrize(
    "bar",
    [
        "GABc dedB",
        "G8",
        "z8",
        "G>A B>c d>e f>g",
        "G<A B>>c d4",
        "G3/2A/2 B2 c3/2d/2 e2",
        "(3GAB (3cde f4",
        "(3G2A2B2 c4",
        "G4- G4",
        "^G2 _A2 =B2 c'2",
        "G,2 A,,2 B2 c''2",
        "G/A/B/c/ d/4e/4f/4g/4 a d4",
        "G//A//B//c// d3 e4",
        "(4GABc d2 e3",
        "(2GA B5",
    ],
)
def test_bars_that_add_up(bar: str) -> None:
    assert ending(bar) is None


@pytest.mark.parametrize(
    ("bar", "reason"),
    [
        ("GABc ded", "bar 4 (line 6) lasts 7/8, not 4/4"),
        ("GABc dedBB", "bar 4 (line 6) lasts 9/8, not 4/4"),
        ("G>A B>c d>e fg/", "lasts 15/16"),
        ("(3GABc d4", "bar 4 (line 6) lasts 7/8, not 4/4"),
        ("(3GA", "ends within a tuplet"),
        ("GABc ded>", "ends within a tuplet or after > or <"),
        ("G2>A d4", "between notes of different length"),
        ("G> A d6", "a space after >"),
        (">G A6", "does not stand between two notes"),
        ("G4-A4", "ties G to A"),
        ("G4z4-", "ties a rest"),
        ("G8-", "the last note is tied to nothing"),
        (" ", "bar 4 (line 6) is empty"),
        ("G4 h4", "line 6 holds 'h' at column 30, which means nothing"),
        ("[GB]8", "which means nothing"),
        ("{g}G8", "which means nothing"),
        ('"G"G8', "which means nothing"),
        ("(3:2GAB c6", "which means nothing"),
        ("G8\x1b[31m", "holds '␛'"),
        ("(3(3GAB", "a tuplet within another"),
        ("G0", "which means nothing"),
        ("G" + "9" * 5000, "which means nothing"),
        ("G4|G4", "bar 4 (line 6) lasts 2/4, not 4/4"),
        ("G8|]G8", "goes on after the end"),
    ],
)
def test_what_is_wrong_is_told(bar: str, reason: str) -> None:
    said = ending(bar)
    assert said is not None
    assert reason in said


def test_the_time_of_a_tuplet_of_five_depends_on_the_metre() -> None:
    assert why_not(tune("G3 A3|" * 3 + "(5GABcd e3|]", metre="6/8")) is None
    said = why_not(tune("G3 A3|" * 3 + "(5GABcd e3|]", metre="3/4"))
    assert said == "bar 4 (line 6) lasts 5/8, not 3/4"


@pytest.mark.parametrize(
    ("music", "reason"),
    [
        (f"|:{BARS}G8:|]", None),
        (f"|:{BARS}G8:|\n|:{BARS}G8:|]", None),
        (f"|:{BARS}G8::{BARS}G8:|]", None),
        (f"{BARS}G8:|\n{BARS}G8|]", None),
        (f"{BARS}G8||\n{BARS}G8|]", None),
        (f"{BARS}G8|", "the tune does not end with |]"),
        (f"{BARS}G8||", "the tune does not end with |]"),
        (f"|:{BARS}G8|]", "a repeat begins and does not end"),
        (f"|:{BARS}G8|\n|:{BARS}G8:|]", "line 7 begins a repeat within a repeat"),
        (f"|:{BARS}G8:|\n{BARS}G8:|]", "line 7 ends a repeat that did not begin"),
        (f"{BARS}G8", "line 6 does not end with a bar line"),
        (f"{BARS}\n\nG8|]", "line 7 is empty, but the tune has not ended"),
        (f"{BARS}\n|G8|]", "bar 4 (line 7) is empty"),
        (f"{BARS} |G8|]", "bar 4 (line 6) is empty"),
        (f"{BARS}G8|]\nK:C", "line 7 holds 'K'"),
        ("G8|G8|G8|]", f"the tune has 3 bars, fewer than {LEAST_BARS}"),
        ("", "does not end with |]"),
    ],
)
def test_repeats_and_endings(music: str, reason: str | None) -> None:
    said = why_not(tune(music))
    if reason is None:
        assert said is None
    else:
        assert said is not None
        assert reason in said


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        ("X:1\n", "", "the first line, and only that, is the number X:"),
        ("X:1\n", "X:0\n", "the number X: is '0'"),
        ("X:1\n", "X:one\n", "the number X: is 'one'"),
        ("T:Test\n", "", "the header has no T:"),
        ("T:Test\n", "T:\n", "the header has no T:"),
        ("M:4/4\n", "", "the header has no M:"),
        ("M:4/4\n", "M:C\n", "the metre M: is 'C', not one such as 4/4"),
        ("M:4/4\n", "M:4/5\n", "the metre M: is '4/5'"),
        ("M:4/4\n", "M:4/4\nM:3/4\n", "line 4 gives the header field M: again"),
        ("L:1/8\n", "L:2/8\n", "the unit L: is '2/8'"),
        ("K:G\n", "", "line 5 is no header field, but the key K: has not come yet"),
        ("K:G\n", "K:H\n", "the key K: is 'H'"),
        ("T:Test\n", "W:la\nT:Test\n", "line 2 has the unknown header field W:"),
        ("T:Test\n", "R:reel\nT:Test\n", None),
        ("K:G\n", "K:F#m\n", None),
        ("K:G\n", "K:g\n", "the key K: is 'g'"),
    ],
)
def test_headers(old: str, new: str, reason: str | None) -> None:
    said = why_not((HEAD + BARS + "G8|]").replace(old, new))
    assert said == reason if reason is None else said is not None and reason in said


def test_a_tune_is_read() -> None:
    found = read_tune(tune("|:E2G G>AB|(3EFG A2 B2-|B6|E3 z3:|]", metre="6/8").replace("K:G", "K:Em"))
    assert (found.number, found.title, found.metre, found.key) == (1, "Test", Fraction(3, 4), "Em")
    eighth = Fraction(1, 8)
    assert found.bars[0] == (
        Note("E", 2 * eighth),
        Note("G", eighth),
        Note("G", eighth * 3 / 2),
        Note("A", eighth / 2),
        Note("B", eighth),
    )
    assert found.bars[1][0] == Note("E", eighth * 2 / 3)
    assert found.bars[1][-1] == Note("B", 2 * eighth, tied=True)
    assert found.bars[-1][-1].pitch == "z"


@given(
    st.sampled_from(["2/4", "3/4", "4/4", "6/8", "9/8", "3/2"]),
    st.sampled_from(["1/4", "1/8", "1/16"]),
    st.data(),
)
def test_bars_cut_into_any_lengths_pass_and_one_that_is_changed_does_not(
    metre: str, unit: str, data: st.DataObject
) -> None:
    bar = Fraction(metre)
    bars = []
    for _ in range(LEAST_BARS):
        cuts = data.draw(st.lists(st.integers(1, 23), max_size=6, unique=True))
        edges = [0, *sorted(cuts), 24]
        lengths = [(end - begin) * bar / 24 / Fraction(unit) for begin, end in pairwise(edges)]
        bars.append(
            "".join(
                f"{data.draw(st.sampled_from('CDEFGABcdefgabz'))}{length.numerator}/{length.denominator}"
                for length in lengths
            )
        )
    assert why_not(tune("|".join(bars) + "|]", metre=metre, unit=unit)) is None
    at = data.draw(st.integers(0, LEAST_BARS - 1))
    bars[at] += "A/8"
    said = why_not(tune("|".join(bars) + "|]", metre=metre, unit=unit))
    assert said is not None
    assert said.startswith(f"bar {at + 1} (line 6) lasts")


@given(st.text(st.sampled_from("XTMLK:1/8G\nABcd|:]>-(3z2 "), max_size=60))
def test_any_text_gets_a_reason_or_passes(text: str) -> None:
    assert why_not(text) != ""
    assert why_not(HEAD + text) != ""


def test_the_shipped_tunes_are_what_their_script_writes_and_all_of_them_pass() -> None:
    folder = shipped_corpora()
    assert (
        subprocess.run([sys.executable, folder / "make" / "tunes.py", "--check"], check=False).returncode == 0
    )
    tunes = split_tunes((folder / "tunes.abc").read_text("utf-8"))
    assert len(tunes) >= 1200
    found = [read_tune(each) for each in tunes]
    assert [each.number for each in found] == list(range(1, len(found) + 1))
    assert len({each.bars for each in found}) == len({each.title for each in found}) == len(found)
    for each in found:
        last = each.bars[-1][-1]
        assert last.pitch.upper() == each.key[0]
        assert last.length >= each.metre / 2
