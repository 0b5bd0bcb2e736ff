"""A network that learns to put pictures into words."""

from __future__ import annotations

from pathlib import Path

import pytest
import torch

from playground.data.pictures import PALETTE, CaptionedPicture, Picture, patched
from playground.data.scenes import held_out, random_scenes
from playground.errors import InputError
from playground.task_recipes import TaskRequest
from playground.tasks import caption
from playground.tasks.caption import CaptionTask, prepare
from playground.tasks.task import Prepared

COLOURS = {letter: colour.name for letter, colour in PALETTE.items()}


def request(*sources: Path, **more: object) -> TaskRequest:
    return TaskRequest(task="caption", sources=tuple(map(str, sources)), name="n", **more)  # type: ignore[arg-type]


def built(data: Prepared) -> CaptionTask:
    torch.manual_seed(0)
    task = data.build(torch.device("cpu"))
    assert isinstance(task, CaptionTask)
    return task


@pytest.fixture
def dots(tmp_path: Path) -> Path:
    """Two bars beside each other: each pair of colours, three times."""
    path = tmp_path / "dots.jsonl"
    lines = [
        CaptionedPicture(Picture((one * 7 + two * 7,)), f"{COLOURS[one]}, then {COLOURS[two]}").to_json()
        for one in COLOURS
        for two in COLOURS
    ]
    path.write_text("\n".join(lines * 3), "utf-8")
    return path


@pytest.fixture(scope="module")
def scenes() -> Prepared:
    return prepare(request())


def test_scenes_are_made_without_a_file(scenes: Prepared) -> None:
    assert (scenes.corpus, scenes.held_out) == ("scenes", caption.UNSEEN)
    assert scenes.model.inputs == 9 * scenes.model.patch
    assert scenes.document == {"height": 20, "width": 20, "patch": 7, "longest": 4 * 17}
    assert scenes.vocabulary["tokens"][0] == "<end>"
    longest = max(len(scene.caption) for scene in random_scenes(3, 300))
    assert longest < 100


def test_scenes_to_judge_on_have_a_combination_that_no_training_scene_has(scenes: Prepared) -> None:
    task = built(scenes)
    seen = {tuple(each.words) for each in task._stream.next() + task._stream.next()}
    kept = {tuple(each.words) for each in task._held_out}
    assert len(kept) > 650
    assert not seen & kept
    assert all(held_out(scene) for scene in random_scenes(0, 50, unseen=True))


def test_the_next_batch_depends_on_the_seed_and_the_place_alone(scenes: Prepared) -> None:
    one, other = built(scenes), built(scenes)
    for _ in range(3):
        one.loss()
    other.restore(*one.state())
    assert one.loss().item() == other.loss().item()
    assert one.state() == ({}, {"made": 4})


def test_it_learns_pairs_that_it_has_never_seen(dots: Path) -> None:
    data = prepare(request(dots, model={"units": 24, "embedding": 8, "features": 16}, train={"batch": 16}))
    assert data.held_out == 15  # 5 of 49 captions, three times each
    task = built(data)
    optimizer = torch.optim.Adam(task.network.parameters(), 0.02)
    for _ in range(120):
        optimizer.zero_grad()
        task.loss().backward()
        optimizer.step()
    after = task.validate()
    assert after.metrics["exact_match"] >= 0.6
    assert after.metrics["token_accuracy"] >= 0.9
    assert after.tokens == task.held_out_tokens
    assert task.validate(1).tokens == 5
    pictures = patched([each.picture for each in task._held_out], caption.PATCH)
    written = task.network.eval().greedy(torch.from_numpy(pictures), 9, 1).T.tolist()
    right = [row[:5] == each.words.tolist() for row, each in zip(written, task._held_out, strict=True)]
    assert sum(right) / len(right) == after.metrics["exact_match"]


def test_an_untrained_network_matches_nothing(dots: Path) -> None:
    found = built(prepare(request(dots))).validate()
    assert found.metrics["exact_match"] == 0
    assert found.metrics["token_accuracy"] < 0.8
    assert found.carried > 1


def test_reading_goes_on_where_it_stood(dots: Path) -> None:
    one, other = built(prepare(request(dots))), built(prepare(request(dots)))
    for _ in range(3):
        one.loss()
    other.restore(*one.state())
    assert one.loss().item() == other.loss().item()


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ('{"picture": ["r"], "caption": "red"}\n' * 9, "one caption for all"),
        (
            '{"picture": ["r"], "caption": "red"}\n{"picture": ["x"], "caption": "x"}',
            "line 2: in this picture",
        ),
    ],
)
def test_what_cannot_be_learned_is_refused(tmp_path: Path, text: str, says: str) -> None:
    path = tmp_path / "bad.jsonl"
    path.write_text(text, "utf-8")
    with pytest.raises(InputError, match=says):
        prepare(request(path))


def test_a_share_that_leaves_nothing_to_learn_from_is_refused(dots: Path) -> None:
    with pytest.raises(InputError, match="too few pictures"):
        caption.prepare(request(dots, train={"validation_share": 0.99}))
