"""Texts with labels: tables with tabs, CSV, folders."""

from __future__ import annotations

import csv
import io
import sys
import unicodedata
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from playground.data.examples import Labelled
from playground.data.labelled import open_labelled, read_labelled
from playground.errors import InputError

fast = settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=60)
printable = st.text(st.characters(exclude_categories=["C", "Z", "M"], max_codepoint=0x2FFF), min_size=1)
sentences = st.lists(printable, min_size=1, max_size=5).map(" ".join)


def write(folder: Path, name: str, content: str | bytes) -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def pairs(path: Path | str) -> list[tuple[str, str]]:
    return [(item.text, item.label) for item in read_labelled(path)]


def tried(path: Path) -> tuple[str, list[Labelled]]:
    """The message of the error, or the examples."""
    try:
        return "", read_labelled(path)
    except InputError as error:
        return str(error), []


def normal(text: str) -> str:
    return unicodedata.normalize("NFC", text)


@fast
@given(st.lists(st.tuples(sentences, printable), min_size=1, max_size=8))
def test_a_table_comes_back_as_written(tmp_path: Path, rows: list[tuple[str, str]]) -> None:
    path = write(tmp_path, "a.tsv", "".join(f"{text}\t{label}\n" for text, label in rows))
    assert pairs(path) == [(normal(text), normal(label)) for text, label in rows]


@fast
@given(
    st.lists(st.tuples(sentences, printable), min_size=1, max_size=8),
    st.sampled_from(",;"),
    st.sampled_from(["\n", "\r\n"]),
    st.booleans(),
)
def test_csv_comes_back_as_written(
    tmp_path: Path, rows: list[tuple[str, str]], mark: str, end: str, marked: bool
) -> None:
    file = io.StringIO()
    writer = csv.writer(file, delimiter=mark, lineterminator=end)
    writer.writerow(["text", "label"])
    writer.writerows(rows)
    path = write(tmp_path, "a.csv", file.getvalue().encode("utf-8-sig" if marked else "utf-8"))
    assert pairs(path) == [(normal(text), normal(label)) for text, label in rows]


@fast
@given(st.binary(min_size=1, max_size=200), st.sampled_from(["a.tsv", "a.csv", "a.txt"]))
def test_any_bytes_are_examples_or_a_clear_error(tmp_path: Path, data: bytes, name: str) -> None:
    path = write(tmp_path, name, data)
    message, items = tried(path)
    assert bool(items) != (name in message)
    assert "\n" not in message
    assert all(item.text and item.label and item.line >= 1 for item in items)


@fast
@given(st.text("ab\t,;\"'\n ", min_size=1, max_size=60), st.sampled_from(["a.tsv", "a.csv", "a.txt"]))
def test_any_marks_are_examples_or_a_clear_error(tmp_path: Path, text: str, name: str) -> None:
    path = write(tmp_path, name, text)
    message, items = tried(path)
    assert bool(items) != (name in message)
    assert all(item.text and item.label for item in items)


def test_the_shipped_tables_keep_their_labels() -> None:
    reviews = open_labelled("reviews")
    assert reviews.name == "reviews"
    assert len(reviews.items) == 900
    assert {item.label for item in reviews.items} == {"1", "2", "3", "4", "5"}
    assert len({item.label for item in read_labelled("questions")}) == 6


def test_lines_and_files_are_remembered(tmp_path: Path) -> None:
    path = write(tmp_path, "a.tsv", "\ufeffgood\tyes\r\n\r\n  bad \t no \r\n")
    first, second = read_labelled(path)
    assert (first.text, first.label, first.line) == ("good", "yes", 1)
    assert (second.text, second.label, second.line) == ("bad", "no", 3)
    assert second.file.endswith("a.tsv")


def test_several_sources_are_read_one_after_another(tmp_path: Path) -> None:
    first = write(tmp_path, "a.tsv", "good\tyes\n")
    second = write(tmp_path, "b.csv", "text,label\nbad,no\n")
    examples = open_labelled([first, second])
    assert [(item.text, item.label) for item in examples.items] == [("good", "yes"), ("bad", "no")]
    assert examples.name == "a and 1 more"


def test_standard_input(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"good\tyes\nbad\tno\n")))
    assert [item.label for item in read_labelled("-")] == ["yes", "no"]


@pytest.mark.parametrize("name", ["a.tsv", "a.csv", "a.txt"])
def test_a_header_says_which_columns(tmp_path: Path, name: str) -> None:
    mark = "," if name.endswith("csv") else "\t"
    rows = [("id", "Label", "TEXT", "more"), ("7", "yes", "good", "x"), ("8", "no", "bad", "y")]
    path = write(tmp_path, name, "".join(mark.join(row) + "\n" for row in rows))
    assert pairs(path) == [("good", "yes"), ("bad", "no")]


def test_a_header_of_other_names_means_first_and_last_column(tmp_path: Path) -> None:
    path = write(tmp_path, "a.csv", 'was man sagt;id;art\n"gut; sehr";1;ja\nschlecht;2;nein\n')
    examples = open_labelled(path)
    assert [(item.text, item.label) for item in examples.items] == [("gut; sehr", "ja"), ("schlecht", "nein")]
    (notice,) = examples.notices
    assert "column 'was man sagt', labels from 'art'" in notice


def test_quoted_fields_may_hold_anything(tmp_path: Path) -> None:
    path = write(tmp_path, "a.csv", 'text,label\n"He said ""no"",\nand left.",bad\nfine,good\n')
    first, second = read_labelled(path)
    assert first.text == 'He said "no",\nand left.'
    assert (first.line, second.line) == (2, 4)


def test_labels_before_texts_are_noticed(tmp_path: Path) -> None:
    path = write(
        tmp_path, "a.tsv", "".join(f"{'spam' if i % 3 else 'ham'}\tmessage {i}\n" for i in range(40))
    )
    examples = open_labelled(path)
    assert (examples.items[0].text, examples.items[0].label) == ("message 0", "ham")
    assert "labels stand before the texts" in examples.notices[0]


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("a.tsv", "good\tyes\nbad\n", r"a\.tsv, line 2: expected a text, a tab .* found one column: 'bad'"),
        ("a.tsv", "good\tyes\n\nbad\tno\tx\n", r"line 3: expected a text, a tab .* found 3 columns"),
        ("a.tsv", "good\tyes\n\tno\n", "line 2: the text is empty"),
        ("a.tsv", "good\tyes\nbad\t \n", "line 2: the label is empty; expected one after the text 'bad'"),
        ("a.tsv", "good\t" + "x" * 101, "line 1: expected a label of at most 100 characters"),
        ("a.tsv", "text\tid\tlabel\na\tb\n", "line 2: expected 3 columns, as in the header, but found 2"),
        ("a.tsv", "text\tlabel\n", "holds no examples"),
        ("a.txt", "just a line\n", "line 1: expected a text, a tab and its label"),
        ("a.csv", "text\ngood\n", "line 1: expected a header that names at least two columns"),
        ("a.csv", "text,label\ngood,yes\nwell, fine,yes\n", "line 3: expected 2 fields, .* found 3"),
        ("a.csv", 'text,label\ngood,yes\n"no end,yes\n', "line 3: .*a quoted field does not end"),
        ("a.csv", 'text,label\n"a"b,yes\n', "line 2: .*must be doubled"),
        ("a.csv", "text,label\n" + "x" * 140_000 + ",yes\n", "line 2: .*longer than 131,072"),
        ("a.tsv", "", "is empty"),
        ("a.tsv", b"\x89PNG\r\n\x1a\n\0\0", "is a PNG picture"),
    ],
)
def test_a_wrong_line_is_named(tmp_path: Path, name: str, content: str | bytes, message: str) -> None:
    with pytest.raises(InputError, match=message):
        read_labelled(write(tmp_path, name, content))


def test_what_is_wrong_never_reaches_the_terminal_raw(tmp_path: Path) -> None:
    with pytest.raises(InputError) as error:
        read_labelled(write(tmp_path, "a.tsv", "good\tyes\n\x1b[31mred\n"))
    assert "\x1b" not in str(error.value)


def test_too_many_labels_are_refused(tmp_path: Path) -> None:
    path = write(tmp_path, "a.tsv", "".join(f"one text {i}\tlabel {i}\n" for i in range(1001)))
    with pytest.raises(InputError, match="1,001 different labels"):
        read_labelled(path)


def test_nothing_named_or_there() -> None:
    with pytest.raises(InputError, match="No examples were named"):
        read_labelled([])
    with pytest.raises(InputError, match="did you mean reviews"):
        read_labelled("review")


def imdb(folder: Path) -> Path:
    root = folder / "aclImdb"
    for part in ("train", "test"):
        for label, text in (("neg", "Bad."), ("pos", "Good.<br />Really.")):
            for number in (0, 10, 2):
                write(root, f"{part}/{label}/{number}_7.txt", f"{text} {part} {number}\n")
        write(root, f"{part}/labeledBow.feat", "9 0:9\n")
    write(root, "train/unsup/0_0.txt", "Who knows.")
    write(root, "imdb.vocab", "the\n")
    return root


def test_a_folder_with_train_and_test(tmp_path: Path) -> None:
    examples = open_labelled(imdb(tmp_path))
    assert examples.name == "aclImdb"
    assert [(item.part, item.label) for item in examples.items] == [
        (part, label) for part in ("train", "test") for label in ("neg", "pos") for _ in range(3)
    ]
    assert examples.items[0].text == "Bad. train 0"
    assert examples.items[0].file.endswith("0_7.txt")


def test_a_folder_a_class(tmp_path: Path) -> None:
    items = read_labelled(imdb(tmp_path) / "train")
    assert [(item.label, item.part) for item in items] == [("neg", "")] * 3 + [("pos", "")] * 3


def test_odd_files_in_folders(tmp_path: Path) -> None:
    write(tmp_path, "yes/a.txt", "d\xe9j\xe0 vu, tr\xe8s bien fait".encode("cp1252"))
    write(tmp_path, "yes/b.txt", "\ufeffok\r\n")
    write(tmp_path, "no/empty.txt", " \n")
    write(tmp_path, "no/.hidden.txt", "hidden")
    write(tmp_path, "no/c.txt", "non")
    examples = open_labelled(tmp_path)
    assert [item.text for item in examples.items] == ["non", "déjà vu, très bien fait", "ok"]
    assert any("windows-1252" in notice for notice in examples.notices)
    assert any("empty files were left out, 1 of 4" in notice for notice in examples.notices)


def test_a_folder_without_classes(tmp_path: Path) -> None:
    write(tmp_path, "a.txt", "text")
    with pytest.raises(InputError, match="expected a folder for each class"):
        read_labelled(tmp_path)
    write(tmp_path, "yes/a.txt", "")
    with pytest.raises(InputError, match="is empty; expected a text in each"):
        read_labelled(tmp_path)
    write(tmp_path, "yes/b.txt", b"a\0b")
    with pytest.raises(InputError, match=r"b\.txt is a binary file"):
        read_labelled(tmp_path)


def test_the_hash_is_that_of_the_examples(tmp_path: Path) -> None:
    first = open_labelled(write(tmp_path, "a.tsv", "good\tyes\nbad\tno\n"))
    same = open_labelled(write(tmp_path, "b.csv", "text,label\ngood,yes\nbad,no\n"))
    other = open_labelled(write(tmp_path, "c.tsv", "good\tno\nbad\tyes\n"))
    assert first.sha256 == same.sha256 != other.sha256
