"""Garbage goes: that of lately while someone types, all of it when nobody does and at long last."""

from __future__ import annotations

import gc
import weakref

import pytest

from playground.ui import collecting
from playground.ui.collecting import Collector


class Node:
    """Something that only a collection can free: it holds itself."""

    def __init__(self) -> None:
        self.me = self


def test_what_came_lately_goes_while_someone_types() -> None:
    collector, node = Collector(), Node()
    seen = weakref.ref(node)
    del node
    collector.collect()
    assert seen() is None


@pytest.mark.parametrize(
    ("since_all", "since_key", "goes"),
    [(20.0, 1.5, True), (20.0, 0.5, False), (59.0, 0.5, False), (61.0, 0.5, True)],
)
def test_what_is_old_goes_when_nobody_types_or_at_long_last(
    since_all: float, since_key: float, goes: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    collector, node = Collector(), Node()
    seen = weakref.ref(node)
    gc.collect()  # the node has survived a full collection and is old now
    del node
    now = collector.pressed
    collector.pressed = now + since_all - since_key
    monkeypatch.setattr(collecting.time, "monotonic", lambda: now + since_all)
    collector.collect()
    assert (seen() is None) is goes
    gc.collect()
