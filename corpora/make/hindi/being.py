"""Sentences of ``english_hindi.py`` about liking, wanting, having and being."""

from __future__ import annotations

from hindi import words
from hindi.clauses import Object, Pair, Thing, be, english_be, joined
from hindi.doing import Doing
from hindi.words import ADJECTIVES, NOUNS, Person, agreeing

_MOODS = ("happy", "sad", "busy", "ready", "ill", "hungry", "good", "tall", "beautiful")
_LIKED = (
    "pizza", "bread", "fish", "soup", "cake", "food", "apple", "mango", "banana", "orange", "egg", "tea",
    "coffee", "milk", "juice", "book", "story", "poem", "film", "picture", "flower", "bird", "house", "music",
    "song", "shirt", "shoe", "car", "dog", "cat", "horse", "Hindi", "English", "cricket", "football",
)  # fmt: skip
_WANTED = (
    "pizza", "bread", "fish", "soup", "cake", "food", "apple", "mango", "banana", "orange", "egg", "tea",
    "coffee", "water", "milk", "juice", "book", "newspaper", "picture", "flower", "house", "shirt", "shoe",
    "car", "chair", "table", "room", "dog", "cat", "horse",
)  # fmt: skip
_PLACED = ("book", "newspaper", "letter", "picture", "shirt", "shoe", "apple", "mango", "banana", "orange",
           "egg", "cat", "dog", "bird", "chair")  # fmt: skip

_LINKS = {"and": "और", "but": "लेकिन", "because": "क्योंकि"}


class Being(Doing):
    """Liking, wanting, having; being somehow, being somewhere."""

    def _manner(self) -> str:
        return self.weighted([(64, "statement"), (18, "negative"), (18, "question")])

    def liking(self) -> Pair:
        """ "Sita loves this film": what is liked is the subject in Hindi, who likes it is in the dative."""
        person, how, verb = self.person(), self._manner(), "love" if self.chance(0.45) else "like"
        name = self.pick(_LIKED)
        thing = self.thing(name, person, definite=True)
        much, agreement = "बहुत" if verb == "love" else "", thing.agreement
        past = self.chance(0.2)
        no = "नहीं" if how == "negative" else ""
        if past:
            came = agreement.choose("आया", "आए", "आई", "आईं")
            hindi = joined(person.dative, thing.direct, much, "पसंद", no, came)
        else:
            hindi = joined(person.dative, thing.direct, much, "पसंद", no, be(agreement))
        return self._present(person, verb, "d", thing.en, hindi, how, past)

    def wanting(self) -> Pair:
        """ "I want two mangoes", "He needs water", "We have a house"."""
        person, how = self.person(), self._manner()
        verb = self.weighted([(4, "want"), (2, "need"), (4, "have")])
        thing = self.thing(self.pick(_WANTED), person, definite=how == "negative", owned=verb == "want")
        no = "नहीं" if how == "negative" else ""
        if verb == "want":
            hindi = joined(person.dative, thing.direct, no, "चाहिए")
        elif verb == "need":
            hindi = joined(person.dative, thing.oblique, "की ज़रूरत", no, "है")
        else:
            hindi = joined(person.genitive, "पास", thing.direct, no, be(thing.agreement))
        return self._present(person, verb, "ed", thing.en, hindi, how, past=False)

    def _present(
        self, person: Person, verb: str, ending: str, target: str, hindi: str, how: str, past: bool
    ) -> Pair:
        """The English side of liking and wanting."""
        short = self.chance(0.35)
        do = "did" if past else "does" if person.third_singular else "do"
        if how == "question" and person.en != "I":
            return Pair(joined(do, person.en, verb, target) + "?", f"क्या {hindi}?")
        if how == "question":
            hindi, how = hindi, "statement"
        if how == "negative":
            return Pair(joined(person.en, f"{do}n't" if short else f"{do} not", verb, target), hindi)
        third = "has" if verb == "have" else verb + "s"
        finite = verb + ending if past else third if person.third_singular else verb
        return Pair(joined(person.en, finite, target), hindi)

    def being_so(self) -> Pair:
        """ "The tea is very hot", "I'm not tired"."""
        how, past = self._manner(), self.chance(0.3)
        very = self.chance(0.25)
        no = "नहीं" if how == "negative" else ""
        if self.chance(0.5):
            person = self.person()
            adjective = self.pick(_MOODS if person.agreement.gender == "f" else _MOODS[:-1])
            name, agreement, is_ = person.hi, person.agreement, english_be(person, past)
            subject = person.en
        else:
            noun = self.pick([each for each in NOUNS.values() if each.adjectives])
            thing = self._plain_thing(noun.en)
            adjective = self.pick(noun.adjectives.split())
            name, agreement, subject = thing.direct, thing.agreement, thing.en
            is_ = ("were" if past else "are") if agreement.plural else "was" if past else "is"
        word = ADJECTIVES[adjective]
        hindi = joined(
            name, "बहुत" * very, agreeing(word, agreement.gender, agreement.plural), no, be(agreement, past)
        )
        said = joined("very" * very, adjective)
        return self._be(subject, is_, said, hindi, how)

    def _be(self, subject: str, is_: str, rest: str, hindi: str, how: str) -> Pair:
        """The English side of being."""
        short = self.chance(0.35)
        if how == "question" and subject != "I":
            return Pair(joined(is_, subject, rest) + "?", f"क्या {hindi}?")
        if how == "negative" and short and is_ != "am":
            return Pair(joined(subject, f"{is_}n't", rest), hindi)
        known = {"I": "I'm", "you": "you're", "he": "he's", "she": "she's", "we": "we're", "they": "they're"}
        if short and subject in known and is_ in ("am", "is", "are"):
            start = known[subject]
        else:
            start = f"{subject} {is_}"
        return Pair(joined(start, "not" if how == "negative" else "", rest), hindi)

    def _plain_thing(self, name: str) -> Thing:
        """ "The book", "these books", "my book", without an adjective."""
        while True:
            thing = self.thing(name, None, definite=True)
            first = thing.en.split(" ")[0]
            if (
                first in ("the", "this", "that", "these", "those", *words.POSSESSIVES)
                and thing.en.count(" ") == 1
            ):
                return thing

    def being_there(self) -> Pair:
        """ "The cat is on the chair", "There is a book on the table", "Where is he?", "How are you?"."""
        kind = self.weighted(
            [(4, "thing"), (3, "person"), (3, "there"), (3, "where"), (3, "how"), (1, "who")]
        )
        how, past = self._manner(), self.chance(0.25)
        no = "नहीं" if how == "negative" else ""
        spot = Pair(*self.pick(words.SPOTS))
        if kind == "there":
            thing = self.thing(self.pick(_PLACED), None, owned=False)
            while thing.en.split(" ")[0] not in ("a", "an", *words.NUMBERS):
                thing = self.thing(self.pick(_PLACED), None, owned=False)
            is_ = ("were" if past else "are") if thing.agreement.plural else "was" if past else "is"
            hindi = joined(spot.hi, thing.direct, be(thing.agreement, past))
            if how == "question":
                return Pair(f"{is_} there {thing.en} {spot.en}?", f"क्या {hindi}?")
            return Pair(f"there {is_} {thing.en} {spot.en}", hindi)
        if kind in ("person", "who") or (kind in ("where", "how") and self.chance(0.5)):
            person = self.person()
            subject, name, agreement = person.en, person.hi, person.agreement
            is_ = english_be(person, past)
            place = Pair(*words.PLACES[self.pick(tuple(words.PLACES))])
        else:
            thing = self._plain_thing(self.pick(_PLACED))
            subject, name, agreement, place = thing.en, thing.direct, thing.agreement, spot
            is_ = ("were" if past else "are") if agreement.plural else "was" if past else "is"
        if kind == "where" and subject != "I":
            return Pair(f"where {is_} {subject}?", f"{name} कहाँ {be(agreement, past)}?")
        if kind == "how" and subject != "I":
            manner = agreeing("कैसा", agreement.gender, agreement.plural)
            return Pair(f"how {is_} {subject}?", f"{name} {manner} {be(agreement, past)}?")
        if kind == "who" and subject != "I":
            return Pair(f"who {is_} {subject}?", f"{name} कौन {be(agreement, past)}?")
        return self._be(subject, is_, place.en, joined(name, place.hi, no, be(agreement, past)), how)

    def greeting(self) -> Pair:
        """ "Hello", "Good morning, Ravi"."""
        en, hi = self.pick(words.GREETINGS)
        if self.chance(0.25):
            return Pair(en, hi)
        whom, hindi = self.pick(words.GREETED)
        return Pair(f"{en}, {whom}" if self.chance(0.6) else f"{en} {whom}", f"{hi}, {hindi}")

    def naming(self) -> Pair:
        """ "This is my book", "My name is Ravi"."""
        if self.chance(0.12):
            whose = self.pick(("my", "his", "her"))
            names = ("Sita", "Mary") if whose == "her" else ("Ravi", "John")
            name = self.pick([each for each in words.SOMEBODY if each.en in names])
            return Pair(f"{whose} name is {name.en}", f"{words.POSSESSIVES[whose]} नाम {name.hi} है")
        if self.chance(0.08):
            whose = self.pick(("your", "his", "her"))
            return Pair(f"what is {whose} name?", f"{words.POSSESSIVES[whose]} नाम क्या है?")
        how = self._manner()
        no = "नहीं" if how == "negative" else ""
        name = self.pick((*_PLACED, "house", "room", "car", "table", "river", "tree", "flower", "door"))
        near = self.chance(0.6)
        while True:
            thing = self.thing(name, None, definite=how == "negative")
            first = thing.en.split(" ")[0]
            if first in words.POSSESSIVES or (first in ("a", "an")):
                break
            if thing.agreement.plural and first in words.NUMBERS:
                break
        plural = thing.agreement.plural
        en, hi = (
            (("these", "ये") if near else ("those", "वे"))
            if plural
            else (("this", "यह") if near else ("that", "वह"))
        )
        hindi = joined(hi, thing.direct, no, be(thing.agreement))
        return self._be(en, "are" if plural else "is", thing.en, hindi, how)

    def asking_to(self) -> Pair:
        """ "Please open the window", "Do not eat the fish", "Go home"."""
        you = next(each for each in words.PRONOUNS if each.en == "you")
        please, negative = self.chance(0.4), self.chance(0.25)
        if self.chance(0.2):
            verb = self.pick(words.TO_PLACES)
            target = Object(*self.pick(words.GOALS))
        else:
            verb = self.pick([each for each in words.TRANSITIVE if each.en != "hate"])
            thing = self.thing(self.pick(verb.objects), you, definite=negative)
            target = Object(thing.en, f"{thing.oblique} को" if thing.marked else thing.direct)
        start = ("don't" if self.chance(0.35) else "do not") if negative else ""
        en = joined("please" * please, start, verb.en, target.en)
        return Pair(en, joined("कृपया" * please, target.hi, verb.before, "मत" * negative, verb.polite()))

    def joining(self) -> Pair:
        """ "Ravi is reading and Sita is sleeping", "I know that they are ready", "Yes, I like tea"."""
        kind = self.weighted(
            [(4, "and"), (3, "but"), (2, "because"), (2, "know"), (2, "think"), (2, "says"), (2, "yes")]
        )
        second = self._short_statement()
        if kind == "yes":
            negative = any(word in second.hi.split() for word in ("नहीं", "कभी"))
            said = Pair("no", "नहीं") if negative else Pair("yes", "हाँ")
            return Pair(f"{said.en}, {second.en}", f"{said.hi}, {second.hi}")
        if kind in ("and", "but", "because"):
            first = self._short_statement()
            return Pair(
                f"{first.en} {kind} {second.en}",
                f"{first.hi} {_LINKS[kind]} {second.hi}",
            )
        person = self.person()
        third = person.third_singular
        if kind == "think":
            return Pair(
                f"{person.en} {'thinks' if third else 'think'} that {second.en}",
                f"{person.dative} लगता है कि {second.hi}",
            )
        stem, base = ("जान", "know") if kind == "know" else ("कह", "say")
        known = stem + person.agreement.choose("ता", "ते", "ती", "ती")
        return Pair(
            f"{person.en} {base + 's' * third} that {second.en}",
            f"{person.hi} {known} {be(person.agreement)} कि {second.hi}",
        )

    def _short_statement(self) -> Pair:
        """A statement of at most seven words."""
        while True:
            rule = self.weighted(
                [
                    (6, self.doing),
                    (3, self.doing_alone),
                    (2, self.liking),
                    (2, self.being_so),
                    (2, self.wanting),
                ]
            )
            pair = rule()
            if "?" not in pair.en and len(pair.en.split()) <= 7:
                return pair
