"""The document and its ghost wrap as one text, and the document alone again when the ghost is gone."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st
from textual.document._document import Document
from textual.document._wrapped_document import WrappedDocument

from playground.ui.widgets.tail_wrap import TailWrap

text = st.text(alphabet="ab  界\nn,", max_size=60)


def rows(wrapped: WrappedDocument) -> list[str]:
    found = []
    for index in range(wrapped.document.line_count):
        sections = wrapped.get_sections(index)
        found += [*sections[:-1], sections[-1] + "\n"]
    return found


@settings(deadline=None)
@given(text, text, st.integers(3, 20))
def test_nothing_moves_when_the_ghost_is_taken(before: str, ghost: str, width: int) -> None:
    tail = TailWrap(Document(before), width)
    tail.show(ghost)
    shown = rows(tail)
    last = shown.pop()[:-1]
    if ghost:
        shown += [last + tail.ghost_rows[0], *tail.ghost_rows[1:]]
    else:
        shown.append(last)
    shown[-1] += "\n"
    assert shown == rows(WrappedDocument(Document(before + ghost), width))


@settings(deadline=None)
@given(text, text, st.integers(3, 20))
def test_the_document_wraps_alone_again(before: str, ghost: str, width: int) -> None:
    tail = TailWrap(Document(before), width)
    plain = rows(tail), list(tail._offset_to_line_info), list(tail._line_index_to_offsets)
    tail.show(ghost)
    tail.show("")
    assert (rows(tail), tail._offset_to_line_info, tail._line_index_to_offsets) == plain


@settings(deadline=None)
@given(text, text, st.text(alphabet="ab \n", max_size=10), st.integers(3, 20), st.data())
def test_edits_under_a_ghost(before: str, ghost: str, typed: str, width: int, data: st.DataObject) -> None:
    document = Document(before)
    tail = TailWrap(document, width)
    tail.show(ghost)
    row = data.draw(st.integers(0, document.line_count - 1))
    place = (row, data.draw(st.integers(0, len(document[row]))))
    result = document.replace_range(place, place, typed)
    tail.wrap_range(place, place, result.end_location)
    tail.show("")
    fresh = WrappedDocument(Document(document.text), width)
    assert rows(tail) == rows(fresh)
    assert tail._offset_to_line_info == fresh._offset_to_line_info


@settings(deadline=None, max_examples=300)
@given(
    st.text(alphabet="aaa  界,", max_size=120),
    st.lists(
        st.tuples(st.integers(0, 200), st.integers(0, 5), st.text(alphabet="ab ", max_size=9)), max_size=5
    ),
    st.integers(3, 12),
)
def test_edits_within_a_long_last_line(before: str, edits: list[tuple[int, int, str]], width: int) -> None:
    document = Document("first\n" + before)
    tail = TailWrap(document, width)
    for at, gone, typed in edits:
        start = (1, min(at, len(document[1])))
        end = (1, min(start[1] + gone, len(document[1])))
        result = document.replace_range(start, end, typed)
        tail.wrap_range(start, end, result.end_location)
        fresh = WrappedDocument(Document(document.text), width)
        assert rows(tail) == rows(fresh)
        assert tail._offset_to_line_info == fresh._offset_to_line_info
        assert tail._line_index_to_offsets == fresh._line_index_to_offsets


def test_tabs_and_a_change_of_width() -> None:
    tail = TailWrap(Document("a\tb"), 10)
    tail.show(" ghost text")
    assert tail.ghost_rows == [" ", "ghost text"]
    tail.wrap(30)
    assert tail.ghost_rows == [" ghost text"]
