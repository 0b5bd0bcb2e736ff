"""Words with numbers."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from playground.data.lexicon import Lexicon
from playground.errors import InputError

words = st.lists(st.text(min_size=1, max_size=8).filter(lambda word: word != "<unk>"), unique=True)


@given(words)
def test_every_word_has_its_own_number(listed: list[str]) -> None:
    lexicon = Lexicon(listed)
    assert [lexicon.words[id] for id in lexicon.ids(listed)] == listed
    assert lexicon.size == len(listed) + 1
    assert Lexicon.from_dict(lexicon.to_dict()).words == lexicon.words


def test_the_frequent_come_first_and_the_rare_are_unknown() -> None:
    lexicon = Lexicon.of([["b", "a", "b"], ["a", "b", "c"]], least=2, first=("<end>",))
    assert lexicon.words == ("<unk>", "<end>", "b", "a")
    assert lexicon.ids(["a", "c", "<unk>"]).tolist() == [3, 0, 0]
    assert lexicon.unknown(["c", "a", "c", "d"]) == ("c", "d")
    assert "a" in lexicon
    assert "<unk>" not in lexicon


@pytest.mark.parametrize(
    "data", [{}, {"tokens": "ab"}, {"tokens": ["a", "a"]}, {"tokens": [1]}, {"tokens": [""]}]
)
def test_a_damaged_list_is_refused(data: dict[str, object]) -> None:
    with pytest.raises(InputError):
        Lexicon.from_dict(data)
