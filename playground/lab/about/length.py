"""Sequence length in practice: what the experiment claims, explains and lets you set."""

from __future__ import annotations

from playground.events import Panel
from playground.lab.experiment import SEED, Experiment, Setting

_LENGTH = "words of each text"

EXPERIMENT = Experiment(
    name="length",
    title="Sequence length in practice",
    claim="The longer the texts, the less a plain RNN makes of them, because no gradient comes back to their "
    "beginning; LSTM and GRU cope.",
    about="""\
Courses show this with film reviews, cut or filled up to a maximum length of 10, 20, 50 ... words: the \
accuracy of a plain RNN falls where the texts get long. Two things are mixed up there. A short text that \
is filled up to 1,000 steps ends with hundreds of steps of nothing, which is hard for a reason of its own \
(see the experiment padding). So here every text is as long as the longest, and is only cut: no step is \
padding.

The restaurant reviews that ship are single sentences. They are made into long texts by joining reviews of \
the same label, drawn at random, until there are words enough (four and five stars are positive, one and \
two negative). A fifth of the sentences is held out before that, together with their near-twins. So such a \
text repeats its opinion in every sentence: the longer it is, the more there is to go by. With \
opinion=first only the first sentence has the opinion and all that follows has three stars: then the \
answer has to be carried to the end. With a folder of your own (aclImdb/train/pos/*.txt ...: Maas et al. \
2011) real reviews are read, those that have as many words as the longest length.

Every network reads a text of T words and says its verdict from the last state:

    x_t = E[word_t],    h_t = cell(x_t, h_{t-1}),    p = softmax(W LayerNorm(h_T) + b)

Training grows with the length: from the shortest texts on, each network goes on to longer ones with the \
weights it has, all with as many updates (from scratch, training=afresh, 1,000 words are too much for \
every one of them in a minute). A bag of words, logistic regression on the counts of words, is trained \
alongside: it reads every word with the same ease, wherever it stands, and so shows how much there is to \
be had from more of them.

What comes back to the first word is the gradient dL/dx_1; it is shown as a share of what reaches the last \
word, dL/dx_T, both as norms averaged over held-out texts after training, computed in double precision.

Last, texts that turn round: their first half is of one label and their second half of the other. The \
share of verdicts that follow the second half shows which part of a text a network goes by: at one it has \
forgotten the beginning, at zero it does not hear the end; near one half it weighs both, or does not know.

The held-out sentences are made of words of which many were never seen, and one of them alone is hard to \
judge; so accuracies begin little above one half. With 900 sentences and one network of each kind all \
figures are rough. With the seeds 0 to 3 the plain RNN was behind LSTM and GRU on 1,000 words every time, \
and its gradient at the first word was under 1e-300 every time; but whether a network falls from 500 words \
to 1,000 changes with the seed, for the gated ones as well. The claim as a whole held with seed 0 only, \
and in part with 1, 2 and 3.""",
    settings=(
        Setting(
            name="lengths",
            label="Lengths",
            help="Words of each text; only texts at least as long as the longest are used.",
            kind="ints",
            default=(10, 20, 50, 100, 200, 500, 1000),
            low=2,
            high=5000,
        ),
        Setting(
            name="cells",
            label="Cells",
            help="Which networks are compared.",
            kind="choices",
            default=("RNN", "GRU", "LSTM"),
            choices=("RNN", "GRU", "LSTM"),
        ),
        Setting(
            name="opinion",
            label="Opinion",
            help="In every sentence of a text, or in the first one only; of the texts that ship.",
            kind="choice",
            default="everywhere",
            choices=("everywhere", "first"),
        ),
        Setting(
            name="folder",
            label="Folder",
            help="Your own reviews: a folder with pos and neg in it, as aclImdb; empty for those that ship.",
            kind="text",
            default="",
        ),
        Setting(
            name="training",
            label="Training",
            help="Let the texts grow while a network learns, or begin with new weights at each length.",
            kind="choice",
            default="growing",
            choices=("growing", "afresh"),
        ),
        Setting(
            name="updates",
            label="Most updates",
            help="At each length, with 32 texts each; updates times words is at most 20,000.",
            kind="int",
            default=300,
            low=1,
            high=100_000,
        ),
        Setting(
            name="units",
            label="Units",
            help="Width of the networks and of the word vectors.",
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
            title="Verdicts",
            x=_LENGTH,
            y="accuracy",
            log_x=True,
            note="On held-out texts, none of which is padded; a guess is right half the time.",
        ),
        Panel(
            id="gradient",
            title="Gradient that reaches the first word",
            x=_LENGTH,
            y="share of that at the last word",
            log_x=True,
            log_y=True,
            note="After training. What is under 1e-7 is lost in single precision beside the rest.",
        ),
        Panel(
            id="ends",
            title="Texts that turn round half-way",
            x=_LENGTH,
            y="verdicts that follow the second half",
            log_x=True,
            note="1: only the end counts; 0: only the beginning.",
        ),
        Panel(
            id="time",
            title="Time",
            x=_LENGTH,
            y="milliseconds an update",
            log_x=True,
            log_y=True,
            note="With its share of the validations; measured, so no two runs give the same.",
        ),
    ),
    module="playground.lab.length",
    seconds=70,
)
