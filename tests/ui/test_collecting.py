"""Garbage goes, whether it is of lately or of long ago; what is in use is not looked through each time."""

from __future__ import annotations

import gc
import weakref
from collections.abc import Iterator

import pytest

from playground.ui import collecting
from playground.ui.collecting import Collector


class Node:
    """Something that only a collection can free: it holds itself."""

    def __init__(self) -> None:
        self.me = self


@pytest.fixture(autouse=True)
def thawed() -> Iterator[None]:
    yield
    gc.unfreeze()


def test_what_came_since_the_last_time_is_collected_and_the_rest_set_apart() -> None:
    collector = Collector()
    kept, node = [[number] for number in range(1000)], Node()
    seen = weakref.ref(node)
    del node
    collector.collect()
    assert seen() is None
    assert gc.get_freeze_count() > len(kept)


@pytest.mark.parametrize(
    ("since_all", "since_key", "goes"),
    [(61.0, 4.0, True), (61.0, 1.0, False), (59.0, 4.0, False), (301.0, 1.0, True)],
)
def test_what_was_set_apart_goes_when_nobody_types_or_at_long_last(
    since_all: float, since_key: float, goes: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    collector = Collector()
    node = Node()
    seen = weakref.ref(node)
    collector.collect()
    del node
    now = collector.pressed
    collector.pressed = now + since_all - since_key
    monkeypatch.setattr(collecting.time, "monotonic", lambda: now + since_all)
    collector.collect()
    assert (seen() is None) is goes
