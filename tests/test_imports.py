"""What comes along when a part is imported, looked at in fresh processes: torch and Textual cost a second."""

from __future__ import annotations

import pkgutil
import subprocess
import sys
from pathlib import Path

import pytest

import playground
from playground.text.characters import CharVocabulary
from tests.cli.conftest import TALE, save_model

HEAVY = {"numpy", "textual", "torch", "safetensors", "charset_normalizer"}


def imported_by(code: str) -> set[str]:
    """Names of the top-level packages that a fresh interpreter has loaded after running ``code``."""
    shown = (
        f"{code}\nimport sys\nprint('LOADED', *sorted({{name.partition('.')[0] for name in sys.modules}}))"
    )
    done = subprocess.run(
        [sys.executable, "-c", shown], capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == 0, done.stderr
    return set(done.stdout.rpartition("LOADED")[2].split())


def modules(*packages: str) -> list[str]:
    """The packages and every module under them."""
    found = []
    for package in packages:
        found.append(f"playground.{package}")
        folder = Path(playground.__file__).parent / package
        found += [each.name for each in pkgutil.walk_packages([str(folder)], f"playground.{package}.")]
    return found


def test_the_helper_sees_what_is_loaded() -> None:
    assert "numpy" in imported_by("import numpy")


HELP_OF_EVERY_COMMAND = """
import click
from playground.cli import cli

def walk(command, path):
    context = click.Context(command, info_name=path[-1])
    assert "Usage" in command.get_help(context)
    pages.append(path)
    for name, child in getattr(command, "commands", {}).items():
        walk(child, [*path, name])

pages = []
walk(cli, ["rnn-playground"])
assert len(pages) >= 14, pages
"""


def test_help_of_every_command_loads_nothing_heavy() -> None:
    assert not HEAVY & imported_by(HELP_OF_EVERY_COMMAND)


def test_bad_usage_is_reported_without_loading_anything_heavy() -> None:
    code = """
from playground.cli import cli
try:
    cli.main(["train", "--unitz", "3"])
except SystemExit as end:
    assert end.code == 2
"""
    assert not HEAVY & imported_by(code)


@pytest.mark.parametrize(
    "part",
    [
        ("config", "errors", "places", "recipes", "speed"),
        ("events", "files", "modelfile", "library"),
        ("text",),
        ("inference",),
        ("training.client",),
    ],
    ids=lambda part: part[0],
)
def test_what_reads_and_completes_needs_neither_torch_nor_textual(part: tuple[str, ...]) -> None:
    loaded = imported_by("\n".join(f"import {name}" for name in modules(*part)))
    assert not {"torch", "textual"} & loaded


def test_the_app_never_loads_torch() -> None:
    loaded = imported_by("\n".join(f"import {name}" for name in modules("ui")))
    assert "torch" not in loaded
    assert "textual" in loaded


def test_the_header_of_the_app_is_drawn_without_numpy() -> None:
    loaded = imported_by("import playground.cli, playground.ui.app")
    assert "textual" in loaded
    assert not {"numpy", "safetensors", "wcwidth"} & loaded


def test_only_the_command_that_is_named_is_imported() -> None:
    code = """
import sys
from playground.cli import cli
try:
    cli.main(["models", "--help"])
except SystemExit as end:
    assert end.code == 0
assert "playground.cli.models" in sys.modules
assert "playground.cli.train" not in sys.modules
"""
    imported_by(code)


def test_the_package_itself_loads_numpy_only_for_the_language_model() -> None:
    assert "numpy" not in imported_by("import playground")
    loaded = imported_by("from playground import LanguageModel")
    assert "numpy" in loaded
    assert not {"torch", "textual"} & loaded


def test_complete_never_loads_torch_or_textual(tmp_path: Path) -> None:
    text = tmp_path / "tale.txt"
    text.write_text(TALE, "utf-8")
    save_model("letters", CharVocabulary.of(TALE), text)
    code = """
from playground.cli import cli
try:
    cli.main(["complete", "letters", "Once upon a", "--tokens", "5"])
except SystemExit as end:
    assert end.code == 0
"""
    assert not {"torch", "textual"} & imported_by(code)
