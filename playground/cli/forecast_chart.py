"""A series and its forecast as a chart of plain letters, for a terminal, a pipe or a mail."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Values = NDArray[np.float64]

COLUMNS, ROWS = 66, 12
_LABELS = 9
"""Columns for what is written along the vertical axis."""
TRUTH, FORECAST, BOTH = "o", "x", "#"


def chart(history: Values, truth: Values, forecast: Values) -> str:
    """The end of ``history``, then ``truth`` and ``forecast`` side by side, the forecast as long or longer.

    Every value has a column of its own where there is room, else only every second one, every third one ...
    """
    import numpy as np

    apart = max(1, -(-len(forecast) // (COLUMNS - COLUMNS // 4)))
    before = history[::-1][: (COLUMNS - len(forecast[::apart])) * apart : apart][::-1]
    known = np.concatenate([before, truth[::apart]])
    shown = np.concatenate([np.full(len(before), np.nan), forecast[::apart]])
    finite = np.concatenate([known, forecast[np.isfinite(forecast)]])
    low, high = float(finite.min()), float(finite.max())
    reach = (high - low) or 1.0

    def row(value: float) -> int:
        return round((ROWS - 1) * (1 - (value - low) / reach))

    grid = [[" "] * len(shown) for _ in range(ROWS)]
    for column, value in enumerate(known):
        grid[row(value)][column] = TRUTH
    for column, value in enumerate(shown):
        if np.isfinite(value):
            at = row(value)
            grid[at][column] = BOTH if grid[at][column] == TRUTH else FORECAST
    labels = {0: high, ROWS // 2: high - reach * (ROWS // 2) / (ROWS - 1), ROWS - 1: low}
    lines = [
        f"{_label(labels.get(number)):>{_LABELS}} |{''.join(cells)}".rstrip()
        for number, cells in enumerate(grid)
    ]
    borders = {len(before): "held out", len(known): "ahead"}
    axis = "".join("+" if column in borders else "-" for column in range(len(shown)))
    lines.append(f"{'':>{_LABELS}} +{axis}")
    lines.append(f"{'':>{_LABELS}}  {_under(borders)}")
    lines.append(f"  {TRUTH} truth   {FORECAST} forecast   {BOTH} both")
    return "\n".join(lines)


def _label(value: float | None) -> str:
    return "" if value is None else f"{value:,.4g}" if abs(value) < 1e6 else f"{value:.3g}"


def _under(borders: dict[int, str]) -> str:
    """Names under the places where they begin, or as near as there is room; no two run into each other."""
    line = ""
    for at, name in borders.items():
        later = [other for other in borders if other > at]
        if not later or at + len(name) < min(*later, COLUMNS - len(name)):
            line = f"{line:<{min(at, COLUMNS - len(name))}}{name}"
    return line
