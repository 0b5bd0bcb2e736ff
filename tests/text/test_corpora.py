"""The corpora that ship with the program, and the user's own."""

from __future__ import annotations

from pathlib import Path

import pytest

from playground import places
from playground.errors import InputError
from playground.text import corpora
from playground.text.reading import open_text

SHIPPED = [
    "fairy-tales", "reviews", "entities", "questions", "english-hindi", "answers", "tunes", "series",
]  # fmt: skip


def test_what_ships_is_listed() -> None:
    cards = corpora.list_corpora()
    assert [card.name for card in cards] == SHIPPED
    for card in cards:
        assert card.shipped
        assert card.licence == "CC0 1.0"
        assert card.size_bytes == card.path.stat().st_size > 0
        assert card.title
        assert card.description


def test_of_tables_only_the_text_is_read() -> None:
    reviews = open_text("reviews").read().splitlines()
    assert len(reviews) == 900
    assert "You get real care here." in reviews
    assert not any("\t" in line or line.endswith(("1", "5")) for line in reviews)
    assert "How do you spell that?" in open_text("questions").read().splitlines()
    entities = open_text("entities").read().splitlines()
    assert len(entities) == 700
    assert entities[0] == "Isla Muir asked Stonecrop Bank for a loan."
    assert "B-PER" not in "".join(entities)


def test_a_shipped_table_is_read_the_same_by_path() -> None:
    path = places.shipped_corpora() / "reviews.tsv"
    assert open_text(path).read() == open_text("reviews").read()


def test_a_table_of_the_users_is_read_as_it_stands(tmp_path: Path) -> None:
    path = tmp_path / "reviews.tsv"
    path.write_text("fine\t5\n")
    assert open_text(path).read() == "fine\t5\n"


def test_add_find_read_remove(tmp_path: Path) -> None:
    path = tmp_path / "Emma.TXT"
    path.write_bytes("Emma Woodhouse, schön.\r\n".encode())
    card = corpora.add(path)
    assert card == corpora.find("Emma")
    assert not card.shipped
    assert card.path.parent == places.user_corpora()
    path.unlink()
    assert open_text("Emma").read() == "Emma Woodhouse, schön.\n"
    assert [card.name for card in corpora.list_corpora()][-1] == "Emma"
    corpora.remove("Emma")
    assert not list(places.user_corpora().iterdir())
    with pytest.raises(InputError, match="no file or corpus called 'Emma'"):
        corpora.find("Emma")


def test_add_under_another_name_and_not_twice(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("text")
    corpora.add(path, "other")
    for name in ("other", "fairy-tales"):
        with pytest.raises(InputError, match="already"):
            corpora.add(path, name)


@pytest.mark.parametrize(
    "name", ["", ".", "..", "../up", "a/b", "-x", ".hidden", "a\\b", "x\n", "n\x1b", "a" * 99, "a."]
)
def test_names_that_are_refused(tmp_path: Path, name: str) -> None:
    path = tmp_path / "a.txt"
    path.write_text("text")
    with pytest.raises(InputError, match="cannot be called") as caught:
        corpora.add(path, name)
    assert "\x1b" not in str(caught.value)
    assert not places.user_corpora().exists()


def test_add_refuses_what_is_no_text(tmp_path: Path) -> None:
    (tmp_path / "b.txt").write_bytes(b"a\0b")
    (tmp_path / "e.txt").write_bytes(b"")
    for name, message in (("b.txt", "binary"), ("e.txt", "empty"), ("none.txt", "no file")):
        with pytest.raises(InputError, match=message):
            corpora.add(tmp_path / name)
    assert not places.user_corpora().exists()


def test_shipped_ones_stay() -> None:
    with pytest.raises(InputError, match="came with the program"):
        corpora.remove("reviews")
    assert corpora.find("reviews").path.exists()


def test_near_names_are_offered() -> None:
    with pytest.raises(InputError, match="did you mean reviews"):
        corpora.find("review")
    with pytest.raises(InputError, match=r"corpora list"):
        corpora.find("\x1b[31mzzzz")
