"""Arrays that pile up."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from playground.text.segments import Segments


@pytest.mark.parametrize("in_memory", [0, 10, 1 << 20])
def test_what_was_added_comes_back_in_order(tmp_path: Path, in_memory: int) -> None:
    arrays = [np.arange(5, dtype=np.uint8), np.zeros(0, np.int32), np.arange(300, 900, dtype=np.uint16)]
    segments = Segments(tmp_path / "new", in_memory)
    for number, array in enumerate(arrays, 1):
        segments.add(array)
        assert [found.tolist() for found in segments] == [added.tolist() for added in arrays[:number]]
    assert [found.dtype for found in segments] == [array.dtype for array in arrays]
    assert segments.total == 605
    assert not (tmp_path / "new").exists() or not list((tmp_path / "new").iterdir())
