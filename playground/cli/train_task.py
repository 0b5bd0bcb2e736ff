"""``rnn-playground train --task ...``: what the options ask for when it is not a language model."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

import click

if TYPE_CHECKING:
    from playground.config import Task
    from playground.task_recipes import TaskRequest

OPTIONS = {
    "labels": ("classify",),
    "column": ("series",),
    "bidirectional": ("classify", "tag", "translate"),
    "attention": ("translate",),
    "recurrent": ("classify", "tag"),
}
"""Options that only some tasks take, and which."""
_MODEL = ("cell", "nonlinearity", "layers", "units", "embedding", "dropout", "layer_norm")
_MODEL_OF_TASK = ("bidirectional", "attention", "recurrent")
_TRAIN = (
    "seconds", "steps", "epochs", "batch", "learning_rate", "beta1", "beta2", "weight_decay", "warmup",
    "final_rate", "clip", "clip_at", "seed", "device", "threads", "validation_share",
)  # fmt: skip
_LANGUAGE_ONLY = ("level", "tied", "vocabulary_limit", "window", "reset", "prompt", "sample_seconds")


def _typed(name: str) -> str:
    """The option as it is typed."""
    return "--recurrence" if name == "recurrent" else f"--{name.replace('_', '-')}"


def refuse_task_options(options: dict[str, Any]) -> None:
    """A language model takes none of the options of other tasks."""
    for name, tasks in OPTIONS.items():
        if options.get(name) is not None:
            raise click.UsageError(f"{_typed(name)} goes with --task {' or '.join(tasks)}")


def task_request_from(
    task: str, sources: tuple[str, ...], name: str | None, resume: str | None, options: dict[str, Any]
) -> TaskRequest:
    """What the options ask for; only what the user set is in it."""
    from playground.task_recipes import TaskRequest

    if resume is not None:
        raise click.UsageError("--resume goes on with language models only; train the task anew")
    if not name:
        raise click.UsageError("Missing option --name, what the model is called in the library")
    given = {key: value for key, value in options.items() if value is not None}
    for key in _LANGUAGE_ONLY:
        if key in given:
            raise click.UsageError(f"{_typed(key)} is for language models and does not go with --task {task}")
    for key, tasks in OPTIONS.items():
        if key in given and task not in tasks:
            raise click.UsageError(f"{_typed(key)} goes with --task {' or '.join(tasks)}, not with {task}")
    lengths = [_typed(length) for length in ("seconds", "steps", "epochs") if length in given]
    if len(lengths) > 1:
        raise click.UsageError(f"{' and '.join(lengths)} contradict each other: give one length of the run")
    if not sources and task != "caption":
        raise click.UsageError(
            f"Missing the examples to train on: a file, or the name of shipped data, for --task {task}"
        )
    more = {key: given[key] for key in ("column",) if key in given}
    if "labels" in given:
        more["labels"] = labels_from(given["labels"])
    return TaskRequest(
        task=cast("Task", task),
        sources=sources,
        name=name,
        model={key: given[key] for key in (*_MODEL, *_MODEL_OF_TASK) if key in given},
        train={key: given[key] for key in _TRAIN if key in given},
        options=more,
        encoding=given.get("encoding"),
        overwrite=bool(options.get("overwrite")),
    )


def labels_from(text: str) -> dict[str, str]:
    """``1=negative,5=positive`` as a mapping; a label alone stands for itself."""
    mapping: dict[str, str] = {}
    for part in text.split(","):
        before, equals, after = part.partition("=")
        before, after = before.strip(), after.strip()
        if not before or (equals and not after):
            raise click.UsageError(
                f"--labels takes pairs like 1=negative,5=positive, but {part.strip()!r} was given"
            )
        mapping[before] = after or before
    return mapping
