"""``xray``: maps, pictures, arrays and the unit finder from the command line."""

from __future__ import annotations

import json
import xml.etree.ElementTree as ET
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from playground import LanguageModel
from playground.cli import xray as command
from playground.cli.xray_look import chosen_units
from playground.errors import InputError
from playground.xray.contexts import contexts
from playground.xray.finder import find_units
from playground.xray.properties import PROPERTIES, find_property
from playground.xray.sample import Sample
from tests.cli.conftest import TALE, Run

LINE = "The cat saw the king."
HELD_OUT = TALE[int(len(TALE) * 0.9) :]


def document(run: Run, *words: str, **settings: Any) -> dict[str, Any]:
    result = run("xray", *words, "--json", **settings)
    assert result.exit_code == 0, result.stderr
    found: dict[str, Any] = json.loads(result.stdout)
    return found


def refused(run: Run, *words: str, **settings: Any) -> str:
    """The one sentence with which these words are refused."""
    result = run("xray", *words, **settings)
    assert result.exit_code == 2
    assert result.stdout == ""
    assert result.stderr.count("\n") == 1
    return str(result.stderr)


@pytest.mark.parametrize("gate", ["h", "r", "z", "n"])
def test_values_are_those_of_the_model(run: Run, letters: str, gate: str) -> None:
    found = document(run, letters, LINE, "--gate", gate, "--layer", "2", "--units", "5,0-2")
    traced = LanguageModel.load(letters).states(LINE)
    expected = traced.values[gate][:, 1][:, [5, 0, 1, 2]]
    assert (found["gate"], found["layer"], found["units"]) == (gate, 2, [5, 0, 1, 2])
    assert found["tokens"] == list(LINE)
    np.testing.assert_allclose(found["values"], expected, atol=1e-5)
    np.testing.assert_allclose(found["surprise"], traced.surprise, atol=1e-3)
    assert found["bits_per_char"] == pytest.approx(float(traced.surprise[1:].mean()), rel=1e-4)


def test_the_page_shows_the_map_its_scale_and_the_hardest_tokens(run: Run, letters: str) -> None:
    result = run("xray", letters, LINE)
    assert (result.exit_code, result.stderr) == (0, "")
    page = result.stdout.splitlines()
    assert page[0].startswith("letters: hidden state h of layer 1; 21 tokens of the text given, ")
    rows = [line.split() for line in page[3:11]]
    assert [int(row[0]) for row in rows] == list(range(8))
    assert page[2].split() == list(LINE.replace(" ", "␣"))
    assert {len(line) for line in page[2:11]} == {5 + 3 * 21}
    assert any(line.split()[0] == "−1" and line.split()[-1] == "1" for line in page[11:14] if line)
    table = page[page.index("") + 1 :]
    start = next(index for index, line in enumerate(table) if line.startswith("bits"))
    bits = [float(line.split()[0]) for line in table[start + 1 :]]
    assert bits == sorted(bits, reverse=True)
    assert len(bits) == 8
    surprise = LanguageModel.load(letters).states(LINE).surprise
    assert bits[0] == pytest.approx(surprise.max(), abs=0.06)
    assert "\x1b" not in result.stdout


def test_glyphs_say_sign_and_strength(run: Run, letters: str) -> None:
    row = run("xray", letters, LINE, "--units", "0,1").stdout.splitlines()[3]
    values = LanguageModel.load(letters).states(LINE).values["h"][:, 0, 0]
    for value, sign in zip(values, row[5::3], strict=True):
        assert (sign in "≣≡=-") == (value < -0.2) or abs(value) < 0.2
        assert (sign in "░▒▓█") == (value > 0.2) or abs(value) < 0.2


def test_one_unit_colours_the_text(run: Run, letters: str) -> None:
    page = run("xray", letters, LINE, "--units", "3").stdout.splitlines()
    assert ", unit 3; 21 tokens" in page[0]
    assert page[2] == LINE
    assert len(page[3]) == len(LINE)


def test_words_stand_over_their_columns(run: Run, words: str) -> None:
    page = run("xray", words, LINE).stdout.splitlines()
    assert page[2].split() == ["The", "␣cat", "␣saw", "␣the", "␣king", "."]
    assert {len(line) for line in page[2:11]} == {len(page[2])}


def test_a_long_text_is_drawn_in_bands_and_says_so(run: Run, letters: str, tale: Path) -> None:
    page = run("xray", letters, str(tale), "--part", "all").stdout
    assert "200 tokens of tale" in page
    assert "--tokens N shows more" in page
    assert page.count("   0 ") == 3
    assert "100 tokens" in run("xray", letters, str(tale), "--tokens", "100").stdout


def test_of_its_own_text_the_held_out_part_is_taken(
    run: Run, letters: str, tale: Path, tmp_path: Path
) -> None:
    found = document(run, letters, str(tale), "--tokens", "50")
    assert (found["source"], found["part"]) == ("tale", "held-out")
    assert "".join(found["tokens"]) == HELD_OUT[:50]
    found = document(run, letters, str(tale), "--tokens", "50", "--part", "all")
    assert (found["part"], "".join(found["tokens"])) == ("all", TALE[:50])
    other = tmp_path / "other.txt"
    other.write_text(LINE, "utf-8")
    assert document(run, letters, str(other))["part"] == "all"
    assert "held out" in refused(run, letters, str(other), "--part", "held-out")


def test_standard_input_and_corpora_are_texts(run: Run, letters: str) -> None:
    found = document(run, letters, "-", input=LINE)
    assert "".join(found["tokens"]) == LINE
    assert found["source"] == "stdin"
    assert document(run, letters, "fairy-tales", "--tokens", "3")["source"] == "fairy-tales"


def test_what_the_model_does_not_know_is_said(run: Run, letters: str) -> None:
    assert "never seen" in run("xray", letters, LINE + "ß").stderr


def test_pictures_and_arrays_are_written(run: Run, letters: str, tmp_path: Path) -> None:
    svg, png, npz = (tmp_path / f"map.{kind}" for kind in ("svg", "png", "npz"))
    result = run("xray", letters, LINE, "--svg", str(svg), "--png", str(png), "--npz", str(npz), "--light")
    assert (result.exit_code, result.stdout) == (0, "")
    assert result.stderr.count("Wrote") == 3
    root = ET.fromstring(svg.read_text("utf-8"))
    assert "letters: hidden state h of layer 1" in [element.text for element in root.iter()]
    assert "#ffffff" in svg.read_text("utf-8")
    assert png.read_bytes().startswith(b"\x89PNG")
    with np.load(npz, allow_pickle=False) as arrays:
        assert arrays["z"].shape == (len(LINE), 2, 8)
    run("xray", letters, LINE, "--units", "3", "--svg", str(svg))
    assert "unit 3" in svg.read_text("utf-8")


def test_arrays_are_of_the_whole_text_unless_told_otherwise(
    run: Run, letters: str, tale: Path, tmp_path: Path
) -> None:
    npz = tmp_path / "states.npz"
    for more, count in (((), len(TALE)), (("--tokens", "300"), 300)):
        assert run("xray", letters, str(tale), "--part", "all", "--npz", str(npz), *more).exit_code == 0
        with np.load(npz, allow_pickle=False) as arrays:
            assert "".join(arrays["tokens"]) == TALE[:count]
            assert arrays["h"].shape == (count, 2, 8)


def test_the_order_of_the_units(run: Run, letters: str) -> None:
    values = LanguageModel.load(letters).states(LINE).values["h"][:, 0]
    strongest = np.argsort(-(values**2).mean(axis=0)).tolist()
    assert document(run, letters, LINE, "--units", "all", "--order", "strength")["units"] == strongest
    assert sorted(document(run, letters, LINE, "--units", "all", "--order", "similarity")["units"]) == list(
        range(8)
    )


def test_only_the_strongest_units_are_drawn_unless_told_otherwise(
    run: Run, letters: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("playground.cli.xray_look.STRONGEST", 3)
    values = LanguageModel.load(letters).states(LINE).values["h"][:, 0]
    strongest = np.argsort(-(values**2).mean(axis=0))[:3]
    assert document(run, letters, LINE)["units"] == sorted(strongest.tolist())
    assert "The 3 strongest of 8 units" in run("xray", letters, LINE).stdout


def test_units_that_follow_a_property_are_listed(run: Run, letters: str, tale: Path) -> None:
    found = document(run, letters, str(tale), "--find", "after-space", "--top", "3", "--part", "all")
    model = LanguageModel.load(letters)
    expected = find_units(Sample.take(model, TALE), find_property("after-space"), 3)
    assert [(each["value"], each["layer"] - 1, each["unit"], each["sign"]) for each in found["units"]] == [
        (each.value, each.layer, each.unit, each.sign) for each in expected.found
    ]
    assert found["units"][0]["auc"] == pytest.approx(expected.found[0].auc, abs=1e-5)
    assert (found["measure"], found["part"]) == ("auc", "all")
    assert (found["held_out_tokens"], found["held_out_positives"]) == (expected.tokens, expected.positives)
    page = run("xray", letters, str(tale), "--find", "after-space", "--top", "3", "--part", "all").stdout
    assert f"{expected.found[0].auc:.3f}" in page
    assert "a space was just read" in page
    best = expected.found[0]
    for place in contexts(Sample.take(model, TALE), best.value, best.layer, best.unit, 4).strongest:
        assert f"{place.value:+.2f}  {place.before[-32:]}[{place.token}]".replace("\n", "⏎") in page


def test_numbers_and_the_next_token_can_be_asked_for(run: Run, letters: str, tale: Path) -> None:
    found = document(run, letters, str(tale), "--find", "word position", "--part", "all", "--ahead")
    assert (found["measure"], found["ahead"]) == ("correlation", True)
    assert found["units"][0]["auc"] is None
    page = run("xray", letters, str(tale), "--find", "word-position", "--part", "all", "--ahead").stdout
    assert "of the next token" in page
    assert "AUC" not in page


def test_the_best_unit_can_be_drawn(run: Run, words: str, tale: Path, tmp_path: Path) -> None:
    svg = tmp_path / "best.svg"
    result = run("xray", words, str(tale), "--find", "capital", "--part", "all", "--svg", str(svg))
    assert result.exit_code == 0
    root = ET.fromstring(svg.read_text("utf-8"))
    (title,) = (element.text for element in root if element.tag.endswith("title"))
    assert title is not None
    assert "follows capital, AUC 0." in title or "follows capital, AUC 1." in title
    said = "".join(element.text or "" for element in root.iter("{http://www.w3.org/2000/svg}text"))
    assert "Once" in said


def test_bad_input_is_one_sentence(run: Run, letters: str, tmp_path: Path) -> None:
    assert "regular expression" in refused(run, letters, LINE, "--find", "(")
    assert "Only 0 of" in refused(run, letters, LINE, "--find", "digit")
    assert "choose one of h, r, z, n" in refused(run, letters, LINE, "--gate", "c")
    assert "2 layers" in refused(run, letters, LINE, "--layer", "3")
    assert "units 0 to 7" in refused(run, letters, LINE, "--units", "8")
    assert "no file" in refused(run, letters, "missing.txt")
    assert "no file" in refused(run, letters, "folder/missing")
    assert "empty" in refused(run, letters, "")
    assert "empty" in refused(run, letters, "-", input="")
    assert "no held-out part" in refused(run, letters, LINE, "--part", "held-out")
    assert "go with --find" in refused(run, letters, LINE, "--find", "quotes", "--npz", "x.npz")
    assert "goes with --find" in refused(run, letters, LINE, "--ahead")
    assert "could not be saved" in refused(run, letters, LINE, "--svg", str(tmp_path / ("x" * 300)))


def test_units_are_read_as_they_are_written() -> None:
    assert chosen_units("3, 1-2 ,3", 8) == [3, 1, 2]
    assert chosen_units(" all ", 3) == [0, 1, 2]
    for bad in ("", "1,", "-1", "1-", "2-1", "a", "1-2-3", "²", "9" * 40):
        with pytest.raises(InputError):
            chosen_units(bad, 8)


def test_the_help_page_lists_every_property() -> None:
    assert command.xray.help is not None
    listed = command.xray.help.partition("Properties:")[2].partition("Examples:")[0].replace("\b", "")
    assert {name.strip() for name in listed.split(",")} == set(PROPERTIES)


def test_it_loads_no_torch(letters: str) -> None:
    from tests.test_imports import imported_by

    code = f"""
from playground.cli import cli
try:
    cli.main(["xray", {letters!r}, {LINE!r}])
except SystemExit as end:
    assert end.code == 0
"""
    assert "torch" not in imported_by(code)
