"""The tree of what was written: every text that was left for another one stays to be gone back to.

A branch is a whole text and the branch it was parted from. The place where it parts is where the two texts
begin to differ, so it stays right however either of them is edited.
"""

from __future__ import annotations

from dataclasses import dataclass

from playground.writing.common import common_length

MOST = 200
"""Branches that are kept; beyond that the oldest goes."""


@dataclass(slots=True)
class Branch:
    """One text of the tree."""

    text: str
    parent: Branch | None


@dataclass(frozen=True, slots=True)
class Leaf:
    """A branch as it is listed."""

    branch: Branch
    depth: int
    fork: int
    """Characters that it has in common with its parent's text; 0 for one that has no parent."""


class Branches:
    """All branches of one sitting; one of them is the one being written."""

    def __init__(self, text: str = "") -> None:
        self.current = Branch(text, None)
        self._all = [self.current]  # in the order in which they were made

    def __len__(self) -> int:
        return len(self._all)

    def follow(self, text: str) -> None:
        """The text being written is ``text`` now: typed on, undone, redone.

        If that is another branch to the letter, that one is now being written, and the one that was left
        stays as it was.
        """
        if text == self.current.text:
            return
        for branch in self._all:
            if len(branch.text) == len(text) and branch.text == text:
                self.current = branch
                return
        self.current.text = text

    def part(self, text: str) -> None:
        """What was written stays as a branch; ``text`` is being written now, on a branch of its own."""
        if text == self.current.text:
            return
        known = next((branch for branch in self._all if branch.text == text), None)
        if known is None:
            known = Branch(text, self.current)
            self._all.append(known)
        self.current = known
        self._thin()

    def keep(self, text: str) -> None:
        """``text`` was undone and is about to be written over: it stays as a branch."""
        for branch in self._all:
            if branch.text.startswith(text):
                return
            if text.startswith(branch.text) and branch is not self.current:
                branch.text = text
                return
        self._all.append(Branch(text, self.current))
        self._thin()

    def go(self, branch: Branch) -> str:
        """Write on this branch from now on; returns its text."""
        self.current = branch
        return branch.text

    def next(self, by: int) -> Branch:
        """The branch ``by`` places further down the list, from its end to its beginning again."""
        leaves = [leaf.branch for leaf in self.leaves()]
        return leaves[(leaves.index(self.current) + by) % len(leaves)]

    def leaves(self) -> list[Leaf]:
        """All branches, each under the one it was parted from, in the order in which they were made."""
        below: dict[int, list[Branch]] = {}
        roots: list[Branch] = []
        for branch in self._all:
            (roots if branch.parent is None else below.setdefault(id(branch.parent), [])).append(branch)
        listed: list[Leaf] = []
        waiting = [(root, 0) for root in reversed(roots)]
        while waiting:
            branch, depth = waiting.pop()
            fork = 0 if branch.parent is None else common_length(branch.parent.text, branch.text)
            listed.append(Leaf(branch, depth, fork))
            waiting += [(child, depth + 1) for child in reversed(below.get(id(branch), []))]
        return listed

    def _thin(self) -> None:
        """Let the oldest go; what was parted from it hangs on its parent then."""
        while len(self._all) > MOST:
            gone = next(branch for branch in self._all if branch is not self.current)
            self._all.remove(gone)
            for branch in self._all:
                if branch.parent is gone:
                    branch.parent = gone.parent
