"""The small models of tests/inference."""

from tests.inference.conftest import chars, words

__all__ = ["chars", "words"]
