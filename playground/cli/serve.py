"""``rnn-playground serve``: the app in a browser."""

from __future__ import annotations

import importlib.util
import socket
from ipaddress import ip_address
from urllib.parse import urlsplit

import click

from playground.errors import InputError


@click.command(short_help="Open the app in a browser.")
@click.option("--host", metavar="NAME", default="127.0.0.1", show_default=True,
              help="The address to listen on; 0.0.0.0 lets other machines in.")  # fmt: skip
@click.option("--port", metavar="N", type=click.IntRange(0, 65535), default=8000, show_default=True,
              help="The port to listen on; 0 takes one that is free.")  # fmt: skip
@click.option("--public-url", metavar="URL",
              help="Where browsers find it, if that is elsewhere: behind a proxy, say.")  # fmt: skip
def serve(host: str, port: int, public_url: str | None) -> None:
    """Open the app in a browser, until Ctrl+C.

    Each page that is opened has an app of its own, with the same models and texts. Closing the page ends it;
    a run in training is saved first. Only this machine can open it, unless --host says otherwise.

    In a browser Ctrl+N, Ctrl+T and Ctrl+W open and close pages: to train, go to Train with F2 and press t.

    Needs the extra "web": pip install "rnn-playground[web]"

    \b
    Examples:
      rnn-playground serve                    then open http://127.0.0.1:8000
      rnn-playground serve --port 0           on any port that is free
      rnn-playground serve --host 0.0.0.0     for everybody in your network
    """
    if importlib.util.find_spec("textual_serve") is None:
        raise InputError(
            'The app in a browser needs more packages; install them with: pip install "rnn-playground[web]".'
        )
    public = _checked(public_url) if public_url is not None else None
    listening = _listen(host, port)
    from playground.cli import serve_server
    from playground.cli.terminal import notice

    bound = listening.getsockname()
    if not ip_address(bound[0].partition("%")[0]).is_loopback:
        notice(
            "Everybody who can reach this machine can now use its processor through the app, read the texts "
            "that you can read, and save models as you. There is no password."
        )
    url = public or _url(host, bound[1])
    click.echo(f"The app is at {url} - Ctrl+C ends it.")
    serve_server.run(listening, host, public)


def _url(host: str, port: int) -> str:
    """What to type into a browser on this machine."""
    if host in ("0.0.0.0", "::", ""):
        host = "127.0.0.1"
    shown = f"[{host}]" if ":" in host else host
    return f"http://{shown}" if port == 80 else f"http://{shown}:{port}"


def _checked(url: str) -> str:
    """``url`` without a slash at its end. Raises InputError if it is no address of a page."""
    try:
        parts = urlsplit(url)
        sound = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        sound = False
    if not sound:
        raise InputError(
            f"--public-url {url[:100]!r} is no address of a page; give one like https://example.org."
        )
    return url.rstrip("/")


def _listen(host: str, port: int) -> socket.socket:
    """A socket that listens. Raises InputError if the address is not this machine's, or the port taken."""
    where = f"--host {host[:100]!r}"
    try:
        family, *_, address = socket.getaddrinfo(host or "0.0.0.0", port, type=socket.SOCK_STREAM)[0]
    except (OSError, UnicodeError) as error:
        raise InputError(f"{where} is no address of this machine; 127.0.0.1 is one.") from error
    try:
        return socket.create_server(address[:2], family=family)
    except OSError as error:
        import errno

        if error.errno == errno.EADDRINUSE:
            problem = f"Port {port} is taken; name another one with --port (0 takes any that is free)."
        elif error.errno in (errno.EACCES, errno.EPERM):
            problem = f"Port {port} may not be listened on; choose one above 1023 with --port."
        elif error.errno == errno.EADDRNOTAVAIL:
            problem = f"{where} is no address of this machine; 127.0.0.1 is one."
        else:
            problem = f"{where} cannot be listened on: {error.strerror or error}."
        raise InputError(problem) from error
