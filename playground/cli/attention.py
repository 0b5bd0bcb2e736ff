"""Where a translator looked, as a table of shades in plain text."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from playground.shapes.translator import Translated

_SHADES, _PLAIN = " ░▒▓█", " .:*#"
_STEPS = (0.05, 0.25, 0.5, 0.75)
"""A look of at least so much is drawn in the next darker shade."""
_NARROWEST = 2


def attention_lines(found: Translated, columns: int, encoding: str | None) -> list[str]:
    """A row for every word written, a column for every word read, and a line that says what the shades mean.

    Cells line up in any script, for they are measured in terminal columns. Where ``columns`` do not suffice,
    the words above are cut. Letters instead of blocks are drawn if ``encoding`` has no blocks.

    Raises ValueError if the model has no attention.
    """
    if found.attention is None:
        raise ValueError("no attention to draw")
    from playground.text.display import label, width

    shades = _SHADES if _can_show(encoding) else _PLAIN
    rows = [label(token, max(4, columns // 3)) for token in found.tokens]
    beside = max((width(row) for row in rows), default=0)
    heads = [label(word) for word in found.source_tokens]
    widths = _fitted([max(_NARROWEST, width(head)) for head in heads], columns - beside - len(heads))
    heads = [label(head, room) for head, room in zip(found.source_tokens, widths, strict=True)]
    lines = [" ".join([" " * beside, *map(_padded, heads, widths)])]
    for row, looks in zip(rows, found.attention.T, strict=True):
        cells = [_shade(float(look), shades) * room for look, room in zip(looks, widths, strict=True)]
        lines.append(" ".join([_padded(row, beside), *cells]))
    key = ", ".join(f"{shade} {step:.0%}" for shade, step in zip(shades[1:], _STEPS, strict=True))
    return [line.rstrip() for line in lines] + [f"(of each look, at least: {key})"]


def _can_show(encoding: str | None) -> bool:
    try:
        _SHADES.encode(encoding or "ascii")
    except (UnicodeEncodeError, LookupError):
        return False
    return True


def _shade(look: float, shades: str) -> str:
    return shades[sum(look >= step for step in _STEPS)]


def _fitted(widths: list[int], room: int) -> list[int]:
    """Widths that add up to at most ``room``, if that is possible: the widest columns are cut first."""
    widths = list(widths)
    while sum(widths) > room and max(widths) > _NARROWEST:
        widest = max(widths)
        widths[widths.index(widest)] = widest - 1
    return widths


def _padded(text: str, columns: int) -> str:
    from playground.text.display import width

    return text + " " * (columns - width(text))
