"""The app in a browser: keys and mouse come from a pipe, and the screen goes into one.

``rnn-playground serve`` starts the app with this driver, one process for each page that is open
(:mod:`playground.cli.serve_session` has the other ends of the pipes).
"""

from __future__ import annotations

import asyncio
from contextlib import suppress
from typing import Any

from textual import messages
from textual.app import App
from textual.drivers.web_driver import WebDriver


class BrowserDriver(WebDriver):
    """Textual's driver for the web, that also ends the app when whoever serves it is gone."""

    def __init__(self, app: App[Any], **settings: Any) -> None:
        super().__init__(app, **settings)
        write = self._write

        def write_if_read(data: bytes) -> int:
            # With the server killed there is nobody to read; that the app ends is seen to below.
            with suppress(BrokenPipeError):
                write(data)
            return len(data)

        self._write = write_if_read  # type: ignore[assignment]
        self._loop = asyncio.get_running_loop()

    def run_input_thread(self) -> None:
        """Hand on what arrives; when no more can arrive, end the app as Ctrl+Q does."""
        super().run_input_thread()
        if not self.exit_event.is_set():
            with suppress(RuntimeError):  # the loop is closed: the app has ended meanwhile
                asyncio.run_coroutine_threadsafe(self._app._post_message(messages.ExitApp()), self._loop)
