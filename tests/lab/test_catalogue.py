"""Every experiment is described as the app, the shell and the docs need it."""

from __future__ import annotations

import importlib.util
import subprocess
import sys

import pytest

from playground.errors import InputError
from playground.lab.catalogue import EXPERIMENTS, find
from playground.lab.experiment import SEED, Experiment

each_experiment = pytest.mark.parametrize("experiment", EXPERIMENTS, ids=lambda experiment: experiment.name)


def test_the_eight_are_there_in_their_order() -> None:
    names = "vanishing exploding memory length truncation order padding drift"
    assert [experiment.name for experiment in EXPERIMENTS] == names.split()


@each_experiment
def test_its_description_is_whole(experiment: Experiment) -> None:
    assert find(experiment.name) is experiment
    assert experiment.claim.endswith(".")
    assert len(experiment.about) > 200
    assert 0 < experiment.seconds <= 120
    assert importlib.util.find_spec(experiment.module) is not None
    panels = [panel.id for panel in experiment.panels]
    assert panels
    assert len(panels) == len(set(panels))


@each_experiment
def test_its_defaults_are_possible_and_it_has_a_seed(experiment: Experiment) -> None:
    assert experiment.settings[-1] == SEED
    names = [setting.name for setting in experiment.settings]
    assert len(names) == len(set(names))
    for setting in experiment.settings:
        assert setting.check(setting.default) == setting.default
        assert setting.parse(setting.show(setting.default)) == setting.default
        assert setting.help.endswith(".")


def test_an_unknown_name_is_met_with_the_nearest() -> None:
    with pytest.raises(InputError, match="did you mean vanishing"):
        find("vanish")
    with pytest.raises(InputError, match="there are vanishing, exploding"):
        find("xyzzy")


def test_the_catalogue_needs_neither_torch_nor_textual() -> None:
    code = "import sys, playground.lab.catalogue; print({'torch', 'textual'} & set(sys.modules))"
    command = [sys.executable, "-c", code]
    done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=60)
    assert done.stdout.strip() == "set()"
