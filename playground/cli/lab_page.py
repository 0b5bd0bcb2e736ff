"""The result of an experiment as a page of the docs: Markdown, with a chart beside it for every panel."""

from __future__ import annotations

import itertools
import platform
import re
import shlex
from collections.abc import Iterator, Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np

from playground.cli.group import PROGRAM
from playground.cli.lab_chart import axes
from playground.events import LabTable, Panel
from playground.files import write_whole
from playground.lab.experiment import Experiment
from playground.lab.svg import Line, line_chart
from playground.recipes import cores
from playground.ui.lab_state import LabState
from playground.version import __version__

HOLDS = {True: "The claim held.", False: "The claim did not hold.", None: "The claim held in part."}


def write_page(path: Path, state: LabState, settings: dict[str, Any]) -> list[Path]:
    """Write the page of a finished run, and its charts beside it as ``NAME-PANEL.svg``; the files written.

    Args:
        path: of the Markdown file.
        state: what was measured.
        settings: all of the run's.

    Raises:
        InputError: if a file cannot be written.
    """
    charts = {panel.id: chart for panel in state.panels if (chart := svg_chart(state, panel))}
    written = [path]
    for panel, chart in charts.items():
        written.append(path.with_name(f"{path.stem}-{panel}.svg"))
        write_whole(written[-1], [chart.encode()])
    lines = list(_page(path.stem, state, settings, set(charts)))
    write_whole(path, ["\n".join(lines).encode()])
    return written


def svg_chart(state: LabState, panel: Panel) -> str:
    """The chart of a panel as SVG; empty where nothing was measured."""
    curves = {name: series for name, series in state.curves[panel.id].items() if np.isfinite(series.ys).any()}
    if not curves:
        return ""
    # In the same order in every chart, so that a curve keeps its stroke.
    order = {name: place for place, name in enumerate(dict.fromkeys(itertools.chain(*state.curves.values())))}
    lines = [Line(name, curves[name].xs, curves[name].ys) for name in sorted(curves, key=order.__getitem__)]
    return line_chart(panel.title, panel.x, panel.y, lines, *axes(panel, curves))


def _page(stem: str, state: LabState, settings: dict[str, Any], charts: set[str]) -> Iterator[str]:
    experiment, verdict = state.experiment, state.verdict
    yield from (f"# {experiment.title}", "", f"> {_prose(experiment.claim)}", "")
    if verdict is not None:
        yield from (f"**{HOLDS[verdict.holds]}** {_prose(verdict.text)}", "")
    yield from ("## What was measured", "")
    for panel in state.panels:
        if panel.id in charts:
            yield from (f"![{panel.title}: {panel.y}, against {panel.x}]({stem}-{panel.id}.svg)", "")
            if panel.note:
                yield from (_prose(panel.note), "")
    for table in state.tables.values():
        yield from _table(table)
    yield from ("## What it is about", "")
    for line in experiment.about.split("\n"):
        yield line if line.startswith("    ") else _prose(line)
    yield from ("", "## Settings", "", "| setting | value | |", "|---|---|---|")
    for setting in experiment.settings:
        yield f"| `{setting.name}` | {_cell(setting.show(settings[setting.name]))} | {_cell(setting.help)} |"
    yield from ("", "## How this page was made", "", "```")
    yield from (command(experiment, settings, stem), "```", "")
    took = f"It took {state.seconds:.0f} seconds on" if state.seconds is not None else "On"
    yield f"{took} {machine()}."
    yield ""


def command(experiment: Experiment, settings: dict[str, Any], stem: str) -> str:
    """What to type to make the page again."""
    words = [PROGRAM, "lab", experiment.name]
    for setting in experiment.settings:
        if settings[setting.name] != setting.default:
            words += ["--set", f"{setting.name}={setting.show(settings[setting.name])}"]
    return shlex.join([*words, "--page", f"docs/lab/{stem}.md"])


def machine() -> str:
    """Processor and versions, as far as they can be known."""
    found = f"{_processor()}, {cores()} cores, {platform.system()}"
    packages = ", ".join(f"{name} {version(name)}" for name in ("torch", "numpy"))
    return f"{found}; Python {platform.python_version()}, {packages}, {PROGRAM} {__version__}"


def _processor() -> str:
    """Its name, or its kind where it has none."""
    try:
        names = re.findall(r"^model name\s*:\s*(.+)$", Path("/proc/cpuinfo").read_text("utf-8"), re.MULTILINE)
    except OSError:  # not Linux
        names = []
    return names[0].strip() if names else platform.processor() or platform.machine()


def _table(table: LabTable) -> Iterator[str]:
    yield from (f"**{_prose(table.title)}**", "")
    yield _row(table.columns)
    yield "|---" * len(table.columns) + "|"
    yield from map(_row, table.rows)
    yield ""


def _row(cells: Sequence[str]) -> str:
    return f"| {' | '.join(map(_cell, cells))} |"


def _cell(text: str) -> str:
    return _prose(text).replace("|", "\\|")


def _prose(text: str) -> str:
    """Plain text as Markdown that shows it as it is."""
    return re.sub(r"([*`\[\]\\])", r"\\\1", text).replace("&", "&amp;").replace("<", "&lt;")
