"""One token after another: our NumPy network beside its matrix products alone and the usual loop in torch.

The usual loop is what most scripts do: embedding, ``nn.LSTM`` on one token, linear, softmax, multinomial. All
have the same weights, and all draw with temperature 0.8. "Products alone" are the matrix-vector products that
one of our steps consists of (``h U`` of each layer, ``x W`` of each but the first, the output), with nothing
between them: no step in NumPy can be faster. "64 at once" is a token of one of 64 texts written side by side.

Both use as many threads as the variable OPENBLAS_NUM_THREADS says, all cores if it is not set. The program
itself sets it to 1.

Last, what the editor does at a key within a word: look through 20,000 words for those that begin with what is
written, read it, and rank 40 candidates.
"""

from __future__ import annotations

import argparse
import itertools
import os
import time

import numpy as np
import torch
from side_by_side import Measure, compare, describe_machine

from playground.config import ModelConfig, SampleConfig
from playground.inference.generation import draw_many
from playground.inference.language_model import LanguageModel
from playground.inference.network import Network
from playground.inference.prompt import start
from playground.inference.sampling import Sampler
from playground.nets.recurrent import RecurrentNetwork
from playground.recipes import cores
from playground.text.characters import CharVocabulary

SIZES = [(1, 128, 65), (2, 256, 65), (1, 512, 65), (2, 512, 65), (2, 256, 10_000)]
SAMPLES = 64
SETTINGS = SampleConfig(temperature=0.8, seed=1)


def main() -> None:
    parser = argparse.ArgumentParser(description="One token after another, beside torch.")
    parser.add_argument("--tokens", type=int, default=300, help="tokens a measurement")
    parser.add_argument("--rounds", type=int, default=9)
    parser.add_argument("--quick", action="store_true", help="few tokens, few rounds")
    options = parser.parse_args()
    tokens, rounds = (60, 3) if options.quick else (options.tokens, options.rounds)
    threads = int(os.environ.get("OPENBLAS_NUM_THREADS", cores()))
    torch.set_num_threads(threads)
    print(describe_machine("torch", "numpy", threads=threads))
    for layers, units, vocabulary in SIZES:
        config = ModelConfig(
            vocabulary=vocabulary, layers=layers, units=units, embedding=units, layer_norm=False
        )
        network = RecurrentNetwork(config).eval()
        reader = Network(config, network.weights())
        print(f"\nLSTM {layers} x {units}, {vocabulary:,} tokens; microseconds a token")
        taken = compare(
            {
                "products alone": lambda n=reader: products(n, tokens) / tokens,
                "this program (NumPy)": lambda n=reader: ours(n, tokens) / tokens,
                f"this program, {SAMPLES} at once": lambda n=reader: (
                    many(n, tokens // 4) / (tokens // 4 * SAMPLES)
                ),
                "torch.nn.LSTM loop": lambda n=network: usual(n, tokens) / tokens,
            },
            rounds,
            unit="us",
            scale=1e6,
        )
        _, one, side_by_side, loop = taken.values()
        print(
            f"torch's loop takes x{loop / one:.1f}; {SAMPLES} at once cost 1/{one / side_by_side:.1f} a token"
        )

    print("\nA key within a word, 20,000 words to search; milliseconds")
    compare({"words that begin so, read and ranked": half_written_word()}, 4 * rounds)


def products(reader: Network, tokens: int) -> float:
    config = reader.config
    names = [f"rnn.weight_hh_l{layer}" for layer in range(config.layers)]
    names += [f"rnn.weight_ih_l{layer}" for layer in range(1, config.layers)]
    matrices = [reader.weights[name].copy().T for name in (*names, "head.weight")]
    h = np.ones(config.units, np.float32)
    began = time.perf_counter()
    for _ in range(tokens):
        for matrix in matrices:
            h.dot(matrix)
    return time.perf_counter() - began


def ours(reader: Network, tokens: int) -> float:
    sampler = Sampler(SETTINGS, (0,))
    state, logits = reader.step(reader.zero_state(), 1)
    began = time.perf_counter()
    for _ in range(tokens):
        state, logits = reader.step(state, sampler.draw(logits))
    return time.perf_counter() - began


def many(reader: Network, tokens: int) -> float:
    vocabulary = CharVocabulary(map(chr, range(0x4E00, 0x4E00 + reader.config.vocabulary - 1)))
    position = start(vocabulary, reader)
    began = time.perf_counter()
    draw_many(reader, vocabulary, position, tokens, SETTINGS, SAMPLES)
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


def half_written_word() -> Measure:
    """What measures the time from a key within a word to its candidates."""
    random = np.random.default_rng(0)
    letters = list("abcdefghijklmnopqrst")
    words = {" " + "".join(random.choice(letters, 6)) for _ in range(20_000)}
    vocabulary = {"level": "word", "tokens": ["\n", *sorted(words)]}
    config = ModelConfig(vocabulary=len(words) + 2, units=256, embedding=256)
    model = LanguageModel.from_parts(config, vocabulary, RecurrentNetwork(config).weights())
    known = "".join(sorted(words)[::500]) + " "
    reader = model.reader(known)
    endings = itertools.cycle("".join(pair) for pair in itertools.product(letters, repeat=2))

    def key() -> float:
        ending = next(endings)  # another one each time: what was searched for once is remembered
        began = time.perf_counter()
        reader.set_text(known + ending)
        reader.candidates(40)
        return time.perf_counter() - began

    return key


if __name__ == "__main__":
    main()
