"""How ``english_hindi.py`` puts a clause together: English auxiliaries, Hindi verb groups, noun phrases.

Hindi order is subject, time, company, place, object, verb; see McGregor, *Outline of Hindi Grammar*, for the
rules of agreement: a verb agrees with its subject, but with an unmarked object where the subject takes ने
(perfective of a transitive verb) or को (have to).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from hindi.words import (
    ADJECTIVES,
    ANIMALS,
    DEMONSTRATIVES,
    NEUTRAL,
    NOUNS,
    NUMBERS,
    OWN,
    POSSESSIVES,
    TIMES_EN,
    Agreement,
    Person,
    Verb,
    agreeing,
    forms_of_noun,
)

ERGATIVE = ("past", "perfect")
DATIVE = ("like", "love", "must")
_NOT = {
    "do": "don't", "does": "doesn't", "did": "didn't", "is": "isn't", "are": "aren't", "was": "wasn't",
    "were": "weren't", "will": "won't", "can": "can't", "have": "haven't", "has": "hasn't",
}  # fmt: skip
_SHORT = {
    ("I", "am"): "I'm", ("you", "are"): "you're", ("he", "is"): "he's", ("she", "is"): "she's",
    ("we", "are"): "we're", ("they", "are"): "they're", ("I", "will"): "I'll", ("you", "will"): "you'll",
    ("he", "will"): "he'll", ("she", "will"): "she'll", ("we", "will"): "we'll", ("they", "will"): "they'll",
}  # fmt: skip


class Pair(NamedTuple):
    """A piece of a sentence in both languages."""

    en: str
    hi: str


@dataclass(frozen=True, slots=True)
class Thing:
    """A noun phrase: English, Hindi direct and oblique."""

    en: str
    direct: str
    oblique: str
    agreement: Agreement
    marked: bool = False
    """A definite animal takes को as an object: कुत्ते को देखना."""


@dataclass(frozen=True, slots=True)
class Object:
    """What a verb is done to, as it stands in each language, and what a verb may agree with."""

    en: str
    hi: str
    agreement: Agreement = NEUTRAL


NOTHING = Object("", "")


def joined(*parts: str) -> str:
    """The parts that are not empty, with single spaces."""
    return " ".join(part for part in parts if part)


def noun_phrase(name: str, plural: bool, determiner: str, adjective: str, owner: Person | None) -> Thing:
    """A noun with determiner and adjective in both languages; what belongs to ``owner`` is अपना."""
    noun = NOUNS[name]
    direct, oblique, direct_pl, oblique_pl = forms_of_noun(noun.hi, noun.gender)
    agreement = Agreement(noun.gender, plural)
    en = joined(adjective, noun.en_pl if plural else noun.en)
    article = "an" if determiner == "a" and en[0] in "aeiou" else determiner
    en = joined(article, en)
    hindi = ADJECTIVES.get(adjective, "")
    own = owner is not None and determiner == owner.own
    cases = []
    for case, word in enumerate((direct_pl, oblique_pl) if plural else (direct, oblique)):
        if determiner in POSSESSIVES:
            first = agreeing(OWN if own else POSSESSIVES[determiner], noun.gender, plural, bool(case))
        elif determiner in DEMONSTRATIVES:
            first = DEMONSTRATIVES[determiner][case]
        else:
            first = "एक" if determiner == "a" else NUMBERS.get(determiner, "")
        cases.append(joined(first, agreeing(hindi, noun.gender, plural, bool(case)), word))
    definite = determiner in ("the", *DEMONSTRATIVES, *POSSESSIVES)
    return Thing(en, *cases, agreement, name in ANIMALS and definite)


def as_object(thing: Thing, verb: Verb) -> Object:
    """``thing`` with the postposition that ``verb`` asks for."""
    if verb.marker:
        return Object(thing.en, f"{thing.oblique} {verb.marker}", Agreement(verb.host, False))
    if thing.marked:
        return Object(thing.en, f"{thing.oblique} को")
    return Object(thing.en, thing.direct, thing.agreement)


def be(agreement: Agreement, past: bool = False) -> str:
    """है, हैं, हूँ; था, थे, थी, थीं."""
    if past:
        return agreement.choose("था", "थे", "थी", "थीं")
    return "हूँ" if agreement.first else "हैं" if agreement.plural else "है"


def english_be(person: Person, past: bool = False) -> str:
    """am, is, are; was, were."""
    if past:
        return "was" if person.third_singular or person.en == "I" else "were"
    return "am" if person.en == "I" else "is" if person.third_singular else "are"


def subject_case(person: Person, verb: Verb, tense: str) -> str:
    """The Hindi subject: मैं, मैंने or मुझे."""
    if tense in DATIVE:
        return person.dative
    return person.ergative if tense in ERGATIVE and verb.ergative else person.hi


def verb_group(verb: Verb, tense: str, person: Person, target: Object, negative: bool) -> str:
    """The Hindi verb with its auxiliaries and नहीं."""
    stem, no = verb.stem, "नहीं" if negative else ""
    subject = person.agreement
    patient = Agreement(verb.host, False) if verb.before and verb.host == "f" else target.agreement
    agreement = patient if tense in ERGATIVE and verb.ergative else subject
    infinitive = joined(verb.before, stem + "ना")
    match tense:
        case "habitual" if negative:
            # The auxiliary is dropped after नहीं; its nasal then falls on the participle.
            return joined(verb.before, no, stem + subject.choose("ता", "ते", "ती", "तीं"))
        case "habitual":
            return joined(verb.before, stem + subject.choose("ता", "ते", "ती", "ती"), be(subject))
        case "progressive" | "past progressive":
            going = subject.choose("रहा", "रहे", "रही", "रही")
            return joined(verb.before, no, stem, going, be(subject, past=tense != "progressive"))
        case "future":
            return joined(verb.before, no, verb.future(subject))
        case "past":
            return joined(verb.before, no, verb.perfect(agreement))
        case "perfect":
            singular = agreement._replace(plural=agreement.plural and agreement.gender == "m")
            return joined(verb.before, no, verb.perfect(singular), be(agreement))
        case "can" if negative:
            return joined(verb.before, no, stem, subject.choose("सकता", "सकते", "सकती", "सकतीं"))
        case "can":
            return joined(verb.before, stem, subject.choose("सकता", "सकते", "सकती", "सकती"), be(subject))
        case "want" if negative:
            return joined(infinitive, no, subject.choose("चाहता", "चाहते", "चाहती", "चाहतीं"))
        case "want":
            return joined(infinitive, subject.choose("चाहता", "चाहते", "चाहती", "चाहती"), be(subject))
        case "must":
            return joined(verb.before, stem + patient.choose("ना", "ने", "नी", "नी"), be(patient))
        case _:
            return joined(infinitive, "बहुत" if tense == "love" else "", "पसंद", no, "है")


def english_verb(verb: Verb, tense: str, person: Person) -> tuple[str, str, str]:
    """Auxiliary, what follows it, and how both are said in a plain statement: does, eat, eats."""
    third = person.third_singular
    be_now, be_then, has = english_be(person), english_be(person, past=True), "has" if third else "have"
    match tense:
        case "habitual":
            return "does" if third else "do", verb.en, verb.s if third else verb.en
        case "progressive":
            return be_now, verb.ing, f"{be_now} {verb.ing}"
        case "past progressive":
            return be_then, verb.ing, f"{be_then} {verb.ing}"
        case "past":
            return "did", verb.en, verb.past
        case "perfect":
            return has, verb.participle, f"{has} {verb.participle}"
        case "future" | "can":
            aux = "will" if tense == "future" else "can"
            return aux, verb.en, f"{aux} {verb.en}"
    base = {"must": "have"}.get(tense, tense)
    finite = has if tense == "must" else base + "s" * third
    return "does" if third else "do", f"{base} to {verb.en}", f"{finite} to {verb.en}"


def english_statement(person: Person, aux: str, rest: str, plain: str, negative: bool, short: bool) -> str:
    """Subject and verb: "I do not eat", "he isn't eating", "we'll eat"."""
    if negative:
        if short and aux in _NOT:
            return joined(person.en, _NOT[aux], rest)
        return joined(person.en, "cannot" if aux == "can" else f"{aux} not", rest)
    if short and (person.en, aux) in _SHORT and plain.startswith(f"{aux} "):
        return joined(_SHORT[person.en, aux], rest)
    return joined(person.en, plain)


@dataclass(frozen=True, slots=True)
class Clause:
    """Who does what, when, with whom and where."""

    person: Person
    verb: Verb
    tense: str
    target: Object = NOTHING
    adjuncts: Sequence[Pair] = ()
    """Time, company, place, in the order of Hindi."""
    adverb: Pair | None = None
    """often, always, never."""
    negative: bool = False
    short: bool = False
    """Contracted: don't, I'm."""

    def _english_end(self) -> str:
        # English says company, place, time; Hindi time, company, place.
        later = [pair.en for pair in self.adjuncts if pair.en in TIMES_EN]
        return joined(self.target.en, *(pair.en for pair in self.adjuncts if pair.en not in later), *later)

    def _hindi(self, asked: str = "") -> str:
        adverb = self.adverb.hi if self.adverb else ""
        negative = self.negative or adverb == "कभी"
        return joined(
            subject_case(self.person, self.verb, self.tense),
            adverb if adverb != "कभी" else "",
            *(pair.hi for pair in self.adjuncts),
            adverb if adverb == "कभी" else "",
            self.target.hi,
            asked,
            verb_group(self.verb, self.tense, self.person, self.target, negative),
        )

    def statement(self) -> Pair:
        """As a statement, without a mark at its end."""
        aux, rest, plain = english_verb(self.verb, self.tense, self.person)
        if self.adverb:
            plain = f"{self.adverb.en} {plain}"
        start = english_statement(self.person, aux, rest, plain, self.negative, self.short)
        return Pair(joined(start, self._english_end()), self._hindi())

    def question(self) -> Pair:
        """As a question that yes or no answers."""
        aux, rest, _ = english_verb(self.verb, self.tense, self.person)
        return Pair(joined(aux, self.person.en, rest, self._english_end()) + "?", f"क्या {self._hindi()}?")

    def asked(self, en: str, hi: str) -> Pair:
        """As a question for what, where, when or why, which Hindi asks before the verb."""
        aux, rest, _ = english_verb(self.verb, self.tense, self.person)
        return Pair(joined(en, aux, self.person.en, rest, self._english_end()) + "?", self._hindi(hi) + "?")
