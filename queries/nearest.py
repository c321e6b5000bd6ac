"""The nearest things that are true where there is no route (S10)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from graph.snapshot import Seen
from queries.citing import evidence
from queries.ends import POSTS, grades_of
from queries.engine import search
from queries.order import in_order
from queries.results import Evidence, Nearest
from queries.routes import Plan, make_plan
from queries.ways import USABLE, Way, in_scope, lowest_band, status

MAX_NEAREST = 8


How = Literal["reachable", "below", "above", "band-not-stated"]


def nearest(plan: Plan, how: tuple[Way, ...]) -> Iterator[Nearest]:
    """First what the start can reach, then stated posts below and above, then unbanded ones."""
    snapshot, order = plan.snapshot, plan.snapshot.band_order
    goal_band = plan.goal.band or _goal_band(plan)
    target = order.get(goal_band or "", 0)
    posts = [
        s
        for s in snapshot.of_kind("role")
        if s.first("type") in POSTS
        and in_scope(s, plan.limits)
        and status(s, plan.limits.stay_in) in (*USABLE, None)
    ]
    strands = _goal_strands(plan)
    posts = [s for s in posts if not strands or set(s.flat("strands")) & strands]
    count = 0

    def distance(seen: Seen) -> tuple[int, str]:
        band = lowest_band(snapshot, seen)
        return (abs(order.get(band or "", -99) - target), seen.id)

    own = {p.id for p in plan.person.posts}
    if plan.goal.band is None:
        own |= {r.id for r in plan.goal.refs}
    reached = [
        s
        for s in posts
        if _reached_as(s, how) is not None and s.id not in own and not below_start(plan, s)
    ]
    for seen in sorted(reached, key=distance)[:4]:
        way = _reached_as(seen, how)
        near = _reachable(plan, seen, way.band if way is not None else None)
        if near is not None:
            yield near
            count += 1
    rest = [s for s in posts if s not in reached and s.id not in own]
    banded = sorted((s for s in rest if grades_of(s)), key=distance)
    below = [s for s in banded if order.get(lowest_band(snapshot, s) or "", 0) < target]
    above = [s for s in banded if order.get(lowest_band(snapshot, s) or "", 0) > target]
    if goal_band is not None:
        for seen in below[:1]:
            yield _near(plan, seen, lowest_band(snapshot, seen), "below")
        for seen in above[:1]:
            yield _near(plan, seen, lowest_band(snapshot, seen), "above")
    for seen in [s for s in rest if not grades_of(s)][: MAX_NEAREST - count]:
        yield _near(plan, seen, None, "band-not-stated")


def below_start(plan: Plan, seen: Seen) -> bool:
    """Whether all stated bands of a post lie below the start's."""
    order = plan.snapshot.band_order
    own = plan.start.band if plan.start is not None else None
    bands = [g.band for grades, _ in seen.values("grades") for g in grades]
    return own is not None and bool(bands) and all(order[b] < order[own] for b in bands)


def _reached_as(seen: Seen, how: tuple[Way, ...]) -> Way | None:
    return next((w for w in how if w.target == seen.id and w.kind == "take-up"), None)


def _reachable(plan: Plan, seen: Seen, band: str | None) -> Nearest | None:
    """A post with the steps to it; None where the search finds no order of steps after all."""
    text = f"{seen.id}@{band}" if band else seen.id
    near = make_plan(plan.snapshot, plan.question, plan.options, plan.start, text, plan.allowed)
    found = search(near.snapshot, near.limits, near.person, near.ways, near.goal.refs, near.allowed)
    if found.node is None:
        return None
    taken = [t.taken.way for t in in_order(found.node.steps)]
    proof = tuple(e for w in taken for e in evidence(plan.snapshot, w.telling))
    steps = tuple(w.target for w in taken)
    return _near(plan, seen, band, "reachable", steps, proof)


def _near(
    plan: Plan,
    seen: Seen,
    band: str | None,
    how: How,
    steps: tuple[str, ...] = (),
    proof: tuple[Evidence, ...] = (),
) -> Nearest:
    proof = proof or evidence(plan.snapshot, seen.tellings[0])
    return Nearest(
        id=seen.id,
        label=seen.label,
        band=band,
        type=seen.first("type"),
        how=how,
        steps=steps,
        evidence=tuple(dict.fromkeys(proof)),
    )


def _goal_band(plan: Plan) -> str | None:
    ref = plan.goal.refs[0] if plan.goal.refs else None
    seen = plan.snapshot.get(ref.id) if ref is not None else None
    if ref is None or seen is None or seen.kind != "role":
        return None
    return ref.band or lowest_band(plan.snapshot, seen)


def _goal_strands(plan: Plan) -> set[str]:
    if plan.limits.stay_in:
        return {plan.limits.stay_in}
    found: set[str] = set()
    for ref in plan.goal.refs[:1] if plan.goal.band is None else ():
        seen = plan.snapshot.get(ref.id)
        found |= set(seen.flat("strands")) if seen is not None and seen.kind == "role" else set()
    if not found and plan.start is not None:
        seen = plan.snapshot.get(plan.start.id)
        found |= set(seen.flat("strands")) if seen is not None else set()
    return found
