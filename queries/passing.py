"""How a judged tree lets one pass: the branch taken, what it hangs on, and since when (S2, S4)."""

from __future__ import annotations

from collections.abc import Iterator

from queries.citing import Rule
from queries.results import State, Verdict
from queries.verdicts import RANK, at_least, told_twice

Times = dict[str, float]


def passable(verdict: Verdict) -> State:
    """The state for taking a step: beside known branches of `any`, an unknown is no way in."""
    if not verdict.children:
        return verdict.state
    states = [passable(c) for c in verdict.children]
    if verdict.clause == "same_rule":
        return told_twice(states)
    known = [s for s, c in zip(states, verdict.children, strict=True) if c.clause != "unknown"]
    if verdict.clause == "all":
        return min(states, key=RANK.__getitem__)
    if verdict.clause == "any":
        return max(known or states, key=RANK.__getitem__)
    need = verdict.need or 1
    return at_least(need, known if len(known) >= need else states)


def open_leaves(verdict: Verdict) -> Iterator[Verdict]:
    """The unknown leaves on the branch taken."""
    if not verdict.children:
        if verdict.state == "unknown":
            yield verdict
    elif verdict.clause in ("any", "at_least", "same_rule"):
        if passable(verdict) == "unknown":
            best = [c for c in verdict.children if passable(c) == "unknown"]
            yield from (leaf for c in best[:1] for leaf in open_leaves(c))
    else:
        yield from (leaf for c in verdict.children for leaf in open_leaves(c))


def ready_at(verdict: Verdict, times: Times) -> float:
    """Months from now at which a met tree was met, at the earliest."""
    if not verdict.children:
        days = [times.get(i, 0.0) for i in verdict.met_by]
        first = verdict.clause == "level"  # any one of them will do
        return (min if first else max)(days, default=0.0)
    if verdict.clause == "all":
        return max(ready_at(c, times) for c in verdict.children)
    least = RANK[passable(verdict)]
    taken = [c for c in verdict.children if RANK[passable(c)] >= least]
    done = sorted(ready_at(c, times) for c in taken)
    need = verdict.need or 1
    return done[min(need, len(done)) - 1] if done else 0.0


def by_rule(rules: tuple[Rule, ...], verdicts: tuple[Verdict, ...]) -> list[Verdict]:
    """Verdicts with the tellings of one rule put together (S1 `same_rule`)."""
    groups: dict[tuple[str, bool, str], list[Verdict]] = {}
    for rule, verdict in zip(rules, verdicts, strict=True):
        groups.setdefault(rule.name, []).append(verdict)
    joined: list[Verdict] = []
    for found in groups.values():
        state = told_twice([v.state for v in found])
        joined.append(
            found[0]
            if len(found) == 1
            else Verdict(clause="same_rule", state=state, text="", children=tuple(found))
        )
    return joined
