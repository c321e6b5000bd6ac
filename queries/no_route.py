"""No route is an answer: of which kind, what is in the way, and the nearest true thing (S10)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from graph.requirements import Unknown, walk
from graph.snapshot import Seen
from queries.blocks import biting, is_higher, shut_by, shuts
from queries.citing import LEGAL, Rule, evidence
from queries.closure import Reach
from queries.ends import POSTS, grades_of
from queries.failing import failing_gates
from queries.limits import outside
from queries.nearest import nearest
from queries.person import Person
from queries.question import Ref
from queries.results import (
    KIND_ORDER,
    Ask,
    Blocking,
    NoRoute,
    NoRouteKind,
    NotRuledOut,
    Unstated,
    Verdict,
)
from queries.routes import Plan, goal_conditions
from queries.taking import unstated
from queries.ways import USABLE, gates, in_scope, lowest_band, status, statuses


@dataclass(frozen=True)
class Finding:
    """What the search for one goal came to: the kind and what is in the way."""

    ref: Ref
    kind: NoRouteKind
    blocking: tuple[Blocking, ...] = ()
    unknowns: tuple[Unstated, ...] = ()
    asks: tuple[Ask, ...] = ()
    status: str | None = None


def explain(plan: Plan, complete: bool) -> tuple[NoRoute, tuple[Ask, ...]]:
    """Why the plan has no route: the first kind in the order of S10, blocks named first."""
    reach = Reach(plan.snapshot, plan.limits, plan.person, plan.ways)
    gained = reach.gain()
    reachable = reach.person(gained)
    found = [_one(plan, ref, reachable, complete) for ref in plan.goal.refs]
    blocked = tuple(_blocked_goal(plan)) if plan.goal.band is not None else ()
    if blocked:
        kind: NoRouteKind = "closed"
    elif found:
        kind = max((f.kind for f in found), key=KIND_ORDER.index)
        if plan.goal.band is not None and _unbanded_open(plan):
            kind = "not-stated" if KIND_ORDER.index(kind) < KIND_ORDER.index("not-stated") else kind
    else:
        kind = "no-such-goal"
    of_kind = [f for f in found if f.kind == kind] or found
    blocking = blocked or tuple(dict.fromkeys(b for f in of_kind for b in f.blocking))
    asks = tuple(dict.fromkeys((*(a for f in found for a in f.asks), *_ask_group(plan))))
    unknowns = tuple(dict.fromkeys(u for f in of_kind for u in f.unknowns))
    near = tuple(nearest(plan, gained.ways))
    status_ = next((f.status for f in of_kind if f.status), None)
    answer = NoRoute(
        kind=kind,
        text=_text(plan, kind, status_),
        goal=plan.goal.text,
        status=status_,
        blocking=blocking,
        conditions=tuple(
            c for f in of_kind if f.kind == kind for c in goal_conditions(plan, f.ref.id)
        ),
        unknowns=unknowns or _nobody_says(plan, kind),
        nearest=near,
        not_ruled_out=_not_ruled_out(plan, found),
    )
    return answer, asks


def _one(plan: Plan, ref: Ref, reachable: Person, complete: bool) -> Finding:
    """The kind for one goal, in the order of S10."""
    snapshot, limits = plan.snapshot, plan.limits
    seen = snapshot.get(ref.id)
    if seen is None:
        return Finding(ref, "no-such-goal")
    if ref.band is not None and not _has_band(seen, ref.band):
        return Finding(ref, "no-such-goal")
    standing = status(seen, limits.stay_in)
    if standing is not None and standing not in USABLE:
        cites = tuple(
            Blocking(
                what="status",
                id=seen.id,
                about=seen.id,
                text=standing,
                evidence=evidence(snapshot, telling),
            )
            for value, telling in statuses(seen)
            if value not in USABLE
        )
        return Finding(ref, "not-established", cites, status=standing)
    band = ref.band or (lowest_band(snapshot, seen) if seen.kind == "role" else None)
    shut = shut_by(snapshot, plan.person, seen, band, limits)
    if shut is not None:
        return Finding(ref, "closed", (shut.blocking(snapshot),))
    failing = list(failing_gates(plan, seen, band, reachable, surely=True))
    legal = [(r, v) for r, v in failing if _is_legal(r, v)]
    if legal and seen.kind == "role" and tells_status(plan):
        return Finding(ref, "closed", tuple(_clause_blocks(plan, seen, legal)))
    limit = outside(plan, ref)
    if limit is not None:
        return Finding(ref, "out-of-scope", (limit,))
    if not complete or plan.allowed.cut:  # or there may be a way outside the limits
        return Finding(ref, "out-of-budget")
    if failing:
        asks = tuple(
            Ask(id=leaf.id, label=snapshot.label(leaf.id), why=f"{seen.label} needs it")
            for _, verdict in failing
            for leaf in open_needs(verdict)
            if leaf.id
        )
        return Finding(ref, "unmet", tuple(_clause_blocks(plan, seen, failing)), asks=asks)
    text = f"how one gets to {seen.label} is not stated"
    said = tuple(e for t in _silence(plan, seen.id) for e in evidence(snapshot, t))
    nobody = unstated(snapshot, seen.id, text, said)
    return Finding(ref, "not-stated", unknowns=(nobody, *_open(plan, seen, band)))


def _open(plan: Plan, seen: Seen, band: str | None) -> Iterator[Unstated]:
    """What the goal's own rules say is not stated."""
    for rule in gates(plan.snapshot, seen, plan.limits, band):
        for clause in walk(rule.clause):
            if isinstance(clause, Unknown):
                said = evidence(plan.snapshot, rule.telling, clause)
                yield unstated(plan.snapshot, seen.id, clause.unknown, said)


def _has_band(seen: Seen, band: str) -> bool:
    return any(low == band for low, _ in grades_of(seen))


def _silence(plan: Plan, about: str) -> Iterator[object]:
    for finding in plan.snapshot.of_kind("finding"):
        for kind, telling in finding.values("type"):
            if kind == "not-stated" and about in telling.about and telling.field == "way-in":
                yield telling


def _is_legal(rule: Rule, verdict: Verdict) -> bool:
    """Law or regulator say so of the rule, or of a clause that fails; of a register nobody does."""
    if rule.derived:
        return False
    forces = {e.force for leaf in open_needs(verdict) for e in leaf.evidence}
    return bool(forces & LEGAL) or rule.telling.force in LEGAL


def open_needs(verdict: Verdict) -> Iterator[Verdict]:
    """The unmet leaves of a judged tree."""
    if not verdict.children:
        if verdict.state == "unmet":
            yield verdict
        return
    for child in verdict.children:
        if child.state != "met":
            yield from open_needs(child)


def tells_status(plan: Plan) -> bool:
    """Whether the start tells a staff group or a register (S10)."""
    entries = plan.snapshot.catalogue.entries  # what it is, not what the sources asked say of it
    kinds = {entries[h].kind for h in plan.person.held if h in entries}
    return bool(kinds & {"staff-group", "registration"})


def _clause_blocks(
    plan: Plan, seen: Seen, failing: list[tuple[Rule, Verdict]]
) -> Iterator[Blocking]:
    for rule, verdict in failing:
        yield Blocking(
            what="clause",
            id=rule.telling.id,
            about=seen.id,
            text=verdict.text,
            force=rule.telling.force if hasattr(rule.telling, "force") else None,
            unless=verdict,
            unless_text=None,
            evidence=evidence(plan.snapshot, rule.telling, rule.clause),
        )


def _blocked_goal(plan: Plan) -> Iterator[Blocking]:
    """Blocks that shut a band goal as a whole: every post of it, or every higher band (S6)."""
    snapshot, limits = plan.snapshot, plan.limits
    for shut in biting(snapshot, plan.person, limits):
        what = shut.telling.shuts
        if what is None:
            continue
        place = what.setting in (None, limits.setting)
        higher = what.higher and is_higher(snapshot, shut.origin, plan.goal.band)
        whole_strand = what.strand is not None and what.strand == limits.stay_in
        plain = not what.ids and place
        posts = [s for r in plan.goal.refs if (s := snapshot.get(r.id)) is not None]
        all_shut = bool(posts) and all(
            shuts(snapshot, shut, s, plan.goal.band, limits) for s in posts
        )
        if (plain and (higher or (whole_strand and not what.higher))) or all_shut:
            yield shut.blocking(snapshot)


def _unbanded_open(plan: Plan) -> bool:
    """Whether a post in scope whose band is not stated is not itself closed."""
    for seen in plan.snapshot.of_kind("role"):
        if seen.first("type") not in POSTS or grades_of(seen) or not in_scope(seen, plan.limits):
            continue
        if status(seen, plan.limits.stay_in) in (*USABLE, None) and not shut_by(
            plan.snapshot, plan.person, seen, None, plan.limits
        ):
            return True
    return False


def _ask_group(plan: Plan) -> Iterator[Ask]:
    """A start that tells no staff group is asked for it where a way starts from one (S5)."""
    kinds = {s.kind for h in plan.person.held if (s := plan.snapshot.get(h)) is not None}
    if "staff-group" in kinds or plan.start is None:
        return
    reach = Reach(plan.snapshot, plan.limits, plan.person, plan.ways)
    ways = reach.relevant(reach.form.goals(plan.goal.refs))
    for group in sorted({s for w in ways for s in (w.starts or ())}):
        seen = plan.snapshot.get(group)
        if seen is not None and seen.kind == "staff-group":
            yield Ask(id=group, label=seen.label, why="a way starts from this staff group")


def _nobody_says(plan: Plan, kind: str) -> tuple[Unstated, ...]:
    if kind != "no-such-goal" or plan.goal.band is None:
        return ()
    band = plan.snapshot.label(plan.goal.band)
    text = f"which posts at {band} exist, and what they ask, is not stated"
    return (Unstated(about=plan.goal.band, text=text, ask="the employer"),)


def _not_ruled_out(plan: Plan, found: list[Finding]) -> NotRuledOut:
    """Goals of which every stated gate is met or unknown, and no source says how (S4)."""
    ids = tuple(f.ref.id for f in found if f.kind == "not-stated")
    return NotRuledOut(count=len(ids), ids=ids)


def _text(plan: Plan, kind: str, status_: str | None) -> str:
    label = (
        plan.snapshot.label(plan.goal.band)
        if plan.goal.band is not None
        else plan.snapshot.label(plan.goal.refs[0].id)
    )
    return {
        "no-such-start": "None of the sources names a post at this band to start from.",
        "no-such-goal": f"None of the sources names such a post: {label}.",
        "not-established": f"{label} does not exist yet, or no longer ({status_}).",
        "closed": f"Not at the moment: {label} is closed from here.",
        "out-of-scope": f"There is a way to {label}, but outside what was asked.",
        "out-of-budget": "The search ran out of time before it was finished.",
        "unmet": f"{label} needs something that you have not said you hold.",
        "not-stated": f"Nobody has written down how to get from here to {label}.",
    }[kind]
