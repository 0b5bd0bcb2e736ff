"""Training steps beside the loop that a tutorial writes, with the same network, batch and text length.

    python benchmarks/bench_training.py [--quick] [--cells lstm gru rnn] [--threads 2]

The usual loop is torch.nn.Embedding, LSTM/GRU/RNN, LayerNorm and Linear with CrossEntropyLoss,
clip_grad_norm_ and torch.optim.AdamW, in a process of its own, all as torch sets it up. Ours is a step of
``rnn-playground train`` in float32 and, where the processor has it, in bfloat16, each in its own process too.
The processes take turns.

A row tells the median step, the ratio to the usual loop and the share of the speed that torch.mm alone
reaches here at the products this step needs (those that are looked up do not count as work done).
"""

from __future__ import annotations

import argparse
import multiprocessing
import statistics
import time
from multiprocessing.connection import Connection
from typing import Any

from side_by_side import describe_machine

from playground.nets.kernels.precision import bfloat16_pays
from playground.recipes import cores

SIZES = {
    "1x128 B32 T64": (1, 128, 32, 64),
    "2x256 B64 T128": (2, 256, 64, 128),
    "1x512 B64 T128": (1, 512, 64, 128),
}
VOCABULARY = 65
GATES = {"lstm": 4, "gru": 3, "rnn": 1}
SIDES = ("usual loop", "float32", "bfloat16")


def main() -> None:
    parser = argparse.ArgumentParser(description="Training steps beside the loop that a tutorial writes.")
    parser.add_argument("--quick", action="store_true", help="fewer steps")
    parser.add_argument("--cells", nargs="+", default=list(GATES), choices=list(GATES))
    parser.add_argument("--threads", type=int, default=cores())
    options = parser.parse_args()
    rounds = 4 if options.quick else 15
    print(describe_machine("torch"), f"{options.threads} threads", sep=", ")
    sides = SIDES if bfloat16_pays() else SIDES[:2]
    if sides != SIDES:
        print("bfloat16 is only emulated by this processor, tens of times slower, and left out")
    context = multiprocessing.get_context("spawn")
    for size, (layers, units, batch, window) in SIZES.items():
        for cell in options.cells:
            servers: dict[str, tuple[Connection, Any]] = {}
            for side in sides:
                ours, theirs = context.Pipe()
                shape = (cell, layers, units, batch, window)
                process = context.Process(
                    target=serve, args=(theirs, side, shape, options.threads), daemon=True
                )
                process.start()
                servers[side] = (ours, process)
            for pipe, _ in servers.values():
                pipe.recv()  # ready; from here on only one of them works at a time
            limits = {side: asked(pipe, "products") for side, (pipe, _) in servers.items()}
            times: dict[str, list[float]] = {side: [] for side in sides}
            for _ in range(rounds):
                for side, (pipe, _) in servers.items():
                    times[side].append(asked(pipe, "step"))
            for pipe, process in servers.values():
                pipe.send(None)
                process.join()
            report(f"{cell} {size}", times, limits, batch * window)


def asked(pipe: Connection, what: str) -> float:
    """The seconds that the process at the other end measures."""
    pipe.send(what)
    return float(pipe.recv())


def report(name: str, times: dict[str, list[float]], limits: dict[str, float], tokens: int) -> None:
    base = statistics.median(times[SIDES[0]])
    for side in times:
        quarter, median, three = statistics.quantiles(times[side], n=4)
        print(
            f"{name:<20} {side:<11} {median * 1e3:7.1f} ms (quartiles {quarter * 1e3:.1f} to "
            f"{three * 1e3:.1f})  {tokens / median / 1e3:6.0f}k tokens/s  x{base / median:.2f}  "
            f"{limits[side] / median:4.0%} of torch.mm",
            flush=True,
        )


def serve(pipe: Connection, side: str, shape: tuple[str, int, int, int, int], threads: int) -> None:
    """Measure, whenever asked, a step or how long its matrix products alone would take."""
    import torch

    torch.set_num_threads(threads)
    torch.manual_seed(0)
    step = usual_loop(*shape) if side == SIDES[0] else our_step(*shape, side)
    for _ in range(2):
        step()
    pipe.send("ready")
    while what := pipe.recv():
        if what == "products":
            pipe.send(products(*shape, side))
            continue
        step()  # what the caches hold is now ours again
        began = time.perf_counter()
        step()
        pipe.send(time.perf_counter() - began)


def usual_loop(cell: str, layers: int, units: int, batch: int, window: int) -> Any:
    """Written for this comparison, after torch's own documentation."""
    import torch
    from torch import nn

    class Network(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.embedding = nn.Embedding(VOCABULARY, units)
            self.rnn = getattr(nn, cell.upper())(units, units, layers)
            self.norm = nn.LayerNorm(units)
            self.head = nn.Linear(units, VOCABULARY)

        def forward(self, tokens: torch.Tensor) -> Any:
            return self.head(self.norm(self.rnn(self.embedding(tokens))[0]))

    network, judge = Network(), nn.CrossEntropyLoss()
    optimizer = torch.optim.AdamW(network.parameters(), lr=1e-3)
    tokens, targets = torch.randint(VOCABULARY, (2, window, batch))

    def step() -> None:
        optimizer.zero_grad()
        loss = judge(network(tokens).flatten(0, 1), targets.flatten())
        loss.backward()
        nn.utils.clip_grad_norm_(network.parameters(), 1.0)
        optimizer.step()
        loss.item()

    return step


def our_step(cell: str, layers: int, units: int, batch: int, window: int, precision: str) -> Any:
    """One step as the trainer takes it."""
    import numpy as np
    import torch

    from playground.config import ModelConfig, TrainConfig
    from playground.tasks.language import LanguageTask
    from playground.training.machine import keep_freed_memory
    from playground.training.optimizer import AdamW

    keep_freed_memory()
    model = ModelConfig(
        vocabulary=VOCABULARY,
        cell=cell,
        layers=layers,
        units=units,
        embedding=units,  # type: ignore[arg-type]
    )
    config = TrainConfig(steps=1, batch=batch, window=window, precision=precision)  # type: ignore[arg-type]
    text = np.random.default_rng(0).integers(0, VOCABULARY, 20 * batch * window).astype(np.uint16)
    task = LanguageTask(model, config, text, text[:1000], torch.device("cpu"))
    optimizer = AdamW(task.network.named_parameters(), config)

    def step() -> None:
        loss = task.loss()
        optimizer.zero_gradients()
        loss.backward()  # type: ignore[no-untyped-call]
        optimizer.clip()
        optimizer.step(1e-3)
        loss.item()

    return step


def products(cell: str, layers: int, units: int, batch: int, window: int, side: str) -> float:
    """Seconds that the matrix products of a step take when torch.mm multiplies all rows at once."""
    import torch

    dtype = torch.bfloat16 if side == "bfloat16" else torch.float32
    rows, columns = batch * window, GATES[cell] * units
    left, right = torch.ones(rows, units, dtype=dtype), torch.ones(units, columns, dtype=dtype)
    fastest = float("inf")
    for _ in range(9):
        began = time.perf_counter()
        torch.mm(left, right)
        fastest = min(fastest, time.perf_counter() - began)
    looked_up = 0.0
    if side != SIDES[0]:
        looked_up = 1 - VOCABULARY / units if cell == "lstm" else 1.0
    one_each = 2 * layers - looked_up + VOCABULARY / columns
    return 3 * one_each * fastest  # forwards, and backwards for the inputs and for the weights


if __name__ == "__main__":
    main()
