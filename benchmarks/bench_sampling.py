"""One token after another at batch 1: our NumPy network beside the usual loop over ``torch.nn.LSTM``.

The usual loop is what most scripts do: embedding, ``nn.LSTM`` on one token, linear, softmax, multinomial.
Both have the same weights, and both draw with temperature 0.8.
"""

from __future__ import annotations

import argparse
import time

import torch
from side_by_side import compare, describe_machine

from playground.config import ModelConfig, SampleConfig
from playground.inference.network import Network
from playground.inference.sampling import Sampler
from playground.nets.recurrent import RecurrentNetwork

SIZES = [(1, 128, 65), (2, 256, 65), (1, 512, 65), (2, 512, 65), (2, 256, 10_000)]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--tokens", type=int, default=300, help="tokens a measurement")
    parser.add_argument("--rounds", type=int, default=7)
    options = parser.parse_args()
    print(describe_machine("torch", "numpy"))
    for layers, units, vocabulary in SIZES:
        config = ModelConfig(
            vocabulary=vocabulary, layers=layers, units=units, embedding=units, layer_norm=False
        )
        network = RecurrentNetwork(config).eval()
        print(f"\nLSTM {layers} x {units}, {vocabulary:,} tokens; microseconds a token")
        compare(
            {
                "this program (NumPy)": lambda n=network: ours(n, options.tokens) / options.tokens,
                "torch.nn.LSTM loop": lambda n=network: usual(n, options.tokens) / options.tokens,
            },
            options.rounds,
            unit="us",
            scale=1e6,
        )


def ours(network: RecurrentNetwork, tokens: int) -> float:
    reader = Network(network.config, network.weights())
    sampler = Sampler(SampleConfig(temperature=0.8, seed=1), (0,))
    state, logits = reader.step(reader.zero_state(), 1)
    began = time.perf_counter()
    for _ in range(tokens):
        state, logits = reader.step(state, sampler.draw(logits))
    return time.perf_counter() - began


@torch.no_grad()
def usual(network: RecurrentNetwork, tokens: int) -> float:
    token, state = torch.tensor([[1]]), None
    began = time.perf_counter()
    for _ in range(tokens):
        h, state = network.rnn(network.embedding(token), state)
        probabilities = torch.softmax(network.head(h[-1]) / 0.8, dim=-1)
        token = torch.multinomial(probabilities, 1)
        token.item()
    return time.perf_counter() - began


if __name__ == "__main__":
    main()
