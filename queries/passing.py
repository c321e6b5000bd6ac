"""How a judged tree lets one pass: the branch taken, what it hangs on, and since when (S2, S4)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from queries.citing import Rule
from queries.results import State, Verdict
from queries.verdicts import RANK, at_least, told_twice

Times = dict[str, float]


def passable(verdict: Verdict) -> State:
    """The state for taking a step: beside known branches of `any`, an unknown is no way in."""
    if not verdict.children:
        return verdict.state
    states = [passable(c) for c in branches(verdict)]
    if verdict.clause == "same_rule":
        return told_twice(states)
    if verdict.clause == "all":
        return min(states, key=RANK.__getitem__)
    if verdict.clause == "any":
        return max(states, key=RANK.__getitem__)
    return at_least(verdict.need or 1, states)


def branches(verdict: Verdict) -> tuple[Verdict, ...]:
    """The branches that may be taken: an unknown one only where too few others are there."""
    if verdict.clause in ("all", "same_rule"):
        return verdict.children
    known = tuple(c for c in verdict.children if c.clause != "unknown")
    return known if len(known) >= (verdict.need or 1) else verdict.children


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


def used(verdict: Verdict, times: Times) -> tuple[str, ...]:
    """What a met tree was met by; of branches that will each do, the one that was there first."""
    if not verdict.children:
        if verdict.clause == "level":  # any one of them will do
            return tuple(sorted(verdict.met_by, key=lambda i: times.get(i, 0.0))[:1])
        return tuple(f"post:{i}" if verdict.clause == "in_role" else i for i in verdict.met_by)
    state = passable(verdict)
    doubted = verdict.clause == "same_rule" and state == "unknown"  # no telling may be unmet
    if verdict.clause == "all" or doubted:
        return tuple(i for c in verdict.children for i in used(c, times))
    least = RANK[state]
    taken = (used(c, times) for c in branches(verdict) if RANK[passable(c)] >= least)
    done = sorted(taken, key=lambda ids: latest(ids, times))
    return tuple(i for ids in done[: verdict.need or 1] for i in ids)


def latest(ids: Iterable[str], times: Times) -> float:
    """When the last of several things was there, in months from now."""
    return max((times.get(i, 0.0) for i in ids), default=0.0)


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
