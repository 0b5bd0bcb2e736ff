"""A scale of colours or glyphs with the numbers at its ends, as one piece of text."""

from __future__ import annotations

from textual.content import Content

from playground.ui import palette


def scale(low: str, high: str, kind: palette.Scale, mode: palette.Mode, *, dark: bool) -> Content:
    """``low ▁▂▃ high``, in the colours of a text's grounds or of the map's cells."""
    content = Content.styled(f"{low} ", "not bold $quiet")
    if mode == "colour":
        for shade in palette.colours(kind, dark)[::2]:
            content += Content.styled("█", shade)
    else:
        content += Content.styled(palette.GLYPHS[kind], "not bold")
    return content + Content.styled(f" {high}", "not bold $quiet")


def signed(value: float) -> str:
    """A number with its sign, as short as it can be: ``+1``, ``−0.5``."""
    return f"{value:+g}".replace("-", "−")
