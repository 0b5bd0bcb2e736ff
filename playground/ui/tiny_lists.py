"""A mend of Textual: page up and page down in a list of options for which the window has no room.

Textual 8.2 measures the options of a list only when a line of it can be seen, and looks the highlighted one
up without asking whether it was measured: in a window of a few lines an open menu raises ``KeyError`` at Page
Up. It concerns every list, those of Textual's own command palette too, so the class itself is mended.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps

from textual.widgets import OptionList


def mend() -> None:
    """Let a page in a list that cannot be seen be nothing; told twice, it does so once."""
    for name in ("action_page_up", "action_page_down"):
        action = getattr(OptionList, name)
        if not hasattr(action, "__wrapped__"):
            setattr(OptionList, name, _where_seen(action))


def _where_seen(action: Callable[[OptionList], None]) -> Callable[[OptionList], None]:
    @wraps(action)
    def page(options: OptionList) -> None:
        if options.scrollable_content_region:
            action(options)

    return page
