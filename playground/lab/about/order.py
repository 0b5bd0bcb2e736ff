"""Word order: what the experiment claims, explains and lets you set."""

from __future__ import annotations

from playground.events import Panel
from playground.lab.experiment import SEED, Experiment, Setting

EXPERIMENT = Experiment(
    name="order",
    title="Word order",
    claim='A bag of words cannot tell "dog bites man" from "man bites dog"; a recurrent network can.',
    about="""\
Two sentences can have the same words and opposite meanings. Whoever adds words up loses what sets them \
apart, for a sum does not know in which order it was made:

    bag of words          v = sum_t onehot(w_t)         the count of every word
    average of vectors    v = 1/T sum_t E[w_t]          the mean of learned word vectors

    "dog bites man"  and  "man bites dog":  the same v, down to the last digit

A recurrent network reads one word after the other, and each changes what the next one does:

    h_t = cell(E[w_t], h_{t-1}),    v = h_T

The task: who does it, the animal or the person? Sentences name one animal and one person and what one \
does to the other, in both orders, with an adverb in front or an adjective here and there, and half of \
them (unless you switch that off) turned round into the passive: "the man is bitten by the dog". Every \
sentence has a partner with the very same words in which the other one does it. So a network that only \
knows which words there are must give both the same answer, and one of the two answers is wrong: it is \
right exactly half the time, whatever it learns and however long. (The other networks get nothing more to \
go by: each word is as frequent with one answer as with the other.)

Held out are whole combinations of animal, person and verb, so that no sentence can be known by heart. All \
networks have word vectors of the same width and the same updates (AdamW); the bag of words and the \
average have one hidden layer of tanh units between v and the answer, so that it is not for want of a \
layer that they fail.

Adding up is not useless: for the sentiment of a review, what is said matters more than in which order, \
and a bag of words is hard to beat there. Word order is what decides in "not bad, quite good" and "not \
good, quite bad".""",
    settings=(
        Setting(
            name="networks",
            label="Networks",
            help="What makes one vector of a sentence.",
            kind="choices",
            default=("Bag of words", "Average of vectors", "RNN", "GRU", "LSTM"),
            choices=("Bag of words", "Average of vectors", "RNN", "GRU", "LSTM"),
        ),
        Setting(
            name="passive",
            label="Passive",
            help="Whether half of the sentences are turned round: the man is bitten by the dog.",
            kind="choice",
            default="yes",
            choices=("yes", "no"),
        ),
        Setting(
            name="updates",
            label="Updates",
            help="For each network.",
            kind="int",
            default=400,
            low=1,
            high=100_000,
        ),
        Setting(
            name="repeats",
            label="Repeats",
            help="Networks of each kind, with different seeds, whose mean is shown.",
            kind="int",
            default=3,
            low=1,
            high=50,
        ),
        Setting(
            name="units",
            label="Units",
            help="Width of the hidden layer of every network.",
            kind="int",
            default=32,
            low=2,
            high=512,
        ),
        Setting(
            name="learning_rate",
            label="Learning rate",
            help="Peak, of AdamW.",
            kind="float",
            default=0.01,
            low=1e-6,
            high=1.0,
        ),
        SEED,
    ),
    panels=(
        Panel(
            id="accuracy",
            title="Who does it?",
            x="updates",
            y="accuracy",
            note="Right answers to held-out sentences; 0.5 is what a bag of words must get.",
        ),
        Panel(
            id="loss",
            title="Loss on held-out sentences",
            x="updates",
            y="nats",
            log_y=True,
            note="0.69 nats (ln 2) is what a fair guess costs.",
        ),
    ),
    module="playground.lab.order",
    seconds=20,
)
