"""The answer by brute force: every order of every step, ranked by S9, and why there is none (S10).

Written from docs/semantics.md alone; slow on purpose, for catalogues of about ten steps.
"""

from __future__ import annotations

import heapq
from dataclasses import dataclass, replace
from itertools import count
from typing import Any

from oracle_rules import (
    MET,
    UNMET,
    State,
    View,
    biting,
    judge_all,
    shuts,
    start_state,
)
from oracle_steps import gates, status, steps

CAP = 4_000
MODES = ((False, False), (False, True), (True, False), (True, True))  # pilot, conditional


@dataclass(frozen=True)
class Best:
    """The rank of the first route, or the kind of no route."""

    pilot: bool = False
    conditional: bool = False
    steps: int = -1
    unknown: int = -1
    months: float = -1
    kind: str | None = None


class TooLarge(Exception):
    """More states than brute force should look at."""


def there(state: State, goal: str, band: str | None) -> bool:
    """Whether the goal has been reached."""
    posts = any(p[0] == goal and band in (None, p[1]) for p in state.passed)
    return posts or (band is None and goal in state.has)


def shortest(view: View, start: State, goal: str, band: str | None, mode: Any) -> int | None:
    """The least number of steps with steps of these kinds alone."""
    level, seen = [start], {start.key(False)}
    for depth in count():
        if any(there(s, goal, band) for s in level):
            return depth
        found = []
        for state in level:
            for taken in steps(view, state):
                if (taken.pilot and not mode[0]) or (taken.conditional and not mode[1]):
                    continue
                key = taken.state.key(False)
                if key not in seen:
                    seen.add(key)
                    found.append(taken.state)
        if len(seen) > CAP:
            raise TooLarge
        if not found:
            return None
        level = found
    return None


def quickest(
    view: View,
    start: State,
    goal: str,
    band: str | None,
    mode: Any,
    by: str = "time",
    longest: float | None = None,
) -> tuple[int, float, int] | None:
    """Unknown months, months and steps of the best route within so many months."""
    order = count()
    heap: list[Any] = [((), next(order), (0, 0.0, 0), start)]
    seen = set()
    while heap:
        _, _, cost, state = heapq.heappop(heap)
        if there(state, goal, band):
            return cost
        key = state.key(True)
        if key in seen:
            continue
        seen.add(key)
        if len(seen) > CAP:
            raise TooLarge
        for taken in steps(view, state):
            if (taken.pilot and not mode[0]) or (taken.conditional and not mode[1]):
                continue
            new = (cost[0] + taken.unknown, max(cost[1], taken.ends), cost[2] + 1)
            if longest is None or new[1] <= longest:
                rank = new if by == "time" else new[::-1]
                heapq.heappush(heap, (rank, next(order), new, taken.state))
    return None


def everything(view: View, start: State) -> State:
    """All that can be gained in any order, taken together."""
    seen, todo = {start.key(False)}, [start]
    has, passed = dict(start.has), dict(start.passed)
    while todo:
        state = todo.pop()
        has |= state.has
        passed |= state.passed
        for taken in steps(view, state):
            key = taken.state.key(False)
            if key not in seen:
                seen.add(key)
                todo.append(taken.state)
        if len(seen) > CAP:
            raise TooLarge
    return replace(start, has=has, passed=passed, ever=True)


def route(
    view: View,
    start: State,
    goal: str,
    band: str | None,
    by: str,
    longest: float | None = None,
) -> Best | None:
    """The rank of the first route (S9)."""
    for mode in MODES:
        if by == "time" or longest is not None:
            cost = quickest(view, start, goal, band, mode, by, longest)
            if cost is not None and by == "steps":
                return Best(*mode, steps=cost[2])
            if cost is not None:
                return Best(*mode, steps=cost[2], unknown=cost[0], months=cost[1])
        else:
            number = shortest(view, start, goal, band, mode)
            if number is not None:
                return Best(*mode, steps=number)
    return None


def no_route(
    view: View,
    others: list[tuple[View, State]],
    start: State,
    goal: str,
    band: str | None,
    longest: float | None,
) -> str:
    """Why there is no route (S10): the first kind that applies."""
    if goal not in view.entries:
        return "no-such-goal"
    if status(view, goal)[0]:
        return "not-established"
    role = view.kind(goal) == "role"
    at = (band or view.lowest(goal)) if role else None
    if any(shuts(view, shut, origins, (goal, at)) for shut, origins in biting(view, start)):
        return "closed"
    best = everything(view, start)
    rules = gates(view, goal, at)
    told = any(view.kind(t) in {"staff-group", "registration"} for t in start.has)
    law = [r for r in rules if r[0].get("force") in {"law", "regulator"}]
    if role and told and judge_all(view, best, law, False)[0] == UNMET:
        return "closed"
    settings = view.flat(goal, "settings") if role else []
    outside = view.setting is not None and settings and view.setting not in settings
    if outside or goal in view.avoid:
        return "out-of-scope"
    if any(route(v, s, goal, band, "steps", longest) for v, s in others):
        return "out-of-scope"
    if longest is not None and route(view, start, goal, band, "steps"):
        return "out-of-scope"
    return "unmet" if judge_all(view, best, rules, False)[0] == UNMET else "not-stated"


def gap(view: View, start: State, goal: str, band: str | None) -> int:
    """The verdict on a goal's requirement in one setting (S2)."""
    if goal not in view.entries:
        return 1
    at = (band or view.lowest(goal)) if view.kind(goal) == "role" else None
    rules = gates(view, goal, at)
    return judge_all(view, start, rules, False)[0] if rules else 1


def settings_of(raw: dict[str, Any], goal: str | None, asked: str | None) -> list[str | None]:
    """The settings in which a question is asked (S7)."""
    if asked is not None:
        return [asked]
    every = [n for n, e in sorted(raw.items()) if e["kind"] == "setting"]
    return list(every) or [None]


__all__ = ["MET", "Best", "TooLarge", "everything", "gap", "no_route", "route", "start_state"]
