"""What will replace the rules that stand in the way: statements of a later day (S1, S14)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import date
from typing import Any

from graph.catalogue import Catalogue, tellings
from graph.snapshot import Snapshot
from queries.citing import evidence
from queries.results import Coming, NoRoute


def coming(now: Snapshot, at: Callable[[date], Snapshot], found: Iterable[NoRoute]) -> list[Coming]:
    """Later statements, from the sources asked, that supersede what blocks today.

    `at` gives the snapshot of a day under the same sources.
    """
    blocking = {b.id for none in found for b in none.blocking if b.id is not None}
    later = []
    for owner, telling in _later(now.catalogue, now.as_of) if blocking else ():
        replaced = tuple(t for t in telling.supersedes if t in blocking)
        if not replaced:
            continue
        then = at(telling.valid_from.date)
        seen = then.get(owner)
        if seen is not None and any(t.id == telling.id for t in seen.tellings):
            later.append(
                Coming(
                    about=owner,
                    from_=telling.valid_from.date,
                    certainty=telling.valid_from.certainty,
                    by=telling.valid_from.by,
                    replaces=replaced,
                    extent=telling.extent,
                    evidence=evidence(then, telling),
                )
            )
    return later


def _later(catalogue: Catalogue, as_of: date) -> Iterator[tuple[str, Any]]:
    """Tellings of a later day that say what they replace, with their entries."""
    for name in catalogue.entries:
        for telling in tellings(catalogue, name):
            if telling.supersedes and telling.valid_from and telling.valid_from.date > as_of:
                yield name, telling
