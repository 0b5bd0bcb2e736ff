"""Draw the pictures of the README and the docs: the real app, really training, at three sizes.

    python docs/screenshots.py            all of them, into docs/pictures
    python docs/screenshots.py train      only names that begin so
    python docs/screenshots.py --record   run the Lab's experiment that is drawn anew, before drawing

Each picture is an SVG without any outside resource. The Lab shows a run that was recorded, so that its
pictures change only when the experiment does.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import math
import os
import re
import tempfile
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path
from typing import Any

from textual.pilot import Pilot

from playground import events
from playground.training.client import TrainingClient
from playground.ui.app import PlaygroundApp
from playground.ui.screens.shapes import ShapesScreen
from playground.ui.themes import DARK, LIGHT

FOLDER = Path(__file__).resolve().parent / "pictures"
SIZES = {"80x24": (80, 24), "120x36": (120, 36), "200x60": (200, 60)}
EXPERIMENT = "vanishing"
RECORDING = FOLDER / "lab.jsonl"
"""What the experiment said: of each curve that was drawn over and over only the last state."""
FONTS = "'DejaVu Sans Mono', Menlo, Consolas, monospace"

Scene = Callable[[Pilot[None]], Awaitable[None]]


async def train(pilot: Pilot[None]) -> None:
    """A run on the fairy tales after half its time."""
    app = pilot.app
    assert isinstance(app, PlaygroundApp)
    await pilot.pause(4.0)  # the reference lines are measured
    await pilot.press("ctrl+t")
    await settle(pilot, lambda: app.run_state.progress is not None and app.run_state.progress.share > 0.4)


async def write(pilot: Pilot[None]) -> None:
    """The word model at "Once upon a time there was a": what it would go on with, and what else may come."""
    app = pilot.app
    assert isinstance(app, PlaygroundApp)
    await app.open_model("fairy-tales-words")
    await pilot.pause(1.5)
    await pilot.press(*("space" if key == " " else key for key in " time there was a"))
    await pilot.pause(3.0)


def xray(*keys: str) -> Scene:
    """A passage under the shipped model, the cursor some tokens into it, after ``keys``."""

    async def scene(pilot: Pilot[None]) -> None:
        await pilot.pause(4.0)  # the model is loaded, the passage read
        await pilot.press(*["right"] * 40)
        for key in keys:
            await pilot.press(key)
            await pilot.pause(1.0)
        await pilot.pause(3.0)

    return scene


async def library(pilot: Pilot[None]) -> None:
    """The shipped models."""
    await pilot.pause(4.0)


async def lab(pilot: Pilot[None]) -> None:
    """Vanishing gradients, with its verdict."""
    app = pilot.app
    assert isinstance(app, PlaygroundApp)
    await pilot.press("r")
    await settle(pilot, lambda: not app.course.busy)
    await pilot.pause(0.5)


def shapes(name: str, keys: tuple[str, ...] = ()) -> Scene:
    """A model of Shapes at work on its first example, after ``keys``."""

    async def scene(pilot: Pilot[None]) -> None:
        screen = pilot.app.screen
        assert isinstance(screen, ShapesScreen)
        screen.action_leave_field()  # no cursor that blinks
        screen.want(name)
        for key in ("", *keys):
            await pilot.press(*([key] if key else []))
            await settle(pilot, lambda: screen.offer is not None and screen.offer.name == name)
            await settle(pilot, lambda: screen.answered == (screen.offer and screen.offer.key, screen.asked))
        await pilot.pause(1.0)

    return scene


async def help_(pilot: Pilot[None]) -> None:
    """Every key."""
    await pilot.press("f1")
    await pilot.pause(0.5)


SCENES: dict[str, tuple[str, Scene]] = {
    "train": ("train", train),
    "write": ("write", write),
    "xray": ("xray", xray()),
    "xray-leaned": ("xray", xray("v")),
    "lab": ("lab", lab),
    "shapes": ("shapes", shapes("sentiment")),
    "shapes-entities": ("shapes", shapes("entities", ("ctrl+n",))),
    "shapes-english-hindi": ("shapes", shapes("english-hindi", ("ctrl+n", "ctrl+b"))),
    "shapes-captions": ("shapes", shapes("captions")),
    "shapes-tunes": ("shapes", shapes("tunes")),
    "shapes-series": ("shapes", shapes("series")),
    "library": ("library", library),
    "help": ("write", help_),
}


class Recorded:
    """A client that tells what was recorded, whatever it is asked for."""

    def __init__(self) -> None:
        self.alive = self.busy = True
        self._waiting: list[events.Event] = []

    def start(self) -> None:
        """Nothing has to be started."""

    def train(self, request: events.Request) -> None:
        assert isinstance(request, events.LabRequest)
        assert request.name == EXPERIMENT
        self._waiting = list(recorded())

    def send(self, command: events.Command) -> None:
        """Nothing can be changed any more."""

    def poll(self) -> list[events.Event]:
        arrived, self._waiting = self._waiting, []
        return arrived

    def close(self, patience: float = 0.0) -> None:
        """Nothing has to be ended."""


def record() -> None:
    """Run the experiment with its defaults and keep what it says."""
    from playground.lab.run import LabRun

    said: dict[object, dict[str, Any]] = {}
    for number, event in enumerate(LabRun(events.LabRequest(name=EXPERIMENT))):
        key: object = number
        if isinstance(event, events.Curve):
            key = (event.panel, event.series)
        elif isinstance(event, events.LabProgress):
            key = "progress"
        said[key] = events.to_json(event)
    with RECORDING.open("w", encoding="utf-8") as file:
        for line in said.values():
            if "ys" in line:
                line["ys"] = [None if y is None else float(f"{y:.4g}") for y in line["ys"]]
            file.write(json.dumps(line) + "\n")


def recorded() -> Iterator[events.Event]:
    """The events of the recording."""
    kinds = {
        kind.__name__.lower(): kind
        for kind in (
            events.LabStarted, events.LabProgress, events.Point, events.Curve, events.LabTable,
            events.Verdict, events.Finished,
        )
    }  # fmt: skip
    for line in RECORDING.read_text("utf-8").splitlines():
        values = {name: tupled(value) for name, value in json.loads(line).items()}
        kind = kinds[str(values.pop("event"))]
        if kind is events.LabStarted:
            values["panels"] = tuple(events.Panel(**panel) for panel in values["panels"])
        if values.get("y", 0.0) is None:
            values["y"] = math.nan
        if "ys" in values:
            values["ys"] = tuple(math.nan if y is None else y for y in values["ys"])
        yield kind(**values)


def tupled(value: Any) -> Any:
    """Lists as tuples, all the way down."""
    return tuple(map(tupled, value)) if isinstance(value, list) else value


async def settle(pilot: Pilot[None], condition: Callable[[], bool], patience: float = 90.0) -> None:
    """Wait until ``condition`` holds."""
    for _ in range(int(patience * 10)):
        if condition():
            return
        await pilot.pause(0.1)
    raise SystemExit("the app did not come as far as the picture needs")


async def draw(name: str, mode: str, scene: Scene, size: str, theme: str) -> Path:
    """Play one scene and keep what is on the screen."""
    client = TrainingClient()
    client.start()
    try:
        app = PlaygroundApp(client=client, course=Recorded(), mode=mode)
        app.theme = theme
        async with app.run_test(size=SIZES[size]) as pilot:
            await scene(pilot)
            svg = app.export_screenshot(title="rnn-playground")
    finally:
        client.close()
    shade = "" if theme == DARK else "-light"
    path = FOLDER / f"{name}-{size}{shade}.svg"
    path.write_text(self_contained(svg), "utf-8")
    return path


def self_contained(svg: str) -> str:
    """The picture with the fonts of whoever looks at it instead of ones fetched from elsewhere."""
    svg = re.sub(r"<!--.*?-->", "", svg, flags=re.DOTALL)
    svg = re.sub(r"@font-face\s*\{.*?\}\s*", "", svg, flags=re.DOTALL)
    return svg.replace("Fira Code", "DejaVu Sans Mono").replace(
        "font-family: DejaVu Sans Mono, monospace", f"font-family: {FONTS}"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description="Draw the pictures of the README and the docs.")
    parser.add_argument("begins", nargs="?", default="", help="only pictures whose name begins so")
    parser.add_argument("--record", action="store_true", help="run the experiment that is drawn anew")
    words = parser.parse_args()
    FOLDER.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as home:
        os.environ["RNN_PLAYGROUND_HOME"] = home
        os.environ["COLORTERM"] = "truecolor"
        if words.record:
            record()
        for name, (mode, scene) in SCENES.items():
            if not name.startswith(words.begins):
                continue
            for size in SIZES if name == mode or mode not in ("shapes", "xray") else ("120x36",):
                print(asyncio.run(draw(name, mode, scene, size, DARK)), flush=True)
            print(asyncio.run(draw(name, mode, scene, "120x36", LIGHT)), flush=True)


if __name__ == "__main__":
    main()
