"""The errors a person can act on.

Whatever goes wrong because of input, files or settings is raised as one of these. The text is one clear
sentence: what is wrong, where, and what to do. The command line prints it to standard error and exits with
``exit_code``; the app shows it as a notice. Anything else that escapes is a bug.
"""

from __future__ import annotations


class PlaygroundError(Exception):
    """A failure that is not the user's doing (a run that diverged, no network). Exit code 1."""

    exit_code = 1


class InputError(PlaygroundError):
    """Bad usage, bad input or a place that cannot be used: a missing file, a full disk.

    Exit code 2.
    """

    exit_code = 2
