"""Every way in that the sources state, gathered once for a question (S4)."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import Any

from graph.requirements import (
    Condition,
    Holds,
    Served,
    ServedSpec,
    in_setting,
    walk,
)
from graph.snapshot import Seen, Snapshot
from queries.citing import BINDING, Rule, force, is_local, is_weak, rules, silent
from queries.person import BEGIN, HERE, WEAKLY, begun_in, sole_group
from queries.ways import USABLE, Limits, StepKind, Way, gates, in_scope, lowest_band, ref, status


def closed_by_silence(snapshot: Snapshot, target: str, telling: Any) -> bool:
    """Whether the same source says that how the target is reached is not stated (S4a)."""
    return (target, telling.cite.source) in _silences(snapshot)


@lru_cache(maxsize=256)
def _silences(snapshot: Snapshot) -> frozenset[tuple[str, str]]:
    """(target, source) of every finding that a way in is not stated."""
    return frozenset(
        (target, said.cite.source)
        for finding in snapshot.of_kind("finding")
        for kind, said in finding.values("type")
        if kind == "not-stated" and said.field == "way-in"
        for target in said.about
    )


def moves(snapshot: Snapshot, limits: Limits) -> Iterator[tuple[Seen, Any]]:
    """Every move that may be made in the setting, with its telling."""
    for seen in snapshot.of_kind("move"):
        for telling in seen.tellings:
            right_place = telling.setting is None or limits.setting in (None, telling.setting)
            weak_and_denied = is_weak(snapshot, telling) and closed_by_silence(
                snapshot, ref(telling.to or "").id, telling
            )
            if telling.to and right_place and not weak_and_denied and seen.id not in limits.avoid:
                yield seen, telling


@lru_cache(maxsize=128)
def build_ways(snapshot: Snapshot, limits: Limits) -> tuple[Way, ...]:
    """All ways of the snapshot within the limits, in a stable order."""
    found: list[Way] = []
    by_target: dict[str, list[tuple[Seen, Any]]] = {}
    for move, telling in moves(snapshot, limits):
        by_target.setdefault(ref(telling.to).id, []).append((move, telling))
    for seen in snapshot.of_kind("role"):
        if seen.first("type") in ("post", "trainee", "function") and in_scope(seen, limits):
            found += _post_ways(snapshot, limits, seen, by_target.get(seen.id, []))
    for seen in snapshot.of_kind("qualification", "course"):
        found += _learning_ways(snapshot, limits, seen, by_target.get(seen.id, []))
    for seen in snapshot.of_kind("registration"):
        found += _register_ways(snapshot, limits, seen, by_target.get(seen.id, []))
    found += _further_ways(snapshot, found)
    usable = [w for w in found if w.kind == "serve" or w.target not in limits.avoid]
    return tuple(sorted(usable, key=lambda w: w.key))


def binding(found: tuple[Rule, ...]) -> tuple[Rule, ...]:
    """What binds beside one employer's own rule: law, regulator, scheme, and registers (S1)."""

    def binds(rule: Rule) -> bool:
        forces = {force(rule.telling, c) for c in walk(rule.clause)}
        return bool(forces & BINDING) or bool(rule.derived)

    return tuple(rule for rule in found if binds(rule))


def _usable(seen: Seen, limits: Limits) -> bool:
    return status(seen) in (*USABLE, None) or seen.id in limits.opened


def _move_rule(telling: Any, limits: Limits) -> tuple[Rule, ...]:
    left = in_setting(telling.conditions, limits.setting) if telling.conditions else None
    return (Rule(left, telling),) if left is not None else ()


@lru_cache(maxsize=256)
def _begun(snapshot: Snapshot) -> frozenset[str]:
    """Whatever some post or move lets one begin."""
    found = [begun_in(snapshot, seen) for seen in snapshot.of_kind("role")]
    found += [_begins(ids) for move in snapshot.of_kind("move") for ids, _ in move.values("begins")]
    return frozenset().union(*found)


def _begins(ids: tuple[str, ...]) -> frozenset[str]:
    return frozenset(BEGIN + i for i in ids)


def gained_in(snapshot: Snapshot, seen: Seen) -> frozenset[str]:
    """What taking up a post gains one: what it gives and lets one begin, and its staff group."""
    gained = begun_in(snapshot, seen) | frozenset(seen.flat("gives"))
    group = sole_group(seen)
    if group is not None and seen.first("type") == "post":
        gained |= {group}
    return gained | {seen.id} if seen.first("type") == "function" else gained


def _post_ways(
    snapshot: Snapshot, limits: Limits, seen: Seen, into: list[tuple[Seen, Any]]
) -> Iterator[Way]:
    if not _usable(seen, limits):
        return
    default = lowest_band(snapshot, seen)
    gained = gained_in(snapshot, seen)
    local = seen.flat("employers")
    for move, telling in into:
        band = ref(telling.to).band or default
        yield Way(
            kind="take-up",
            target=seen.id,
            way="move",
            telling=telling,
            band=band,
            way_id=move.id,
            starts=telling.start,
            gates=(*gates(snapshot, seen, limits, band), *_move_rule(telling, limits)),
            gives=gained | _begins(telling.begins),
            employers=telling.employers or local,
            leaves=telling.effect == "leaves-specialism",
            weak=is_weak(snapshot, telling),
        )
    general = gates(snapshot, seen, limits, default)
    for rule in rules(snapshot, seen, limits.setting, default):
        if not rule.known or (rule.of_grade and rule.telling.requires is not None):
            continue
        if is_local(snapshot, rule.telling):
            where = (rule.telling.employer,) if rule.telling.employer else local
            yield Way(
                "take-up",
                seen.id,
                "seen",
                rule.telling,
                default,
                rule.telling.id,
                gates=(*binding(general), rule),
                gives=gained,
                employers=where,
            )
        elif rule.telling.entry:
            yield Way(
                "take-up",
                seen.id,
                "entry-rule",
                rule.telling,
                default,
                rule.telling.id,
                gates=general,
                gives=gained,
                employers=local,
                weak=is_weak(snapshot, rule.telling),
            )
    for example in snapshot.of_kind("example"):
        if example.first("of") != seen.id:
            continue
        for rule in rules(snapshot, example, limits.setting):
            if rule.known:
                band = lowest_band(snapshot, example) or default
                yield Way(
                    "take-up",
                    seen.id,
                    "seen",
                    rule.telling,
                    band,
                    example.id,
                    gates=(*binding(gates(snapshot, seen, limits, band)), rule),
                    gives=gained,
                    employers=example.flat("employers"),
                )


def _learning_ways(
    snapshot: Snapshot, limits: Limits, seen: Seen, into: list[tuple[Seen, Any]]
) -> Iterator[Way]:
    if not _usable(seen, limits):
        return
    kind: StepKind = "qualify" if seen.kind == "qualification" else "course"
    general = gates(snapshot, seen, limits, None)
    teller = seen.tellings[0]
    for move, telling in into:
        yield Way(
            kind,
            seen.id,
            "move",
            telling,
            None,
            move.id,
            starts=telling.start,
            gates=(*general, *_move_rule(telling, limits)),
            gives=_begins(telling.begins),
            employers=telling.employers,
            leaves=telling.effect == "leaves-specialism",
            weak=is_weak(snapshot, telling),
        )
    for sign, mark in ((HERE, None), (BEGIN, "move"), (WEAKLY, "read")):
        if sign + seen.id not in _begun(snapshot):
            continue
        given = Rule(Holds(holds=sign + seen.id), teller, derived="begin")
        yield Way(
            kind,
            seen.id,
            "given",
            teller,
            None,
            mark,
            gates=(given, *general),
            weak=sign == WEAKLY,
            tied=sign != BEGIN,
        )
    for rule in general:
        if rule.telling.entry and rule.known:
            yield Way(
                kind,
                seen.id,
                "entry-rule",
                rule.telling,
                None,
                rule.telling.id,
                gates=general,
                weak=is_weak(snapshot, rule.telling),
            )
    if kind == "course":
        named = [(a.ids, t) for a, t in seen.values("audience") if a.ids]
        audience = tuple(sorted({i for ids, _ in named for i in ids}))
        basis = next((t for _, t in named), teller)
        yield Way(
            kind,
            seen.id,
            "open",
            basis,
            None,
            None,
            gates=general,
            audience=audience,
            weak=bool(named) and is_weak(snapshot, basis),
        )


def _register_ways(
    snapshot: Snapshot, limits: Limits, seen: Seen, into: list[tuple[Seen, Any]]
) -> Iterator[Way]:
    general = gates(snapshot, seen, limits, None)
    for move, telling in into:
        yield Way(
            "register",
            seen.id,
            "move",
            telling,
            None,
            move.id,
            starts=telling.start,
            gates=(*general, *_move_rule(telling, limits)),
            weak=is_weak(snapshot, telling),
        )
    stated = [r for r in general if not silent(r.clause)]
    if stated and _usable(seen, limits):
        rests_on = general[0].telling
        yield Way(
            "register",
            seen.id,
            "requirement-met",
            rests_on,
            None,
            rests_on.id,
            gates=general,
            weak=all(is_weak(snapshot, r.telling) for r in general),
        )


def _further_ways(snapshot: Snapshot, found: list[Way]) -> Iterator[Way]:
    """Grants of every condition and service of every length that a way or a block asks for."""
    conditions: dict[str, Any] = {}
    specs: dict[ServedSpec, Any] = {}
    trees = [(rule.clause, rule.telling) for way in found for rule in way.gates]
    for block in snapshot.of_kind("block"):
        trees += [(tree, told) for tree, told in block.values("unless")]
    for tree, telling in trees:
        for clause in walk(tree):
            if isinstance(clause, Condition):
                conditions.setdefault(clause.condition, telling)
            elif isinstance(clause, Served) and clause.served.months:
                specs.setdefault(clause.served, telling)
    for name, telling in conditions.items():
        yield Way("arrange", name, "granted", telling, None, None)
    for spec, telling in specs.items():
        name = spec.role or spec.strand or spec.staff_group or spec.band or "service"
        yield Way("serve", name, "given", telling, None, f"{spec.months:g}", spec=spec)
