"""``rnn-playground train``: train a model on a text, and watch it from the shell."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar

import click

from playground.cli.sections import SectionedCommand, SectionOption
from playground.config import CELLS, LEVELS, TASKS

if TYPE_CHECKING:
    from playground.recipes import TrainRequest
    from playground.task_recipes import TaskRequest

MODEL_FIELDS = (
    "cell", "nonlinearity", "layers", "units", "embedding", "dropout", "tied", "layer_norm",
)  # fmt: skip
TRAIN_FIELDS = (
    "seconds", "steps", "epochs", "batch", "window", "reset", "optimizer", "learning_rate", "beta1", "beta2",
    "weight_decay", "warmup", "final_rate", "clip", "clip_at", "seed", "device", "threads",
    "precision", "validation_share",
)  # fmt: skip

FIXED_FIELDS = (
    *MODEL_FIELDS, "level", "vocabulary_limit", "validation_share", "batch", "window", "seed", "overwrite",
)  # fmt: skip
"""What cannot change when a run goes on."""

Function = TypeVar("Function", bound=Callable[..., Any])


def _option(section: str, *names: str, **settings: Any) -> Callable[[Function], Function]:
    return click.option(*names, cls=SectionOption, section=section, **settings)


@click.command(cls=SectionedCommand, short_help="Train a model on a text.")
@click.argument("text", nargs=-1)
@_option("Model", "--name", metavar="NAME", help="What the model is called in the library. Required.")
@_option("Model", "--overwrite", is_flag=True, default=None, help="Replace a model of this name.")
@_option("Model", "--resume", metavar="NAME", help="Go on with a model that was stopped; TEXT is remembered.")
@_option(
    "Task",
    "--task",
    type=click.Choice(TASKS),
    default="language",
    help="What is learned: to go on with a text, or one of the other shapes.  [default: language]",
)
@_option(
    "Task",
    "--labels",
    metavar="A=B,...",
    help="classify: learn label B where the file has A; others are left out.",
)
@_option("Task", "--column", metavar="NAME", help="series: the column of numbers, by name or by its place.")
@_option(
    "Task",
    "--bidirectional/--forwards",
    default=None,
    help="classify, tag, translate: read backwards as well.",
)
@_option("Task", "--attention/--no-attention", default=None, help="translate: look back at every word read.")
@_option(
    "Task",
    "--recurrence/--no-recurrence",
    "recurrent",
    default=None,
    help="classify, tag: cut the network from its past, to see what that adds.",
)
@_option("Model", "--level", type=click.Choice(LEVELS), help="What a token is.  [default: char]")
@_option("Model", "--cell", type=click.Choice(CELLS), help="The recurrent cell.  [default: lstm]")
@_option(
    "Model", "--nonlinearity", type=click.Choice(("tanh", "relu")), help="Of --cell rnn.  [default: tanh]"
)
@_option("Model", "--layers", type=int, metavar="N", help="Recurrent layers.  [default: 1]")
@_option(
    "Model",
    "--units",
    type=int,
    metavar="N",
    help="Units of each layer.  [default: 128 or 256, by the length of the run]",
)
@_option("Model", "--embedding", type=int, metavar="N", help="Width of the embedding.  [default: as --units]")
@_option(
    "Model",
    "--dropout",
    type=float,
    metavar="SHARE",
    help="Share of values dropped in training.  [default: by the epochs to come]",
)
@_option(
    "Model",
    "--tied/--untied",
    default=None,
    help="The output layer uses the embedding's matrix, or has its own.  [default: untied]",
)
@_option(
    "Model", "--layer-norm/--no-layer-norm", default=None, help="Layer norm before the output.  [default: on]"
)
@_option("Model", "--vocabulary-limit", type=int, metavar="N", help="Most words known.  [default: 20,000]")
@_option(
    "Length (one of them)", "--seconds", type=float, metavar="S", help="Train for S seconds.  [default: 60]"
)
@_option(
    "Length (one of them)",
    "--steps",
    type=int,
    metavar="N",
    help="Train for N updates; with --seed the result is always the same.",
)
@_option("Length (one of them)", "--epochs", type=float, metavar="N", help="Read the text N times.")
@_option("Training", "--batch", type=int, metavar="N", help="Streams read side by side.  [default: 32]")
@_option(
    "Training",
    "--window",
    type=int,
    metavar="N",
    help="Tokens between two updates: the reach of truncated BPTT.  [default: 64]",
)
@_option(
    "Training",
    "--reset",
    type=float,
    metavar="SHARE",
    help="Share of streams that forget their state before a window.  [default: 0.1]",
)
@_option(
    "Training",
    "--learning-rate",
    type=float,
    metavar="R",
    help="Peak learning rate.  [default: by cell and size]",
)
@_option(
    "Training",
    "--optimizer",
    type=click.Choice(("muon", "adamw")),
    help="What moves the matrices of the recurrent layers; AdamW moves all else.  [default: muon]",
)
@_option(
    "Training",
    "--warmup",
    type=float,
    metavar="SHARE",
    help="Share of the run in which the rate rises.  [default: 0.03]",
)
@_option(
    "Training",
    "--final-rate",
    type=float,
    metavar="SHARE",
    help="Rate at the end, as a share of the peak.  [default: 0.01]",
)
@_option("Training", "--beta1", type=float, metavar="B", help="AdamW's first beta.  [default: 0.9]")
@_option("Training", "--beta2", type=float, metavar="B", help="AdamW's second beta.  [default: 0.95 or 0.99]")
@_option(
    "Training", "--weight-decay", type=float, metavar="W", help="AdamW's decay of matrices.  [default: 0.1]"
)
@_option(
    "Training",
    "--clip",
    type=click.Choice(("norm", "value", "none")),
    help="How gradients are clipped.  [default: norm]",
)
@_option(
    "Training", "--clip-at", type=float, metavar="X", help="Largest gradient norm or value.  [default: 1]"
)
@_option(
    "Training", "--seed", type=int, metavar="N", help="Seed of weights, dropout and samples.  [default: 0]"
)
@_option(
    "Training",
    "--validation-share",
    type=float,
    metavar="SHARE",
    help="Share at the end of the text that is held out.  [default: 0.1]",
)
@_option(
    "Machine",
    "--device",
    type=click.Choice(("auto", "cpu", "cuda", "mps")),
    help="Where to train.  [default: auto]",
)
@_option(
    "Machine", "--threads", type=int, metavar="N", help="CPU threads.  [default: by the load of the machine]"
)
@_option(
    "Machine",
    "--precision",
    type=click.Choice(("auto", "float32", "bfloat16")),
    help="In which matrices are multiplied.  [default: auto: bfloat16 where it is faster and the run is "
    "planned in seconds]",
)
@_option("Text", "--encoding", metavar="NAME", help="Encoding of the text, when it is guessed wrongly.")
@_option("Watching", "--prompt", metavar="TEXT", help="What samples begin with.")
@_option(
    "Watching",
    "--sample-seconds",
    type=click.FloatRange(min=0.1),
    metavar="S",
    help="Show a sample every S seconds.",
)
@_option("Watching", "--json", "as_json", is_flag=True, help="Print every event as one line of JSON.")
def train(
    text: tuple[str, ...], name: str | None, resume: str | None, as_json: bool, task: str, **options: Any
) -> None:
    """Train a model on TEXT: files, folders, the name of a corpus, or - for standard input.

    What is not set is chosen by the length of the run and the size of the text. Ctrl+C saves the model and
    says how to go on; a second Ctrl+C quits at once.

    \b
    Examples:
      rnn-playground train novel.txt --name novel
      rnn-playground train fairy-tales --name tales --level word --seconds 120
      rnn-playground train poems/ letters.txt --name mine --cell gru --units 512 --epochs 10
      rnn-playground train novel.txt --name exact --steps 2000 --seed 1 --json > run.jsonl
      rnn-playground train --resume novel
      torchrun --nproc-per-node 2 -m playground train novel.txt --name novel
      rnn-playground train --task classify mails.tsv --name mails --seconds 30
      rnn-playground train --task tag entities --name names --bidirectional
    """
    from playground import ranks
    from playground.cli.follow import accompany, follow
    from playground.cli.train_task import OPTIONS, refuse_task_options, task_request_from

    rank = ranks.current()
    if rank is not None and task != "language":
        raise click.UsageError(f"--task {task} is trained by one process only, so leave torchrun out")
    if rank is not None and "-" in text:
        raise click.UsageError("Standard input is read by one process only, so give the text as a file")
    request: TrainRequest | TaskRequest
    if task == "language":
        refuse_task_options(options)
        request = request_from(text, name, resume, {k: v for k, v in options.items() if k not in OPTIONS})
    else:
        request = task_request_from(task, text, name, resume, options)
    if as_json:  # what a run planned in steps says is then the same each time
        request = dataclasses.replace(request, report_seconds=None)
    if rank is not None and not rank.first:
        accompany(request, rank)
    else:
        follow(request, as_json=as_json, rank=rank)


def _flag(name: str) -> str:
    """The option as it is typed."""
    return f"--{name.replace('_', '-')}"


def request_from(
    text: tuple[str, ...], name: str | None, resume: str | None, options: dict[str, Any]
) -> TrainRequest:
    """What the options ask for; only what the user set is in it."""
    from playground.recipes import TrainRequest

    if resume is not None and name not in (None, resume):
        raise click.UsageError("--resume NAME goes on under the same name, so leave --name out")
    if resume is not None:
        fixed = [key for key in FIXED_FIELDS if options[key] is not None]
        if fixed:
            raise click.UsageError(
                f"--resume goes on with the model as it is, so leave {_flag(fixed[0])} out"
            )
    chosen = resume or name
    if not chosen:
        raise click.UsageError("Missing option --name, what the model is called in the library")
    lengths = [_flag(length) for length in ("seconds", "steps", "epochs") if options[length] is not None]
    if len(lengths) > 1:
        raise click.UsageError(f"{' and '.join(lengths)} contradict each other: give one length of the run")
    if not text and resume is None:
        raise click.UsageError(
            "Missing TEXT, which is a file, a folder, the name of a corpus, or - for standard input"
        )
    given = {key: value for key, value in options.items() if value is not None}
    return TrainRequest(
        sources=text,
        name=chosen,
        model={key: given[key] for key in MODEL_FIELDS if key in given},
        train={key: given[key] for key in TRAIN_FIELDS if key in given},
        resume=resume is not None,
        overwrite=bool(options["overwrite"]),
        **{
            key: given[key]
            for key in ("level", "vocabulary_limit", "encoding", "prompt", "sample_seconds")
            if key in given
        },
    )
