"""What leaves X-ray: a picture of what is in sight, or the numbers of it or of the whole text."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from textual import on, work
from textual.widgets import Button

from playground import places
from playground.errors import PlaygroundError
from playground.files import write_whole
from playground.places import tidy
from playground.ui import traces
from playground.ui.screens.ask import AskChoice, AskText
from playground.ui.screens.xray_views import ViewingScreen
from playground.ui.threads import tell
from playground.ui.widgets.write_controls import TRAINING

CHOICES = (
    ("svg", "SVG"),
    ("png", "PNG"),
    ("seen", "Numbers in sight"),
    ("all", "All numbers"),
)


class SavingScreen(ViewingScreen):
    """The part of X-ray that writes files, off the key path."""

    @on(Button.Pressed, "#xray-save")
    @work
    async def action_save(self) -> None:
        """Ask what is to be written, and where."""
        reading = self.reading
        if reading is None or not reading.read:
            self.say("There is nothing to save yet.", "warning")
            return
        what = await self.app.push_screen_wait(
            AskChoice(
                "Save",
                "The map in sight as a picture, or h, c, every gate, the tokens and their bits as arrays "
                "for numpy.load (.npz): of the tokens in sight, or of all that are read.",
                CHOICES,
            )
        )
        if what is None:
            return
        ending = what if what in ("svg", "png") else "npz"
        model = self.run_state.name if self.model == TRAINING else Path(str(self.model)).stem
        where = await self.app.push_screen_wait(
            AskText("Save", "The file to write.", tidy(Path.cwd() / f"xray-{model}.{ending}"))
        )
        if not where or not where.strip():
            return
        path = places.expand(where.strip())
        if path.exists():
            self.say(f"{tidy(path)} is there already; choose another name.", "error")
            return
        write = self._picture(what) if what in ("svg", "png") else self._arrays(whole=what == "all")
        self.run_worker(lambda: self._write(write, path), thread=True, group="save")

    def _write(self, write: Callable[[Path], object], path: Path) -> None:
        """Write the file; on a thread."""
        try:
            write(path)
        except PlaygroundError as error:
            tell(self, self.say, str(error), "error")
        else:
            tell(self, self.say, f"It is in {tidy(path)}.")

    def _arrays(self, *, whole: bool) -> Callable[[Path], object]:
        """What writes the numbers of what is in sight now, or of all that is read now."""
        from playground.xray.arrays import save_arrays

        assert self.reading is not None
        reading, sight, read = self.reading, self.map.sight, self.reading.read
        first, last = (0, read) if whole else (min(sight.first, read), min(sight.last, read))
        return lambda path: save_arrays(path, reading, first, last)

    def _picture(self, kind: str) -> Callable[[Path], object]:
        """What writes the map as it is in sight now: these tokens, these units in this order, this scale."""
        from playground.xray.picture import heatmap_png, heatmap_svg

        map, reading, dark = self.map, self.reading, self.app.current_theme.dark
        assert reading is not None
        assert map.blocks is not None
        name, layer, (low, high, scale) = map.blocks.name, map.blocks.layer, map.blocks.span
        first, last = map.sight.first, min(map.sight.last, reading.read)
        units = map.units[map.top : map.top + max(1, map.rows * map.per_row)]
        title = f"{traces.NAMES.get(name, name)}, layer {layer + 1}: {reading.model.name}"

        def write(path: Path) -> None:
            values, tokens = reading.values(name, layer, first, last)[:, units], reading.tokens[first:last]
            if kind == "png":
                data = heatmap_png(values, tokens, low=low, high=high, scale=scale, dark=dark, title=title)
            else:
                rows = [str(unit) for unit in units]
                data = heatmap_svg(
                    values, tokens, low=low, high=high, scale=scale, dark=dark, title=title, rows=rows
                ).encode()
            write_whole(path, [data])

        return write
