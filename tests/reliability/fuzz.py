"""Coverage-guided fuzzing of what reads other people's bytes: a text, and a model file.

    python tests/reliability/fuzz.py text|model [options of libFuzzer]

Whatever the bytes, a text is refused in one clear sentence or comes through vocabulary and ids unharmed, and
a model file is refused or opened. Anything else ends the run, and the bytes are kept in a file. It needs
atheris, which ``make fuzz`` installs in an environment of its own.
"""

from __future__ import annotations

import os
import struct
import sys
import tempfile
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["playground"]):
    from playground import modelfile, places
    from playground.errors import InputError
    from playground.text import display
    from playground.text.characters import CharVocabulary
    from playground.text.normal import normalise
    from playground.text.reading import open_text
    from playground.text.words import WordVocabulary

FOLDER = Path(tempfile.mkdtemp(prefix="fuzz-"))
SENTENCE = 600
"""No refusal is longer."""


def refused(error: InputError) -> None:
    """A refusal is one short sentence, and safe to print."""
    said = str(error)
    assert 0 < len(said) < SENTENCE, said
    assert said.endswith("."), said
    assert said.isprintable(), repr(said)


def text(data: bytes) -> None:
    """Bytes -> reading -> vocabulary -> ids -> the same text again."""
    path = FOLDER / "text.txt"
    path.write_bytes(data)
    try:
        source = open_text(path)
        read = source.read()
    except InputError as error:
        refused(error)
        return
    assert normalise(read) == read
    assert "".join(source.chunks(1)) == read
    read.encode()  # no halves of characters
    characters = CharVocabulary.of(read)
    assert characters.decode(characters.encode(read)) == read
    words = WordVocabulary.of(read)
    spans = words.spans(read)
    assert "".join(spans) == read
    assert len(words.encode(read)) == len(spans)
    assert "\x1b" not in display.visible(read)
    assert display.width(display.clip(read, 20)) <= 20


def model(data: bytes) -> None:
    """The header is what is fuzzed: its length is put right, and weights follow of any length it claims."""
    path = FOLDER / "model.safetensors"
    take = data[:1]
    header, rest = data[1:], WEIGHTS
    if take and take[0] % 4:  # most of the time; otherwise the bytes are the whole file
        path.write_bytes(struct.pack("<Q", len(header)) + header + rest)
    else:
        path.write_bytes(data)
    try:
        card, weights = modelfile.load(path)
        modelfile.load_resume(path)
        assert set(weights) == set(card.model.shapes())
    except InputError as error:
        refused(error)
    assert [each.name for each in FOLDER.iterdir()] == [path.name]


def seeds(kind: str) -> Path:
    """A folder of inputs to begin with."""
    folder = Path(tempfile.mkdtemp(prefix="seeds-"))
    if kind == "text":
        for number, content in enumerate(
            (
                "Once upon a time, a king.\r\n",
                "e\u0301 शब्द 👩\u200d👩 \u202e[b]",
                "a\tb\x1b[2J",
                "naïve café",
            )
        ):
            for codec in ("utf-8", "utf-16", "utf-32", "cp1252"):
                (folder / f"{number}-{codec}").write_bytes(content.encode(codec, "ignore"))
    else:
        (folder / "header").write_bytes(b"\x01" + HEADER)
        (folder / "whole").write_bytes(WHOLE)
    return folder


def shipped() -> tuple[bytes, bytes, bytes]:
    """A small model of the library: the whole file, its header, what follows it."""
    path = min(places.shipped_models().glob("*.safetensors"), key=lambda path: path.stat().st_size)
    whole = path.read_bytes()
    end = 8 + struct.unpack("<Q", whole[:8])[0]
    return whole, whole[8:end], whole[end:]


if __name__ == "__main__":
    os.environ[places.HOME_VARIABLE] = str(FOLDER.with_name(FOLDER.name + "-home"))
    wanted = sys.argv[1] if len(sys.argv) > 1 else ""
    if wanted not in ("text", "model"):
        sys.exit(__doc__)
    WHOLE, HEADER, WEIGHTS = shipped()
    run = text if wanted == "text" else model
    atheris.Setup([sys.argv[0], *sys.argv[2:], str(seeds(wanted))], run)
    atheris.Fuzz()
