"""Experiments that are none, a client that tells what came out of them, and the app opened on the Lab."""

from __future__ import annotations

import math
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager

from textual.pilot import Pilot

from playground import events
from playground.events import Panel
from playground.lab.experiment import SEED, Experiment, Setting
from playground.ui.app import PlaygroundApp
from playground.ui.screens.lab import LabScreen
from playground.ui.settings import Settings
from playground.ui.themes import DARK

CELLS = ("RNN tanh", "RNN relu", "GRU", "LSTM, forget bias 0", "LSTM, forget bias 1")

FADING = Experiment(
    name="fading",
    title="Fading gradients",
    claim="On its way back through time the gradient of a plain RNN falls by orders of magnitude, where that "
    "of an LSTM does not.",
    about="""\
The gradient comes back one step at a time, each time through the Jacobian of the cell:

    dL_T/dh_t = J_{t+1}^T ... J_T^T dL_T/dh_T

Where the product shrinks a vector it shrinks it every time, so what is left falls exponentially: a straight
line on a logarithmic axis.""",
    settings=(
        Setting(
            name="lengths",
            label="Sequence lengths",
            help="Lengths T at which the gradient is measured.",
            kind="ints",
            default=(10, 100, 1000),
            low=2,
            high=2000,
        ),
        Setting(
            name="units",
            label="Units",
            help="Width of every network.",
            kind="int",
            default=64,
            low=1,
            high=1024,
        ),
        Setting(
            name="rate",
            label="Learning rate",
            help="Peak of the learning rate.",
            kind="float",
            default=0.01,
            low=1e-6,
            high=1.0,
        ),
        Setting(
            name="networks",
            label="Networks",
            help="Which networks are compared.",
            kind="choices",
            default=("RNN tanh", "GRU", "LSTM"),
            choices=("RNN tanh", "RNN relu", "GRU", "LSTM"),
        ),
        Setting(
            name="start",
            label="Start",
            help="How the recurrent matrices begin.",
            kind="choice",
            default="uniform",
            choices=("uniform", "identity"),
        ),
        SEED,
    ),
    panels=(
        Panel(
            id="start",
            title="At initialisation",
            x="distance T - t (steps)",
            y="norm of dL_T/dh_t",
            log_y=True,
            note="A straight line down shrinks by the same share at every step.",
        ),
        Panel(id="loss", title="Loss while they learn", x="update", y="mean squared error"),
        Panel(id="span", title="Accuracy by delay", x="delay (steps)", y="accuracy", log_x=True),
    ),
    module="nowhere",
    seconds=60,
)
BURSTING = Experiment(
    name="bursting",
    title="Bursting gradients",
    claim="With recurrent weights that are too large a run ends in NaN; clipping keeps it alive.",
    about="Where the recurrent matrix stretches, the gradient grows with every step back.",
    settings=(SEED,),
    panels=(Panel(id="norm", title="Gradient norm", x="update", y="gradient norm", log_y=True),),
    module="nowhere",
    seconds=40,
)
SHUFFLED = Experiment(
    name="shuffled",
    title="Word order",
    claim="A bag of words cannot tell who bites whom.",
    about="The sum of the same vectors is the same.",
    settings=(),
    panels=(),
    module="nowhere",
    seconds=5,
)
EXPERIMENTS = (FADING, BURSTING, SHUFFLED)


def fading(share: float = 1.0) -> Iterator[events.Event]:
    """What the first experiment tells, up to this share."""
    yield events.LabStarted(
        name="fading",
        title=FADING.title,
        claim=FADING.claim,
        settings={setting.name: setting.default for setting in FADING.settings},
        panels=FADING.panels,
    )
    for cell, rate in zip(CELLS, (0.85, 0.97, 0.94, 0.62, 0.995), strict=True):
        yield events.Curve(
            panel="start",
            series=cell,
            xs=tuple(float(x) for x in range(201)),
            ys=tuple(rate**x * (1 + 0.3 * math.sin(x / 3)) for x in range(201)),
        )
    for step in range(0, int(400 * share) + 1, 10):
        for number, cell in enumerate(CELLS):
            y = 0.1 + math.exp(-step / (60 + 40 * number)) + 0.02 * math.sin(step * (number + 1))
            yield events.Point(panel="loss", series=cell, x=step, y=y)
        yield events.LabProgress(share=0.9 * step / 400, what=f"LSTM, forget bias 1, step {step} of 400")
    if share < 1:
        return
    for delay in (10, 20, 50, 100, 200, 500, 1000):
        for cell, span in zip(CELLS, (30, 80, 300, 60, 700), strict=True):
            y = 0.1 + 0.9 / (1 + (delay / span) ** 3)
            yield events.Point(panel="span", series=cell, x=delay, y=y)
    yield events.LabTable(
        id="falls",
        title="Orders of magnitude lost over 100 steps",
        columns=("Network", "at initialisation", "after 400 updates", "span"),
        rows=tuple(
            (cell, f"{7.1 / (n + 1):.1f}", f"{3.2 / (n + 1):.1f}", f"{30 * (n + 1)}")
            for n, cell in enumerate(CELLS)
        ),
    )
    yield events.Verdict(
        text="Over 100 steps the gradient of the tanh RNN falls by 7.1 orders of magnitude, that of the LSTM "
        "with forget bias 1 by 0.2. With forget bias 0 the LSTM's falls as well: what saves it is not the "
        "cell alone but a gate that begins open.",
        holds=True,
    )
    yield events.Finished(step=0, seconds=58.2, stopped=False, loss=None)


def bursting() -> Iterator[events.Event]:
    """What the second one tells: one curve breaks."""
    yield events.LabStarted(
        name="bursting",
        title=BURSTING.title,
        claim=BURSTING.claim,
        settings={"seed": 0},
        panels=BURSTING.panels,
    )
    for step in range(60):
        broken = step > 40
        norm = math.nan if broken else 0.5 * 1.4**step
        yield events.Point(panel="norm", series="RNN, not clipped", x=step, y=norm)
        yield events.Point(panel="norm", series="RNN, clipped by norm", x=step, y=0.8 + 0.1 * math.sin(step))
    yield events.Verdict(text="Without clipping the run ends at step 41. With it, it lives.", holds=None)
    yield events.Finished(step=0, seconds=12.0, stopped=False, loss=None)


STORIES: dict[str, Callable[[], Iterator[events.Event]]] = {"fading": fading, "bursting": bursting}


class LabClient:
    """Tells the story of whatever experiment it is asked for, as far as it is let."""

    def __init__(self, share: float = 1.0) -> None:
        self.share = share
        self.held = False
        """Nothing is told for now."""
        self.requests: list[events.Request] = []
        self.commands: list[events.Command] = []
        self.starts = 0
        self.closed: float | None = None
        """How long it was to wait."""
        self._alive = False
        self._waiting: list[events.Event] = []

    @property
    def alive(self) -> bool:
        return self._alive

    @property
    def busy(self) -> bool:
        return bool(self._waiting)

    def start(self) -> None:
        self.starts += 1
        self._alive = True

    def train(self, request: events.Request) -> None:
        if not self._alive:
            self.start()
        self.requests.append(request)
        if isinstance(request, events.LabRequest):
            story = fading(self.share) if request.name == "fading" else STORIES[request.name]()
            self._waiting += list(story)

    def send(self, command: events.Command) -> None:
        self.commands.append(command)
        match command:
            case events.Pause():
                self._waiting.append(events.Paused(step=0))
            case events.GoOn():
                self._waiting.append(events.Resumed(step=0))
            case events.Stop():
                self._waiting.append(events.Verdict(text="Stopped before the end.", holds=None))
                self._waiting.append(events.Finished(step=0, seconds=9.0, stopped=True, loss=None))
            case _:
                pass

    def poll(self) -> list[events.Event]:
        if self.held:
            return []
        arrived, self._waiting = self._waiting, []
        return arrived

    def die(self) -> None:
        """The worker process is gone."""
        self._alive = False
        self._waiting.append(events.Failed(text="The worker ended unexpectedly."))

    def close(self, patience: float = 20.0) -> None:
        self.closed = patience
        self._alive = False


@asynccontextmanager
async def lab_mode(
    size: tuple[int, int] = (120, 36), client: LabClient | None = None, theme: str = DARK
) -> AsyncIterator[tuple[PlaygroundApp, LabScreen, Pilot[None]]]:
    """The app in the Lab, at rest; ``EXPERIMENTS`` must have been put in place of the catalogue's."""
    app = PlaygroundApp(mode="lab", course=client or LabClient(), settings=Settings(theme=theme))
    async with app.run_test(size=size) as pilot:
        await pilot.pause()
        screen = app.screen
        assert isinstance(screen, LabScreen)
        yield app, screen, pilot


async def told(app: PlaygroundApp, pilot: Pilot[None]) -> None:
    """Until what was pressed has reached the client, and its answer the screen."""
    for _ in range(2):
        await pilot.pause(0.05)
        app.poll()
    await pilot.pause()
