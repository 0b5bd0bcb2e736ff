"""Padding and masking: what the experiment claims, explains and lets you set."""

from __future__ import annotations

from playground.events import Panel
from playground.lab.experiment import SEED, Experiment, Setting

EXPERIMENT = Experiment(
    name="padding",
    title="Padding and masking",
    claim="Padding changes what a network computes, and its gradients, unless it is masked or packed away.",
    about="""\
A batch is a rectangle (time, batch, features), sequences are not. So the short ones are filled up to the \
length of the longest, and something has to keep the filling out of what is computed. A network that reads \
padding goes on changing its state: even where the padding is all zeros, U h_{t-1} and the biases are not.

    h_t = phi(W 0 + U h_{t-1} + b)  is not  h_{t-1}

Here a batch of sequences of different lengths goes through fresh networks in four ways. What they should \
give is known: what each sequence gives when it is read alone, without padding.

    padded          read all; the batch's last state; the loss of all positions
    own last step   read all; each sequence's own last state; the loss of real steps
    masked          h_t = m_t h_new + (1 - m_t) h_{t-1} with m_t = 0 on padding: the
                    state stands still there; the loss of real steps
    packed          torch's pack_padded_sequence: only real steps are computed at all

Each network has two heads, so that both common uses are seen: a class for every step (as for tagging) and \
one for the whole sequence, from its last state (as for sentiment). The loss is the sum of both \
cross-entropies. The tables show the largest absolute difference from the truth in the outputs (the hidden \
states at real steps), in the last state and in the loss, and in the gradient of all weights relative to \
its largest entry. Single precision computes with seven digits, so 1e-7 means equal.

Where the padding comes after the sequence, a network that reads forwards has seen none of it at the real \
steps: their outputs are right even without a mask, and taking each sequence's own last step is enough. \
Read backwards, or padded in front, padding comes first and changes everything after it; a bidirectional \
network therefore needs the mask or the packing.

The charts show how far padding carries a state away, and that it carries all of them to the same place: \
the difference between the states of two sequences shrinks with every padded step, as gradients do. A \
classifier that looks at the state after a long padding has little left to look at.""",
    settings=(
        Setting(
            name="lengths",
            label="Lengths",
            help="Lengths of the sequences in the batch; the short ones are padded to the longest.",
            kind="ints",
            default=(3, 7, 12, 20),
            low=1,
            high=500,
        ),
        Setting(
            name="side",
            label="Padding stands",
            help="Padding comes after the sequence or before it.",
            kind="choice",
            default="after",
            choices=("after", "before"),
        ),
        Setting(
            name="fill",
            label="Filled with",
            help="The number that padding is made of.",
            kind="float",
            default=0.0,
            low=-100.0,
            high=100.0,
        ),
        Setting(
            name="networks",
            label="Networks",
            help="Which networks are compared.",
            kind="choices",
            default=("rnn-tanh", "gru", "lstm"),
            choices=("rnn-tanh", "rnn-relu", "gru", "lstm"),
        ),
        Setting(
            name="padding",
            label="Most padding",
            help="Steps of padding up to which the charts follow the state.",
            kind="int",
            default=100,
            low=1,
            high=1000,
        ),
        Setting(
            name="units",
            label="Units",
            help="Width of every network.",
            kind="int",
            default=32,
            low=1,
            high=512,
        ),
        SEED,
    ),
    panels=(
        Panel(
            id="drift",
            title="How far padding carries the last state away",
            x="steps of padding",
            y="distance from the true state, as a share of its norm",
            note="0 would be a state that stands still, as it does under a mask.",
        ),
        Panel(
            id="apart",
            title="How far apart two sequences still are",
            x="steps of padding",
            y="distance of their states, as a share of that without padding",
            log_y=True,
            note="What tells one sequence from another fades while the network reads padding.",
        ),
    ),
    module="playground.lab.padding",
    seconds=3,
)
