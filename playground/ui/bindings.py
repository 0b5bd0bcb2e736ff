"""What is made of the table of keys: bindings, keys as people write them, and checks of a user's own keys.

A class takes the rows of its scope with ``BINDINGS = bindings("train")`` and gives each action a method,
``action_...``, as Textual wants it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from textual.binding import Binding, BindingType

from playground.ui.keys import SCOPES, TABLE, Row

__all__ = ["FORBIDDEN", "SCOPES", "TABLE", "Row", "bindings", "check_keymap", "row", "rows", "sign", "signs"]

FORBIDDEN = frozenset({"ctrl+h", "ctrl+i", "ctrl+j", "ctrl+m"})

_BY_ID = {row.id: row for row in TABLE}


def rows(*scopes: str) -> list[Row]:
    """The rows of the scopes, in the order of the table."""
    return [row for row in TABLE if row.scope in scopes]


def row(id: str | None) -> Row | None:
    """The row with this id."""
    return _BY_ID.get(id or "")


def bindings(*scopes: str) -> list[BindingType]:
    """The scopes' rows as what a class gives Textual for its ``BINDINGS``."""
    return [
        Binding(
            entry.keys,
            entry.action,
            entry.label,
            show=entry.bar,
            priority=entry.priority,
            tooltip=entry.help,
            id=entry.id,
        )
        for entry in rows(*scopes)
    ]


_SIGNS = {
    "question_mark": "?",
    "left_square_bracket": "[",
    "right_square_bracket": "]",
    "full_stop": ".",
    "comma": ",",
    "plus": "+",
    "minus": "-",
    "slash": "/",
    "escape": "Esc",
    "backspace": "⌫",
    "left": "←",
    "right": "→",
    "up": "↑",
    "down": "↓",
    "pageup": "PgUp",
    "pagedown": "PgDn",
    "home": "Home",
    "end": "End",
    "enter": "Enter",
    "tab": "Tab",
    "space": "Space",
    "delete": "Del",
}


def sign(key: str) -> str:
    """A key as people write it: ``ctrl+s`` is ``^S``, ``question_mark`` is ``?``."""
    *modifiers, name = key.strip().split("+")
    shown = _SIGNS.get(name, name.upper() if name[:1] == "f" and name[1:].isdigit() else name)
    if modifiers == ["ctrl"] and len(shown) == 1:
        return f"^{shown.upper()}"
    return "+".join([*(modifier.capitalize() for modifier in modifiers), shown])


def signs(keys: str) -> str:
    """Every key of a row, for the help screen: ``F2 or 1``."""
    return " or ".join(sign(key) for key in keys.split(","))


def check_keymap(keymap: Mapping[str, str]) -> tuple[dict[str, str], list[str]]:
    """A user's own keys, checked: what can be used, and one sentence for each entry that cannot.

    Textual ignores unknown names and keys silently, which leaves a user wondering.
    """
    good: dict[str, str] = {}
    problems: list[str] = []
    for id, keys in keymap.items():
        names = [key.strip() for key in str(keys).split(",")]
        if id not in _BY_ID:
            problems.append(f"There is no action {id!r} to give a key to.")
        elif not all(names) or any(len(name) > 1 and not _plausible(name) for name in names):
            problems.append(f"{keys!r} is not a key that {id} can have.")
        elif taken := FORBIDDEN.intersection(names):
            problems.append(f"{id} cannot have {sorted(taken)[0]}: many terminals send it for another key.")
        else:
            good[id] = ",".join(names)
    return good, problems


def _plausible(name: str) -> bool:
    from textual.keys import KEY_NAME_REPLACEMENTS, Keys

    known: Iterable[str] = {key.value for key in Keys} | set(KEY_NAME_REPLACEMENTS.values()) | set(_SIGNS)
    *modifiers, key = name.split("+")
    return set(modifiers) <= {"ctrl", "shift", "alt", "super"} and (
        len(key) == 1 or key in known or name in known
    )
