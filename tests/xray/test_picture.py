"""Pictures: valid, safe, and showing the values they were given."""

from __future__ import annotations

import re
import struct
import xml.etree.ElementTree as ET
import zlib
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from playground.errors import InputError
from playground.xray import picture, text_picture
from playground.xray.picture import heatmap_png, heatmap_svg
from playground.xray.shades import LEVELS, MIDDLE, colours, ink_on, levels
from playground.xray.text_picture import laid_out, text_svg

SVG = "{http://www.w3.org/2000/svg}"
LOOK: dict[str, Any] = {"low": -1.0, "high": 1.0, "scale": "diverging", "dark": True, "title": "h & <c>"}
ANY_TOKENS = st.lists(st.text(max_size=12), min_size=1, max_size=30)


def random(T: int, H: int) -> NDArray[np.float32]:
    return np.random.default_rng(0).uniform(-1.2, 1.2, (T, H)).astype(np.float32)


def grounds(root: ET.Element) -> dict[tuple[float, float], str]:
    """The colour of each cell of a map of single characters, by its corner."""
    found: dict[tuple[float, float], str] = {}
    for path in root.iter(f"{SVG}path"):
        for x, y, wide, _ in re.findall(r"M(\d+) (\d+)h(\d+)v(\d+)h-\d+z", path.attrib["d"]):
            for step in range(int(wide) // 14):
                found[int(x) + 14 * step, int(y)] = path.attrib["fill"]
    return found


@pytest.mark.parametrize("dark", [True, False])
def test_each_cell_of_the_map_has_the_colour_of_its_value(dark: bool) -> None:
    values = random(130, 20)  # more than stand side by side
    root = ET.fromstring(heatmap_svg(values, "ab" * 65, **{**LOOK, "dark": dark}))
    shades, shown = colours("diverging", dark), levels(values, -1, 1)
    cells = grounds(root)
    lefts, tops = sorted({x for x, _ in cells}), sorted({y for _, y in cells})
    assert (len(lefts), len(tops)) == (100, 40)
    for t in range(130):
        for unit in range(20):
            band, column = divmod(t, 100)
            # Cells of the middle colour are left to the ground.
            colour = cells.get((lefts[column], tops[band * 20 + unit]), shades[MIDDLE])
            assert colour == shades[shown[t, unit]]


def test_a_map_names_its_tokens_rows_and_range() -> None:
    svg = heatmap_svg(random(3, 2), ["a", " ", "\n"], **LOOK, rows=["unit <5>", "c\x1b"])
    said = [element.text for element in ET.fromstring(svg).iter(f"{SVG}text")]
    assert said == ["h & <c>", "a", "␣", "⏎", "unit <5>", "c␛", "−1", "0", "1"]
    wide = heatmap_svg(random(2, 2), [" king", "."], **LOOK)
    assert "rotate(-60" in wide
    assert "␣king" in wide


@given(ANY_TOKENS, st.text(max_size=20))
@settings(deadline=None)
def test_any_text_makes_a_valid_picture(tokens: list[str], title: str) -> None:
    look = {**LOOK, "title": title}
    for svg in (
        heatmap_svg(random(len(tokens), 3), tokens, **look),
        text_svg(random(len(tokens), 1)[:, 0], tokens, **look),
    ):
        root = ET.fromstring(svg)
        assert {element.tag.removeprefix(SVG) for element in root.iter()} <= {
            "svg", "title", "rect", "text", "g", "path",
        }  # fmt: skip
    assert heatmap_png(random(len(tokens), 3), tokens, **look).startswith(b"\x89PNG")


@given(ANY_TOKENS, st.integers(1, 40))
@settings(deadline=None)
def test_a_text_is_laid_out_whole_without_overlap(tokens: list[str], columns: int) -> None:
    used: dict[int, int] = {}
    seen = set()
    for index, row, column, text in laid_out(tokens, columns):
        assert column == used.get(row, 0)
        used[row] = column + text_picture.width(text)
        seen.add(index)
        assert "\n" not in text
    assert seen >= {index for index, token in enumerate(tokens) if token}
    longest = max((text_picture.width(char) for token in tokens for char in token), default=1)
    assert max(used.values(), default=0) <= columns + columns // 2 * longest + longest + 16


def test_lines_break_at_spaces() -> None:
    text = "The old king saw the cat.\nAnd so."
    rows: dict[int, str] = {}
    for _, row, _, piece in laid_out(tuple(text), 10):
        rows[row] = rows.get(row, "") + piece
    assert list(rows.values()) == ["The old ", "king saw ", "the cat.⏎", "And so."]
    words = [row for _, row, _, _ in laid_out(["The", " old", " king", " saw"], 10)]
    assert words == [0, 0, 1, 1]


def test_a_coloured_text_has_the_colour_of_each_value() -> None:
    values = np.linspace(-1, 1, 17).astype(np.float32)
    svg = text_svg(values, "abcdefghijklmnopq", **LOOK)
    root = ET.fromstring(svg)
    cells = [rect.attrib for rect in root.iter(f"{SVG}rect")][1:18]
    assert [each["fill"] for each in cells] == list(colours("diverging", True))
    letters = [element for element in root.iter(f"{SVG}text") if element.text in set("abcdefghijklmnopq")]
    assert [each.attrib["fill"] for each in letters[:17]] == [ink_on(each["fill"]) for each in cells]


def chunks(png: bytes) -> list[tuple[bytes, bytes]]:
    """The parts of a PNG file, their checksums checked."""
    at, found = 8, []
    while at < len(png):
        (length,) = struct.unpack(">I", png[at : at + 4])
        kind, data = png[at + 4 : at + 8], png[at + 8 : at + 8 + length]
        assert struct.unpack(">I", png[at + 8 + length : at + 12 + length]) == (zlib.crc32(kind + data),)
        found.append((kind, data))
        at += 12 + length
    return found


@pytest.mark.parametrize("zoom", [1, 3, None])
def test_the_pixels_of_a_png_are_the_levels_of_the_values(zoom: int | None) -> None:
    values = random(40, 6)
    parts = chunks(heatmap_png(values, "x" * 40, **LOOK, zoom=zoom))
    kinds = [kind for kind, _ in parts]
    assert (kinds[0], kinds[-1]) == (b"IHDR", b"IEND")
    about = dict(parts)
    wide, high, *rest = struct.unpack(">IIBBBBB", about[b"IHDR"])
    assert rest == [8, 3, 0, 0, 0]
    side = zoom or 8
    assert (wide, high) == (40 * side, 9 * side)
    assert about[b"PLTE"].hex() == "".join(each[1:] for each in colours("diverging", True)) + "12161c"
    lines = np.frombuffer(zlib.decompress(about[b"IDAT"]), np.uint8).reshape(high, wide + 1)
    assert not lines[:, 0].any()
    pixels = lines[:, 1:]
    np.testing.assert_array_equal(pixels[: 6 * side : side, ::side].T, levels(values, -1, 1))
    np.testing.assert_array_equal(
        pixels[side - 1 : 6 * side : side, side - 1 :: side].T, levels(values, -1, 1)
    )
    bar = pixels[7 * side]
    assert np.unique(bar).tolist() == list(range(LEVELS + 1))
    assert (np.diff(bar[bar < LEVELS].astype(int)) >= 0).all()
    comments = {
        data.split(b"\0")[0]: data.split(b"\0\0\0")[1].lstrip(b"\0")
        for kind, data in parts
        if kind == b"iTXt"
    }
    assert comments[b"Title"] == b"h & <c>"
    assert comments[b"Comment"] == b"x" * 40


def test_what_is_too_large_or_empty_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    for draw in (heatmap_svg, heatmap_png):
        with pytest.raises(InputError, match="nothing to draw"):
            draw(random(0, 3), [], **LOOK)
        with pytest.raises(ValueError, match="2 tokens for 3"):
            draw(random(3, 3), ["a", "b"], **LOOK)
    with pytest.raises(ValueError, match="1 names for 3 units"):
        heatmap_svg(random(3, 3), "abc", **LOOK, rows=["a"])
    with pytest.raises(InputError, match="nothing to draw"):
        text_svg(random(0, 1)[:, 0], [], **LOOK)
    with pytest.raises(ValueError, match="1 tokens"):
        text_svg(random(3, 1)[:, 0], ["a"], **LOOK)
    monkeypatch.setattr(picture, "MOST_CELLS", 8)
    monkeypatch.setattr(picture, "MOST_PIXELS", 8)
    monkeypatch.setattr(text_picture, "MOST_TOKENS", 2)
    for draw in (heatmap_svg, heatmap_png):
        with pytest.raises(InputError, match="take fewer tokens or fewer units"):
            draw(random(3, 3), "abc", **LOOK)
    with pytest.raises(InputError, match="take fewer"):
        text_svg(random(3, 1)[:, 0], "abc", **LOOK)


def test_ink_can_be_read_on_every_ground() -> None:
    def luminance(colour: str) -> float:
        parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
        linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
        return float(np.dot([0.2126, 0.7152, 0.0722], linear))

    for scale in ("diverging", "sequential"):
        for dark in (True, False):
            for ground in colours(scale, dark):
                dim, bright = sorted((luminance(ground), luminance(ink_on(ground))))
                assert (bright + 0.05) / (dim + 0.05) > 3.5, (scale, dark, ground)
