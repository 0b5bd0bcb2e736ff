"""What is drawn several times a second: its styles are worked out once, its lines are used as they are."""

from __future__ import annotations

from rich.style import Style
from textual.geometry import Region
from textual.strip import Strip
from textual.widget import Widget


class KeptStyles(Widget):
    """A widget that works its styles out when they change.

    Textual goes through all ancestors for a style, and forgets those of a widget's parts whenever it is drawn
    anew. Where a line takes less time to draw than its style to find, this is most of the cost.

    Subclasses draw lines as wide as they are (``render_line``), in the colours they shall have.
    """

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(id=id, classes=classes)
        self._own_style: Style | None = None
        self._part_styles: dict[str, Style] = {}

    def notify_style_update(self) -> None:
        super().notify_style_update()
        self._own_style = None
        self._part_styles.clear()

    @property
    def rich_style(self) -> Style:
        """The widget's own colours."""
        if self._own_style is None:
            self._own_style = super().rich_style
        return self._own_style

    def part(self, name: str) -> Style:
        """The style of the component class ``name``."""
        if name not in self._part_styles:
            self._part_styles[name] = self.get_component_rich_style(name)
        return self._part_styles[name]

    def render_lines(self, crop: Region) -> list[Strip]:
        """The lines in ``crop``. Where there is no frame and the like, Textual has nothing to add to them."""
        styles = self.styles
        if styles.gutter.totals != (0, 0) or self.opacity < 1 or styles.tint.a:
            return super().render_lines(crop)
        lines = [self.render_line(y) for y in crop.line_range]
        background = self.background_colors[1]
        for each in self.get_line_filters():
            lines = [line.apply_filter(each, background) for line in lines]
        first, last = crop.column_span
        return lines if (first, last) == (0, self.size.width) else [line.crop(first, last) for line in lines]
