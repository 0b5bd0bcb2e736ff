"""``rnn-playground xray``: what every unit and gate of a model did while it read a text."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from playground.cli.naming import MODEL
from playground.cli.sections import SectionedCommand, SectionOption
from playground.cli.terminal import plural
from playground.errors import InputError

if TYPE_CHECKING:
    from playground.inference.language_model import LanguageModel

VALUES = ("h", "c", "i", "f", "g", "o", "r", "z", "n", "a")
SHOWN = 200
"""Tokens that are drawn unless told otherwise."""
STRONGEST = 32
"""Units that are drawn unless told otherwise."""
SAMPLE = 20_000
"""Tokens that the unit finder reads unless told otherwise."""
_LOOK, _FIND, _OUT = "What is looked at", "Unit finder", "Output"


@click.command(cls=SectionedCommand, short_help="Look inside a model as it reads a text.")
@click.argument("model", type=MODEL)
@click.argument("text")
@click.option(
    "--gate",
    type=click.Choice(VALUES),
    default="h",
    show_default=True,
    cls=SectionOption,
    section=_LOOK,
    help="h: hidden state; LSTM: cell state c, gates i f g o; GRU: gates r z n; RNN: pre-activation a.",
)
@click.option(
    "--layer",
    type=click.IntRange(min=1),
    default=1,
    show_default=True,
    metavar="N",
    cls=SectionOption,
    section=_LOOK,
    help="Which layer, from 1, the one that reads the tokens.",
)
@click.option(
    "--units",
    metavar="LIST",
    cls=SectionOption,
    section=_LOOK,
    help="Units from 0, like 3,17,40-47, or all; one alone colours the text.  "
    f"[default: the {STRONGEST} strongest]",
)
@click.option(
    "--order",
    type=click.Choice(("index", "similarity", "strength")),
    default="index",
    show_default=True,
    cls=SectionOption,
    section=_LOOK,
    help="How the units are ordered.",
)
@click.option(
    "--tokens",
    type=click.IntRange(min=1),
    metavar="N",
    cls=SectionOption,
    section=_LOOK,
    help=f"Take the first N tokens.  [default: {SHOWN} to be drawn, {SAMPLE:,} for --find, all for --npz]",
)
@click.option(
    "--part",
    type=click.Choice(("auto", "held-out", "all")),
    default="auto",
    show_default=True,
    cls=SectionOption,
    section=_LOOK,
    help="Of a file, held-out: what the model did not learn from; all: the whole; "
    "auto: held-out if the model was trained on this very text.",
)
@click.option("--encoding", metavar="NAME", cls=SectionOption, section=_LOOK, help="Encoding of the file.")
@click.option(
    "--find",
    metavar="PROPERTY",
    cls=SectionOption,
    section=_FIND,
    help="List the units that follow a property of the text: one of those above, or a regular expression.",
)
@click.option(
    "--ahead",
    is_flag=True,
    cls=SectionOption,
    section=_FIND,
    help="Ask what units foretell: the property of the next token.",
)
@click.option(
    "--top",
    type=click.IntRange(min=1),
    default=10,
    show_default=True,
    metavar="K",
    cls=SectionOption,
    section=_FIND,
    help="How many units to list.",
)
@click.option(
    "--svg",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="FILE",
    cls=SectionOption,
    section=_OUT,
    help="Write a picture with tokens and legend; with --find, of the text under the best unit.",
)
@click.option(
    "--png",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="FILE",
    cls=SectionOption,
    section=_OUT,
    help="Write a picture of the values alone.",
)
@click.option("--light", is_flag=True, cls=SectionOption, section=_OUT, help="Pictures on a light ground.")
@click.option(
    "--npz",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="FILE",
    cls=SectionOption,
    section=_OUT,
    help="Write h, c and every gate of all layers and units as NumPy arrays.",
)
@click.option(
    "--json", "as_json", is_flag=True, cls=SectionOption, section=_OUT, help="Print one JSON document."
)
def xray(model: str, text: str, **options: Any) -> None:
    """Show what the units of MODEL did while it read TEXT: a text, a file, a corpus, or - for standard input.

    Without an output file a map is drawn: a column for each token, a row for each unit. Under it stand the
    tokens that surprised the model most. With --find, units are ranked by how well they tell where in the
    text the property holds (area under the ROC curve; correlation for numbers), chosen on the first half of
    the text and measured on the second.

    \b
    Properties: quotes, line-start, line-end, line-position, in-word, after-space, word-start,
      word-position, capital, vowel, digit, bracket-depth, sentence-end, speaker, speaker-capital

    \b
    Examples:
      rnn-playground xray fairy-tales "Once upon a time"
      rnn-playground xray fairy-tales "Once upon a time" --gate f --units all --svg map.svg
      rnn-playground xray fairy-tales fairy-tales --find quotes
      rnn-playground xray fairy-tales fairy-tales --find "king|queen" --ahead --json
      rnn-playground xray novel novel.txt --tokens 5000 --npz states.npz
    """
    from playground.inference.language_model import LanguageModel

    language_model = LanguageModel.load(model)
    _check(language_model, options)
    if options["find"] is not None:
        from playground.cli.xray_find import find

        find(language_model, text, options)
    else:
        from playground.cli.xray_look import look

        look(language_model, text, options)


def _check(model: LanguageModel, options: dict[str, Any]) -> None:
    """Refuse what does not go together, or is not there, before anything is read."""
    if options["find"] is None and options["ahead"]:
        raise click.UsageError("--ahead goes with --find")
    if options["find"] is not None and (options["npz"] or options["png"] or options["units"]):
        raise click.UsageError("--npz, --png and --units do not go with --find")
    config = model.network.config
    from playground.inference.trace import value_names

    names = value_names(model.network)
    if options["gate"] not in names:
        raise InputError(
            f"{model.name} is of the kind {config.cell}, which has no {options['gate']}; choose one of "
            f"{', '.join(names)}."
        )
    if options["layer"] > config.layers:
        raise InputError(
            f"{model.name} has {plural(config.layers, 'layer')}, so there is no layer {options['layer']}."
        )
    if options["units"] is not None:
        from playground.cli.xray_look import chosen_units

        chosen_units(options["units"], config.units)
