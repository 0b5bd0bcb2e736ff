"""``xray`` as a command of its own: through pipes, on a terminal, and with an expression that never ends."""

from __future__ import annotations

import os
import re
from pathlib import Path

import numpy as np
import pytest

from tests.cli.conftest import TALE
from tests.cli.test_e2e import SMALL, command, terminal

pytestmark = pytest.mark.e2e
LINE = "The cat saw the king."


def test_a_model_is_trained_and_looked_into(tale: Path, tmp_path: Path) -> None:
    assert command("train", str(tale), "--name", "tale", "--steps", "100", *SMALL).returncode == 0
    looked = command("xray", "tale", LINE)
    assert (looked.returncode, looked.stderr) == (0, "")
    assert "21 tokens of the text given" in looked.stdout

    # It was trained on nine tenths of this text, so the rest is what is read.
    arrays = command("xray", "tale", str(tale), "--npz", str(tmp_path / "states.npz"))
    assert arrays.returncode == 0
    with np.load(tmp_path / "states.npz", allow_pickle=False) as file:
        assert "".join(file["tokens"]) == TALE[int(len(TALE) * 0.9) :]
        assert np.isfinite(file["h"]).all()

    found = command("xray", "tale", str(tale), "--part", "all", "--find", "after-space", "--top", "1")
    assert found.returncode == 0
    auc = re.search(r"^ *\d+  [hc] +(\d\.\d+)", found.stdout, re.MULTILINE)
    assert auc is not None
    assert float(auc[1]) > 0.9  # to tell a space from letters is the first thing a network learns


def test_on_a_terminal_it_is_drawn_in_colour_unless_that_is_not_wanted(letters: str) -> None:
    child = terminal("xray", letters, LINE)
    child.expect_exact("expected")
    assert "\x1b[48;" in child.before
    child.close(force=True)
    os.environ["NO_COLOR"] = "1"
    try:
        child = terminal("xray", letters, LINE)
        child.expect_exact("expected")
    finally:
        del os.environ["NO_COLOR"]
    assert not re.search(r"\x1b\[[0-9;]*[34]8;", child.before)
    assert "░" in child.before
    child.close(force=True)


def test_where_there_are_no_blocks_letters_are_drawn(letters: str) -> None:
    looked = command("xray", letters, LINE, env={**os.environ, "PYTHONIOENCODING": "ascii"})
    assert looked.returncode == 0
    rows = [line[5:] for line in looked.stdout.splitlines() if re.match(r" {3}\d ", line)]
    assert len(rows) == 8
    assert set("".join(rows)) <= set("MW=-.+*%@")


def test_control_characters_never_reach_the_terminal(letters: str) -> None:
    looked = command("xray", letters, "a\x1b[31m\x07\u202eb\n\ncat" * 3)
    assert looked.returncode == 0
    for stream in (looked.stdout, looked.stderr):
        assert not set(stream) & set("\x1b\x07\u202e")


def test_an_expression_that_never_ends_is_given_up(letters: str, tmp_path: Path) -> None:
    path = tmp_path / "long.txt"
    path.write_text("a" * 5000, "utf-8")
    looked = command("xray", letters, str(path), "--find", "(a+)+b")
    assert (looked.returncode, looked.stdout) == (2, "")
    assert "takes longer than" in looked.stderr
