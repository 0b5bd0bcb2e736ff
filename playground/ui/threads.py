"""From a thread back to the screen."""

from __future__ import annotations

from collections.abc import Callable
from typing import ParamSpec

from textual.dom import DOMNode

P = ParamSpec("P")


def tell(node: DOMNode, callback: Callable[P, object], *args: P.args, **kwargs: P.kwargs) -> None:
    """Call ``callback`` in the app's own thread, and wait for it.

    Once the app is leaving nothing is called any more: the widgets are going, and what a slow thread has
    found out in the meantime would look for them in vain.
    """
    app = node.app

    def there() -> None:
        if app.is_running:
            callback(*args, **kwargs)

    app.call_from_thread(there)
