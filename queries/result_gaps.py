"""What the answer about gaps is made of."""

from __future__ import annotations

from typing import Literal

from queries.results import Answer, Result, State, Step, Totals, Unstated, Verdict


class Closing(Result):
    """One way to close an open clause: a route's steps, a grant, or whom to ask."""

    clause: str
    id: str | None
    text: str
    how: Literal["route", "grant", "ask", "serve", "none"]
    steps: tuple[Step, ...] = ()
    totals: Totals | None = None
    by: str | None = None


class SettingVerdict(Result):
    """The judged requirement in one setting (None = where all settings agree)."""

    setting: str | None
    verdict: Verdict
    closing: tuple[Closing, ...] = ()


class GapsAnswer(Answer):
    """What a person lacks for a goal: the judged tree, and ways to close each open clause."""

    goal: str
    goal_label: str
    state: State
    by_setting: tuple[SettingVerdict, ...]
    examples: tuple[Verdict, ...] = ()
    unknowns: tuple[Unstated, ...] = ()
    told: tuple[str, ...] = ()
