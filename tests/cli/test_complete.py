"""``complete``: streaming, candidates, JSON, standard input."""

from __future__ import annotations

import json
import math

import pytest

from playground import LanguageModel
from tests.cli.conftest import Run


def test_the_prompt_and_what_follows(run: Run, letters: str) -> None:
    result = run("complete", letters, "Once upon", "--tokens", "30", "--seed", "1")
    expected = LanguageModel.load(letters).complete("Once upon", tokens=30, seed=1)
    assert result.exit_code == 0
    assert result.stdout == f"Once upon{expected}\n"
    assert len(expected) == 30


def test_the_prompt_is_not_doubled_where_a_word_is_half_written(run: Run, words: str) -> None:
    result = run("complete", words, "The king ", "--tokens", "8", "--seed", "1")
    assert result.stdout.startswith("The king ")
    assert not result.stdout.startswith("The king  ")


def test_samples_count_their_seeds_up(run: Run, letters: str) -> None:
    together = run("complete", letters, "The", "--samples", "2", "--tokens", "20", "--seed", "5").stdout
    alone = [run("complete", letters, "The", "--tokens", "20", "--seed", seed).stdout for seed in ("5", "6")]
    assert together == "--------\n".join(alone)
    assert alone[0] != alone[1]


def test_json_holds_every_token_with_its_probability(run: Run, words: str) -> None:
    result = run("complete", words, "The king", "--json", "--samples", "2", "--tokens", "12", "--seed", "3")
    document = json.loads(result.stdout)
    assert document["prompt"] == "The king"
    assert len(document["samples"]) == 2
    for sample in document["samples"]:
        assert sample["text"] == "".join(token["token"] for token in sample["tokens"])
        assert len(sample["tokens"]) == 12
        for token in sample["tokens"]:
            assert token["probability"] == pytest.approx(math.exp(token["logprob"]))


def test_candidates_as_a_table_and_as_json(run: Run, letters: str) -> None:
    options = ("complete", letters, "The king", "--candidates", "5", "--temperature", "0.5", "--top-k", "3")
    rows = run(*options).stdout.splitlines()
    document = json.loads(run(*options, "--json").stdout)
    assert rows[0].split() == ["next", "token", "probability", "with", "settings"]
    assert len(rows) == 6
    found = document["candidates"]
    assert [f"{each['probability']:.4f}" for each in found] == [row.split()[-2] for row in rows[1:]]
    assert [each["sampled"] > 0 for each in found] == [True, True, True, False, False]
    assert found == sorted(found, key=lambda each: -each["probability"])
    assert sum(each["sampled"] for each in found) == pytest.approx(1.0, abs=1e-5)


def test_a_stop_text_ends_it(run: Run, letters: str) -> None:
    free = run("complete", letters, "The", "--tokens", "200", "--seed", "2").stdout
    stopped = run(
        "complete", letters, "The", "--tokens", "200", "--seed", "2", "--stop", "a", "--stop", "e"
    ).stdout
    written = free.removeprefix("The")
    end = min(written.index("a"), written.index("e"))
    assert stopped == f"The{written[:end]}\n"


def test_standard_input_is_a_prompt_with_the_line_ends_a_model_knows(run: Run, letters: str) -> None:
    result = run("complete", letters, "-", "--json", "--tokens", "1", input=b"The cat\r\nsaw\r\n")
    assert json.loads(result.stdout)["prompt"] == "The cat\nsaw"


def test_standard_input_that_is_not_text(run: Run, letters: str) -> None:
    result = run("complete", letters, "-", input=b"\xff\xfe\x00\x81")
    assert result.exit_code == 2
    assert "Standard input is not UTF-8" in result.stderr


def test_unseen_characters_are_named_and_kept_in_what_is_printed(run: Run, letters: str) -> None:
    result = run("complete", letters, "Ω The", "--tokens", "3")
    assert result.exit_code == 0
    assert "Ω" in result.stderr
    assert result.stdout.startswith("Ω The")
    assert "<unk>" not in result.stdout


def test_control_characters_of_a_prompt_do_not_reach_the_terminal(run: Run, letters: str) -> None:
    result = run("complete", letters, "The\x1b[2J\x07 cat", "--tokens", "3")
    assert not {"\x1b", "\x07"} & set(result.stdout + result.stderr)


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--temperature", "-1"), "Temperature must be"),
        (("--temperature", "nan"), "Temperature must be"),
        (("--top-p", "1.5"), "Top-p must be"),
        (("--top-k", "-2"), "Top-k must be"),
        (("--repetition-penalty", "0"), "Repetition penalty must be"),
        (("--stop", ""), "stop text"),
        (("--seed", "-1"), "Seed must be"),
    ],
)
def test_settings_out_of_range(run: Run, letters: str, options: tuple[str, str], said: str) -> None:
    result = run("complete", letters, "The", *options)
    assert (result.exit_code, result.stdout) == (2, "")
    assert said in result.stderr
    assert result.stderr.count("\n") == 1
