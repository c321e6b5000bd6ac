"""Verdicts, written from docs/semantics.md alone: S2. 0 is unmet, 1 unknown, 2 met."""

from __future__ import annotations

import json
from typing import Any

from oracle_view import MET, UNKNOWN, UNMET, Post, State, Tree, View, below


def fits(view: View, spec: dict[str, Any], post: Post) -> int:
    """Whether a post is of the kind asked for; unknown where the sources do not place it."""
    role, band = post
    found = [MET]
    if "role" in spec:
        found.append(MET if role == spec["role"] else UNMET)
    for key, name in (("strand", "strands"), ("staff_group", "staff_groups")):
        if key in spec:
            found.append(MET if spec[key] in view.flat(role, name) else UNMET)
    if "band" in spec:
        found.append(MET if band == spec["band"] else UNMET)
    if "at_least_band" in spec:
        own, need = view.order(band), view.order(spec["at_least_band"])
        found.append(UNMET if own is None else MET if own >= need else UNMET)
    return min(found)


def judge(view: View, state: State, tree: Tree, taking: bool = False) -> tuple[int, float]:
    """The verdict on a tree, and the date from which it holds (S2)."""
    bare = {k: v for k, v in tree.items() if k not in {"when", "basis", "force"}}
    if json.dumps(bare, sort_keys=True) in state.told:
        return MET, 0.0
    if "all" in tree or "any" in tree or "at_least" in tree:
        branches = below(tree)
        need = len(branches) if "all" in tree else tree.get("at_least", {}).get("n", 1)
        plain = [b for b in branches if "unknown" not in b]
        if taking and "all" not in tree and len(plain) >= need:  # `any` is at least one
            branches = plain
        judged = [judge(view, state, b, taking) for b in branches]
        if need > len(judged):
            return UNMET, 0.0
        verdict = sorted((v for v, _ in judged), reverse=True)[need - 1]
        days = sorted(d for v, d in judged if v >= verdict)
        return verdict, days[need - 1]
    if "holds" in tree or "condition" in tree:
        name = tree.get("holds") or tree["condition"]
        return (MET, state.has[name]) if name in state.has else (UNMET, 0.0)
    if "level" in tree:
        every = [(_level(view, tree["level"], q), state.has[q]) for q in state.has]
        if any(_implies(json.loads(t).get("level"), tree["level"]) for t in state.told):
            return MET, 0.0
        best = max([UNMET, *(v for v, _ in every)])
        return best, min((d for v, d in every if v == best), default=0.0) if best else 0.0
    if "served" in tree:
        return _served(view, state, tree["served"])
    if "in_role" in tree:
        posts = [state.present] if state.present else []
        return max([UNMET, *(fits(view, tree["in_role"], p) for p in posts)]), state.since
    return (UNKNOWN, 0.0) if "unknown" in tree else (MET, 0.0)


def _implies(told: dict[str, Any] | None, asked: dict[str, Any]) -> bool:
    """Whether a level that the start tells is at least the one asked for."""
    if told is None or told["at_least"] < asked["at_least"]:
        return False
    return all(asked.get(k) in (None, told.get(k)) for k in ("subject", "grade"))


def _level(view: View, spec: dict[str, Any], name: str) -> int:
    if name not in view.raw or view.kind(name) != "qualification":
        return UNMET
    level, found = view.first(name, "level"), []
    found.append(UNKNOWN if level is None else MET if level >= spec["at_least"] else UNMET)
    if "subject" in spec:
        subjects = view.flat(name, "subjects")
        found.append(MET if spec["subject"] in subjects else UNMET if subjects else UNKNOWN)
    if "grade" in spec:
        grade = view.first(name, "grade")
        found.append(MET if grade == spec["grade"] else UNKNOWN if grade is None else UNMET)
    return min(found)


def _served(view: View, state: State, spec: dict[str, Any]) -> tuple[int, float]:
    need = spec.get("months")
    fit = {p: fits(view, spec, p) for p in state.passed}
    for role, band in {s[0] for s in state.served} - set(fit):  # told, perhaps in a known grade
        known = [v for p, v in fit.items() if p[0] == role]
        fit[(role, band)] = max(known, default=fits(view, spec, (role, band)))
    if need is None or state.ever:
        days = [d for p, d in state.passed.items() if fit[p] == MET]
        told = [p for p, _, _ in state.served if fit[p] == MET and p not in state.passed]
        days += [0.0 for _ in told if need is None]
        if days or not told:  # else it was told, and more of it cannot be had
            return (MET, min(days)) if days else (max([UNMET, *fit.values()]), 0.0)
    total = 0.0
    for post, months, end in sorted(state.served, key=lambda s: s[2]):
        total += months if fit[post] == MET else 0
        if need is not None and total >= need:
            return MET, end
    return (UNKNOWN if UNKNOWN in fit.values() else UNMET), 0.0


def judge_all(
    view: View, state: State, rules: list[tuple[dict[str, Any], Tree]], taking: bool
) -> tuple[int, float]:
    """All rules together; two tellings of one rule count as one (S1)."""
    same: dict[Any, list[tuple[int, float]]] = {}
    for telling, tree in rules:
        name = telling.get("same_rule") or telling["id"]
        same.setdefault((name, telling.get("part")), []).append(judge(view, state, tree, taking))
    verdict, day = MET, 0.0
    for judged in same.values():
        states = {v for v, _ in judged}
        one = MET if MET in states else UNMET if UNMET in states else UNKNOWN
        days = [d for v, d in judged if v == one]  # in doubt no telling may be unmet
        verdict, day = min(verdict, one), max(day, max(days) if one == UNKNOWN else min(days))
    return verdict, day
