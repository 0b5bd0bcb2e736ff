"""Ending a stream of tokens before a text at which it is to stop."""

from __future__ import annotations

from collections.abc import Iterator, Sequence


def until_stop(tokens: Iterator[str], stops: Sequence[str]) -> Iterator[str]:
    """The tokens before the first of ``stops``, the last one cut if a stop begins within it.

    A token is held back while what it ends with could be the beginning of a stop.
    """
    held: list[str] = []
    text = ""
    for token in tokens:
        held.append(token)
        text += token
        places = [place for place in map(text.find, stops) if place >= 0]
        end = min(places) if places else len(text) - _overhang(text, stops)
        while held and len(held[0]) <= end:
            end -= len(held[0])
            text = text[len(held[0]) :]
            yield held.pop(0)
        if places:
            if end:
                yield text[:end]
            return
    yield from held


def _overhang(text: str, stops: Sequence[str]) -> int:
    """Length of the longest end of ``text`` that a stop begins with."""
    return max(
        (
            size
            for stop in stops
            for size in range(1, min(len(stop), len(text)) + 1)
            if text.endswith(stop[:size])
        ),
        default=0,
    )


def read_stops(text: str) -> tuple[str, ...]:
    r"""Stop texts as typed on one line: parted by ``|``, a line end as ``\n``, a tab as ``\t``."""
    parts = (part.replace("\\n", "\n").replace("\\t", "\t") for part in text.split("|"))
    return tuple(part for part in parts if part)
