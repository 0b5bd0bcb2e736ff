"""``score``: which part is scored, beside what."""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Any

import pytest

from playground import LanguageModel
from tests.cli.conftest import TALE, Run

KEYS = {"nats_per_token", "bits_per_char", "perplexity", "tokens", "chars", "baselines"}
BASELINES = {"uniform", "unigram", "ngram", "gzip", "bz2", "xz"}


def scored(run: Run, *words: str) -> dict[str, Any]:
    result = run("score", *words, "--json")
    assert result.exit_code == 0, result.stderr
    document: dict[str, Any] = json.loads(result.stdout)
    return document


def test_of_its_own_text_only_the_held_out_part_is_scored(run: Run, letters: str, tale: Path) -> None:
    document = scored(run, letters, str(tale))
    held_out = TALE[int(len(TALE) * 0.9) :]
    expected = LanguageModel.load(letters).score(held_out)
    assert set(document) >= KEYS
    assert document["part"] == "held-out"
    assert document["chars"] == len(held_out)
    assert document["nats_per_token"] == pytest.approx(expected.nats_per_token)
    assert document["bits_per_char"] == pytest.approx(expected.nats_per_token / math.log(2))
    assert document["perplexity"] == pytest.approx(math.exp(expected.nats_per_token))
    assert set(document["baselines"]) == BASELINES


def test_all_of_it_when_asked(run: Run, letters: str, tale: Path) -> None:
    document = scored(run, letters, str(tale), "--part", "all")
    assert (document["part"], document["chars"]) == ("all", len(TALE))


def test_another_text_is_scored_whole(run: Run, words: str, tmp_path: Path) -> None:
    other = tmp_path / "other.txt"
    other.write_text("The cat had a hedgehog.\n" * 20, "utf-8")
    document = scored(run, words, str(other))
    assert (document["part"], document["chars"]) == ("all", 24 * 20)
    assert document["unknown_share"] > 0
    assert set(document["baselines"]) == BASELINES


def test_unknown_words_cost_their_letters_when_spelled_out(run: Run, words: str, tmp_path: Path) -> None:
    known, unknown = tmp_path / "known.txt", tmp_path / "unknown.txt"
    known.write_text("The cat saw the king.\n" * 20, "utf-8")
    unknown.write_text("The cat saw the hedgehog.\n" * 20, "utf-8")
    plain, spelled = scored(run, words, str(known)), scored(run, words, str(unknown))
    assert plain["bits_per_char_spelled_out"] == plain["bits_per_char"]
    vocabulary = LanguageModel.load(words).vocabulary
    letters = vocabulary.spelling_bits(" hedgehog") * 20 / spelled["chars"]
    assert letters > 0
    assert spelled["bits_per_char_spelled_out"] == pytest.approx(spelled["bits_per_char"] + letters)
    report = run("score", words, str(unknown)).stdout
    assert f"spelled out: {spelled['bits_per_char_spelled_out']:.4f} bits per character" in report
    assert "spelled out" not in run("score", words, str(known)).stdout


def test_no_part_of_another_text_is_held_out(run: Run, letters: str, tmp_path: Path) -> None:
    other = tmp_path / "other.txt"
    other.write_text("The cat.\n" * 20, "utf-8")
    result = run("score", letters, str(other), "--part", "held-out")
    assert result.exit_code == 2
    assert "was not trained on other" in result.stderr


def test_a_limit_is_told(run: Run, letters: str, tale: Path) -> None:
    result = run("score", letters, str(tale), "--part", "all", "--limit", "100", "--json", "--no-baselines")
    document = json.loads(result.stdout)
    assert (document["chars"], document["baselines"]) == (100, {})
    assert "first 100 characters" in result.stderr


def test_the_report_ranks_the_model_among_the_baselines(run: Run, letters: str, tale: Path) -> None:
    result = run("score", letters, str(tale))
    assert result.exit_code == 0
    ranking = result.stdout.split("  bits per character\n")[1].splitlines()
    bits = [float(row.split()[-1]) for row in ranking]
    assert bits == sorted(bits)
    assert sum(row.startswith("> letters") for row in ranking) == 1
    assert len(ranking) == 1 + len(BASELINES)


def test_dynamic_evaluation_stands_beside_the_score(run: Run, letters: str, tale: Path) -> None:
    plain, both = (scored(run, letters, str(tale), "--no-baselines", *more) for more in ((), ("--dynamic",)))
    assert plain.pop("dynamic") is None
    dynamic = both.pop("dynamic")
    assert plain == both
    assert dynamic["nats_per_token"] < both["nats_per_token"]
    report = run("score", letters, str(tale), "--no-baselines", "--dynamic").stdout
    assert f"{dynamic['bits_per_char']:.4f} bits per character" in report.split("(dynamic evaluation)")[1]


def test_nothing_to_score(run: Run, letters: str, tmp_path: Path) -> None:
    empty = tmp_path / "empty.txt"
    empty.write_text("")
    result = run("score", letters, str(empty))
    assert result.exit_code == 2
    assert result.stderr.count("\n") == 1
