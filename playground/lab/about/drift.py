"""Teacher forcing and temperature: what the experiment claims, explains and lets you set."""

from __future__ import annotations

from playground.events import Panel
from playground.lab.experiment import SEED, Experiment, Setting

_WRITTEN = "characters since the prompt"

EXPERIMENT = Experiment(
    name="drift",
    title="Teacher forcing, and temperature",
    claim=(
        "A network trained on true text drifts when it reads its own; a low temperature makes it repeat "
        "itself, a high one makes it babble."
    ),
    about="""\
In training a network is given the true text at every step, whatever it would have said itself. That is \
teacher forcing (Williams and Zipser 1989): the loss at step t asks for x_{t+1} after the true x_1 ... \
x_t.

    teacher-forced    x_1  x_2  x_3  ...        true text in, loss against the next true character
    free-running      x_1  y_2  y_3  ...        y_t drawn from p(. | x_1, y_2 ... y_{t-1}), and read next

When it writes, it reads what it wrote. A mistake leads it into a state that no true text led it into, \
where the next mistake is likelier: exposure bias (Bengio et al. 2015, Ranzato et al. 2016). If that \
matters, what is written must become worse the further it is from the last true character.

To see it, each network goes on from pieces of held-out tales at temperature 1, where it draws from \
exactly the distribution it has learned. A judge that is no recurrent network says how strange each \
character is: an n-gram model (modified Kneser-Ney, order 6) counted on the training text. It gives bits \
per character of the true continuations and of what the networks wrote, by distance from the prompt. Drift \
is how much stranger the last quarter is than the first, less the same for the true text.

The judge looks back five characters, so it knows bad spelling and odd words when it sees them, and \
nothing of a story that loses its thread.

Temperature divides the logits z before they become probabilities:

    p_k = exp(z_k / T) / sum_j exp(z_j / T),    entropy  H = -sum_k p_k log2 p_k

Below 1 the likely becomes likelier; towards 0 the network always takes the likeliest character, and once \
it comes back to a state it was in before, it goes round in a circle. Above 1 all characters become alike. \
Shown are the entropy of what was drawn from, the share of places whose last twelve characters stood in \
the same text before (repeats), and the share of words that are in the training text.""",
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
            name="updates",
            label="Updates",
            help="Of training, for each network.",
            kind="int",
            default=600,
            low=1,
            high=1_000_000,
        ),
        Setting(
            name="units",
            label="Units",
            help="Width of every network.",
            kind="int",
            default=128,
            low=2,
            high=1024,
        ),
        Setting(
            name="texts",
            label="Texts",
            help="How many are written side by side, for each network and temperature.",
            kind="int",
            default=128,
            low=2,
            high=4096,
        ),
        Setting(
            name="length",
            label="Length",
            help="Characters of each text.",
            kind="int",
            default=400,
            low=40,
            high=20_000,
        ),
        Setting(
            name="temperatures",
            label="Temperatures",
            help="In percent: 100 draws from what was learned.",
            kind="ints",
            default=(10, 30, 50, 70, 100, 130, 160),
            low=1,
            high=1000,
        ),
        SEED,
    ),
    panels=(
        Panel(
            id="drift",
            title="How strange what is written is",
            x=_WRITTEN,
            y="bits/char for the judge",
            note="Level with the true text: no drift. Rising away from it: the further, the worse.",
        ),
        Panel(
            id="forced",
            title="Teacher-forced loss",
            x=_WRITTEN,
            y="bits/char",
            note="On the true continuations: reading true text, nothing gets worse with the distance.",
        ),
        Panel(
            id="entropy",
            title="Entropy against temperature",
            x="temperature",
            y="bits",
            note="How open the next character was, on average, while the network wrote.",
        ),
        Panel(
            id="repeats",
            title="Repeats against temperature",
            x="temperature",
            y="share of places",
            note="Where the last twelve characters stood in the same text before.",
        ),
        Panel(
            id="words",
            title="Real words against temperature",
            x="temperature",
            y="share of words",
            note="Words that are in the training text.",
        ),
    ),
    module="playground.lab.drift",
    seconds=60,
)
