"""The one table of keys."""

from __future__ import annotations

from collections import Counter

import pytest

from playground.ui.bindings import FORBIDDEN, SCOPES, TABLE, bindings, check_keymap, rows, sign, signs
from playground.ui.keys import Row


def test_every_row_has_an_id_of_its_own_and_a_known_scope() -> None:
    assert [id for id, count in Counter(row.id for row in TABLE).items() if count > 1] == []
    assert {row.scope for row in TABLE} <= set(SCOPES)


@pytest.mark.parametrize("row", TABLE, ids=lambda row: row.id)
def test_rows_are_complete_and_leave_the_terminal_its_keys(row: Row) -> None:
    assert row.label
    assert row.help.endswith(".")
    assert not FORBIDDEN.intersection(row.keys.split(","))


@pytest.mark.parametrize("mode", ["train", "write", "lab", "library"])
def test_no_key_does_two_things_on_a_screen(mode: str) -> None:
    keys = Counter(key for row in rows(mode, "app") for key in row.keys.split(","))
    assert [key for key, count in keys.items() if count > 1] == []


def test_modes_work_while_typing() -> None:
    for row in rows("app"):
        if row.action.startswith("mode"):
            assert row.keys.split(",")[0].startswith("f")


def test_bindings_carry_the_rows() -> None:
    made = bindings("train")
    assert [binding.id for binding in made] == [row.id for row in rows("train")]  # type: ignore[union-attr]


def test_signs() -> None:
    assert [sign(key) for key in ("ctrl+s", "question_mark", "f1", "p", "ctrl+right", "pageup")] == [
        "^S", "?", "F1", "p", "^→", "PgUp",
    ]  # fmt: skip
    assert signs("f2,1") == "F2 or 1"


def test_a_users_own_keys_are_checked() -> None:
    good, problems = check_keymap(
        {
            "train.pause": "space, p",
            "train.dance": "d",
            "train.stop": "ctrl+h",
            "train.save": "notakey",
            "train.zoom": "ctrl+alt+z",
            "train.open": "",
        }
    )
    assert good == {"train.pause": "space,p", "train.zoom": "ctrl+alt+z"}
    assert len(problems) == 4
    assert "train.dance" in problems[0]
