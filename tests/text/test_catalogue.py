"""Downloads, from a server on this machine."""

from __future__ import annotations

import contextlib
import hashlib
import socket
import threading
from collections.abc import Iterator
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from playground import places
from playground.errors import InputError, PlaygroundError
from playground.text import catalogue, corpora
from playground.text.catalogue import CATALOGUE, Download, download
from playground.text.reading import open_text

CONTENT = b"To be, or not to be.\n" * 20_000
WANTED = Download(
    name="small",
    title="A small text",
    description="For the tests.",
    repository="owner/name",
    commit="0" * 40,
    path="data/some file.txt",
    size_bytes=len(CONTENT),
    sha256=hashlib.sha256(CONTENT).hexdigest(),
    licence="CC0 1.0",
)


class Handler(BaseHTTPRequestHandler):
    """Serves the content whole, changed, longer, cut short or not at all, as the path says."""

    def do_GET(self) -> None:
        how, _, rest = self.path.lstrip("/").partition("/")
        if how == "refused" or rest != f"owner/name/{'0' * 40}/data/some%20file.txt":
            self.send_error(404)
            return
        content = {"changed": CONTENT[:-1] + b"!", "longer": CONTENT * 2}.get(how, CONTENT)
        self.send_response(200)
        if how != "unsaid":
            self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        with contextlib.suppress(ConnectionError):
            self.wfile.write(content[:100_000] if how in ("cut", "unsaid", "reset") else content)
        if how == "reset":
            self.wfile.flush()
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
            self.connection.close()

    def log_message(self, format: str, *args: object) -> None:
        """Says nothing."""


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as running:
        threading.Thread(target=running.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{running.server_port}"
        running.shutdown()


@pytest.fixture(autouse=True)
def no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("no_proxy", "127.0.0.1")


def test_a_download_arrives_whole(server: str, tmp_path: Path) -> None:
    seen: list[tuple[int, int]] = []
    path = download(
        WANTED, folder=tmp_path / "new", base=f"{server}/fine/", progress=lambda *now: seen.append(now)
    )
    assert path == tmp_path / "new" / "small.txt"
    assert path.read_bytes() == CONTENT
    assert seen == sorted(seen)
    assert seen[-1] == (len(CONTENT), len(CONTENT))
    assert [file.name for file in path.parent.iterdir()] == ["small.txt"]


@pytest.mark.parametrize(
    ("how", "message"),
    [
        ("changed", "is not A small text as it was pinned"),
        ("longer", "is not A small text as it was pinned"),
        ("cut", "cut after 100,000 of 420,000 bytes"),
        ("unsaid", "cut after 100,000 of 420,000 bytes"),
        ("reset", "cut after [0-9,]+ of 420,000 bytes|server was not reached"),
        ("refused", "answered 404"),
    ],
)
def test_what_goes_wrong_is_said_and_leaves_nothing(
    server: str, tmp_path: Path, how: str, message: str
) -> None:
    with pytest.raises(PlaygroundError, match=message) as caught:
        download(WANTED, folder=tmp_path, base=f"{server}/{how}")
    assert caught.value.exit_code == 1
    assert list(tmp_path.iterdir()) == []


def test_no_network(tmp_path: Path) -> None:
    with socket.socket() as taken:  # bound but not listening: connections are refused
        taken.bind(("127.0.0.1", 0))
        with pytest.raises(PlaygroundError, match="is this machine on the network"):
            download(WANTED, folder=tmp_path, base=f"http://127.0.0.1:{taken.getsockname()[1]}")
    assert list(tmp_path.iterdir()) == []


def test_a_server_that_says_nothing(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        base = f"http://127.0.0.1:{silent.getsockname()[1]}"
        with pytest.raises(PlaygroundError, match="was not reached"):
            download(WANTED, folder=tmp_path, base=base, timeout=0.1)
    assert list(tmp_path.iterdir()) == []


def test_interrupting_leaves_nothing(server: str, tmp_path: Path) -> None:
    def interrupt(*_: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        download(WANTED, folder=tmp_path, base=f"{server}/fine", progress=interrupt)
    assert list(tmp_path.iterdir()) == []


def test_what_is_there_is_not_fetched_again(tmp_path: Path) -> None:
    (tmp_path / "small.txt").write_bytes(CONTENT)
    assert download(WANTED, folder=tmp_path, base="http://127.0.0.1:9") == tmp_path / "small.txt"


def test_another_file_is_not_overwritten(tmp_path: Path) -> None:
    (tmp_path / "small.txt").write_text("mine")
    with pytest.raises(InputError, match="Another file is at"):
        download(WANTED, folder=tmp_path, base="http://127.0.0.1:9")
    assert (tmp_path / "small.txt").read_text() == "mine"


def test_where_nothing_can_be_written(server: str, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(PlaygroundError, match="could not be saved"):
        download(WANTED, folder=tmp_path / "file" / "folder", base=f"{server}/fine")


def test_a_mirror_can_be_set(server: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(catalogue, "CATALOGUE", (WANTED,))
    monkeypatch.setattr(corpora, "CATALOGUE", (WANTED,))
    monkeypatch.setenv(catalogue.MIRROR_VARIABLE, f"{server}/fine")
    assert download("small").parent == places.user_corpora()
    card = corpora.find("small")
    assert (card.title, card.licence, card.shipped) == ("A small text", "CC0 1.0", False)
    assert open_text("small").read().encode() == CONTENT


def test_an_address_must_be_of_the_web(tmp_path: Path) -> None:
    for base in ("file:///etc", "ftp://127.0.0.1", "nonsense"):
        with pytest.raises(InputError, match="not a web address"):
            download(WANTED, folder=tmp_path, base=base)


def test_an_unknown_name() -> None:
    with pytest.raises(InputError, match="There is no 'nothing' to download, only tinyshakespeare and names"):
        download("nothing")


def test_every_address_is_pinned() -> None:
    for known in CATALOGUE:
        assert len(known.commit) == 40
        assert set(known.commit) <= set("0123456789abcdef")
        assert len(known.sha256) == 64
        assert known.commit in known.address()
        assert known.address().startswith("https://")
        assert known.size_bytes > 0
        assert known.licence
        assert corpora.check_name(known.name) == known.name
    assert len({known.name for known in CATALOGUE}) == len(CATALOGUE)
    address = CATALOGUE[0].address("https://example.org/")
    assert address == (
        "https://example.org/karpathy/char-rnn/6f9487a6fe5b420b7ca9afb0d7c078e37c1d1b4e"
        "/data/tinyshakespeare/input.txt"
    )


def test_the_hash_is_what_counts(server: str, tmp_path: Path) -> None:
    with pytest.raises(PlaygroundError, match="SHA-256"):
        download(replace(WANTED, sha256="0" * 64), folder=tmp_path, base=f"{server}/fine")
    assert list(tmp_path.iterdir()) == []
