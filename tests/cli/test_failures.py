"""Whatever goes wrong is one sentence on standard error, and the right exit code."""

from __future__ import annotations

import errno
from pathlib import Path

import click
import pytest
from click.testing import CliRunner, Result

from playground import places
from playground.cli import cli, failures
from playground.cli.group import Program
from playground.cli.open_app import open_app
from playground.errors import InputError, PlaygroundError


def failing(error: BaseException) -> Program:
    """A program whose one command fails with ``error``."""
    program = Program("rnn-playground", fallback=open_app, params=[click.Option(["--debug"], is_flag=True)])

    @program.command("fail")
    def fail() -> None:
        raise error

    return program


def outcome(error: BaseException, *options: str) -> Result:
    return CliRunner().invoke(failing(error), [*options, "fail"])


@pytest.mark.parametrize(
    ("error", "code", "sentence"),
    [
        (InputError("There is no file x."), 2, "There is no file x."),
        (PlaygroundError("The worker died."), 1, "The worker died."),
        (
            OSError(errno.ENOSPC, "No space left on device", "/disk/bard"),
            2,
            "/disk/bard: No space left on device.",
        ),
        (PermissionError(errno.EACCES, "Permission denied"), 2, "Permission denied."),
        (MemoryError(), 1, "There is not enough memory for this;"),
        (click.UsageError("Missing TEXT."), 2, "Missing TEXT (see rnn-playground fail --help)."),
    ],
)
def test_one_sentence_and_a_code(error: BaseException, code: int, sentence: str) -> None:
    result = outcome(error)
    assert result.exit_code == code
    assert result.stderr.startswith(f"rnn-playground: {sentence}")
    assert result.stderr.count("\n") == 1
    assert result.stdout == ""


def test_a_mistake_of_ours_leaves_its_traceback_in_the_log_only(home: Path) -> None:
    result = outcome(ZeroDivisionError("division by zero"))
    log = places.log_file().with_name("command.log")
    assert result.exit_code == 1
    assert "Traceback" not in result.stderr
    assert result.stderr.count("\n") == 1
    assert "ZeroDivisionError" in result.stderr
    assert places.tidy(log) in result.stderr
    assert "Traceback" in log.read_text("utf-8")
    assert home in log.parents


def test_a_log_that_cannot_be_written_is_no_second_failure(home: Path) -> None:
    home.write_text("a file where the folder should be")
    result = outcome(ZeroDivisionError("division by zero"))
    assert result.exit_code == 1
    assert "--debug" in result.stderr


def test_debug_shows_the_traceback() -> None:
    result = outcome(ZeroDivisionError("division by zero"), "--debug")
    assert result.exit_code == 1
    assert "Traceback" in result.stderr


def test_control_characters_in_a_message_never_reach_the_terminal() -> None:
    result = outcome(InputError("There is no file \x1b[2Jevil\nname."))
    assert "\x1b" not in result.stderr
    assert result.stderr.count("\n") == 1


def test_interrupted() -> None:
    assert outcome(KeyboardInterrupt()).exit_code == failures.INTERRUPTED


def test_a_reader_that_went_away_is_no_error() -> None:
    result = outcome(BrokenPipeError(errno.EPIPE, "Broken pipe"))
    assert (result.exit_code, result.stderr) == (0, "")


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["train", "--unitz", "3"], "No such option '--unitz'; did you mean"),
        (["train", "--units", "many"], "Invalid value for '--units': 'many' is not a valid integer"),
        (["train", "x"], "Missing option --name"),
        (["train", "--name", "x"], "Missing TEXT"),
        (["train", "x", "--name", "x", "--seconds", "1", "--steps", "2"], "--seconds and --steps contradict"),
        (["train", "x", "--name", "x", "--resume", "y"], "--resume NAME goes on under the same name"),
        (
            ["train", "--resume", "y", "--units", "5"],
            "--resume goes on with the model as it is, so leave --units",
        ),
        (
            ["train", "--resume", "y", "--dropout", "0"],
            "--resume goes on with the model as it is, so leave --dropout",
        ),
        (
            ["train", "--resume", "y", "--untied"],
            "--resume goes on with the model as it is, so leave --tied",
        ),
        (
            ["train", "--resume", "y", "--batch", "8"],
            "--resume goes on with the model as it is, so leave --batch",
        ),
        (
            ["train", "--resume", "y", "--overwrite"],
            "--resume goes on with the model as it is, so leave --overwrite",
        ),
        (["complete", "fairy-tales"], "Missing argument 'PROMPT'"),
        (["complete", "fairy-tales", "x", "--tokens", "0"], "Invalid value for '--tokens'"),
        (["complete", " ", "x"], "Invalid value for 'MODEL': a model needs a name"),
        (["models", "sho"], "No such command 'sho'; did you mean show?"),
        (["--model", "x", "models"], "--model opens the app"),
        (["traain"], "There is no command or text named 'traain'; did you mean train?"),
        (["nowhere.txt"], "There is no file"),
        (["--nonsense"], "No such option"),
    ],
)
def test_bad_usage(words: list[str], sentence: str) -> None:
    result = CliRunner().invoke(cli, words)
    assert result.exit_code == 2
    assert result.stderr.startswith("rnn-playground: ")
    assert sentence in result.stderr
    assert result.stderr.count("\n") == 1
    assert result.stdout == ""
