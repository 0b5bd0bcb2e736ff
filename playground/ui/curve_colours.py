"""The colours of an experiment's curves: orange for the plain RNN, green for the GRU, blue for the LSTM.

Four shades a cell, in the order in which its curves appear, and four colours for curves of no cell. They can
be told apart with any of the common kinds of colour-blindness, by their lightness where not by their hue.
"""

from __future__ import annotations

from playground.ui.lab_looks import TONES

_DARK = (
    *("#f0a35e", "#e0704a", "#ffd79a", "#b98a5a"),
    *("#4fc08d", "#2f9e8e", "#b5ebc9", "#7fa88f"),
    *("#6cb6ff", "#9a8cff", "#c4e2ff", "#4f86b8"),
    *("#d7dde5", "#d07fbd", "#c9b83a", "#8d93a1"),
)
_LIGHT = (
    *("#c2560a", "#8f2d0a", "#d98a2b", "#8a6a3f"),
    *("#1e7f55", "#0b5a5e", "#4fa37a", "#6c8a5a"),
    *("#1f64ad", "#5b3fb8", "#4f93d6", "#3f6075"),
    *("#1d2733", "#a03c85", "#7d6f0f", "#6b7280"),
)
_FEW_DARK = (
    *("#ffff55", "#aa5500", "#ff5555", "#aa0000"),
    *("#55ff55", "#00aa00", "#00aaaa", "#55ffff"),
    *("#5555ff", "#ff55ff", "#aa00aa", "#55ffff"),
    *("#ffffff", "#aa00aa", "#aa0000", "#aaaaaa"),
)
_FEW_LIGHT = (
    *("#aa0000", "#aa5500", "#ff5555", "#ff55ff"),
    *("#00aa00", "#00aaaa", "#55ff55", "#555555"),
    *("#0000aa", "#5555ff", "#aa00aa", "#555555"),
    *("#000000", "#ff55ff", "#555555", "#aaaaaa"),
)
"""Where there are only 16 colours: exactly these."""


def curve_colours(*, dark: bool, few: bool = False) -> dict[str, str]:
    """The theme variables ``curve-rnn-0`` and so on; ``few`` for a terminal of 16 colours."""
    colours = (_FEW_DARK if few else _DARK) if dark else (_FEW_LIGHT if few else _LIGHT)
    return {f"curve-{tone}": colour for tone, colour in zip(TONES, colours, strict=True)}
