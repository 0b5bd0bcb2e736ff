"""The result of an experiment as a page of Markdown, with its charts drawn in characters."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from playground.events import Panel
from playground.text.display import visible
from playground.ui.lab_state import LabState, duration

VERDICTS = {True: "the claim holds", None: "the claim holds in part", False: "the claim does not hold"}


def page(state: LabState, charts: Mapping[str, str]) -> str:
    """Claim, verdict, settings, charts and tables of an experiment that was run.

    Args:
        charts: by the id of its panel, each chart as lines of characters.
    """
    experiment = state.experiment
    parts = [f"# {_line(experiment.title)}", f"The claim: {_line(experiment.claim)}"]
    if state.verdict is not None:
        judged = "stopped before the end" if state.stopped else VERDICTS[state.verdict.holds]
        parts += [f"## Verdict: {judged}", _line(state.verdict.text)]
    for panel in state.panels:
        if chart := charts.get(panel.id):
            parts += [f"## {_line(panel.title)}", _axes(panel), f"```\n{chart}\n```"]
    for table in state.tables.values():
        parts += [f"## {_line(table.title)}", _table(table.columns, table.rows)]
    if state.settings:
        rows = [
            (setting.label, setting.show(state.settings[setting.name]).replace(",", ", "))
            for setting in experiment.settings
            if setting.name in state.settings
        ]
        parts += ["## Settings", _table(("setting", "value"), rows)]
    if state.seconds is not None:
        parts.append(f"It took {duration(state.seconds)}.")
    parts += ["## The idea", visible(experiment.about).strip("\n")]
    return "\n\n".join(parts) + "\n"


def _axes(panel: Panel) -> str:
    """What the axes are, and how the chart is read."""
    across = f"Across: {_line(panel.x)}{', logarithmic' if panel.log_x else ''}."
    up = f"Up: {_line(panel.y)}{', logarithmic' if panel.log_y else ''}."
    return f"{across} {up} {_line(panel.note)}".strip()


def _table(columns: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    head = [_cell(column) for column in columns]
    lines = [head, ["---"] * len(head), *([_cell(cell) for cell in row] for row in rows)]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


def _line(text: str) -> str:
    return " ".join(visible(text).split())


def _cell(text: str) -> str:
    return _line(text).replace("|", "\\|")
