"""``rnn-playground xray`` without ``--find``: maps, pictures and arrays of a text."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from playground.cli.terminal import json_line, notice, plural
from playground.cli.xray import SHOWN, STRONGEST
from playground.errors import InputError

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from playground.cli.xray_page import Map
    from playground.cli.xray_text import Given
    from playground.inference.language_model import LanguageModel
    from playground.xray.reading import Reading


def chosen_units(text: str, count: int) -> list[int]:
    """The units that ``3,17,40-47`` or ``all`` names, in that order, each once; else InputError."""
    if text.strip() == "all":
        return list(range(count))
    found: dict[int, None] = {}
    for piece in text.split(","):
        first, dash, last = (part.strip() for part in piece.partition("-"))
        if not (
            first.isascii() and first.isdigit() and (last.isascii() and last.isdigit() if dash else True)
        ):
            raise InputError(f"Units are given like 3,17,40-47 or all, but {text!r} was given.")
        low, high = int(first[:9]), int((last or first)[:9])
        if not low <= high < count:
            raise InputError(f"This model has units 0 to {count - 1:,}, but {piece.strip()!r} was given.")
        found |= dict.fromkeys(range(low, high + 1))
    return list(found)


def look(model: LanguageModel, text: str, options: dict[str, Any]) -> None:
    """Read the text, and draw or write what is asked for."""
    from playground.cli.xray_text import given_text, meter
    from playground.xray.reading import Reading

    wanted = options["tokens"]
    whole = wanted is None and options["npz"] is not None
    given = given_text(
        model, text, options["part"], options["encoding"], None if whole else (wanted or SHOWN) + 1
    )
    reading = Reading(model, given.text)
    warning = model.notice(reading.text)
    if warning:
        notice(warning)
    draw = meter("reading")
    last = len(reading) if whole else min(len(reading), wanted or SHOWN)
    for share in reading.read_on():
        if draw is not None:
            draw(1.0 if reading.read >= last else share)
        if reading.read >= last:
            break
    if options["npz"] is not None:
        from playground.xray.arrays import save_arrays

        save_arrays(options["npz"], reading, 0, last)
        _wrote(options["npz"])
    drawn = min(last, wanted or SHOWN)
    if not (options["npz"] and not (options["svg"] or options["png"] or options["as_json"])):
        _draw(reading, given, drawn, options)


def _draw(reading: Reading, given: Given, last: int, options: dict[str, Any]) -> None:
    """Pictures, the JSON document or the page, of the first ``last`` tokens."""
    shown = _map(reading, last, options)
    files = options["svg"] or options["png"]
    title = f"{reading.model.name}: {value_title(options['gate'], reading.model, options['layer'] - 1)}"
    if len(shown.units) == 1:
        title += f", unit {shown.units[0]}"
    if options["svg"] is not None:
        from playground.xray.picture import heatmap_svg
        from playground.xray.text_picture import text_svg

        style: dict[str, Any] = {"low": shown.low, "high": shown.high, "scale": shown.scale}
        style["dark"] = not options["light"]
        if len(shown.units) == 1:
            svg = text_svg(shown.values[:, 0], shown.tokens, title=title, **style)
        else:
            svg = heatmap_svg(
                shown.values, shown.tokens, title=title, rows=[str(u) for u in shown.units], **style
            )
        write(options["svg"], svg.encode())
    if options["png"] is not None:
        from playground.xray.picture import heatmap_png

        png = heatmap_png(
            shown.values, shown.tokens, low=shown.low, high=shown.high, scale=shown.scale,
            dark=not options["light"], title=title,
        )  # fmt: skip
        write(options["png"], png)
    bits = _bits_per_char(reading, last)
    if options["as_json"]:
        click.echo(json_line(_document(reading, given, shown, bits, options)))
    elif not files:
        from playground.cli.xray_page import hardest, show
        from playground.text.display import visible

        measured = "" if bits is None else f", {bits:.2f} bits/char"
        click.echo(visible(f"{title}; {plural(last, 'token')} of {given.place}{measured}", keep=""))
        of = reading.model.network.config.units
        if len(shown.units) < of and options["units"] is None:
            click.echo(f"The {len(shown.units)} strongest of {of} units; --units all shows every one.")
        if last < len(reading):
            click.echo(f"The first {last:,} tokens; --tokens N shows more.")
        click.echo()
        show(shown)
        if last > 1:
            click.echo("\n" + hardest(reading, last))


def value_title(name: str, model: LanguageModel, layer: int) -> str:
    """``forget gate f of layer 2``; the layer is left out where there is one."""
    from playground.xray.values import NAMES

    return NAMES[name] + (f" of layer {layer + 1}" if model.network.config.layers > 1 else "")


def _map(reading: Reading, last: int, options: dict[str, Any]) -> Map:
    """The values that are drawn: those units of the layer, in that order."""
    from playground.cli.xray_page import Map
    from playground.xray.unit_order import unit_order
    from playground.xray.values import span

    if last == 0:
        raise InputError("The text is empty; give some text, a file, or - for standard input.")
    values = reading.values(options["gate"], options["layer"] - 1, 0, last)
    if options["units"] is None:
        chosen = sorted(unit_order(values, "strength")[:STRONGEST].tolist())
    else:
        chosen = chosen_units(options["units"], values.shape[1])
    kept: NDArray[Any] = values[:, chosen]
    if options["order"] != "index":
        order = unit_order(kept, options["order"])
        chosen, kept = [chosen[place] for place in order.tolist()], kept[:, order]
    low, high, scale = span(options["gate"], kept, reading.model.network.config)
    return Map(kept, reading.tokens[:last], chosen, low, high, scale)


def _bits_per_char(reading: Reading, last: int) -> float | None:
    """Mean surprise of all tokens but the first, which nothing came before."""
    chars = int(reading.starts[last] - reading.starts[1]) if last > 1 else 0
    return float(reading.surprise[1:last].sum(dtype="f8")) / chars if chars else None


def _document(
    reading: Reading, given: Given, shown: Map, bits: float | None, options: dict[str, Any]
) -> dict[str, Any]:
    last = len(shown.tokens)
    return {
        "model": reading.model.name,
        "source": given.source,
        "part": given.part,
        "tokens": list(shown.tokens),
        "ids": reading.ids[:last].tolist(),
        "surprise": [round(float(value), 4) for value in reading.surprise[:last]],
        "bits_per_char": bits,
        "gate": options["gate"],
        "layer": options["layer"],
        "units": list(shown.units),
        "values": [[round(float(value), 6) for value in row] for row in shown.values],
    }


def write(path: Path, data: bytes) -> None:
    """Write one picture, and say so."""
    from playground.files import write_whole

    write_whole(path, [data])
    _wrote(path)


def _wrote(path: Path) -> None:
    from playground.places import tidy

    notice(f"Wrote {tidy(path)}.")
