"""Answers to "what would open it": the smallest sets of admissible changes, and whose they are."""

from __future__ import annotations

from typing import Literal

from queries.results import Answer, Evidence, Result

ChangeKind = Literal["lift", "drop", "open", "teach", "get", "get-level", "grant", "way-in"]


class UnlockChange(Result):
    """One change: what it is, of which entry, statement and clause, and who can make it."""

    what: ChangeKind
    id: str
    about: str
    clause: str = ""
    also: tuple[str, ...] = ()
    by: str
    text: str
    evidence: tuple[Evidence, ...] = ()


class Unlock(Result):
    """A set of changes of which none can be left out."""

    changes: tuple[UnlockChange, ...]


class UnlockStart(Result):
    """What would open the goals from one start; `setting` is set where it depends on the setting.

    `kinds` says how each goal stands today: a kind of no route, or the state of its first route.
    `ends_closure` only ends what shuts a goal: a way in is still missing.
    """

    starts: tuple[str, ...]
    setting: str | None = None
    kinds: tuple[str, ...]
    opens: tuple[Unlock, ...] = ()
    ends_closure: tuple[Unlock, ...] = ()
    complete: bool = True


class UnlockAnswer(Answer):
    """The smallest sets of changes that open all of the goals, from each start.

    `state_band` are posts of which no source states the band, where a goal is a band (S11).
    """

    goals: tuple[str, ...]
    goal_labels: tuple[str, ...]
    by_start: tuple[UnlockStart, ...]
    state_band: tuple[str, ...] = ()
