"""The line in which an example is typed; up and down go to another model from there too."""

from __future__ import annotations

from typing import ClassVar

from textual.binding import Binding, BindingType

from playground.ui.bindings import rows
from playground.ui.widgets.text_field import TextField


class ExampleInput(TextField):
    """An input that leaves the arrows which it has no use for to the screen."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(row.keys, f"screen.{row.action}", row.label, show=row.bar, id=row.id)
        for row in rows("shapes")
        if row.id in ("shapes.next", "shapes.previous")
    ]
