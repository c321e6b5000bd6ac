"""Gap analysis: the goal's requirement judged for a person, and ways to close what is open (S2)."""

from __future__ import annotations

from collections.abc import Iterator

from graph.errors import QuestionError
from graph.snapshot import Seen, Snapshot
from queries.ask import World, assuming, settings_of, stamp
from queries.budget import Allowance, Budget, begun
from queries.citing import rules
from queries.ends import find_starts
from queries.engine import search
from queries.no_route import open_needs
from queries.passing import open_leaves
from queries.person import Person, build
from queries.question import GOAL_KINDS, Question, Ref, RouteOptions, check, parse_ref
from queries.result_gaps import Closing, GapsAnswer, SettingVerdict
from queries.results import Assuming, State, Unstated, Verdict
from queries.routes import as_route, make_plan
from queries.taking import unstated
from queries.verdicts import RANK, entry_verdict, judge
from queries.ways import Limits, gates, lowest_band

QUICK = 2_000
"""Nodes that one search may expand."""


def gaps(
    world: World, question: Question, goal: str, budget: Budget | Allowance | None = None
) -> GapsAnswer:
    """What a person lacks for a role, qualification, registration, course or function."""
    question = check(world.catalogue, question)
    if question.from_.startswith("band:"):
        raise QuestionError("A gap analysis starts from one post, group or none, not from a band.")
    wanted = parse_ref(world.catalogue, goal, GOAL_KINDS, "a goal")
    snapshot = world.snapshot(question)
    allowed = begun(budget)
    found = _by_setting(snapshot, question, wanted, allowed)
    told: tuple[Assuming, ...] = ()
    if snapshot.announced:
        plain = world.snapshot(question, accept=False)
        other = _by_setting(plain, question, wanted, allowed)
        if [s.verdict for s in found] != [s.verdict for s in other]:
            otherwise = ", ".join(dict.fromkeys(s.verdict.state for s in other))
            told = assuming(snapshot, lambda entry: entry == wanted.id, otherwise)
    state = _overall([s.verdict.state for s in found])
    starts, _ = find_starts(snapshot, question, None)
    person = build(snapshot, question, starts[0] if starts else None)
    return GapsAnswer(
        question=question.echo(to=goal),
        catalogue=stamp(snapshot, question),
        complete=not allowed.cut,
        asks=(),
        assuming=told,
        warnings=("It depends on the setting.",) if len(found) > 1 else (),
        goal=wanted.id,
        goal_label=snapshot.label(wanted.id),
        state=state,
        by_setting=tuple(found),
        examples=tuple(_examples(snapshot, question, wanted, person)),
        unknowns=tuple(_unknowns(snapshot, wanted, found)),
        told=person.told,
    )


def _overall(states: list[State]) -> State:
    """The state over all settings: the least of them."""
    return min(states, key=RANK.__getitem__) if states else "unknown"


def _by_setting(
    snapshot: Snapshot, question: Question, wanted: Ref, allowed: Allowance
) -> list[SettingVerdict]:
    seen = snapshot.get(wanted.id)
    starts, _ = find_starts(snapshot, question, None)
    start = starts[0] if starts else None
    found = []
    settings = settings_of(snapshot, question)
    own = seen.flat("settings") if seen is not None and seen.kind == "role" else ()
    if question.setting is None and own:
        settings = [s for s in settings if s in own] or settings
    for setting in settings:
        there = question.model_copy(update={"setting": setting})
        person = build(snapshot, there, start)
        if seen is None:
            text = "the sources asked say nothing of it"
            verdict = Verdict(clause="unknown", state="unknown", text=text)
        else:
            band = wanted.band or (lowest_band(snapshot, seen) if seen.kind == "role" else None)
            verdict = entry_verdict(snapshot, person, seen, setting, band)
            verdict = _with_register(snapshot, there, seen, band, person, verdict)
        closing = tuple(_closings(snapshot, there, start, verdict, allowed))
        found.append(SettingVerdict(setting=setting, verdict=verdict, closing=closing))
    first = found[0]
    if question.setting is None and all(f.verdict == first.verdict for f in found):
        return [first.model_copy(update={"setting": None})]
    return found


def _with_register(
    snapshot: Snapshot,
    question: Question,
    seen: Seen,
    band: str | None,
    person: Person,
    verdict: Verdict,
) -> Verdict:
    """The verdict with the register of the post's only staff group, where none states it (S5)."""
    limits = Limits(question.setting)
    rules_ = gates(snapshot, seen, limits, band)
    stated = {leaf.id for leaf in _leaves(verdict)}
    extra = []
    for rule in rules_:
        judged = judge(snapshot, person, rule)
        ids = {leaf.id for leaf in _leaves(judged)}
        said = ids <= stated and RANK[judged.state] >= RANK[verdict.state]
        if rule.derived and not said:
            extra.append(judged)
    if not extra:
        return verdict
    known = [] if verdict.clause == "unknown" and not verdict.evidence else [verdict]
    parts = (*known, *extra)
    if len(parts) == 1:
        return parts[0]
    state = min((v.state for v in parts), key=RANK.__getitem__)
    return Verdict(clause="all", state=state, text="all of these", children=parts)


def _leaves(verdict: Verdict) -> Iterator[Verdict]:
    if not verdict.children:
        yield verdict
    for child in verdict.children:
        yield from _leaves(child)


def _closings(
    snapshot: Snapshot,
    question: Question,
    start: Ref | None,
    verdict: Verdict,
    allowed: Allowance,
) -> Iterator[Closing]:
    """For each open clause the shortest way to close it, or that no source says how."""
    done: set[tuple[str, str]] = set()
    for leaf in (*open_needs(verdict), *open_leaves(verdict)):
        name = (leaf.clause, leaf.id or leaf.text)
        if name in done:
            continue
        done.add(name)
        if leaf.clause == "holds" and leaf.id:
            yield _by_route(snapshot, question, start, leaf, allowed)
        elif leaf.clause == "condition":
            by = f" by {leaf.by}" if leaf.by else ""
            yield Closing(
                clause="condition",
                id=leaf.id,
                text=f"to be granted{by}: {leaf.text}",
                how="grant",
                by=leaf.by,
            )
        elif leaf.clause == "unknown":
            yield Closing(clause="unknown", id=None, text=leaf.text, how="ask")
        elif leaf.clause == "served":
            yield Closing(clause="served", id=None, text=leaf.text, how="serve")
        else:
            yield Closing(clause=leaf.clause, id=leaf.id, text=leaf.text, how="none")


def _by_route(
    snapshot: Snapshot, question: Question, start: Ref | None, leaf: Verdict, allowed: Allowance
) -> Closing:
    assert leaf.id is not None
    plan = make_plan(snapshot, question, RouteOptions(), start, leaf.id, allowed)
    found = search(
        snapshot, plan.limits, plan.person, plan.ways, plan.goal.refs, allowed, most=QUICK
    )
    if found.node is None:
        why = "no source says how to get it from here"
        text = f"{leaf.text}: {why if found.complete else 'we could not finish looking for a way'}"
        return Closing(clause="holds", id=leaf.id, text=text, how="none")
    route = as_route(plan, found.node)
    return Closing(
        clause="holds",
        id=leaf.id,
        text=leaf.text,
        how="route",
        steps=route.steps,
        totals=route.totals,
    )


def _examples(
    snapshot: Snapshot, question: Question, wanted: Ref, person: Person
) -> Iterator[Verdict]:
    """What single employers have asked for, judged; never a rule."""
    for example in snapshot.of_kind("example"):
        if example.first("of") == wanted.id:
            for rule in rules(snapshot, example, question.setting):
                verdict = judge(snapshot, person, rule)
                text = f"{example.label}: {verdict.text}"
                yield verdict.model_copy(update={"text": text, "id": example.id})


def _unknowns(snapshot: Snapshot, wanted: Ref, found: list[SettingVerdict]) -> Iterator[Unstated]:
    said = {leaf.text: leaf for s in found for leaf in open_leaves(s.verdict)}
    for text, leaf in said.items():
        yield unstated(snapshot, wanted.id, text, leaf.evidence)
