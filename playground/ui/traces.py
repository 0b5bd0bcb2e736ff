"""What a heatmap shows of a trace: which values there are, and columns of tokens."""

from __future__ import annotations

from dataclasses import dataclass

from playground.events import Traced
from playground.text import display
from playground.ui import anchoring
from playground.xray.values import NAMES, SHARES, span

__all__ = ["NAMES", "NO_COLUMNS", "SHARES", "Columns", "columns", "span", "value_names"]

_LONGEST_LABEL = 14


def value_names(traced: Traced) -> list[str]:
    """The values of a trace in reading order: h, c, then the gates as the cell stacks them."""
    first = [name for name in ("h", "c") if name in traced.values]
    return first + [name for name in traced.values if name not in first]


@dataclass(frozen=True, slots=True)
class Columns:
    """Where each token of the probe stands: its label, and the columns it covers."""

    labels: tuple[str, ...]
    starts: tuple[int, ...]
    widths: tuple[int, ...]
    first: int = 0
    """The token at the left edge; those before it are scrolled away."""
    single: bool = True
    """Every token is one character."""

    @property
    def last(self) -> int:
        """One after the last token in sight."""
        return self.first + len(self.labels)

    @property
    def edges(self) -> tuple[int, ...]:
        """Where each token begins, and where the last one ends."""
        return (*self.starts, self.starts[-1] + self.widths[-1]) if self.starts else (0,)

    def token_at(self, x: int) -> int | None:
        """The token that covers column ``x``."""
        for index, (start, width) in enumerate(zip(self.starts, self.widths, strict=True)):
            if start <= x < start + width:
                return self.first + index
        return None


NO_COLUMNS = Columns((), (), ())


def columns(tokens: tuple[str, ...], room: int, cursor: int = 0) -> Columns:
    """Lay the tokens out in ``room`` columns: single characters side by side, as wide as they can be up to
    six columns each; longer tokens with a space between them. Where they do not all fit, the part around
    ``cursor`` is shown."""
    single = all(len(token) <= 1 for token in tokens)
    if single:
        labels = [display.cell(token) for token in tokens]
        least = [max(1, anchoring.columns(label)) for label in labels]
    else:
        labels = [display.label(token, _LONGEST_LABEL) for token in tokens]
        least = [anchoring.columns(label) + 1 for label in labels]
    spread = next(
        (wide for wide in (6, 5, 4, 3, 2) if single and sum(max(wide, width) for width in least) <= room), 1
    )
    widths = [max(spread, width) for width in least]
    first = 0
    while first < cursor and sum(widths[first : cursor + 1]) > room:
        first += 1
    starts, shown = [], []
    at = 0
    for width in widths[first:]:
        if at + width > room:
            break
        starts.append(at)
        shown.append(width)
        at += width
    last = first + len(shown)
    return Columns(tuple(labels[first:last]), tuple(starts), tuple(shown), first, single)
