"""Help pages: every command has one, with examples that are real commands."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from playground.cli import cli


def commands(
    group: click.Group = cli, path: tuple[str, ...] = ()
) -> Iterator[tuple[tuple[str, ...], click.Command]]:
    for name, command in group.commands.items():
        yield (*path, name), command
        if isinstance(command, click.Group):
            yield from commands(command, (*path, name))


ALL = dict(commands())


def page(*path: str) -> str:
    result = CliRunner().invoke(cli, [*path, "--help"])
    assert result.exit_code == 0
    return result.stdout


@pytest.mark.parametrize("path", [(), *ALL], ids=" ".join)
def test_every_command_has_a_page_whose_options_are_all_explained(path: tuple[str, ...]) -> None:
    command = ALL[path] if path else cli
    assert page(*path).startswith("Usage: rnn-playground")
    for option in command.params:
        if isinstance(option, click.Option):
            assert option.help, f"{option.name} of {' '.join(path)} is not explained"


def check(example: str) -> None:
    """Parse one command line as click does before the command runs."""
    words = shlex.split(example, comments=True)[1:]
    command: click.Command = cli
    while isinstance(command, click.Group) and words and words[0] in command.commands:
        command = command.commands[words.pop(0)]
    if command is not cli:
        command.make_context("example", words, parent=click.Context(cli, info_name="rnn-playground"))


EXAMPLE = re.compile(r"^ *(?:[^`\n]*\| )?(rnn-playground .*?)(?:   .*| [|>] .*)?$", re.MULTILINE)


@pytest.mark.parametrize(
    "path", [(), ("train",), ("complete",), ("score",), ("models",), ("corpora",)], ids=" ".join
)
def test_examples_on_help_pages_parse(path: tuple[str, ...]) -> None:
    examples = EXAMPLE.findall(page(*path).partition("Examples:")[2])
    assert len(examples) >= 3
    for example in examples:
        check(example)


def test_examples_in_the_readme_parse() -> None:
    readme = Path(__file__).parents[2] / "README.md"
    blocks = re.findall(r"^```\n(.*?)^```", readme.read_text("utf-8"), re.MULTILINE | re.DOTALL)
    examples = [example for block in blocks for example in EXAMPLE.findall(block)]
    assert len(examples) >= 5
    for example in examples:
        check(example)


def test_the_many_options_of_train_stand_in_sections() -> None:
    text = page("train")
    order = [
        text.index(f"\n{section}:")
        for section in ("Model", "Length (one of them)", "Training", "Machine", "Other")
    ]
    assert order == sorted(order)
    assert text.index("--seconds S") > order[1]


def test_version() -> None:
    result = CliRunner().invoke(cli, ["--version"])
    assert re.fullmatch(r"rnn-playground \d+\.\d+\.\d+\n", result.stdout)


def test_the_shell_completes_the_names_of_models_and_corpora() -> None:
    environment = {
        "COMP_WORDS": "rnn-playground corpora show fai",
        "COMP_CWORD": "3",
        "_RNN_PLAYGROUND_COMPLETE": "bash_complete",
    }
    result = CliRunner().invoke(
        cli, [], prog_name="rnn-playground", env=environment, complete_var="_RNN_PLAYGROUND_COMPLETE"
    )
    assert "plain,fairy-tales" in result.stdout
