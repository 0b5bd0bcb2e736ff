"""The real command, in processes and pseudo-terminals of its own."""

from __future__ import annotations

import json
import os
import resource
import signal
import subprocess
import sys
from pathlib import Path

import pexpect
import pyte
import pytest

from playground import modelfile, places
from tests.cli.conftest import TALE

pytestmark = pytest.mark.e2e

_SCRIPT = Path(sys.executable).with_name("rnn-playground")
COMMAND = [str(_SCRIPT)] if _SCRIPT.exists() else [sys.executable, "-m", "playground"]
SMALL = ("--units", "16", "--batch", "4", "--window", "16", "--threads", "1")
ENDLESS = (*SMALL, "--steps", "10000000")
PATIENCE = 60
"""Seconds to wait for anything before calling it stuck; nothing here takes that long."""


def command(*words: str, **settings: object) -> subprocess.CompletedProcess[str]:
    """Run the command to its end."""
    return subprocess.run(  # type: ignore[call-overload, no-any-return]
        [*COMMAND, *words],
        capture_output=True, text=True, encoding="utf-8", timeout=PATIENCE, check=False,
        **{"stdin": subprocess.DEVNULL, **settings},
    )  # fmt: skip


def terminal(*words: str) -> pexpect.spawn:
    """Start the command in a terminal of 80 columns and 24 rows."""
    environment = {**os.environ, "TERM": "xterm-256color", "COLUMNS": "80", "LINES": "24"}
    return pexpect.spawn(
        "/usr/bin/env",  # a command without arguments would be split at the spaces of its path
        [*COMMAND, *words],
        dimensions=(24, 80),
        env=environment,
        encoding="utf-8",
        timeout=PATIENCE,
    )


def screen_after(child: pexpect.spawn) -> list[str]:
    """Read the command's output to its end; what the terminal then shows."""
    child.expect(pexpect.EOF)
    child.close()
    return screen_of(child.before)


def screen_of(output: str) -> list[str]:
    screen = pyte.Screen(80, 24)
    pyte.Stream(screen).feed(output)
    return [row.rstrip() for row in screen.display if row.strip()]


def saved(name: str) -> modelfile.ModelCard:
    return modelfile.read_card(places.user_models() / f"{name}.safetensors")


def test_train_complete_and_score_through_pipes(tale: Path) -> None:
    trained = command("train", str(tale), "--name", "tale", "--steps", "150", *SMALL)
    assert (trained.returncode, trained.stderr) == (0, "")
    assert "\r" not in trained.stdout
    assert "Training tale on tale" in trained.stdout
    assert "Finished after 150 steps" in trained.stdout

    completed = command("complete", "tale", "The king", "--tokens", "20", "--seed", "1")
    assert completed.returncode == 0
    assert completed.stdout.startswith("The king")

    scored = json.loads(command("score", "tale", str(tale), "--json").stdout)
    assert scored["part"] == "held-out"
    assert scored["bits_per_char"] < scored["baselines"]["unigram"] < scored["baselines"]["uniform"]
    # Torch's validation and NumPy's score read the same text; only the first few tokens are met differently.
    assert scored["bits_per_char"] == pytest.approx(saved("tale").scores["bits_per_char"], rel=0.1)


def test_the_same_seed_and_steps_give_the_same_run(tale: Path) -> None:
    runs = [
        command("train", str(tale), "--name", name, "--steps", "20", "--seed", "7", "--json", *SMALL).stdout
        for name in ("one", "two")
    ]
    losses = [
        [row["carried"] for row in map(json.loads, run.splitlines()) if row["event"] == "validated"]
        for run in runs
    ]
    assert losses[0]
    assert losses[0] == losses[1]
    texts = [
        command("complete", name, "The", "--seed", "3", "--tokens", "40").stdout for name in ("one", "two")
    ]
    assert texts[0] == texts[1]


def test_on_a_terminal_there_is_a_bar_and_afterwards_none(tale: Path) -> None:
    child = terminal("train", str(tale), "--name", "tale", "--seconds", "2", *SMALL)
    child.expect("ETA 0:0")
    bar = screen_of(child.before + child.after)[-1]
    assert "%" in bar
    assert "bits/char" in bar
    assert "tok/s" in bar
    rows = screen_after(child)
    assert child.exitstatus == 0
    assert not any("ETA" in row for row in rows)
    assert any(row.startswith("Finished after") for row in rows)
    assert rows[-1].startswith("Try it: rnn-playground complete tale")


def test_ctrl_c_saves_and_says_how_to_go_on(tale: Path) -> None:
    child = terminal("train", str(tale), "--name", "tale", *ENDLESS)
    child.expect("ETA")
    child.sendintr()
    rows = screen_after(child)
    assert child.exitstatus == 130
    assert any("Stopping and saving" in row for row in rows)
    assert rows[-1] == "Go on with: rnn-playground train --resume tale"
    assert not any("Traceback" in row for row in rows)
    stopped = saved("tale").steps
    assert stopped > 0
    assert command("complete", "tale", "The", "--tokens", "5").returncode == 0

    again = terminal("train", "--resume", "tale")
    again.expect(f"from step {stopped:,}")
    again.expect("ETA")
    again.sendintr()
    screen_after(again)
    assert again.exitstatus == 130
    assert saved("tale").steps > stopped


def test_a_second_ctrl_c_quits_at_once(tale: Path) -> None:
    child = terminal("train", str(tale), "--name", "tale", *ENDLESS)
    child.expect("ETA")
    child.sendintr()
    child.sendintr()
    rows = screen_after(child)
    assert child.exitstatus == 130
    assert not any("Traceback" in row for row in rows)
    for path in places.user_models().iterdir():  # whatever is there is whole
        assert path.suffix == ".safetensors"
        modelfile.load(path)


def test_ctrl_c_before_anything_was_learned_leaves_nothing(tmp_path: Path, home: Path) -> None:
    pipe = tmp_path / "slow.txt"
    os.mkfifo(pipe)
    child = terminal("train", str(pipe), "--name", "slow", *ENDLESS)
    child.expect("Reading")
    child.sendintr()
    rows = screen_after(child)
    assert child.exitstatus == 130
    assert rows[-1] == "Stopped; nothing was saved."
    assert not list(home.rglob("*.safetensors"))


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_being_asked_to_end_saves_too(tale: Path, number: signal.Signals) -> None:
    with subprocess.Popen(
        [*COMMAND, "train", str(tale), "--name", "tale", "--json", *ENDLESS],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, encoding="utf-8",
    ) as process:  # fmt: skip
        assert process.stdout is not None
        for row in process.stdout:
            if '"progress"' in row:
                break
        process.send_signal(number)
        _, said = process.communicate(timeout=PATIENCE)
    assert process.returncode == 130
    assert said.splitlines()[-1] == "Go on with: rnn-playground train --resume tale"
    assert saved("tale").steps > 0


def test_a_reader_that_leaves_ends_complete_quietly_and_train_after_saving(tale: Path) -> None:
    def first_line(*words: str) -> tuple[int, str]:
        with subprocess.Popen(
            [*COMMAND, *words], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, encoding="utf-8"
        ) as process:
            assert process.stdout is not None
            process.stdout.readline()
            process.stdout.close()
            assert process.stderr is not None
            said = process.stderr.read()
        return process.returncode, said

    code, said = first_line("train", str(tale), "--name", "tale", "--json", *ENDLESS)
    assert (code, said) == (130, "Go on with: rnn-playground train --resume tale\n")
    assert saved("tale").steps > 0
    assert first_line("complete", "tale", TALE, "--tokens", "100000") == (0, "")


def test_a_full_disk_is_told_before_any_work_is_lost(tale: Path, home: Path) -> None:
    def small_files_only() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000))

    result = command(
        "train", str(tale), "--name", "tale", "--steps", "5", "--units", "256", preexec_fn=small_files_only
    )
    assert result.returncode == 2
    assert result.stderr.startswith("rnn-playground: ")
    assert result.stderr.count("\n") == 1
    assert not [path for path in home.rglob("*") if path.is_file() and "models" in path.parts]


def test_a_folder_that_may_not_be_written_to(tale: Path, tmp_path: Path) -> None:
    folder = tmp_path / "locked"
    folder.mkdir()
    folder.chmod(0o500)
    if os.access(folder, os.W_OK):  # root may write anywhere but into the kernel's own folders
        folder = Path("/sys/kernel")
    environment = {**os.environ, places.HOME_VARIABLE: str(folder / "home")}
    result = command("train", str(tale), "--name", "tale", "--steps", "5", *SMALL, env=environment)
    assert result.returncode == 2
    assert result.stderr.startswith("rnn-playground: ")
    assert result.stderr.count("\n") == 1


@pytest.mark.parametrize("words", [(), ("{tale}", "--model", "letters")])
@pytest.mark.usefixtures("letters")
def test_the_app_opens_and_leaves(words: tuple[str, ...], tale: Path) -> None:
    child = terminal(*(word.format(tale=tale) for word in words))
    child.expect("Train")
    child.expect("Write")
    child.send("\x11")  # ctrl+q
    child.expect(pexpect.EOF)
    child.close()
    assert child.exitstatus == 0


def test_the_app_needs_a_terminal() -> None:
    result = command()
    assert result.returncode == 2
    assert "needs a terminal" in result.stderr


def test_a_text_or_model_that_is_not_there_is_told_before_the_app_opens() -> None:
    for words in (("nowhere.txt",), ("--model", "nothing"), ("fairy-tales", "--model", "nothing")):
        child = terminal(*words)
        rows = screen_after(child)
        assert child.exitstatus == 2
        assert rows[0].startswith("rnn-playground: There is no")


def test_python_dash_m_is_the_same_command() -> None:
    result = subprocess.run(
        [sys.executable, "-m", "playground", "--version"], capture_output=True, text=True, check=True
    )
    assert result.stdout.startswith("rnn-playground ")
