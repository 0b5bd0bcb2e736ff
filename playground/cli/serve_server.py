"""The server behind ``rnn-playground serve``: the page, its scripts and fonts, connections to it.

Nothing is loaded from elsewhere. Scripts, fonts and the terminal's style sheet are those that come with the
package ``textual-serve``; the page is our own. Any site that is open in the same browser can send requests to
a server on this machine, so two things are looked at before one is answered: that it was asked for by a name
of this machine (else a site could have its own name point here), and that a connection comes from our page.
"""

from __future__ import annotations

import importlib.util
import secrets
import socket
from collections.abc import Awaitable, Callable
from contextlib import suppress
from ipaddress import ip_address
from pathlib import Path
from typing import IO
from urllib.parse import urlsplit

from aiohttp import web

from playground import places
from playground.cli.serve_session import PATIENCE, Session, within

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]

_PAGE = Path(__file__).with_name("serve_page.html")
_LONGEST_MESSAGE = 1 << 26
"""Bytes of what is pasted at once, at most."""
_LONGEST_LOG = 1 << 20


class Server:
    """The pages that are open.

    Args:
        host: the name this machine was told to listen under.
        public: where browsers find it, if that is another place.
        log: where the standard error of the apps goes.
    """

    def __init__(self, host: str, public: str | None, log: IO[bytes] | None) -> None:
        outside = urlsplit(public or "")
        self._origin = f"{outside.scheme}://{outside.netloc}".lower() if public else None
        self._names = {"localhost", socket.gethostname().lower(), host.lower(), outside.hostname or ""}
        self._log = log
        self._sessions: set[Session] = set()

    def application(self) -> web.Application:
        """What aiohttp runs."""
        found = importlib.util.find_spec("textual_serve")
        assert found is not None
        assert found.origin is not None
        application = web.Application(middlewares=[self._guard])
        application.router.add_get("/", self._page)
        application.router.add_get("/ws", self._connect)
        application.router.add_static("/static", Path(found.origin).parent / "static")
        application.on_shutdown.append(self._close_all)
        return application

    @web.middleware
    async def _guard(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        if not self.knows(request.headers.get("Host", "")):
            raise web.HTTPForbidden(
                text="This server is not known by that name; start it with --public-url and that address.\n"
            )
        return await handler(request)

    def knows(self, host: str) -> bool:
        """Whether ``host``, as in the header of that name, means this machine: an address or a known name."""
        try:
            name = urlsplit(f"//{host}").hostname or ""
        except ValueError:
            return False
        with suppress(ValueError):
            return bool(ip_address(name))
        return name != "" and name in self._names

    def invites(self, origin: str, host: str) -> bool:
        """Whether a page from ``origin`` is our own: served under ``host``, or from the public address."""
        origin = origin.lower()
        return origin in (f"http://{host}".lower(), f"https://{host}".lower(), self._origin)

    async def _page(self, request: web.Request) -> web.Response:
        once = secrets.token_urlsafe(12)
        host = urlsplit(f"//{request.headers['Host']}").netloc
        return web.Response(
            text=_PAGE.read_text("utf-8").replace("NONCE", once),
            content_type="text/html",
            headers={
                "Cache-Control": "no-store",
                "Content-Security-Policy": f"default-src 'self'; script-src 'self' 'nonce-{once}'; "
                f"style-src 'self' 'unsafe-inline'; img-src 'self' data:; connect-src 'self' ws://{host} "
                f"wss://{host}; frame-ancestors 'none'; base-uri 'none'; form-action 'none'",
                "Referrer-Policy": "no-referrer",
                "X-Content-Type-Options": "nosniff",
            },
        )

    async def _connect(self, request: web.Request) -> web.StreamResponse:
        if not self.invites(request.headers.get("Origin", ""), request.headers["Host"]):
            raise web.HTTPForbidden(text="Only the page of this server may connect.\n")
        try:
            size = within(request.query.get("width", "80")), within(request.query.get("height", "24"))
        except ValueError:
            raise web.HTTPBadRequest(text="Width and height are numbers.\n") from None
        page = web.WebSocketResponse(heartbeat=15, max_msg_size=_LONGEST_MESSAGE)
        await page.prepare(request)
        session = Session(page, self._log)
        self._sessions.add(session)
        try:
            await session.run(*size)
        finally:
            self._sessions.discard(session)
        return page

    async def _close_all(self, _: web.Application) -> None:
        for session in list(self._sessions):
            await session.close()


def run(listening: socket.socket, host: str, public: str | None) -> None:
    """Serve pages on this socket until Ctrl+C or SIGTERM; every app has ended when this returns."""
    log = _log_file()
    try:
        web.run_app(
            Server(host, public, log).application(),
            sock=listening,
            print=None,
            access_log=None,
            shutdown_timeout=PATIENCE + 5,
        )
    finally:
        if log is not None:
            log.close()


def _log_file() -> IO[bytes] | None:
    """A log of what goes wrong in the apps, begun anew when it has grown long; none where none can be."""
    path = places.log_file().with_name("serve.log")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        long = path.exists() and path.stat().st_size > _LONGEST_LOG
        return path.open("wb" if long else "ab")
    except OSError:
        return None
