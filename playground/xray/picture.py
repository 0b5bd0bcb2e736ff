"""Pictures of what units did on a stretch of text: a map as SVG with its tokens and a legend, or as PNG.

The SVG needs nothing from outside and brings its own background. Its cells are drawn as one path a colour,
equal neighbours joined, so that a map of 200 tokens and 256 units stays under a MB.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator, Sequence
from typing import Any
from xml.sax.saxutils import escape, quoteattr

import numpy as np
from numpy.typing import NDArray

from playground.errors import InputError
from playground.text.display import cell, label, visible, width
from playground.xray.shades import LEVELS, MIDDLE, Scale, colours, levels

Floats = NDArray[np.floating[Any]]

MOST_CELLS = 200_000
"""Tokens times units of a map as SVG."""
MOST_PIXELS = 1 << 26
"""Of a map as PNG."""
FONT = "'DejaVu Sans Mono', Menlo, Consolas, monospace"
PAGE = {True: ("#12161c", "#e8edf2", "#8b96a3"), False: ("#ffffff", "#1c2127", "#66707b")}
"""Ground, ink and faint ink, on dark and on light."""
MARGIN, HEAD = 16, 44
_GUTTER = 44
_LEGEND = 44
_CELL = 14
_LETTER = 6.7
"""Width of a letter of a label."""
_ACROSS = 100
"""Tokens beside each other; what follows stands below."""
_LONGEST_LABEL = 14
_SWATCH = 10


def heatmap_svg(
    values: Floats,
    tokens: Sequence[str],
    *,
    low: float,
    high: float,
    scale: Scale,
    dark: bool,
    title: str,
    rows: Sequence[str] | None = None,
) -> str:
    """A map of ``values`` (T, H), a column for each of ``tokens`` (T) and a row for each unit, as SVG.

    Args:
        low: the value that has the first colour of ``scale``; ``high`` has the last.
        rows: names of the H units; their numbers from 0 where not given.

    Raises InputError above :data:`MOST_CELLS`, ValueError for tokens or rows that do not fit the values.
    """
    T, H = _checked(values, tokens)
    if T * H > MOST_CELLS:
        raise InputError(
            f"A picture of {T:,} tokens and {H:,} units would have {T * H:,} cells, and the most is "
            f"{MOST_CELLS:,}; take fewer tokens or fewer units."
        )
    names = [str(unit) for unit in range(H)] if rows is None else [visible(row, keep="") for row in rows]
    if len(names) != H:
        raise ValueError(f"{len(names)} names for {H} units")
    single = all(len(token) <= 1 for token in tokens)
    labels = [cell(token) if single else label(token, _LONGEST_LABEL) for token in tokens]
    across = _CELL if single else 20
    down = next(size for most, size in ((16, 14), (64, 7), (160, 4), (H, 2)) if most >= H)
    above = 16 if single else 10 + int(0.9 * _LETTER * max(map(width, labels), default=1))
    band = above + H * down + 14
    bands = range(0, T, _ACROSS)
    page_width = max(MARGIN * 2 + _GUTTER + across * min(T, _ACROSS) + (0 if single else 60), 460)
    page_height = HEAD + band * len(bands) + _LEGEND
    shown = levels(values, low, high)
    _, ink, faint = PAGE[dark]
    parts = [svg_head(page_width, page_height, title, dark)]
    parts.append(f'<g font-family="{FONT}" font-size="11" fill="{ink}">')
    left = MARGIN + _GUTTER
    for number, first in enumerate(bands):
        top = HEAD + number * band + above
        part = shown[first : first + _ACROSS]
        parts += _cells(part, left, top, across, down, colours(scale, dark))
        for column, text in enumerate(labels[first : first + _ACROSS]):
            x = left + column * across + across / 2
            turned = "" if single else f' transform="rotate(-60 {x:g} {top - 5})"'
            anchor = ' text-anchor="middle"' if single else ""
            parts.append(f'<text x="{x:g}" y="{top - 5}"{anchor}{turned}>{escape(text)}</text>')
        step = max(1, -(-11 // down))
        for row in range(0, H, step):
            y = top + row * down + down / 2 + 3.5
            parts.append(
                f'<text x="{left - 6}" y="{y:g}" text-anchor="end" font-size="10" fill="{faint}">'
                f"{escape(names[row])}</text>"
            )
    parts.append("</g>")
    parts.append(legend(MARGIN + _GUTTER, page_height - _LEGEND + 14, low, high, scale, dark))
    return "\n".join([*parts, "</svg>", ""])


def svg_head(width: float, height: float, title: str, dark: bool) -> str:
    """The beginning of a picture: its size, title and ground."""
    ground, ink, _ = PAGE[dark]
    safe = visible(title, keep="")
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:g} {height:g}" width="{width:g}" '
        f'height="{height:g}" role="img" aria-label={quoteattr(safe)}>\n<title>{escape(safe)}</title>\n'
        f'<rect width="{width:g}" height="{height:g}" rx="6" fill="{ground}"/>\n'
        f'<text x="{MARGIN}" y="27" font-family="system-ui, sans-serif" font-size="14" font-weight="600" '
        f'fill="{ink}">{escape(safe)}</text>'
    )


def legend(left: float, top: float, low: float, high: float, scale: Scale, dark: bool) -> str:
    """The colours from ``low`` to ``high`` with their numbers, 24 pixels high and some 250 wide."""
    _, _, faint = PAGE[dark]
    parts = [f'<g font-family="{FONT}" font-size="10" fill="{faint}">']
    for level, colour in enumerate(colours(scale, dark)):
        parts.append(
            f'<rect x="{left + level * _SWATCH:g}" y="{top:g}" width="{_SWATCH}" height="10" fill="{colour}" '
            'shape-rendering="crispEdges"/>'
        )
    ends = ((0.5, low), (LEVELS / 2, (low + high) / 2), (LEVELS - 0.5, high))
    for at, value in ends:
        number = f"{value:.3g}".replace("-", "−")
        x = left + at * _SWATCH
        parts.append(f'<text x="{x:g}" y="{top + 22:g}" text-anchor="middle">{number}</text>')
    return "\n".join([*parts, "</g>"])


def heatmap_png(
    values: Floats,
    tokens: Sequence[str],
    *,
    low: float,
    high: float,
    scale: Scale,
    dark: bool,
    title: str,
    zoom: int | None = None,
) -> bytes:
    """The same map as pixels without any letters: a square of ``zoom`` pixels for each value.

    Below the map stand the scale's colours from ``low`` to ``high``. Title, range and text go into the file
    as comments. Where ``zoom`` is not given it is 8, or less for a large map. Raises InputError above
    :data:`MOST_PIXELS`, ValueError for tokens that do not fit the values.
    """
    T, H = _checked(values, tokens)
    zoom = next((z for z in (8, 6, 4, 3, 2) if T * H * z * z <= 1 << 22), 1) if zoom is None else zoom
    if T * H * zoom * zoom > MOST_PIXELS:
        raise InputError(
            f"A picture of {T:,} tokens and {H:,} units would have {T * H * zoom * zoom:,} pixels, and the "
            f"most is {MOST_PIXELS:,}; take fewer tokens or fewer units."
        )
    cells = np.repeat(np.repeat(levels(values, low, high).T, zoom, axis=0), zoom, axis=1)
    pixels = np.full((H * zoom + 3 * zoom, max(T * zoom, LEVELS)), LEVELS, np.uint8)
    pixels[: H * zoom, : T * zoom] = cells
    swatch = min(8, pixels.shape[1] // LEVELS)
    pixels[(H + 1) * zoom : (H + 2) * zoom, : swatch * LEVELS] = np.repeat(
        np.arange(LEVELS, dtype=np.uint8), swatch
    )
    palette = b"".join(bytes.fromhex(colour[1:]) for colour in (*colours(scale, dark), PAGE[dark][0]))
    comments = {
        "Title": visible(title, keep=""),
        "Description": f"Columns are tokens, rows are units; the colours below go from {low:g} to {high:g}.",
        "Comment": visible("".join(tokens)),
    }
    size = struct.pack(">IIBBBBB", pixels.shape[1], pixels.shape[0], 8, 3, 0, 0, 0)  # 8 bits, with a palette
    lines = np.concatenate([np.zeros((len(pixels), 1), np.uint8), pixels], axis=1)  # 0: no filter
    return b"".join(
        [
            b"\x89PNG\r\n\x1a\n",
            _chunk(b"IHDR", size),
            _chunk(b"PLTE", palette),
            *(_chunk(b"iTXt", _comment(name, text)) for name, text in comments.items()),
            _chunk(b"IDAT", zlib.compress(lines.tobytes(), 9)),
            _chunk(b"IEND", b""),
        ]
    )


def _checked(values: Floats, tokens: Sequence[str]) -> tuple[int, int]:
    T, H = values.shape
    if len(tokens) != T:
        raise ValueError(f"{len(tokens)} tokens for {T} columns")
    if not T or not H:
        raise InputError("There is nothing to draw: the text or the choice of units is empty.")
    return T, H


def _cells(
    shown: NDArray[np.uint8], left: float, top: float, across: int, down: int, shades: Sequence[str]
) -> Iterator[str]:
    """The levels (T, H) as a ground of the middle colour and a path for each other colour."""
    T, H = shown.shape
    yield (
        f'<rect x="{left}" y="{top}" width="{T * across}" height="{H * down}" fill="{shades[MIDDLE]}" '
        'shape-rendering="crispEdges"/>'
    )
    paths: dict[int, list[str]] = {}
    for unit in range(H):
        row = shown[:, unit]
        begins = np.flatnonzero(np.diff(row, prepend=row[0] + 1))
        for begin, end in zip(begins, [*begins[1:], T], strict=True):
            wide = (end - begin) * across
            paths.setdefault(int(row[begin]), []).append(
                f"M{left + begin * across} {top + unit * down}h{wide}v{down}h-{wide}z"
            )
    paths.pop(MIDDLE, None)
    for level, runs in sorted(paths.items()):
        yield f'<path fill="{shades[level]}" shape-rendering="crispEdges" d="{"".join(runs)}"/>'


def _chunk(kind: bytes, data: bytes) -> bytes:
    """A part of a PNG file (ISO 15948): length, kind, data and their checksum."""
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def _comment(name: str, text: str) -> bytes:
    """A text of a PNG file, in UTF-8 and not compressed."""
    return name.encode("ascii") + b"\0\0\0\0\0" + text.encode()
