"""From files, folders, corpora and standard input to one text."""

from __future__ import annotations

import hashlib
import io
import os
import sys
import threading
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from playground.errors import InputError
from playground.text import decoding, reading
from playground.text.normal import normalise
from playground.text.reading import open_text

FRENCH = "Il était une fois une fée très âgée qui habitait près de la forêt. « Ça va ? » dit le garçon.\n"
HUNGARIAN = "Egyszer volt, hol nem volt egy király, és annak három leánya. Árvíztűrő tükörfúrógép.\n"
PORTUGUESE = "No meio do caminho tinha uma pedra, não me esquecerei de minhas retinas tão fatigadas.\n"
RUSSIAN = "Жили-были дед да баба. И была у них курочка ряба. Снесла курочка яичко не простое, а золотое.\n"
JAPANESE = "むかしむかし、あるところにおじいさんとおばあさんがいました。おじいさんは山へ行きました。\n"
PNG = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + bytes(range(256))


def write(folder: Path, name: str, content: bytes) -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return path


@pytest.fixture
def small_blocks(monkeypatch: pytest.MonkeyPatch) -> None:
    """Files are read in such small blocks that every border there can be is met."""
    monkeypatch.setattr(reading, "BLOCK", 3)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(
    st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), min_size=1), st.integers(1, 9)
)
def test_any_text_is_read_as_its_normal_form(tmp_path: Path, text: str, block: int) -> None:
    path = write(tmp_path, "any.txt", b"\xef\xbb\xbf" + text.encode())
    original = reading.BLOCK
    reading.BLOCK = block
    try:
        source = open_text(path)
        assert source.read() == normalise(text)
        assert "".join(source.chunks(1)) == normalise(text)
        assert b"".join(source.utf8(4)) == normalise(text).encode()
        assert source.read(3) == normalise(text)[:3]
        assert source.sha256 == hashlib.sha256(normalise(text).encode()).hexdigest()
    finally:
        reading.BLOCK = original


@pytest.mark.parametrize("codec", ["utf-8", "utf-8-sig", "utf-16", "utf-32", "utf-16-le", "utf-16-be"])
@pytest.mark.usefixtures("small_blocks")
def test_unicode_by_its_mark(tmp_path: Path, codec: str) -> None:
    text = "Grüße, мир, 世界 👩🏽\r\nund e\u0301\r"
    mark = {"utf-16-le": b"\xff\xfe", "utf-16-be": b"\xfe\xff"}.get(codec, b"")
    source = open_text(write(tmp_path, "a.txt", mark + text.encode(codec)))
    assert source.read() == "Grüße, мир, 世界 👩🏽\nund é\n"
    assert source.notices == ()
    assert source.name == "a"


@pytest.mark.parametrize(
    ("text", "codec", "shown"),
    [
        (FRENCH, "cp1252", "windows-1252"),
        (HUNGARIAN, "cp1250", "cp1250"),
        (PORTUGUESE, "latin-1", "windows-1252"),
        (RUSSIAN, "cp1251", "cp1251"),
        (RUSSIAN, "koi8-r", "koi8-r"),
        (JAPANESE, "shift_jis", "cp932"),
    ],
)
def test_another_encoding_is_guessed_and_said(tmp_path: Path, text: str, codec: str, shown: str) -> None:
    source = open_text(write(tmp_path, "old.txt", (text * 20).encode(codec)))
    assert source.read() == text * 20
    (notice,) = source.notices
    assert "old.txt is not UTF-8" in notice
    assert shown in notice


def test_an_odd_byte_far_into_a_file_is_found(tmp_path: Path) -> None:
    text = "Plain words and nothing else on this line.\n" * 60_000 + FRENCH * 3
    source = open_text(write(tmp_path, "late.txt", text.encode("cp1252")))
    assert source.read() == text


def test_the_encoding_asked_for_is_used(tmp_path: Path) -> None:
    path = write(tmp_path, "pl.txt", "źdźbło, gęś, łódź".encode("iso8859-2"))
    source = open_text(path, encoding="iso8859-2")
    assert source.read() == "źdźbło, gęś, łódź"
    assert source.notices == ()
    with pytest.raises(InputError, match="cannot be read as ascii"):
        open_text(path, encoding="ascii")
    for nonsense in ("no-such", "rot13", "hex"):
        with pytest.raises(InputError, match="no text encoding called"):
            open_text(path, encoding=nonsense)


def test_utf8_with_a_little_damage_stays_utf8(tmp_path: Path) -> None:
    source = open_text(write(tmp_path, "cut.txt", (RUSSIAN * 3).encode()[:-3] + b"\xff\n"))
    assert source.read().startswith(RUSSIAN)
    assert "damaged UTF-8" in source.notices[0]


def test_utf16_cut_short(tmp_path: Path) -> None:
    source = open_text(write(tmp_path, "cut.txt", "whole".encode("utf-16")[:-1]))
    assert source.read() == "whol�"
    assert "damaged UTF-16" in source.notices[0]


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("picture.png", PNG, "picture.png is a PNG picture, not text"),
        ("doc.pdf", b"%PDF-1.7\n", "is a PDF document"),
        ("data.bin", b"abc\0def", "is a binary file"),
        ("late.bin", b"abc\n" * 600_000 + b"\0", "is a binary file"),
        ("noise.bin", bytes(range(1, 256)) * 20, "is a binary file"),
        ("nul16.txt", "a\0b".encode("utf-16"), "is a binary file"),
        ("empty.txt", b"", "empty.txt is empty"),
    ],
)
def test_what_is_not_text_is_refused(tmp_path: Path, name: str, content: bytes, message: str) -> None:
    with pytest.raises(InputError, match=message):
        open_text(write(tmp_path, name, content))


def test_what_is_missing_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"There is no file .*gone\.txt"):
        open_text(str(tmp_path / "gone.txt"))
    with pytest.raises(InputError, match="no file or corpus called 'fairy-tale'; did you mean fairy-tales"):
        open_text("fairy-tale")
    with pytest.raises(InputError, match="corpora download tinyshakespeare"):
        open_text("tinyshakespeare")
    for odd in ("~nobody-of-that-name/a.txt", "a\0b", "a\ud800"):
        with pytest.raises(InputError, match="There is no file"):
            open_text(odd)
    with pytest.raises(InputError, match="No text was named"):
        open_text([])
    with pytest.raises(InputError):
        open_text("x" * 5000)


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may read everything")
def test_what_may_not_be_read_is_refused(tmp_path: Path) -> None:
    path = write(tmp_path, "secret.txt", b"secret")
    path.chmod(0)
    with pytest.raises(InputError, match="cannot be read: permission denied"):
        open_text(path)


def test_several_files_are_one_text(tmp_path: Path) -> None:
    first = write(tmp_path, "first.txt", b"one\r")
    second = write(tmp_path, "second.txt", b"two")
    third = write(tmp_path, "third.txt", b"\xef\xbb\xbfthree")
    source = open_text([first, str(second), third])
    assert source.read() == "one\ntwo\nthree"
    assert source.name == "first and 2 more"
    assert source.size_bytes == 4 + 3 + 8


def test_a_folder_is_all_the_text_in_it(tmp_path: Path) -> None:
    folder = tmp_path / "notes"
    write(folder, "b.txt", b"second\n")
    write(folder, "a/z.md", b"first\n")
    write(folder, "a/picture.png", PNG)
    write(folder, ".hidden", b"hidden")
    write(folder, ".git/config", b"hidden")
    write(folder, "empty.txt", b"")
    source = open_text(folder)
    assert source.read() == "first\nsecond\n"
    assert source.name == "notes"
    (notice,) = source.notices
    assert str(Path("a/picture.png")) in notice
    assert "empty.txt" in notice


def test_a_folder_without_text_is_refused(tmp_path: Path) -> None:
    write(tmp_path / "pictures", "a.png", PNG)
    with pytest.raises(InputError, match="There is no text in the folder"):
        open_text(tmp_path / "pictures")


def test_a_huge_folder_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "MOST_FILES", 3)
    for number in range(4):
        write(tmp_path / "many", f"{number}.txt", b"text")
    with pytest.raises(InputError, match="more than 3 files"):
        open_text(tmp_path / "many")


def test_many_notices_are_summed_up(tmp_path: Path) -> None:
    for number in range(6):
        write(tmp_path / "old", f"{number}.txt", (FRENCH * 9).encode("cp1252"))
    notices = open_text(tmp_path / "old").notices
    assert len(notices) == 3
    assert notices[-1].startswith("4 more files")


@pytest.mark.usefixtures("small_blocks")
def test_standard_input(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO("Grüße\r\nan alle".encode())))
    source = open_text("-")
    assert source.name == "stdin"
    assert source.read() == "Grüße\nan alle"
    first, second = source.chunks(1), source.chunks(1)
    assert [*zip(first, second, strict=True)]  # read side by side
    assert source.read() == "Grüße\nan alle"


def test_standard_input_only_once_and_not_empty(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"text")))
    with pytest.raises(InputError, match="only once"):
        open_text(["-", "-"])
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"")))
    with pytest.raises(InputError, match="Standard input is empty"):
        open_text("-")


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no named pipes here")
def test_a_named_pipe(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    writer = threading.Thread(target=pipe.write_bytes, args=(b"through a pipe",))
    writer.start()
    source = open_text(pipe)
    writer.join()
    assert source.read() == source.read() == "through a pipe"


def test_a_device_is_refused() -> None:
    if Path("/dev/zero").exists():
        with pytest.raises(InputError, match="is not a file"):
            open_text("/dev/zero")


def test_a_file_that_goes_while_it_is_read(tmp_path: Path) -> None:
    path = write(tmp_path, "here.txt", b"text")
    source = open_text(path)
    path.unlink()
    with pytest.raises(InputError, match="cannot be read"):
        source.read()


def test_a_file_that_changes_while_it_is_read(tmp_path: Path) -> None:
    path = write(tmp_path, "here.txt", b"text")
    source = open_text(path)
    path.write_bytes(b"\xff\xfe\xfd")
    with pytest.raises(InputError, match="changed while it was being read"):
        source.read()


def test_a_path_comes_before_a_corpus_of_that_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path, "reviews", b"my own reviews")
    monkeypatch.chdir(tmp_path)
    assert open_text("reviews").read() == "my own reviews"


def test_no_encoding_is_guessed_for_plain_utf8(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(decoding, "_guess", lambda *_: pytest.fail("guessed"))
    assert open_text(write(tmp_path, "u.txt", RUSSIAN.encode())).read() == RUSSIAN
