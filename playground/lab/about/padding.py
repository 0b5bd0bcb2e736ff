"""Padding and masking: what the experiment claims, explains and lets you set."""

from __future__ import annotations

from playground.events import Panel
from playground.lab.experiment import SEED, Experiment, Setting

EXPERIMENT = Experiment(
    name="padding",
    title="Padding and masking",
    claim="Padding changes what a network computes unless it is masked or packed away.",
    about="""\
Sequences of different lengths share a batch only when the short ones are filled up.
""",
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
        SEED,
    ),
    panels=(
        Panel(
            id="drift",
            title="What padding does to the last state",
            x="steps of padding",
            y="distance from the true state, relative",
        ),
    ),
    module="playground.lab.padding",
    seconds=5,
)
