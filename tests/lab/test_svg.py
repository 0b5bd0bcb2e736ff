"""Charts as SVG: well formed, whole, and safe with any text."""

from __future__ import annotations

import math
from xml.etree import ElementTree

from hypothesis import given, settings
from hypothesis import strategies as st

from playground.lab.svg import HEIGHT, WIDTH, Line, line_chart
from playground.ui.scales import fit

SVG = "{http://www.w3.org/2000/svg}"
numbers = st.floats(allow_nan=True, allow_infinity=True, width=32)


def chart(*lines: Line, title: str = "Title", log: bool = False) -> ElementTree.Element:
    x = fit([value for line in lines for value in line.xs])
    y = fit([value for line in lines for value in line.ys], log=log)
    return ElementTree.fromstring(line_chart(title, "steps", "loss", lines, x, y))


def paths(root: ElementTree.Element, cell: str) -> list[str]:
    return [each.attrib["d"] for each in root.iter(f"{SVG}path") if each.attrib.get("class") == cell]


def test_each_line_has_a_path_in_its_cells_colour_and_a_place_in_the_legend() -> None:
    lines = [Line(name, [0, 1, 2], [1, 2, 3]) for name in ("RNN tanh", "GRU", "LSTM, bias 1", "chance")]
    root = chart(*lines)
    for cell in ("rnn", "gru", "lstm", "other"):
        assert len(paths(root, cell)) == 1
    texts = [each.text for each in root.iter(f"{SVG}text")]
    assert {line.name for line in lines} <= set(texts)
    assert {"Title", "steps", "loss"} <= set(texts)


def test_a_line_goes_from_corner_to_corner_of_its_axes() -> None:
    root = chart(Line("GRU", [0, 10], [0, 5]))
    assert paths(root, "gru") == ["M70.0 270.0L560.0 40.0"]


def test_curves_of_one_cell_differ_in_their_strokes() -> None:
    root = chart(*(Line(f"LSTM {number}", [0, 1], [number, number]) for number in range(6)))
    strokes = {
        (each.attrib.get("stroke-dasharray"), each.attrib.get("opacity"))
        for each in root.iter(f"{SVG}path")
        if each.attrib.get("class") == "lstm"
    }
    assert len(strokes) == 6


def test_a_curve_that_breaks_ends_in_a_cross() -> None:
    whole = chart(Line("GRU", [0, 1, 2], [1.0, 2.0, 3.0]))
    broken = chart(Line("GRU", [0, 1, 2], [1.0, 2.0, math.nan]), Line("RNN", [0, 2], [0.0, 3.0]))
    assert len(paths(whole, "gru")) == 1
    line, cross = paths(broken, "gru")
    assert line.count("L") == 1
    assert cross.startswith("M556.0 ")  # centred where the NaN is, at the right end


def test_a_long_curve_is_thinned_out_and_keeps_its_ends() -> None:
    root = chart(Line("GRU", list(range(5000)), list(range(5000))))
    (path,) = paths(root, "gru")
    assert path.count("L") == 399
    assert path.startswith("M70.0 270.0")
    assert path.endswith("560.0 40.0")


@settings(max_examples=50)
@given(
    st.text(st.characters(codec="utf-8", exclude_categories=("Cc",), exclude_characters="\ufffe\uffff")),
    st.lists(st.tuples(st.floats(-1e6, 1e6), numbers), max_size=20),
    st.booleans(),
)
def test_any_text_and_any_numbers_give_a_well_formed_file(
    name: str, points: list[tuple[float, float]], log: bool
) -> None:
    points = sorted(points, key=lambda point: point[0])
    root = chart(Line(name, [x for x, _ in points], [y for _, y in points]), title=name, log=log)
    assert root.attrib["viewBox"] == f"0 0 {WIDTH} {HEIGHT}"
    assert all(
        "nan" not in each.attrib["d"] and "inf" not in each.attrib["d"] for each in root.iter(f"{SVG}path")
    )
