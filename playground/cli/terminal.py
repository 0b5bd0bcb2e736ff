"""Numbers and tables as the commands print them, and notices on standard error."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Sequence
from typing import Any

import click

# What json.dumps leaves as it is and a terminal may act on: DEL, C1, line separators, bidi controls.
_UNSAFE = "[\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff\ud800-\udfff]"


def notice(sentence: str) -> None:
    """One sentence for the user on standard error, beside whatever goes to standard output."""
    from playground.text.display import visible

    click.echo(visible(sentence, keep=""), err=True)


def json_line(value: Any, *, indent: int | None = None) -> str:
    """JSON that reads well in any script and holds no character a terminal would act on."""
    text = json.dumps(value, ensure_ascii=False, allow_nan=False, indent=indent)
    return re.sub(_UNSAFE, lambda match: f"\\u{ord(match[0]):04x}", text)


def duration(seconds: float) -> str:
    """``0:34``, ``12:05``, ``1:02:03``."""
    whole = max(0, round(seconds))
    minutes, rest = divmod(whole, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


def short(number: float) -> str:
    """A count in few characters: ``950``, ``9.5k``, ``31k``, ``1.2M``."""
    for size, suffix in ((1e9, "G"), (1e6, "M"), (1e3, "k")):
        if number >= size * 0.9995:
            value = number / size
            return f"{value:.1f}{suffix}" if value < 9.95 else f"{value:.0f}{suffix}"
    return f"{number:.0f}"


def size(count: float) -> str:
    """Bytes in decimal units: ``950 B``, ``386 kB``, ``1.1 MB``."""
    for unit, suffix in ((1e9, "GB"), (1e6, "MB"), (1e3, "kB")):
        if count >= unit:
            value = count / unit
            return f"{value:.1f} {suffix}" if value < 9.95 else f"{value:.0f} {suffix}"
    return f"{count:.0f} B"


def plural(count: int, thing: str) -> str:
    """``1 step``, ``1,200 steps``."""
    return f"{count:,} {thing}" if count == 1 else f"{count:,} {thing}s"


def confirm_removal(kind: str, name: str) -> None:
    """Ask before the ``kind`` of thing called ``name`` is deleted.

    Raises click's UsageError without a terminal to ask on, and Abort when the answer is no.
    """
    if not sys.stdin.isatty():
        raise click.UsageError(
            f"Removing a {kind} cannot be undone, so without a terminal to ask on add --yes"
        )
    click.confirm(f"Delete the {kind} {name}?", abort=True)


def table(headers: Sequence[str], rows: Sequence[Sequence[str]], *, right: Sequence[int] = ()) -> str:
    """Aligned columns under their headers; the columns numbered in ``right`` are set to the right.

    Cells are data: their control characters are made visible before they are measured.
    """
    from playground.text.display import visible, width

    lines = [[visible(cell, keep="") for cell in row] for row in (headers, *rows)]
    widths = [max(width(line[column]) for line in lines) for column in range(len(headers))]

    def padded(cell: str, column: int) -> str:
        gap = " " * (widths[column] - width(cell))
        return gap + cell if column in right else cell + gap

    return "\n".join(
        "  ".join(padded(cell, column) for column, cell in enumerate(line)).rstrip() for line in lines
    )
