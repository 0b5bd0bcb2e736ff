"""A text coloured by one unit, token by token, as an SVG picture (Karpathy, Johnson and Fei-Fei 2015)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any
from xml.sax.saxutils import escape

import numpy as np
from numpy.typing import NDArray

from playground.errors import InputError
from playground.text.display import cell, visible, width
from playground.xray.picture import FONT, HEAD, MARGIN, PAGE, legend, svg_head
from playground.xray.shades import Scale, colours, ink_on, levels

Floats = NDArray[np.floating[Any]]

MOST_TOKENS = 10_000
_COLUMNS = 76
_ACROSS, _DOWN = 9, 21
_FONT_SIZE = 14.9
_LEGEND = 46


def text_svg(
    values: Floats,
    tokens: Sequence[str],
    *,
    low: float,
    high: float,
    scale: Scale,
    dark: bool,
    title: str,
) -> str:
    """``tokens`` (T) as a text in its own lines, each on the colour of its value: ``values`` (T,).

    Raises InputError for no token, or above :data:`MOST_TOKENS`; ValueError for tokens that do not fit.
    """
    if values.shape != (len(tokens),):
        raise ValueError(f"{len(tokens)} tokens for values of shape {values.shape}")
    if not tokens:
        raise InputError("There is nothing to draw: the text is empty.")
    if len(tokens) > MOST_TOKENS:
        raise InputError(
            f"A picture of a text can show {MOST_TOKENS:,} tokens, but it has {len(tokens):,}; take fewer."
        )
    shades = colours(scale, dark)
    shown = levels(values, low, high)
    parts = [f'<g font-family="{FONT}" font-size="{_FONT_SIZE}" xml:space="preserve">']
    lines = 1
    for index, row, column, text in laid_out(tokens, _COLUMNS):
        lines = row + 1
        ground = shades[int(shown[index])]
        x, y, wide = MARGIN + column * _ACROSS, HEAD + row * _DOWN, width(text) * _ACROSS
        parts.append(
            f'<rect x="{x}" y="{y}" width="{wide}" height="{_DOWN}" fill="{ground}" '
            'shape-rendering="crispEdges"/>'
        )
        if text.strip():
            faint = ' opacity="0.45"' if tokens[index] in "\n\t" else ""
            fitted = "" if len(text) == 1 else f' textLength="{wide}" lengthAdjust="spacingAndGlyphs"'
            parts.append(
                f'<text x="{x}" y="{y + 15}" fill="{ink_on(ground)}"{faint}{fitted}>{escape(text)}</text>'
            )
    parts.append("</g>")
    page = HEAD + lines * _DOWN + _LEGEND
    head = svg_head(2 * MARGIN + (_COLUMNS + 1) * _ACROSS, page, title, dark)
    foot = legend(MARGIN, page - _LEGEND + 14, low, high, scale, dark)
    note = (
        f'<text x="{MARGIN + 200}" y="{page - _LEGEND + 24}" font-family="system-ui, sans-serif" '
        f'font-size="11" fill="{PAGE[dark][2]}">each token on the colour of the unit once it was read</text>'
    )
    return "\n".join([head, *parts, foot, note, "</svg>", ""])


def laid_out(tokens: Sequence[str], columns: int) -> Iterator[tuple[int, int, int, str]]:
    """The tokens as lines of a text: number of each, its row and column, and what is drawn of it.

    Lines break where the text does, and at spaces where one is longer than ``columns``. A line end may stand
    one column further right. A token that is longer than half a line comes in several pieces.
    """
    row = column = 0
    for index, (token, word) in enumerate(zip(tokens, _word_widths(tokens), strict=True)):
        if column and column + word > columns >= word:
            row, column = row + 1, 0
        for piece in _pieces(token, columns):
            if column and column + width(piece) > columns + (piece in (" ", "⏎")):
                row, column = row + 1, 0
            yield index, row, column, piece
            column += width(piece)
        if token.endswith("\n"):
            row, column = row + 1, 0


def _word_widths(tokens: Sequence[str]) -> list[int]:
    """Columns from each token to the end of its word; 0 for one within a word, where no line may break."""
    rest = 0
    found = []
    for index in reversed(range(len(tokens))):
        token = tokens[index]
        rest = width(token) + (0 if token[-1:].isspace() else rest)
        if token[:1] == " " and token != " ":
            found.append(rest)
            rest = 0
        elif index and not tokens[index - 1][-1:].isspace():
            found.append(0)
        else:
            found.append(rest)
    return found[::-1]


def _pieces(token: str, columns: int) -> Iterator[str]:
    """A token as it is drawn: spaces stay blank, other characters without ink are pictures."""
    if len(token) == 1 and token != " ":
        yield cell(token)
        return
    text = visible(token.replace("\n", "⏎").replace("\t", "⇥"), keep="")
    for start in range(0, len(text), max(1, columns // 2)):
        yield text[start : start + max(1, columns // 2)]
