"""``python -m playground``: the same as the command ``rnn-playground``."""

from __future__ import annotations

from playground.cli import main

if __name__ == "__main__":
    main()
