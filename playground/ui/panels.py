"""Text in panels: a title with the few words that explain it, and longer prose with equations."""

from __future__ import annotations

from textual.content import Content
from textual.style import Style
from textual.widget import Widget
from textual.widgets import Static

from playground.text.display import visible


def entitle(panel: Widget, title: str, about: str) -> None:
    """A panel's title in its frame, with the few words that explain it."""
    panel.border_title = Content.assemble(title, Content.styled(f" · {about}", "not bold $quiet"))


def hints(*parts: tuple[str, str, str]) -> Content:
    """What keys do, to stand in a frame: (key, what it does, action of the screen) each; a click does it."""
    shown = [
        Content.assemble((key, "bold $footer-key-foreground"), f" {what}").stylize(
            Style.from_meta({"@click": f"screen.{action}"})
        )
        for key, what, action in parts
    ]
    return Content(" · ").join(shown)


def put(static: Static, content: Content) -> None:
    """Show this text; what stands there already costs no new layout."""
    if static.content != content:
        static.update(content)


def prose(text: str) -> Content:
    """Paragraphs parted by empty lines, each to be wrapped as a whole; lines that begin with four spaces are
    equations or diagrams and stay lines of their own.
    """
    parts: list[Content] = []
    for block in visible(text).strip("\n").split("\n\n"):
        lines = block.split("\n")
        if all(line.startswith("    ") for line in lines if line.strip()):
            parts.append(Content.styled("\n".join(line.rstrip() for line in lines), "$accent"))
        else:
            parts.append(Content(" ".join(line.strip() for line in lines)))
    return Content("\n\n").join(parts)
