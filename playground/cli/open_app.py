"""``rnn-playground [TEXT]``: open the app."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import click

from playground.errors import InputError


def show_version(context: click.Context, _parameter: click.Parameter, wanted: bool) -> None:
    """Print the version and leave."""
    if wanted and not context.resilient_parsing:
        from playground import __version__

        click.echo(f"rnn-playground {__version__}")
        context.exit()


@click.command()
@click.argument("text", required=False)
@click.option("--model", metavar="NAME", help="Open with this model, a name or a file.")
@click.pass_context
def open_app(context: click.Context, text: str | None, model: str | None) -> None:
    """Open the app, on TEXT (a file, a folder or the name of a corpus) if given."""
    if model is None and context.parent is not None:
        model = context.parent.params.get("model")
    if text is not None:
        _check_text(text, context)
    if model is not None:
        from playground import library

        library.find(model)
    # With a driver of its own (serve sets one) the app does without a terminal.
    if "TEXTUAL_DRIVER" not in os.environ:
        # Textual draws on standard error: sent to a file, the app would run unseen.
        if not (sys.stdin.isatty() and sys.stdout.isatty() and sys.stderr.isatty()):
            raise InputError(
                "The app needs a terminal; rnn-playground --help lists the commands that work without one."
            )
        # The size is the terminal's own. What a shell or a runner once exported would count for more, also
        # after the window has changed.
        for stale in ("COLUMNS", "LINES"):
            os.environ.pop(stale, None)
    # Here, so that no other command waits for it.
    from playground.cli.guard import guarded_terminal

    with guarded_terminal():
        from playground.ui import app

        context.exit(app.run(text=text, model=model))


def _check_text(text: str, context: click.Context) -> None:
    """Refuse, before any screen is drawn, a text that cannot be read and a command that was mistyped."""
    import difflib

    from playground.text.reading import open_text

    group = context.parent.command if context.parent else None
    commands = list(group.commands) if isinstance(group, click.Group) else []
    near = difflib.get_close_matches(text, commands, 1)
    if near and not Path(text).exists():
        raise InputError(f"There is no command or text named {text!r}; did you mean {near[0]}?")
    open_text([text])
