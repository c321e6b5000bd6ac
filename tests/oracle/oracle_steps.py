"""Every step that may be taken from a state, written from docs/semantics.md alone: S4, S9."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from oracle_person import grown, opened
from oracle_rules import judge, judge_all
from oracle_view import MET, UNKNOWN, UNMET, WEAK, State, Tree, View, walk
from oracle_ways import Way, gates, status, ways_in

BINDING = {"law", "regulator", "scheme", "register"}
TYPES = {"post", "trainee", "function"}


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
    pounds: float | None = 0.0


def steps(view: View, state: State) -> Iterator[Taken]:
    """Every step of S4 that the person may take now."""
    for way in ways_in(view, state):
        if way.id not in view.entries or way.id in view.avoid:
            continue
        goal = (way.id, way.band)
        if way.id in state.has or goal in state.passed:  # a post is taken up once
            continue
        if view.kind(way.id) == "role" and view.first(way.id, "type") not in TYPES:
            continue
        since = opened(view, state, goal)
        if since is not None:
            yield from _take(view, state, way, since)
    for name in view.of("registration"):
        rules = view.rules(name, None)
        verdict, day = judge_all(view, state, rules, True)
        since = opened(view, state, (name, None))
        barred = status(view, name)[0] or name in view.avoid or name in state.has
        said = any(_says_something(tree) for _, tree in rules)
        if said and verdict != UNMET and not barred and since is not None:
            day = max(day, since)
            new = grown(state, view, has=state.has | {name: day})
            weak = verdict == UNKNOWN or all(view.basis(t) in WEAK for t, _ in rules)
            yield Taken("register", name, new, weak, False, day, pounds=price(view, name))
    yield from _arranged(view, state)
    yield from _serves(view, state)


def _says_something(tree: Tree) -> bool:
    """Whether a tree holds more than clauses that say what is not stated."""
    parts = tree.get("all") or tree.get("any") or tree.get("at_least", {}).get("of", [])
    return any(map(_says_something, parts)) if parts else "unknown" not in tree


def _take(view: View, state: State, way: Way, since: float) -> Iterator[Taken]:
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
    local = local and not (way.seen or way.named)  # an employer's own word: it has the post
    conditional = way.conditional or verdict == UNKNOWN or silent_ or local
    starts = max(day, way.day, since)
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
        yield Taken(
            kind, way.id, new, conditional, pilot, ends, months is None, price(view, way.id)
        )


def price(view: View, name: str) -> float | None:
    """What it costs the learner, in pounds; None where nobody says (S9)."""
    stated = view.first(name, "cost")
    return None if stated is None else float(stated["pounds"])


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
