"""Every step that may be taken from a state, written from docs/semantics.md alone: S4, S8, S9."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from oracle_rules import (
    MET,
    UNKNOWN,
    UNMET,
    WEAK,
    State,
    Tree,
    View,
    biting,
    grown,
    judge,
    judge_all,
    shuts,
    walk,
)

BINDING = {"law", "regulator", "scheme", "register"}
TYPES = {"post", "trainee", "function"}
Rules = list[tuple[dict[str, Any], Tree]]


@dataclass(frozen=True)
class Taken:
    """One step taken: the state after it, what it costs in rank, and when it ends."""

    kind: str
    id: str
    state: State
    conditional: bool
    pilot: bool
    ends: float
    unknown: bool = False


def status(view: View, name: str) -> tuple[bool, bool, bool]:
    """Barred, pilot, not stated (S8)."""
    found = [t["status"]["value"] for t in view.entries[name] if "status" in t]
    barred = any(s not in {"current", "pilot"} for s in found)
    return barred, "pilot" in found, not found


def gates(view: View, name: str, band: str | None) -> Rules:
    """What a target asks of everybody: its rules, and the register of its only group (S4)."""
    found = view.rules(name, band)
    for register in view.registers(view.group_of(name)) if view.kind(name) == "role" else ():
        found.append(({"id": f"register:{register}", "force": "register"}, {"holds": register}))
    return found


def counts_as_passed(view: View, state: State) -> dict[str, float]:
    """Trainee posts whose whole access is held (S4a)."""
    found = {}
    for role in view.of("role"):
        access = view.flat(role, "access")
        if view.first(role, "type") == "trainee" and access and all(a in state.has for a in access):
            found[role] = max(state.has[a] for a in access)
    return found


def from_here(view: View, state: State, ends: list[str]) -> float | None:
    """Since when a move's `from` is the person's; None where it is not."""
    days = []
    through = counts_as_passed(view, state)
    for end in ends:
        name, _, band = end.partition("@")
        if view.kind(name) == "role" and view.first(name, "type") == "outside":
            groups = any(
                not t.startswith("begin:") and view.kind(t) == "staff-group" for t in state.has
            )
            days += [0.0] if state.present is None and not groups else []
        elif view.kind(name) == "role":
            days += [d for p, d in state.passed.items() if p[0] == name and band in ("", p[1])]
            days += [through[name]] if name in through else []
        elif name in state.has:
            days.append(state.has[name])
    return min(days) if days else None


@dataclass(frozen=True)
class Way:
    """One way of S4 into a target: from when, how sure, and what it asks beside the gates."""

    id: str
    band: str | None
    day: float
    conditional: bool
    rules: Rules
    begins: tuple[str, ...] = ()
    ties: bool = False
    seen: bool = False


def ways_in(view: View, state: State) -> Iterator[Way]:
    """All ways open to the person, before the gates of the target are judged."""
    yield from _moves(view, state)
    for name in (*view.of("role"), *view.of("qualification"), *view.of("course")):
        band = view.lowest(name) if view.kind(name) == "role" else None
        for told in view.entries[name]:
            tree = view.here(told["requires"]) if "requires" in told else None
            if tree is None or any("unknown" in c for c in walk(tree)):
                continue
            if view.local(told) and view.kind(name) == "role":
                plain = view.employer is not None and told.get("employer") == view.employer
                yield Way(name, band, 0.0, not plain, [(told, tree)], seen=True)
            elif told.get("entry") and not view.local(told):
                yield Way(name, band, 0.0, view.basis(told) in WEAK, [])
    for name in view.of("example"):
        for told in view.entries[name]:
            tree = view.here(told["requires"]) if "requires" in told else None
            role = view.first(name, "of")
            if tree is None or role not in view.entries or any("unknown" in c for c in walk(tree)):
                continue
            plain = view.employer is not None and view.employer in view.flat(name, "employers")
            yield Way(role, view.lowest(role), 0.0, not plain, [(told, tree)], seen=True)
    yield from _given(view, state)


def _moves(view: View, state: State) -> Iterator[Way]:
    for name in view.of("move"):
        for told in view.entries[name]:
            target, _, band = told["to"].partition("@")
            if name in view.avoid or target not in view.entries:
                continue
            if told.get("setting") not in (None, view.setting) and view.setting is not None:
                continue
            day = from_here(view, state, told["from"])
            weak = view.basis(told) in WEAK
            if day is None or (weak and silent(view, told, target)):
                continue
            tree = view.here(told["conditions"]) if "conditions" in told else None
            local = bool(told.get("employers")) and view.employer not in told["employers"]
            role = view.kind(target) == "role"
            at = (band or view.lowest(target)) if role else None
            rules = [(told, tree)] if tree is not None else []
            yield Way(target, at, day, weak or local, rules, tuple(told.get("begins", ())))


def silent(view: View, move: dict[str, Any], target: str) -> bool:
    """The same source says that the way in is not stated (S4a)."""
    for name in view.of("finding"):
        for told in view.entries[name]:
            same = told["cite"]["source"] == move["cite"]["source"]
            if same and told.get("field") == "way-in" and target in told.get("about", ()):
                return True
    return False


def _given(view: View, state: State) -> Iterator[Way]:
    for token, day in state.has.items():
        if token.startswith("begin:"):
            yield Way(token.removeprefix("begin:"), None, day, False, [])
    if state.present:
        role = state.present[0]
        for told in view.entries.get(role, ()):
            named = [d[k] for d in told.get("duties", ()) for k in ("begin", "finish") if k in d]
            if view.first(role, "type") == "trainee":
                named += told.get("access", ())
            for name in named:
                yield Way(name, None, state.since, view.basis(told) in WEAK, [], ties=True)
    for name in view.of("course"):
        audiences = [t["audience"]["ids"] for t in view.entries[name] if "audience" in t]
        weak = any(view.basis(t) in WEAK for t in view.entries[name] if "audience" in t)
        ids = [i for a in audiences for i in a]
        if not audiences:
            yield Way(name, None, 0.0, True, [])
        post = state.present
        if post and (post[0] in ids or set(ids) & set(view.flat(post[0], "strands"))):
            yield Way(name, None, state.since, weak, [], ties=True)
        days = [state.has[i] for i in ids if i in state.has]
        if days:
            yield Way(name, None, min(days), weak, [])


def steps(view: View, state: State) -> Iterator[Taken]:
    """Every step of S4 that the person may take now."""
    blocks = biting(view, state)
    for way in ways_in(view, state):
        if way.id not in view.entries or way.id in view.avoid:
            continue
        goal = (way.id, way.band)
        if way.id in state.has or goal in state.passed:  # a post is taken up once
            continue
        if view.kind(way.id) == "role" and view.first(way.id, "type") not in TYPES:
            continue
        if any(shuts(view, shut, origins, goal) for shut, origins in blocks):
            continue
        yield from _take(view, state, way)
    for name in view.of("registration"):
        rules = view.rules(name, None)
        verdict, day = judge_all(view, state, rules, True)
        shut = any(shuts(view, s, o, (name, None)) for s, o in blocks)
        barred = status(view, name)[0] or name in view.avoid or name in state.has
        if rules and verdict != UNMET and not barred and not shut:
            new = grown(state, view, has=state.has | {name: day})
            weak = verdict == UNKNOWN or all(view.basis(t) in WEAK for t, _ in rules)
            yield Taken("register", name, new, weak, False, day)
    yield from _arranged(view, state)
    yield from _serves(view, state)


def _take(view: View, state: State, way: Way) -> Iterator[Taken]:
    barred, pilot, silent_ = status(view, way.id)
    role = view.kind(way.id) == "role"
    settings = view.flat(way.id, "settings") if role else []
    if barred or (view.setting is not None and settings and view.setting not in settings):
        return
    rules = gates(view, way.id, way.band) + way.rules
    if way.seen:  # one employer's own way in: law, regulator, scheme and registers still hold
        rules = [r for r in rules if r[0].get("force") in BINDING] + way.rules
    verdict, day = judge_all(view, state, rules, True)
    if verdict == UNMET:
        return
    employers = view.flat(way.id, "employers") if role else []
    local = bool(employers) and view.employer not in employers
    conditional = way.conditional or verdict == UNKNOWN or silent_ or local
    starts = max(day, way.day)
    begun = {f"begin:{name}": starts for name in way.begins}
    if role and view.first(way.id, "type") == "function":
        new = grown(state, view, has=begun | state.has | {way.id: starts})
        yield Taken("take-up", way.id, new, conditional, pilot, starts)
    elif role:
        starts = max(starts, state.until, state.since)
        begun = {name: starts for name in begun}
        gives = {name: starts for name in view.flat(way.id, "gives")}
        group = view.group_of(way.id)
        mine = {group: starts} if group else {}
        has = begun | gives | mine | state.has
        passed = {(way.id, way.band): starts} | state.passed
        post = (way.id, way.band)
        new = grown(state, view, present=post, since=starts, until=starts, has=has, passed=passed)
        yield Taken("take-up", way.id, new, conditional, pilot, starts)
    else:
        months = learning_months(view, way.id)
        away = State(None, 0, 0, state.has, state.passed, state.served, state.told)
        inside = judge_all(view, away, rules, True)[0] < verdict
        if inside:
            starts = max(starts, state.since)
        ends = starts + (months or 0)
        until = max(state.until, ends if inside else starts if way.ties else 0)
        has = begun | state.has | {way.id: ends}
        new = grown(state, view, has=has, until=until)
        kind = "qualify" if view.kind(way.id) == "qualification" else "course"
        yield Taken(kind, way.id, new, conditional, pilot, ends, months is None)


def learning_months(view: View, name: str) -> float | None:
    """Typical, else least months; days are thirtieths, hours 150ths (S9)."""
    months = view.first(name, "months") or {}
    for key in ("typical", "min"):
        if key in months:
            return months[key]
    days, hours = view.first(name, "days"), view.first(name, "hours")
    if days is not None:
        return days / 30
    return None if hours is None else hours / 150


def all_trees(view: View) -> list[Tree]:
    """Every clause of every statement in the lens."""
    if "clauses" not in view.cache:
        trees = []
        for told in (t for found in view.entries.values() for t in found):
            for key in ("requires", "conditions", "unless"):
                trees += [told[key]] if key in told else []
            trees += [g["requires"] for g in told.get("grades", ()) if "requires" in g]
        here = [h for t in trees if (h := view.here(t)) is not None]
        view.cache["clauses"] = [c for t in here for c in walk(t)]
    return view.cache["clauses"]


def _arranged(view: View, state: State) -> Iterator[Taken]:
    names = {c["condition"] for c in all_trees(view) if "condition" in c}
    for name in sorted(names - set(state.has) - view.avoid):
        new = grown(state, view, has=state.has | {name: 0.0})
        yield Taken("arrange", name, new, True, False, 0.0)


def _serves(view: View, state: State) -> Iterator[Taken]:
    """Service in the present post, as long as some clause still asks for."""
    if state.present is None:
        return
    lengths = set()
    for clause in all_trees(view):
        need = clause.get("served", {}).get("months")
        if need is None or judge(view, state, clause)[0] == MET:
            continue
        done = [(p, m, 0.0) for p, m, _ in state.served]
        for months in sorted({need, *(need - m for _, m, _ in done)}):
            served = (*done, (state.present, months, 0.0))
            trial = State(None, 0, 0, {}, state.passed, served)
            if months > 0 and judge(view, trial, clause)[0] == MET:
                lengths.add(months)
                break
    here = [e for p, _, e in state.served if p == state.present]
    begun = max([state.since, *here])
    for months in sorted(lengths):
        ends = begun + months
        new = grown(
            state,
            view,
            served=(*state.served, (state.present, months, ends)),
            until=max(state.until, ends),
        )
        yield Taken("serve", state.present[0], new, False, False, ends)
