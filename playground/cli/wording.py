"""Events of a training run as lines of text."""

from __future__ import annotations

import math

from playground import events
from playground.cli.terminal import duration, plural, short
from playground.places import tidy
from playground.text.display import visible, width

_SHORTEST_BAR, _LONGEST_BAR = 6, 30


def line(event: events.Event) -> str:
    """One event as one line (two for the end of a run), empty for events that are not worth one."""
    match event:
        case events.Notice():
            said = event.text
        case events.Preparing():
            said = f"{event.what[:1].upper()}{event.what[1:]} ..."
        case events.Started():
            said = _started(event)
        case events.Progress():
            figures = (f"{event.share:4.0%}", f"epoch {event.epoch:.2f}", *_figures(event))
            said = "  ".join(figure for figure in figures if figure)
        case events.Validated():
            part = f"held out, {event.tokens:,} tokens" if event.final else "held out"
            said = f"step {event.step:,}  {part}: {_judged(event)}"
        case events.Sampled():
            said = f"step {event.step:,}  writes: {event.prompt}{event.text}"
        case events.RolledBack():
            reason = event.reason[:1].upper() + event.reason[1:]
            said = (
                f"{reason}: went back from step {event.step:,} to step {event.to_step:,}, "
                f"learning rate now {event.learning_rate:.2g}."
            )
        case events.Saved() if event.reason != "autosave":
            said = f"Saved {tidy(event.path)} at step {event.step:,}."
        case events.Finished():
            end = "Stopped" if event.stopped else "Finished"
            said = f"{end} after {plural(event.step, 'step')} in {duration(event.seconds)}{_speed(event)}."
        case _:
            said = ""
    return visible(said, keep="")


def sample_line(event: events.Sampled, columns: int) -> str:
    """A sample cut to the width of the terminal."""
    said = line(event)
    while said and width(said) > columns:
        said = said[: max(0, len(said) - max(1, (width(said) - columns) // 2))]
    return said


def _speed(event: events.Finished) -> str:
    if event.tokens_per_second is None or event.utilisation is None:
        return ""
    rate = f"{short(event.tokens_per_second)} tokens a second"
    return f", {rate}, {event.utilisation:.0%} of the speed of bare matrix products"


def _started(event: events.Started) -> str:
    model = event.model
    layers = f"{model.layers} x " if model.layers > 1 else ""
    place = event.device if event.device != "cpu" else f"cpu, {plural(event.threads, 'thread')}"
    if event.processes > 1:
        place = f"{event.processes} processes, {place} each"
    onward = f" from step {event.step:,}" if event.step else ""
    return (
        f"Training {event.name}{onward} on {event.corpus}: {plural(event.tokens, 'token')}"
        f"{f', {model.vocabulary:,} kinds' if model.vocabulary else ''}; {model.cell} {layers}{model.units}, "
        f"{short(model.parameters)} parameters; {event.train.plan}; {place}."
    )


def _judged(event: events.Validated) -> str:
    """How good the network is on what was held out: of a task, its own measures first."""
    if event.metrics:
        return ", ".join((*(metric(*item) for item in event.metrics.items()), f"loss {event.carried:.3f}"))
    return (
        f"{event.bits_per_char:.3f} bits/char, loss {event.carried:.3f}, perplexity {event.perplexity:,.2f}"
    )


_SHARES = ("accuracy", "exact", "exact_match", "f1", "precision", "recall")


def metric(name: str, value: float) -> str:
    """A measure of a task: shares in percent (``accuracy 93.1%``), others as they are."""
    said = name.replace("_", " ")
    return f"{said} {value:.1%}" if name.endswith(_SHARES) else f"{said} {value:.4g}"


def _figures(event: events.Progress) -> tuple[str, ...]:
    """Step, loss, bits a character (of a language model), speed and time to go."""
    return (
        f"step {event.step:,}",
        f"loss {event.loss:.3f}",
        "" if math.isnan(event.bits_per_char) else f"{event.bits_per_char:.3f} bits/char",
        f"{short(event.tokens_per_second)} tok/s",
        f"ETA {duration(event.eta)}",
    )


def bar_line(event: events.Progress, held_out: str | None, columns: int, encoding: str | None) -> str:
    """The progress bar with its figures, at most ``columns`` wide; what matters least is left out first."""
    step, loss, bits, speed, eta = _figures(event)
    shown = [
        (5, step),
        (3, loss),
        (0, bits),
        (4, speed),
        (1, eta),
    ]  # the lower the number, the longer it stays
    if held_out is not None:
        shown.insert(3, (2, f"held out {held_out}"))
    percent = f"{event.share:4.0%} "
    while True:
        tail = "".join(f"  {figure}" for _, figure in shown if figure)
        room = columns - len(percent) - len(tail)
        if room >= _SHORTEST_BAR or not shown:
            return percent + _bar(event.share, max(0, min(_LONGEST_BAR, room)), encoding) + tail
        shown.remove(max(shown))


def _bar(share: float, cells: int, encoding: str | None) -> str:
    full, empty = "█", "░"
    try:
        (full + empty).encode(encoding or "ascii")
    except (UnicodeEncodeError, LookupError):
        full, empty = "#", "."
    done = round(min(1.0, max(0.0, share)) * cells)
    return full * done + empty * (cells - done)
