"""What lies on every route: to a goal or to every post, from a start or from every one.

From everywhere, what some have already and all others have to pass lies on every route too.
Exact: without the thing the search finds no route. What cannot even be gained in any order needs no
search, and what one start does without need not be asked of the next.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from graph.errors import QuestionError
from graph.snapshot import Snapshot
from queries.ask import World, settings_of, stamp
from queries.before_after import Side, every_start, starts_asked
from queries.budget import Allowance, Budget, begun
from queries.citing import evidence
from queries.ends import POSTS
from queries.engine import Field, Node
from queries.question import Question, Ref, RouteOptions, check
from queries.result_lists import Choke, ChokepointsAnswer
from queries.routes import Plan, make_plan
from queries.ways import USABLE, Way, status


@dataclass
class Passed:
    """What every route to a goal has passed so far; None before the first route."""

    goal: str
    on_all: set[str] | None = None
    refs: set[str] = field(default_factory=set)

    @property
    def settled(self) -> bool:
        """Whether there is nothing left that further starts could take away."""
        return self.on_all is not None and not self.on_all


def chokepoints(
    world: World,
    question: Question,
    goals: Sequence[str] = (),
    budget: Budget | Allowance | None = None,
) -> ChokepointsAnswer:
    """What lies on every route to each goal; without a start, on every route from everywhere.

    Without goals every post is one. Raises QuestionError where neither start nor goal is named.
    """
    every = "from_" not in question.model_fields_set
    if every and not goals:
        raise QuestionError("Say from where, or to what: one of the two.")
    question, allowed = check(world.catalogue, question), begun(budget)
    side = Side(world, question, RouteOptions())
    snapshot = side.snapshot
    starts = every_start(side) if every else starts_asked(side)
    found = [Passed(goal) for goal in goals or _posts(snapshot)]
    for start in starts:
        for setting in settings_of(snapshot, question):
            _from(side, start, setting, found, every, allowed)
    return ChokepointsAnswer(
        question={**question.echo(to=list(goals)), "from": None if every else question.from_},
        catalogue=stamp(snapshot, question),
        complete=not allowed.cut,
        goals=len(found),
        on_all=tuple(c for one in found for c in _chokes(snapshot, one)),
        no_route_to=tuple(one.goal for one in found if one.on_all is None),
    )


def _posts(snapshot: Snapshot) -> list[str]:
    """Every post that there is."""
    return [
        seen.id
        for seen in snapshot.of_kind("role")
        if seen.first("type") in POSTS and status(seen) in (*USABLE, None)
    ]


def _from(
    side: Side,
    start: str,
    setting: str | None,
    found: Sequence[Passed],
    every: bool,
    allowed: Allowance,
) -> None:
    """Take away from each goal what a route from this start in this setting does without."""
    plan = side.plan(start, setting)
    if plan is None:
        return
    for one in found:
        if one.settled or allowed.over:
            continue
        goal = make_plan(
            plan.snapshot, plan.question, plan.options, plan.start, one.goal, allowed
        ).goal
        one.refs |= {ref.id for ref in goal.refs}
        held = plan.person.held | {post.id for post in plan.person.posts}
        _narrow(plan, goal.refs, one, held if every else frozenset(), allowed)


def _narrow(
    plan: Plan, refs: tuple[Ref, ...], one: Passed, held: frozenset[str], allowed: Allowance
) -> None:
    """Keep of one goal what every route from here passes, or is held here already."""
    ground = Field(plan.snapshot, plan.limits, plan.person, plan.ways, refs)
    first = ground.search(allowed).node
    if first is None or not first.steps:
        return  # no route, or there already
    passed = set(_targets(first)) | held
    candidates = passed if one.on_all is None else one.on_all & passed
    kept = set(candidates & held)
    for item in sorted(candidates - held):
        banned = {way.deed for way in ground.reach.form.ways if way.target == item}
        if allowed.over:
            break
        other = ground.without(banned).search(allowed)
        if other.node is None and other.complete:
            kept.add(item)
    one.on_all = kept


def _targets(node: Node) -> Iterator[str]:
    for timed in node.steps:
        way: Way = timed.taken.way
        if way.kind != "serve":
            yield way.target


def _chokes(snapshot: Snapshot, one: Passed) -> Iterator[Choke]:
    for item in sorted((one.on_all or set()) - one.refs):
        seen = snapshot.entries[item]
        proof = evidence(snapshot, seen.tellings[0]) if seen.tellings else ()
        yield Choke(goal=one.goal, id=item, label=seen.label, evidence=proof)
