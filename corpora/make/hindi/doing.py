"""Sentences of ``english_hindi.py`` in which somebody does something."""

from __future__ import annotations

from collections.abc import Sequence

from hindi import words
from hindi.clauses import NOTHING, Clause, Object, Pair, Thing, as_object, joined
from hindi.draw import Drawing
from hindi.words import Agreement, Person, Verb

TENSES = (
    (4.0, "habitual"), (4.0, "progressive"), (1.5, "past progressive"), (4.0, "past"), (2.0, "perfect"),
    (3.5, "future"), (2.0, "can"), (2.0, "want"), (1.5, "must"), (1.5, "like"), (1.5, "love"),
)  # fmt: skip
_BARE = ("eat", "drink", "read", "write", "sing", "play", "learn")


def _sayable(verb: Verb, tense: str, person: Person) -> str:
    """``tense``, or another one where that would be odd or, in writing, could be mistaken."""
    if verb.en == "see" and "progressive" in tense:
        return "past"  # nobody is seeing a river
    if verb.en == "live" and tense in ("past", "perfect", "progressive", "past progressive"):
        return "habitual"
    if verb.en == "read" and tense == "past" and not person.third_singular:
        return "perfect"  # "they read" is also the present
    return tense


class Doing(Drawing):
    """Eating, meeting, going, giving."""

    def doing(self) -> Pair:
        """ "I will read the newspaper at home"."""
        verb, person = self.pick(words.TRANSITIVE), self.person()
        tense = self.weighted(TENSES) if verb.ing else "habitual"
        name = self.pick(verb.objects)
        how = self.weighted([(60, "statement"), (14, "negative"), (14, "question"), (8, "asked"), (4, "who")])
        if how == "negative" and tense == "must":
            how = "statement"
        if how == "asked":
            person = self.another()
        thing = self.thing(name, person, definite=how == "negative" or verb.en == "hate")
        target = as_object(thing, verb)
        if verb.en in _BARE and self.chance(0.06):
            target = NOTHING
        if how == "who":
            return self._who(verb, tense, self.thing(name, None))
        if how == "asked" and verb.ing:
            return self._asked(person, verb, tense, target)
        return self._said(person, verb, tense, target, how, verb.places)

    def doing_to_somebody(self) -> Pair:
        """ "She helped her brother yesterday"."""
        verb, person = self.pick(words.TO_PEOPLE), self.person()
        tense = self.weighted(TENSES) if verb.ing else "habitual"
        how = self.weighted([(70, "statement"), (15, "negative"), (15, "question")])
        if how == "negative" and tense == "must":
            how = "statement"
        whom = self.somebody(person, verb.marker, animals=verb.en != "love")
        target = Object(whom.en, whom.hi, Agreement(verb.host, False))
        places = ("park", "school", "city", "market") if verb.en in ("see", "meet") else ()
        company = self._said(person, verb, tense, target, how, places)
        return company if " with " not in company.en else self.doing_to_somebody()

    def doing_alone(self) -> Pair:
        """ "They are going to school"."""
        person = self.person()
        tense = self.weighted(TENSES)
        how = self.weighted([(60, "statement"), (15, "negative"), (15, "question"), (16, "asked")])
        if how == "negative" and tense == "must":
            how = "statement"
        if how == "asked":
            person = self.another()
            if self.chance(0.5):
                tense = _sayable(words.DO, self._plain(tense), person)
                adjuncts = self.adjuncts(person, tense, words.DO.places, most=1)
                return Clause(person, words.DO, tense, adjuncts=adjuncts).asked("what", "क्या")
        if self.chance(0.45):
            verb = self.pick(words.TO_PLACES)
            if how == "asked":
                return Clause(person, verb, _sayable(verb, self._plain(tense), person)).asked("where", "कहाँ")
            return self._said(person, verb, tense, Object(*self.pick(words.GOALS)), how, ())
        verb = self.pick(words.ALONE)
        if how == "asked":
            question = Pair("where", "कहाँ") if self.chance(0.6) or verb.en == "live" else Pair("why", "क्यों")
            return Clause(person, verb, _sayable(verb, self._plain(tense), person)).asked(*question)
        if verb.en == "live":
            place = words.PLACES[self.pick(verb.places)]
            tense = _sayable(verb, tense, person)
            denied = how == "negative"
            clause = Clause(person, verb, tense, Object(*place), negative=denied, short=self.chance(0.35))
            return clause.question() if how == "question" and person.en != "I" else clause.statement()
        return self._said(person, verb, tense, NOTHING, how, verb.places)

    def _plain(self, tense: str) -> str:
        return tense if tense not in ("like", "love") else "habitual"

    def giving(self) -> Pair:
        """ "We gave two mangoes to the children"."""
        verb, person = self.pick(words.TO_GIVE), self.person()
        tense = self.weighted([pair for pair in TENSES if pair[1] not in ("like", "love")])
        how = self.weighted([(75, "statement"), (15, "negative"), (10, "question")])
        if how == "negative" and tense == "must":
            how = "statement"
        whom = self.somebody(person, "को")
        thing = self.thing(self.pick(verb.objects), person, definite=how == "negative")
        target = Object(f"{thing.en} to {whom.en}", f"{whom.hi} {thing.direct}", thing.agreement)
        return self._said(person, verb, tense, target, how, (), most=1)

    def _said(
        self,
        person: Person,
        verb: Verb,
        tense: str,
        target: Object,
        how: str,
        places: Sequence[str],
        most: int = 2,
    ) -> Pair:
        """A statement, denied or not, or a question for yes or no."""
        tense = _sayable(verb, tense, person)
        if how == "question" and person.en == "I":
            person, how = (person, "statement") if tense not in ("can", "must") else (person, how)
        adjuncts = self.adjuncts(person, tense, places, most)
        if verb.en in ("love", "hate"):
            adjuncts = []
        elif verb.en == "sleep":
            adjuncts = [each for each in adjuncts if not each.en.startswith("with")]
        adverb = None
        if tense == "habitual" and how != "negative" and verb.en not in ("love", "hate") and self.chance(0.3):
            adverb = Pair(*self.pick(words.OFTEN))
            if not target.en.startswith(("a ", "an ", *words.NUMBERS)) and self.chance(0.3):
                adverb, adjuncts = Pair("never", "कभी"), []
        if how == "question":
            return Clause(person, verb, tense, target, adjuncts).question()
        front = adjuncts and adjuncts[0].en in words.TIMES_EN and adverb is None and self.chance(0.25)
        time = adjuncts.pop(0) if front else Pair("", "")
        clause = Clause(
            person, verb, tense, target, adjuncts, adverb, how == "negative", self.chance(0.35)
        ).statement()
        return Pair(joined(time.en, clause.en), joined(time.hi, clause.hi))

    def _who(self, verb: Verb, tense: str, thing: Thing) -> Pair:
        """ "Who is eating the mango?": Hindi asks before the verb, with कौन, किसने or किसे."""
        who = Person("who", "कौन", Agreement("m", False), "", "किसने", "किसे", "")
        target = as_object(thing, verb)
        tense = _sayable(verb, self._plain(tense), who)
        clause = Clause(who, verb, tense, Object(target.en, "", target.agreement)).statement()
        return Pair(f"{clause.en}?", f"{target.hi} {clause.hi}?")

    def _asked(self, person: Person, verb: Verb, tense: str, target: Object) -> Pair:
        """ "What did she read?", "Why are you opening the door?"."""
        tense = _sayable(verb, self._plain(tense), person)
        if self.chance(0.4):
            return Clause(person, verb, tense).asked("what", "क्या")
        question = self.pick((Pair("why", "क्यों"), Pair("when", "कब"), Pair("where", "कहाँ")))
        return Clause(person, verb, tense, target).asked(*question)
