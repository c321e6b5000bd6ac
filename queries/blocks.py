"""Blocks that follow a person until their `unless` is met (S6)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from graph.requirements import in_setting
from graph.snapshot import Seen, Snapshot
from queries.citing import Rule, evidence
from queries.person import Person
from queries.question import Ref
from queries.results import Blocking, Verdict
from queries.verdicts import judge
from queries.ways import Limits, lowest_band, ref
from queries.wording import clause_text


@dataclass(frozen=True)
class Shut:
    """A block that concerns a person: which, whom it comes from, and its `unless`, judged."""

    block: Seen
    telling: Any
    origin: Ref
    unless: Verdict | None

    @property
    def lifted(self) -> bool:
        """Whether it bites no more."""
        return self.unless is not None and self.unless.state == "met"

    def blocking(self, snapshot: Snapshot) -> Blocking:
        """The block as it stands in an answer."""
        lifted = self.telling.unless
        return Blocking(
            what="block",
            id=self.block.id,
            about=self.origin.id,
            text=self.telling.text or self.block.label,
            force=self.telling.force,
            unless=self.unless,
            unless_text=clause_text(snapshot.label, lifted) if lifted is not None else None,
            evidence=evidence(snapshot, self.telling),
        )


def origins(person: Person, starts: tuple[str, ...]) -> Iterator[Ref]:
    """The posts and groups of the person that a block comes from; it follows them."""
    for text in starts:
        wanted = ref(text)
        for post in person.posts:
            if post.id == wanted.id and wanted.band in (None, post.band):
                yield post
        if wanted.id in person.held and wanted.band is None:
            yield wanted


def first_origin(person: Person, starts: tuple[str, ...]) -> Ref | None:
    """The post or group that a block is told of by; None where it does not concern the person."""
    return next(origins(person, starts), None)


@lru_cache(maxsize=256)
def blocks(snapshot: Snapshot, effect: str) -> tuple[tuple[Seen, Any], ...]:
    """Every block with this effect, with each telling of it."""
    return tuple(
        (block, telling)
        for block in snapshot.of_kind("block")
        for telling in block.tellings
        if telling.effect == effect
    )


def concerning(
    snapshot: Snapshot,
    person: Person,
    limits: Limits,
    effect: str = "closes",
    blamed: Person | None = None,
) -> Iterator[Shut]:
    """Every block with this effect that comes from the person (or `blamed`), lifted or not."""
    for block, telling in blocks(snapshot, effect):
        origin = first_origin(blamed or person, telling.start)
        if origin is None:
            continue
        clause = in_setting(telling.unless, limits.setting) if telling.unless is not None else None
        lifted = judge(snapshot, person, Rule(clause, telling)) if clause else None
        yield Shut(block, telling, origin, lifted)


def biting(
    snapshot: Snapshot,
    person: Person,
    limits: Limits,
    effect: str = "closes",
    blamed: Person | None = None,
) -> Iterator[Shut]:
    """Every block with this effect that comes from the person (or `blamed`) and is not lifted."""
    return (s for s in concerning(snapshot, person, limits, effect, blamed) if not s.lifted)


def shuts(snapshot: Snapshot, shut: Shut, target: Seen, band: str | None, limits: Limits) -> bool:
    """Whether a block shuts a target: by its id, or as a post that fits all that is given."""
    what = shut.telling.shuts
    if what is None:
        return False
    if what.setting is not None and limits.setting != what.setting:
        return False
    if what.ids:
        return target.id in what.ids
    if target.kind != "role" or target.first("type") not in ("post", "trainee"):
        return False
    if what.strand is not None and what.strand not in target.flat("strands"):
        return False
    if what.group is not None and what.group not in target.flat("staff_groups"):
        return False
    if what.higher:
        return is_higher(snapshot, shut.origin, band)
    return what.posts or what.strand is not None or what.group is not None


def is_higher(snapshot: Snapshot, origin: Ref, band: str | None) -> bool:
    """Whether a band lies above that of a block's origin; a band not stated does not (S6)."""
    own = origin.band
    seen = snapshot.get(origin.id)
    if own is None and seen is not None and seen.kind == "role":
        own = lowest_band(snapshot, seen)
    order = snapshot.band_order
    return band is not None and own is not None and order.get(band, 0) > order.get(own, 99)


def shut_by(
    snapshot: Snapshot,
    person: Person,
    target: Seen,
    band: str | None,
    limits: Limits,
    blamed: Person | None = None,
) -> Shut | None:
    """The first block that shuts a target for a person, if any; it comes from `blamed` if given."""
    for shut in shutting(snapshot, person, target, band, limits, blamed):
        if not shut.lifted:
            return shut
    return None


def shutting(
    snapshot: Snapshot,
    person: Person,
    target: Seen,
    band: str | None,
    limits: Limits,
    blamed: Person | None = None,
) -> Iterator[Shut]:
    """The blocks that shut a target for a person, or did so until they were lifted."""
    for shut in concerning(snapshot, person, limits, blamed=blamed):
        if shuts(snapshot, shut, target, band, limits):
            yield shut
