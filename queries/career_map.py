"""The career map of the whole catalogue, under a question's date, sources and setting."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from graph.errors import QuestionError
from graph.snapshot import Seen, Snapshot
from queries.ask import World, stamp
from queries.citing import evidence, general_rules, is_local, rules
from queries.map_links import Keys, closings, links
from queries.question import Question, check, resolve
from queries.result_map import CareerMap, MapLink, MapWord, Place, PlaceKind, PlaceState
from queries.ways import USABLE, Limits, ref, status

ALWAYS = ("post", "trainee", "function")
KINDS: dict[str, PlaceKind] = {
    "post": "post",
    "trainee": "trainee",
    "function": "function",
    "audience": "audience",
    "outside": "outside",
}


def career_map(
    world: World,
    question: Question,
    *,
    strand: str | None = None,
    bands: tuple[str, ...] = (),
    around: str | None = None,
) -> CareerMap:
    """Posts and stated ways, cropped to a strand, to a range of bands, or to one post's steps."""
    question = check(world.catalogue, question)
    snapshot = world.snapshot(question)
    if strand is not None:
        strand = resolve(world.catalogue, strand, ("strand",), "a strand")
    bands = tuple(resolve(world.catalogue, b, ("band",), "a band") for b in bands)
    if around is not None:
        around = resolve(world.catalogue, ref(around).id, ("role",), "a post")
    whole = _whole(snapshot, question.setting, question.employer)
    kept = _kept(snapshot, whole, strand, bands, around)
    near = _near(whole.links, kept)
    shown = kept | near
    joined = {k for x in whole.links for k in (x.from_, x.to)}
    joined |= {c.from_ for c in whole.closings}
    places = tuple(
        p.model_copy(update={"beside": p.key not in kept})
        for p in whole.places
        if p.key in shown and (p.kind in ALWAYS or p.key in joined)
    )
    there = {p.key for p in places}
    used_bands = {p.band for p in places if p.band}
    used_strands = {s for p in places for s in _lanes(p, strand)}
    order = snapshot.band_order
    span = [order[b] for b in used_bands]
    return CareerMap(
        question=question.echo(strand=strand, bands=list(bands) or None, around=around),
        catalogue=stamp(snapshot, question),
        bands=tuple(
            MapWord(id=b, label=snapshot.label(b))
            for b, place in sorted(order.items(), key=lambda item: item[1])
            if span and min(span) <= place <= max(span)
        ),
        strands=tuple(
            MapWord(id=s.id, label=s.label)
            for s in sorted(snapshot.of_kind("strand"), key=lambda s: (s.id != strand, s.id))
            if s.id in used_strands
        ),
        places=places,
        links=tuple(
            x
            for x in whole.links
            if x.from_ in there and x.to in there and (x.from_ in kept or x.to in kept)
        ),
        closings=tuple(c for c in whole.closings if c.from_ in there),
        here=tuple(p.key for p in places if _stands_here(p, question.from_)),
    )


def _stands_here(place: Place, start: str) -> bool:
    wanted = ref(start.removeprefix("group:"))
    return place.id == wanted.id and wanted.band in (None, place.band)


def _lanes(place: Place, strand: str | None) -> tuple[str, ...]:
    """The lane that a place stands in: the strand asked for, else the first that it names."""
    return (strand,) if strand and strand in place.strands else place.strands[:1]


@lru_cache(maxsize=16)
def _whole(snapshot: Snapshot, setting: str | None, employer: str | None) -> CareerMap:
    limits = Limits(setting=setting, employer=employer)
    places = {p.key: p for p in _places(snapshot, setting)}
    keys: Keys = {}
    for key, place in places.items():
        keys[place.id] = (*keys.get(place.id, ()), key)
    question = Question(as_of=snapshot.as_of, sources=snapshot.sources, setting=setting)
    return CareerMap(
        question=question.echo(),
        catalogue=stamp(snapshot, question),
        bands=(),
        strands=(),
        places=tuple(places.values()),
        links=tuple(dict.fromkeys(links(snapshot, limits, keys))),
        closings=tuple(closings(snapshot, limits, keys, places)),
    )


def _places(snapshot: Snapshot, setting: str | None) -> Iterable[Place]:
    for seen in snapshot.of_kind("role"):
        yield from _boxes(snapshot, seen, KINDS.get(seen.first("type", "post"), "post"), setting)
    ends = [ref(t) for m in snapshot.of_kind("move") for ts, _ in m.values("start") for t in ts]
    ends += [ref(t) for m in snapshot.of_kind("move") for t, _ in m.values("to")]
    ends += [ref(t) for b in snapshot.of_kind("block") for ts, _ in b.values("start") for t in ts]
    for name in dict.fromkeys(e.id for e in ends):
        found = snapshot.get(name)
        if found is not None and found.kind != "role":
            kind: PlaceKind = "group" if found.kind == "staff-group" else "learning"
            yield from _boxes(snapshot, found, kind, setting)


def _boxes(snapshot: Snapshot, seen: Seen, kind: PlaceKind, setting: str | None) -> Iterable[Place]:
    """One box for each band; one for a place without."""
    order = snapshot.band_order
    grades = {g.band: g for found, _ in seen.values("grades") for g in found}
    told = seen.tellings[0] if seen.tellings else None
    for band in sorted(grades, key=lambda b: order.get(b, 99)) or [None]:
        yield Place(
            key=f"{seen.id}@{band}" if band and len(grades) > 1 else seen.id,
            id=seen.id,
            label=seen.label,
            kind=kind,
            state=_said(snapshot, seen, kind, setting, band),
            band=band,
            to_band=grades[band].to if band else None,
            strands=seen.flat("strands") if seen.kind == "role" else (),
            settings=seen.flat("settings"),
            status=status(seen) if hasattr(seen.entry, "status") else None,
            evidence=evidence(snapshot, told) if told is not None else (),
        )


def _said(
    snapshot: Snapshot, seen: Seen, kind: PlaceKind, setting: str | None, band: str | None
) -> PlaceState:
    """How much the sources say of what a place asks."""
    if kind == "outside":
        return "leaves"
    if kind in ("group", "audience"):
        return "people"
    if status(seen) not in (*USABLE, None):
        return "absent"
    if general_rules(snapshot, seen, setting, band):
        return "stated"
    local = [r for r in rules(snapshot, seen, setting, band) if is_local(snapshot, r.telling)]
    shown = [e for e in snapshot.of_kind("example") if e.first("of") == seen.id]
    asked = [r for e in shown for r in rules(snapshot, e, setting)]
    return "seen" if local or asked else "unknown"


def _kept(
    snapshot: Snapshot,
    whole: CareerMap,
    strand: str | None,
    bands: tuple[str, ...],
    around: str | None,
) -> frozenset[str]:
    """The boxes that the crop asks for itself."""
    order = snapshot.band_order
    span = [order[b] for b in bands if b in order]
    if bands and not span:
        raise QuestionError("The bands named have no place in the pay structure.")

    def fits(place: Place) -> bool:
        if around is not None:
            return place.id == around
        if place.kind not in ALWAYS:
            return strand is None and not bands
        if strand is not None and strand not in place.strands:
            return False
        if not span:
            return True
        return place.band is not None and min(span) <= order.get(place.band, -1) <= max(span)

    return frozenset(p.key for p in whole.places if fits(p))


def _near(found: tuple[MapLink, ...], kept: frozenset[str]) -> frozenset[str]:
    """What lies one way off."""
    return frozenset(
        other
        for x in found
        for own, other in ((x.from_, x.to), (x.to, x.from_))
        if own in kept and other not in kept
    )
