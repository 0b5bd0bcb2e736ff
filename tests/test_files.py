"""Files are written whole or not at all, and room is looked for beforehand."""

from __future__ import annotations

import errno
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from playground import places
from playground.errors import InputError
from playground.files import check_room, clear_leftovers, write_whole


def test_a_file_is_replaced_whole(tmp_path: Path) -> None:
    path = tmp_path / "new" / "folder" / "file"
    write_whole(path, [b"one ", b"two"])
    assert path.read_bytes() == b"one two"
    write_whole(path, [bytearray(b"three")])
    assert path.read_bytes() == b"three"
    assert list(path.parent.iterdir()) == [path]


@pytest.mark.parametrize(
    "problem", [OSError(errno.ENOSPC, "No space left"), KeyboardInterrupt(), ValueError()]
)
def test_whatever_goes_wrong_the_old_file_stays_and_nothing_else(
    tmp_path: Path, problem: BaseException
) -> None:
    def pieces() -> Iterator[bytes]:
        yield b"new"
        raise problem

    path = tmp_path / "file"
    path.write_bytes(b"old")
    expected = InputError if isinstance(problem, OSError) else type(problem)
    with pytest.raises(expected) as raised:
        write_whole(path, pieces())
    if isinstance(problem, OSError):
        assert "could not be saved: the disk is full" in str(raised.value)
    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]


def _dead_process() -> int:
    """The number of a process that was and is no more."""
    with subprocess.Popen([sys.executable, "-c", ""]) as process:
        process.wait()
    return process.pid


def test_what_a_killed_process_left_is_removed_by_the_next_who_writes_there(tmp_path: Path) -> None:
    left = tmp_path / f".{_dead_process()}-0123abcd.part"
    for write in (lambda: write_whole(tmp_path / "file", [b"x"]), lambda: check_room(tmp_path / "file", 9)):
        left.write_bytes(b"half")
        write()
        assert [each.name for each in tmp_path.iterdir()] == ["file"]


def test_what_is_being_written_or_is_somebody_elses_stays(tmp_path: Path) -> None:
    dead = _dead_process()
    ours = tmp_path / f".{os.getpid()}-0123abcd.part"
    others = [tmp_path / name for name in (f".{dead}-0123abcd.partly", f"{dead}-0123abcd.part", ".x-y.part")]
    for path in (ours, *others):
        path.write_bytes(b"x")
    (tmp_path / f".{dead}-89abcdef.part").mkdir()
    clear_leftovers(tmp_path)
    assert len(list(tmp_path.iterdir())) == 5
    clear_leftovers(tmp_path / "no such folder")


def test_a_file_that_another_machine_holds_stays(tmp_path: Path) -> None:
    fcntl = pytest.importorskip("fcntl")
    left = tmp_path / f".{_dead_process()}-0123abcd.part"
    with left.open("xb") as held:  # a process of that number is not known here, but the file is held
        fcntl.flock(held, fcntl.LOCK_EX)
        clear_leftovers(tmp_path)
        assert left.exists()
    clear_leftovers(tmp_path)
    assert not left.exists()


def test_room_is_there(tmp_path: Path) -> None:
    check_room(tmp_path / "new" / "model", 1 << 20)
    assert list((tmp_path / "new").iterdir()) == []


@pytest.mark.skipif(not hasattr(os, "posix_fallocate"), reason="this system cannot reserve room")
@pytest.mark.parametrize(
    ("number", "reason"),
    [(errno.ENOSPC, "the disk is full"), (errno.EOPNOTSUPP, None), (errno.EINVAL, None)],
)
def test_room_is_missed_only_where_the_disk_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int, reason: str | None
) -> None:
    def refuse(*_: int) -> None:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(os, "posix_fallocate", refuse)
    if reason:
        with pytest.raises(InputError, match=f"cannot be saved as .*: {reason}"):
            check_room(tmp_path / "model", 1 << 20)
    else:
        check_room(tmp_path / "model", 1 << 20)
    assert list(tmp_path.iterdir()) == []


def test_a_system_that_cannot_reserve_is_asked_for_an_empty_file_only(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delattr(os, "posix_fallocate", raising=False)
    check_room(tmp_path / "model", 1 << 60)
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(InputError, match="a part of its path is a file"):
        check_room(tmp_path / "file" / "model", 1)


def test_the_home_of_nobody_is_a_name_like_any_other(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", "/home/me")
    assert places.expand("~/x") == Path("/home/me/x")
    assert places.expand("~no-such-user/x") == Path("~no-such-user/x")
