"""Line charts as SVG files for the docs, readable on light and on dark pages."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol
from xml.sax.saxutils import escape, quoteattr

import numpy as np
from numpy.typing import NDArray

WIDTH, HEIGHT = 760, 320
_LEFT, _RIGHT, _TOP, _BOTTOM = 70, 200, 40, 50
_MOST_POINTS = 400
"""More than this a curve is thinned out to: there are not many more pixels."""
_DASHES = ("", "7 4", "2 3", "9 3 2 3")
"""Curves of one cell are told apart by their strokes, and by their strength where strokes run out."""
_STYLE = """\
.page { fill: #ffffff }
text { font: 12px system-ui, sans-serif; fill: #24292f } .title { font-size: 14px; font-weight: 600 }
.axis { stroke: #57606a } .grid { stroke: #d0d7de } path, .key { fill: none; stroke-width: 1.8 }
.rnn { stroke: #bc4c00 } .gru { stroke: #0a7d6c } .lstm { stroke: #4f46e5 } .other { stroke: #6e7781 }
@media (prefers-color-scheme: dark) {
.page { fill: #0d1117 }
text { fill: #e6edf3 } .axis { stroke: #8b949e } .grid { stroke: #30363d }
.rnn { stroke: #ff9a57 } .gru { stroke: #3fd0b5 } .lstm { stroke: #a5b0ff } .other { stroke: #9ea7b3 } }"""


class Scale(Protocol):
    """Where a value stands on an axis, and which values are written along it."""

    def places(self, values: Sequence[float]) -> NDArray[np.float64]:
        """The values in the axis's own numbers."""

    def share(self, place: float) -> float:
        """How far along the axis such a number is, 0 to 1."""

    def marks(self, wanted: int) -> list[tuple[float, str]]:
        """About so many round values: how far along each stands, and how it is written."""


@dataclass(frozen=True, slots=True)
class Line:
    """One curve. It ends at the first ``y`` that is not a finite number, which a cross marks."""

    name: str
    """Its colour is that of the cell it begins with: RNN, GRU, LSTM."""
    xs: Sequence[float]
    ys: Sequence[float]


def line_chart(title: str, x_label: str, y_label: str, lines: Sequence[Line], x: Scale, y: Scale) -> str:
    """The chart as the text of an SVG file, with a legend to its right.

    Args:
        x: axis on which all the lines' ``xs`` have a place; ``y`` alike.
    """
    right, bottom = WIDTH - _RIGHT, HEIGHT - _BOTTOM
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" role="img"'
        f" aria-label={quoteattr(title)}>",
        f"<title>{escape(title)}</title><style>{_STYLE}</style>",
        # A background of its own: a page may be dark where the reader's system is light.
        f'<rect class="page" width="{WIDTH}" height="{HEIGHT}" rx="6"/>',
        f'<text class="title" x="{_LEFT}" y="18">{escape(title)}</text>',
        f'<text x="{_LEFT}" y="{_TOP - 6}" opacity="0.8">{escape(y_label)}</text>',
        f'<text x="{(_LEFT + right) / 2:g}" y="{HEIGHT - 12}" text-anchor="middle">{escape(x_label)}</text>',
    ]
    for share, words in y.marks(6):
        at = _down(share)
        parts.append(f'<line class="grid" x1="{_LEFT}" x2="{right}" y1="{at:.1f}" y2="{at:.1f}"/>')
        parts.append(f'<text x="{_LEFT - 6}" y="{at + 4:.1f}" text-anchor="end">{escape(words)}</text>')
    for share, words in x.marks(8):
        at = _across(share)
        parts.append(f'<line class="axis" x1="{at:.1f}" x2="{at:.1f}" y1="{bottom}" y2="{bottom + 4}"/>')
        parts.append(f'<text x="{at:.1f}" y="{bottom + 18}" text-anchor="middle">{escape(words)}</text>')
    parts.append(f'<path class="axis" stroke-width="1" d="M{_LEFT} {_TOP}V{bottom}H{right}"/>')
    seen: dict[str, int] = {}
    for row, line in enumerate(lines):
        cell = _cell(line.name)
        faint, which = divmod(seen.get(cell, 0), len(_DASHES))
        seen[cell] = seen.get(cell, 0) + 1
        stroke = f' stroke-dasharray="{_DASHES[which]}"' if which else ""
        stroke += ' opacity="0.5"' if faint else ""
        parts.append(_curve(line, x, y, f'class="{cell}"', stroke))
        height = _TOP + 12 + 18 * row
        key = f'x1="{right + 14}" x2="{right + 40}" y1="{height}" y2="{height}"'
        parts.append(f'<line class="key {cell}"{stroke} {key}/>')
        parts.append(f'<text x="{right + 46}" y="{height + 4}">{escape(line.name)}</text>')
    return "\n".join([*parts, "</svg>", ""])


def _curve(line: Line, x: Scale, y: Scale, colour: str, stroke: str) -> str:
    """The path of a line, and a cross where it broke."""
    xs, ys = np.asarray(line.xs, np.float64), np.asarray(line.ys, np.float64)
    broken = np.flatnonzero(~np.isfinite(ys))
    end = int(broken[0]) if len(broken) else len(ys)
    kept = np.unique(np.linspace(0, end - 1, min(end, _MOST_POINTS)).astype(int)) if end else np.zeros(0, int)
    points = [
        (_across(x.share(across)), _down(y.share(down)))
        for across, down in zip(x.places(xs[kept].tolist()), y.places(ys[kept].tolist()), strict=True)
    ]
    parts = []
    if len(points) == 1:
        (at, height) = points[0]
        parts.append(f'<path {colour}{stroke} d="M{at - 3:.1f} {height:.1f}h6"/>')
    elif points:
        parts.append(
            f'<path {colour}{stroke} d="M{"L".join(f"{at:.1f} {height:.1f}" for at, height in points)}"/>'
        )
    if points and end < len(ys):
        at, height = _across(x.share(float(x.places([float(xs[end])])[0]))), points[-1][1]
        parts.append(f'<path {colour} d="M{at - 4:.1f} {height - 4:.1f}l8 8m0 -8l-8 8"/>')
    return "\n".join(parts)


def _across(share: float) -> float:
    return _LEFT + share * (WIDTH - _LEFT - _RIGHT)


def _down(share: float) -> float:
    return HEIGHT - _BOTTOM - share * (HEIGHT - _TOP - _BOTTOM)


def _cell(name: str) -> str:
    """``rnn``, ``gru`` or ``lstm`` where a line is of one, else ``other``."""
    word = name.partition(" ")[0].strip(",").lower()
    return word if word in ("rnn", "gru", "lstm") else "other"
