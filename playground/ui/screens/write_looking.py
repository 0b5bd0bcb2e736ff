"""The part of the Write screen that goes back: to what else a token could be, and to other branches."""

from __future__ import annotations

from bisect import bisect_right

from textual import on
from textual.content import Content
from textual.widgets import TextArea

from playground.text import display
from playground.text.normal import normalise
from playground.ui import thoughts
from playground.ui.panels import hints
from playground.ui.screens.write_parts import FIRST_TEXT
from playground.ui.screens.write_thinking import WriteThinking, choice_of
from playground.ui.thoughts import Look, View
from playground.ui.widgets.candidates import CandidateList
from playground.ui.widgets.ghost_editor import GhostEditor
from playground.ui.widgets.ghost_text import clean
from playground.ui.widgets.write_draw import DrawBar
from playground.ui.widgets.write_texts import Entry
from playground.writing.branches import Branch, Branches, Leaf
from playground.writing.common import common_length

TEN = 10
"""Alternatives that are shown."""
BRANCH_SHOWN = 400
"""Characters of a branch that a row can need at most."""


class WriteLooking(WriteThinking):
    """Alternatives of a token that is written, and the tree of branches."""

    def __init__(self) -> None:
        super().__init__()
        self._branches = Branches(clean(FIRST_TEXT))
        self._leaves: list[Leaf] = []
        self._looking = False
        """The list shows what could stand in place of the token at the cursor."""
        self._came_from = 0
        """Where the cursor was before."""
        self._place: thoughts.Alternatives | None = None

    # ------------------------------------------------------------------ alternatives

    def action_look(self) -> None:
        """What could stand in place of the token before the cursor? Once more: of the one before that."""
        if self._looking:
            self._walk(-1)
            return
        self.stop_stream()
        offset = self._cursor_offset
        if not offset:
            self.say("Nothing is written before the cursor, so there is nothing to go back to.")
            return
        self._looking, self._came_from, self._place = True, offset, None
        self.show_view("next")
        self.candidate_list.focus()
        self._go_to(offset - 1)

    def leave_look(self, *, back: bool = False) -> None:
        """The list shows the next tokens again; ``back`` takes the cursor to where it was before."""
        if not self._looking:
            return
        self._looking = False
        self._place = None
        self.editor.unmark()
        self.side.explain()
        if back:
            self._go_to(self._came_from)
        self._soon()

    def _think(self) -> None:
        if not self._looking:
            super()._think()
            return
        text, offset = self.editor.text, self._cursor_offset
        self.query_one(DrawBar).show(None)
        if offset >= len(text):
            self.leave_look()
            return
        place = max(0, len(normalise(text[: offset + 1])) - 1)
        self.completer.ask(Look(self._serial, normalise(text), place, self.sampling, TEN))

    def _looked(self, places: thoughts.Alternatives) -> None:
        if not self._looking:
            return
        text = self.editor.text
        start, end = _place_in(text, places.start), _place_in(text, places.end)
        self._place = places
        document = self.editor.document
        self.editor.mark(document.get_location_from_index(start), document.get_location_from_index(end))
        token = display.label(text[start:end], 16)
        choices = [choice_of(each, actual=at == places.actual) for at, each in enumerate(places.candidates)]
        self.candidate_list.show(choices, heading=f"instead of {token}")
        self.candidate_list.cursor = max(0, places.actual)
        looking = Content("← → tokens · 1–9 takes · ") + hints(("Esc", "back", "text"))
        about = f"rank {places.rank:,}, {places.bits:.1f} bits" if places.actual >= 0 else "never seen"
        self.side.explain("Alternatives", about, looking)
        self._show_hint()

    @on(CandidateList.Walked)
    def _walked(self, event: CandidateList.Walked) -> None:
        if self._looking:
            self._walk(event.by)
        elif event.by < 0 and self.side.view == "next":
            self.action_look()

    def _walk(self, by: int) -> None:
        """To the token before or behind the one that is looked at."""
        if self._place is None:  # on its way
            return
        text = self.editor.text
        if by > 0:
            self._go_to(_place_in(text, self._place.end))
        elif self._place.start:
            self._go_to(_place_in(text, self._place.start) - 1)
        self._place = None if by > 0 or self._cursor_offset else self._place

    def _replace(self, index: int) -> None:
        """The candidate takes the token's place, and the text goes on from there on a branch of its own."""
        place = self._place
        if place is None:
            return
        if index == place.actual:
            self.say("This is the token that stands there; take another one to begin a branch.")
            return
        text = self.editor.text
        start = _place_in(text, place.start)
        new = text[:start] + clean(place.candidates[index].token)
        self._looking, self._place = False, None
        self.side.explain()
        self._branches.part(new)
        self._go_to(self._came_from)  # where an undo is to bring the cursor back
        self.editor.put(self.editor.document.get_location_from_index(start), new[start:])

    @property
    def _cursor_offset(self) -> int:
        return self.editor.document.get_index_from_location(self.editor.cursor_location)

    def _go_to(self, offset: int) -> None:
        """The cursor to a character of the text; whoever listens to its moves asks again."""
        self.editor.move_cursor(self.editor.document.get_location_from_index(offset))

    # ------------------------------------------------------------------ branches

    @on(TextArea.Changed, "#editor")
    def _text_changed(self) -> None:
        self.leave_look()
        self._branches.follow(self.editor.text)
        if self.side.view == "tree":
            self._show_branches()

    @on(GhostEditor.Overwritten)
    def _overwritten(self, event: GhostEditor.Overwritten) -> None:
        self._branches.keep(event.text)

    def show_view(self, view: View) -> None:
        if view != "next":
            self.leave_look(back=True)
        super().show_view(view)
        if view == "tree":
            self._show_branches()

    def _show_branches(self) -> None:
        self._leaves = self._branches.leaves()
        entries = []
        for leaf in self._leaves:
            own = leaf.branch.text[leaf.fork : leaf.fork + BRANCH_SHOWN]
            front = leaf.branch.text[max(0, leaf.fork - 12) : leaf.fork] if leaf.depth else ""
            start = "…" + front.split(" ")[-1] if front and front.strip() else ""
            current = leaf.branch is self._branches.current
            entries.append(Entry((start + own) or "(empty)", depth=leaf.depth, current=current))
        self.text_list.show(entries, rows=1)

    def action_branch(self, by: int) -> None:
        """To another branch of the text."""
        if len(self._branches) == 1:
            self.say("There is one branch so far: take an alternative (^B), or undo and write on.")
            return
        self._go_to_branch(self._branches.next(by))

    def go_to_leaf(self, index: int) -> None:
        """To the branch in this row of the list."""
        if index < len(self._leaves):
            self._go_to_branch(self._leaves[index].branch)

    def _go_to_branch(self, branch: Branch) -> None:
        self.stop_stream()
        self.leave_look()
        before = self.editor.text
        text = self._branches.go(branch)
        if text == before:
            return
        same = common_length(before, text)
        self.editor.put(self.editor.document.get_location_from_index(same), text[same:])


def _place_in(text: str, offset: int) -> int:
    """Where in ``text`` the character ``offset`` of its normal form stands."""
    if text.isascii():
        return offset
    ends = range(len(text) + 1)
    return bisect_right(ends, offset, key=lambda end: len(normalise(text[:end]))) - 1
