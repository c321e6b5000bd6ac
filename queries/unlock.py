"""What would open a goal: the smallest sets of admissible changes, and whose each is (S11)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from graph.errors import QuestionError
from graph.requirements import LevelSpec
from graph.snapshot import Snapshot
from queries.ask import World, goal_label, goal_settings, routes, settings_of, stamp
from queries.budget import Allowance, Budget, begun
from queries.change_kinds import CHANGES
from queries.changes import SOURCE, ChangeError
from queries.citing import evidence
from queries.closure import Reach
from queries.ends import POSTS, find_goal, find_starts, grades_of, ref_text
from queries.kernel.smallest import Changes, smallest
from queries.openings import Change, Openings
from queries.question import Question, Ref, RouteOptions, check
from queries.result_unlock import Unlock, UnlockAnswer, UnlockChange, UnlockStart
from queries.results import Evidence, RoutesAnswer, StartAnswer
from queries.routes import make_plan
from queries.ways import USABLE, Limits, in_scope, status
from queries.what_if import changed_world
from queries.wording import clause_text

MOST = 12
"""How many sets are looked at for one start in one setting."""
LEVEL = "what-if-level"


def unlock(
    world: World,
    question: Question,
    goals: Sequence[str],
    options: RouteOptions | None = None,
    budget: Budget | Allowance | None = None,
) -> UnlockAnswer:
    """The smallest sets of changes that open all the goals at once, each tried by the search.

    Raises QuestionError for a start that is a band, since whose post it is decides.
    """
    options, allowed = options or RouteOptions(), begun(budget)
    question = check(world.catalogue, question)
    if question.from_.startswith("band:"):
        raise QuestionError("Name one post, group or none; several posts may share a band.")
    snapshot = world.snapshot(question)
    today = [routes(world, question, goal, options, allowed) for goal in goals]
    found: list[UnlockStart] = []
    for start in find_starts(snapshot, question, None)[0]:
        per_setting = [
            _one(world, question.model_copy(update={"setting": s}), start, today, options, allowed)
            for s in _settings(snapshot, question, goals)
        ]
        found += _agreed(per_setting, question.setting)
    told = {a.what: a for answer in today for a in answer.assuming}
    limits = Limits(question.setting, question.employer, options.stay_in, frozenset(question.avoid))
    bands = [g for g in (find_goal(snapshot, limits, goal) for goal in goals) if g.band]
    return UnlockAnswer(
        question=question.echo(to=list(goals), **options.model_dump(exclude_none=True)),
        catalogue=stamp(snapshot, question),
        complete=all(s.complete for s in found) and all(a.complete for a in today),
        asks=tuple(dict.fromkeys(a for answer in today for a in answer.asks)),
        assuming=tuple(told.values()),
        goals=tuple(goals),
        goal_labels=tuple(goal_label(snapshot, goal) for goal in goals),
        by_start=tuple(found),
        state_band=tuple(_unbanded(snapshot, limits)) if bands else (),
    )


def _settings(snapshot: Snapshot, question: Question, goals: Sequence[str]) -> list[str | None]:
    """The settings to judge in: those that the goals name, where the question names none (S7)."""
    every = settings_of(snapshot, question)
    own = {s for g in goals for s in goal_settings(snapshot, g.partition("@")[0])}
    return [s for s in every if s in own] if own and question.setting is None else every


def _one(
    world: World,
    question: Question,
    start: Ref | None,
    today: Sequence[RoutesAnswer],
    options: RouteOptions,
    allowed: Allowance,
) -> UnlockStart:
    """One start in one setting: the sets that open, and those that only end the closure."""
    snapshot = world.snapshot(question)
    name = ref_text(start, question.from_.startswith("group:"))
    states = [_state(a, name, question.setting) for a in today]
    if all(answer.routes for answer in states):
        return UnlockStart(starts=(name,), setting=question.setting, kinds=_kinds(states))
    plans = [make_plan(snapshot, question, options, start, a.goal) for a in today]
    reach = Reach(snapshot, plans[0].limits, plans[0].person, plans[0].ways)
    goals = [plan.goal for plan in plans]
    form = Openings(snapshot, plans[0].limits, goals, reach.person(reach.gain()))
    whole = form.run()
    change = {step: c for c, step in form.step_of.items()}
    have = whole.facts_of(plans[0].person)

    def sets(wanted: list[int]) -> tuple[list[tuple[Change, ...]], bool]:
        told: Changes = smallest(whole.problem, have, wanted, change, most=MOST)
        return [tuple(sorted((change[s] for s in one), key=_order)) for one in told.sets], (
            told.complete
        )

    opening, complete = sets(form.wanted)
    others = [s for s in opening if not (len(s) == 1 and s[0].kind == "way-in")]
    kept: list[tuple[Change, ...]] = []
    for chosen in others or opening:
        if allowed.over:
            complete = False
            break
        if _opens(world, question, today, options, chosen, allowed):
            kept.append(chosen)
        elif allowed.cut:
            complete = False
            break
    shut = any(a.no_route is not None and a.no_route.kind == "closed" for a in states)
    ending, whole_too = sets(form.unshut) if shut else ([], True)
    ending = [s for s in ending if s and not any(set(k) <= set(s) for k in kept)]
    return UnlockStart(
        starts=(name,),
        setting=question.setting,
        kinds=_kinds(states),
        opens=tuple(_told(snapshot, s) for s in kept),
        ends_closure=tuple(_told(snapshot, s) for s in ending),
        complete=complete and whole_too,
    )


def _state(answer: RoutesAnswer, start: str, setting: str | None) -> StartAnswer:
    """What the routes from one start in one setting came to."""
    fits = [a for a in answer.by_start if start in a.starts] or list(answer.by_start)
    return next((a for a in fits if a.setting in (None, setting)), fits[0])


def _kinds(states: Sequence[StartAnswer]) -> tuple[str, ...]:
    return tuple(
        a.routes[0].state if a.routes else a.no_route.kind if a.no_route else "" for a in states
    )


def _order(change: Change) -> tuple[int, str, str]:
    """Others before oneself, the way in last: a post is advertised once its rule is changed."""
    last = {"way-in": 2, "get": 1, "get-level": 1}
    return (last.get(change.kind, 0), change.id, change.clause)


def _opens(
    world: World,
    question: Question,
    today: Sequence[RoutesAnswer],
    options: RouteOptions,
    chosen: Sequence[Change],
    allowed: Allowance,
) -> bool:
    """Whether the search finds a route to every goal in the catalogue with the changes."""
    made = [m for c in chosen for m in _made(c)]
    held = [c.id for c in chosen if c.kind in ("get", "teach")]
    held += [LEVEL for c in chosen if c.kind == "get-level"]
    try:
        after = changed_world(world, CHANGES.validate_python(made)) if made else world
    except ChangeError:
        return False
    update: dict[str, Any] = {"holds": (*question.holds, *held)}
    if question.sources and made:
        update["sources"] = (*question.sources, SOURCE)
    asked = question.model_copy(update=update)
    one = options.model_copy(update={"alternatives": 1})
    answers = (routes(after, asked, a.goal, one, allowed) for a in today)
    return all(all(start.routes for start in answer.by_start) for answer in answers)


def _made(change: Change) -> Iterator[dict[str, Any]]:
    """The change as a what-if takes it; what is got is held, what is granted needs none."""
    if change.kind == "lift":
        yield {"lift": change.id}
    elif change.kind == "open":
        yield {"open": change.id}
    elif change.kind == "way-in":
        yield {"way_in": change.id}
    elif change.kind == "drop":
        yield {"drop": change.id} | ({"clause": change.clause} if change.clause else {})
        for other in change.also:
            yield {"drop": other}
    elif change.kind == "get-level":
        spec = LevelSpec.model_validate_json(change.id)
        entry = {"kind": "qualification", "label": change.id, "level": spec.at_least}
        entry |= {"subjects": [spec.subject]} if spec.subject else {}
        entry |= {"grade": spec.grade} if spec.grade else {}
        yield {"add": LEVEL, "entry": entry}


def _told(snapshot: Snapshot, chosen: Sequence[Change]) -> Unlock:
    return Unlock(changes=tuple(_change(snapshot, c) for c in chosen))


def _change(snapshot: Snapshot, change: Change) -> UnlockChange:
    proof: tuple[Evidence, ...] = ()
    if change.kind in ("lift", "drop"):
        one = change.asked if len(change.tellings) == 1 else None
        proof = tuple(e for t in change.tellings for e in evidence(snapshot, t, one))
    elif change.kind == "open":
        seen = snapshot.entries[change.id]
        proof = tuple(e for _, t in seen.values("status") for e in evidence(snapshot, t))
    return UnlockChange(
        what=change.kind,
        id=change.id,
        about=change.about or change.id,
        clause=change.clause,
        also=change.also,
        by=change.by,
        text=_text(snapshot, change),
        evidence=proof,
    )


def _text(snapshot: Snapshot, change: Change) -> str:
    label = snapshot.label(change.about or change.id)
    asked = clause_text(snapshot.label, change.asked) if change.asked is not None else ""
    if change.kind == "open":
        standing = status(snapshot.entries[change.id]) or "not stated"
        return f"set up {label}, which is {standing.replace('-', ' ')}"
    return {
        "lift": f"end this: {label}",
        "drop": f"drop or widen a rule of {label}: {asked}",
        "teach": f"teach {label}; nothing that the sources name teaches it",
        "get": f"get {label}; no source says how to get it from here",
        "get-level": f"get {asked}; no source says how to get it from here",
        "grant": f"agree to this: {label}",
        "way-in": f"say what {label} asks for, and take people in by it",
    }[change.kind]


def _agreed(found: list[UnlockStart], asked: str | None) -> list[UnlockStart]:
    """One answer where the settings agree; else one for each."""
    shapes = {(s.kinds, s.opens, s.ends_closure) for s in found}
    if asked is not None or len(shapes) > 1 or not found:
        return found
    return [found[0].model_copy(update={"setting": None})]


def _unbanded(snapshot: Snapshot, limits: Limits) -> Iterator[str]:
    """Posts in scope of which no source states the band."""
    for seen in snapshot.of_kind("role"):
        usable = status(seen) in (*USABLE, None) and in_scope(seen, limits)
        if seen.first("type") in POSTS and usable and not grades_of(seen):
            yield seen.id
