"""Words as tokens: a split of any text, in any script, that loses nothing.

A token is a word or one mark of punctuation, with the one space before it if there is one; a line end; or a
run of other white space. A word is letters and digits with their combining marks and inner apostrophes.
Scripts written without spaces are split by character: each ideograph, kana or Thai letter, with its marks, is
a token of its own. So is an emoji with everything joined to it. ``"".join(split(text)) == text`` always.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache, cached_property
from itertools import groupby
from typing import Any, ClassVar

import numpy as np

from playground.config import Level
from playground.text.characters import CODE_POINT_BITS
from playground.text.normal import normalise
from playground.text.spelling import Speller
from playground.text.vocabulary import UNKNOWN, Ids, Vocabulary

MOST_KINDS = 20_000
"""Words that a vocabulary holds at most unless told otherwise."""
MOST_RARE = 0.05
"""Share of a text that words seen once, read as ``<unk>``, make up at most."""
LONGEST_RUN = 200
"""Letters or spaces that one token holds at most."""

_UNSPACED = (  # ranges of letters that are written without spaces between words
    "\u0e00-\u0eff"  # Thai, Lao
    "\u1000-\u109f\u1780-\u17ff\u1980-\u1aaf"  # Myanmar, Khmer, New Tai Lue, Tai Tham
    "\u3005-\u3007\u3040-\u30ff\u31f0-\u31ff"  # iteration mark, kana
    "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uff66-\uff9f"
    "\U0001b000-\U0001b16f\U00020000-\U0003ffff"
)
_REGIONAL = "[\U0001f1e6-\U0001f1ff]"


def _ranges(codes: Iterable[int]) -> str:
    """Code points as the inside of a regular expression's set."""
    runs = []
    for _, group in groupby(enumerate(codes), lambda pair: pair[1] - pair[0]):
        run = [code for _, code in group]
        runs.append(f"{chr(run[0])}-{chr(run[-1])}")
    return "".join(runs)


@cache
def _splitter() -> re.Pattern[str]:
    # Python's \w knows letters and digits but no combining marks, so their ranges are collected once.
    planes = (*range(0x300, 0x20000), *range(0xE0000, 0xE0200))
    marks = _ranges(code for code in planes if unicodedata.category(chr(code)).startswith("M"))
    mark = f"[{marks}\u200c\u200d]"
    extend = f"[{marks}\U0001f3fb-\U0001f3ff\U000e0020-\U000e007f]"
    letter = f"[^\\W_{_UNSPACED}]"
    run = f"{letter}{{1,{LONGEST_RUN}}}"
    spaces = "[^\\S\\n]"
    ideograph = "\u3041-\u3096\u30a0-\u30ff\u3400-\u4dbf\u4e00-\u9fff"
    return re.compile(
        # The commonest cases on short cuts: what follows could not belong to the token anyway.
        f' ?[A-Za-z]{{1,{LONGEST_RUN}}}+(?=[ \\n.,;:!?"()-])'
        f"|[{ideograph}](?=[\\n，。、！？{ideograph}])"
        f"| ?{run}(?:(?:{mark}|['’](?={letter})){{1,{LONGEST_RUN}}}(?:{run})?)*"
        f"| ?{_REGIONAL}{{2}}"
        f"| ?\\S{extend}*+(?:\u200d[^\\s\\w]{extend}*+)*\u200d?"
        "|\\n"
        f"|{spaces}{{1,{LONGEST_RUN}}}(?= \\S)|{spaces}{{1,{LONGEST_RUN}}}"
    )


def split(text: str) -> list[str]:
    """The tokens of ``text`` as it stands; joined, they are the text again."""
    return _splitter().findall(text)


_UNSPACED_LETTER = re.compile(f"[{_UNSPACED}]")
_LONGEST_TOKEN = 10_000


def border(text: str) -> int:
    """The last place in ``text`` where a token ends whatever comes next; its end if that is too far back."""
    for cut in range(len(text) - 1, max(len(text) - _LONGEST_TOKEN, 0), -1):
        before, after = text[cut - 1], text[cut]
        if before == "\n" or after == "\n" or (after == " " and not before.isspace()):
            return cut
        if not before.isspace() and _UNSPACED_LETTER.match(after) and unicodedata.category(after) == "Lo":
            return cut
    return 0 if len(text) < _LONGEST_TOKEN else len(text)


def split_all(chunks: Iterable[str]) -> Iterator[list[str]]:
    """The tokens of a text that comes in normalised pieces, one list a piece; no token is cut in two."""
    held = ""
    for chunk in chunks:
        text = held + chunk
        cut = border(text)
        held = text[cut:]
        yield split(text[:cut])
    yield split(held)


class WordVocabulary(Vocabulary):
    """The commonest words and marks of a text, the commonest first."""

    level: ClassVar[Level] = "word"

    def __init__(self, words: Sequence[str], characters: Mapping[str, int] | None = None) -> None:
        """``words`` are numbered from 1 as they come; ``characters`` counts those of the training text."""
        super().__init__(words)
        self._ids = {word: id for id, word in enumerate(self._tokens) if id}
        self._characters = dict(characters or {})

    @classmethod
    def of(cls, text: str, limit: int | None = None) -> WordVocabulary:
        """The vocabulary of ``text``: see :func:`common` for what is kept."""
        text = normalise(text)
        counts = Counter(split(text))
        kept = common(counts, limit)
        return cls(kept, Counter(text))

    def encode(self, text: str) -> Ids:
        ids = self._ids
        tokens = split(normalise(text))
        return np.fromiter((ids.get(token, 0) for token in tokens), self.dtype, len(tokens))

    def id_of(self, word: str) -> int:
        """The id of one token, 0 when it is not known."""
        return self._ids.get(word, 0)

    def decode(self, ids: Sequence[int] | Ids) -> str:
        return "".join(map(self._tokens.__getitem__, self._checked(ids).tolist()))

    def spans(self, text: str) -> list[str]:
        return split(normalise(text))

    def unknown_in(self, text: str) -> list[str]:
        return [word for word in dict.fromkeys(split(normalise(text))) if word not in self._ids]

    def spelling_bits(self, token: str) -> float:
        """Bits that spell ``token`` out, its end included, by the spelling of the words that are known."""
        return self._speller.bits(token)

    @cached_property
    def _speller(self) -> Speller:
        return Speller(self._tokens[1:], self._characters, CODE_POINT_BITS)

    def to_dict(self) -> dict[str, Any]:
        return {"level": "word", "tokens": list(self._tokens[1:]), "characters": dict(self._characters)}


def common(counts: Mapping[str, int], limit: int | None = None) -> list[str]:
    """The words worth a number of their own, the commonest first; no more than ``limit`` (20,000) of them.

    Words seen once become ``<unk>``: it is then as common in training as words never seen will be (Good
    1953), and a network learns little from one use. In a small text that would be too many, so at most a
    twentieth of it is given up, spread evenly over it. ``counts`` comes in order of appearance.
    """
    once = [word for word, count in counts.items() if count == 1]
    room = min(int(MOST_RARE * sum(counts.values())), len(once))
    rare = {once[index * len(once) // room] for index in range(room)}
    kept = sorted(
        (word for word in counts if word not in rare and word != UNKNOWN),
        key=lambda word: (-counts[word], word),
    )
    return kept[: MOST_KINDS if limit is None else limit]
