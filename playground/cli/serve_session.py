"""One open page and the app that runs for it: what is typed goes one way, what is drawn the other.

The app is a process of its own with pipes in place of a terminal, and speaks the protocol of Textual's
``WebDriver``: packets of one byte that says what it is (``D`` keys or drawing, ``M`` a message in JSON), the
length in four bytes, highest first, and that many bytes.
"""

from __future__ import annotations

import asyncio
import json
import os
import sys
from asyncio import StreamReader, StreamWriter
from asyncio.subprocess import DEVNULL, PIPE, Process
from contextlib import suppress
from typing import IO, Any

from aiohttp import WSMsgType, web

PATIENCE = 25.0
"""Seconds that an app has to save and end; its worker takes up to 20 of them."""
BIGGEST = 1000
"""Columns or rows of a page, at most: nobody has more, and each costs memory."""
_READY = b"__GANGLION__\n"
"""What the driver writes before the first packet."""
_LONGEST_PACKET = 1 << 26
_DRIVER = "playground.ui.browser:BrowserDriver"


class Session:
    """The app behind one page.

    Args:
        page: the connection to the page.
        log: where the app's standard error goes.
    """

    def __init__(self, page: web.WebSocketResponse, log: IO[bytes] | None) -> None:
        self._page = page
        self._log = log

    async def run(self, width: int, height: int) -> None:
        """Start the app at this size, and let it run until the page is closed or the app has ended."""
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "playground",
            stdin=PIPE, stdout=PIPE, stderr=self._log or DEVNULL, env=_environment(width, height),
            # Ctrl+C is for the server, which ends the apps in an orderly way.
            start_new_session=True,
        )  # fmt: skip
        assert process.stdin is not None
        assert process.stdout is not None
        showing = asyncio.create_task(self._show(process.stdout))
        try:
            with suppress(ConnectionError):
                await self._listen(process.stdin)
        finally:
            await asyncio.shield(_end(process, process.stdin, showing))

    async def close(self) -> None:
        """Say good-bye to the page; :meth:`run` then ends the app."""
        await self._page.close()

    async def _listen(self, app: StreamWriter) -> None:
        """Hand on what the page says, until it is closed."""
        async for message in self._page:
            if message.type != WSMsgType.TEXT:
                continue
            packet = _packet_for(message.data)
            if packet is None:
                await self._answer(message.data)
                continue
            app.write(packet)
            await app.drain()

    async def _answer(self, text: str) -> None:
        """The page's question whether anybody is there."""
        with suppress(ValueError, TypeError, KeyError, IndexError, RecursionError):
            kind, what = json.loads(text)
            if kind == "ping":
                await self._page.send_json(["pong", str(what)])

    async def _show(self, app: StreamReader) -> None:
        """Hand on what the app draws, until it ends; then close the page."""
        with suppress(asyncio.IncompleteReadError, ValueError):
            await app.readuntil(_READY)
            while True:
                kind = await app.readexactly(1)
                size = int.from_bytes(await app.readexactly(4), "big")
                if kind not in b"DM" or size > _LONGEST_PACKET:
                    break  # a farewell that is printed after the last packet
                drawn = await app.readexactly(size)
                if kind == b"D":
                    with suppress(ConnectionError):
                        await self._page.send_bytes(drawn)
        while await app.read(1 << 16):  # so that the app never waits for somebody to read
            pass
        with suppress(ConnectionError):
            await self._page.close()


async def _end(process: Process, stdin: StreamWriter, showing: asyncio.Task[None]) -> None:
    """End the app: with its input closed it saves and goes; if it does not, by force."""
    with suppress(ConnectionError):
        stdin.close()
    for insist in (process.terminate, process.kill, None):
        try:
            await asyncio.wait_for(process.wait(), PATIENCE)
            break
        except TimeoutError:
            if insist is not None:
                with suppress(ProcessLookupError):
                    insist()
    showing.cancel()
    with suppress(asyncio.CancelledError):
        await showing


def _environment(width: int, height: int) -> dict[str, str]:
    """What the app finds around it: a driver for pipes, all colours, and its size."""
    return {
        **os.environ,
        "TEXTUAL_DRIVER": _DRIVER,
        "TEXTUAL_COLOR_SYSTEM": "truecolor",
        "COLUMNS": str(width),
        "ROWS": str(height),
    }


def packet(kind: bytes, content: bytes) -> bytes:
    """One packet of the protocol."""
    return kind + len(content).to_bytes(4, "big") + content


def _packet_for(text: str) -> bytes | None:
    """What the app is told when a page sends ``text``; nothing for what is not for the app, or no sense."""
    try:
        kind, *rest = json.loads(text)
        if kind == "stdin":
            return packet(b"D", rest[0].encode("utf-8", "replace"))
        if kind == "resize":
            size = {side: within(rest[0][side]) for side in ("width", "height")}
            return packet(b"M", json.dumps({"type": "resize", **size}).encode())
        if kind in ("focus", "blur"):
            return packet(b"M", json.dumps({"type": kind}).encode())
    except (ValueError, TypeError, KeyError, IndexError, AttributeError, OverflowError, RecursionError):
        return None
    return None


def within(number: Any) -> int:
    """A width or height that a page asks for, held within reason. Raises ValueError for what is no number."""
    return min(max(int(number), 1), BIGGEST)
