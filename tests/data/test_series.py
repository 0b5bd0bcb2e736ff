"""Series out of CSV files: what is read, and what is said when it cannot be."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from playground.data.series import read_series
from playground.errors import InputError
from playground.places import shipped_corpora

NUMBERS = st.floats(-1e12, 1e12, allow_subnormal=False)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "sales.csv"


def said(file: Path, text: str, column: str | None = None) -> str:
    """What is said about a file that is no series."""
    file.write_text(text, "utf-8")
    with pytest.raises(InputError) as failure:
        read_series([file], column)
    return str(failure.value)


@pytest.mark.parametrize(
    ("text", "column", "name", "values", "labels"),
    [
        ("1\n2.5\n-3e1\n", None, "column 1", [1, 2.5, -30], ()),
        ("sales\n1\n2\n", None, "sales", [1, 2], ()),
        ("date,sales\n2021-01-01,1\n2021-01-02,2\n", None, "sales", [1, 2], ("2021-01-01", "2021-01-02")),
        ("2021-01-01,1\n2021-01-02,2\n", None, "column 2", [1, 2], ("2021-01-01", "2021-01-02")),
        ("date;a;b\nx;1,5;+2,25\ny;16;.5\n", "a", "a", [1.5, 16], ("x", "y")),
        ("date;a;b\nx;1,5;+2,25\ny;16;.5\n", "3", "b", [2.25, 0.5], ("x", "y")),
        ("date;a\nx;1.5\ny;2,5\n", None, "a", [1.5, 2.5], ("x", "y")),
        ("date\ta,b\n1 May, noon\t7\n2 May\t8\n", "2", "a,b", [7, 8], ("1 May, noon", "2 May")),
        ('when,what\n"May, 1",3\n\n"May, 2","4"\n', "what", "what", [3, 4], ("May, 1", "May, 2")),
        ("day,2021,2022\n1,5,6\n2,7,8\n", "2021", "2021", [5, 7], ("1", "2")),
        ("day,2021,2022\n1,5,6\n2,7,8\n", "2", "2021", [5, 7], ("1", "2")),
        ("1,2\n3,4\n", "1", "column 1", [1, 3], ("2", "4")),
        ("a,b\r\n1,2\r\n3,4\r\n", "1", "a", [1, 3], ("2", "4")),
    ],
)  # fmt: skip
def test_read(
    file: Path, text: str, column: str | None, name: str, values: list[float], labels: tuple[str, ...]
) -> None:
    file.write_text(text, "utf-8", newline="")
    series = read_series([file], column)
    assert (series.name, series.column, series.labels) == ("sales", name, labels)
    assert series.values.dtype == np.float64
    assert series.values.tolist() == values


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(NUMBERS, min_size=2, max_size=20), st.sampled_from(",;\t"), st.booleans())
def test_numbers_come_back_as_they_were_written(
    file: Path, numbers: list[float], delimiter: str, header: bool
) -> None:
    rows = [f"day {index}{delimiter}{number!r}" for index, number in enumerate(numbers)]
    file.write_text("\n".join([f"when{delimiter}much"] * header + rows), "utf-8")
    assert read_series([file]).values.tolist() == numbers


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(st.sampled_from('0123456789.,;\t\n"-+eEnaN \x1b\u0663_'), min_size=1, max_size=40))
def test_any_text_is_a_series_of_finite_numbers_or_one_sentence(file: Path, text: str) -> None:
    file.write_text(text, "utf-8")
    try:
        values = read_series([file]).values
    except InputError as error:
        sentence = str(error)
        values = np.zeros(2)
        assert "\n" not in sentence.rstrip("\n")
        assert "\x1b" not in sentence
    assert len(values) >= 2
    assert np.isfinite(values).all()


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("2021-01-03,", "the value of 'sales' is missing; expected a number such as 12.5"),
        ("2021-01-03,NaN", "the value of 'sales' is missing"),
        ("2021-01-03,n/a", "the value of 'sales' is missing"),
        ("2021-01-03,12x", "'12x' in 'sales' is no number; expected one such as 12.5"),
        ("2021-01-03,1_000", "'1_000' in 'sales' is no number"),
        ("2021-01-03,inf", "'inf' in 'sales' is no number"),
        ("2021-01-03,٣", "'٣' in 'sales' is no number"),
        ("2021-01-03,1e999", "'1e999' is too large a number"),
        ('2021-01-03,"1,234"', "'1,234' in 'sales' is no number"),
        ("2021-01-03", "there are 1 columns; expected 2 columns parted by commas as in the first line"),
        ("2021-01-03,1,2", "there are 3 columns; expected 2 columns"),
        ('2021-01-03,"1', "the quotation marks do not match"),
        ("2021-01-03,\x1b[31m", "'␛[31m' in 'sales' is no number"),
    ],
)
def test_a_wrong_line_is_told_with_file_line_and_what_was_expected(
    file: Path, line: str, expected: str
) -> None:
    sentence = said(file, f"date,sales\n2021-01-01,1\n\n{line}\n2021-01-04,4\n")
    assert "sales.csv, line 4: " in sentence
    assert expected in sentence


def test_a_wrong_value_with_semicolons_is_told_with_an_example_of_its_kind(file: Path) -> None:
    sentence = said(file, "date;sales\n1.1.;2,5\n2.1.;1.234,5\n")
    assert (
        "sales.csv, line 3: '1.234,5' in 'sales' is no number; expected one such as 12,5 or 12.5." in sentence
    )


def test_a_wrong_first_value_is_not_taken_for_a_header(file: Path) -> None:
    assert "sales.csv, line 1: 'x' in 'column 2' is no number" in said(file, "2021-01-01,x\n2021-01-02,2\n")


@pytest.mark.parametrize("column", ["turnover", "0", "3", "99999999999999999999", "-1"])
def test_a_column_that_is_not_there_is_told_with_those_that_are(file: Path, column: str) -> None:
    sentence = said(file, "date,sales\n2021-01-01,1\n2021-01-02,2\n", column)
    assert f"has no column '{column}'; there are 'date', 'sales'." in sentence


def test_a_column_by_name_needs_a_header(file: Path) -> None:
    assert "has no column 'sales'; there are those numbered 1 to 2." in said(file, "1,2\n3,4\n", "sales")


def test_two_columns_of_one_name_cannot_be_told_apart(file: Path) -> None:
    assert "has 2 columns called 'a'; name one by its number" in said(file, "a,a\n1,2\n3,4\n", "a")


@pytest.mark.parametrize("text", ["\n \n", "sales\n", "5\n", "date,sales\n1.1.,5\n"])
def test_too_few_numbers_are_told(file: Path, text: str) -> None:
    assert "expected" in said(file, text)


def test_a_series_is_one_file(file: Path) -> None:
    file.write_text("1\n2\n")
    with pytest.raises(InputError, match="holds 2 files; name one"):
        read_series([file, file])


def test_which_column_was_taken_is_told_only_where_there_is_a_choice(file: Path) -> None:
    file.write_text("date,sales\n1.1.,1\n2.1.,2\n")
    assert "the numbers are those of the column 'sales'" in read_series([file]).notices[-1]
    assert read_series([file], "sales").notices == ()
    file.write_text("1\n2\n")
    assert read_series([file]).notices == ()


@pytest.mark.parametrize(
    ("text", "like", "column", "told"),
    [
        ("day,sales,rain\n1.1.,1,0\n2.1.,2,1\n", ("sales", 3), "sales", False),
        ("day,sales,rain\n1.1.,1,0\n2.1.,2,1\n", ("visitors", 2), "sales", True),
        ("day,sales,rain\n1.1.,1,0\n2.1.,2,1\n", ("visitors", 9), "rain", True),
        ("1,5,0\n2,6,1\n", ("column 2", 2), "column 2", False),
    ],
)
def test_a_column_like_the_one_a_model_learned_from(
    file: Path, text: str, like: tuple[str, int], column: str, told: bool
) -> None:
    file.write_text(text, "utf-8")
    series = read_series([file], like=like)
    assert series.column == column
    assert bool(series.notices) == told
    assert read_series([file], "1" if "day" not in text else "rain", like=like).column != "sales"


def test_the_shipped_series_is_what_its_script_writes() -> None:
    script = shipped_corpora() / "make" / "series.py"
    assert subprocess.run([sys.executable, script, "--check"], check=False).returncode == 0
    series = read_series([shipped_corpora() / "series.csv"])
    assert series.column == "visitors"
    assert len(series.values) == len(series.labels) == 1461
    assert series.labels[-1] == "2024-12-31"
