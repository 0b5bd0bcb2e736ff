"""Train and judge the networks that the pages on texts and tags speak of, and write their figures there.

    python docs/shapes/scores.py                  writes the pages many-to-one, tagging and one-to-one anew
    python docs/shapes/scores.py --only tagging   only one of them

What stands between the lines ``<!-- scores -->`` and ``<!-- end of scores -->`` of a page is made here. Every
run is planned in epochs or steps, with a fixed seed and one thread, so that the same versions of the same
libraries on the same processor give the same figures again; two runs go on side by side.
"""

from __future__ import annotations

import argparse
import math
import multiprocessing
import os
import tempfile
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch

from playground.config import ModelConfig, TrainConfig
from playground.data.bag_of_words import fit_bag_of_words
from playground.data.conll import read_tagged
from playground.data.frequent_tags import count_tags
from playground.data.labelled import read_labelled
from playground.data.spans import score_spans
from playground.data.split import held_out
from playground.data.words import words_of
from playground.shapes.classifier import Classifier
from playground.shapes.opened import open_as
from playground.shapes.tagger import Tagger
from playground.task_recipes import TaskRequest
from playground.tasks.language import LanguageTask
from playground.tasks.prepare import prepare
from playground.text.corpus import Corpus
from playground.text.corpus import prepare as prepare_corpus
from playground.text.reading import open_text
from playground.training.trainer import Trainer

FOLDER = Path(__file__).resolve().parent
BEGIN, END = "<!-- scores -->", "<!-- end of scores -->"
SENTIMENT = {"1": "negative", "2": "negative", "4": "positive", "5": "positive"}
CLASSIFIED = {"sentiment": 5, "stars": 3, "questions": 6}
"""The models of texts, and how many splits are drawn for each."""
SPLITS = 3
"""How many are drawn for everything else."""
SHOWN = ("The food is good", "The food is not good", "not bad at all")
TAGGED = "John lives in Paris"

Rows = Sequence[Sequence[str]]


@dataclass(frozen=True)
class Job:
    """A network to train and judge."""

    task: str
    source: str
    seed: int
    """Of the split and of everything else."""
    model: tuple[tuple[str, bool], ...] = ()
    sentiment: bool = False
    """Whether stars are read as positive and negative."""


def judged(job: Job) -> dict[str, float]:
    """Metrics on the held-out part, after a run as the command line makes it."""
    torch.set_num_threads(1)
    request = TaskRequest(
        task=job.task,  # type: ignore[arg-type]
        sources=(job.source,),
        name="scores",
        model=dict(job.model),
        train={"seed": job.seed, "threads": 1},
        options={"labels": SENTIMENT} if job.sentiment else {},
    )
    data = prepare(request)
    torch.manual_seed(job.seed)
    task = data.build(torch.device("cpu"))
    for _ in Trainer(task, data.train, chars_per_token=math.nan, report_seconds=None).run():
        pass
    return dict(task.validate().metrics)


_JUDGED: dict[Job, dict[str, float]] = {}


def judge(jobs: Sequence[Job]) -> None:
    """Do all of them that are still to be done, two side by side."""
    left = [job for job in dict.fromkeys(jobs) if job not in _JUDGED]
    with ProcessPoolExecutor(2, multiprocessing.get_context("spawn")) as pool:
        _JUDGED.update(zip(left, pool.map(judged, left), strict=True))


def metric(jobs: Sequence[Job], name: str) -> list[float]:
    """One of the metrics of each."""
    return [_JUDGED[job][name] for job in jobs]


def classifiers(name: str, splits: int, **model: bool) -> list[Job]:
    """The jobs behind a row of the table of classifiers."""
    source = "reviews" if name != "questions" else name
    return [
        Job("classify", source, seed, tuple(model.items()), name == "sentiment")
        for seed in range(1, splits + 1)
    ]


def taggers(**model: bool) -> list[Job]:
    """The jobs behind a row of the table of taggers."""
    return [Job("tag", "entities", seed, tuple(model.items())) for seed in range(1, SPLITS + 1)]


def percent(shares: Sequence[float]) -> str:
    """Mean and standard deviation, in percent."""
    spread = f" ± {100 * np.std(shares, ddof=1):.1f}" if len(shares) > 1 else ""
    return f"{100 * np.mean(shares):.1f}{spread}"


def table(header: Sequence[str], rows: Rows) -> str:
    """A table in Markdown, numbers to the right."""
    marks = ["---", *["--:"] * (len(header) - 1)]
    return "\n".join(f"| {' | '.join(row)} |" for row in (header, marks, *rows))


# Many to one.


def baselines(job: Job) -> tuple[float, float]:
    """Accuracy of the commonest label and of logistic regression, on the split that the network has."""
    rows = [row for row in read_labelled(job.source) if not job.sentiment or row.label in SENTIMENT]
    texts = [words_of(row.text) for row in rows]
    labels = [SENTIMENT[row.label] if job.sentiment else row.label for row in rows]
    train, held = held_out([" ".join(words) for words in texts], 0.2, job.seed)
    learned, wanted = [labels[index] for index in train], [labels[index] for index in held]
    regression = fit_bag_of_words([texts[index] for index in train], learned)
    common = max(sorted(set(learned)), key=learned.count)
    by_bag = regression.accuracy([texts[index] for index in held], wanted)
    return wanted.count(common) / len(wanted), by_bag


def many_to_one() -> str:
    jobs = {name: classifiers(name, splits) for name, splits in CLASSIFIED.items()}
    judge([job for each in jobs.values() for job in each])
    rows = []
    for name, each in jobs.items():
        guess, bag = zip(*map(baselines, each), strict=True)
        ours = metric(each, "accuracy")
        won = sum(a > b for a, b in zip(ours, bag, strict=True))
        difference = 100 * (np.mean(ours) - np.mean(bag))
        figures = (percent(guess), percent(bag), percent(ours), f"{difference:+.1f}", f"{won} of {len(each)}")
        rows.append((f"`{name}`", *figures))
    header = ("model", "commonest label", "bag of words", "LSTM", "difference", "LSTM ahead")
    return "\n\n".join([
        "Accuracy in percent on a held-out fifth, mean and standard deviation over several splits:",
        table(header, rows),
        "The shipped model `sentiment`, after every word:",
        *map(by_word, SHOWN),
    ])  # fmt: skip


def by_word(text: str) -> str:
    """A table of the shipped model's verdicts."""
    model = open_as(Classifier, "sentiment")
    found = model.verdicts(text)
    positive = model.labels.index("positive")
    shares = [f"{share:.0%}" for share in found.probabilities[:, positive]]
    return table(("after", *found.words), [("positive", *shares)])


# Tagging.


def tag_baseline(seed: int) -> dict[str, float]:
    sentences = read_tagged("entities")
    train, held = held_out([" ".join(each.tokens) for each in sentences], 0.2, seed)
    tagger = count_tags([sentences[index] for index in train])
    expected = [sentences[index].tags for index in held]
    return score_spans(expected, [tagger.tag(sentences[index].tokens) for index in held]).metrics()


ALONE = taggers(bidirectional=False, recurrent=False)
FORWARDS = taggers(bidirectional=False)
BOTH = taggers(bidirectional=True)


def tagging() -> str:
    judge([*ALONE, *FORWARDS, *BOTH])
    names = ("f1", "precision", "recall", "accuracy")
    simple = [tag_baseline(job.seed) for job in BOTH]
    rows = [
        ("most frequent tag of each word", *(percent([each[name] for each in simple]) for name in names)),
        ("LSTM, cut from its past", *(percent(metric(ALONE, name)) for name in names)),
        ("LSTM, forwards", *(percent(metric(FORWARDS, name)) for name in names)),
        ("LSTM, both directions", *(percent(metric(BOTH, name)) for name in names)),
    ]
    tagged = open_as(Tagger, "entities").tag(TAGGED)
    return "\n\n".join([
        f"In percent on a held-out fifth, mean and standard deviation over {SPLITS} splits:",
        table(("tagger", "span F1", "precision", "recall", "accuracy of tags"), rows),
        "The shipped model `entities`:",
        table(("token", *tagged.tokens), [("tag", *tagged.tags)]),
    ])  # fmt: skip


# One to one.

LANGUAGE = {"steps": 300, "learning_rate": 8e-3, "seed": 1, "threads": 1}
UNITS = 128


def language(corpus: Corpus, batch: int, window: int, reset: float) -> LanguageTask:
    """A language model trained on ``batch * window`` characters a step."""
    torch.manual_seed(1)
    model = ModelConfig(vocabulary=corpus.vocabulary.size, units=UNITS, embedding=UNITS)
    train = TrainConfig(batch=batch, window=window, reset=reset, **LANGUAGE)  # type: ignore[arg-type]
    task = LanguageTask(model, train, corpus.train, corpus.validation, torch.device("cpu"))
    for _ in Trainer(task, train, chars_per_token=1.0, report_seconds=None).run():
        pass
    task.network.eval()
    return task


def alone(task: LanguageTask, ids: np.ndarray) -> float:
    """Bits a character, each predicted from the one before it and nothing else."""
    total = 0.0
    with torch.no_grad():
        for start in range(0, len(ids) - 1, 4096):
            part = torch.from_numpy(np.asarray(ids[start : start + 4097], np.int64))[None]
            size = part.shape[1] - 1
            loss, _ = task.network.loss(part[:, :-1], part[:, 1:], task.network.zero_state(size))
            total += float(loss) * size
    return total / (len(ids) - 1) / math.log(2)


def counted(corpus: Corpus) -> float:
    """Bits a character of counted pairs, with a tenth of a count for pairs never seen."""
    V = corpus.vocabulary.size
    counts = np.full((V, V), 0.1)
    np.add.at(counts, (corpus.train[:-1], corpus.train[1:]), 1)
    shares = counts / counts.sum(1, keepdims=True)
    return float(-np.log2(shares[corpus.validation[:-1], corpus.validation[1:]]).mean())


def one_to_one() -> str:
    corpus = prepare_corpus(open_text("fairy-tales"), "char", validation_share=0.1)
    single = alone(language(corpus, 2048, 1, 1.0), corpus.validation)
    carried = language(corpus, 32, 64, 0.1).validate().carried / math.log(2)
    texts = table(("next character of `fairy-tales`", "bits a character"), [
        ("pairs of characters, counted", f"{counted(corpus):.3f}"),
        ("LSTM, cut from its past", f"{single:.3f}"),
        ("LSTM", f"{carried:.3f}"),
    ])  # fmt: skip
    cut, whole = classifiers("sentiment", SPLITS, recurrent=False), classifiers("sentiment", SPLITS)
    judge([*ALONE, *FORWARDS, *cut, *whole])
    rows = [
        ("names in `entities`, F1", percent(metric(ALONE, "f1")), percent(metric(FORWARDS, "f1"))),
        (
            "sentiment of `reviews`, accuracy",
            percent(metric(cut, "accuracy")),
            percent(metric(whole, "accuracy")),
        ),
    ]
    return "\n\n".join([
        texts,
        f"In percent, mean and standard deviation over {SPLITS} splits:",
        table(("task", "cut from its past", "recurrent"), rows),
    ])  # fmt: skip


PAGES: dict[str, Callable[[], str]] = {
    "many-to-one": many_to_one,
    "tagging": tagging,
    "one-to-one": one_to_one,
}


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--only", choices=PAGES, help="write this page only")
    only = parser.parse_args().only
    torch.set_num_threads(1)
    with tempfile.TemporaryDirectory() as home:
        os.environ["RNN_PLAYGROUND_HOME"] = home
        for name in (only,) if only else PAGES:
            path = FOLDER / f"{name}.md"
            text = PAGES[name]()
            before, rest = path.read_text("utf-8").split(BEGIN)
            path.write_text(f"{before}{BEGIN}\n\n{text}\n\n{END}{rest.split(END)[1]}", "utf-8")
            print(f"{name}\n\n{text}\n", flush=True)


if __name__ == "__main__":
    main()
