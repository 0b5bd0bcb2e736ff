"""A training client that tells a fixed story: no process, no torch, no clock, no chance."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from playground import events
from playground.config import ModelConfig, TrainConfig
from playground.text.characters import CharVocabulary

PROBE = "Once upon a time there was"
NAME = "tales"
_BABBLE = (
    (40, " eh  tnasd,o het w\nsoe  a thir"),
    (180, " thes and hin wher sae the bor of wat the ling"),
    (420, " there was a king who wand the forest and the old she said"),
    (
        780,
        " time there was a young shepherd who lived by the river, and every\nmorning he counted his sheep.",
    ),
)


def model(cell: str = "lstm", layers: int = 2, units: int = 96) -> ModelConfig:
    return ModelConfig(vocabulary=61, cell=cell, layers=layers, units=units, embedding=units)  # type: ignore[arg-type]


def started(config: ModelConfig | None = None, **changes: object) -> events.Started:
    values: dict[str, object] = {
        "name": NAME,
        "model": config or model(),
        "train": TrainConfig(seconds=60.0),
        "corpus": "fairy-tales",
        "tokens": 347_332,
        "chars": 347_332,
        "validation_tokens": 38_593,
        "chars_per_token": 1.0,
        "device": "cpu",
        "threads": 2,
        **changes,
    }
    return events.Started(**values)  # type: ignore[arg-type]


def bits(step: int) -> float:
    """A loss that falls as losses do, with a little deterministic noise."""
    return 1.62 + 4.3 * math.exp(-step / 90) + 0.9 * math.exp(-step / 420) + 0.05 * math.sin(step * 1.7)


def progress(step: int, share: float, seconds: float = 60.0) -> events.Progress:
    return events.Progress(
        step=step,
        share=share,
        seconds=share * seconds,
        eta=(1 - share) * seconds,
        epoch=step * 2048 / 347_332,
        tokens=step * 2048,
        loss=bits(step) * math.log(2),
        bits_per_char=bits(step),
        learning_rate=8e-3 * (0.505 + 0.495 * math.cos(math.pi * share)),
        gradient_norm=0.62,
        clipped=0.04,
        tokens_per_second=41_200.0,
    )


def validated(step: int, share: float, seconds: float = 60.0) -> events.Validated:
    value = bits(step) + 0.04 + 0.00012 * step
    nats = value * math.log(2)
    return events.Validated(
        step=step,
        seconds=share * seconds,
        carried=nats,
        cold=nats + 0.02,
        bits_per_char=value,
        perplexity=math.exp(nats),
        tokens=38_593,
    )


def traced(
    step: int, config: ModelConfig | None = None, tokens: tuple[str, ...] = tuple(PROBE)
) -> events.Traced:
    """States that look like states: smooth along the text, different by unit, stronger with time."""
    config = config or model()
    T, L, H = len(tokens), config.layers, config.units
    time, layer, unit = np.ogrid[0:T, 0:L, 0:H]
    letters = np.array([sum(map(ord, token)) % 29 for token in tokens]).reshape(T, 1, 1)
    wave = np.sin(0.37 * unit + 0.23 * time * (1 + unit % 5) + 1.3 * layer) + 0.8 * np.sin(
        letters * (unit % 7 + 1)
    )
    strength = min(1.0, 0.25 + step / 700)
    h = np.tanh(strength * wave).astype(np.float32)
    values = {"h": h}
    if config.cell == "lstm":
        values["c"] = (1.9 * strength * wave).astype(np.float32)
    for number, gate in enumerate(config.gates):
        raw = wave * strength * 1.5 + 0.4 * number
        signed = gate in "gna"
        values[gate] = (np.tanh(raw) if signed else 1 / (1 + np.exp(-raw))).astype(np.float32)
    surprise = np.abs(6.5 * np.sin(letters.reshape(T) * 1.9)) * math.exp(-step / 900) + 0.2
    surprise[0] = 0
    return events.Traced(
        step=step,
        tokens=tokens,
        values=values,
        surprise=surprise.astype(np.float32),
        prompt="Once upon a",
        expected=expected(step),
    )


def expected(step: int) -> tuple[tuple[str, float], ...]:
    """Ten candidates, of which the first becomes ever surer."""
    sure = 0.1 + 0.85 * (1 - math.exp(-step / 300))
    others = [(token, (1 - sure) * 0.5 ** (at + 1)) for at, token in enumerate("enth,.\nsl")]
    return ((" ", sure), *others)


def vitals(
    step: int, share: float, config: ModelConfig | None = None, seconds: float = 60.0
) -> events.Vitals:
    """Norms that settle and gates that fill, a part after the other."""
    config = config or model()
    parts = ["embedding", *(f"layer {layer + 1}" for layer in range(config.layers)), "head"]
    calm = math.exp(-step / 200)
    return events.Vitals(
        step=step,
        seconds=share * seconds,
        weight_norms={part: 12.0 + 9 * at + 8 * (1 - calm) for at, part in enumerate(parts)},
        gradient_norms={
            part: (0.08 + 0.9 * calm) * (1.4 + math.sin(step * 0.9 + at)) / (1 + at)
            for at, part in enumerate(parts)
        },
        before_clipping=True,
        clipped=0.6 * calm,
        saturated={gate: 0.1 * (at + 1) * (1 - calm) for at, gate in enumerate(config.gates)},
    )


def story(share: float = 0.62, steps: int = 1300, config: ModelConfig | None = None) -> list[events.Event]:
    """A run up to ``share`` of its plan."""
    config = config or model()
    told: list[events.Event] = [events.Preparing(what="reading fairy-tales"), started(config)]
    last = int(steps * share)
    for step in range(4, last + 1, 4):
        told.append(progress(step, step / steps))
        if step % 100 == 0:
            told.append(validated(step, step / steps))
        if step % 20 == 0:
            told.append(vitals(step, step / steps, config))
        told.extend(
            events.Sampled(step=at, prompt="Once upon a", text=text) for at, text in _BABBLE if at == step
        )
    told.append(events.Saved(step=last, path=f"{NAME}.safetensors", reason="autosave"))
    told.append(traced(last, config))
    return told


def lived(config: ModelConfig | None = None) -> list[events.Event]:
    """The story with a trace at every twentieth step, as somebody sees it who watched: 41 moments in all."""
    told: list[events.Event] = []
    for event in story(config=config)[:-1]:
        told.append(event)
        if isinstance(event, events.Progress) and event.step % 20 == 0:
            told.append(traced(event.step, config))
    return [*told, traced(806, config)]


def finished(stopped: bool = False, step: int = 1300) -> list[events.Event]:
    path = f"{NAME}.safetensors"
    reason = "stopped" if stopped else "finished"
    return [
        validated(step, 1.0),
        events.Saved(step=step, path=path, reason=reason),
        events.Finished(step=step, seconds=60.0, stopped=stopped, loss=1.2, path=path),
    ]


def weights(step: int = 800) -> events.Weights:
    """A small network with fixed weights, as a run sends it for completing text."""
    vocabulary = CharVocabulary("".join(sorted(set(PROBE + "\n.,"))))
    config = ModelConfig(vocabulary=vocabulary.size, cell="gru", units=8, embedding=8)
    rng = np.random.default_rng(1)
    values = {name: rng.normal(0, 0.3, shape).astype(np.float32) for name, shape in config.shapes().items()}
    return events.Weights(step=step, model=config, vocabulary=vocabulary.to_dict(), weights=values)


class FakeClient:
    """Says what it is told to; remembers what it was asked."""

    def __init__(self, script: list[events.Event] | None = None) -> None:
        self.script = script or []
        """Told at the first poll after a run was asked for."""
        self.requests: list[Any] = []
        self.commands: list[events.Command] = []
        self.starts = 0
        self.closed = False
        self._alive = True
        self._busy = False
        self._waiting: list[events.Event] = []

    @property
    def alive(self) -> bool:
        return self._alive

    @property
    def busy(self) -> bool:
        return self._busy

    def start(self) -> None:
        self.starts += 1
        self._alive = True

    def train(self, request: events.Request) -> None:
        self.requests.append(request)
        self._busy = True
        self._waiting += self.script

    def send(self, command: events.Command) -> None:
        self.commands.append(command)
        match command:
            case events.Pause():
                self._waiting.append(events.Paused(step=800))
            case events.GoOn():
                self._waiting.append(events.Resumed(step=800))
            case events.Save():
                self._waiting.append(events.Saved(step=800, path=f"{NAME}.safetensors", reason="asked"))
            case events.Stop():
                self._waiting += finished(stopped=True, step=800)
            case _:
                pass

    def poll(self) -> list[events.Event]:
        arrived, self._waiting = self._waiting, []
        if any(isinstance(event, events.Finished | events.Failed) for event in arrived):
            self._busy = False
        return arrived

    def die(self) -> None:
        """The worker process is gone."""
        self._alive = self._busy = False
        self._waiting.append(events.Failed(text="The training process ended unexpectedly."))

    def close(self, patience: float = 20.0) -> None:  # noqa: ARG002
        self.closed = True
        self._alive = False
