"""The lists of `next` that are not one way off: closed, silent, further, met, unmet (S13)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from graph.snapshot import Seen, Snapshot
from queries.blocks import biting, shut_by
from queries.citing import LEGAL, evidence, general_rules, rules
from queries.closure import Reach
from queries.engine import search
from queries.failing import failing_gates
from queries.nearest import below_start
from queries.no_route import open_needs, tells_status
from queries.passing import open_leaves
from queries.result_lists import Item, NothingStated
from queries.results import Ask, Step
from queries.routes import Plan, as_route, make_plan
from queries.verdicts import entry_verdict
from queries.ways import USABLE, gates, lowest_band, status
from queries.wording import article

QUICK = 3_000
"""Nodes that one search may expand."""


@dataclass
class Lists:
    """The lists of one answer in one setting, by id."""

    opens: dict[str, Item]
    learning: dict[str, Item]
    leaves: dict[str, Item]
    closed: dict[str, Item]
    not_stated: dict[str, Item]
    further: dict[str, Item]
    gates_met: dict[str, Item]
    held_by: dict[str, Item]
    unmet: dict[str, Item]
    audience_not_stated: dict[str, Item]
    nothing_stated: dict[str, Item]
    asks: dict[str, Ask]


def _count(items: dict[str, Item]) -> NothingStated:
    ids = tuple(sorted({i.id for i in items.values()}))
    return NothingStated(count=len(ids), ids=ids)


def _item(snapshot: Snapshot, seen: Seen, telling: object = None, **more: object) -> Item:
    telling = telling if telling is not None else (seen.tellings[0] if seen.tellings else None)
    proof = evidence(snapshot, telling) if telling is not None else ()
    band = lowest_band(snapshot, seen) if seen.kind == "role" else None
    profiles = seen.flat("matches") if seen.kind == "role" else ()
    examples = tuple(
        e.id
        for e in snapshot.of_kind("example")
        if seen.kind == "role" and e.first("of") == seen.id
    )
    fields: dict[str, object] = {
        "id": seen.id,
        "label": seen.label,
        "type": seen.first("type") if seen.kind == "role" else seen.kind,
        "band": band,
        "evidence": proof,
        "profiles": profiles,
        "examples": examples,
        "ask": _question_to_ask(seen),
    }
    return Item.model_validate(fields | more)


def _question_to_ask(seen: Seen) -> str:
    if seen.kind == "role":
        return f"Is there {article(seen.label)} {seen.label} post here, and what does it ask for?"
    if seen.kind == "registration":
        return f"Can I join the register of {seen.label} from here, and what does it ask for?"
    return f"Can I take {seen.label}, and how long does it take?"


def _closed(plan: Plan, lists: Lists) -> None:
    snapshot, limits, person = plan.snapshot, plan.limits, plan.person
    for shut in biting(snapshot, person, limits):
        blocking = shut.blocking(snapshot)
        lists.closed[shut.block.id] = Item(
            id=shut.block.id,
            label=shut.block.label,
            type="block",
            text=blocking.text,
            unless=blocking.unless_text,
            evidence=blocking.evidence,
        )
    reach = Reach(snapshot, limits, person, plan.ways)
    reachable = reach.person(reach.gain())
    for seen in _posts(snapshot):
        if below_start(plan, seen) or seen.id in {p.id for p in person.posts}:
            continue
        if not _in_place(plan, seen):
            continue
        failing = list(failing_gates(plan, seen, lowest_band(snapshot, seen), reachable))
        legal = [
            (r, v)
            for r, v in failing
            if getattr(r.telling, "force", None) in LEGAL
            or any(e.force in LEGAL for leaf in open_needs(v) for e in leaf.evidence)
        ]
        if not legal:
            continue
        rule, verdict = legal[0]
        if tells_status(plan):
            lists.closed[seen.id] = _item(
                snapshot,
                seen,
                rule.telling,
                text=verdict.text,
                unless=verdict.text,
                missing=tuple(v.text for v in open_needs(verdict)),
            )
        else:
            for leaf in open_needs(verdict):
                if leaf.id:
                    lists.asks[leaf.id] = Ask(id=leaf.id, label=leaf.text, why=seen.label)


def _posts(snapshot: Snapshot) -> Iterator[Seen]:
    for seen in snapshot.of_kind("role"):
        if seen.first("type") in ("post", "trainee", "function"):
            yield seen


def _in_place(plan: Plan, seen: Seen) -> bool:
    settings = seen.flat("settings")
    return not settings or plan.limits.setting in (None, *settings)


def _rest(plan: Plan, lists: Lists) -> None:
    """What is not one way away: findings, longer ways, gates met, held by, unmet, nothing."""
    snapshot, person = plan.snapshot, plan.person
    mine = {p.id for p in person.posts} | set(person.held)
    for finding in snapshot.of_kind("finding"):
        for kind, telling in finding.values("type"):
            if kind in ("not-stated", "gap") and mine & set(telling.about):
                item = _item(snapshot, finding, telling, type=kind, text=telling.text or "")
                lists.not_stated[finding.id] = item.model_copy(update={"ask": ""})
    gained = Reach(snapshot, plan.limits, person, plan.ways).gain()
    reached = {way.target for way in gained.ways}
    listed = {k.partition("@")[0] for k in (*lists.opens, *lists.closed, *lists.leaves)}
    for seen in _posts(snapshot):
        if seen.id in listed or seen.id in mine or not _in_place(plan, seen):
            continue
        if below_start(plan, seen) or status(seen) not in (*USABLE, None):
            continue
        if shut_by(snapshot, person, seen, lowest_band(snapshot, seen), plan.limits):
            continue
        _place(plan, lists, seen, seen.id in reached)


def _place(plan: Plan, lists: Lists, seen: Seen, reached: bool) -> None:
    snapshot, person = plan.snapshot, plan.person
    if reached:
        item = _item(snapshot, seen, state="conditional", steps=_way_there(plan, seen))
        if item.steps:
            lists.further[seen.id] = item
            return
    band = lowest_band(snapshot, seen)
    stated = general_rules(snapshot, seen, plan.limits.setting, band)
    groups = {h.group for held, _ in seen.values("held_by") for h in held}
    verdict = entry_verdict(snapshot, person, seen, plan.limits.setting, band)
    failing = list(failing_gates(plan, seen, band, person))
    if failing:
        missing = tuple(dict.fromkeys(v.text for _, f in failing for v in open_needs(f)))
        lists.unmet[seen.id] = _item(snapshot, seen, failing[0][0].telling, missing=missing)
    elif stated and verdict.state == "unknown":
        leaf = next(iter(open_leaves(verdict)), verdict)
        lists.not_stated[seen.id] = _item(snapshot, seen, stated[0].telling, text=leaf.text)
    elif stated or (gates(snapshot, seen, plan.limits, band) and verdict.state != "unmet"):
        telling = stated[0].telling if stated else None
        lists.gates_met[seen.id] = _item(snapshot, seen, telling)
    elif groups & person.held:
        lists.held_by[seen.id] = _item(snapshot, seen)
    elif not list(rules(snapshot, seen, plan.limits.setting)):
        lists.nothing_stated[seen.id] = _item(snapshot, seen)


def _way_there(plan: Plan, seen: Seen) -> tuple[Step, ...]:
    there = make_plan(plan.snapshot, plan.question, plan.options, plan.start, seen.id, plan.allowed)
    found = search(
        there.snapshot,
        there.limits,
        there.person,
        there.ways,
        there.goal.refs,
        plan.allowed,
        most=QUICK,
    )
    return as_route(there, found.node).steps if found.node is not None else ()
