"""The course's worker: one request at a time, of whichever mode asked first."""

from __future__ import annotations

from playground import events
from playground.ui.course import LAB_PATIENCE, SHAPES_PATIENCE, Course, Told
from tests.ui.lab_fakes import LabClient

FIRST, SECOND, THIRD = (events.LabRequest(name=name) for name in ("fading", "bursting", "fading"))


def kinds(told: list[Told]) -> list[tuple[str, str]]:
    return [(each.owner, type(each.event).__name__) for each in told]


def test_nothing_can_be_run_without_a_client() -> None:
    course = Course()
    course.warm()
    course.send(events.Stop())
    course.close()
    assert not course.available
    assert not course.start(FIRST, "lab")
    assert course.poll() == []


def test_the_worker_starts_when_it_is_first_needed() -> None:
    client = LabClient()
    course = Course(client)
    assert (client.starts, course.busy) == (0, False)
    course.warm()
    course.warm()
    assert client.starts == 1
    assert course.start(FIRST, "lab")
    assert (client.starts, client.requests, course.owner) == (1, [FIRST], "lab")


def test_events_carry_their_owner_and_their_request_until_it_ends() -> None:
    course = Course(LabClient())
    course.start(FIRST, "lab")
    told = course.poll()
    assert {each.owner for each in told} == {"lab"}
    assert all(each.request is FIRST for each in told)
    assert isinstance(told[-1].event, events.Finished)
    assert not course.busy
    assert course.poll() == []


def test_a_second_request_is_refused_while_one_is_run() -> None:
    client = LabClient()
    course = Course(client)
    course.start(FIRST, "lab")
    assert not course.start(SECOND, "shapes")
    assert client.requests == [FIRST]


def test_one_in_place_of_another_starts_when_that_has_stopped() -> None:
    client = LabClient(share=0.5)
    course = Course(client)
    course.start(FIRST, "lab")
    course.poll()
    course.instead(SECOND, "shapes")
    assert client.commands == [events.Stop()]
    assert client.requests == [FIRST]
    assert kinds(course.poll()) == [("lab", "Verdict"), ("lab", "Finished")]
    assert client.requests == [FIRST, SECOND]
    assert course.owner == "shapes"
    assert kinds(course.poll())[0] == ("shapes", "LabStarted")


def test_of_two_that_wait_the_later_one_is_run_and_the_other_hears_of_it() -> None:
    client = LabClient(share=0.5)
    course = Course(client)
    course.start(FIRST, "lab")
    course.poll()
    course.instead(SECOND, "lab")
    course.instead(THIRD, "shapes")
    told = course.poll()
    dropped = [each.event for each in told if each.request is SECOND]
    assert [(type(event), event.stopped) for event in dropped] == [(events.Finished, True)]  # type: ignore[attr-defined]
    assert client.requests == [FIRST, THIRD]


def test_stopping_what_waits_leaves_what_runs_alone() -> None:
    client = LabClient(share=0.5)
    course = Course(client)
    course.start(FIRST, "lab")
    course.instead(SECOND, "lab")
    before = list(client.commands)
    course.stop(SECOND)
    assert client.commands == before
    course.poll()
    course.poll()
    assert client.requests == [FIRST]


def test_a_request_that_is_forgotten_is_never_told_of() -> None:
    client = LabClient(share=0.5)
    course = Course(client)
    course.start(FIRST, "lab")
    course.instead(SECOND, "lab")
    course.forget(SECOND)
    told = course.poll() + course.poll()
    assert all(each.request is FIRST for each in told)
    assert client.requests == [FIRST]


def test_a_worker_that_dies_is_told_to_the_owner_and_started_again() -> None:
    client = LabClient(share=0.5)
    course = Course(client)
    course.start(FIRST, "lab")
    course.poll()
    client.die()
    assert kinds(course.poll()) == [("lab", "Failed")]
    assert not course.busy
    assert course.start(SECOND, "lab")
    assert client.starts == 2


def test_a_worker_that_dies_while_nobody_needs_it_is_no_news() -> None:
    client = LabClient()
    course = Course(client)
    course.warm()
    client.die()
    assert course.poll() == []


def test_leaving_waits_for_a_network_to_be_saved_and_not_for_an_experiment() -> None:
    class Train(events.Request):
        pass

    for request, patience in ((None, LAB_PATIENCE), (FIRST, LAB_PATIENCE), (Train(), SHAPES_PATIENCE)):
        client = LabClient()
        course = Course(client)
        if request is not None:
            course.start(request, "lab")
        course.close()
        assert client.closed == patience
