"""The errors a person can act on.

Whatever goes wrong because of input, files or settings is raised as one of these. The text is one clear
sentence: what is wrong, where, and what to do. The command line prints it to standard error and exits with
``exit_code``; the app shows it as a notice. Anything else that escapes is a bug.
"""

from __future__ import annotations


class PlaygroundError(Exception):
    """A failure that is not the user's doing (a full disk, a worker that died). Exit code 1."""

    exit_code = 1


class InputError(PlaygroundError):
    """Bad usage or bad input: a missing file, a binary, a setting out of range. Exit code 2."""

    exit_code = 2
