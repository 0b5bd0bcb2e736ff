"""Columns that stay in place though terminals disagree about how wide a letter is.

Spacing vowel signs, conjuncts and joined emoji take one column on one terminal and two on another, and none
of them says which. What Textual writes after such a letter would stand too far right or left, frames too. So
where such letters are followed by enough blanks, the cursor is put back behind them by its column; whoever
lays out a line leaves these blanks (:func:`columns`).
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from rich.cells import cell_len
from textual.driver import Driver

_DISPUTED = (
    "\u0900-\u0dff\u0f00-\u109f\u1700-\u17ff\u1a00-\u1aaf\u1b00-\u1c4f\u1cd0-\u1cff"  # with vowel signs
    "\u200c\u200d\ufe0e\ufe0f"  # joiners, variation selectors
    "\ua800-\ua82f\ua880-\ua8ff\ua930-\uaaff\uabc0-\uabff\U00011000-\U00011fff"
    "\U0001f1e6-\U0001f1ff\U0001f3fb-\U0001f3ff"  # flags, skin tones
)
_UNSURE = re.compile(f"[{_DISPUTED}]")
_FRAME = re.compile("[\u2500-\u257f]")
_PIECE = re.compile(
    r"\x1b\[(?P<row>\d+);(?P<column>\d+)H"
    r"|(?P<control>\x1b\[[0-9;:?<>=!$ ]*[@-~]|\x1b[\]P_^X].*?(?:\x07|\x1b\\)|\x1b.|[\x00-\x1a\x1c-\x1f])"
    r"|(?P<text>[^\x00-\x1f]+)",
    re.DOTALL,
)
_STRETCH = re.compile(r"(\S+(?: \S+)*)(\s*)")
_SAVE, _RESTORE = "\x1b7", "\x1b8"


@lru_cache(maxsize=4096)
def columns(text: str) -> int:
    """Columns to leave for ``text``: as many as it takes on the terminal that gives it the most."""
    if not _UNSURE.search(text):
        return cell_len(text)
    return max(cell_len(text), sum(map(_widest, text)))


def _widest(char: str) -> int:
    from wcwidth import wcwidth  # a start-up without such letters does without it

    return 1 if unicodedata.category(char) == "Mc" else max(0, wcwidth(char))


def padded(text: str, room: int = 0) -> str:
    """``text`` with the blanks behind it that it may need, and more to fill ``room`` columns."""
    return text + " " * (max(room, columns(text)) - cell_len(text))


def anchored(data: str) -> str:
    """What is written to the terminal, with the cursor put back in place after letters of unsure width."""
    if not _UNSURE.search(data):
        return data
    out: list[str] = []
    at: int | None = None  # the column where Textual believes the cursor to be
    adrift = 0  # columns by which it may be further right
    for piece in _PIECE.finditer(data):
        if piece["column"] is not None:
            at, adrift = int(piece["column"]) - 1, 0
            out.append(piece[0])
        elif piece["text"] is None:
            if piece[0] in "\n\r":
                at, adrift = None, 0
            out.append(piece[0])
        elif at is None:
            out.append(piece["text"])
        else:
            written, adrift = _written(piece["text"], at, adrift)
            out.append(written)
            at += cell_len(piece["text"])
    return "".join(out)


def _written(text: str, at: int, adrift: int) -> tuple[str, int]:
    """``text`` at a column, put in place where it can be; and how far astray its end may be."""
    out: list[str] = []
    if adrift:
        blanks = len(text) - len(text.lstrip(" "))
        if blanks >= adrift or _FRAME.match(text):
            out += [text[:blanks], _to(at + blanks)]
            text = text[blanks:]
            at += blanks
            adrift = 0
    lead = len(text) - len(text.lstrip())
    out.append(text[:lead])
    at += lead
    for stretch in _STRETCH.finditer(text, lead):
        words, behind = stretch[1], stretch[2]
        believed = cell_len(words)
        more = columns(words) - believed if _UNSURE.search(words) else 0
        if adrift + more == 0:
            out.append(stretch[0])
        elif len(behind) >= adrift + more and not adrift:
            room = believed + len(behind)
            out += [_SAVE, " " * room, _RESTORE, words, _to(at + room)]
        else:
            out.append(stretch[0])
            adrift += more
            if len(behind) >= adrift:
                out.append(_to(at + believed + len(behind)))
                adrift = 0
        at += believed + len(behind)
    return "".join(out), adrift


def _to(column: int) -> str:
    return f"\x1b[{column + 1}G"


def anchoring(driver: type[Driver]) -> type[Driver]:
    """``driver`` with everything that it writes anchored."""

    def write(self: Driver, data: str) -> None:
        driver.write(self, anchored(data))

    return type("Anchoring" + driver.__name__, (driver,), {"write": write})
