"""How far one answer may go: nodes of each search, one deadline for all, and who still waits."""

from __future__ import annotations

from dataclasses import dataclass, field
from threading import Event
from time import monotonic


class AskerGone(Exception):
    """Nobody waits for the answer any more: whatever is being worked out is dropped."""


@dataclass(frozen=True)
class Budget:
    """Nodes that one search may expand, and seconds of the clock for the whole question.

    `gone` is set once nobody waits for the answer.
    """

    expansions: int = 20_000
    seconds: float = 5.0
    gone: Event | None = field(default=None, compare=False, repr=False)


class Allowance:
    """What is left of a budget while one question is answered."""

    def __init__(self, budget: Budget) -> None:
        self.budget = budget
        self.until = monotonic() + budget.seconds
        self.cut = False  # whether any search was cut short

    @property
    def expansions(self) -> int:
        """Nodes that one search may expand."""
        return self.budget.expansions

    def spend(self, nodes: int) -> None:
        """Note what a search expanded; each search of the whole may go as far as any other."""

    def part(self, nodes: int) -> Allowance:
        """An allowance for things by the way, of so many nodes for all their searches together."""
        return _Part(self, nodes)

    def heed(self) -> None:
        """Raise AskerGone where nobody waits any more."""
        if self.budget.gone is not None and self.budget.gone.is_set():
            raise AskerGone

    @property
    def over(self) -> bool:
        """Whether nothing more may be begun. Raises AskerGone where nobody waits any more."""
        self.heed()
        late = monotonic() > self.until
        self.cut = self.cut or late
        return late


class _Part(Allowance):
    """A part of an allowance; that its nodes are spent does not cut the whole."""

    def __init__(self, whole: Allowance, nodes: int) -> None:
        self.whole, self.left, self.cut = whole, nodes, False

    @property
    def expansions(self) -> int:
        """Nodes that are left to expand."""
        return max(0, min(self.left, self.whole.expansions))

    def spend(self, nodes: int) -> None:
        """Take off what a search expanded."""
        self.left -= nodes

    @property
    def over(self) -> bool:
        """Whether nothing more may be begun here, or at all."""
        return self.left <= 0 or self.whole.over


def begun(budget: Budget | Allowance | None) -> Allowance:
    """The allowance of a question: a new one, or what is left of the one that it is part of.

    Raises AskerGone where nobody waits any more.
    """
    allowed = budget if isinstance(budget, Allowance) else Allowance(budget or Budget())
    allowed.heed()
    return allowed
