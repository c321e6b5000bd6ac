"""The catalogue as one question sees it: whole statements kept or dropped by date and source (S1).

`compile_snapshot` never looks inside a requirement tree: a telling stays or goes as a whole.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any

from graph.catalogue import Catalogue, digest, tellings
from graph.entries import AnyEntry
from graph.errors import QuestionError
from graph.facts import BandFacts, SourceFacts, Telling, WordFacts
from graph.provenance import Cite


@dataclass(frozen=True)
class Seen:
    """An entry with the tellings that are left in the lens; `told` is false where none is."""

    id: str
    entry: AnyEntry
    tellings: tuple[Any, ...]

    @property
    def kind(self) -> str:
        """The kind of the entry."""
        return self.entry.kind

    @property
    def label(self) -> str:
        """What people call it; a finding, move or block may have only its text."""
        if self.entry.label:
            return self.entry.label
        texts = [t.text for t in self.tellings if t.text]
        return str(texts[0]) if texts else self.id

    def values(self, name: str) -> list[tuple[Any, Any]]:
        """Every (value, telling) that states the field; empty = not stated."""
        found = []
        for telling in self.tellings:
            value = getattr(telling, name, None)
            if value is None or value == () or (value is False and name == "entry"):
                continue
            found.append((value, telling))
        return found

    def flat(self, name: str) -> tuple[str, ...]:
        """All ids that any telling states in a list field, without repeats, as written."""
        ids: dict[str, None] = {}
        for value, _ in self.values(name):
            for item in value if isinstance(value, tuple) else (value,):
                ids.setdefault(item, None)
        return tuple(ids)

    def first(self, name: str, default: Any = None) -> Any:
        """The first stated value of a field, or the default."""
        for value, _ in self.values(name):
            return value
        return default


@dataclass(frozen=True)
class Announcement:
    """A telling that is in force only by a day that somebody announced."""

    telling: str
    entry: str
    by: str
    day: date
    supersedes: tuple[str, ...]


@dataclass(frozen=True, eq=False)
class Snapshot:
    """An immutable catalogue under one date, set of sources and reading of announced days."""

    catalogue: Catalogue
    catalogue_hash: str
    as_of: date
    sources: tuple[str, ...]
    entries: Mapping[str, Seen]
    announced: tuple[Announcement, ...]
    accepts_announced: bool
    telling_entry: Mapping[str, str] = field(repr=False)

    @cached_property
    def hash(self) -> str:
        """Hash of the catalogue, the date, the sources and the reading of announced days."""
        text = "|".join(
            (
                self.catalogue_hash,
                str(self.as_of),
                ",".join(self.sources),
                str(self.accepts_announced),
            )
        )
        return hashlib.sha256(text.encode()).hexdigest()

    @cached_property
    def by_kind(self) -> Mapping[str, tuple[Seen, ...]]:
        """The entries seen in the lens, by kind, in the order of their ids."""
        kinds: dict[str, list[Seen]] = {}
        for _, seen in sorted(self.entries.items()):
            kinds.setdefault(seen.kind, []).append(seen)
        return {kind: tuple(items) for kind, items in kinds.items()}

    def of_kind(self, *kinds: str) -> tuple[Seen, ...]:
        """The entries of these kinds that the lens leaves."""
        return tuple(seen for kind in kinds for seen in self.by_kind.get(kind, ()))

    def get(self, entry_id: str) -> Seen | None:
        """The entry, or None where the lens leaves nothing of it."""
        return self.entries.get(entry_id)

    def label(self, entry_id: str) -> str:
        """The label of an entry, also of one outside the lens."""
        seen = self.entries.get(entry_id)
        if seen is not None:
            return seen.label
        entry = self.catalogue.entries.get(entry_id)
        return entry.label if entry is not None and entry.label else entry_id

    def basis(self, cite: Cite) -> str:
        """How we know: the citation's own basis, else its source's."""
        return cite.basis or source_basis(self.catalogue, cite.source)

    @cached_property
    def band_order(self) -> Mapping[str, int]:
        """Band id to its place in the pay structure."""
        found = {}
        for entry_id, entry in self.catalogue.entries.items():
            if entry.kind == "band" and entry.order is not None:
                found[entry_id] = entry.order
        return found


def source_basis(catalogue: Catalogue, source_id: str) -> str:
    """The basis that a source gives to statements which name none; `report` for a report."""
    source = catalogue.entries.get(source_id)
    if isinstance(source, SourceFacts) and source.basis:
        return source.basis
    return "third-party"


def _source_kinds(catalogue: Catalogue) -> dict[str, str]:
    return {
        entry_id: str(entry.type or "page")
        for entry_id, entry in catalogue.entries.items()
        if isinstance(entry, SourceFacts)
    }


def check_sources(catalogue: Catalogue, sources: Iterable[str]) -> tuple[str, ...]:
    """The lens as sorted ids or kinds of sources; refuses one that is neither."""
    kinds = _source_kinds(catalogue)
    known = set(kinds) | set(kinds.values())
    wanted = tuple(sorted(set(sources)))
    for name in wanted:
        if name not in known:
            near = tuple(k for k in sorted(known) if name.split("-")[0] in k)[:5]
            raise QuestionError(f"There is no source or kind of source '{name}'.", near)
    return wanted


def compile_snapshot(
    catalogue: Catalogue,
    as_of: date,
    sources: Iterable[str] = (),
    *,
    accept_announced: bool = True,
    catalogue_hash: str | None = None,
) -> Snapshot:
    """The catalogue under a date and a set of sources (ids or kinds; none = all).

    With `accept_announced` false, statements in force only by an announced day are left out,
    which gives the answer *otherwise*. Raises QuestionError for an unknown source.
    """
    wanted = check_sources(catalogue, sources)
    kinds = _source_kinds(catalogue)
    announced: list[Announcement] = []
    superseded: set[str] = set()
    kept: dict[str, list[Telling]] = {}
    owners: dict[str, str] = {}

    def in_lens(cite: Cite | None) -> bool:
        if cite is None or not wanted:
            return True
        return cite.source in wanted or kinds.get(cite.source, "") in wanted

    for entry_id in sorted(catalogue.entries):
        for telling in tellings(catalogue, entry_id):
            owners[str(telling.id)] = entry_id
            if not in_lens(telling.cite) or not _in_force(telling, as_of):
                continue
            start = telling.valid_from
            if start is not None and start.certainty == "announced":
                announced.append(
                    Announcement(
                        telling=str(telling.id),
                        entry=entry_id,
                        by=start.by or "not stated",
                        day=start.date,
                        supersedes=telling.supersedes,
                    )
                )
                if not accept_announced:
                    continue
            superseded.update(telling.supersedes)
            kept.setdefault(entry_id, []).append(telling)
    entries: dict[str, Seen] = {}
    for entry_id, found in kept.items():
        entry = catalogue.entries[entry_id]
        left = tuple(t for t in found if t.id not in superseded)
        vocabulary = isinstance(entry, WordFacts | BandFacts | SourceFacts)
        if vocabulary or any(t.cite is not None for t in left):
            entries[entry_id] = Seen(entry_id, entry, left)
    return Snapshot(
        catalogue=catalogue,
        catalogue_hash=catalogue_hash or digest(catalogue),
        as_of=as_of,
        sources=wanted,
        entries=entries,
        announced=tuple(announced),
        accepts_announced=accept_announced,
        telling_entry=owners,
    )


def _in_force(telling: Telling, as_of: date) -> bool:
    """Validity includes its first and its last day."""
    started = telling.valid_from is None or telling.valid_from.date <= as_of
    ended = telling.valid_to is not None and telling.valid_to < as_of
    return started and not ended
