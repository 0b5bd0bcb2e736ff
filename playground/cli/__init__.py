"""The command line: ``rnn-playground`` and its commands, one file each.

Nothing heavy is imported at module level, so that help is printed at once; each command imports what it needs
when it runs. Errors become one sentence on standard error (:mod:`playground.cli.failures`).
"""

from __future__ import annotations

import os
import sys
from typing import NoReturn

import click

from playground.cli.caption import caption
from playground.cli.chat import chat
from playground.cli.classify import classify
from playground.cli.complete import complete
from playground.cli.corpora import corpora
from playground.cli.forecast import forecast
from playground.cli.group import PROGRAM, Program
from playground.cli.lab import lab
from playground.cli.models import models
from playground.cli.open_app import open_app, show_version
from playground.cli.score import score
from playground.cli.tag import tag
from playground.cli.train import train
from playground.cli.translate import translate


@click.command(
    PROGRAM,
    cls=Program,
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


for command in (
    train, complete, classify, tag, translate, chat, caption, forecast, score, lab, models, corpora,
):  # fmt: skip
    cli.add_command(command)


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
    cli.main(prog_name=PROGRAM)
    sys.exit(0)
