"""Pictures of letters, and files of them."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from playground.data.pictures import (
    PALETTE,
    CaptionedPicture,
    Picture,
    patched,
    read_captioned,
    read_pictures,
)
from playground.errors import InputError

LETTERS = "." + "".join(PALETTE)
ROW = '{"picture": ["r.", ".g"], "caption": "two dots"}'


@st.composite
def pictures(draw: st.DrawFn) -> Picture:
    height, width = draw(st.integers(1, 5)), draw(st.integers(1, 5))
    return Picture(tuple(draw(st.text(LETTERS, min_size=width, max_size=width)) for _ in range(height)))


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "scenes.jsonl"


def said(file: Path, text: str) -> str:
    """What is said about a file of captioned pictures that cannot be read."""
    file.write_text(text, "utf-8")
    with pytest.raises(InputError) as failure:
        read_captioned([file])
    return str(failure.value)


@given(pictures())
def test_the_vector_gives_every_pixel_its_colour_in_reading_order(picture: Picture) -> None:
    pixels = picture.vector().reshape(picture.height, picture.width, 3)
    assert pixels.dtype == np.float32
    for y, row in enumerate(picture.rows):
        for x, letter in enumerate(row):
            assert tuple(pixels[y, x]) == ((0, 0, 0) if letter == "." else PALETTE[letter].rgb)


@given(st.lists(st.text(max_size=5), max_size=4))
def test_whatever_rows_are_given_either_make_a_picture_or_one_sentence(rows: list[str]) -> None:
    try:
        shape = Picture(tuple(rows)).vector().shape
    except InputError as error:
        said = str(error)
        shape = None
    if shape is None:
        assert "expected" in said or "at least one" in said
    else:
        assert shape == (len(rows) * len(rows[0]) * 3,)


@given(pictures(), st.integers(1, 6))
def test_patches_hold_every_pixel_once(picture: Picture, side: int) -> None:
    down, across = -(-picture.height // side), -(-picture.width // side)
    (found,) = patched([picture], side)
    squares = found.reshape(down, across, side, side, 3)
    pixels = picture.vector().reshape(picture.height, picture.width, 3)
    for y in range(down * side):
        for x in range(across * side):
            inside = y < picture.height and x < picture.width
            pixel = squares[y // side, x // side, y % side, x % side]
            assert tuple(pixel) == (tuple(pixels[y, x]) if inside else (0, 0, 0))


def test_a_captioned_picture_comes_back_from_its_line(file: Path) -> None:
    examples = (
        CaptionedPicture(Picture(("r.", ".w")), 'a "dot" é'),
        CaptionedPicture(Picture(("..", "cc")), "b"),
    )
    file.write_text("\n".join(example.to_json() for example in examples) + "\n", "utf-8")
    assert read_captioned([file]).items == examples


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ('{"picture": ["r."', "this is no JSON at column"),
        ("[" * 100_000, "this is no JSON"),
        ("[1, 2]", 'there is no picture; expected "picture": ['),
        ('{"picture": "r.", "caption": "x"}', "there is no picture"),
        ('{"picture": [1], "caption": "x"}', "there is no picture"),
        (
            '{"picture": ["r.", ".x"], "caption": "x"}',
            "in this picture row 2 holds 'x'; expected the letters r g",
        ),
        ('{"picture": ["r.", "\\u001b."], "caption": "x"}', "in this picture row 2 holds '␛'"),
        (
            '{"picture": ["r.", "."], "caption": "x"}',
            "in this picture row 2 is 1 letters wide, but the first is 2",
        ),
        ('{"picture": [], "caption": "x"}', "at least one row"),
        ('{"picture": ["r.", ".g"]}', "there is no caption"),
        ('{"picture": ["r.", ".g"], "caption": " "}', "the caption is not a text"),
        ('{"picture": ["r.", ".g"], "caption": 5}', "the caption is not a text"),
        ('{"picture": ["rr"], "caption": "x"}', "this picture is 1 by 2; expected 2 by 2"),
    ],
)
def test_a_wrong_line_is_told_with_file_line_and_what_was_expected(
    file: Path, line: str, expected: str
) -> None:
    sentence = said(file, f"{ROW}\n\n{line}\n{ROW}\n")
    assert "scenes.jsonl, line 3: " in sentence
    assert expected in sentence


def test_a_file_without_pictures_is_told(file: Path) -> None:
    assert "holds no picture; expected lines of" in said(file, "\n\n")


def test_too_large_a_picture_is_told() -> None:
    with pytest.raises(InputError, match="64 rows high and 64 letters wide"):
        Picture(("." * 65,))


def test_drawings_are_parted_by_empty_lines(file: Path) -> None:
    file.write_text("r.\n.g\n\n\nbbb\n", "utf-8")
    assert read_pictures(file) == [(Picture(("r.", ".g")), None), (Picture(("bbb",)), None)]


def test_pictures_to_be_captioned_may_come_with_a_caption(file: Path) -> None:
    file.write_text(ROW + "\n" + json.dumps({"picture": ["y"]}), "utf-8")
    assert read_pictures(file) == [(Picture(("r.", ".g")), "two dots"), (Picture(("y",)), None)]


def test_a_wrong_drawing_is_told(file: Path) -> None:
    file.write_text("r.\n\nr.\nq.\n", "utf-8")
    with pytest.raises(InputError, match=r"scenes\.jsonl, line 3: in this picture row 2 holds 'q'"):
        read_pictures(file)


def test_an_empty_file_of_drawings_is_told(file: Path) -> None:
    file.write_text("\n\n", "utf-8")
    with pytest.raises(InputError, match="holds no picture; expected rows of the letters"):
        read_pictures(file)


def test_a_folder_of_drawings_is_read_file_by_file(file: Path) -> None:
    file.write_text("r.", "utf-8")
    file.with_name("other.txt").write_text("b.", "utf-8")
    assert read_pictures(file.parent) == [(Picture(("b.",)), None), (Picture(("r.",)), None)]
