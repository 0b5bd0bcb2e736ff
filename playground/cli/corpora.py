"""``rnn-playground corpora``: texts to train on, those that ship with the program and yours."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from playground.cli.naming import CORPUS
from playground.cli.terminal import confirm_removal, json_line, size, table

if TYPE_CHECKING:
    from collections.abc import Callable


@click.group(invoke_without_command=True, short_help="List, show, add, remove and download texts.")
@click.pass_context
def corpora(context: click.Context) -> None:
    """List, show, add, remove and download texts to train on.

    \b
    Examples:
      rnn-playground corpora list
      rnn-playground corpora download tinyshakespeare
      rnn-playground corpora add ~/novels/emma.txt --name emma
    """
    if context.invoked_subcommand is None:
        context.invoke(list_corpora, as_json=False)


@corpora.command("list")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
def list_corpora(as_json: bool) -> None:
    """List the texts at hand, and those that can be downloaded."""
    from playground.text import catalogue
    from playground.text import corpora as texts

    cards = texts.list_corpora()
    here = {card.name for card in cards}
    online = [entry for entry in catalogue.CATALOGUE if entry.name not in here]
    if as_json:
        rows = [
            {
                "name": card.name,
                "title": card.title,
                "where": "shipped" if card.shipped else "yours",
                "licence": card.licence,
                "bytes": card.size_bytes,
                "path": str(card.path),
            }
            for card in cards
        ]
        rows += [
            {
                "name": entry.name,
                "title": entry.title,
                "where": "download",
                "licence": entry.licence,
                "bytes": entry.size_bytes,
            }
            for entry in online
        ]
        click.echo(json_line(rows))
        return
    lines = [
        (card.name, size(card.size_bytes), "shipped" if card.shipped else "yours", card.title, card.licence)
        for card in cards
    ]
    lines += [
        (entry.name, size(entry.size_bytes), "download", entry.title, entry.licence) for entry in online
    ]
    click.echo(table(("name", "size", "where", "what", "licence"), lines, right=(1,)))


@corpora.command()
@click.argument("name", type=CORPUS)
@click.option(
    "--chars",
    type=click.IntRange(min=0),
    default=400,
    show_default=True,
    metavar="N",
    help="Show the first N characters.",
)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
def show(name: str, chars: int, as_json: bool) -> None:
    """Show what the corpus (or file) NAME is, and how it begins."""
    from playground.cli.terminal import notice
    from playground.text.display import visible
    from playground.text.reading import open_text

    source = open_text([name])
    beginning = source.read(chars) if chars else ""
    kinds: set[str] = set()
    characters = 0
    for chunk in source.chunks():
        kinds |= set(chunk)
        characters += len(chunk)
    for sentence in source.notices:
        notice(sentence)
    about = _about(name)
    if as_json:
        facts = {
            "name": source.name,
            "characters": characters,
            "kinds": len(kinds),
            "bytes": source.size_bytes,
        }
        click.echo(json_line({**facts, **about, "beginning": beginning}))
        return
    click.echo(
        visible(
            f"{source.name}: {characters:,} characters of {len(kinds):,} kinds, {size(source.size_bytes)}"
        )
    )
    for value in about.values():
        click.echo(visible(value, keep=""))
    if beginning:
        click.echo("\n" + visible(beginning, keep="\n\t"))


def _about(name: str) -> dict[str, str]:
    """Title, description and licence, where ``name`` is a corpus and not just a file."""
    from playground.text import corpora as texts

    for card in texts.list_corpora():
        if card.name == name:
            facts = {"title": card.title, "description": card.description, "licence": card.licence}
            return {key: value for key, value in facts.items() if value}
    return {}


@corpora.command()
@click.argument("path", type=click.Path())
@click.option("--name", metavar="NAME", help="What it is called.  [default: the file's name]")
def add(path: str, name: str | None) -> None:
    """Copy the file PATH to your corpora, so that it can be named from anywhere."""
    from pathlib import Path

    from playground.text import corpora as texts
    from playground.text.display import visible

    card = texts.add(Path(path), name)
    click.echo(visible(f"Added {card.name} ({size(card.size_bytes)}).", keep=""))


@corpora.command()
@click.argument("name", type=CORPUS)
@click.option("--yes", is_flag=True, help="Do not ask.")
def remove(name: str, yes: bool) -> None:
    """Delete the corpus NAME from yours; shipped ones stay."""
    from playground.text import corpora as texts

    if not yes:
        texts.find(name)
        confirm_removal("corpus", name)
    texts.remove(name)
    click.echo(f"Removed {name}.")


@corpora.command()
@click.argument("name")
@click.option(
    "--folder",
    type=click.Path(file_okay=False),
    metavar="PATH",
    help="Where to put it.  [default: your corpora]",
)
def download(name: str, folder: str | None) -> None:
    """Download the corpus NAME of the list, and check that it is what it should be."""
    from pathlib import Path

    from playground.places import tidy
    from playground.text import catalogue
    from playground.text.display import visible

    path = catalogue.download(name, folder=Path(folder) if folder else None, progress=_meter())
    click.echo(visible(f"Downloaded {tidy(path)} ({size(path.stat().st_size)}).", keep=""))


def _meter() -> Callable[[int, int], None] | None:
    """Draws how much has arrived, on a terminal only."""
    if not sys.stderr.isatty():
        return None

    def draw(done: int, total: int) -> None:
        end = "\n" if done >= total else ""
        click.echo(f"\r{size(done)} of {size(total)}    {end}", nl=False, err=True)

    return draw
