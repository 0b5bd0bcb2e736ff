"""``corpora``: list, show, add, remove, download."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from playground import places
from playground.text import catalogue
from tests.cli.conftest import TALE, Run


def test_list_shows_what_ships_what_is_yours_and_what_can_be_had(run: Run, tale: Path) -> None:
    run("corpora", "add", str(tale), "--name", "mine")
    table = run("corpora", "list")
    assert run("corpora").stdout == table.stdout
    where = {entry["name"]: entry["where"] for entry in json.loads(run("corpora", "list", "--json").stdout)}
    assert where["fairy-tales"] == "shipped"
    assert where["mine"] == "yours"
    assert where["tinyshakespeare"] == "download"
    assert all(name in table.stdout for name in where)


def test_show(run: Run) -> None:
    result = run("corpora", "show", "fairy-tales", "--chars", "50")
    assert result.exit_code == 0
    assert "CC0" in result.stdout
    assert result.stdout.endswith("who had\n") or "THE KING" in result.stdout
    document = json.loads(run("corpora", "show", "fairy-tales", "--chars", "50", "--json").stdout)
    assert len(document["beginning"]) == 50
    assert document["characters"] > 300_000


def test_show_a_file_with_control_characters(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "odd.txt"
    path.write_text("one \x1b[2J two\nthree", "utf-8")
    result = run("corpora", "show", str(path))
    assert "\x1b" not in result.stdout
    assert "one ␛[2J two\nthree" in result.stdout


def test_add_and_remove(run: Run, tale: Path) -> None:
    assert run("corpora", "add", str(tale), "--name", "mine").exit_code == 0
    assert (places.user_corpora() / "mine.txt").read_text("utf-8") == TALE
    assert run("corpora", "add", str(tale), "--name", "mine").exit_code == 2
    assert run("corpora", "remove", "mine").exit_code == 2
    assert run("corpora", "remove", "mine", "--yes").exit_code == 0
    assert not (places.user_corpora() / "mine.txt").exists()
    assert tale.exists()


def test_shipped_corpora_stay(run: Run) -> None:
    result = run("corpora", "remove", "fairy-tales", "--yes")
    assert result.exit_code == 2
    assert (places.shipped_corpora() / "fairy-tales.txt").exists()


def test_download_without_a_network(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(catalogue.MIRROR_VARIABLE, "http://127.0.0.1:9")  # nobody listens on the discard port
    result = run("corpora", "download", "names", "--folder", str(tmp_path / "texts"))
    assert result.exit_code != 0
    assert result.stderr.count("\n") == 1
    assert not [path for path in tmp_path.rglob("*names*") if path.is_file()]


def test_download_of_something_unknown(run: Run) -> None:
    result = run("corpora", "download", "nothing-of-the-kind")
    assert result.exit_code == 2
    assert result.stderr.count("\n") == 1
