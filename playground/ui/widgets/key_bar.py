"""The bottom line: the keys that work right now, as many as fit, each of them clickable."""

from __future__ import annotations

from textual.binding import Binding, BindingType
from textual.content import Content
from textual.dom import DOMNode
from textual.events import Click
from textual.screen import Screen
from textual.style import Style
from textual.widget import Widget

from playground.ui.bindings import Row, row, sign

LAST = ("app.help", "app.quit")
"""Always shown, at the right end."""


class KeyBar(Widget):
    """Drawn from the screen's active bindings; a row that does not fit whole is left out, never cut."""

    DEFAULT_CSS = """
    KeyBar { dock: bottom; height: 1; background: $footer-background; color: $quiet; }
    """
    ALLOW_SELECT = False

    def __init__(self) -> None:
        super().__init__()
        self._zones: list[tuple[int, int, Row]] = []

    def on_mount(self) -> None:
        self.screen.bindings_updated_signal.subscribe(self, self._bindings_updated)

    def _bindings_updated(self, _screen: Screen[object]) -> None:
        self.refresh()

    def _rows(self) -> list[tuple[Row, str, bool]]:
        """The rows to show: the screen's own first, each with the key it has now and whether it works."""
        seen: dict[str, tuple[Row, str, bool]] = {}
        for key, active in self.screen.active_bindings.items():
            entry = row(active.binding.id)
            if entry is not None and active.binding.show and entry.id not in seen:
                seen[entry.id] = (entry, active.binding.key_display or sign(key), active.enabled)
        return sorted(seen.values(), key=lambda found: (found[0].id in LAST, found[0].scope == "app"))

    def render(self) -> Content:
        theme = self.app.theme_variables
        key_style = Style.parse(f"bold {theme['footer-key-foreground']}")
        off = Style.parse(theme["faint"])
        shown = self._rows()
        tail = [found for found in shown if found[0].id in LAST]
        room = self.size.width - sum(_width(found) for found in tail) - 1
        head = []
        for found in shown:
            if found in tail:
                continue
            if _width(found) > room:
                break
            room -= _width(found)
            head.append(found)
        content = Content(" ")
        self._zones = []
        for group, gap in ((head, max(0, room)), (tail, 0)):
            for entry, key, enabled in group:
                start = content.cell_length
                content += Content.styled(key, key_style if enabled else off)
                content += Content.styled(f" {entry.label}", Style() if enabled else off)
                self._zones.append((start, content.cell_length, entry))
                content += Content("  ")
            content += Content(" " * gap)
        return content

    async def on_click(self, event: Click) -> None:
        """A click does what the key does, for the widget that has the focus or the screen."""
        for start, end, entry in self._zones:
            if start <= event.x < end:
                await run_row(self.screen, entry)


def _width(found: tuple[Row, str, bool]) -> int:
    return Content(f"{found[1]} {found[0].label}").cell_length + 2


async def run_row(screen: Screen[object], entry: Row) -> None:
    """Run an action of the table where it lives: the focused widget, its parents, the screen or the app.

    An action of a widget that has not got the focus gives it the focus.
    """
    nodes = [*(screen.focused.ancestors_with_self if screen.focused else ()), screen, screen.app]
    others = (widget for widget in screen.query("*") if widget.display)
    for node in (*nodes, *others):
        if any(isinstance(each, Binding) and each.id == entry.id for each in _bindings_of(node)):
            if isinstance(node, Widget) and node.focusable:
                node.focus()
            await screen.app.run_action(entry.action, default_namespace=node)
            return


def _bindings_of(node: DOMNode) -> list[BindingType]:
    return [each for kind in type(node).__mro__ for each in vars(kind).get("BINDINGS", ())]
