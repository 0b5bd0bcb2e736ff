"""How far two texts are the same."""

from __future__ import annotations


def common_length(one: str, other: str) -> int:
    """Length of the longest common beginning, by halving: comparing slices is far faster than characters."""
    low, high = 0, min(len(one), len(other))
    while low < high:
        middle = (low + high + 1) // 2
        if one[low:middle] == other[low:middle]:
            low = middle
        else:
            high = middle - 1
    return low
