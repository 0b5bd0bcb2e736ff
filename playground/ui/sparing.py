"""Draws what has changed, and little else.

Textual draws every widget that lies within the smallest rectangle around all changes. A figure in the header
and another in the last line are enough to have the whole screen drawn, several times a second, and that takes
time from a network in training on the same cores. Here only the widgets are drawn that a change lies in.
"""

from __future__ import annotations

from collections.abc import Iterable

from textual._compositor import ChopsUpdate, Compositor
from textual.geometry import Region
from textual.strip import Strip


class SparingCompositor(Compositor):
    """A compositor whose updates look as Textual's own do."""

    def __init__(self) -> None:
        super().__init__()
        self._changed: tuple[Region, ...] = ()
        """Of the update under way; none where the whole screen is drawn."""

    def render_partial_update(self) -> ChopsUpdate | None:
        self._changed = tuple(self._dirty_regions)
        try:
            return super().render_partial_update()
        finally:
            self._changed = ()

    def _get_renders(self, crop: Region | None = None) -> Iterable[tuple[Region, Region, list[Strip]]]:
        if not self._changed:
            yield from super()._get_renders(crop)
            return
        left = list(self._changed)
        for widget, (region, clip) in self.visible_widgets.items():
            seen = region.intersection(clip)
            if not seen:
                continue
            touched = [each for each in left if seen.overlaps(each)]
            if not touched:
                continue
            top = max(seen.y, min(each.y for each in touched))
            bottom = min(seen.bottom, max(each.bottom for each in touched))
            # In full width: a line is cut where widgets begin and end, and each piece is drawn by the topmost
            # one that covers it, so none is needed that no change lies in.
            part = Region(seen.x, top, seen.width, bottom - top)
            yield region, part, widget.render_lines(part.translate((-region.x, -region.y)))
            # The topmost comes first: what lies wholly within it, nothing below can be seen of.
            left = [each for each in left if not seen.contains_region(each)]
