"""``rnn-playground xray --find``: the units that follow a property of a text."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import click
import numpy as np

from playground.cli.terminal import json_line, notice
from playground.errors import InputError

if TYPE_CHECKING:
    from playground.cli.xray_text import Given
    from playground.inference.language_model import LanguageModel
    from playground.xray.finder import Finding, Found, Measure
    from playground.xray.sample import Sample

_PLACES = 4
"""Passages shown where the best unit is highest, and where it is lowest."""
_LETTERS_SHOWN = 420
"""Characters of the text in the picture at most."""
_EXPLAINED: dict[Measure, tuple[str, ...]] = {
    "auc": (
        "Chosen on the first half of these tokens, measured on the second. AUC: how",
        "often the unit is higher (lower, if it falls) where the property holds than",
        "where it does not; 0.5 is chance.",
    ),
    "correlation": (
        "Chosen on the first half of these tokens, measured on the second, by Pearson's",
        "correlation between the unit and the number.",
    ),
}


def find(model: LanguageModel, text: str, options: dict[str, Any]) -> None:
    """Rank the units, and print a table or a JSON document; write the picture if one is wanted.

    Raises InputError for a bad expression, or if the property is too rare in the text to be measured.
    """
    from playground.cli.xray import SAMPLE
    from playground.cli.xray_text import given_text, meter
    from playground.xray.finder import find_units
    from playground.xray.properties import find_property
    from playground.xray.sample import Sample

    property = find_property(options["find"])
    wanted = options["tokens"] or SAMPLE
    given = given_text(model, text, options["part"], options["encoding"], wanted)
    sample = Sample.take(model, given.text, wanted, meter("reading"))
    if options["tokens"] is not None and len(sample) < wanted:
        notice(f"There are {len(sample):,} tokens to be read, fewer than the {wanted:,} asked for.")
    finding = find_units(sample, property, options["top"], ahead=options["ahead"])
    if finding.problem is not None:
        raise InputError(finding.problem)
    if options["svg"] is not None:
        _draw(model, sample, finding, options)
    if options["as_json"]:
        click.echo(json_line(_document(model, given, sample, finding)))
    else:
        click.echo(_report(model, given, sample, finding))


def _report(model: LanguageModel, given: Given, sample: Sample, finding: Finding) -> str:
    from playground.cli.xray_page import context_lines, found_table
    from playground.text.display import visible
    from playground.xray.contexts import contexts

    what = finding.property
    when = "the next token" if finding.ahead else "the token just read"
    have = (
        f"it holds at {finding.positives:,} of {finding.tokens:,} held-out tokens"
        if finding.measure == "auc"
        else f"measured at {finding.tokens:,} held-out tokens"
    )
    best = finding.found[0]
    places = contexts(sample, best.value, best.layer, best.unit, _PLACES)
    return "\n".join(
        [
            visible(f"{model.name} on {given.place}, {len(sample):,} tokens", keep=""),
            visible(f"{what.name}: {what.about} (of {when});", keep=""),
            f"{have}.",
            "",
            found_table(finding, model.network.config.layers),
            "",
            *_EXPLAINED[finding.measure],
            "",
            f"{_name(model, best)} is highest here",
            context_lines(places.strongest),
            "",
            "and lowest here",
            context_lines(places.weakest),
        ]
    )


def _name(model: LanguageModel, found: Found) -> str:
    """``Unit 17 (c)``, with its layer where there are several."""
    layer = f" of layer {found.layer + 1}" if model.network.config.layers > 1 else ""
    return f"Unit {found.unit}{layer} ({found.value})"


def _draw(model: LanguageModel, sample: Sample, finding: Finding, options: dict[str, Any]) -> None:
    """A passage of the held-out half under the best unit."""
    from playground.cli.xray_look import write
    from playground.xray.text_picture import text_svg
    from playground.xray.values import span

    best = finding.found[0]
    first, last = passage(sample, finding)
    values = sample.values[best.value][first:last, best.layer, best.unit]
    low, high, scale = span(best.value, values, model.network.config)
    figure = f"AUC {best.auc:.3f}" if finding.measure == "auc" else f"correlation {best.correlation:.3f}"
    svg = text_svg(
        values,
        sample.tokens[first:last],
        low=low,
        high=high,
        scale=scale,
        dark=not options["light"],
        title=f"{model.name}: {_name(model, best)} follows {finding.property.name}, {figure}",
    )
    write(options["svg"], svg.encode())


def passage(sample: Sample, finding: Finding) -> tuple[int, int]:
    """First and last token of the passage in the picture: lines of the held-out half.

    Of all that begin with a line it is the one in which the property comes and goes most often, whatever the
    unit does there; the first one for a property that is a number.
    """
    from playground.xray.properties import on_tokens

    half, end = len(sample) // 2, len(sample)
    begins = [
        t + 1
        for t in range(half, end - 1)
        if sample.tokens[t].endswith("\n") and not sample.tokens[t + 1].startswith("\n")
    ]
    firsts = np.array(begins or [half])
    lasts = np.minimum(np.searchsorted(sample.starts, sample.starts[firsts] + _LETTERS_SHOWN), end)
    best = 0
    if finding.measure == "auc":
        wanted = on_tokens(finding.property, sample.text, sample.starts)
        changes = np.cumsum([0, *(wanted[1:] != wanted[:-1]), 0])
        best = int(np.argmax(changes[lasts - 1] - changes[firsts]))
    first, last = int(firsts[best]), int(lasts[best])
    gaps = [t for t in range(first + 1, last) if sample.tokens[t][:1].isspace()]
    return first, gaps[-1] if gaps and last < end else last


def _document(model: LanguageModel, given: Given, sample: Sample, finding: Finding) -> dict[str, Any]:
    return {
        "model": model.name,
        "source": given.source,
        "part": given.part,
        "property": finding.property.name,
        "about": finding.property.about,
        "ahead": finding.ahead,
        "measure": finding.measure,
        "tokens": len(sample),
        "held_out_tokens": finding.tokens,
        "held_out_positives": finding.positives,
        "units": [
            {
                "layer": each.layer + 1,
                "unit": each.unit,
                "value": each.value,
                "auc": _number(each.auc),
                "correlation": _number(each.correlation),
                "sign": each.sign,
            }
            for each in finding.found
        ],
    }


def _number(value: float) -> float | None:
    return None if math.isnan(value) else round(value, 6)
