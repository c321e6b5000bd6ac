"""What the forms of the pages offer: only entries that the question's sources speak of."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import urlencode

from graph.requirements import Condition as GrantedClause
from graph.requirements import Holds, walk
from graph.snapshot import Seen, Snapshot
from queries.question import CLAIM_KINDS
from queries.sentence_parts import capital

Pairs = list[tuple[str, str]]
HEADINGS = {
    "role": "Posts",
    "registration": "Registers",
    "qualification": "Qualifications",
    "course": "Courses",
    "competency": "Skills",
    "condition": "What an employer or body can agree",
    "staff-group": "Staff groups",
}
GOALS = ("role", "registration", "qualification", "course", "competency")
SERVED = ("served_in", "served_months")


@dataclass(frozen=True)
class Option:
    """One thing to choose; `also` holds its other names, with a bar between them."""

    value: str
    label: str
    also: str = ""


Group = tuple[str, tuple[Option, ...]]
NONE: Group = ("At the beginning", (Option("none", "No post yet"),))


@dataclass(frozen=True)
class Offers:
    """Everything that the forms offer."""

    starts: tuple[Group, ...]
    goals: tuple[Group, ...]
    gap_goals: tuple[Group, ...]
    claims: tuple[Group, ...]
    strands: tuple[Option, ...]
    settings: tuple[Option, ...]
    sources: tuple[Option, ...]

    @property
    def everywhere(self) -> tuple[Group, ...]:
        """The starts where none chosen means every one: no post yet is then one of them."""
        return (NONE, *self.starts)


@lru_cache(maxsize=16)
def offers(snapshot: Snapshot) -> Offers:
    """What can be chosen under a snapshot's date and sources."""
    order = snapshot.band_order
    bands = tuple(
        Option(f"band:{b.id}", f"Any post at {b.label}")
        for b in sorted(_told(snapshot, "band"), key=lambda b: order.get(b.id, len(order)))
    )
    posts = ("Posts", tuple(_posts(snapshot)))
    goals = tuple((HEADINGS[k], tuple(_options(snapshot, k))) for k in GOALS if k != "role")
    groups = tuple(
        Option(f"group:{o.value}", o.label, o.also) for o in _options(snapshot, "staff-group")
    )
    asked = _asked_for(snapshot)
    claims = tuple(
        (HEADINGS[k], tuple(o for o in _options(snapshot, k) if o.value in asked))
        for k in CLAIM_KINDS
    )
    return Offers(
        starts=(("Bands", bands), posts, ("Staff groups", groups)),
        goals=(("Bands", bands), posts, *goals),
        gap_goals=(posts, *goals),
        claims=tuple((heading, found) for heading, found in claims if found),
        strands=tuple(_options(snapshot, "strand")),
        settings=tuple(_options(snapshot, "setting")),
        sources=tuple(_options(snapshot, "source")),
    )


def _told(snapshot: Snapshot, kind: str) -> Iterator[Seen]:
    """Entries that something is said of; words of the vocabulary have no statement of their own."""
    words = kind in ("band", "strand", "setting", "staff-group", "condition", "source")
    for seen in snapshot.of_kind(kind):
        if seen.tellings or words:
            yield seen


def _options(snapshot: Snapshot, kind: str) -> Iterator[Option]:
    found = (
        Option(s.id, capital(s.label), "|".join(s.entry.alt_labels)) for s in _told(snapshot, kind)
    )
    yield from sorted(found, key=lambda o: o.label.lower())


def _posts(snapshot: Snapshot) -> Iterator[Option]:
    """Posts by name; a post at several bands once for each."""
    for option in _options(snapshot, "role"):
        grades = [g for value, _ in snapshot.entries[option.value].values("grades") for g in value]
        bands = list(dict.fromkeys(g.band for g in grades))
        yield option
        if len(bands) > 1:
            for band in bands:
                name = f"{option.label}, {snapshot.label(band)}"
                yield Option(f"{option.value}@{band}", name, option.also)


def _asked_for(snapshot: Snapshot) -> frozenset[str]:
    """Ids that some requirement names: what is worth telling us."""
    found: set[str] = set()
    for seen in snapshot.entries.values():
        for telling in seen.tellings:
            trees = [getattr(telling, "requires", None), getattr(telling, "unless", None)]
            trees += [g.requires for g in getattr(telling, "grades", None) or ()]
            for clause in (part for tree in trees if tree is not None for part in walk(tree)):
                if isinstance(clause, Holds):
                    found.add(clause.holds)
                elif isinstance(clause, GrantedClause):
                    found.add(clause.condition)
            found |= set(getattr(telling, "staff_groups", None) or ())
    return frozenset(found)


def joined(pairs: Pairs) -> Pairs:
    """The parameters of a form: post and months of service become one value, empty ones go."""
    given = dict(pairs)
    rest = [(k, v) for k, v in pairs if k not in SERVED and v.strip()]
    post, months = (given.get(name, "").strip() for name in SERVED)
    return [*rest, ("served", f"{post}={months}")] if post and months else rest


def address(page: str, pairs: Pairs | Mapping[str, str]) -> str:
    """A page with its question in the address."""
    items = list(pairs.items()) if isinstance(pairs, Mapping) else pairs
    query = urlencode([(k, v) for k, v in items if v])
    return f"/{page}?{query}" if query else f"/{page}"
