from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from playground.tasks.streams import Streams


@given(batch=st.integers(1, 5), window=st.integers(1, 9), extra=st.integers(0, 60), seed=st.integers(0, 9))
def test_each_stream_is_the_text_in_order_and_targets_are_one_ahead(
    batch: int, window: int, extra: int, seed: int
) -> None:
    ids = np.arange(batch * window + 1 + extra)
    streams = Streams(ids, batch, window, seed)
    windows = [streams.next() for _ in range(streams.windows_per_pass)]
    assert windows[0].fresh
    assert not any(each.fresh for each in windows[1:])
    read = np.concatenate([each.tokens for each in windows])
    assert (np.diff(read, axis=0) == 1).all()
    assert all((each.targets == each.tokens + 1).all() for each in windows)
    # No token is read by two streams.
    assert len(np.unique(read)) == read.size
    assert streams.next().fresh
    assert streams.epoch == 1


def test_passes_start_at_different_places() -> None:
    streams = Streams(np.arange(10_000), 4, 64, seed=1)
    starts = set()
    for _ in range(8):
        starts.add(int(streams.next().tokens[0, 0]))
        for _ in range(streams.windows_per_pass - 1):
            streams.next()
    assert len(starts) > 4


def test_reading_goes_on_where_it_was_left() -> None:
    one, two = (Streams(np.arange(1000), 3, 16, seed=5) for _ in range(2))
    for _ in range(27):
        one.next()
    two.restore(one.state())
    for _ in range(40):
        np.testing.assert_array_equal(one.next().tokens, two.next().tokens)


def test_too_short_a_text_is_refused() -> None:
    with pytest.raises(ValueError, match="do not fill"):
        Streams(np.arange(48), 3, 16)
