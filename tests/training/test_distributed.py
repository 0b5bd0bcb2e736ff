"""Several processes that train one model: first their parts, then real ones, started by ``torchrun``."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from click.testing import CliRunner

from playground import modelfile, places, ranks
from playground.cli import cli
from playground.config import ModelConfig, TrainConfig
from playground.errors import InputError
from playground.modelfile import ModelCard
from playground.ranks import Rank
from playground.recipes import TrainRequest
from playground.tasks.language import LanguageTask
from playground.tasks.streams import Streams
from playground.training import machine
from playground.training.distributed import Group
from playground.training.run import Run

TORCHRUN = (sys.executable, "-m", "torch.distributed.run", "--nproc-per-node", "2", "-m", "playground")
SMALL = {"batch": 8, "window": 16, "seed": 1, "threads": 1}
SETTINGS = {"units": 16, "dropout": 0, **SMALL}
"""Without dropout, which every process draws for itself."""
OPTIONS = tuple(word for name, value in SETTINGS.items() for word in (f"--{name}", str(value)))
ENDLESS = ("--steps", "10000000")
PATIENCE = 60
"""Seconds to wait for anything before calling it stuck."""


def rank_in(monkeypatch: pytest.MonkeyPatch, number: int, size: int) -> None:
    """Let this process believe that ``torchrun`` started it."""
    settings = {
        "RANK": number, "WORLD_SIZE": size, "LOCAL_RANK": number, "LOCAL_WORLD_SIZE": size,
        "MASTER_ADDR": "127.0.0.1", "MASTER_PORT": 1,
    }  # fmt: skip
    for name, value in settings.items():
        monkeypatch.setenv(name, str(value))


def test_a_rank_is_what_the_launcher_says(monkeypatch: pytest.MonkeyPatch) -> None:
    assert ranks.current() is None
    rank_in(monkeypatch, 1, 4)
    assert ranks.current() == Rank(1, 4, 1, 4)
    rank_in(monkeypatch, 0, 1)
    assert ranks.current() is None
    rank_in(monkeypatch, 0, 2)
    monkeypatch.delenv("MASTER_PORT")  # some other program's variables
    assert ranks.current() is None


def test_the_streams_of_all_ranks_are_those_of_one_process() -> None:
    ids = np.arange(1000)
    whole = Streams(ids, 6, 16, seed=3)
    parts = [Streams(ids, 6, 16, seed=3, part=Group(Rank(r, 3, r, 3)).part(6)) for r in range(3)]
    for _ in range(2 * whole.windows_per_pass + 1):
        expected, windows = whole.next(), [part.next() for part in parts]
        np.testing.assert_array_equal(np.hstack([window.tokens for window in windows]), expected.tokens)
        np.testing.assert_array_equal(np.hstack([window.targets for window in windows]), expected.targets)
        assert {window.fresh for window in windows} == {expected.fresh}


def test_the_mean_gradient_of_all_ranks_is_that_of_one_process() -> None:
    model = ModelConfig(vocabulary=9, units=8, embedding=8)
    train = TrainConfig(steps=10, batch=6, window=5, reset=0.5)
    text = np.random.default_rng(0).integers(1, 9, 300)

    def task(part: slice, resets: torch.Generator | None) -> LanguageTask:
        torch.manual_seed(4)
        return LanguageTask(model, train, text, text[:50], torch.device("cpu"), part, resets)

    generators = [torch.Generator().manual_seed(7) for _ in range(2)]
    halves = [task(slice(0, 3), generators[0]), task(slice(3, 6), generators[1])]
    whole = task(slice(0, 6), torch.Generator().manual_seed(7))
    for _ in range(4):
        for each in (*halves, whole):
            each.network.zero_grad()
            each.loss().backward()  # type: ignore[no-untyped-call]
    together = dict(whole.network.named_parameters())
    one, other = (dict(half.network.named_parameters()) for half in halves)
    for name, parameter in together.items():
        mean = (one[name].grad + other[name].grad) / 2
        torch.testing.assert_close(mean, parameter.grad, rtol=1e-4, atol=1e-6)


def test_a_batch_that_cannot_be_shared_equally_is_refused() -> None:
    group = Group(Rank(1, 3, 1, 3))
    assert group.part(6) == slice(2, 4)
    with pytest.raises(InputError, match="A batch of 32 streams cannot be shared equally by 3 processes; "):
        group.part(32)


def test_each_rank_takes_its_streams_from_a_checkpoint_of_all() -> None:
    carried = np.arange(12.0).reshape(1, 4, 3)
    arrays = {"carried.h": carried, "adamw.steps": np.zeros(4)}
    own = Group(Rank(1, 2, 1, 2)).own(arrays)
    np.testing.assert_array_equal(own["carried.h"], carried[:, 2:])
    np.testing.assert_array_equal(own["adamw.steps"], arrays["adamw.steps"])


@pytest.mark.parametrize(("cores", "processes", "threads"), [(2, 2, 1), (8, 2, 4), (2, 4, 1), (64, 2, 8)])
def test_processes_share_the_cores(
    monkeypatch: pytest.MonkeyPatch, cores: int, processes: int, threads: int
) -> None:
    monkeypatch.setattr(machine, "cores", lambda: cores)
    rank, cpu = Rank(0, processes, 0, processes), torch.device("cpu")
    assert machine.choose_threads(TrainConfig(seconds=1), rank) == threads
    assert machine.choose_threads(TrainConfig(seconds=1, threads=3), rank) == 3
    assert machine.watch_threads(TrainConfig(seconds=1), cpu, 2, rank) is None


def test_each_process_has_a_gpu_of_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(torch.cuda, "is_available", lambda: True)
    monkeypatch.setattr(torch.cuda, "device_count", lambda: 2)
    # Four processes on two machines: the fourth is the second of its machine.
    assert machine.choose_device(TrainConfig(steps=1), Rank(3, 4, 1, 2)) == torch.device("cuda", 1)
    assert machine.choose_device(TrainConfig(steps=1, device="cpu"), Rank(3, 4, 3, 4)).type == "cpu"
    with pytest.raises(InputError, match="There is no GPU for each of 4 processes on this machine"):
        machine.choose_device(TrainConfig(steps=1), Rank(0, 4, 0, 4))


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--task", "classify", "reviews", "--name", "n"), "--task classify is trained by one process only"),
        (("-", "--name", "n"), "Standard input is read by one process only"),
        (("text",), "Missing option --name"),
        (("text", "--name", "n", "--vocabulary-limit", "5"), "A vocabulary limit is for words"),
    ],
)
def test_what_is_refused_is_said_by_the_first_process_alone(
    monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...], said: str
) -> None:
    rank_in(monkeypatch, 1, 2)
    other = CliRunner().invoke(cli, ["train", *words])
    assert (other.output, other.exit_code) == ("", 0)
    rank_in(monkeypatch, 0, 2)
    first = CliRunner().invoke(cli, ["train", *words])
    assert said in first.output
    assert first.exit_code == 2


def carried(path: Path) -> dict[str, Any]:
    """The carried states that a run goes on from, (layers, B, units) each."""
    rest = modelfile.load_resume(path)
    assert rest is not None
    return {name: value for name, value in rest[0].items() if name.startswith("carried.")}


def train_alone(text: Path, name: str, steps: int) -> Path:
    """The same as the command with OPTIONS, by one process."""
    request = TrainRequest(
        sources=(str(text),), name=name, model={"units": 16, "dropout": 0.0}, train={**SMALL, "steps": steps}
    )
    run = Run(request)
    for _ in run:
        pass
    assert run.path is not None
    return run.path


def losses(card: ModelCard) -> list[float]:
    return [point["validation"] for point in card.history if "validation" in point]


@pytest.mark.e2e
def test_two_processes_train_the_model_that_one_would(text_file: Path) -> None:
    words = ("train", str(text_file), "--name", "two", "--steps", "60", *OPTIONS)
    done = subprocess.run(
        [*TORCHRUN, *words], capture_output=True, text=True, encoding="utf-8", timeout=PATIENCE, check=False
    )
    assert done.returncode == 0, done.stderr
    for once in ("Reading", "2 processes, cpu, 1 thread each", "Saved", "Finished after 60 steps", "Try it"):
        assert done.stdout.count(once) == 1
    assert [path.name for path in places.user_models().iterdir()] == ["two.safetensors"]

    together = places.user_models() / "two.safetensors"
    alone = train_alone(text_file, "one", 60)
    one, two = modelfile.read_card(alone), modelfile.read_card(together)
    assert losses(one)[-1] < 0.75 * losses(one)[0]
    assert losses(two) == pytest.approx(losses(one), rel=1e-3)
    for name, value in carried(alone).items():
        np.testing.assert_allclose(carried(together)[name], value, atol=0.01)


@contextmanager
def started(*words: str) -> Iterator[tuple[subprocess.Popen[str], dict[int, int]]]:
    """``torchrun``, once a step is done, and the process ids of its ranks; nothing is left of them."""
    with subprocess.Popen(
        [*TORCHRUN, *words],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, encoding="utf-8",
    ) as launcher:  # fmt: skip
        found: dict[int, int] = {}
        try:
            assert launcher.stdout is not None
            for line in launcher.stdout:
                if "tok/s" in line:
                    break
            children = Path(f"/proc/{launcher.pid}/task/{launcher.pid}/children").read_text().split()
            for child in map(int, children):
                environment = Path(f"/proc/{child}/environ").read_text().split("\0")
                found |= {int(each[5:]): child for each in environment if each.startswith("RANK=")}
            assert sorted(found) == [0, 1]
            yield launcher, found
        finally:
            for process in (launcher.pid, *found.values()):
                if Path(f"/proc/{process}").exists():
                    os.kill(process, signal.SIGKILL)


def ended(processes: dict[int, int]) -> bool:
    """Whether all of these processes are gone, now or in a moment."""
    waiting = time.monotonic() + PATIENCE
    while time.monotonic() < waiting:
        if not any(Path(f"/proc/{process}").exists() for process in processes.values()):
            return True
        time.sleep(0.05)
    return False


linux = pytest.mark.skipif(not Path("/proc/self/environ").exists(), reason="looks the processes up in /proc")


@linux
@pytest.mark.e2e
def test_a_process_that_is_killed_ends_the_run_with_the_model_saved(text_file: Path) -> None:
    path = train_alone(text_file, "cats", 20)
    with started("train", "--resume", "cats", *ENDLESS) as (launcher, processes):
        os.kill(processes[1], signal.SIGKILL)
        _, said = launcher.communicate(timeout=PATIENCE)
        assert ended(processes)
    assert launcher.returncode not in (0, None)
    card = modelfile.read_card(path)
    assert card.steps > 20
    sentence = f"The model is saved as it was at step {card.steps:,}."
    assert f"Another process of this run has ended or no longer answers. {sentence}" in said
    for value in carried(path).values():
        assert value.shape == (1, 8, 16)
        assert value[:, :4].any(axis=2).any()
        assert not value[:, 4:].any()


@linux
@pytest.mark.e2e
def test_an_interruption_saves_the_state_of_all_processes(text_file: Path) -> None:
    with started("train", str(text_file), "--name", "cats", *ENDLESS, *OPTIONS) as (launcher, processes):
        launcher.send_signal(signal.SIGINT)
        printed, said = launcher.communicate(timeout=PATIENCE)
        assert ended(processes)
    assert launcher.returncode not in (0, None)
    assert said.count("Stopping and saving.") == 1
    assert said.count("Go on with: rnn-playground train --resume cats") == 1
    assert printed.count("Stopped after") == 1
    path = places.user_models() / "cats.safetensors"
    stopped = modelfile.read_card(path).steps
    assert all(value[:, 4:].any() for value in carried(path).values())

    request = TrainRequest(sources=(), name="cats", train={"steps": stopped + 10}, resume=True)
    for _ in Run(request):
        pass
    assert modelfile.read_card(path).steps == stopped + 10
