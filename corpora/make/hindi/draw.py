"""Draws what the sentences of ``english_hindi.py`` are about: people, things, times and places."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random
from typing import TypeVar

from hindi import words
from hindi.clauses import Pair, Thing, noun_phrase
from hindi.words import NOUNS, Person, agreeing

Item = TypeVar("Item")


class Drawing:
    """Chance, and phrases drawn by it; the same seed draws the same ones on every version of Python."""

    def __init__(self, seed: int) -> None:
        self._random = Random(seed)

    def chance(self, share: float) -> bool:
        return self._random.random() < share

    def pick(self, items: Sequence[Item]) -> Item:
        return items[int(self._random.random() * len(items))]

    def weighted(self, items: Sequence[tuple[float, Item]]) -> Item:
        point = self._random.random() * sum(weight for weight, _ in items)
        for weight, item in items:
            point -= weight
            if point < 0:
                return item
        return items[-1][1]

    def person(self) -> Person:
        """Anybody: a pronoun more often than not; women as often as men, although fewer words mean them."""
        somebody = self.pick(words.PRONOUNS) if self.chance(0.55) else self.pick(words.SOMEBODY)
        women = [each for each in words.SOMEBODY if each.agreement.gender == "f"]
        return self.pick(women) if somebody.agreement.gender == "m" and self.chance(0.2) else somebody

    def another(self) -> Person:
        """Anybody but the speaker, for questions."""
        return self.pick(words.PRONOUNS[1:]) if self.chance(0.6) else self.pick(words.SOMEBODY)

    def thing(self, name: str, owner: Person | None, *, definite: bool = False, owned: bool = True) -> Thing:
        """A noun with a determiner and perhaps an adjective; ``definite`` ones are not "a" or "two"."""
        noun = NOUNS[name]
        plural = bool(noun.en_pl) and self.chance(0.4)
        mine = 2.0 * owned
        if not noun.en_pl:
            choices = [(6.0, ""), (2.0, "the"), (mine / 2, "my")]
        elif plural:
            choices = [
                (4, ""),
                (2, "the"),
                (2, "these"),
                (1, "those"),
                (3.0 * (not definite), "two"),
                (mine, "my"),
            ]
        else:
            choices = [(4, "the"), (4.0 * (not definite), "a"), (2, "this"), (1, "that"), (mine, "my")]
        if name in ("pizza", "cake") and not plural:
            choices.append((4.0, ""))
        determiner = self.weighted(choices)
        if name in ("Hindi", "English", "cricket", "football"):
            determiner = ""
        elif determiner == "two":
            determiner = self.pick(tuple(words.NUMBERS))
        elif determiner == "my":
            determiner = self.possessive(owner)
        adjective = self.pick(noun.adjectives.split()) if noun.adjectives and self.chance(0.22) else ""
        return noun_phrase(name, plural, determiner, adjective, owner)

    def possessive(self, owner: Person | None) -> str:
        """my, your, his ...; most often the owner's, and never one that could mean the owner by chance."""
        if owner is not None and self.chance(0.6):
            return owner.own
        if owner is None:
            return self.pick(tuple(words.POSSESSIVES))
        return self.pick([each for each in ("my", "your", "our") if {each, owner.own} != {"my", "our"}])

    def relative(self, person: Person, animals: bool = True) -> Pair:
        """Somebody's mother, friend or dog, in the oblique case."""
        fitting = [each for each in words.FAMILY if each not in person.en]
        name = self.pick([each for each in fitting if animals or each not in words.ANIMALS])
        hindi, gender = words.FAMILY[name]
        whose = self.possessive(person)
        possessive = words.OWN if whose == person.own else words.POSSESSIVES[whose]
        return Pair(f"{whose} {name}", f"{agreeing(possessive, gender, False, oblique=True)} {hindi}")

    def somebody(self, person: Person, marker: str, animals: bool = True) -> Pair:
        """Whom ``person`` sees, meets or helps: a pronoun, a relative, or somebody else."""
        if self.chance(0.45):
            forms = self.pick(self._others(person))
            return Pair(forms[0], forms[2 + ("को", "से", "की").index(marker)])
        if self.chance(0.6):
            whom = self.relative(person, animals)
        else:
            strangers = [each for each in words.SOMEBODY if each.en != person.en and "my" not in each.en]
            other = self.pick(strangers)
            whom = Pair(other.en, other.dative.removesuffix(" को"))
        return Pair(whom.en, f"{whom.hi} {marker}")

    def _others(self, person: Person) -> list[tuple[str, ...]]:
        pronouns = words.OBJECT_PRONOUNS.items()
        return [(en, *forms) for en, forms in pronouns if person.en not in forms[0].split()]

    def adjuncts(self, person: Person, tense: str, places: Sequence[str], most: int = 2) -> list[Pair]:
        """Time, company and place, at most ``most`` of them."""
        found = []
        if tense in words.TIMES and self.chance(0.3):
            found.append(Pair(*self.pick(words.TIMES[tense])))
        if self.chance(0.12):
            if self.chance(0.4):
                forms = self.pick(self._others(person))
                found.append(Pair(f"with {forms[0]}", f"{forms[5]} साथ"))
            else:
                friend = self.relative(person, animals=False)
                found.append(Pair(f"with {friend.en}", f"{friend.hi} के साथ"))
        if places and self.chance(0.25):
            found.append(Pair(*words.PLACES[self.pick(places)]))
        while len(found) > most:
            found.remove(self.pick(found))
        return found
