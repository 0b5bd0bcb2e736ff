"""Measure the translators, and write what came out into ``translate.md``, between its marker lines.

    python docs/shapes/bottleneck.py

Two small networks learn English and Hindi here, alike but for attention, and are judged by the length of the
sentences; a third one learns questions and answers with a fifth of them held out. Every run is planned in
epochs, with a fixed seed and one thread. The shipped models are judged as they are.
"""

from __future__ import annotations

import math
import os
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import torch

from playground.cli.attention import attention_lines
from playground.data.combinations import held_out_combinations
from playground.data.pairs import Pair, open_pairs, source_words, target_tokens
from playground.shapes.opened import open_as
from playground.shapes.translator import Translator
from playground.task_recipes import TaskRequest
from playground.tasks.prepare import prepare
from playground.tasks.translate import TranslateTask
from playground.training.trainer import Trainer

PAGE = Path(__file__).with_name("translate.md")
BEGIN, END = "<!-- {} -->\n", "<!-- end of {} -->\n"
UNITS = 64
EPOCHS = 16
LENGTHS = ((2, 4), (5, 6), (7, 8), (9, 10), (11, 15))
SHARE = 0.15
SEED = 1
BEAM = 5
SHOWN = "She ate two bananas"
LOST = 4
"""Sentences that show what is lost without attention."""
REPHRASED = (
    ("hi, how are you today?", "How are you?"),
    ("how are you", "How are you?"),
    ("hello my friend", "Hello"),
    ("good morning everybody", "Good morning"),
    ("bye, see you tomorrow", "Bye"),
    ("thank you so much", "Thank you very much"),
    ("can you help me please", "Can you help me?"),
    ("what's your name", "What is your name?"),
    ("please tell me your name", "Tell me your name"),
    ("are you a real person?", "Are you a person?"),
    ("who made this program?", "Who made you?"),
    ("how do you make a cup of tea?", "How do you make tea?"),
    ("i am very hungry now", "I am very hungry"),
    ("what should we eat tonight?", "What should I eat tonight?"),
    ("will it rain in the evening?", "Will it rain?"),
    ("how is the weather in Paris?", "How is the weather?"),
    ("it is very cold today", "It is so cold today"),
    ("i feel very sad", "I feel sad today"),
    ("i am so very tired", "I am so tired"),
    ("i have a bad headache", "I have a headache"),
    ("tell me a good joke", "Tell me a joke"),
    ("which is your favourite colour?", "What is your favourite colour?"),
    ("do you like dogs or cats?", "Do you like dogs?"),
    ("could you tell me the time?", "Can you tell me the time?"),
    ("my computer is broken", "My computer does not work"),
    ("where is my key?", "Where are my keys?"),
    ("is there a good restaurant here?", "Is there a restaurant near here?"),
    ("what is the capital city of France?", "What is the capital of France?"),
    ("do you like big dogs?", "Do you like dogs?"),
    ("what is the meaning of a word?", "What is the meaning of life?"),
)
"""What somebody might say, and the question of ``answers.tsv`` whose answer would do."""


def main() -> None:
    torch.set_num_threads(1)
    parts = {
        "sample": sample(),
        "translations": translations(),
        "bottleneck": bottleneck(),
        "answers": answers(),
    }
    text = PAGE.read_text("utf-8")
    for name, written in parts.items():
        before, rest = text.split(BEGIN.format(name))
        _, after = rest.split(END.format(name))
        text = f"{before}{BEGIN.format(name)}\n{written}\n\n{END.format(name)}{after}"
    PAGE.write_text(text, "utf-8")


def trained(
    source: str, model: dict[str, Any], train: dict[str, Any], options: dict[str, Any]
) -> TranslateTask:
    """A translator after a run as the command line makes it."""
    request = TaskRequest(
        task="translate",
        sources=(source,),
        name="scores",
        model=model,
        train={"seed": SEED, "threads": 1, "device": "cpu", **train},
        options=options,
    )
    data = prepare(request)
    torch.manual_seed(SEED)
    task = data.build(torch.device("cpu"))
    assert isinstance(task, TranslateTask)
    trainer = Trainer(
        task, data.train, chars_per_token=math.nan, report_seconds=None, autosave_seconds=math.inf
    )
    for _ in trainer.run():
        pass
    task.network.eval()
    return task


def table(header: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A table in Markdown, numbers to the right."""
    marks = ["---", *["--:"] * (len(header) - 1)]
    return "\n".join(f"| {' | '.join(row)} |" for row in (header, marks, *rows))


def percent(right: Sequence[bool]) -> str:
    return f"{100 * sum(right) / len(right):.1f} %" if right else "-"


def sample() -> str:
    """What the command prints for one sentence, with its attention."""
    found = open_as(Translator, "english-hindi").translate(SHOWN)
    lines = [found.translation, *attention_lines(found, 80, "utf-8")]
    command = f'$ rnn-playground translate english-hindi "{SHOWN}" --attention'
    return "\n".join(["```", command, *lines, "```"])


# With and without attention.


def bottleneck() -> str:
    """Exact matches by the length of the source, with and without attention."""
    pairs = held(SHARE, SEED)
    lengths = [len(source_words(pair.source)) for pair in pairs]
    written: dict[bool, list[str]] = {}
    right: dict[bool, list[bool]] = {}
    parameters = {}
    for attention in (True, False):
        model = {
            "units": UNITS,
            "embedding": 48,
            "dropout": 0.2,
            "bidirectional": False,
            "attention": attention,
        }
        train = {"epochs": EPOCHS, "learning_rate": 8e-3, "validation_share": SHARE}
        task = trained("english-hindi", model, train, {})
        parameters[attention] = task.network.config.parameters
        parts = [task.held_out[start : start + 128] for start in range(0, len(pairs), 128)]
        written[attention] = [text for part in parts for text in task.written(part)]
        right[attention] = [
            text in example.allowed for text, example in zip(written[attention], task.held_out, strict=True)
        ]
    rows = []
    for low, high in (*LENGTHS, (LENGTHS[0][0], LENGTHS[-1][1])):
        of_these = [index for index, length in enumerate(lengths) if low <= length <= high]
        shares = [percent([right[attention][index] for index in of_these]) for attention in (True, False)]
        rows.append((f"{low} to {high}", f"{len(of_these)}", *shares))
    text = table(("words of the sentence", "sentences", "with attention", "without"), rows)
    lost = [
        index
        for index, length in enumerate(lengths)
        if length >= LENGTHS[-1][0] and right[True][index] and not right[False][index]
    ]
    shown = "\n\n".join(
        f"    {pairs[i].source}\n    with     {written[True][i]}\n    without  {written[False][i]}"
        for i in lost[:LOST]
    )
    return (
        f"{text}\n\nExact matches on held-out combinations after {EPOCHS} epochs, LSTM with {UNITS} units; "
        f"{parameters[True]:,} parameters with\nattention, {parameters[False]:,} without. "
        f"The first {LOST} of the longest sentences that only attention got right:\n\n{shown}"
    )


def held(share: float, seed: int) -> list[Pair]:
    """The pairs of English and Hindi that a run with this share and seed holds out, in its order."""
    pairs = open_pairs("english-hindi").items
    sources = [source_words(pair.source) for pair in pairs]
    targets = [target_tokens(pair.target) for pair in pairs]
    return [pairs[index] for index in held_out_combinations(sources, targets, share, seed)[1]]


# The shipped models.


def translations() -> str:
    """The shipped translator on what was held out from it, greedily and with beams."""
    model = open_as(Translator, "english-hindi")
    assert model.card is not None
    pairs = held(model.card.train.validation_share, model.card.train.seed)
    greedy, beams = [], []
    right: dict[int, list[bool]] = {1: [], BEAM: []}
    for pair in pairs:
        one, more = model.translate(pair.source), model.translate(pair.source, beam=BEAM)
        greedy.append(one.score)
        beams.append(more.score)
        right[1].append(one.translation == pair.target)
        right[BEAM].append(more.translation == pair.target)
    higher = sum(more > one for one, more in zip(greedy, beams, strict=True))
    lower = sum(more < one for one, more in zip(greedy, beams, strict=True))
    text = table(
        ("search", "exact match", "mean log-probability"),
        [
            ("greedy", percent(right[1]), f"{sum(greedy) / len(greedy):.4f}"),
            (f"{BEAM} beams", percent(right[BEAM]), f"{sum(beams) / len(beams):.4f}"),
        ],
    )
    return (
        f"{text}\n\nThe shipped `english-hindi` ({model.config.parameters:,} parameters) on the "
        f"{len(pairs)} sentences held out from it.\nWith {BEAM} beams the score was higher for {higher} "
        f"of them, and lower for {lower}."
    )


def answers() -> str:
    """The shipped model of answers on its own questions and others; one like it on questions held out."""
    model = open_as(Translator, "answers")
    pairs = open_pairs("answers").items
    wanted = {pair.source: pair.target for pair in pairs}
    own = [model.translate(source).translation == answer for source, answer in wanted.items()]
    said = [(text, model.translate(text).translation, wanted[like]) for text, like in REPHRASED]
    right = [answer == expected for _, answer, expected in said]
    part = trained(
        "answers",
        {"units": 112, "embedding": 96, "dropout": 0.5, "bidirectional": False},
        {"epochs": 60, "batch": 16, "validation_share": 0.2},
        {"word_dropout": 0.1},
    )
    judged = part.validate()
    wrong = "\n".join(f"    {text}  →  {answer}" for text, answer, expected in said if answer != expected)
    rows = [
        (f"its own {len(own)} questions", percent(own)),
        (f"{len(right)} others that mean the same as one of them", percent(right)),
        (
            f"{len(part.held_out)} questions held out from a like model",
            f"{100 * judged.metrics['exact_match']:.1f} %",
        ),
    ]
    return f"{table(('asked', 'right answer'), rows)}\n\nWrong among the {len(right)}:\n\n{wrong}"


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as home:
        os.environ["RNN_PLAYGROUND_HOME"] = home
        main()
