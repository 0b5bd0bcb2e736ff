"""Write ``corpora/english-hindi.tsv``: English sentences and their Hindi, from a small synchronous grammar.

    python corpora/make/english_hindi.py            writes the file
    python corpora/make/english_hindi.py --check    says whether the file is what this would write

Each rule builds a phrase in both languages at once, so that word order, case, gender and number come out
right in each: English "She ate two bananas" puts the verb in the middle, Hindi "उसने दो केले खाए" puts it last,
marks who acted with ने, and lets the verb agree with the bananas. The speaker and "you" are taken to be male;
"you" is the polite आप. "The" is not said in Hindi; "a" is एक. To love a thing or
an animal is बहुत पसंद होना, to love somebody से प्यार करना. Statements end without a mark, questions with "?".
"""

from __future__ import annotations

import argparse
import sys
import unicodedata
from collections import Counter
from pathlib import Path

from hindi.being import Being
from hindi.clauses import Pair

TARGET = Path(__file__).resolve().parents[1] / "english-hindi.tsv"
SENTENCES = 9000
AS_DRAWN = 4500
"""Sentences that are taken as they come."""
OFTEN = 12
"""How many sentences a word should stand in."""
ANYWAY = 0.01
"""Chance that a sentence is taken although all its words stand in so many."""
LONGEST = 14
SEED = 3
_ALWAYS_THERE = (
    Pair("I love pizza", "मुझे पिज़्ज़ा बहुत पसंद है"),
    Pair("I love to eat pizza", "मुझे पिज़्ज़ा खाना बहुत पसंद है"),
)


class Grammar(Being):
    """Everything that can be said."""

    def sentence(self) -> Pair:
        """One sentence as it stands in the file."""
        rule = self.weighted(
            [
                (34, self.doing), (9, self.doing_to_somebody), (9, self.doing_alone), (4, self.giving),
                (12, self.liking), (7, self.wanting), (10, self.being_so), (6, self.being_there),
                (3, self.naming), (3, self.asking_to), (14, self.joining), (2, self.greeting),
            ]
        )  # fmt: skip
        en, hi = rule()
        return Pair(en[0].upper() + en[1:], unicodedata.normalize("NFC", hi))


def table() -> str:
    """The file: a sentence, a tab, its translation. No English sentence stands in it twice.

    The first part is as drawn; after it those with a rare word are preferred, so that nearly every form of
    every word stands in the file often enough to be learned.
    """
    grammar = Grammar(SEED)
    found = {en: unicodedata.normalize("NFC", hi) for en, hi in _ALWAYS_THERE}
    seen: Counter[str] = Counter()
    while len(found) < SENTENCES:
        en, hi = grammar.sentence()
        words = {*en.lower().replace(",", "").rstrip("?").split(), *hi.replace(",", "").rstrip("?").split()}
        late = len(found) >= AS_DRAWN and not grammar.chance(ANYWAY)
        if (late and all(seen[word] >= OFTEN for word in words)) or len(en.split()) > LONGEST:
            continue
        if en not in found:
            seen.update(words)
        if found.setdefault(en, hi) != hi:
            raise ValueError(f"two translations of {en!r}: {found[en]!r} and {hi!r}")
    return "".join(f"{en}\t{hi}\n" for en, hi in found.items())


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--check", action="store_true", help="write nothing; exit 1 if the file differs")
    check = parser.parse_args().check
    text = table()
    if not check:
        TARGET.write_text(text, "utf-8", newline="\n")
        return 0
    same = TARGET.is_file() and TARGET.read_text("utf-8") == text
    print(f"{TARGET.name} is {'what' if same else 'not what'} the grammar writes.", file=sys.stderr)
    return 0 if same else 1


if __name__ == "__main__":
    sys.exit(main())
