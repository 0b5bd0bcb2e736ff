"""An edit history in which a stream of tokens is one step."""

from __future__ import annotations

from textual.document._document import EditResult
from textual.document._edit import Edit
from textual.document._history import EditHistory


class JoinedHistory(EditHistory):
    """Between :meth:`begin` and :meth:`end`, insertions that follow one another are undone as one."""

    _joining = False
    _joined: Edit | None = None

    @property
    def undone(self) -> bool:
        """Something was undone and not done again since."""
        return bool(self._redo_stack)

    def begin(self) -> None:
        self.checkpoint()
        self._joining = True
        self._joined = None

    def end(self) -> None:
        self._joining = False
        self._joined = None
        self.checkpoint()

    def record(self, edit: Edit) -> None:
        last, result = self._joined, edit._edit_result
        if last is not None and result is not None and last._edit_result is not None:
            before = last._edit_result
            if edit.top == edit.bottom == before.end_location:
                last.text += edit.text
                last._edit_result = EditResult(result.end_location, before.replaced_text)
                last._updated_selection = edit._updated_selection
                self._redo_stack.clear()
                return
        super().record(edit)
        self._joined = edit if self._joining else None
