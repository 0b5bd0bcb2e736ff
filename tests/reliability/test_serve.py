"""The app in a real browser: it opens, writes and trains there, and nothing of it is left behind."""

from __future__ import annotations

import asyncio
import base64
import os
import re
import signal
import subprocess
import zlib
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from playground import modelfile, places
from tests.cli.test_e2e import COMMAND, PATIENCE

pytest.importorskip("textual_serve", reason="the extra 'web' is not installed")

import aiohttp

from tests.reliability.browser import CHROMIUM, Page, chromium

pytestmark = pytest.mark.e2e


class Served:
    """The running command and the address it gave."""

    def __init__(self) -> None:
        self.process = subprocess.Popen(
            [*COMMAND, "serve", "--port", "0"], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        )
        assert self.process.stdout is not None
        found = re.search(r"http://127\.0\.0\.1:\d+", self.process.stdout.readline())
        assert found
        self.url = found[0]


@pytest.fixture
def served() -> Iterator[Served]:
    server = Served()
    yield server
    server.process.kill()
    server.process.communicate()


def descendants(process: int) -> set[int]:
    """Every process under this one."""
    rows = subprocess.run(["ps", "-eo", "pid=,ppid="], capture_output=True, text=True, check=True).stdout
    parents = [tuple(map(int, row.split())) for row in rows.splitlines()]
    found: set[int] = set()
    new = {process}
    while new:
        new = {child for child, parent in parents if parent in new} - found
        found |= new
    return found


def lives(process: int) -> bool:
    """Whether this process is there, and is more than a name waiting to be struck off."""
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


async def all_gone(page: Page, processes: set[int]) -> None:
    await page.until(lambda: not any(map(lives, processes)), "end of all processes of the app")


def pixels(png: bytes) -> bytes:
    """The uncompressed rows of a picture."""
    at, data = 8, b""
    while at < len(png):
        size = int.from_bytes(png[at : at + 4], "big")
        if png[at + 4 : at + 8] == b"IDAT":
            data += png[at + 8 : at + 8 + size]
        at += size + 12
    return zlib.decompress(data)


@pytest.mark.skipif(CHROMIUM is None, reason="there is no Chromium on this machine")
async def test_it_opens_writes_trains_and_leaves_nothing_behind(served: Served, tmp_path: Path) -> None:
    async with chromium(tmp_path) as page:
        await page.open(served.url)
        await page.wait_for("next token")
        await page.wait_for("Once upon a ?[a-z]+ ")  # what the model would write
        # Without a click: who opens the page can type at once.
        await page.type(" qu")
        await page.wait_for("Once upon a qu[a-z]+ ")
        await page.press("Tab")
        await page.wait_for(r"Once upon a qu[a-z]+ (\S+ ){3}")

        await page.press("F2")
        await page.wait_for("Recipe")
        await page.type("t")
        await page.wait_for(r"step\s+[\d,]*[1-9]")
        picture = base64.b64decode((await page.call("Page.captureScreenshot"))["data"])
        assert len(set(pixels(picture))) > 50, "the page is empty"

        at_home = urlsplit(served.url).netloc
        assert {urlsplit(url).netloc for url in page.requests if not url.startswith("data:")} == {at_home}
        assert page.complaints == []

        processes = descendants(served.process.pid)
        assert len(processes) >= 2  # the app and its worker
        await page.open("about:blank")
        await all_gone(page, processes)
        (path,) = places.user_models().glob("*.safetensors")
        assert modelfile.load(path)[0].steps > 0

        # The server is ready for the next page; leaving the app there says so, and a click opens it again.
        await page.open(served.url)
        await page.wait_for("next token")
        await page.press("q", control=True)
        deadline = asyncio.get_running_loop().time() + PATIENCE
        while not await page.evaluate("document.body.classList.contains('-closed')"):
            assert asyncio.get_running_loop().time() < deadline
            await asyncio.sleep(0.05)
        await all_gone(page, descendants(served.process.pid))
        page.screen.reset()
        await page.evaluate("document.getElementById('again').click()")
        await page.wait_for("next token")

        # Ctrl+C ends the server, and every app with it.
        processes = descendants(served.process.pid)
        assert processes
        served.process.send_signal(signal.SIGINT)
        await all_gone(page, processes)
        said = await asyncio.to_thread(served.process.communicate, timeout=PATIENCE)
        assert (served.process.returncode, said[1]) == (0, "")


async def test_a_killed_server_takes_its_apps_along(served: Served) -> None:
    async with aiohttp.ClientSession() as session:
        page = await session.ws_connect(f"{served.url}/ws", headers={"Origin": served.url})
        drawn = b""
        while b"next token" not in drawn:
            drawn += await page.receive_bytes(timeout=PATIENCE)
        processes = descendants(served.process.pid)
        assert processes
        os.kill(served.process.pid, signal.SIGKILL)
        deadline = asyncio.get_running_loop().time() + PATIENCE
        while any(map(lives, processes)):
            assert asyncio.get_running_loop().time() < deadline, "something lives on"
            await asyncio.sleep(0.05)
