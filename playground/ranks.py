"""Which of several processes this one is, where a launcher such as ``torchrun`` has started a group of them.

Free of torch: the command line asks before anything is loaded, because only the first process speaks.
"""

from __future__ import annotations

import os
from dataclasses import dataclass

_NUMBERS = ("RANK", "WORLD_SIZE", "LOCAL_RANK", "LOCAL_WORLD_SIZE")
_ADDRESS = ("MASTER_ADDR", "MASTER_PORT")


@dataclass(frozen=True, slots=True)
class Rank:
    """The place of a process in its group, in the words of MPI and torch."""

    number: int
    """0 is the first, which leads, speaks and writes files for all."""
    size: int
    """Processes of the group."""
    local: int
    """Number among the processes of the same machine."""
    local_size: int
    """Processes of the group on the same machine."""

    @property
    def first(self) -> bool:
        """Whether this is the one that leads."""
        return self.number == 0


def current() -> Rank | None:
    """The place that the environment gives this process; None for one by itself."""
    if not all(name in os.environ for name in (*_NUMBERS, *_ADDRESS)):
        return None
    rank = Rank(*(int(os.environ[name]) for name in _NUMBERS))
    return rank if rank.size > 1 else None
