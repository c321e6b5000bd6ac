"""Routes from a start to a goal: the question split into starts and settings, and put together.

Rules: S4 (ways), S6 (blocks), S7 (starts, goals, grades), S9 (order). Why not: `no_route.py`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from graph.requirements import Holds
from graph.snapshot import Seen, Snapshot
from queries.alternatives import Different, unbeaten
from queries.apart import told_apart
from queries.budget import Allowance, Budget, begun
from queries.citing import evidence
from queries.duration import cost, counted
from queries.ends import Goal, find_goal
from queries.engine import SUM, Field, Found, Node, Timed, Wish
from queries.gathering import build_ways
from queries.order import in_order, serves
from queries.person import BEGIN, Person, build
from queries.question import Question, Ref, RouteOptions
from queries.relaxed import quick_route
from queries.results import Condition, Duty, Evidence, Route, Step, Totals
from queries.taking import unstated
from queries.timetable import timetable
from queries.ways import Limits, Way, ref, status

Leaves = Literal["no", "may", "yes", "unknown"]


@dataclass(frozen=True)
class Plan:
    """Everything that one search needs: the world, the limits, the person and the goal."""

    snapshot: Snapshot
    question: Question
    options: RouteOptions
    limits: Limits
    start: Ref | None
    person: Person
    goal: Goal
    ways: tuple[Way, ...]
    allowed: Allowance


def make_plan(
    snapshot: Snapshot,
    question: Question,
    options: RouteOptions,
    start: Ref | None,
    goal_text: str | None,
    budget: Budget | Allowance | None = None,
) -> Plan:
    """A plan for one start in one setting; without a goal it is what may be done next."""
    limits = Limits(question.setting, question.employer, options.stay_in, frozenset(question.avoid))
    return Plan(
        snapshot=snapshot,
        question=question,
        options=options,
        limits=limits,
        start=start,
        person=build(snapshot, question, start),
        goal=Goal("", ()) if goal_text is None else find_goal(snapshot, limits, goal_text),
        ways=build_ways(snapshot, limits),
        allowed=begun(budget),
    )


FURTHER = 400
"""Nodes that the searches for further routes may expand together."""


@dataclass(frozen=True)
class Planned:
    """What a plan came to: different routes, others that nothing beats, and whether that is all."""

    routes: tuple[Route, ...] = ()
    trade_offs: tuple[Route, ...] = ()
    complete: bool = True


def plan_routes(plan: Plan) -> Planned:
    """The first route in the order of S9, really different ones, and what they leave unbeaten."""
    options, snapshot = plan.options, plan.snapshot
    wish = Wish(options.by, options.max_months, options.max_cost)
    field = Field(snapshot, plan.limits, plan.person, plan.ways, plan.goal.refs)
    found = field.search(plan.allowed, wish)
    first = found.node
    if first is None and not found.complete:
        first = quick_route(field, wish)
    if first is None:
        return Planned(complete=found.complete)
    nodes, others = [first], list[Node]()
    if found.complete and first.steps and options.alternatives > 1:
        part = plan.allowed.part(FURTHER)
        nodes = Different(field, wish, part, options.alternatives).after(first)
        nodes, others = unbeaten(field, nodes, wish, part)
    shown = [as_route(plan, node, gap(found, node)) for node in (*nodes, *others)]
    shown = told_apart(shown)
    complete = found.complete and not plan.allowed.cut
    return Planned(tuple(shown[: len(nodes)]), tuple(shown[len(nodes) :]), complete)


def gap(found: Found, node: Node) -> float | None:
    """How far the sum asked for may lie above the least there can be, as a share of it."""
    if found.complete:
        return 0 if found.node is not None and node.deeds == found.node.deeds else None
    value = node.rank[SUM]
    return round(1 - min(found.bound or 0.0, value) / value, 3) if value else 0


def as_route(plan: Plan, node: Node, gap: float | None = 0) -> Route:
    """A node at the goal as a route of an answer."""
    ordered = in_order(node.steps)
    steps = tuple(as_step(plan, timed, ordered[i + 1 :]) for i, timed in enumerate(ordered))
    conditions = [c for s in steps for c in s.conditions]
    goal_post = next((s for s in reversed(steps) if s.kind == "take-up"), None)
    if goal_post is not None:
        conditions += goal_conditions(plan, goal_post.id)
    conditions = list(dict.fromkeys(conditions))
    leaves, leaving = leaves_strand(plan, node)
    months = max((t.ends for t in node.steps), default=0.0)
    learning = [s for s in steps if s.kind in ("qualify", "course", "serve")]
    paid = [s for s in steps if s.kind in ("qualify", "course", "register")]
    return Route(
        state="conditional" if conditions else "stated",
        steps=steps,
        totals=Totals(
            months=round(months, 2),
            cost=sum(s.cost or 0.0 for s in paid),
            steps=len(steps),
            unknown_months=sum(counted(s.months) is None for s in learning),
            unknown_costs=sum(s.cost is None for s in paid),
        ),
        leaves_strand=leaves,
        leaves_evidence=leaving,
        conditions=tuple(conditions),
        unknowns=tuple(dict.fromkeys(u for s in steps for u in s.unknowns)),
        warnings=tuple(dict.fromkeys(w for s in steps for w in s.warnings)),
        gap=gap,
        calendar=timetable(
            plan.snapshot, plan.limits, plan.person, node.steps, ordered, plan.options.studies
        ),
    )


def goal_conditions(plan: Plan, post: str) -> list[Condition]:
    """What makes a post answer a band goal only conditionally: a profile, a trainee post (S7)."""
    if plan.goal.band is None:
        return []
    label, band = plan.snapshot.label(post), plan.snapshot.label(plan.goal.band)
    found = []
    if post in plan.goal.by_profile:
        text = f"{label}: its own band is not stated; matched to a national profile at {band}"
        found.append(Condition(kind="profile", text=text))
    if post in plan.goal.trainees:
        found.append(Condition(kind="reading", text=f"{label} is a trainee post"))
    return found


def as_step(plan: Plan, timed: Timed, later: tuple[Timed, ...]) -> Step:
    """One step with its citations, duties, time and what it serves later."""
    snapshot, way = plan.snapshot, timed.taken.way
    seen = snapshot.get(way.target)
    label = seen.label if seen is not None else way.target
    unknowns = list(timed.taken.unknowns)
    if not timed.known:
        unknowns.append(unstated(snapshot, way.target, f"how long {label} takes is not stated", ()))
    proof = list(evidence(snapshot, way.telling)) + _given_by(plan, way)
    for rule in way.gates:
        if not _is_begin(rule.clause):
            proof += evidence(snapshot, rule.telling)
    conditions = timed.taken.conditions
    warnings = []
    if proof and proof[0].basis == "respondent":
        warnings.append(f"One respondent said this ({label}).")
    if seen is not None and status(seen) == "pilot":
        warnings.append(f"{label} was a pilot in the sources.")
    warnings += [w for v in timed.taken.verdicts for w in v.warnings]
    return Step(
        kind=way.kind,
        id=way.target,
        label=label,
        band=way.band,
        type=seen.first("type") if seen is not None and seen.kind == "role" else None,
        setting=plan.limits.setting,
        employers=way.employers,
        status=status(seen) if seen is not None else None,
        state="conditional" if conditions else "stated",
        way=way.way,
        way_id=way.way_id,
        leaves=way.leaves,
        months=timed.months,
        cost=cost(snapshot, way),
        starts=round(timed.starts, 2),
        ends=round(timed.ends, 2),
        satisfies=serves(way, later),
        duties=_duties(snapshot, seen) if way.kind == "take-up" and seen is not None else (),
        conditions=conditions,
        unknowns=tuple(unknowns),
        evidence=tuple(dict.fromkeys(proof)),
        assumptions=tuple(e.note or label for e in proof if e.basis == "assumption"),
        warnings=tuple(warnings),
    )


def _is_begin(clause: object) -> bool:
    return isinstance(clause, Holds) and clause.holds.startswith(BEGIN)


def _given_by(plan: Plan, way: Way) -> list[Evidence]:
    """What lets one begin: the access of a trainee post, a duty, or a move that begins it."""
    if way.way != "given" or way.kind == "serve":
        return []
    found: list[Evidence] = []
    for seen in plan.snapshot.of_kind("role", "move"):
        for telling in seen.tellings:
            named = (*getattr(telling, "access", ()), *getattr(telling, "begins", ()))
            if way.target in named:
                found += evidence(plan.snapshot, telling)
    return found[:3]


def _duties(snapshot: Snapshot, seen: Seen) -> tuple[Duty, ...]:
    found = []
    for duties, telling in seen.values("duties"):
        for duty in duties:
            name = duty.begin or duty.finish or ""
            verb = "begin" if duty.begin else "finish"
            within = f" within {duty.within_months:g} months" if duty.within_months else ""
            found.append(
                Duty(
                    text=f"{verb} {snapshot.label(name)}{within}",
                    id=name,
                    within_months=duty.within_months,
                    evidence=evidence(snapshot, telling),
                )
            )
    return tuple(found)


def leaves_strand(plan: Plan, node: Node) -> tuple[Leaves, tuple[Evidence, ...]]:
    """Whether the route leaves the start's strand: no, may, yes or unknown, with evidence (S7)."""
    snapshot = plan.snapshot
    own = _home(plan)
    if not own:
        return "unknown", ()
    state: Leaves = "no"
    proof: list[Evidence] = []
    passed = {p.id for p in node.person.posts} - {r.id for r in plan.goal.refs}
    for timed in node.steps:
        way = timed.taken.way
        seen = snapshot.get(way.target)
        if way.leaves:
            return "yes", evidence(snapshot, way.telling)
        if way.kind != "take-up" or seen is None:
            continue
        strands = seen.flat("strands")
        if not strands:
            state = "unknown" if state == "no" else state
        elif not set(strands) & set(own):
            return "yes", evidence(snapshot, way.telling)
    for move in snapshot.of_kind("move"):
        for telling in move.tellings:
            away = telling.effect == "leaves-specialism"
            on_the_way = {ref(s).id for s in telling.start} & (passed - {_start_id(plan)})
            if away and on_the_way:
                state = "may" if state in ("no", "unknown") else state
                proof += evidence(snapshot, telling)
    return state, tuple(dict.fromkeys(proof)) if state == "may" else ()


def _start_id(plan: Plan) -> str | None:
    return plan.start.id if plan.start is not None else None


def _home(plan: Plan) -> tuple[str, ...]:
    if plan.options.stay_in:
        return (plan.options.stay_in,)
    if plan.question.in_strand:
        return (plan.question.in_strand,)
    seen = plan.snapshot.get(plan.start.id) if plan.start is not None else None
    return seen.flat("strands") if seen is not None and seen.kind == "role" else ()
