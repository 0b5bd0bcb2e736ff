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
            ("name", "network", "learned from", "score", "trained", "saved"),
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
    """``lstm 2x128, characters``; what a network of another task does instead."""
    model = card.model
    layers = f"{model.layers}x" if model.layers > 1 else ""
    return f"{model.cell} {layers}{model.units}, {_kind(card)}"


def _kind(card: ModelCard) -> str:
    if card.model.task != "language":
        return card.model.task
    return "words" if card.vocabulary.get("level") == "word" else "characters"


_NOT_MEASURES = ("nats_per_token", "cold_nats_per_token", "bits_per_char", "perplexity", "tokens")


def _score(card: ModelCard) -> str:
    """How good a model is on what it did not learn from: its most telling measure."""
    if card.model.task == "language":
        bits = card.scores.get("bits_per_char")
        return f"{bits:.3f} bits/char" if isinstance(bits, float) else ""
    from playground.cli.wording import metric

    for name, value in card.scores.items():
        if name not in _NOT_MEASURES and isinstance(value, float):
            return metric(name, value)
    return ""


def _text(corpus: dict[str, Any]) -> str:
    """What a model learned from; a card is data, so nothing about its types is taken for granted."""
    chars, examples = corpus.get("chars"), corpus.get("examples")
    size = f", {chars:,} characters" if isinstance(chars, int) else ""
    if isinstance(examples, int):
        size = f", {plural(examples, 'example')}"
    return f"{corpus.get('name', 'not known')}{size}"


def _labels(card: ModelCard) -> list[str]:
    """Labels or tags that a model tells apart."""
    for name in ("labels", "tags"):
        if isinstance(found := card.task.get(name), list):
            return [str(label) for label in found]
    return []


def _row(entry: Entry) -> tuple[str, ...]:
    saved = "shipped" if entry.shipped else time.strftime("%Y-%m-%d %H:%M", time.localtime(entry.modified))
    card = entry.card
    if card is None:
        return entry.name, entry.problem or "", "", "", "", saved
    return (
        entry.name,
        _network(card),
        str(card.corpus.get("name", "")),
        _score(card),
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
            "task": card.model.task,
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
        ("task", model.task),
        ("labels", ", ".join(_labels(card))),
        (
            "network",
            f"{_network(card)}, {short(model.parameters)} parameters"
            f"{f', {model.vocabulary:,} kinds of tokens' if model.vocabulary else ''}",
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
