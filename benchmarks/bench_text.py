"""From a file of 100 MB to ids, beside reading and decoding it and beside what one would write by hand.

The text is a corpus whose lines are shuffled again and again, in a temporary folder that is deleted
afterwards. Everything counts, from opening the file to an array in memory: finding out the encoding, the
normal form, the hash, the vocabulary and the split. Each run begins with an empty cache.

The dictionary loop (``[number[char] for char in text]``, after ``sorted(set(text))``) reads a smaller part;
its time is scaled. Words are compared on that part too, for HF's WordLevel is slow. Peak memory is that of a
process of its own.

On a busy machine ``--processor`` counts processor time, of all threads together, in place of seconds passed.

``--train`` instead trains the same network for twenty seconds on the corpus and on 1 GB made of it, and
prints the peak memory of both.
"""

from __future__ import annotations

import argparse
import os
import random
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path

import numpy as np
from side_by_side import Measure, compare, describe_machine

from playground import places
from playground.config import Level
from playground.text.corpus import prepare
from playground.text.reading import open_text
from playground.text.words import split

MB = 1_000_000

Clock = Callable[[], float]
"""Seconds: of the clock on the wall, or of processor time."""


def write_large(path: Path, corpus: Path, size: int) -> None:
    """``size`` bytes or a little more: the corpus again and again, its lines shuffled."""
    lines = corpus.read_text("utf-8").splitlines(keepends=True)
    shuffle = random.Random(0).shuffle
    with path.open("wb") as file:
        while file.tell() < size:
            shuffle(lines)
            file.write("".join(lines).encode())


def read_and_decode(path: Path, clock: Clock) -> float:
    began = clock()
    text = path.read_text("utf-8")
    taken = clock() - began
    assert text
    return taken


def ours(path: Path, level: Level, clock: Clock) -> float:
    shutil.rmtree(places.cache(), ignore_errors=True)
    began = clock()
    corpus = prepare(open_text(path), level)
    taken = clock() - began
    assert len(corpus.train)
    return taken


def dictionary_loop(path: Path, clock: Clock) -> float:
    began = clock()
    text = path.read_text("utf-8")
    number = {char: index for index, char in enumerate(sorted(set(text)))}
    ids = np.array([number[char] for char in text])
    taken = clock() - began
    assert len(ids)
    return taken


def word_level(path: Path, clock: Clock) -> float:
    """HF tokenizers: WordLevel with its own splitting at white space, the vocabulary counted, then ids."""
    from tokenizers import Tokenizer, models, pre_tokenizers, trainers

    began = clock()
    lines = path.read_text("utf-8").splitlines(keepends=True)
    tokenizer = Tokenizer(models.WordLevel(unk_token="<unk>"))
    tokenizer.pre_tokenizer = pre_tokenizers.Whitespace()
    trainer = trainers.WordLevelTrainer(vocab_size=20_000, special_tokens=["<unk>"], show_progress=False)
    tokenizer.train_from_iterator(lines, trainer)
    ids = np.concatenate([each.ids for each in tokenizer.encode_batch(lines)])
    taken = clock() - began
    assert len(ids)
    return taken


def peak(path: Path, level: Level) -> tuple[float, float]:
    """MB of memory at most (``ru_maxrss``): before the text is touched, and with it."""
    code = (
        "import resource, sys; from playground.text.corpus import prepare; "
        "from playground.text.reading import open_text; "
        "used = lambda: resource.getrusage(resource.RUSAGE_SELF).ru_maxrss; "
        "before = used(); prepare(open_text(sys.argv[1]), sys.argv[2]); print(before, used())"
    )
    shutil.rmtree(places.cache(), ignore_errors=True)
    # Started by a shell: Linux counts what the parent of a process had in use as used by the process.
    command = ["sh", "-c", '"$@"; exit $?', "sh", sys.executable, "-c", code, str(path), level]
    done = subprocess.run(command, capture_output=True, check=True)
    unit = 1 if sys.platform == "darwin" else 1024
    before, after = (int(word) * unit / MB for word in done.stdout.split())
    return before, after


def training_peak(path: Path, seconds: float) -> float:
    """MB of memory at most of ``rnn-playground train`` on ``path``, the largest of its processes."""
    code = (
        "import resource, subprocess, sys; "
        "subprocess.run(sys.argv[1:], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL); "
        "print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)"
    )
    train = str(Path(sys.executable).with_name("rnn-playground"))
    model = ["--units", "128", "--layers", "1", "--threads", "1", "--seconds", f"{seconds:g}"]
    command = [sys.executable, "-c", code, train, "train", str(path), "--name", path.stem, *model]
    done = subprocess.run(command, capture_output=True, check=True)
    return int(done.stdout) * (1 if sys.platform == "darwin" else 1024) / MB


def compare_training(corpus: Path, folder: Path, size: int, seconds: float = 20) -> None:
    """Print the peak memory of training on ``corpus`` and on ``size`` bytes made of it."""
    large = folder / "large.txt"
    write_large(large, corpus, size)
    print(f"\n{corpus.stem}, {seconds:g} s of training, 1 layer of 128 units, peak memory")
    little, much = (training_peak(path, seconds) for path in (corpus, large))
    print(f"{corpus.stat().st_size / MB:.1f} MB of text: {little:.0f} MB")
    print(f"{large.stat().st_size / MB:.0f} MB of text: {much:.0f} MB, {much - little:.0f} MB more")


def compare_text(corpus: Path, folder: Path, size: int, part_size: int, rounds: int, clock: Clock) -> None:
    """Print every comparison for one corpus."""
    large, part = folder / "large.txt", folder / "part.txt"
    write_large(large, corpus, size)
    write_large(part, corpus, part_size)
    whole, scale = large.stat().st_size, large.stat().st_size / part.stat().st_size
    kind = "ASCII" if corpus.read_bytes().isascii() else "with letters beyond ASCII"
    print(f"\n{corpus.stem} ({kind}), {whole / MB:.0f} MB, characters; milliseconds")
    characters = compare(
        {
            "reading and decoding": lambda: read_and_decode(large, clock),
            "from file to ids": lambda: ours(large, "char", clock),
            f"dictionary loop (x{scale:.0f}, on {part_size // MB} MB)": lambda: (
                dictionary_loop(part, clock) * scale
            ),
        },
        rounds,
    )
    _, mine, loop = characters.values()
    print(f"the dictionary loop takes {loop / mine:.0f} times as long as we do")
    print(f"\n{corpus.stem}, {part_size / MB:.0f} MB, words; milliseconds")
    measures: dict[str, Measure] = {"words to ids": lambda: ours(part, "word", clock)}
    if find_spec("tokenizers"):
        measures["HF WordLevel"] = lambda: word_level(part, clock)
    else:
        print("tokenizers is not installed, so HF's WordLevel was not measured")
    words = compare(measures, max(rounds // 2, 2))
    print(f"{part.stat().st_size / MB / words['words to ids'] * 1e3:.1f} MB/s; {tokens(part):,} tokens")
    for level, path in (("char", large), ("word", part)):
        before, after = peak(path, level)
        text = f"{level}s of {path.stat().st_size / MB:.0f} MB"
        print(f"peak memory, {text}: {after:.0f} MB, {before:.0f} of it before the text")


def tokens(path: Path) -> int:
    """Words and marks of a text."""
    return len(split(path.read_text("utf-8")))


def main() -> None:
    parser = argparse.ArgumentParser(description="From a large file to ids.")
    parser.add_argument(
        "corpora", nargs="*", type=Path, default=[places.shipped_corpora() / "fairy-tales.txt"]
    )
    parser.add_argument("--megabytes", type=int, help="size of the text; 100, with --train 1000")
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument(
        "--quick", action="store_true", help="few rounds, and smaller parts for the slow ones"
    )
    parser.add_argument("--processor", action="store_true", help="processor time, for a busy machine")
    parser.add_argument("--train", action="store_true", help="the memory that training takes, instead")
    options = parser.parse_args()
    size = (options.megabytes or (1000 if options.train else 100)) * MB
    rounds = 3 if options.quick else options.rounds
    clock = time.process_time if options.processor else time.perf_counter
    part_size = size // 50 if options.quick else size // 10
    versions = ["numpy", "tokenizers"] if find_spec("tokenizers") else ["numpy"]
    print(describe_machine(*versions))
    with tempfile.TemporaryDirectory() as folder:
        os.environ["RNN_PLAYGROUND_HOME"] = str(Path(folder, "home"))
        for corpus in options.corpora:
            if options.train:
                compare_training(corpus, Path(folder), size)
            else:
                compare_text(corpus, Path(folder), size, part_size, rounds, clock)


if __name__ == "__main__":
    main()
