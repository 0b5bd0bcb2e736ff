"""Truncated back-propagation through time: what the experiment claims, explains and lets you set."""

from __future__ import annotations

from playground.events import Panel
from playground.lab.experiment import SEED, Experiment, Setting

EXPERIMENT = Experiment(
    name="truncation",
    title="Truncated back-propagation",
    claim=(
        "A network that is trained in windows learns no dependency longer than a window, though its state is "
        "carried on from one window to the next."
    ),
    about="""\
The gradient of a loss at step t runs back through every step before it. For a long text that is out of \
the question, so the text is cut into windows of T tokens. The state is handed on from window to window, \
the gradient is not (Williams and Peng 1990):

    h_0 = state left by the window before, as a constant
    h_t = cell(x_t, h_{t-1}),   t = 1 ... T
    gradient of  sum_t L_t  with respect to the weights, back to h_0 and no further

Forwards the network remembers as far as it can. But what is worth remembering is learned from gradients, \
and a gradient joins two places only if they lie in the same window. What happens to lie more than T steps \
apart is never seen together.

First the shipped tales, character by character: the same text, the same number of characters read, the \
same number of updates, only cut into windows of different lengths. Streams side by side make up for it \
(characters an update are always 2,048, so a window of 4 has 512 streams and one of 256 has 8). The loss \
on held-out text is measured with the state carried through it.

Then a made-up text in which it is known what depends on what: an opener, distractors, a question mark, \
and then the closer that fits the opener, d characters after it. Each distance d has four openers of its \
own, so that learning the near ones does not help with the far ones:

    A x y x z y ? a   G z x ? c   F y y z x x y ? b   ...        (d = 7, 4, 7)

How often the right closer is the likeliest of the four, by distance d and window T, shows what was lost: \
a guess is right in one case of four. Of the pairs with distance d, a share of 1 - (d - 1)/T lies within \
one window; in windows shorter than d there are none.

Shorter windows are not only worse: they make an update out of more places of the text, need less memory \
and never let a gradient explode over many steps. Where nothing lies far apart they learn faster.""",
    settings=(
        Setting(
            name="networks",
            label="Networks",
            help="The cells to compare.",
            kind="choices",
            default=("RNN", "GRU", "LSTM"),
            choices=("RNN", "GRU", "LSTM"),
        ),
        Setting(
            name="windows",
            label="Windows",
            help="Tokens between two updates: powers of 2 keep the characters of an update alike.",
            kind="ints",
            default=(4, 16, 64, 256),
            low=1,
            high=1024,
        ),
        Setting(
            name="distances",
            label="Distances",
            help="From opener to closer, in the made-up text.",
            kind="ints",
            default=(4, 16, 64),
            low=3,
            high=500,
        ),
        Setting(
            name="updates",
            label="Updates",
            help="Of each network on the tales; three times as many on the made-up text.",
            kind="int",
            default=100,
            low=1,
            high=100_000,
        ),
        Setting(
            name="units",
            label="Units",
            help="Width of the networks for the tales; half as many for the made-up text.",
            kind="int",
            default=128,
            low=4,
            high=1024,
        ),
        SEED,
    ),
    panels=(
        Panel(
            id="loss",
            title="The tales, state carried",
            x="window",
            y="bits/char",
            log_x=True,
            note="Loss on held-out text after equally many updates and characters; lower is better.",
        ),
        Panel(
            id="nearest",
            title="Closers, nearest openers",
            x="window",
            y="accuracy",
            log_x=True,
            note="The shortest distance; 0.25 is a guess.",
        ),
        Panel(
            id="farthest",
            title="Closers, farthest openers",
            x="window",
            y="accuracy",
            log_x=True,
            note="The longest distance: learned only where a window is longer than that.",
        ),
    ),
    module="playground.lab.truncation",
    seconds=95,
)
