"""Find and show entries: search that forgives typing, lists, findings, and all that is said of one.

Nothing here judges a person.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from typing import Any

from rapidfuzz import fuzz, process

from graph.entries import KINDS
from graph.errors import QuestionError
from graph.snapshot import Seen, Snapshot
from queries.ask import World, stamp
from queries.citing import evidence
from queries.person import Person
from queries.question import Question, check
from queries.result_lists import (
    FindingItem,
    FindingsAnswer,
    Hit,
    Item,
    ListAnswer,
    SearchAnswer,
    ShowAnswer,
    StatedValue,
)
from queries.verdicts import entry_verdict
from queries.ways import lowest_band, ref, status

HIDDEN = frozenset({"id", "cite", "valid_from", "valid_to", "extent", "supersedes", "same_rule"})
ESSENTIAL = {
    "role": ("grades", "requires"),
    "qualification": ("level", "months", "cost", "requires", "providers"),
    "course": ("days", "cost", "audience", "providers"),
    "registration": ("requires",),
}
MAX_WORDS = 100


def words_of(seen: Seen) -> list[str]:
    """Everything by which people may call an entry."""
    return [seen.label, *seen.entry.alt_labels, seen.id.replace("-", " ")]


def search_words(
    world: World, question: Question, words: str, kind: str | None = None, limit: int = 20
) -> SearchAnswer:
    """Entries whose name, abbreviation or id is like the words, best first."""
    question = check(world.catalogue, question)
    snapshot = world.snapshot(question)
    hits = find(snapshot, words, (kind,) if kind else None, limit)
    return SearchAnswer(
        question=question.echo(q=words, kind=kind),
        catalogue=stamp(snapshot, question),
        hits=tuple(hits),
    )


def find(
    snapshot: Snapshot, words: str, kinds: tuple[str, ...] | None = None, limit: int = 20
) -> list[Hit]:
    """Search hits; an exact abbreviation or name comes first."""
    if len(words) > MAX_WORDS:
        raise QuestionError(f"Search words may have {MAX_WORDS} letters at most.")
    wanted = " ".join(words.lower().split())
    if not wanted:
        raise QuestionError("Say what to look for.")
    names: dict[tuple[str, str], str] = {}
    for seen in snapshot.of_kind(*(kinds or tuple(k for k in KINDS if k != "finding"))):
        for name in words_of(seen):
            names[(seen.id, name)] = name.lower()
    scored = process.extract(wanted, names, scorer=fuzz.WRatio, limit=limit * 4, score_cutoff=60)
    best: dict[str, Hit] = {}
    for text, score, (entry_id, name) in scored:
        exact = (
            40.0 if text == wanted else 20.0 if re.search(rf"\b{re.escape(wanted)}\b", text) else 0
        )
        seen = snapshot.entries[entry_id]
        hit = Hit(id=entry_id, kind=seen.kind, label=seen.label, matched=name, score=score + exact)
        if entry_id not in best or best[entry_id].score < hit.score:
            best[entry_id] = hit
    return sorted(best.values(), key=lambda h: (-h.score, h.id))[:limit]


def list_kind(
    world: World,
    question: Question,
    kind: str,
    *,
    strand: str | None = None,
    level: int | None = None,
    teaches: str | None = None,
    employer: str | None = None,
    status_: str | None = None,
) -> ListAnswer:
    """Entries of a kind that fit every filter given."""
    if kind not in KINDS:
        raise QuestionError(f"There is no kind '{kind}'. Kinds: {', '.join(KINDS)}.")
    question = check(world.catalogue, question)
    snapshot = world.snapshot(question)

    def fits(seen: Seen) -> bool:
        return (
            (strand is None or strand in seen.flat("strands"))
            and (level is None or level in {n for n, _ in seen.values("level")})
            and (teaches is None or teaches in seen.flat("teaches"))
            and (employer is None or employer in seen.flat("employers"))
            and (status_ is None or status(seen) == status_)
        )

    items = tuple(as_item(snapshot, s) for s in snapshot.of_kind(kind) if fits(s))
    echo = question.echo(
        kind=kind, strand=strand, level=level, teaches=teaches, employer=employer, status=status_
    )
    return ListAnswer(question=echo, catalogue=stamp(snapshot, question), items=items)


def as_item(snapshot: Snapshot, seen: Seen, telling: Any = None) -> Item:
    """An entry as a line of a list."""
    told = telling or (seen.tellings[0] if seen.tellings else None)
    return Item(
        id=seen.id,
        label=seen.label,
        type=seen.first("type"),
        band=lowest_band(snapshot, seen) if seen.kind in ("role", "profile", "example") else None,
        state=status(seen) if hasattr(seen.entry, "status") else None,
        text=told.text or "" if told is not None else "",
        evidence=evidence(snapshot, told) if told is not None else (),
    )


def findings(
    world: World,
    question: Question,
    *,
    kind: str | None = None,
    about: str | None = None,
    words: str | None = None,
) -> FindingsAnswer:
    """What sources state of entries, by kind, subject and words."""
    question = check(world.catalogue, question)
    snapshot = world.snapshot(question)
    if about is not None and about not in world.catalogue.entries:
        heirs = world.catalogue.retired.get(about)
        if not heirs:
            near = tuple(h.id for h in find(snapshot, about, None, 5))
            raise QuestionError(f"There is no entry '{about}'.", near)
        about = heirs[0]
    items = [i for i in _findings(snapshot) if _wanted(snapshot, i, kind, about, words)]
    return FindingsAnswer(
        question=question.echo(kind=kind, about=about, words=words),
        catalogue=stamp(snapshot, question),
        items=tuple(items),
    )


def _wanted(
    snapshot: Snapshot, item: FindingItem, kind: str | None, about: str | None, words: str | None
) -> bool:
    if kind is not None and item.type != kind:
        return False
    if about is not None and about not in item.about and about not in item.id:
        return False
    if not words:
        return True
    labels = " ".join(snapshot.label(a) for a in item.about)
    told = f"{item.id} {item.text} {item.counts or ''} {item.value or ''} {labels} " + " ".join(
        (*item.table, *(k for e in item.evidence for k in e.keys))
    )
    text = told.lower()
    return all(word in text for word in words.lower().split())


def _findings(snapshot: Snapshot) -> Iterator[FindingItem]:
    for seen in snapshot.of_kind("finding"):
        for telling in seen.tellings:
            if telling.type:
                yield finding_item(snapshot, seen, telling)


def finding_item(snapshot: Snapshot, seen: Seen, telling: Any) -> FindingItem:
    """A finding as a line of an answer."""
    return FindingItem(
        id=seen.id,
        type=telling.type,
        text=telling.text or seen.label,
        about=telling.about,
        field=telling.field,
        value=telling.value,
        unit=telling.unit,
        counts=telling.counts,
        table=telling.table,
        evidence=evidence(snapshot, telling),
    )


def show(world: World, question: Question, entry_id: str) -> ShowAnswer:
    """All that the sources in the lens say of one entry, each line with its citation."""
    question = check(world.catalogue, question)
    snapshot = world.snapshot(question)
    catalogue = world.catalogue
    heirs = catalogue.retired.get(entry_id)
    if heirs and len(heirs) > 1:
        raise QuestionError(f"'{entry_id}' was split into several entries.", heirs)
    name = heirs[0] if heirs else entry_id
    if name not in catalogue.entries:
        near = tuple(h.id for h in find(snapshot, entry_id[:MAX_WORDS], None, 5))
        raise QuestionError(f"There is no entry '{entry_id}'.", near)
    seen = snapshot.get(name) or Seen(name, catalogue.entries[name], ())
    gated = seen.kind in ("role", "qualification", "registration", "course", "example")
    person = Person()
    keys = {k for t in seen.tellings if t.cite for k in t.cite.keys}
    return ShowAnswer(
        question=question.echo(id=entry_id),
        catalogue=stamp(snapshot, question),
        id=name,
        kind=seen.kind,
        label=seen.label,
        alt_labels=seen.entry.alt_labels,
        note=seen.entry.note,
        retired_from=entry_id if heirs else None,
        statements=tuple(_statements(snapshot, seen)),
        requirement=entry_verdict(snapshot, person, seen, question.setting) if gated else None,
        moves_here=tuple(_moves(snapshot, name, here=True)),
        moves_on=tuple(_moves(snapshot, name, here=False)),
        blocks=tuple(_blocks(snapshot, name)),
        findings=tuple(i for i in _findings(snapshot) if name in i.about or _shares(i, keys)),
        not_stated=tuple(f for f in ESSENTIAL.get(seen.kind, ()) if not seen.values(f)),
    )


def _shares(item: FindingItem, keys: set[str]) -> bool:
    """A contradiction is shown with every entry that carries its key."""
    return item.type == "contradiction" and bool(keys & {k for e in item.evidence for k in e.keys})


def _statements(snapshot: Snapshot, seen: Seen) -> Iterator[StatedValue]:
    for telling in seen.tellings:
        start = telling.valid_from
        data = telling.model_dump(mode="json", by_alias=True, exclude_defaults=True)
        for name, value in data.items():
            if name in HIDDEN:
                continue
            yield StatedValue(
                field=name,
                value=value,
                evidence=evidence(snapshot, telling),
                valid_from=start.date if start is not None else None,
                certainty=start.certainty if start is not None else None,
                valid_to=telling.valid_to if isinstance(telling.valid_to, date) else None,
                extent=telling.extent,
            )


def _moves(snapshot: Snapshot, name: str, *, here: bool) -> Iterator[Item]:
    for move in snapshot.of_kind("move"):
        for telling in move.tellings:
            starts = {ref(s).id for s in telling.start}
            ends = {ref(telling.to or "").id}
            if name in (ends if here else starts):
                other = ", ".join(snapshot.label(i) for i in (starts if here else ends))
                item = as_item(snapshot, move, telling)
                yield item.model_copy(
                    update={"type": telling.effect, "text": telling.text or other}
                )


def _blocks(snapshot: Snapshot, name: str) -> Iterator[Item]:
    for block in snapshot.of_kind("block"):
        for telling in block.tellings:
            shut = telling.shuts.ids if telling.shuts is not None else ()
            if name in {ref(s).id for s in telling.start} | set(shut):
                item = as_item(snapshot, block, telling)
                yield item.model_copy(update={"type": telling.effect})
