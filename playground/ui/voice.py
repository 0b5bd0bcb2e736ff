"""A language model as the Write screen uses it: it reads in slices, and draws the same text again.

What is drawn at a place depends only on the text before it, the settings and a seed. So the ghost, a step and
a stream from one place all say the same, and a ghost that agrees with what is typed stays as it was.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from functools import cached_property
from typing import NamedTuple, Self

import numpy as np
from numpy.typing import NDArray

from playground.config import SampleConfig
from playground.events import Weights
from playground.inference.language_model import LanguageModel
from playground.inference.prompt import Position
from playground.inference.sampling import Candidate, Sampler, log_softmax
from playground.text import display
from playground.ui.thoughts import Held
from playground.writing.beam import Beam, beam_search
from playground.writing.draws import Draw, chance, draw, show_draw
from playground.writing.pattern import States
from playground.writing.rule import Follower, Rule
from playground.writing.state_tree import StateTree
from playground.writing.stops import until_stop
from playground.writing.word_search import Words, WordSearch, inside_mask, word_begun

OVERLAP = 200
"""Characters that are looked at again when a text has grown."""
NAMED = 6
"""Characters that are named, of those that a rule has and the model has not."""
BEHIND = 64
"""Characters behind a token that are read with it, so that it is cut off where it ends in the whole text."""


class Place(NamedTuple):
    """A token of the text and what could stand in its place."""

    start: int
    end: int
    candidates: tuple[Candidate, ...]
    actual: int
    rank: int
    bits: float


class Voice:
    """One model and where it stands in the text. Used by one thread."""

    def __init__(self, model: LanguageModel, name: str) -> None:
        self.name = name
        self.level = model.vocabulary.level
        self.model = model
        self._tree = StateTree(model)
        self._position = self._tree.position
        self._known = ""  # a text without anything unseen
        self._followers: dict[Rule, Follower] = {}

    @classmethod
    def load(cls, name: str) -> Self:
        """A model of the library, by name or path. Raises InputError if there is no sound one."""
        model = LanguageModel.load(name)
        return cls(model, model.name)

    @classmethod
    def in_training(cls, weights: Weights) -> Self:
        """The network as it was when the training process sent it."""
        model = LanguageModel.from_parts(weights.model, weights.vocabulary, weights.weights)
        return cls(model, "training now")

    def read(self, text: str) -> Iterator[float]:
        """Read ``text``, of which only what is new costs time; yields the share done after each slice."""
        yield from self._tree.reading(text)
        self._position = self._tree.position

    # ------------------------------------------------------------------ what comes next

    def candidates(self, k: int, sampling: SampleConfig, held: Held | None = None) -> list[Candidate]:
        """The likeliest next tokens where the model stands; what a rule forbids is shown as cut."""
        found = self.model.candidates(self._position, k, sampling)
        if held is None:
            return found
        follower = self._follower(held.rule)
        mask = self._mask(follower, follower.after(follower.start, held.begun), self._position)
        if mask is None or not mask.any():
            return found
        sampler = Sampler(sampling, (self.model.vocabulary.unknown,))
        after = sampler.distribution(self._position.logits, self._position.ids, mask)
        return [each._replace(sampled=float(after[each.id])) for each in found]

    def generate(
        self, sampling: SampleConfig, seed: int, *, forward: bool = False, held: Held | None = None
    ) -> Iterator[str]:
        """What follows, token by token; with ``forward`` the model's place moves along.

        It has no end but before a stop text of the settings, and where a rule has it end.
        """
        tokens = self._tokens(sampling, seed, forward=forward, held=held)
        return until_stop(tokens, sampling.stop) if sampling.stop else tokens

    def ended(self, held: Held) -> bool:
        """A rule is met where the model stands, and has the continuation end there."""
        follower = self._follower(held.rule)
        states = follower.after(follower.start, held.begun)
        return follower.met(states) and follower.over(states)

    def hindrance(self, held: Held) -> str:
        """Why a rule that is not met yet cannot be, in a few words; empty where it can."""
        follower = self._follower(held.rule)
        states = follower.after(follower.start, held.begun)
        if follower.met(states):
            return ""
        mask = self._mask(follower, states, self._position)
        if states and (mask is None or mask.any()):
            return ""
        if follower.lacking:
            named = ", ".join(display.label(each, 10) for each in follower.lacking[:NAMED])
            more = len(follower.lacking) - NAMED
            return f"this model cannot write the rule, for it never saw {named}" + (
                f" and {more} more" if more > 0 else ""
            )
        return "this model knows no word that goes on with the rule here"

    def _tokens(
        self, sampling: SampleConfig, seed: int, *, forward: bool, held: Held | None
    ) -> Iterator[str]:
        vocabulary, network = self.model.vocabulary, self.model.network
        sampler = Sampler(sampling, (vocabulary.unknown,))
        position = self._position
        ids = list(position.ids[-sampling.repetition_window :])
        place = len(position.ids)
        follower = None if held is None else self._follower(held.rule)
        states = None if follower is None or held is None else follower.after(follower.start, held.begun)
        while True:
            allowed = position.allowed
            if follower is not None and states is not None:
                allowed = self._mask(follower, states, position)
                if follower.over(states) or (allowed is not None and not allowed.any()):
                    return
            weights = sampler.distribution(position.logits, ids, allowed)
            token = draw(weights, chance(seed, place))
            text = vocabulary.token(token)[len(position.written) :]
            if follower is not None and states is not None:
                states = follower.after(states, text)
                if not states:
                    return  # the model leaves the pattern here
            state, logits = network.step(position.state, token)
            ids.append(token)
            place += 1
            position = Position(state, logits, ids)
            if forward:
                self._position = position
            yield text

    def show_draw(self, sampling: SampleConfig, seed: int, held: Held | None = None) -> Draw:
        """How the next token is drawn where the model stands."""
        position, vocabulary = self._position, self.model.vocabulary
        allowed = position.allowed
        if held is not None:
            follower = self._follower(held.rule)
            mask = self._mask(follower, follower.after(follower.start, held.begun), position)
            allowed = mask if mask is None or mask.any() else allowed
        sampler = Sampler(sampling, (vocabulary.unknown,))
        weights = sampler.distribution(position.logits, position.ids, allowed)
        written = len(position.written)
        point = chance(seed, len(position.ids))
        return show_draw(weights, point, seed, lambda id: vocabulary.token(id)[written:])

    def _follower(self, rule: Rule) -> Follower:
        if rule not in self._followers:
            self._followers = {rule: Follower(rule, self.model.vocabulary)}
        return self._followers[rule]

    @staticmethod
    def _mask(follower: Follower, states: States, position: Position) -> NDArray[np.bool_] | None:
        """Tokens that the rule and what is half written allow."""
        mask = follower.mask(states, position.written)
        if mask is None or position.allowed is None:
            return position.allowed if mask is None else mask
        return mask & position.allowed

    # ------------------------------------------------------------------ what could stand elsewhere

    def look(self, text: str, offset: int, k: int, sampling: SampleConfig) -> Iterator[Place | None]:
        """Find what could stand in place of the token at character ``offset`` of ``text``, in slices.

        Yields None while the text is read, and the place at last.
        """
        for _ in self._tree.reading(text[: offset + BEHIND]):
            yield None
        vocabulary, ends = self.model.vocabulary, self._tree.ends
        at = self._tree.token_at(offset)
        if at is None:  # a word that was not read, since known ones begin with it
            position, start = self._tree.at(len(ends) - 1), ends[-1]
            end, actual = max(start + 1, len(text[: offset + BEHIND])), vocabulary.unknown
        else:
            position, start, end = self._tree.at(at), ends[at], ends[at + 1]
            actual = self._tree.id_of(at)
        candidates = self.model.candidates(position, k, sampling)
        logprobs = log_softmax(position.logits)
        likelier = logprobs > logprobs[actual]
        likelier[vocabulary.unknown] = False  # it is never written, so it takes no place
        rank = 1 + int(np.count_nonzero(likelier))
        ids = [each.id for each in candidates]
        if actual not in ids and actual != vocabulary.unknown:
            weights = Sampler(sampling, (vocabulary.unknown,)).distribution(position.logits, position.ids)
            logp, token = float(logprobs[actual]), vocabulary.token(actual)
            candidates.append(Candidate(actual, token, math.exp(logp), float(weights[actual]), logp, token))
            ids.append(actual)
        chosen = ids.index(actual) if actual in ids else -1
        yield Place(start, end, tuple(candidates), chosen, rank, -float(logprobs[actual]) / math.log(2))

    def words(self, text: str, k: int) -> Iterator[Words | None]:
        """The likeliest whole words after ``text``, which was read; None until they are found.

        A model of words has them as its next tokens and yields nothing.
        """
        if self.level != "char":
            return
        search = WordSearch(
            self.model.network,
            self.model.vocabulary.tokens,
            self._inside,
            self._position,
            word_begun(text),
            k,
        )
        for _ in search.run():
            yield None
        yield search.words

    def beam(self, cut: Callable[[list[str]], tuple[str, ...] | None], width: int) -> Iterator[list[Beam]]:
        """The likeliest continuations, by the model alone: the sampling settings play no part."""
        network, tokens = self.model.network, self.model.vocabulary.tokens
        return beam_search(network, tokens, self._position, cut, width)

    @property
    def sources(self) -> tuple[str, ...]:
        """What the model was trained on, as far as its file says."""
        return () if self.model.card is None else tuple(self.model.card.corpus.get("sources", ()))

    @property
    def held_out(self) -> float:
        """Which share at the end of that it was not trained on."""
        return 0.0 if self.model.card is None else float(self.model.card.corpus.get("validation_share", 0.1))

    @cached_property
    def _inside(self) -> NDArray[np.bool_]:
        return inside_mask(self.model.vocabulary.tokens)

    def unseen(self, text: str) -> str | None:
        """One sentence that names what of ``text`` the model never saw."""
        grown = len(self._known) > OVERLAP and text.startswith(self._known)
        if grown and self.model.notice(text[len(self._known) - OVERLAP :]) is None:
            self._known = text  # the beginning was known already, and so is the end
            return None
        notice = self.model.notice(text)
        self._known = "" if notice is not None else text
        return notice
