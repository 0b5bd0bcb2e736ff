"""Texts from the command line or from standard input."""

from __future__ import annotations

import io
import sys

import pytest

from playground.cli.lines import texts
from playground.errors import InputError


class Piped:
    def __init__(self, data: bytes) -> None:
        self.buffer = io.BytesIO(data)


def test_one_text_is_itself() -> None:
    assert list(texts("a - b")) == ["a - b"]


def test_lines_of_standard_input(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", Piped("\ufeffone\r\n\n  \nदो\n three".encode()))
    assert list(texts("-")) == ["one", "दो", " three"]


def test_a_line_that_is_no_text(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", Piped(b"fine\n\xff\xfe\n"))
    with pytest.raises(InputError, match="Standard input, line 2"):
        list(texts("-"))
