"""A real Chromium without a window, driven by its DevTools protocol, and what the served app draws in it."""

from __future__ import annotations

import asyncio
import base64
import contextlib
import json
import os
import re
import shutil
import subprocess
import time
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import aiohttp
import pyte

from tests.cli.test_e2e import PATIENCE

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
_QUIET = (
    "--headless", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--disable-dev-shm-usage", "--remote-debugging-port=0",
    "--window-size=1000,640",
)  # fmt: skip
_CODES = {"Tab": 9, "Enter": 13, "Escape": 27, "F1": 112, "F2": 113, "F3": 114, "q": 81}


class Page:
    """One page of the browser; what the app draws there is shown on a screen of letters as well."""

    def __init__(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        self._socket = socket
        self._answers: dict[int, asyncio.Future[dict[str, Any]]] = {}
        self.requests: list[str] = []
        """The address of everything that was asked for."""
        self.complaints: list[str] = []
        """Errors in the page's console."""
        self.screen = pyte.Screen(200, 60)
        self._stream = pyte.ByteStream(self.screen)
        self.listening = asyncio.create_task(self._listen())

    async def _listen(self) -> None:
        async for message in self._socket:
            said = json.loads(message.data)
            if "id" in said:
                self._answers.pop(said["id"]).set_result(said)
            else:
                self._happened(said["method"], said["params"])

    def _happened(self, what: str, details: dict[str, Any]) -> None:
        match what:
            case "Network.requestWillBeSent":
                self.requests.append(details["request"]["url"])
            case "Network.webSocketCreated":
                self.requests.append(details["url"])
                self.screen.reset()
            case "Network.webSocketFrameReceived" if details["response"]["opcode"] == 2:
                drawn = base64.b64decode(details["response"]["payloadData"])
                # The emulator does not know private modes with a ">" or "<", nor requests with a "$".
                self._stream.feed(re.sub(rb"\x1b\[[<>=][^a-zA-Z]*[a-zA-Z]|\x1b\[\?[0-9]+\$p", b"", drawn))
            case "Runtime.exceptionThrown":
                self.complaints.append(str(details))
            case "Log.entryAdded" if details["entry"]["level"] == "error":
                self.complaints.append(str(details))

    async def call(self, method: str, **parameters: Any) -> dict[str, Any]:
        """One command of the DevTools protocol; its result."""
        number = len(self.requests) + time.monotonic_ns() % (1 << 30)
        answer = self._answers[number] = asyncio.get_running_loop().create_future()
        await self._socket.send_json({"id": number, "method": method, "params": parameters})
        said = await asyncio.wait_for(answer, PATIENCE)
        assert "error" not in said, said
        result: dict[str, Any] = said["result"]
        return result

    async def open(self, url: str) -> None:
        """Go to this address."""
        self.screen.reset()
        await self.call("Page.navigate", url=url)

    async def evaluate(self, script: str) -> Any:
        """What a line of JavaScript says."""
        return (await self.call("Runtime.evaluate", expression=script))["result"].get("value")

    async def type(self, text: str) -> None:
        """Letters, as if typed."""
        for letter in text:
            await self.call("Input.dispatchKeyEvent", type="keyDown", text=letter, key=letter)
            await self.call("Input.dispatchKeyEvent", type="keyUp", key=letter)

    async def press(self, key: str, control: bool = False) -> None:
        """A key that is no letter, or one together with Ctrl."""
        code = _CODES[key]
        settings = {"key": key, "windowsVirtualKeyCode": code, "modifiers": 2 if control else 0}
        settings["code"] = f"Key{key.upper()}" if control else key
        await self.call("Input.dispatchKeyEvent", type="rawKeyDown", **settings)
        await self.call("Input.dispatchKeyEvent", type="keyUp", **settings)

    async def wait_for(self, pattern: str) -> None:
        """Until the app's screen shows ``pattern``."""
        await self.until(lambda: re.search(pattern, "\n".join(self.screen.display)), pattern)

    async def until(self, holds: Callable[[], object], what: str) -> None:
        """Wait until it ``holds``."""
        deadline = time.monotonic() + PATIENCE
        while not holds():
            shown = [row.rstrip() for row in self.screen.display if row.strip()]
            assert time.monotonic() < deadline, "\n".join([f"no {what}:", *self.complaints, *shown])
            await asyncio.sleep(0.05)


@contextlib.asynccontextmanager
async def chromium(folder: Path) -> AsyncIterator[Page]:
    """A browser that has never been used, with one empty page."""
    assert CHROMIUM is not None
    sandbox = ("--no-sandbox",) if os.geteuid() == 0 else ()
    with (folder / "chromium.log").open("wb") as log:
        browser = subprocess.Popen(
            [CHROMIUM, *_QUIET, *sandbox, f"--user-data-dir={folder / 'profile'}", "about:blank"], stderr=log
        )
    try:
        port = await _port(folder / "profile" / "DevToolsActivePort", browser)
        async with aiohttp.ClientSession() as session:
            targets: list[dict[str, str]] = []
            while not targets:
                async with session.get(f"http://127.0.0.1:{port}/json") as answer:
                    targets = [each for each in await answer.json() if each["type"] == "page"]
            async with session.ws_connect(targets[0]["webSocketDebuggerUrl"], max_msg_size=0) as socket:
                page = Page(socket)
                for domain in ("Page", "Network", "Runtime", "Log"):
                    await page.call(f"{domain}.enable")
                yield page
                page.listening.cancel()
    finally:
        browser.kill()
        browser.wait()


async def _port(path: Path, browser: subprocess.Popen[bytes]) -> int:
    """The port of the DevTools, which the browser writes into a file."""
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        assert browser.poll() is None, "the browser ended by itself"
        lines = path.read_text().splitlines() if path.exists() else []
        if len(lines) > 1:
            return int(lines[0])
        await asyncio.sleep(0.05)
    raise AssertionError("the browser did not open its port")
