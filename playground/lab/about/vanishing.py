"""Vanishing gradients: what the experiment claims, explains and lets you set."""

from __future__ import annotations

from playground.events import Panel
from playground.lab.experiment import SEED, Experiment, Setting

EXPERIMENT = Experiment(
    name="vanishing",
    title="Vanishing gradients",
    claim="The gradient of a plain RNN fades with every step it travels back; that of an LSTM whose forget "
    "gates begin open does not.",
    about="""\
How much does the loss at the end of a sequence depend on the state t steps into it?
""",
    settings=(
        Setting(
            name="lengths",
            label="Sequence lengths",
            help="Lengths T of the sequences on which the gradient is measured.",
            kind="ints",
            default=(10, 20, 50, 100, 200, 500, 1000),
            low=2,
            high=2000,
        ),
        SEED,
    ),
    panels=(
        Panel(
            id="start",
            title="At initialisation",
            x="distance T - t (steps)",
            y="norm of dL_T/dh_t",
            log_y=True,
        ),
        Panel(
            id="now",
            title="As training proceeds",
            x="distance T - t (steps)",
            y="norm of dL_T/dh_t",
            log_y=True,
        ),
    ),
    module="playground.lab.vanishing",
    seconds=60,
)
