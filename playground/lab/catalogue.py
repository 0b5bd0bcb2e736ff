"""The experiments of the Lab, in the order in which they are best met."""

from __future__ import annotations

import difflib

from playground.errors import InputError
from playground.lab.about import drift, exploding, length, memory, order, padding, truncation, vanishing
from playground.lab.experiment import Experiment

EXPERIMENTS: tuple[Experiment, ...] = tuple(
    about.EXPERIMENT for about in (vanishing, exploding, memory, length, truncation, order, padding, drift)
)


def find(name: str) -> Experiment:
    """The experiment called ``name``; raises InputError, naming the nearest, if there is none."""
    for experiment in EXPERIMENTS:
        if experiment.name == name:
            return experiment
    names = [experiment.name for experiment in EXPERIMENTS]
    near = difflib.get_close_matches(name, names, n=2, cutoff=0.4)
    meant = f" (did you mean {' or '.join(near)}?)" if near else ""
    raise InputError(f"There is no experiment called {name!r}{meant}; there are {', '.join(names)}.")
