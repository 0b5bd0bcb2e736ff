"""The group of all commands: unknown first words are texts to open, and every error is one sentence."""

from __future__ import annotations

import contextlib
import importlib
import sys
from collections.abc import Iterable, Iterator, MutableMapping, Sequence
from typing import Any

import click

from playground.cli import failures

PROGRAM = "rnn-playground"


class OnDemand(MutableMapping[str, click.Command]):
    """Commands by name. Each is ``playground.cli.NAME.NAME``, imported when it is first looked at.

    Importing them all takes as long as importing click itself, and only one is ever run.
    """

    def __init__(self, names: Iterable[str]) -> None:
        self._commands: dict[str, click.Command | None] = dict.fromkeys(names)

    def __getitem__(self, name: str) -> click.Command:
        command = self._commands[name]
        if command is None:
            command = getattr(importlib.import_module(f"playground.cli.{name}"), name)
            assert isinstance(command, click.Command)
            self._commands[name] = command
        return command

    def __setitem__(self, name: str, command: click.Command) -> None:
        self._commands[name] = command

    def __delitem__(self, name: str) -> None:
        del self._commands[name]

    def __contains__(self, name: object) -> bool:
        return name in self._commands

    def __iter__(self) -> Iterator[str]:
        return iter(self._commands)

    def __len__(self) -> int:
        return len(self._commands)


class Program(click.Group):
    """A click group that hands whatever is no command to ``fallback``, and reports errors its own way."""

    def __init__(self, *args: Any, fallback: click.Command, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fallback = fallback

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """The command named by the first word, or the fallback with all words as its arguments."""
        if args[0] in self.commands or ctx.resilient_parsing:
            return super().resolve_command(ctx, args)
        return "TEXT", self.fallback, args

    def main(
        self,
        args: Sequence[str] | None = None,
        prog_name: str | None = None,
        complete_var: str | None = None,
        standalone_mode: bool = True,
        **extra: Any,
    ) -> Any:
        """Parse, run, and end the process with the exit code; an error is told in one sentence first."""
        del standalone_mode
        try:
            code = super().main(args, prog_name or PROGRAM, complete_var, standalone_mode=False, **extra)
            sys.stdout.flush()
        except failures.OutputClosedError:
            code = 0
        except BrokenPipeError:
            failures.silence(sys.stdout)
            code = 0
        except Exception as error:
            words = list(sys.argv[1:] if args is None else args)
            code = failures.report(error, debug="--debug" in words[:2])
        with contextlib.suppress(OSError, ValueError):
            sys.stderr.flush()
        sys.exit(code if isinstance(code, int) else 0)

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command; a reader that went away (``| head``) ends it quietly."""
        try:
            return super().invoke(ctx)
        except BrokenPipeError as error:
            failures.silence(sys.stdout)
            raise failures.OutputClosedError from error
