"""Every way a command can fail, as one sentence on standard error and an exit code.

0 done, 1 failure, 2 bad usage or input, 130 interrupted.
"""

from __future__ import annotations

import contextlib
import errno
import os
import sys
import time
from pathlib import Path
from typing import IO

import click

from playground import places
from playground.errors import PlaygroundError

FAILURE, USAGE, INTERRUPTED = 1, 2, 130

_USERS_TO_MEND = {
    errno.EACCES, errno.EPERM, errno.EROFS, errno.ENOSPC, errno.EDQUOT, errno.EFBIG,
    errno.ENOENT, errno.ENOTDIR, errno.EISDIR, errno.ENAMETOOLONG, errno.ELOOP,
}  # fmt: skip
"""What an operating system refuses because of the path or the disk, not because of a mistake in here."""
_LONGEST_LOG = 1 << 20


class OutputClosedError(Exception):
    """Whoever read our output went away; nothing is left to be said to anybody."""


def silence(stream: IO[str]) -> None:
    """Send what is still buffered for a closed pipe nowhere, so that Python ends without complaint."""
    with contextlib.suppress(OSError, ValueError):
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, stream.fileno())
        os.close(nowhere)


def report(error: Exception, *, debug: bool) -> int:
    """Say what went wrong in one sentence on standard error; returns the exit code."""
    from playground import ranks
    from playground.text.display import visible

    if isinstance(error, click.Abort):
        return INTERRUPTED
    rank = ranks.current()
    if rank is not None and not rank.first and isinstance(error, click.ClickException | PlaygroundError):
        # Every process has the same arguments, and the first one says what is wrong with them. It is given
        # time for that: a launcher ends them all as soon as one has failed.
        return 0
    if debug:
        import traceback

        traceback.print_exception(error)
    sentence, code = explain(error)
    with contextlib.suppress(OSError):
        click.echo(f"rnn-playground: {visible(sentence, keep='')}", err=True)
    return code


def explain(error: Exception) -> tuple[str, int]:
    """The sentence and the exit code for ``error``; one nobody foresaw leaves its traceback in the log."""
    if isinstance(error, PlaygroundError):
        return str(error), error.exit_code
    if isinstance(error, click.UsageError):
        return _usage(error), USAGE
    if isinstance(error, click.ClickException):
        return error.format_message(), error.exit_code
    if isinstance(error, MemoryError):
        return (
            "There is not enough memory for this; try fewer units, a smaller batch or a shorter window.",
            FAILURE,
        )
    if isinstance(error, OSError) and error.errno in _USERS_TO_MEND:
        where = f"{places.tidy(os.fsdecode(error.filename))}: " if error.filename else ""
        return f"{where}{error.strerror}.", USAGE
    name = type(error).__name__
    log = write_log(error)
    details = f"the details are in {places.tidy(log)}" if log else "run it with --debug to see the details"
    return f"Something broke inside the program ({name}: {error}); {details}.", FAILURE


def _usage(error: click.UsageError) -> str:
    """Click's complaint as one sentence that ends with where to look."""
    # Where click guesses what was meant it adds a second sentence; here it becomes part of the first.
    meant = getattr(error, "possibilities", None)
    if meant:
        return f"{error.message.rstrip('.')}; did you mean {' or '.join(sorted(meant))}?"
    said = " ".join(error.format_message().split()).rstrip(".")
    path = error.ctx.command_path.removesuffix(" TEXT") if error.ctx else "rnn-playground"
    return f"{said} (see {path} --help)."


def write_log(error: BaseException) -> Path | None:
    """Append the traceback to the log of commands; returns its path, or nothing if it cannot be written."""
    import traceback

    log = places.log_file().with_name("command.log")
    try:
        log.parent.mkdir(parents=True, exist_ok=True)
        if log.exists() and log.stat().st_size > _LONGEST_LOG:
            log.unlink()
        with log.open("a", encoding="utf-8", errors="backslashreplace") as file:
            file.write(f"\n{time.strftime('%Y-%m-%d %H:%M:%S')}  {sys.argv}\n")
            traceback.print_exception(error, file=file)
    except OSError:
        return None
    return log
