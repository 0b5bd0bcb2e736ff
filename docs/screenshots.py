"""Draw the pictures of the README and the docs: the real app, really training, at three sizes.

    python docs/screenshots.py            all of them, into docs/pictures
    python docs/screenshots.py train      only names that begin so

Each picture is an SVG without any outside resource.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import re
import tempfile
from collections.abc import Awaitable, Callable
from pathlib import Path

from textual.pilot import Pilot

from playground.training.client import TrainingClient
from playground.ui.app import PlaygroundApp
from playground.ui.themes import DARK, LIGHT

FOLDER = Path(__file__).resolve().parent / "pictures"
SIZES = {"80x24": (80, 24), "120x36": (120, 36), "200x60": (200, 60)}
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


async def library(pilot: Pilot[None]) -> None:
    """The shipped models."""
    await pilot.pause(4.0)


async def help_(pilot: Pilot[None]) -> None:
    """Every key."""
    await pilot.press("f1")
    await pilot.pause(0.5)


SCENES: dict[str, tuple[str, Scene]] = {
    "train": ("train", train),
    "write": ("write", write),
    "library": ("library", library),
    "help": ("write", help_),
}


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
        app = PlaygroundApp(client=client, mode=mode)
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
    begins = parser.parse_args().begins
    FOLDER.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as home:
        os.environ["RNN_PLAYGROUND_HOME"] = home
        os.environ["COLORTERM"] = "truecolor"
        for name, (mode, scene) in SCENES.items():
            if not name.startswith(begins):
                continue
            for size in SIZES:
                print(asyncio.run(draw(name, mode, scene, size, DARK)), flush=True)
            print(asyncio.run(draw(name, mode, scene, "120x36", LIGHT)), flush=True)


if __name__ == "__main__":
    main()
