"""Exploding gradients: what the experiment claims, explains and lets you set."""

from __future__ import annotations

from playground.events import Panel
from playground.lab.experiment import SEED, Experiment, Setting

EXPERIMENT = Experiment(
    name="exploding",
    title="Exploding gradients",
    claim="With recurrent weights that are too large the gradient explodes and a run ends in NaN; clipping "
    "the gradient keeps it alive.",
    about="""\
Where the recurrent matrix stretches, the gradient grows with every step back.
""",
    settings=(
        Setting(
            name="radius",
            label="Spectral radius",
            help="The largest absolute eigenvalue that the recurrent matrix is scaled to.",
            kind="float",
            default=1.5,
            low=0.1,
            high=10.0,
        ),
        SEED,
    ),
    panels=(
        Panel(id="norm-none", title="Gradient norm, no clipping", x="step", y="gradient norm", log_y=True),
        Panel(id="loss-none", title="Loss, no clipping", x="step", y="mean squared error", log_y=True),
    ),
    module="playground.lab.exploding",
    seconds=40,
)
