"""Text made safe to show: what a corpus or a model writes never controls the terminal.

Control characters, direction overrides and lone surrogates become visible pictures; nothing here produces or
reads markup, so the results must be drawn as plain text.
"""

from __future__ import annotations

import re
import unicodedata

_UNSAFE = re.compile(
    "["
    "\x00-\x1f\x7f-\x9f"  # C0, DEL, C1
    "\u00ad"  # soft hyphen: terminals disagree on its width
    "\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f"  # invisible marks, separators, direction overrides
    "\ufeff\ufff9-\ufffb\ufffe\uffff"
    "\ud800-\udfff"  # lone surrogates cannot be written out at all
    "]"
)
_SPACES = {" ": "␣", "\n": "⏎", "\t": "⇥", "\u00a0": "⍽"}


_LONG = 1024
"""Characters that are measured at once: for a row of flags the time grows with the square of its length."""


def _columns(text: str) -> int:
    """Terminal columns of ``text``, -1 if it holds a control character."""
    from wcwidth import wcswidth  # takes 7 ms to import, which most short texts can do without

    if len(text) <= _LONG:
        return wcswidth(text)
    pieces = [wcswidth(text[begin : begin + _LONG]) for begin in range(0, len(text), _LONG)]
    return -1 if min(pieces) < 0 else sum(pieces)


def _picture(char: str) -> str:
    code = ord(char)
    if code < 0x20:
        return chr(0x2400 + code)
    return "␡" if code == 0x7F else f"<U+{code:04X}>"


def visible(text: str, *, keep: str = "\n") -> str:
    """``text`` with control characters as pictures (``␛``, ``␀``, ``<U+202E>``), save those in ``keep``."""
    if text.isprintable():
        return text
    return _UNSAFE.sub(lambda match: match[0] if match[0] in keep else _picture(match[0]), text)


def _inked(char: str) -> str:
    """One character as something that leaves ink."""
    if char in _SPACES:
        return _SPACES[char]
    category = unicodedata.category(char)
    if category in ("Zs", "Zl", "Zp", "Cn"):
        return f"<U+{ord(char):04X}>"
    return _picture(char) if _UNSAFE.match(char) else char


def cell(char: str) -> str:
    """One character as a label of one or two columns, for axes: ``␣`` a space, ``⏎`` a newline, ``⇥`` a tab.

    A combining mark stands on a dotted circle; what has no picture of its own is ``�``. A token of several
    characters, or of none, is shown as by :func:`label`.
    """
    if len(char) != 1:
        return label(char)
    shown = _inked(char)
    if len(shown) > 1:
        return "�"
    if _columns(shown) > 0 and not unicodedata.category(shown).startswith("M"):
        return shown
    marked = "◌" + shown
    return marked if 0 < _columns(marked) <= 2 and shown != "\u200d" else "◌"


def label(token: str, columns: int | None = None) -> str:
    """A whole token as a label that is never empty, its spaces shown (``" time"`` is ``␣time``).

    At most ``columns`` terminal columns wide where given; what is cut off is shown as ``…``.
    """
    if not token:
        return "∅"
    shown = "".join(map(_inked, token))
    if unicodedata.category(shown[0]).startswith("M") or _columns(shown) < 1:
        shown = "◌" + shown
    return shown if columns is None else clip(shown, columns)


def width(text: str) -> int:
    """Terminal columns of ``text`` on one line, control characters as :func:`visible` shows them."""
    if text.isascii() and text.isprintable():
        return len(text)
    shown = visible(text, keep="")
    columns = _columns(shown)
    return columns if columns >= 0 else sum(max(_columns(char), 0) for char in shown)


def clip(text: str, columns: int) -> str:
    """``text`` made safe for one line and cut to ``columns`` terminal columns, a cut shown as ``…``."""
    shown = visible(text, keep="")
    if width(shown) <= columns:
        return shown
    if columns < 1:
        return ""
    low, high = 0, min(len(shown), 2 * columns + 64)
    while low < high:  # the longest head that leaves a column for the ellipsis
        middle = (low + high + 1) // 2
        low, high = (middle, high) if width(shown[:middle]) <= columns - 1 else (low, middle - 1)
    while low and (shown[low] == "\u200d" or unicodedata.category(shown[low]).startswith("M")):
        low -= 1  # never between a letter and its marks
    return shown[:low] + "…"
