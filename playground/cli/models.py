"""``rnn-playground models``: the library of trained models."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

import click

from playground.cli.naming import MODEL
from playground.cli.terminal import confirm_removal, duration, json_line, plural, short, table

if TYPE_CHECKING:
    from playground.library import Entry
    from playground.modelfile import ModelCard


@click.group(invoke_without_command=True, short_help="List, show, export, rename and remove models.")
@click.pass_context
def models(context: click.Context) -> None:
    """List, show, export, rename and remove models.

    \b
    Examples:
      rnn-playground models list
      rnn-playground models show fairy-tales
      rnn-playground models export bard bard.pt --to torch
      rnn-playground models rename bard shakespeare
    """
    if context.invoked_subcommand is None:
        context.invoke(list_models, as_json=False)


@models.command("list")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
def list_models(as_json: bool) -> None:
    """List your models and those that ship with the program."""
    from playground import library

    entries = library.list_models()
    if as_json:
        click.echo(json_line([_summary(entry) for entry in entries]))
        return
    click.echo(
        table(
            ("name", "network", "text", "bits/char", "trained", "saved"),
            [_row(entry) for entry in entries],
            right=(3, 4),
        )
    )


@models.command()
@click.argument("model", type=MODEL)
@click.option("--json", "as_json", is_flag=True, help="Print the whole card as one JSON document.")
def show(model: str, as_json: bool) -> None:
    """Show what MODEL is, what it learned from and how well."""
    from playground import library, modelfile
    from playground.places import tidy
    from playground.text.display import visible

    path = library.find(model)
    card = modelfile.read_card(path)
    if as_json:
        click.echo(json_line({"path": str(path), **card.to_dict()}))
        return
    for name, value in _facts(card, tidy(path)):
        click.echo(f"{name:<12}{visible(value, keep='')}")


@models.command()
@click.argument("model", type=MODEL)
@click.argument("target")
@click.option(
    "--to",
    type=click.Choice(("safetensors", "torch", "npz")),
    default="safetensors",
    show_default=True,
    help="safetensors: a model without what resuming its training needs; torch: a state dict; npz: NumPy.",
)
def export(model: str, target: str, to: str) -> None:
    """Write MODEL to the file TARGET, or into the folder TARGET.

    \b
    Examples:
      rnn-playground models export bard bard.safetensors
      rnn-playground models export bard bard.pt --to torch
    """
    from playground import library
    from playground.places import tidy
    from playground.text.display import visible

    if to == "torch":
        from playground.training.export import export_torch

        written = export_torch(model, target)
    else:
        written = library.export(model, target, "npz" if to == "npz" else "safetensors")
    click.echo(visible(f"Wrote {tidy(written)}.", keep=""))


@models.command()
@click.argument("old", type=MODEL)
@click.argument("new")
def rename(old: str, new: str) -> None:
    """Give the model OLD the name NEW."""
    from playground import library

    library.rename(old, new)
    click.echo(f"{old} is now called {new}.")


@models.command()
@click.argument("model", type=MODEL)
@click.option("--yes", is_flag=True, help="Do not ask.")
def remove(model: str, yes: bool) -> None:
    """Delete MODEL from the library; shipped models stay."""
    from playground import library

    if not yes:
        library.find(model)
        confirm_removal("model", model)
    library.remove(model)
    click.echo(f"Removed {model}.")


def _network(card: ModelCard) -> str:
    model = card.model
    layers = f"{model.layers}x" if model.layers > 1 else ""
    level = "words" if card.vocabulary.get("level") == "word" else "characters"
    return f"{model.cell} {layers}{model.units}, {level}"


def _text(corpus: dict[str, Any]) -> str:
    """What a model learned from; a card is data, so nothing about its types is taken for granted."""
    chars = corpus.get("chars")
    size = f", {chars:,} characters" if isinstance(chars, int) else ""
    return f"{corpus.get('name', 'not known')}{size}"


def _row(entry: Entry) -> tuple[str, ...]:
    saved = "shipped" if entry.shipped else time.strftime("%Y-%m-%d %H:%M", time.localtime(entry.modified))
    card = entry.card
    if card is None:
        return entry.name, entry.problem or "", "", "", "", saved
    bits = card.scores.get("bits_per_char")
    return (
        entry.name,
        _network(card),
        str(card.corpus.get("name", "")),
        f"{bits:.3f}" if isinstance(bits, float) else "",
        duration(card.seconds),
        saved,
    )


def _summary(entry: Entry) -> dict[str, object]:
    card = entry.card
    summary: dict[str, object] = {
        "name": entry.name,
        "path": str(entry.path),
        "shipped": entry.shipped,
        "problem": entry.problem,
    }
    if card is not None:
        summary |= {
            "model": card.model.to_dict(),
            "corpus": card.corpus.get("name"),
            "scores": card.scores,
            "steps": card.steps,
            "seconds": card.seconds,
        }
    return summary


def _facts(card: ModelCard, path: str) -> list[tuple[str, str]]:
    model, corpus = card.model, card.corpus
    facts = [
        ("name", card.name),
        ("about", card.description),
        ("licence", card.licence),
        ("file", path),
        (
            "network",
            f"{_network(card)}, {short(model.parameters)} parameters, {model.vocabulary:,} kinds of tokens",
        ),
        ("text", _text(corpus)),
        (
            "trained",
            f"{plural(card.steps, 'step')} in {duration(card.seconds)}, with {card.train.plan} planned",
        ),
        (
            "scores",
            ", ".join(
                f"{name} {value:.4g}" for name, value in card.scores.items() if isinstance(value, float)
            ),
        ),
        ("made", f"{card.created} by version {card.program}"),
    ]
    return [(name, value) for name, value in facts if value]
