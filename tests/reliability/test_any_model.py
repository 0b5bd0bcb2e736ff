"""Any model file, by every way that leads to one: the commands and the Library say one clear sentence.

What a file alone can be made of is in ``tests/test_modelfile.py``; here it goes through the program.
``RNN_PLAYGROUND_LONG=1`` flips a hundred times as many bits.
"""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from click.testing import CliRunner, Result

from playground import modelfile, places
from playground.cli import cli
from playground.config import Cell, ModelConfig, TrainConfig
from playground.modelfile import ModelCard
from playground.text.characters import CharVocabulary
from playground.text.words import WordVocabulary
from playground.ui.app import PlaygroundApp
from playground.ui.settings import Settings
from tests.cli.conftest import TALE, save_model
from tests.cli.test_e2e import PATIENCE
from tests.reliability.conftest import LONG
from tests.reliability.safe import assert_safe
from tests.test_modelfile import change_document, rewrite

FLIPS = 2_000 if LONG else 20
HOSTILE = (
    "\x1b]0;owned\x07\x1b[2J\x9b31m[bold red]x[/] \u202e../../etc/passwd\0\r\n[/nothing] $HOME `id` %s {0}"
)
MEGABYTE = 1 << 20


@pytest.fixture
def tale(tmp_path: Path) -> Path:
    path = tmp_path / "tale.txt"
    path.write_text(TALE, encoding="utf-8")
    return path


@pytest.fixture
def model(tale: Path) -> Path:
    """A small model of characters called ``m``, among the user's."""
    return save_model("m", CharVocabulary.of(TALE), tale)


def invoke(*words: str) -> Result:
    """Run a command in this process; what it says is safe, and it ends as commands end."""
    result = CliRunner().invoke(cli, words, prog_name="rnn-playground")
    assert result.exception is None or isinstance(result.exception, SystemExit), (words, result.exception)
    assert "Something broke" not in result.stderr, (words, result.stderr)
    assert_safe(result.output, words)
    assert max(map(len, result.stderr.splitlines()), default=0) < 600, words
    return result


def every_command(name: str, tale: Path, folder: Path) -> list[tuple[str, ...]]:
    """What can be done with a language model; nothing here changes it."""
    return [
        ("complete", name, "The king", "--tokens", "3", "--seed", "1"),
        ("complete", name, "The king", "--candidates", "3", "--json"),
        ("score", name, str(tale), "--part", "all", "--limit", "200"),
        ("xray", name, "The king", "--units", "0-3"),
        ("models", "show", name),
        ("models", "show", name, "--json"),
        ("models", "export", name, str(folder / "out.safetensors")),
        ("models", "export", name, str(folder / "out.npz"), "--to", "npz"),
    ]


def sentence(result: Result) -> str:
    """The one sentence with which a command refuses."""
    assert result.exit_code == 2, result.output
    assert result.stderr.count("\n") == 1
    assert result.stderr.startswith("rnn-playground: ")
    assert result.stderr.rstrip().endswith(".")
    return result.stderr


OTHER_TASKS = [
    ("classify", "{}", "text"), ("tag", "{}", "text"), ("translate", "{}", "text"), ("chat", "{}"),
    ("caption", "{}"), ("forecast", "{}", "{tale}"), ("train", "--resume", "{}"),
]  # fmt: skip


def refused_by_all(name: str, tale: Path, folder: Path, says: str) -> None:
    """Every command refuses the model for this reason."""
    others = [tuple(word.format(name, tale=tale) for word in words) for words in OTHER_TASKS]
    for words in [*every_command(name, tale, folder), *others]:
        assert says in sentence(invoke(*words)), words


# One damage each, through every command.

DAMAGES: dict[str, tuple[Callable[[Path], object], str]] = {
    "newer": (lambda path: change_document(path, lambda each: each.update(format=2)), "newer version"),
    "cut": (lambda path: os.truncate(path, path.stat().st_size - 1), "damaged or cut short"),
    "empty": (lambda path: path.write_bytes(b""), "not a model file"),
    "text": (lambda path: path.write_bytes(b"Once upon a time"), "not a model file"),
    "no card": (lambda path: change_document(path, lambda each: each.update(card=[])), "damaged description"),
    "gigabyte": (lambda path: gigabyte(path), "not a model file"),
    "bomb": (lambda path: bomb(path, "{},", 15 * MEGABYTE), "too much memory"),
}


def gigabyte(path: Path) -> None:
    """A description of a whole gigabyte, which is really there (as a hole in the file)."""
    path.write_bytes((1 << 30).to_bytes(8, "little") + b'{"__metadata__":{"playground":"')
    os.truncate(path, (1 << 30) + 16)


def bomb(path: Path, piece: str, size: int) -> None:
    """A description with a list that grows when it is read."""

    def change(header: dict[str, Any]) -> None:
        text = header["__metadata__"]["playground"]
        junk = "[" + piece * (size // len(piece)) + "0]"
        header["__metadata__"]["playground"] = f'{{"junk": {junk}, {text[1:]}'

    rewrite(path, change)


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_file_is_refused_by_every_command(
    damage: str, model: Path, tale: Path, tmp_path: Path
) -> None:
    do, says = DAMAGES[damage]
    do(model)
    refused_by_all("m", tale, tmp_path, says)
    listed = invoke("models", "list")
    assert listed.exit_code == 0
    assert says in listed.stdout


@pytest.mark.parametrize(
    ("shape", "says"),
    [
        ([1] * 100_000 + [8, 24], "of shape (1, 1, 1, 1, ...)"),
        ([2**62, 2**62], "damaged"),
        ([0, 2**62], "damaged"),
    ],
    ids=["many", "huge", "nothing"],
)
def test_a_hostile_shape_is_a_short_sentence(
    shape: list[int], says: str, model: Path, tale: Path, tmp_path: Path
) -> None:
    rewrite(model, lambda header: header["rnn.weight_hh_l0"].update(shape=shape))
    for words in every_command("m", tale, tmp_path)[:4]:
        assert says in sentence(invoke(*words))


def test_resume_data_of_an_impossible_shape(model: Path) -> None:
    card, weights = modelfile.load(model)
    modelfile.save(model, card, weights, {"moment": np.zeros((0, 4))}, {"step": 1})
    rewrite(model, lambda header: header["resume.moment"].update(shape=[2**62, 0]))
    sentence(invoke("train", "--resume", "m"))


# Memory: what a file claims is not what is taken.


@pytest.mark.parametrize(
    "do",
    [
        gigabyte,
        lambda path: bomb(path, "{},", 15 * MEGABYTE),
        lambda path: bomb(path, "999,", 15 * MEGABYTE),
        lambda path: bomb(path, "[", 15 * MEGABYTE),
        lambda path: change_document(path, lambda each: each["card"]["model"].update(units=8000, layers=8)),
        lambda path: path.write_bytes((1 << 62).to_bytes(8, "little") + b"{" * 100),
    ],
    ids=["a real gigabyte", "objects", "numbers", "depth", "a huge network", "a declared 2^62"],
)
def test_no_file_takes_much_memory(do: Callable[[Path], object], model: Path) -> None:
    do(model)
    script = (
        "import resource\n"
        "from playground import modelfile\n"
        "from playground.errors import InputError\n"
        "before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss\n"
        "try:\n"
        f"    modelfile.load({str(model)!r})\n"
        "except InputError:\n"
        "    pass\n"
        "print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, timeout=PATIENCE, check=True
    )
    assert int(done.stdout) < 400 << 10  # kilobytes


# Names and contents written by somebody else.


def test_hostile_words_in_a_file_are_only_shown(model: Path, tale: Path, tmp_path: Path) -> None:
    def change(document: dict[str, Any]) -> None:
        card = document["card"]
        for key in ("name", "description", "licence", "created", "program"):
            card[key] = HOSTILE
        card["corpus"] = {"name": HOSTILE, "sha256": HOSTILE, "sources": [HOSTILE, "../../x"], "chars": 7}
        card["scores"] = {"bits_per_char": 1.0, HOSTILE: 2.0}
        card["history"] = [{"step": 1, HOSTILE: 3.0}]
        odd = "\x1b\x07\x00\x9b\u202e\u2066[]/\u0301\u200d\ufeff\ud800"
        tokens = card["vocabulary"]["tokens"]
        card["vocabulary"]["tokens"] = odd + tokens[len(odd) :]

    change_document(model, change)
    for words in every_command("m", tale, tmp_path):
        assert invoke(*words).exit_code == 0, words
    assert invoke("complete", "m", "", "--tokens", "300", "--temperature", "9", "--seed", "2").exit_code == 0
    assert invoke("models", "list").exit_code == 0
    assert invoke("models", "list", "--json").exit_code == 0
    sentence(invoke("train", "--resume", "m"))


def test_hostile_words_in_a_vocabulary_of_words(tale: Path, tmp_path: Path) -> None:
    path = save_model("w", WordVocabulary.of(TALE), tale)

    def change(document: dict[str, Any]) -> None:
        tokens = document["card"]["vocabulary"]["tokens"]
        odd = [HOSTILE, "\x1b[2J", "[bold]", "\r", "\u202e" * 50, "x" * 5000, "\x00"]
        document["card"]["vocabulary"]["tokens"] = [*odd, *tokens[len(odd) :]]

    change_document(path, change)
    for words in every_command("w", tale, tmp_path):
        invoke(*words)
    invoke("complete", "w", "", "--tokens", "200", "--temperature", "9", "--seed", "2")


NAMES = [
    "../x",
    "..",
    "/tmp/x",
    "a/b",
    "~/x",
    "",
    ".hidden",
    "a\0b",
    "a\nb",
    "\x1b[31m",
    "x" * 300,
    "[bold]",
    "-x",
]


@pytest.mark.parametrize("name", NAMES, ids=repr)
def test_no_name_leads_out_of_the_folder(name: str, model: Path, tale: Path, tmp_path: Path) -> None:
    outside = {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*") if path.is_file()}
    commands = [
        ("train", str(tale), "--name", name, "--steps", "1", "--units", "8"),
        ("models", "rename", "m", name),
        ("models", "rename", name, "other"),
        ("models", "remove", "--yes", name),
    ]
    for words in commands:
        assert invoke(*words).exit_code == 2, words
    after = {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*") if path.is_file()}
    assert {path for path in after if path.name != "command.log"} == set(outside)
    assert all(after[path] == time for path, time in outside.items())
    assert model.exists()


@pytest.mark.parametrize(
    "stem", ["\x1b[2Jx", "[bold red]x", "a\u202eb", "a\nb", "漢字👩‍👩‍👧" * 8, " x ", "-rf"]
)
def test_files_with_hostile_names_are_listed_and_opened(stem: str, model: Path, tale: Path) -> None:
    path = model.with_name(f"{stem}.safetensors")
    model.rename(path)
    listed = invoke("models", "list")
    assert listed.exit_code == 0
    invoke("models", "list", "--json")
    assert invoke("complete", str(path), "The", "--tokens", "2").exit_code == 0
    assert invoke("score", str(path), str(tale), "--no-baselines").exit_code == 0
    path.write_bytes(b"no model")
    sentence(invoke("complete", str(path), "The"))
    assert "not a model file" in invoke("models", "list").stdout


# Bits flipped anywhere.


def flipped(whole: bytes, place: int) -> bytes:
    damaged = bytearray(whole)
    damaged[place // 8] ^= 1 << place % 8
    return bytes(damaged)


@pytest.mark.parametrize("part", ["header", "weights"])
def test_flipped_bits_through_every_command(part: str, model: Path, tale: Path, tmp_path: Path) -> None:
    whole = model.read_bytes()
    header = 8 + int.from_bytes(whole[:8], "little")
    chance = random.Random(part)
    commands = every_command("m", tale, tmp_path)
    for flip in range(FLIPS):
        begin, end = (0, header) if part == "header" else (header, len(whole))
        model.write_bytes(flipped(whole, chance.randrange(begin * 8, end * 8)))
        invoke(*commands[flip % len(commands)])
        invoke("models", "list")
        for path in tmp_path.glob("out.*"):
            path.unlink()


SHIPPED = {
    "sentiment": ("classify", "{}", "a fine film"),
    "entities": ("tag", "{}", "Alice went to Paris"),
    "english-hindi": ("translate", "{}", "good day"),
    "captions": ("caption", "{}", "--seed", "1"),
    "series": ("forecast", "{}", "{csv}"),
}


@pytest.mark.parametrize("name", SHIPPED)
def test_flipped_bits_in_models_of_other_tasks(name: str, tmp_path: Path) -> None:
    table = tmp_path / "series.csv"
    table.write_text("value\n" + "".join(f"{n % 12}\n" for n in range(200)))
    whole = (places.shipped_models() / f"{name}.safetensors").read_bytes()
    header = 8 + int.from_bytes(whole[:8], "little")
    path = tmp_path / "flipped.safetensors"
    words = [word.format(path, csv=table) for word in SHIPPED[name]]
    path.write_bytes(whole)
    assert invoke(*words).exit_code == 0
    chance = random.Random(name)
    for _ in range(FLIPS // 4):
        path.write_bytes(flipped(whole, chance.randrange(header * 8)))
        invoke(*words)
        invoke("models", "show", str(path))


@pytest.mark.parametrize("value", [3e38, -2e9])
def test_weights_that_would_overflow_are_refused(
    value: float, model: Path, tale: Path, tmp_path: Path
) -> None:
    card, weights = modelfile.load(model)
    weights["embedding.weight"][1, 2] = value
    modelfile.save(model, card, weights)
    for words in every_command("m", tale, tmp_path)[:4]:
        assert "too large to compute with" in sentence(invoke(*words))


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("cell", ["rnn", "gru", "lstm"])
def test_the_largest_weights_that_are_let_in_overflow_nowhere(cell: Cell, tale: Path, tmp_path: Path) -> None:
    vocabulary = CharVocabulary.of(TALE)
    config = ModelConfig(vocabulary=vocabulary.size, cell=cell, layers=2, units=8, embedding=8)
    chance = np.random.default_rng(0)
    for signs in ([1.0], [-1.0, 1.0]):
        weights = {
            key: np.float32(1e9) * chance.choice(signs, shape).astype(np.float32)
            for key, shape in config.shapes().items()
        }
        card = ModelCard(name="m", model=config, train=TrainConfig(steps=1), vocabulary=vocabulary.to_dict())
        modelfile.save(places.user_models() / "m.safetensors", card, weights)
        for words in every_command("m", tale, tmp_path / cell)[:4]:
            assert invoke(*words).exit_code == 0, words


# In the app.


@pytest.fixture
def a_hostile_library(model: Path) -> int:
    """Every damage under a name of its own, and one file whose words are hostile; how many there are."""
    whole = model.read_bytes()
    for number, (do, _) in enumerate(DAMAGES.values()):
        path = model.with_name(f"[bold]{number}\x1b[2J.safetensors")
        path.write_bytes(whole)
        do(path)
    change_document(
        model, lambda document: document["card"].update(description=HOSTILE, corpus={"name": HOSTILE})
    )
    return len(DAMAGES) + 1


async def test_the_library_shows_them_all(a_hostile_library: int) -> None:
    app = PlaygroundApp(mode="library", settings=Settings())
    async with app.run_test(size=(120, 36)) as pilot:
        await pilot.pause(0.3)
        for _ in range(a_hostile_library):
            await pilot.press("down")
            await pilot.pause(0.05)
            for strip in app.screen._compositor.render_strips():
                assert_safe("".join(segment.text for segment in strip), "library")
        assert app._exception is None


async def test_the_app_opens_with_a_damaged_model(model: Path) -> None:
    model.write_bytes(model.read_bytes()[:-1])
    app = PlaygroundApp(model="m", settings=Settings())
    async with app.run_test(size=(120, 36)) as pilot:
        await pilot.pause(0.5)
        shown = "\n".join(
            "".join(segment.text for segment in strip) for strip in app.screen._compositor.render_strips()
        )
        assert "damaged or cut short" in " ".join(shown.split())
    assert json.loads(invoke("models", "list", "--json").stdout)[0]["problem"]
