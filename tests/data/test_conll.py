"""Tagged sentences in CoNLL columns."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from playground.data.conll import iob2, open_tagged, read_tagged, write_tagged
from playground.data.examples import Tagged
from playground.data.spans import spans
from playground.errors import InputError

fast = settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=60)
token = st.text(
    st.characters(min_codepoint=33, max_codepoint=0x24F, exclude_categories=["C", "Z"]), min_size=1
)
loose_tag = st.sampled_from(["O", "B-PER", "I-PER", "B-LOC", "I-LOC", "I-A-B"])


def tags(text: str) -> list[str]:
    return text.split()


FOUR_COLUMNS = """-DOCSTART- -X- -X- O

U.N. NNP I-NP I-ORG
official NN I-NP O
Ekeus\tNNP  I-NP   I-PER
heads VBZ I-VP O
. . O O

-DOCSTART- -X- O O
Paris NNP I-NP I-LOC
Rome NNP I-NP B-LOC
"""


def write(folder: Path, content: str | bytes) -> Path:
    path = folder / "some.conll"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def test_four_columns_documents_and_iob1(tmp_path: Path) -> None:
    first, second = read_tagged(write(tmp_path, FOUR_COLUMNS))
    assert first.tokens == ("U.N.", "official", "Ekeus", "heads", ".")
    assert first.tags == ("B-ORG", "O", "B-PER", "O", "O")
    assert first.line == 3
    assert second.tokens == ("Paris", "Rome")
    assert second.tags == ("B-LOC", "B-LOC")


def test_iob1_becomes_iob2() -> None:
    # Adjacent names of one kind need the B- of IOB1; all others begin with I-.
    assert iob2(tags("I-PER I-PER B-PER O I-LOC I-ORG I-ORG")) == (
        tags("B-PER I-PER B-PER O B-LOC B-ORG I-ORG")
    )
    assert iob2(tags("S-PER O B-LOC I-LOC E-LOC U-ORG L-ORG")) == (
        tags("B-PER O B-LOC I-LOC I-LOC B-ORG I-ORG")
    )


@given(st.lists(loose_tag))
def test_every_name_begins_with_b_and_none_is_lost(loose: list[str]) -> None:
    fixed = iob2(loose)
    assert iob2(fixed) == fixed
    assert spans(fixed) == spans(loose)
    assert [span.start for span in spans(fixed)] == [i for i, tag in enumerate(fixed) if tag[0] == "B"]


@fast
@given(st.lists(st.lists(st.tuples(token, loose_tag), min_size=1, max_size=6), min_size=1, max_size=5))
def test_what_is_written_is_read_back(tmp_path: Path, rows: list[list[tuple[str, str]]]) -> None:
    sentences = []
    for row in rows:
        row[0] = (row[0][0].replace("-DOCSTART-", "x"), row[0][1])
        sentences.append(Tagged(tuple(word for word, _ in row), tuple(iob2([tag for _, tag in row])), 1))
    read = read_tagged(write(tmp_path, write_tagged(sentences)))
    assert [(each.tokens, each.tags) for each in read] == [(each.tokens, each.tags) for each in sentences]


@fast
@given(st.binary(min_size=1, max_size=200) | st.text("ab BIO-\t\nX", min_size=1).map(str.encode))
def test_any_bytes_are_sentences_or_a_clear_error(tmp_path: Path, data: bytes) -> None:
    path = write(tmp_path, data)
    message, sentences = "", []
    try:
        sentences = read_tagged(path)
    except InputError as error:
        message = str(error)
    assert bool(sentences) != ("some" in message)
    assert "\n" not in message
    assert all(len(each.tokens) == len(each.tags) > 0 for each in sentences)


def test_the_shipped_sentences() -> None:
    examples = open_tagged("entities")
    assert len(examples.items) == 700
    assert {tag for item in examples.items for tag in item.tags} == {
        "O", "B-PER", "I-PER", "B-LOC", "I-LOC", "B-ORG", "I-ORG",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("Paris B-LOC\nRome\n", r"some\.conll, line 2: expected at least two columns.* found 'Rome'"),
        ("Paris B-LOC\n\nRome LOC\n", "line 3: expected in the last column O, or B- .* found 'LOC'"),
        ("Paris B-\n", "line 1: expected in the last column"),
        ("Paris X-LOC\n", "line 1: expected in the last column"),
        ("\n \n-DOCSTART- O\n", "holds no sentences"),
        ("x O\n" * 5001, "line 5,001: the sentence that begins in line 1 has more than 5,000 tokens"),
        ("".join(f"x B-{i}\n\n" for i in range(1001)), "1,001 different tags"),
    ],
)
def test_a_wrong_line_is_named(tmp_path: Path, content: str, message: str) -> None:
    with pytest.raises(InputError, match=message):
        read_tagged(write(tmp_path, content))


def test_a_mark_line_ends_and_spaces_at_the_ends_do_no_harm(tmp_path: Path) -> None:
    (first, second) = read_tagged(write(tmp_path, "\ufeffParis B-LOC \r\n\t\r\n Rome\tB-LOC\r\n"))
    assert (first.tokens, second.tokens) == (("Paris",), ("Rome",))
