"""Any text: whatever bytes a file holds, they are refused in one clear sentence or read, and never obeyed.

What each function does with odd text is in ``tests/text``; here bytes go the whole way, from a file through
training to what a terminal gets to see. ``RNN_PLAYGROUND_LONG=1`` tries a hundred times as many bytes.
"""

from __future__ import annotations

import codecs
import json
import os
import re
import shlex
import unicodedata
from pathlib import Path

import pexpect
import pytest
from click.testing import CliRunner, Result
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from playground.cli import cli
from playground.errors import InputError
from playground.inference.language_model import LanguageModel
from playground.text import display
from playground.text.characters import CharVocabulary
from playground.text.normal import normalise
from playground.text.reading import open_text
from playground.text.words import WordVocabulary
from tests.cli.test_e2e import COMMAND, PATIENCE
from tests.reliability.conftest import LONG
from tests.reliability.safe import assert_safe
from tests.reliability.test_killed_app import Window

MORE = settings(
    max_examples=20_000 if LONG else 200,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
MARKS = [
    codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE, codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE, b"",
]  # fmt: skip
SENTINEL = "\x1b[77;66m"
"""A sequence that nothing of ours ever writes."""
ODD = [
    "\x1b]0;owned\x07", "\x1b[2J", SENTINEL, "\x1bP+q544e\x1b\\", "\x9b31m", "\x90q\x9c", "\b\b", "\r",
    "\r\n", "\x85", "\u2028", "\u202e", "\u2066\u2069", "\ufeff", "\u200d", "👩‍👩‍👧", "🇩🇪",
    "e\u0301\u0323", "\u0301", "नि", "שלום", "مرحبا", "漢字", "\ufffd", "\U000e0041", "[bold red]x[/]",
    "[/nothing]",    "{0} %s $HOME `id`", "\t", "\u3000", "\xa0", "\xad", "\ud800", "\udfff\ud800", "<unk>",
]  # fmt: skip
BYTES = st.one_of(
    st.binary(max_size=300),
    st.lists(st.sampled_from(ODD)).map(lambda parts: "".join(parts).encode("utf-8", "surrogatepass")),
    st.tuples(st.sampled_from(MARKS), st.binary(max_size=100)).map(b"".join),
    st.tuples(
        st.sampled_from(MARKS),
        st.sampled_from(["utf-8", "utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be"]),
        st.lists(st.one_of(st.sampled_from(ODD), st.text(st.characters()))),
    ).map(lambda parts: parts[0] + "".join(parts[2]).encode(parts[1], "surrogatepass")),
)


# Reading.


@MORE
@given(data=BYTES)
def test_any_bytes_are_read_in_the_normal_form_or_refused(data: bytes, tmp_path: Path) -> None:
    path = tmp_path / "any.txt"
    path.write_bytes(data)
    try:
        source = open_text(path)
        text = source.read()
    except InputError as error:
        assert re.fullmatch(r".*\.", str(error))  # noqa: PT017 - either of the two may happen
        return
    assert "\r" not in text
    assert "\0" not in text
    text.encode()  # no halves of characters
    assert normalise(text) == text
    assert "".join(source.chunks(1)) == text
    for vocabulary in (CharVocabulary.of(text), WordVocabulary.of(text)):
        ids = vocabulary.encode(text)
        assert len(ids) == len(vocabulary.spans(text))
        assert "".join(vocabulary.spans(text)) == text
    if text:
        assert CharVocabulary.of(text).decode(CharVocabulary.of(text).encode(text)) == text


@MORE
@given(text=st.lists(st.one_of(st.sampled_from(ODD), st.text(st.characters()))).map("".join))
def test_what_is_shown_is_safe_and_as_wide_as_said(text: str) -> None:
    for shown in (
        display.visible(text),
        display.label(text),
        display.clip(text, 20),
        *map(display.cell, text),
    ):
        assert_safe(shown, text)
        shown.encode()
    assert display.width(display.clip(text, 20)) <= 20
    assert display.width(display.label(text, 9)) <= 9


def test_every_character_there_is() -> None:
    for code in range(0x110000):
        char = chr(code)
        if char.isprintable():
            continue
        shown = display.visible(char, keep="")
        category, direction = unicodedata.category(char), unicodedata.bidirectional(char)
        if category in ("Cc", "Cs", "Zl", "Zp") or direction in (
            "LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI",
        ):  # fmt: skip
            assert shown != char, hex(code)


@pytest.mark.parametrize(
    "text",
    [
        "a" + "\u0301\u0323" * 500_000, "\u0323\u0301" * 500_000, "🇩" * 50_000, "a\u0301" * 100_000,
        "👩\u200d" * 100_000, "'" * 200_000, "ก" + "\u0e34" * 200_000, "\u0f73\u0f75" * 100_000,
    ],
    ids=["marks", "marks alone", "flags", "letters with marks", "joined", "apostrophes", "vowels", "Tibetan"],
)  # fmt: skip
def test_nothing_takes_the_square_of_its_length(text: str) -> None:
    """With a million marks on one letter this would go on for hours."""
    text = normalise(text)
    assert normalise(text) == text
    assert "".join(WordVocabulary.of(text).spans(text)) == text
    assert display.width(display.clip(text, 30)) <= 30
    assert display.width(text) >= 0


def test_a_letter_with_too_many_marks_leaves_its_neighbours_alone() -> None:
    pile = "x" + "\u0301\u0323" * 40
    assert normalise(f"e\u0301{pile}e\u0301") == f"é{pile}é"
    assert normalise("e" + "\u0301" * 64) == "é" + "\u0301" * 63
    assert normalise("e" + "\u0301" * 65) == "e" + "\u0301" * 65


# The whole way, in this process.


def long_line() -> bytes:
    """Ten million bytes without a line end."""
    return ("Once upon a time there was a king \U0001f451 and " * 220_000).encode()[:10_000_000] + b"e"


NASTY: dict[str, str | bytes] = {
    "escapes": f"\x1b]0;owned\x07\x1b[2J{SENTINEL}red\x1b[0m \x1bP+q\x1b\\ \b\x08 plain text\n" * 40,
    "C1": "\x9b31mred\x90q\x9c\x85next \u2028 line text\n" * 40,
    "markup": "[bold red]x[/] [/nothing] [link=file:///etc/passwd]y[/link] [@click=app.quit]z[/] " * 40,
    "emoji": "👩‍👩‍👧‍👦🏳️‍🌈🇩🇪👍🏽 joined " * 60,
    "right to left": "שלום \u202eעולם\u202c مرحبا \u2066بالعالم\u2069 abc\u200f\n" * 50,
    "marks": ("e\u0301\u0323\u0302 Z" + "\u0335\u0301\u0328" * 40 + "algo\u0301 \u0301\u0301 नमस्ते\n") * 90,
    "CRLF": "line one of it\r\nline two of it\rline three\n\r" * 60,
    "UTF-16 with halves": codecs.BOM_UTF16_LE
    + ("a\ud800b \udc00c text\n" * 60).encode("utf-16-le", "surrogatepass"),
    "halves in UTF-8": ("a\ud800b text of some length here\n" * 60).encode("utf-8", "surrogatepass"),
    "blanks": " \t\n" * 500,
    "unk": "<unk> the <unk> of <unk> " * 60,
    "long line": long_line(),
    "one letter": "a" * 2000,
    "NUL": "text with a \0 in it\n" * 50,
    "NUL behind a mark": codecs.BOM_UTF8 + b"text with a \0 in it and \xff\n" * 50,
    "controls": bytes(range(32)) * 60,
    "empty": b"",
    "a mark alone": codecs.BOM_UTF8,
    "two letters": "ab",
}
REFUSED = {"one letter", "NUL", "NUL behind a mark", "controls", "empty", "a mark alone", "two letters"}
SMALL = ("--units", "8", "--batch", "2", "--window", "8", "--steps", "3", "--threads", "1")


def content(kind: str) -> bytes:
    """The bytes of one of these files."""
    found = NASTY[kind]
    return found.encode() if isinstance(found, str) else found


def invoke(*words: str) -> Result:
    """Run a command in this process; whatever it says is safe to show."""
    result = CliRunner().invoke(cli, words, prog_name="rnn-playground")
    assert result.exception is None or isinstance(result.exception, SystemExit), (words, result.exception)
    assert "Something broke" not in result.stderr, result.stderr
    assert_safe(result.output, words)
    return result


@pytest.mark.parametrize("level", ["char", "word"])
@pytest.mark.parametrize("kind", NASTY)
def test_from_a_file_to_a_trained_model_and_back(kind: str, level: str, tmp_path: Path) -> None:
    path = tmp_path / f"{kind} [bold]\x1b[2J.txt"
    path.write_bytes(content(kind))
    trained = invoke("train", str(path), "--name", "nasty", "--level", level, *SMALL)
    if kind in REFUSED:
        assert trained.exit_code == 2
        assert trained.stderr.startswith("rnn-playground: ")
        assert trained.stderr.count("\n") == 1
        return
    assert trained.exit_code == 0, trained.stderr
    text = open_text(path).read(300)
    prompt = text[:40].replace("\0", "")
    for words in [
        ("complete", "nasty", prompt, "--tokens", "30", "--temperature", "9", "--seed", "1"),
        ("complete", "nasty", prompt, "--candidates", "50"),
        ("score", "nasty", str(path), "--limit", "300", "--no-baselines", "--part", "all"),
        ("xray", "nasty", str(path), "--part", "all", "--tokens", "100", "--units", "0-2"),
        ("models", "show", "nasty"),
    ]:
        assert invoke(*words).exit_code == 0, words
    written = json.loads(invoke("complete", "nasty", prompt, "--tokens", "3", "--seed", "1", "--json").stdout)
    assert written["prompt"] == prompt
    if level == "char":
        text = open_text(path).read()
        vocabulary = LanguageModel.load("nasty").vocabulary
        assert vocabulary.decode(vocabulary.encode(text)) == text


def test_odd_prompts_and_standard_input() -> None:
    for odd in ODD:
        given = odd.encode("utf-8", "surrogatepass")
        result = CliRunner().invoke(cli, ["complete", "fairy-tales", "-", "--tokens", "2"], input=given)
        assert_safe(result.output, odd)
        assert result.exit_code in (0, 2), odd
        if result.exit_code == 2:
            assert "not UTF-8" in result.stderr
        invoke("complete", "fairy-tales", odd.replace("\0", ""), "--tokens", "2", "--stop", odd or "x")
        invoke("complete", odd, "Once")
        invoke("xray", "fairy-tales", "Once upon", "--find", odd)


# What a terminal gets to see.


OURS = re.compile(r"\x1b\[(\?25[lh]|\?1049[lh]|[0-9;]*[mKGAHJ])|[\r\n\t]")
"""Colours, moves and the cursor, as our bars and pictures write them."""


@pytest.mark.e2e
def test_the_commands_on_a_terminal_write_nothing_but_our_own_colours_and_moves(tmp_path: Path) -> None:
    path = tmp_path / "nasty.txt"
    path.write_bytes(b"".join(map(content, ("escapes", "markup", "emoji", "right to left", "CRLF"))))
    prompt = shlex.quote(f"a{SENTINEL}\x1b]0;owned\x07[bold]")
    script = "; ".join(
        f"{shlex.join(COMMAND)} {words}"
        for words in (
            f"train {path} --name nasty {' '.join(SMALL)}",
            f"complete nasty {prompt} --tokens 100 --temperature 9 --seed 1",
            f"score nasty {path} --part all --limit 500 --no-baselines",
            f"xray nasty {path} --part all --tokens 60",
            f"xray nasty {path} --part all --tokens 60 --units 3",
        )
    )
    child = pexpect.spawn(
        "/bin/sh", ["-c", script], dimensions=(24, 80), encoding="utf-8", timeout=PATIENCE, echo=False,
        env={**os.environ, "TERM": "xterm-256color", "COLORTERM": "truecolor"},
    )  # fmt: skip
    child.expect(pexpect.EOF)
    child.close()
    assert "Finished after 3 steps" in child.before
    assert SENTINEL not in child.before
    assert_safe(OURS.sub("", child.before), "terminal")


@pytest.mark.e2e
def test_the_app_writes_nothing_of_a_text_but_its_letters(tmp_path: Path) -> None:
    path = tmp_path / "[bold]nasty\x1b[77;66m.txt"
    path.write_bytes(b"".join(map(content, ("escapes", "C1", "markup", "right to left"))))
    window = Window(str(path))
    window.wait_for("Recipe")
    window.child.send("\x1bOR")  # F3, Write
    window.wait_for("next token")
    paste = f"\x1b[200~a{SENTINEL}\x1b]0;owned\x07[bold red]x[/]\u202e\u200d\x9b2J\x1b[201~"
    window.child.send(paste)
    window.wait_for(r"bold red\]x")
    for key, shown in (("\x1bOS", "X-ray"), ("\x1b[18~", "Library")):  # F4, F7
        window.child.send(key)
        window.wait_for(shown)
    window.child.send("\x11")
    window.until(lambda: "BACK" in window.raw, "the end")
    window.child.close(force=True)
    drawn = window.raw.partition("\x1b[?1049h")[2].rpartition("BACK")[0]
    drawn = re.sub("\x1b\\]22;[a-z-]*\x07", "", drawn)  # the shape of the mouse pointer
    assert "bold red" in drawn
    assert SENTINEL not in drawn
    for wrong in ("\x1b]", "\x07", "\x9b", "\x90", "\x85", "\u202e", "\u2066", "\u2028", "\x1bP"):
        assert wrong not in drawn, repr(wrong)
