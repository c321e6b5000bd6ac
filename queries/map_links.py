"""The ways of the career map: every stated move, seen way and block, by the engine's own rules."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from graph.requirements import (
    AllOf,
    AnyOf,
    AtLeast,
    Clause,
    InRole,
    Served,
    Unknown,
    children,
    in_setting,
    walk,
)
from graph.requirements import Condition as GrantedClause
from graph.snapshot import Seen, Snapshot
from queries.blocks import Shut, shuts
from queries.citing import evidence, is_weak
from queries.gathering import build_ways, closed_by_silence
from queries.question import Ref
from queries.result_map import Closing, LinkState, MapLink, Place
from queries.results import Condition
from queries.taking import hangs_on
from queries.ways import Limits, Way, ref
from queries.wording import clause_text

SEVERITY = {"granted": 1, "unknown": 2}
Keys = dict[str, tuple[str, ...]]


def open_points(snapshot: Snapshot, clause: Clause) -> tuple[Condition, ...]:
    """What a tree hangs on for everybody: grants and unknowns on its easiest branch."""
    if isinstance(clause, GrantedClause):
        seen = snapshot.get(clause.condition)
        by = seen.first("by") if seen is not None else None
        return (Condition(kind="granted", text=snapshot.label(clause.condition), by=by),)
    if isinstance(clause, Unknown):
        return (Condition(kind="unknown", text=clause.unknown),)
    below = sorted((open_points(snapshot, c) for c in children(clause)), key=_weight)
    if isinstance(clause, AnyOf):
        below = below[:1]
    elif isinstance(clause, AtLeast):
        below = below[: clause.at_least.n]
    else:
        assert isinstance(clause, AllOf) or not below
    return tuple(dict.fromkeys(c for found in below for c in found))


def _weight(found: tuple[Condition, ...]) -> tuple[int, int]:
    return max((SEVERITY[c.kind] for c in found), default=0), len(found)


def links(snapshot: Snapshot, limits: Limits, keys: Keys) -> Iterator[MapLink]:
    """Every way between places: moves, posts that one employer asked for, blocks on ids."""
    ways = {(w.way_id, w.target): w for w in build_ways(snapshot, limits)}
    for seen in snapshot.of_kind("move"):
        for telling in seen.tellings:
            if telling.to and telling.setting in (None, limits.setting or telling.setting):
                way = ways.get((seen.id, ref(telling.to).id))
                yield from _move(snapshot, limits, keys, seen, telling, way)
    for way in ways.values():
        if way.way == "seen":
            yield from _seen(snapshot, limits, keys, way)
    for block, telling in _closing(snapshot):
        if telling.shuts is not None and telling.shuts.ids and _applies(telling, limits):
            for start in _ends(keys, telling.start, every=True):
                for end in _ends(keys, telling.shuts.ids, every=True):
                    yield _link(snapshot, block, telling, start, end, "closed", "block")


def _move(
    snapshot: Snapshot, limits: Limits, keys: Keys, seen: Seen, telling: Any, way: Way | None
) -> Iterator[MapLink]:
    told = _conditions(snapshot, limits, telling, way)
    state: LinkState = "conditional" if told else "stated"
    own = in_setting(telling.conditions, limits.setting) if telling.conditions else None
    if own is not None and any(c.kind == "unknown" for c in open_points(snapshot, own)):
        state = "unknown"
    if is_weak(snapshot, telling) and closed_by_silence(snapshot, ref(telling.to).id, telling):
        state = "unknown"
    if telling.effect == "leaves-specialism":
        state = "leaves"
    ends = _ends(keys, (telling.to,), every=False)
    for start in _ends(keys, telling.start, every=True):
        for end in ends:
            link = _link(snapshot, seen, telling, start, end, state, "move")
            yield link.model_copy(update={"conditions": told})


def _conditions(
    snapshot: Snapshot, limits: Limits, telling: Any, way: Way | None
) -> tuple[Condition, ...]:
    """What the step would hang on for everybody (S4), as the search judges it."""
    if way is None:
        rules = (telling.conditions,) if telling.conditions else ()
        return tuple(c for tree in rules for c in open_points(snapshot, tree))
    target = snapshot.get(way.target)
    found = [c for rule in way.gates for c in open_points(snapshot, rule.clause)]
    found += hangs_on(snapshot, limits, way) if target is not None else ()
    return tuple(dict.fromkeys(found))


def _seen(snapshot: Snapshot, limits: Limits, keys: Keys, way: Way) -> Iterator[MapLink]:
    """From the posts in which an employer asked for service, to its post."""
    asked = dict.fromkeys(
        spec.role
        for rule in way.gates
        for clause in walk(rule.clause)
        if isinstance(clause, Served | InRole)
        and (spec := clause.served if isinstance(clause, Served) else clause.in_role).role
    )
    target = f"{way.target}@{way.band}" if way.band else way.target
    owner = snapshot.get(way.way_id or "") or snapshot.get(way.target)
    for start in _ends(keys, tuple(r for r in asked if r), every=False):
        for end in _ends(keys, (target,), every=False):
            if owner is not None and start != end:
                link = _link(snapshot, owner, way.telling, start, end, "seen", "example")
                told = _conditions(snapshot, limits, way.telling, way)
                yield link.model_copy(update={"conditions": told, "employers": way.employers})


def _link(
    snapshot: Snapshot, seen: Seen, telling: Any, start: str, end: str, state: LinkState, what: Any
) -> MapLink:
    lifted = getattr(telling, "unless", None)
    return MapLink(
        id=seen.id,
        from_=start,
        to=end,
        state=state,
        what=what,
        text=telling.text or "",
        unless=clause_text(snapshot.label, lifted) if lifted is not None else None,
        setting=getattr(telling, "setting", None),
        employers=getattr(telling, "employers", ()),
        evidence=evidence(snapshot, telling),
    )


def _ends(keys: Keys, texts: tuple[str, ...], every: bool) -> list[str]:
    """The boxes of the ends as written; a post of several bands: all of them, or its lowest."""
    found: list[str] = []
    for text in texts:
        wanted = ref(text)
        boxes = keys.get(wanted.id, ())
        exact = [k for k in boxes if k.partition("@")[2] == wanted.band]
        found += exact or (list(boxes) if every else list(boxes[:1]))
    return list(dict.fromkeys(found))


def _closing(snapshot: Snapshot) -> Iterator[tuple[Seen, Any]]:
    for block in snapshot.of_kind("block"):
        for telling in block.tellings:
            if telling.effect == "closes":
                yield block, telling


def _applies(telling: Any, limits: Limits) -> bool:
    where = telling.shuts.setting if telling.shuts is not None else None
    return where is None or limits.setting in (None, where)


def closings(
    snapshot: Snapshot, limits: Limits, keys: Keys, places: dict[str, Place]
) -> Iterator[Closing]:
    """Blocks that shut every post of a kind, with the boxes that they shut."""
    for block, telling in _closing(snapshot):
        what = telling.shuts
        if what is None or what.ids or not _applies(telling, limits):
            continue
        there = Limits(setting=what.setting or limits.setting)
        for start in _ends(keys, telling.start, every=True):
            origin = Ref(places[start].id, places[start].band)
            shut = Shut(block, telling, origin, None)
            found = tuple(
                key
                for key, place in places.items()
                if (target := snapshot.get(place.id)) is not None
                and key != start
                and shuts(snapshot, shut, target, place.band, there)
            )
            lifted = in_setting(telling.unless, there.setting) if telling.unless else None
            yield Closing(
                id=block.id,
                from_=start,
                text=telling.text or block.label,
                shuts=found,
                unless=clause_text(snapshot.label, lifted) if lifted is not None else None,
                setting=what.setting,
                evidence=evidence(snapshot, telling),
            )
