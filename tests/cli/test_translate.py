"""The commands ``translate`` and ``chat``, and training on a user's own pairs from the shell."""

from __future__ import annotations

import json
import random
from pathlib import Path

import numpy as np
import pytest

from playground import modelfile, places
from playground.cli.attention import attention_lines
from playground.cli.translate import unknown_words
from playground.config import TrainConfig
from playground.data.lexicon import Lexicon
from playground.modelfile import ModelCard
from playground.shapes.translator import Translated
from playground.task_config import TaskConfig
from playground.text.display import width
from tests.cli.conftest import Run

SOURCE = Lexicon(["i", "love", "pizza", "how", "are", "you", "?"])
TARGET = Lexicon(["<end>", " मुझे", " पिज़्ज़ा", " पसंद", " है", "।"])


def save(name: str, *, attention: bool = True, seed: int = 3) -> str:
    """An untrained translator among the user's models."""
    config = TaskConfig(
        task="translate",
        vocabulary=SOURCE.size,
        outputs=TARGET.size,
        units=8,
        embedding=8,
        attention=attention,
    )
    generator = np.random.default_rng(seed)
    weights = {key: generator.normal(0, 0.9, shape).astype("f4") for key, shape in config.shapes().items()}
    weights["head.bias"][1] = -4  # it does not end at once
    card = ModelCard(
        name=name,
        model=config,
        train=TrainConfig(seconds=1),
        vocabulary=SOURCE.to_dict(),
        task={"target": TARGET.to_dict(), "longest": 6},
    )
    modelfile.save(places.user_models() / f"{name}.safetensors", card, weights)
    return name


def test_a_translation_a_line(run: Run) -> None:
    name = save("mine")
    one = run("translate", name, "I love pizza.")
    assert one.exit_code == 0
    assert len(one.stdout.splitlines()) == 1
    many = run("translate", name, "-", input="I love pizza\n\nHow are you?\r\n")
    assert many.stdout.splitlines()[0] == one.stdout.strip()
    assert len(many.stdout.splitlines()) == 2


def test_json_is_one_object_a_line(run: Run) -> None:
    name = save("mine")
    result = run(
        "translate", name, "-", "--json", "--attention", "--beam", "3", input="I love pizza\nWho are you?\n"
    )
    assert result.stderr == ""
    first, second = map(json.loads, result.stdout.splitlines())
    assert first["source"] == "I love pizza"
    assert first["source_tokens"] == ["i", "love", "pizza"]
    assert first["translation"] == " ".join(first["tokens"]).replace(" ।", "।")
    assert first["score"] <= 0
    assert first["unknown"] == []
    assert second["unknown"] == ["who"]
    assert np.asarray(first["attention"]).shape == (3, len(first["tokens"]))
    greedy = json.loads(run("translate", name, "I love pizza", "--json").stdout)
    assert greedy["score"] <= first["score"]
    assert "attention" not in greedy


def test_unknown_words_are_named_once_on_standard_error(run: Run) -> None:
    result = run("translate", save("mine"), "-", input="I love quinoa\nquinoa and \x1b[31mtofu\n")
    assert len(result.stdout.splitlines()) == 2
    lines = result.stderr.splitlines()
    assert len(lines) == 1
    assert "quinoa" in lines[0]
    assert "tofu" in lines[0]
    assert "\x1b" not in result.output
    assert unknown_words(["a"]) == "The model has never seen this word, and guessed: a."
    assert unknown_words(map(str, range(9))).endswith("0, 1, 2, 3, 4, 5 and 3 more.")


def test_attention_is_drawn_under_the_translation(run: Run) -> None:
    result = run("translate", save("mine"), "I love pizza", "--attention")
    lines = result.stdout.splitlines()
    assert lines[1].split() == ["i", "love", "pizza"]
    assert len(lines) == 2 + len(lines[0].replace("।", " ।").split()) + 1
    assert "at least" in lines[-1]


def test_without_attention_it_cannot_be_shown(run: Run) -> None:
    result = run("translate", save("blind", attention=False), "I love pizza", "--attention")
    assert result.exit_code == 2
    assert "without attention" in result.stderr


@pytest.mark.parametrize("columns", [30, 60, 200])
@pytest.mark.parametrize("encoding", ["utf-8", "ascii"])
def test_the_columns_line_up_in_any_script(columns: int, encoding: str) -> None:
    read = ("i", "do", "not", "love", "internationalisation", "ピザ", "पिज़्ज़ा")
    wrote = ("मुझे", "पिज़्ज़ा", "पसंद", "नहीं", "है", "ピザ", "\x1b[31m")
    looks = np.eye(7, dtype=np.float32)
    found = Translated("", "", -1.0, read, wrote, looks)
    lines = attention_lines(found, columns, encoding)
    dark = "█" if encoding == "utf-8" else "#"
    starts = [width(line[: line.index(dark)]) for line in lines[1:-1]]
    assert starts == sorted(set(starts)), "each look is further to the right than the one before"
    heads = lines[0]
    assert width(heads[: heads.index("do")]) == starts[1]
    assert all(width(line) <= columns for line in lines[:-1])
    assert not any("\x1b" in line for line in lines)


def test_shades_grow_with_the_look() -> None:
    looks = np.array([[0.01, 0.1, 0.3, 0.6, 0.9]], np.float32)
    lines = attention_lines(Translated("", "", 0.0, ("a",), ("v", "w", "x", "y", "z"), looks), 80, "utf-8")
    assert [line[1:].strip() for line in lines[1:-1]] == ["", "░░", "▒▒", "▓▓", "██"]


def test_what_is_no_translator_names_its_command(run: Run, letters: str) -> None:
    result = run("translate", letters, "I love pizza")
    assert result.exit_code == 2
    assert f"rnn-playground complete {letters}" in result.stderr
    assert run("chat", letters).exit_code == 2


@pytest.mark.parametrize("words", [("translate", "mine", ""), ("translate", "mine", "tea", "--beam", "0")])
def test_bad_input_is_one_sentence(run: Run, words: tuple[str, ...]) -> None:
    save("mine")
    result = run(*words)
    assert result.exit_code == 2
    assert "Traceback" not in result.output


def test_chat_answers_every_line(run: Run) -> None:
    name = save("answering")
    result = run("chat", name, "--beam", "2", input="How are you?\nI love quinoa\n")
    assert result.exit_code == 0
    assert len(result.stdout.splitlines()) == 2
    assert "quinoa" in result.stderr


def test_pairs_of_the_user_train_from_the_shell(run: Run, tmp_path: Path) -> None:
    draw = random.Random(1)
    names = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"]
    digits = {str(digit): name for digit, name in enumerate(names)}
    rows = []
    for number in range(3000):
        said = [draw.choice(list(digits)) for _ in range(draw.randint(1, 3))]
        rows.append(f"{' '.join(digits[each] for each in said)}\t{' '.join(said)}\tuser {number}")
    path = tmp_path / "digits.tsv"
    path.write_text("\ufeff" + "\r\n".join(rows), "utf-8")
    common = (
        "--task",
        "translate",
        str(path),
        "--threads",
        "1",
        "--units",
        "24",
        "--embedding",
        "12",
        "--seed",
        "1",
    )
    result = run("train", *common, "--name", "digits", "--steps", "120", "--learning-rate", "0.01")
    assert result.exit_code == 0, result.output
    assert "exact match" in result.output.replace("_", " ")
    said = run("translate", "digits", "two seven", "--json")
    assert json.loads(said.stdout)["translation"] == "2 7"
    plain = run("train", *common, "--name", "plain", "--steps", "2", "--no-attention", "--cell", "gru")
    assert plain.exit_code == 0, plain.output
    assert "attention" not in json.loads(run("translate", "plain", "two", "--json").stdout)


def test_a_wrong_line_of_pairs_is_named(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "pairs.tsv"
    path.write_text("one\teins\n" * 40 + "two zwei\n", "utf-8")
    result = run("train", "--task", "translate", str(path), "--name", "n", "--seconds", "1")
    assert result.exit_code == 2
    assert "pairs.tsv, line 41: expected a text, a tab and its translation" in result.output
