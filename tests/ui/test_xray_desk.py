"""The threads of X-ray: what is urgent comes first, what is new replaces what is old, nothing ends them."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest

from playground.errors import InputError
from playground.ui.xray.desk import Desk


@pytest.fixture
def said() -> list[str]:
    return []


@pytest.fixture
def desk(said: list[str]) -> Iterator[Desk]:
    made = Desk("test", ("urgent", "slow"), said.append)
    yield made
    made.close()


def test_what_is_urgent_comes_between_two_slices(desk: Desk) -> None:
    told: list[str] = []
    begun, go_on, done = threading.Event(), threading.Event(), threading.Event()

    def slow() -> Iterator[None]:
        told.append("slow 1")
        begun.set()
        assert go_on.wait(5)
        yield
        told.append("slow 2")
        done.set()

    def urgent() -> Iterator[None]:
        told.append("urgent")
        yield

    desk.do("slow", slow)
    assert begun.wait(5)
    desk.do("urgent", urgent)
    go_on.set()
    assert done.wait(5)
    assert told == ["slow 1", "urgent", "slow 2"]


def test_the_newest_of_a_kind_wins(desk: Desk) -> None:
    told: list[int] = []
    begun, go_on, done = threading.Event(), threading.Event(), threading.Event()

    def first() -> Iterator[None]:
        begun.set()
        assert go_on.wait(5)
        yield
        told.append(1)

    def other(number: int) -> Iterator[None]:
        told.append(number)
        done.set()
        yield

    desk.do("slow", first)
    assert begun.wait(5)
    desk.do("slow", lambda: other(2))
    desk.do("slow", lambda: other(3))
    go_on.set()
    assert done.wait(5)
    assert told == [3]


@pytest.mark.parametrize("error", [InputError("No."), ValueError("No.")])
def test_a_failure_is_said_and_the_thread_lives_on(desk: Desk, said: list[str], error: Exception) -> None:
    done = threading.Event()

    def fails() -> Iterator[None]:
        yield
        raise error

    def works() -> Iterator[None]:
        done.set()
        yield

    desk.do("urgent", fails)
    desk.do("slow", works)
    assert done.wait(5)
    assert said == [
        "No." if isinstance(error, InputError) else "This could not be computed: ValueError('No.')."
    ]


def test_what_is_dropped_is_not_done(desk: Desk) -> None:
    told: list[str] = []
    begun, go_on, done = threading.Event(), threading.Event(), threading.Event()

    def dropped() -> Iterator[None]:
        begun.set()
        assert go_on.wait(5)
        yield
        told.append("dropped")

    def works() -> Iterator[None]:
        done.set()
        yield

    desk.do("urgent", dropped)
    assert begun.wait(5)
    desk.drop("urgent")
    desk.do("slow", works)
    go_on.set()
    assert done.wait(5)
    assert told == []
