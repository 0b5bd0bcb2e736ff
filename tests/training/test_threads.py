from __future__ import annotations

from collections.abc import Callable

from playground.training.threads import AGAIN_SECONDS, WINDOW, Threads


class Machine:
    """Steps of a length that depends on the number of threads, on a clock of its own."""

    def __init__(self, full: int = 2) -> None:
        self.clock = 0.0
        self.used: list[int] = []
        self.said: list[str] = []
        self.threads = Threads(full, self.used.append, lambda: self.clock)

    def work(self, steps: int, seconds: Callable[[int], float]) -> None:
        for _ in range(steps):
            taken = seconds(self.threads.count)
            self.clock += taken
            if sentence := self.threads.step(taken):
                self.said.append(sentence)


def quiet(threads: int) -> float:
    return 0.04 / threads


def busy(threads: int) -> float:
    return 0.05 if threads == 1 else 0.4


def half_taken(threads: int) -> float:
    """Eight cores, four of them taken: whoever shares one holds up all others."""
    return 0.16 / threads if threads <= 4 else 0.5


def slow_anyway(threads: int) -> float:
    return 0.4 / threads


def test_on_a_quiet_machine_all_threads_are_used_after_one_look() -> None:
    machine = Machine()
    machine.work(2000, quiet)
    assert machine.used == [1, 2]
    assert machine.said == []


def test_a_machine_that_is_busy_from_the_start_is_noticed() -> None:
    machine = Machine()
    machine.work(3 * WINDOW, busy)
    assert machine.threads.count == 1
    assert machine.said == ["The machine is busy, and one thread is faster for now."]


def test_on_a_busy_machine_one_thread_fewer_is_kept_and_said() -> None:
    machine = Machine()
    machine.work(int(2 * AGAIN_SECONDS / quiet(2)), quiet)
    machine.work(6 * WINDOW, busy)
    assert machine.threads.count == 1
    assert machine.said == ["The machine is busy, and one thread is faster for now."]


def test_once_it_is_quiet_again_all_threads_are_used() -> None:
    machine = Machine()
    machine.work(int(2 * AGAIN_SECONDS / quiet(2)), quiet)
    machine.work(6 * WINDOW, busy)
    machine.work(int(3 * AGAIN_SECONDS / quiet(1)), quiet)
    assert machine.threads.count == 2
    assert machine.said[-1] == "The machine is free again: training on 2 threads."


def test_what_does_not_help_is_undone_without_a_word() -> None:
    machine = Machine()
    machine.work(int(2 * AGAIN_SECONDS / quiet(2)), quiet)
    machine.work(4 * WINDOW, slow_anyway)
    assert machine.threads.count == 2
    assert machine.used[:4] == [1, 2, 1, 2]
    assert machine.said == []


def test_with_half_of_the_cores_taken_half_the_threads_are_kept() -> None:
    machine = Machine(full=8)
    machine.work(3 * WINDOW, lambda threads: 0.16 / threads)
    assert machine.used == [7, 4, 8]
    machine.work(int(2 * AGAIN_SECONDS / 0.02), lambda threads: 0.16 / threads)
    machine.work(6 * WINDOW, half_taken)
    assert machine.used[3:] == [7, 4]
    assert machine.said == ["The machine is busy, and 4 threads are faster for now."]
    machine.work(int(2 * AGAIN_SECONDS / 0.04), lambda threads: 0.16 / threads)
    assert machine.threads.count == 8
    assert machine.said[-1] == "The machine is free again: training on 8 threads."


def test_trials_are_rare() -> None:
    machine = Machine()
    machine.work(5 * WINDOW, quiet)
    machine.work(400, slow_anyway)
    assert len(machine.used) <= 2 * (machine.clock / AGAIN_SECONDS + 1)


def test_a_single_thread_stays() -> None:
    machine = Machine(full=1)
    machine.work(5 * WINDOW, quiet)
    machine.work(20 * WINDOW, slow_anyway)
    assert machine.used == []
