"""Where a regular expression matches, found in a process of its own.

An expression that somebody types can take longer than anyone can wait (``(a+)+b``), and Python's matcher
holds the interpreter's lock all the while: within this process it would freeze the app. A process that
imports nothing of ours answers in some 30 ms, and can be ended.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
import warnings

import numpy as np
from numpy.typing import NDArray

from playground.errors import InputError

PATIENCE = 5.0
"""Seconds after which an expression is given up."""
_SHOWN = 60
_CHILD = """
import array, json, re, sys
pattern, text = json.loads(sys.stdin.buffer.read())
spans = array.array("q")
for match in re.finditer(pattern, text, re.MULTILINE):
    spans.extend(match.span())
sys.stdout.buffer.write(spans.tobytes())
"""


def check(pattern: str) -> None:
    """Raises InputError with one sentence if ``pattern`` is empty or no regular expression."""
    if not pattern:
        raise InputError("The regular expression is empty; type what to look for, such as [0-9]+.")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            re.compile(pattern, re.MULTILINE)
    except (re.error, RecursionError, OverflowError) as error:
        raise InputError(f"{_quoted(pattern)} is no regular expression: {error}.") from error


def matched(pattern: str, text: str, patience: float = PATIENCE) -> NDArray[np.bool_]:
    """Whether each character of ``text`` is inside a match of ``pattern``, (len(text),).

    ``^`` and ``$`` match at line ends. Raises InputError if the pattern is none (:func:`check`) or takes
    longer than ``patience`` seconds.
    """
    check(pattern)
    try:
        done = subprocess.run(
            [sys.executable, "-I", "-S", "-W", "ignore", "-c", _CHILD],
            input=json.dumps([pattern, text]).encode(),
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=patience,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise InputError(
            f"{_quoted(pattern)} takes longer than {patience:g} seconds on this text; write it without a "
            "repeat inside a repeat."
        ) from error
    if done.returncode:
        raise InputError(f"{_quoted(pattern)} could not be matched against this text; try a simpler one.")
    spans = np.frombuffer(done.stdout, np.int64).reshape(-1, 2)
    steps = np.zeros(len(text) + 1, np.int64)
    np.add.at(steps, spans[:, 0], 1)
    np.add.at(steps, spans[:, 1], -1)
    inside: NDArray[np.bool_] = np.cumsum(steps[:-1]) > 0
    return inside


def _quoted(pattern: str) -> str:
    return repr(pattern if len(pattern) <= _SHOWN else pattern[:_SHOWN] + "…")
