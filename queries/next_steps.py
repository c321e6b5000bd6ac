"""What can I do next: one way away, further, and what is not (S13)."""

from __future__ import annotations

from graph.errors import QuestionError
from graph.snapshot import Seen, Snapshot
from queries.ask import World, assuming, settings_of, stamp
from queries.budget import Allowance, Budget, begun
from queries.duration import duration
from queries.ends import find_starts, ref_text
from queries.engine import Timed
from queries.nearest import below_start
from queries.next_lists import (
    Lists,
    _closed,
    _count,
    _item,
    _question_to_ask,
    _rest,
)
from queries.no_route import open_needs
from queries.question import Question, RouteOptions, check
from queries.result_lists import NextAnswer
from queries.results import Assuming
from queries.routes import Plan, as_step, make_plan
from queries.taking import Taken, take
from queries.verdicts import judge
from queries.ways import Way, ref


def next_steps(
    world: World, question: Question, budget: Budget | Allowance | None = None
) -> NextAnswer:
    """What is open from one post, group or none: posts, learning, exits, and what is shut."""
    question = check(world.catalogue, question)
    if question.from_.startswith("band:"):
        raise QuestionError("Name one post, group or none; several posts may share a band.")
    snapshot = world.snapshot(question)
    allowed = begun(budget)
    lists, told, start = _in_all_settings(snapshot, question, allowed)
    assumed: tuple[Assuming, ...] = ()
    if snapshot.announced:
        other, _, _ = _in_all_settings(world.snapshot(question, accept=False), question, allowed)
        moved = {
            i: name
            for name in ("opens", "closed", "not_stated", "further", "gates_met", "unmet")
            for i in getattr(other, name)
            if i not in getattr(lists, name)
        }
        if moved:
            otherwise = "; ".join(f"{i}: {name}" for i, name in sorted(moved.items()))
            assumed = assuming(snapshot, lambda entry: entry in moved, otherwise)
    return NextAnswer(
        question=question.echo(),
        catalogue=stamp(snapshot, question),
        complete=not allowed.cut,
        asks=tuple(lists.asks.values()),
        assuming=assumed,
        start=start,
        told=told,
        opens=tuple(lists.opens.values()),
        learning=tuple(lists.learning.values()),
        leaves=tuple(lists.leaves.values()),
        closed=tuple(lists.closed.values()),
        not_stated=tuple(lists.not_stated.values()),
        further=tuple(lists.further.values()),
        gates_met=tuple(lists.gates_met.values()),
        held_by=tuple(lists.held_by.values()),
        unmet=tuple(lists.unmet.values()),
        audience_not_stated=_count(lists.audience_not_stated),
        nothing_stated=_count(lists.nothing_stated),
    )


def _in_all_settings(
    snapshot: Snapshot, question: Question, allowed: Allowance
) -> tuple[Lists, tuple[str, ...], str]:
    """The lists of every setting put together: an item that differs carries its setting."""
    starts, _ = find_starts(snapshot, question, None)
    start = starts[0] if starts else None
    several = [s for s in settings_of(snapshot, question)]
    found = []
    told: tuple[str, ...] = ()
    for setting in several:
        there = question.model_copy(update={"setting": setting})
        plan = make_plan(snapshot, there, RouteOptions(), start, None, allowed)
        told = plan.person.told
        found.append((setting, _lists(plan)))
    merged = Lists(*({} for _ in range(12)))
    for name in Lists.__dataclass_fields__:
        everywhere = [set(getattr(lists, name)) for _, lists in found]
        common = set.intersection(*everywhere)
        for setting, lists in found:
            for key, item in getattr(lists, name).items():
                if name == "asks" or key in common or question.setting is not None:
                    getattr(merged, name).setdefault(key, item)
                else:
                    placed = item.model_copy(update={"setting": setting})
                    getattr(merged, name)[f"{key}|{setting}"] = placed
    group = question.from_.startswith("group:")
    return merged, told, ref_text(start, group)


def _lists(plan: Plan) -> Lists:
    snapshot, limits, person = plan.snapshot, plan.limits, plan.person
    lists = Lists(*({} for _ in range(12)))
    one_step = [
        (w, t)
        for w in plan.ways
        if w.kind not in ("serve",) and (t := take(snapshot, limits, person, w, {})) is not None
    ]
    for way, taken in one_step:
        _sort_step(plan, lists, way, taken)
    _with_grants(plan, lists)
    for move in snapshot.of_kind("move"):
        for telling in move.tellings:
            leaving = telling.effect == "leaves-specialism"
            if leaving and any(_from_here(plan, s) for s in telling.start):
                target = snapshot.get(ref(telling.to).id)
                if target is not None and target.id not in lists.opens:
                    lists.leaves[target.id] = _item(
                        snapshot, target, telling, text=telling.text or ""
                    )
    _closed(plan, lists)
    _rest(plan, lists)
    return lists


def _from_here(plan: Plan, text: str) -> bool:
    wanted = ref(text)
    here = any(p.id == wanted.id and wanted.band in (None, p.band) for p in plan.person.posts)
    return here or wanted.id in plan.person.held


def _sort_step(plan: Plan, lists: Lists, way: Way, taken: Taken) -> None:
    snapshot = plan.snapshot
    seen = snapshot.get(way.target)
    if seen is None or way.kind == "arrange":
        return
    step = as_step(
        plan, Timed(taken, duration(snapshot, way), taken.ready, taken.ready, known=True), ()
    )
    if way.kind in ("qualify", "course"):
        leads = seen.flat("leads_to")
        item = _item(
            snapshot,
            seen,
            way.telling,
            state=step.state,
            steps=(step,),
            leads_to=leads,
            ask=_question_to_ask(seen),
        )
        if way.way == "open" and not seen.values("audience"):
            lists.audience_not_stated[seen.id] = item
        else:
            lists.learning.setdefault(seen.id, item)
        return
    if seen.kind == "role" and below_start(plan, seen):
        return
    key = f"{seen.id}@{way.band}" if way.band else seen.id
    text = _leads_through(plan, seen)
    item = _item(
        snapshot, seen, way.telling, band=way.band, state=step.state, steps=(step,), text=text
    )
    (lists.leaves if way.leaves else lists.opens).setdefault(key, item)


def _leads_through(plan: Plan, seen: Seen) -> str:
    """A trainee post is shown through to the post it leads to."""
    if seen.first("type") != "trainee":
        return ""
    onward = [
        plan.snapshot.label(w.target)
        for w in plan.ways
        if w.kind == "take-up" and not w.leaves and seen.id in {ref(s).id for s in w.starts or ()}
    ]
    return "leads to " + ", ".join(dict.fromkeys(onward)) if onward else ""


def _with_grants(plan: Plan, lists: Lists) -> None:
    """Posts one way away once somebody grants a condition, or what the way itself names."""
    snapshot = plan.snapshot
    granted = plan.person.gains(w.target for w in plan.ways if w.kind == "arrange")
    for way in plan.ways:
        if way.kind not in ("take-up", "register", "qualify", "course"):
            continue
        taken = take(snapshot, plan.limits, granted, way, {})
        seen = snapshot.get(way.target)
        if taken is None or seen is None:
            continue
        key = f"{seen.id}@{way.band}" if way.band else seen.id
        if way.kind in ("take-up", "register"):
            if key in lists.opens or (seen.kind == "role" and below_start(plan, seen)):
                continue
            needed = tuple(
                leaf.text
                for rule in way.gates
                for leaf in open_needs(judge(snapshot, plan.person, rule))
            )
            item = _item(
                snapshot, seen, way.telling, band=way.band, state="conditional", missing=needed
            )
            lists.opens.setdefault(key, item)
