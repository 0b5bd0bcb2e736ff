"""The emulator the other tests look through survives whatever a killed app leaves behind."""

from __future__ import annotations

import pyte
from hypothesis import example, given
from hypothesis import strategies as st

from tests.reliability.emulator import Emulator

SEQUENCES = st.builds(
    lambda numbers, private, final: f"\x1b[{private}{';'.join(map(str, numbers))}{final}",
    st.lists(st.integers(0, 12_000), max_size=9),
    st.sampled_from(("", "?")),
    st.sampled_from(sorted(pyte.Stream.csi)),
)


@given(st.lists(SEQUENCES, max_size=5))
@example(["\x1b[38;2;1;2;3;48;2K"])
@example(["\x1b[9J"])
@example(["\x1b[1;2;3H"])
def test_any_sequence_is_drawn_or_ignored(sequences: list[str]) -> None:
    screen = Emulator(20, 5)
    for sequence in sequences:
        screen.show(sequence)
    screen.show("\x1b[?69l\x1b[r\x1b[m\x1b[2J\x1b[Hstill here")
    assert screen.display[0].startswith("still here")


@given(st.integers(0, 40))
def test_a_sequence_may_come_in_two_pieces(cut: int) -> None:
    text = "\x1b[?2026$pone\x1b[>1u \x1b[1;31mtwo\x1b[<u three"
    screen = Emulator(20, 2)
    screen.show(text[:cut])
    screen.show(text[cut:])
    assert screen.display[0].rstrip() == "one two three"
