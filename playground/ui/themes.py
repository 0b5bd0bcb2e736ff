"""A dark and a light theme of our own: one accent, quiet surfaces, text that is easy to read."""

from __future__ import annotations

from textual.color import Color
from textual.theme import Theme

from playground.ui.curve_colours import curve_colours

DARK = "playground-dark"
LIGHT = "playground-light"

THEMES: tuple[Theme, ...] = (
    Theme(
        name=DARK,
        dark=True,
        primary="#6cb6ff",
        secondary="#4a7ba6",
        accent="#6cb6ff",
        warning="#e8b34b",
        error="#f2777a",
        success="#7fc97f",
        foreground="#d7dde5",
        background="#12161c",
        surface="#171c24",
        panel="#202733",
        variables={
            "border": "#6cb6ff",
            "border-blurred": "#303a48",
            "block-cursor-background": "#6cb6ff",
            "block-cursor-foreground": "#0d1117",
            "block-cursor-text-style": "none",
            "input-cursor-background": "#d7dde5",
            "input-cursor-foreground": "#12161c",
            "input-selection-background": "#6cb6ff 30%",
            "footer-background": "#171c24",
            "footer-key-foreground": "#6cb6ff",
            "scrollbar": "#303a48",
            "scrollbar-hover": "#4a7ba6",
            "scrollbar-active": "#6cb6ff",
            "scrollbar-background": "#12161c",
            "scrollbar-background-hover": "#12161c",
            "scrollbar-background-active": "#12161c",
            "button-color-foreground": "#0d1117",
            "quiet": "#8793a3",
            "faint": "#55606f",
            "line": "#303a48",
            "button-focus-text-style": "bold underline",
            "control": "#2b3545",
            "train-line": "#4f89c4",
            "validation-line": "#f0a35e",
            **curve_colours(dark=True),
        },
    ),
    Theme(
        name=LIGHT,
        dark=False,
        primary="#1f64ad",
        secondary="#5b8fc4",
        accent="#1f64ad",
        warning="#9a6700",
        error="#b3261e",
        success="#2e7d32",
        foreground="#1d2733",
        background="#fbfaf7",
        surface="#f3f1ec",
        panel="#e7e4dc",
        variables={
            "border": "#1f64ad",
            "border-blurred": "#cdc8bc",
            "block-cursor-background": "#1f64ad",
            "block-cursor-foreground": "#ffffff",
            "block-cursor-text-style": "none",
            "input-cursor-background": "#1d2733",
            "input-cursor-foreground": "#fbfaf7",
            "input-selection-background": "#1f64ad 25%",
            "footer-background": "#f3f1ec",
            "footer-key-foreground": "#1f64ad",
            "scrollbar": "#cdc8bc",
            "scrollbar-hover": "#5b8fc4",
            "scrollbar-active": "#1f64ad",
            "scrollbar-background": "#fbfaf7",
            "scrollbar-background-hover": "#fbfaf7",
            "scrollbar-background-active": "#fbfaf7",
            "button-color-foreground": "#ffffff",
            "quiet": "#5c6673",
            "faint": "#98a0a8",
            "line": "#d5d0c5",
            "button-focus-text-style": "bold underline",
            "control": "#dad5c8",
            "train-line": "#2f7cc8",
            "validation-line": "#c2410c",
            **curve_colours(dark=False),
        },
    ),
)


def extra_variables(variables: dict[str, str]) -> dict[str, str]:
    """Values of our own variables for a theme that does not have them (Textual's)."""
    return {
        "quiet": variables.get("text-muted", variables["foreground"]),
        "faint": variables.get("text-disabled", variables["foreground"]),
        "line": variables.get("border-blurred", variables["foreground"]),
        "control": variables.get("panel-lighten-1", variables["panel"]),
        "train-line": variables.get("primary", variables["foreground"]),
        "validation-line": variables.get("warning", variables["foreground"]),
        **curve_colours(dark=Color.parse(variables["background"]).brightness < 0.5),
    }


def plainer(variables: dict[str, str], *, dark: bool) -> dict[str, str]:
    """The variables for a terminal of 16 colours: the faint ones as its grey, not as its background, and the
    curves in colours that it has.
    """
    grey = "#555555" if dark else "#aaaaaa"
    faint = dict.fromkeys(("border-blurred", "line", "faint", "scrollbar"), grey)
    return variables | faint | curve_colours(dark=dark, few=True)
