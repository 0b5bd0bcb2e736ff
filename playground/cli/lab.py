"""``rnn-playground lab``: claims about recurrent networks, put to the test."""

from __future__ import annotations

import os
import queue
import shutil
import sys
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from click.shell_completion import CompletionItem

from playground.cli.failures import INTERRUPTED
from playground.cli.interrupts import Interrupts
from playground.cli.terminal import duration, json_line, notice, table

if TYPE_CHECKING:
    from playground.events import Command
    from playground.lab.experiment import Experiment
    from playground.ui.lab_state import LabState

_WIDTH = 78
"""Of paragraphs on a terminal."""


def _names(_context: click.Context, _parameter: click.Parameter, incomplete: str) -> list[CompletionItem]:
    from playground.lab.catalogue import EXPERIMENTS

    return [CompletionItem(each.name) for each in EXPERIMENTS if each.name.startswith(incomplete)]


@click.command(short_help="Put claims about recurrent networks to the test.")
@click.argument("name", required=False, shell_complete=_names)
@click.option(
    "--set",
    "changes",
    multiple=True,
    metavar="SETTING=VALUE",
    help="Change a setting; may be given several times. --about lists them.",
)
@click.option("--seed", metavar="N", help="The same as --set seed=N.")
@click.option("--about", is_flag=True, help="Explain the experiment and its settings instead of running it.")
@click.option("--json", "as_json", is_flag=True, help="Print every event as a line of JSON.")
@click.option(
    "--page",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="FILE",
    help="Write the result as a Markdown page, with its charts as SVG files beside it.",
)
def lab(
    name: str | None,
    changes: tuple[str, ...],
    seed: str | None,
    about: bool,
    as_json: bool,
    page: Path | None,
) -> None:
    """Run the experiment NAME: what it measures, and what that says about its claim.

    Without NAME the experiments are listed.

    \b
    Examples:
      rnn-playground lab
      rnn-playground lab vanishing
      rnn-playground lab vanishing --about
      rnn-playground lab exploding --set radius=2 --set networks=rnn-tanh,lstm
      rnn-playground lab padding --page padding.md
    """
    from playground.lab import catalogue

    if name is None:
        if changes or seed or about or page:
            raise click.UsageError("--set, --seed, --about and --page go with the name of an experiment")
        _list(catalogue.EXPERIMENTS, as_json)
        return
    experiment = catalogue.find(name)
    changed = _changed(changes)
    if seed is not None:
        changed["seed"] = seed
    settings = experiment.complete(changed)
    if about:
        click.echo(json_line(_document(experiment)) if as_json else _explain(experiment))
        return
    if page is not None:
        _check_place(page)
    _run(experiment, settings, as_json=as_json, page=page)


def _changed(changes: tuple[str, ...]) -> dict[str, Any]:
    """``SETTING=VALUE`` words as a dictionary; later ones win."""
    found: dict[str, Any] = {}
    for change in changes:
        setting, equals, value = change.partition("=")
        if not equals or not setting.strip():
            raise click.UsageError(f"--set takes SETTING=VALUE, like --set seed=1, but {change!r} was given")
        found[setting.strip()] = value
    return found


def _list(experiments: tuple[Experiment, ...], as_json: bool) -> None:
    if as_json:
        for each in experiments:
            click.echo(json_line(_document(each)))
        return
    columns = min(shutil.get_terminal_size().columns, 100)
    for each in experiments:
        click.echo(f"{each.name:<12}{each.title}, about {duration(each.seconds)}")
        click.echo(_wrapped(each.claim, columns, "            "))
    click.echo("\nRun one with: rnn-playground lab NAME")


def _document(experiment: Experiment) -> dict[str, Any]:
    """An experiment as JSON-ready values."""
    return {
        "name": experiment.name,
        "title": experiment.title,
        "claim": experiment.claim,
        "seconds": experiment.seconds,
        "settings": {
            each.name: {"default": each.default, "help": each.help, "choices": list(each.choices)}
            for each in experiment.settings
        },
    }


def _explain(experiment: Experiment) -> str:
    """The help page of an experiment."""
    lines = [experiment.title, "", _wrapped(experiment.claim, _WIDTH), ""]
    for line in experiment.about.split("\n"):
        lines.append(line if line.startswith("    ") else _wrapped(line, _WIDTH))
    lines += ["", "Settings:"]
    for each in experiment.settings:
        lines.append(f"  {each.name}={each.show(each.default)}")
        choices = f" One of {', '.join(each.choices)}." if each.kind == "choice" else ""
        choices = f" Any of {', '.join(each.choices)}." if each.kind == "choices" else choices
        lines.append(_wrapped(each.help + choices, _WIDTH, "      "))
    return "\n".join(lines)


def _wrapped(text: str, columns: int, indent: str = "") -> str:
    import textwrap

    return textwrap.fill(text, columns, initial_indent=indent, subsequent_indent=indent)


def _check_place(page: Path) -> None:
    """Find out before the experiment, not after it, that the page cannot be written."""
    from playground.files import check_room

    check_room(page, 1 << 16)


def _run(experiment: Experiment, settings: dict[str, Any], *, as_json: bool, page: Path | None) -> None:
    """Run it, show what it says as it comes (JSON) or at the end, and write the page if one is wanted."""
    from playground import events
    from playground.lab.run import LabRun
    from playground.ui.lab_state import LabState

    commands: queue.SimpleQueue[Command] = queue.SimpleQueue()

    def stop() -> None:
        with suppress(OSError):
            os.write(2, b"\nStopping; press Ctrl+C again to quit at once.\n")
        commands.put(events.Stop())

    request = events.LabRequest(name=experiment.name, settings=settings)
    state = LabState(experiment)
    state.begin(request)
    meter = _Meter()
    with Interrupts(stop) as interrupts:
        for event in LabRun(request, commands):
            state.apply(event)
            if as_json:
                click.echo(json_line(events.to_json(event)))
            elif isinstance(event, events.Notice):
                meter.clear()
                notice(event.text)
            meter.show(state)
    meter.clear()
    if not as_json:
        click.echo(_report(state))
    if interrupts.asked:
        raise click.exceptions.Exit(INTERRUPTED)
    if page is not None:
        from playground.cli.lab_page import write_page
        from playground.places import tidy

        written = write_page(page, state, settings)
        notice(f"Wrote {tidy(written[0])} and {len(written) - 1} charts beside it.")


class _Meter:
    """One line on standard error that says how far the experiment is, on a terminal only."""

    def __init__(self) -> None:
        self._on = sys.stderr.isatty()
        self._drawn = ""

    def show(self, state: LabState) -> None:
        """Draw the line anew where it has changed."""
        if not self._on or not state.active:
            return
        from playground.text.display import clip

        columns = shutil.get_terminal_size().columns - 1
        text = clip(f"{state.share:4.0%}  {state.what}", columns)
        if text != self._drawn:
            self.clear()
            click.echo(text, nl=False, err=True)
            self._drawn = text

    def clear(self) -> None:
        """Wipe the line out."""
        if self._drawn:
            click.echo("\r" + " " * len(self._drawn) + "\r", nl=False, err=True)
            self._drawn = ""


def _report(state: LabState) -> str:
    """Charts, tables and verdict of a run as plain text."""
    from playground.cli.lab_chart import text_chart
    from playground.cli.lab_page import HOLDS

    experiment = state.experiment
    parts = [f"{experiment.title}\n{_wrapped(experiment.claim, _WIDTH)}"]
    for panel in state.panels:
        chart = text_chart(panel, state.curves[panel.id], state.looks)
        if chart:
            parts.append(chart + (f"\n{_wrapped(panel.note, _WIDTH, '  ')}" if panel.note else ""))
    for each in state.tables.values():
        parts.append(f"{each.title}\n{table(each.columns, each.rows)}")
    if state.verdict is not None:
        held = "" if state.stopped else f"{HOLDS[state.verdict.holds]} "
        parts.append(_wrapped(held + state.verdict.text, _WIDTH))
    if state.seconds is not None:
        parts.append(f"{'Stopped after' if state.stopped else 'Took'} {duration(state.seconds)}.")
    return "\n\n".join(parts)
