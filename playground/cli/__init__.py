"""The command line: ``rnn-playground`` and its commands, one file each.

Nothing heavy is imported at module level, so that help is printed at once; a command is imported when it is
named, and imports what it needs when it runs. Errors become one sentence on standard error
(:mod:`playground.cli.failures`).
"""

from __future__ import annotations

import gc
import os
import sys
from typing import NoReturn

import click

from playground.cli.group import PROGRAM, OnDemand, Program
from playground.cli.open_app import open_app, show_version

COMMANDS = (
    "train", "complete", "classify", "tag", "translate", "chat", "caption", "forecast", "score", "xray",
    "lab", "models", "corpora", "serve",
)  # fmt: skip


@click.command(
    PROGRAM,
    cls=Program,
    commands=OnDemand(COMMANDS),
    fallback=open_app,
    invoke_without_command=True,
    subcommand_metavar="[TEXT | COMMAND [ARGUMENTS]...]",
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@click.option("--model", metavar="NAME", help="Open the app with this model, a name or a file.")
@click.option("--debug", is_flag=True, help="Show the whole traceback when something breaks.")
@click.option(
    "--version",
    is_flag=True,
    is_eager=True,
    expose_value=False,
    callback=show_version,
    help="Print the version.",
)
@click.pass_context
def cli(context: click.Context, model: str | None, debug: bool) -> None:
    """Train a recurrent network in the terminal, watch it learn, and let it finish your sentence.

    Without a command the app opens: on TEXT, if you name a file, a folder or a corpus.

    \b
    Examples:
      rnn-playground                                      open the app
      rnn-playground novel.txt                            open it on a text of yours
      rnn-playground complete fairy-tales "Once upon a"   let a model go on
      rnn-playground train novel.txt --name novel --seconds 60
      rnn-playground score novel novel.txt                compare it with the baselines
    """
    del debug  # read by failures.report, wherever the error comes from
    if context.invoked_subcommand is None:
        context.invoke(open_app, text=None, model=model)
    elif model is not None and context.invoked_subcommand in cli.commands:
        raise click.UsageError(
            f"--model opens the app and does not go with the command {context.invoked_subcommand}."
        )


def main() -> NoReturn:
    """Run the command that ``sys.argv`` asks for.

    Ends the process with 0 (done), 1 (failure), 2 (bad usage or input) or 130 (interrupted).
    """
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):  # a character the terminal cannot show is no reason to fail
            stream.reconfigure(errors="backslashreplace")
    # Read by NumPy's OpenBLAS when it is loaded. Beside a training run, a second thread makes each small
    # product wait for a busy core: writing was seen to fall to a fortieth of its speed.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    # What is imported stays: looking through it for garbage again and again is a tenth of the time it takes.
    gc.set_threshold(50_000, 20, 100)
    cli.main(prog_name=PROGRAM)
    sys.exit(0)
