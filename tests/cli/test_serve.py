"""``serve``: what it says, whom it lets in, and what it does with what a page sends."""

from __future__ import annotations

import asyncio
import importlib.util
import json
import socket
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.cli.conftest import Run

pytest.importorskip("textual_serve", reason="the extra 'web' is not installed")

import aiohttp
from aiohttp import web

from playground.cli import serve_server, serve_session
from playground.cli.serve_server import Server
from playground.cli.serve_session import packet

ECHO = """
import os, sys
out = sys.stdout.buffer
size = f"{os.environ['COLUMNS']}x{os.environ['ROWS']}".encode()
def say(kind, content):
    out.write(kind + len(content).to_bytes(4, "big") + content)
    out.flush()
out.write(b"a line of its own\\n__GANGLION__\\n")
say(b"D", size)
while kind := sys.stdin.buffer.read(1):
    content = sys.stdin.buffer.read(int.from_bytes(sys.stdin.buffer.read(4), "big"))
    if content == b"quit":
        break
    say(b"D", kind + b" " + content)
say(b"M", b'{"type": "exit"}')
print("farewell")
"""
"""A process that speaks the driver's protocol and draws what it is told."""


@pytest.fixture
def echo(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """In place of the app; it ends with its input, as the app does."""
    script = tmp_path / "echo.py"
    script.write_text(ECHO)
    start = asyncio.create_subprocess_exec

    async def instead(program: str, *words: str, **settings: Any) -> asyncio.subprocess.Process:
        assert (program, *words) == (sys.executable, "-m", "playground")
        return await start(sys.executable, str(script), **settings)

    monkeypatch.setattr(asyncio, "create_subprocess_exec", instead)


@asynccontextmanager
async def serving(host: str = "127.0.0.1", public: str | None = None) -> AsyncIterator[str]:
    """A server on a port of its own; its address without the scheme."""
    listening = socket.create_server(("127.0.0.1", 0))
    runner = web.AppRunner(Server(host, public, None).application())
    await runner.setup()
    await web.SockSite(runner, listening).start()
    try:
        yield f"127.0.0.1:{listening.getsockname()[1]}"
    finally:
        await runner.cleanup()


@asynccontextmanager
async def connected(query: str = "") -> AsyncIterator[aiohttp.ClientWebSocketResponse]:
    async with serving() as at, aiohttp.ClientSession() as session:
        headers = {"Origin": f"http://{at}"}
        async with session.ws_connect(f"http://{at}/ws{query}", headers=headers) as page:
            yield page


@pytest.mark.usefixtures("echo")
async def test_what_a_page_sends_reaches_the_app_and_what_it_draws_comes_back() -> None:
    async with connected("?width=100&height=99999") as page:
        assert await page.receive_bytes() == b"100x1000"
        for sent, arrives in [
            (["stdin", "é\x1b[A"], b"D " + "é\x1b[A".encode()),
            (["stdin", "\ud800"], b"D ?"),
            (["resize", {"width": 80, "height": -3}], b'M {"type": "resize", "width": 80, "height": 1}'),
            (["blur"], b'M {"type": "blur"}'),
        ]:
            await page.send_str(json.dumps(sent))
            assert await page.receive_bytes() == arrives
        await page.send_str('["ping", "17"]')
        assert await page.receive_json() == ["pong", "17"]
        await page.send_str('["stdin", "quit"]')
        assert (await page.receive()).type == aiohttp.WSMsgType.CLOSE


@pytest.mark.usefixtures("echo")
async def test_nonsense_from_a_page_is_passed_over() -> None:
    async with connected() as page:
        await page.receive_bytes()
        for nonsense in [
            "",
            "{",
            "[]",
            "{}",
            '["stdin"]',
            '["stdin", 3]',
            '["resize", {"width": "x"}]',
            "[" * 9999,
        ]:
            await page.send_str(nonsense)
        await page.send_bytes(b"\x00")
        await page.send_str('["stdin", "still here"]')
        assert await page.receive_bytes() == b"D still here"


@given(st.recursive(st.none() | st.booleans() | st.floats() | st.text(), lambda inner: st.lists(inner)))
def test_any_message_is_understood_or_passed_over(message: Any) -> None:
    for text in (json.dumps(message), json.dumps(["stdin", message]), json.dumps(["resize", message])):
        found = serve_session._packet_for(text)
        assert found is None or found[1:5] == (len(found) - 5).to_bytes(4, "big")


def test_a_packet() -> None:
    assert packet(b"D", b"ab") == b"D\x00\x00\x00\x02ab"


@pytest.mark.usefixtures("echo")
@pytest.mark.parametrize(
    "origin", [None, "http://evil.example", "null", "http://127.0.0.1:1", "file://", "http://127.0.0.1"]
)
async def test_only_our_own_page_may_connect(origin: str | None) -> None:
    async with serving() as at, aiohttp.ClientSession() as session:
        with pytest.raises(aiohttp.WSServerHandshakeError) as refused:
            await session.ws_connect(f"http://{at}/ws", headers={"Origin": origin} if origin else {})
        assert refused.value.status == 403


@pytest.mark.parametrize("path", ["/", "/ws", "/static/js/textual.js"])
async def test_a_name_that_was_made_to_point_here_is_refused(path: str) -> None:
    async with serving() as at, aiohttp.ClientSession() as session:
        for host in ("evil.example", "", "evil.example:80", "[", "127.0.0.1.evil.example"):
            async with session.get(f"http://{at}{path}", headers={"Host": host}) as answer:
                assert answer.status in (400, 403), host


def test_names_that_are_known() -> None:
    server = Server("Box.lan", "https://rnn.example/there", None)
    for host in (
        "localhost:8000",
        "127.0.0.1",
        "[::1]:8000",
        "192.168.0.7:80",
        "box.lan:8000",
        "rnn.example",
    ):
        assert server.knows(host), host
    assert server.invites("https://rnn.example", "127.0.0.1:8000")
    assert server.invites("http://localhost:8000", "localhost:8000")
    assert not server.invites("https://rnn.example:8443", "127.0.0.1:8000")
    assert not Server("127.0.0.1", None, None).knows("")


async def test_the_page_names_nothing_that_lies_elsewhere() -> None:
    async with serving() as at, aiohttp.ClientSession() as session:
        async with session.get(f"http://{at}/") as answer:
            text = await answer.text()
            policy = answer.headers["Content-Security-Policy"]
        assert "default-src 'self'" in policy
        assert "//" not in text.replace("// ", "").partition("<head>")[2]
        for name in ("css/xterm.css", "js/textual.js", "fonts/RobotoMono-VariableFont_wght.ttf"):
            assert name in text
            async with session.get(f"http://{at}/static/{name}") as answer:
                assert answer.status == 200
        async with session.get(f"http://{at}/static/") as answer:
            assert answer.status == 403  # no list of files
        async with session.get(f"http://{at}/static/../server.py") as answer:
            assert answer.status in (403, 404)


def test_a_port_that_is_taken(run: Run) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        result = run("serve", "--port", str(port))
    assert result.exit_code == 2
    assert result.stderr == (
        f"rnn-playground: Port {port} is taken; name another one with --port (0 takes any that is free).\n"
    )


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("--host", "nowhere.invalid"), "is no address of this machine"),
        (("--host", "192.0.2.1"), "is no address of this machine"),
        (("--host", "x" * 300), "is no address of this machine"),
        (("--port", "70000"), "70000"),
        (("--public-url", "ftp://x"), "is no address of a page"),
        (("--public-url", "http://"), "is no address of a page"),
        (("--public-url", "http://[x"), "is no address of a page"),
    ],
)
def test_what_is_refused(run: Run, words: tuple[str, ...], sentence: str) -> None:
    result = run("serve", *words)
    assert result.exit_code == 2
    assert result.stderr.startswith("rnn-playground: ")
    assert sentence in result.stderr
    assert result.stderr.count("\n") == 1


def test_without_the_extra(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    real = importlib.util.find_spec
    monkeypatch.setattr(
        importlib.util,
        "find_spec",
        lambda name, *more: None if name == "textual_serve" else real(name, *more),
    )
    result = run("serve")
    assert result.exit_code == 2
    assert result.stderr.count("\n") == 1
    assert 'pip install "rnn-playground[web]"' in result.stderr


@pytest.mark.parametrize(
    ("words", "url", "warned"),
    [
        (("--port", "0"), "http://127.0.0.1:", False),
        (("--port", "0", "--host", "localhost"), "http://localhost:", False),
        (("--port", "0", "--host", "0.0.0.0"), "http://127.0.0.1:", True),
        (("--port", "0", "--public-url", "https://rnn.example/"), "https://rnn.example ", False),
    ],
)
def test_it_says_where_it_is_and_warns_when_others_can_come_in(
    run: Run, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...], url: str, warned: bool
) -> None:
    monkeypatch.setattr(serve_server, "run", lambda listening, *_: listening.close())
    result = run("serve", *words)
    assert result.exit_code == 0
    assert url in result.stdout
    assert ("no password" in result.stderr) == warned
    assert bool(result.stderr) == warned
