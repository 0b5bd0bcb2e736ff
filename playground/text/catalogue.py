"""Texts that can be fetched: each from one pinned address, checked by size and hash."""

from __future__ import annotations

import hashlib
import http.client
import os
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from playground.errors import InputError, PlaygroundError
from playground.files import write_whole
from playground.places import tidy, user_corpora
from playground.version import __version__

BASE = "https://raw.githubusercontent.com"
"""Where the content of a repository's files is served, at any of its commits."""
MIRROR_VARIABLE = "RNN_PLAYGROUND_MIRROR"
"""Environment variable naming another server with the same paths, where ``BASE`` cannot be reached."""
TIMEOUT = 30.0
"""Seconds without a byte after which a connection counts as lost."""
_BLOCK = 1 << 16

Progress = Callable[[int, int], None]
"""Called with the bytes received so far and the size of the file."""


@dataclass(frozen=True, slots=True)
class Download:
    """One text of the catalogue."""

    name: str
    title: str
    description: str
    repository: str
    """``owner/name``."""
    commit: str
    path: str
    """Of the file in the repository at that commit."""
    size_bytes: int
    sha256: str
    licence: str

    @property
    def file(self) -> str:
        """Name of the file it becomes among the user's corpora."""
        return f"{self.name}.txt"

    def address(self, base: str | None = None) -> str:
        """Where it is fetched from, on ``base``, the mirror that is set, or ``BASE``."""
        base = base or os.environ.get(MIRROR_VARIABLE) or BASE
        return f"{base.rstrip('/')}/{self.repository}/{self.commit}/{quote(self.path)}"


CATALOGUE = (
    Download(
        name="tinyshakespeare",
        title="Tiny Shakespeare",
        description="40,000 lines from Shakespeare's plays, on which small language models are compared.",
        repository="karpathy/char-rnn",
        commit="6f9487a6fe5b420b7ca9afb0d7c078e37c1d1b4e",
        path="data/tinyshakespeare/input.txt",
        size_bytes=1_115_394,
        sha256="86c4e6aa9db7c042ec79f339dcb96d42b0075e16b8fc2e86bf0ca57e2dc565ed",
        licence="Public domain",
    ),
    Download(
        name="names",
        title="Names",
        description="32,000 first names, one a line: made-up names after seconds of training.",
        repository="karpathy/makemore",
        commit="988aa59e4d8fefa526d06f3b453ad116258398d4",
        path="names.txt",
        size_bytes=228_145,
        sha256="0a30b5557f192f32ab962680889aac5f6fda0f4cecf40a6d0b5694f58ea8cc4d",
        licence="MIT, with the repository; names counted by the US Social Security Administration",
    ),
)


def entry(name: str) -> Download:
    """The catalogue's entry called ``name``. Raises InputError when there is none."""
    for download in CATALOGUE:
        if download.name == name:
            return download
    raise InputError(
        f"There is no {name!a} to download, only {' and '.join(known.name for known in CATALOGUE)}."
    )


def download(
    name: str | Download,
    *,
    folder: Path | None = None,
    progress: Progress | None = None,
    base: str | None = None,
    timeout: float = TIMEOUT,
) -> Path:
    """Fetch a text of the catalogue into ``folder`` (the user's corpora) and return its path.

    What is there already and right is not fetched again. Nothing is kept unless size and hash are as pinned.
    Raises InputError for an unknown name or when another file is in the way, PlaygroundError for what
    goes wrong on the way (no network, a cut connection, other content, a full disk).
    """
    wanted = entry(name) if isinstance(name, str) else name
    target = (user_corpora() if folder is None else folder) / wanted.file
    if target.exists():
        if _is_whole(target, wanted):
            return target
        raise InputError(f"Another file is at {tidy(target)}; move it away to download {wanted.title} there.")
    write_whole(target, _fetched(wanted, wanted.address(base), progress, timeout))
    return target


def _is_whole(path: Path, wanted: Download) -> bool:
    try:
        if path.stat().st_size != wanted.size_bytes:
            return False
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest() == wanted.sha256
    except OSError:
        return False


def _fetched(wanted: Download, address: str, progress: Progress | None, timeout: float) -> Iterator[bytes]:
    """The file's content; raises PlaygroundError at its end if it is not what was pinned."""
    digest = hashlib.sha256()
    received = 0
    for block in _blocks(wanted, address, timeout):
        received += len(block)
        if received > wanted.size_bytes:
            break
        digest.update(block)
        yield block
        if progress is not None:
            progress(received, wanted.size_bytes)
    if received < wanted.size_bytes:
        raise PlaygroundError(
            f"The connection was cut after {received:,} of {wanted.size_bytes:,} bytes of {wanted.title}; "
            "nothing was kept, try again."
        )
    if received > wanted.size_bytes or digest.hexdigest() != wanted.sha256:
        raise PlaygroundError(
            f"What {address} sent is not {wanted.title} as it was pinned (its SHA-256 differs); "
            "nothing was kept."
        )


def _blocks(wanted: Download, address: str, timeout: float) -> Iterator[bytes]:
    """What the server sends; its troubles as PlaygroundErrors, so that they are not taken for the disk's."""
    if not address.startswith(("https://", "http://")):
        raise InputError(
            f"{address} is not a web address; set {MIRROR_VARIABLE} to one that begins with https://."
        )
    request = urllib.request.Request(address, headers={"User-Agent": f"rnn-playground/{__version__}"})
    begun = False
    try:
        with urllib.request.urlopen(request, timeout=timeout) as answer:
            while block := answer.read(_BLOCK):
                begun = True
                yield block
    except urllib.error.HTTPError as error:
        raise PlaygroundError(
            f"{wanted.title} could not be downloaded: {address} answered {error.code} {error.reason}."
        ) from error
    except (OSError, http.client.HTTPException) as error:
        if begun:
            return  # cut: the caller sees that bytes are missing
        reason = getattr(error, "reason", error)
        raise PlaygroundError(
            f"{wanted.title} could not be downloaded, for the server was not reached ({reason}); "
            "is this machine on the network?"
        ) from error
