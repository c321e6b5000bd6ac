"""The answer by brute force: every order of every step, ranked by S9, and why there is none (S10).

Written from docs/semantics.md alone; slow on purpose, for catalogues of about ten steps.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import count
from typing import Any

from oracle_person import opened
from oracle_rules import judge, judge_all
from oracle_steps import steps
from oracle_view import MET, UNMET, State, View
from oracle_ways import Rules, gates, status

CAP = 4_000
Mode = tuple[bool, bool]
MODES: tuple[Mode, ...] = ((False, False), (False, True), (True, False), (True, True))
"""Whether pilots, and whether conditional steps, may be taken: the best mode first."""


@dataclass(frozen=True)
class Best:
    """The rank of the first route, or the kind of no route."""

    pilot: bool = False
    conditional: bool = False
    steps: int = -1
    unknown: int = -1
    months: float = -1
    pounds: float = -1
    kind: str | None = None


class TooLarge(Exception):
    """More states than brute force should look at."""


def there(state: State, goal: str) -> bool:
    """Whether the goal has been reached."""
    return goal in state.has or any(post == goal for post, _ in state.passed)


def shortest(view: View, start: State, goal: str, mode: Mode) -> int | None:
    """The least number of steps with steps of these kinds alone."""
    level, seen = [start], {start.key(False)}
    for depth in count():
        if any(there(s, goal) for s in level):
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
    view: View, start: State, goal: str, mode: Mode, by: str, longest: float | None = None
) -> tuple[int, float, int] | None:
    """Unknowns in the sum asked for, the sum and steps of the best route within so many months."""
    order = count()
    heap: list[Any] = [((), next(order), (0, 0.0, 0, 0.0), start)]
    seen = set()
    while heap:
        _, _, cost, state = heapq.heappop(heap)
        if there(state, goal):
            return cost[:3]
        key = state.key(True)
        if key in seen:
            continue
        seen.add(key)
        if len(seen) > CAP:
            raise TooLarge
        for taken in steps(view, state):
            if (taken.pilot and not mode[0]) or (taken.conditional and not mode[1]):
                continue
            ends = max(cost[3], taken.ends)
            if by == "cost":
                unsaid, more = taken.pounds is None, cost[1] + (taken.pounds or 0)
            else:
                unsaid, more = taken.unknown, ends
            new = (cost[0] + unsaid, more, cost[2] + 1, ends)
            if longest is None or ends <= longest:
                rank = new[2::-1] if by == "steps" else new[:3]
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


def reachable(view: View, start: State, goal: str, longest: float | None = None) -> bool:
    """Whether any route leads there, of whatever kind."""
    if longest is None:
        return shortest(view, start, goal, MODES[-1]) is not None
    return quickest(view, start, goal, MODES[-1], "steps", longest) is not None


def route(
    view: View, start: State, goal: str, longest: float | None = None
) -> tuple[Best, Best, Best] | None:
    """The ranks of the first route by steps, by time and by cost (S9); all of one mode."""
    if not reachable(view, start, goal, longest):
        return None
    for mode in MODES:
        if longest is None:
            number = shortest(view, start, goal, mode)
        else:
            by_steps = quickest(view, start, goal, mode, "steps", longest)
            number = by_steps and by_steps[2]
        if number is not None:
            cost = quickest(view, start, goal, mode, "time", longest)
            assert cost is not None
            timed = Best(*mode, steps=cost[2], unknown=cost[0], months=round(cost[1], 2))
            price = quickest(view, start, goal, mode, "cost", longest)
            assert price is not None
            paid = Best(*mode, steps=price[2], unknown=price[0], pounds=price[1])
            return Best(*mode, steps=number), timed, paid
    raise AssertionError("reachable, but by no mode")


def no_route(view: View, others: list[tuple[View, State]], start: State, goal: str) -> str:
    """Why there is no route (S10): the first kind that applies; `others` are without limits."""
    if goal not in view.entries:
        return "no-such-goal"
    if status(view, goal)[0]:
        return "not-established"
    role = view.kind(goal) == "role"
    at = view.lowest(goal) if role else None
    if opened(view, start, (goal, at)) is None:
        return "closed"
    best = everything(view, start)
    rules = gates(view, goal, at)
    told = any(view.kind(t) in {"staff-group", "registration"} for t in start.has)
    failing = list(fails(view, best, rules))
    if role and told and any(t.get("force") in {"law", "regulator"} for t in failing):
        return "closed"
    settings = view.flat(goal, "settings") if role else []
    outside = view.setting is not None and settings and view.setting not in settings
    if outside or goal in view.avoid:
        return "out-of-scope"
    if any(reachable(v, s, goal) for v, s in others):
        return "out-of-scope"
    return "unmet" if failing else "not-stated"


def fails(view: View, best: State, rules: Rules) -> Iterator[dict[str, Any]]:
    """The tellings that fail in whichever post the person then is; two of one rule count as one."""
    same: dict[Any, list[tuple[int, dict[str, Any]]]] = {}
    for telling, tree in rules:
        name = telling.get("same_rule") or telling["id"], telling.get("part")
        there = [replace(best, present=p) for p in best.passed] or [best]
        verdict = max(judge(view, s, tree)[0] for s in there)
        same.setdefault(name, []).append((verdict, telling))
    for judged in same.values():
        if MET not in {verdict for verdict, _ in judged}:
            yield from (telling for verdict, telling in judged if verdict == UNMET)


def gap(view: View, start: State, goal: str) -> int:
    """The verdict on a goal's requirement in one setting (S2)."""
    if goal not in view.entries:
        return 1
    at = view.lowest(goal) if view.kind(goal) == "role" else None
    rules = gates(view, goal, at)
    return judge_all(view, start, rules, False)[0] if rules else 1


def settings_of(raw: dict[str, Any], goal: str | None, asked: str | None) -> list[str | None]:
    """The settings in which a question is asked (S7)."""
    if asked is not None:
        return [asked]
    every = [n for n, e in sorted(raw.items()) if e["kind"] == "setting"]
    return list(every) or [None]
