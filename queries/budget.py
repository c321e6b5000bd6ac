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


def begun(budget: Budget | Allowance | None) -> Allowance:
    """The allowance of a question: a new one, or what is left of the one that it is part of.

    Raises AskerGone where nobody waits any more.
    """
    allowed = budget if isinstance(budget, Allowance) else Allowance(budget or Budget())
    allowed.heed()
    return allowed
