"""Answers to a what-if: what is changed, what that opens and shuts, and goals before and after."""

from __future__ import annotations

from typing import Any

from queries.results import Answer, Blocking, Condition, Evidence, Result, Route, RoutesAnswer


class Made(Result):
    """One change as it was understood: what kind, about what, and why it is asked."""

    number: int
    kind: str
    about: str
    entry: str
    text: str | None = None
    change: dict[str, Any]
    evidence: tuple[Evidence, ...] = ()


class Difference(Result):
    """What the starts can reach only after the changes, or only before; `route` is one way."""

    id: str
    label: str
    kind: str
    type: str | None = None
    band: str | None = None
    setting: str | None = None
    starts: tuple[str, ...]
    route: Route


class Outcome(Result):
    """What a search for a goal came to: the state of its first route, or the kind of no route.

    No state = the goal or the start does not exist there.
    """

    state: str | None
    months: float | None = None
    steps: int | None = None
    unknown_months: int = 0
    conditions: tuple[Condition, ...] = ()
    blocking: tuple[Blocking, ...] = ()


class Row(Result):
    """Starts for which a goal stands alike, before and after."""

    starts: tuple[str, ...]
    setting: str | None = None
    before: Outcome
    after: Outcome


class GoalChange(Result):
    """One goal before and after; the whole answers where one start was asked for."""

    goal: str
    goal_label: str
    rows: tuple[Row, ...]
    before: RoutesAnswer | None = None
    after: RoutesAnswer | None = None


class WhatIfAnswer(Answer):
    """What changes would open and shut, for every start or for the one asked about.

    `catalogue` is the one asked about; `changed` is the hash of the one with the changes.
    `not_reached` is what a change makes and yet no start can come to.
    """

    changed: str
    changes: tuple[Made, ...]
    starts: tuple[str, ...]
    opened: tuple[Difference, ...] = ()
    shut: tuple[Difference, ...] = ()
    goals: tuple[GoalChange, ...] = ()
    not_reached: tuple[str, ...] = ()
