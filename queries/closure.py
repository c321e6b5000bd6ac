"""All that a person could ever gain, each step once: what no order of steps can go beyond.

Generous on purpose: who cannot reach a goal here has no route to it (S10).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace

from graph.requirements import InRole, walk
from graph.snapshot import Snapshot
from queries.blocks import lifted_in_post
from queries.person import Person, stands_in
from queries.question import Ref
from queries.taking import Taken, start_matches, take
from queries.ways import Limits, Way


def gain_all(
    snapshot: Snapshot,
    limits: Limits,
    start: Person,
    ways: Iterable[Way],
    until: Callable[[Person], bool] | None = None,
) -> tuple[Person, dict[str, Taken]]:
    """All that a person can gain by ways of S4, each step once, and how each was first gained.

    With `until`, no further than to a person of whom it is true. Blocks are judged for the start
    alone: what a post passed on the way would shut is found by the search; here nothing is lost by
    being generous, since holding more never makes worse.
    """
    person = start
    how: dict[str, Taken] = {}
    pool = list(ways)
    changed = True
    while changed:
        changed = False
        for way in pool:
            if way.kind == "serve" and way.spec is not None:
                person, served = _serve_all(snapshot, person, way)
                changed = changed or served
                continue
            trial = _again(start, person, way)
            taken = _take_from_any_post(snapshot, limits, start, trial, way)
            if taken is None:
                continue
            posts = _union(person.posts, taken.person.posts)
            after = replace(taken.person, posts=posts, held=person.held | taken.person.held)
            if after != person:
                name = f"{way.target}@{way.band}" if way.kind == "take-up" else way.target
                how.setdefault(name, taken)
                person, changed = after, True
                if until is not None and until(person):
                    return person, how
    return person, how


def _again(start: Person, person: Person, way: Way) -> Person:
    """The person without the target, where another way to it would let them begin something."""
    post = Ref(way.target, way.band)
    if way.gives <= person.held or post in start.posts or way.target in start.held:
        return person
    posts = tuple(p for p in person.posts if p != post)
    return replace(person, posts=posts, held=person.held - {way.target})


def takeable(
    snapshot: Snapshot, limits: Limits, start: Person, everything: Person, way: Way
) -> bool:
    """Whether a way could ever be taken on the way to everything that can be gained."""
    if way.kind == "serve":
        return any(way.spec and stands_in(snapshot, p, way.spec) for p in everything.posts)
    own = {way.target}
    before = replace(
        everything,
        held=everything.held - own | start.held,
        posts=tuple(p for p in everything.posts if p != Ref(way.target, way.band)),
    )
    return _take_from_any_post(snapshot, limits, start, before, way) is not None


def _union(first: tuple[Ref, ...], second: tuple[Ref, ...]) -> tuple[Ref, ...]:
    return tuple(dict.fromkeys((*first, *second)))


def _take_from_any_post(
    snapshot: Snapshot, limits: Limits, start: Person, person: Person, way: Way
) -> Taken | None:
    """The step from whichever post passed so far allows it; blocks come from the start alone."""
    in_post = (
        lifted_in_post(snapshot)
        or way.audience
        or any(isinstance(c, InRole) for r in way.gates for c in walk(r.clause))
    )
    if any(start_matches(snapshot, start, text) == () for text in way.starts or ()):
        way = replace(way, starts=None)  # outside at the start, and later until a first post
    present = person.posts if in_post else person.posts[-1:]
    for post in present or (None,):
        others = tuple(p for p in person.posts if p != post)
        trial = replace(person, posts=(*others, post) if post is not None else others)
        taken = take(snapshot, limits, trial, way, {}, blamed=start)
        if taken is not None and taken.person != trial:
            return taken
    return None


def _serve_all(snapshot: Snapshot, person: Person, way: Way) -> tuple[Person, bool]:
    """Service in every fitting post, since anyone who had the post may serve there."""
    assert way.spec is not None
    months = way.spec.months or 0.0
    changed = False
    for post in person.posts:
        already = max((m for r, m in person.served if r == post.id), default=0.0)
        if stands_in(snapshot, post, way.spec) and already < months:
            person = person.serves(post.id, months)
            changed = True
    return person, changed
