"""The tree of what was written: nothing that was left for another text is lost."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from playground.writing import branches as module
from playground.writing.branches import Branches
from playground.writing.common import common_length


def listed(branches: Branches) -> list[tuple[int, int, str]]:
    return [(leaf.depth, leaf.fork, leaf.branch.text) for leaf in branches.leaves()]


def test_typing_stays_on_one_branch() -> None:
    branches = Branches("Once")
    branches.follow("Once upon")
    branches.follow("Once up")
    assert listed(branches) == [(0, 0, "Once up")]


def test_an_alternative_parts_and_undo_goes_back() -> None:
    branches = Branches("a king came")
    branches.part("a queen")
    branches.follow("a queen left")
    assert listed(branches) == [(0, 0, "a king came"), (1, 2, "a queen left")]
    branches.follow("a king came")  # undone
    assert branches.current.text == "a king came"
    branches.follow("a king came home")
    assert listed(branches) == [(0, 0, "a king came home"), (1, 2, "a queen left")]


def test_what_was_undone_and_written_over_is_kept() -> None:
    branches = Branches("a")
    branches.follow("a king")
    branches.follow("a")
    branches.keep("a king")
    branches.follow("a queen")
    assert listed(branches) == [(0, 0, "a queen"), (1, 2, "a king")]
    branches.keep("a ki")  # stands in a branch already
    assert len(branches) == 2
    branches.keep("a kingdom")  # grew out of one
    assert listed(branches) == [(0, 0, "a queen"), (1, 2, "a kingdom")]


def test_going_round() -> None:
    branches = Branches("a")
    for text in ("ab", "abc", "abd"):
        branches.part(text)
    branches.part("ab")  # there is one like it: no second
    assert [text for _, _, text in listed(branches)] == ["a", "ab", "abc", "abd"]
    seen = []
    for _ in range(5):
        seen.append(branches.go(branches.next(1)))
    assert seen == ["abc", "abd", "a", "ab", "abc"]
    assert branches.go(branches.next(-1)) == "ab"


def test_the_oldest_goes_and_its_children_stay(monkeypatch: object) -> None:
    del monkeypatch
    branches = Branches("0")
    for number in range(1, module.MOST + 20):
        branches.part(f"{number}")
    assert len(branches) == module.MOST
    leaves = branches.leaves()
    assert len(leaves) == module.MOST
    assert leaves[-1].branch is branches.current
    assert leaves[0].depth == 0


TEXT = st.text(st.sampled_from("ab "), max_size=6)


@given(st.lists(st.tuples(st.sampled_from(["follow", "part", "keep", "go"]), TEXT)))
def test_every_branch_is_listed_once_and_the_current_is_what_was_written(ops: list[tuple[str, str]]) -> None:
    branches = Branches("a")
    for op, text in ops:
        if op == "go":
            text = branches.go(branches.next(len(text)))
        elif op == "keep":
            before = branches.current.text
            branches.keep(text)
            assert branches.current.text == before
            assert any(leaf.branch.text.startswith(text) for leaf in branches.leaves())
            continue
        else:
            left = {leaf.branch.text for leaf in branches.leaves()}
            getattr(branches, op)(text)
            if op == "part":
                assert left <= {leaf.branch.text for leaf in branches.leaves()}
        assert branches.current.text == text
    leaves = branches.leaves()
    assert len({id(leaf.branch) for leaf in leaves}) == len(leaves) == len(branches)
    assert branches.current in [leaf.branch for leaf in leaves]


@given(st.text(), st.text(), st.text())
def test_common_beginnings(front: str, one: str, other: str) -> None:
    length = common_length(front + one, front + other)
    assert (front + one)[:length] == (front + other)[:length]
    assert length >= len(front)
    assert (front + one)[length : length + 1] != (front + other)[length : length + 1] or not (
        (front + one)[length:] and (front + other)[length:]
    )
