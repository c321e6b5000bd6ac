"""What can be wrong in a whole catalogue; `check` finds all of it at once.

Each rule is a function that yields faults by entry and clause path; loaders add file and line.
`graph/catalogue_references.py` holds the rules about ids.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterator
from datetime import date
from typing import get_args

from graph.catalogue import Catalogue
from graph.catalogue_references import located, parts, reference_faults
from graph.errors import Fault
from graph.facts import BandFacts, BlockFacts, FindingFacts, Gated, SourceFacts, Telling
from graph.provenance import Basis, Model
from graph.requirements import AnyOf, AtLeast, Clause, Holds, When, children, walk

_UNLABELLED = {"finding", "move", "block"}
_PLAIN = {"order", "parent", "region", "type", "body", "by", "register_of"}
_VOCABULARY = {
    "band",
    "strand",
    "setting",
    "staff-group",
    "career-stage",
    "region",
    "organisation",
    "condition",
}
_NEEDED: dict[str, tuple[str, ...]] = {
    "finding": ("about", "type", "text"),
    "move": ("start", "to"),
    "block": ("effect",),
}


def check(catalogue: Catalogue, unread: Collection[str] = ()) -> list[Fault]:
    """All faults of the catalogue, sorted; `unread` are ids that exist but could not be read."""
    faults = list(reference_faults(catalogue, unread))
    for rule in _RULES:
        faults += rule(catalogue)
    return sorted(set(faults))


def _fault(entry: str, clause: str, message: str, remedy: str) -> Fault:
    return Fault("", 0, entry, clause, message, remedy)


def _entries(catalogue: Catalogue) -> Iterator[Fault]:
    """Every entry has a label, and findings, moves and blocks have what makes them one."""
    for entry_id, entry in catalogue.entries.items():
        if not entry.label and entry.kind not in _UNLABELLED:
            yield _fault(entry_id, "label", "The label is missing.", "Write what people call it.")
        tellings = catalogue.tellings(entry_id)
        needed = _NEEDED.get(entry.kind, ())
        if any(isinstance(t, BlockFacts) and t.effect == "closes" for t in tellings):
            needed += ("start", "shuts")  # one that hinders may hinder everybody, from anything
        for name in needed:
            if not any(getattr(t, name) for t in tellings):
                key = _key(entry, name)
                message = f"A {entry.kind} needs '{key}'."
                yield _fault(entry_id, "", message, f"Write '{key}' as the source states it.")
    for at in located(catalogue):
        told = at.telling
        if isinstance(told, FindingFacts) and told.type == "not-stated" and not told.field:
            message = "A finding of type not-stated names the field that is not stated."
            yield at.fault("type", message, "Write `field:` (way-in, band, months, …).")


def _key(model: Model, name: str) -> str:
    return type(model).model_fields[name].alias or name


def stated(telling: Telling) -> set[str]:
    """The names of the fields in which the telling states something."""
    return {
        name
        for name, info in type(telling).model_fields.items()
        if name not in {"id", "cite"} and getattr(telling, name) != info.get_default()
    }


def _citations(catalogue: Catalogue) -> Iterator[Fault]:
    """Whatever is stated is cited, and every citation names a place that its source lists."""
    places = {
        entry_id: {
            place
            for told in catalogue.tellings(entry_id)
            if isinstance(told, SourceFacts)
            for place in told.places
        }
        for entry_id, entry in catalogue.entries.items()
        if entry.kind == "source"
    }
    for at in located(catalogue):
        kind = catalogue.entries[at.entry].kind
        if at.telling.cite is None:
            uncited = stated(at.telling)
            if kind == "source" and not at.prefix:
                continue
            if kind in _VOCABULARY and not at.prefix:
                uncited -= _PLAIN
            if uncited:
                keys = ", ".join(sorted(_key(at.telling, name) for name in uncited))
                yield at.fault("", f"No source is cited for: {keys}.", "Write `cite:`.")
            continue
        source = at.telling.cite.source
        if source not in places:
            continue  # a dangling id, told by the rules about ids
        cited = [(f"cite.at.{n}", place) for n, place in enumerate(at.telling.cite.at)]
        cited += [
            (part.path, part.value)
            for part in parts(at.telling)
            if issubclass(part.model, Clause) and part.field == "at" and part.value is not None
        ]
        for path, place in cited:
            if place not in places[source]:
                message = f"The source '{source}' lists no place '{place}'."
                yield at.fault(path, message, "Correct it, or add it to the source's `places`.")


def _source_basis(catalogue: Catalogue) -> Iterator[Fault]:
    words = get_args(Basis)
    for at in located(catalogue):
        if isinstance(at.telling, SourceFacts) and at.telling.basis not in (None, *words):
            message = f"There is no basis '{at.telling.basis}'."
            yield at.fault("basis", message, f"Write one of: {', '.join(words)}.")


def _rules_are_marked(catalogue: Catalogue) -> Iterator[Fault]:
    """`entry` and `force` say what kind of rule a requirement is, so there must be one."""
    for at in located(catalogue):
        telling = at.telling
        if not isinstance(telling, Gated) or telling.requires is not None:
            continue
        if any(grade.requires for grade in getattr(telling, "grades", ())):
            continue
        remedy = "Write the requirement beside it, or take it out."
        if telling.entry:
            yield at.fault("entry", "`entry: true` stands without `requires`.", remedy)
        if telling.force and not telling.not_required:
            yield at.fault("force", "`force` stands without `requires`.", remedy)


def _band_order(catalogue: Catalogue) -> Iterator[Fault]:
    order: dict[str, int] = {}
    owner: dict[int, str] = {}
    for at in located(catalogue):
        if isinstance(at.telling, BandFacts) and at.telling.order is not None:
            place = at.telling.order
            order[at.entry] = place
            first = owner.setdefault(place, at.entry)
            if first != at.entry:
                message = f"The bands '{first}' and '{at.entry}' have the same order {place}."
                yield at.fault("order", message, "Give each band its own place.")
    for at in located(catalogue):
        for n, grade in enumerate(getattr(at.telling, "grades", ())):
            low, high = order.get(grade.band), order.get(grade.to or "")
            if low is not None and high is not None and high <= low:
                message = f"The range ends at band {grade.to}, not above band {grade.band}."
                yield at.fault(f"grades.{n}.to", message, "Write the lower band as `band`.")


def _telling_ids(catalogue: Catalogue) -> Iterator[Fault]:
    """Tellings have ids of their own; `supersedes` and `same_rule` name some that exist."""
    told = [(at, str(at.telling.id)) for at in located(catalogue)]
    count = Counter(name for _, name in told)
    for at, name in told:
        if count[name] > 1:
            yield at.fault("id", f"Two tellings have the id '{name}'.", "Rename one of them.")
        named = [(f"supersedes.{n}", old) for n, old in enumerate(at.telling.supersedes)]
        if at.telling.same_rule is not None:
            named.append(("same_rule", at.telling.same_rule))
        for path, other in named:
            if other not in count:
                message = f"There is no telling '{other}'."
                yield at.fault(path, message, "Name the `id` of a telling, or ENTRY.N.")
            elif other == name and path != "same_rule":
                yield at.fault(path, "A telling supersedes itself.", "Name the older telling.")


def _laws(catalogue: Catalogue) -> Iterator[Fault]:
    """A new law supersedes every telling of the old one, or the old rule would live on (S1)."""
    superseded = {old for at in located(catalogue) for old in at.telling.supersedes}
    for entry_id in catalogue.entries:
        laws = [at for at in located(catalogue, entry_id) if _is_law(at.telling)]
        own = {str(at.telling.id) for at in located(catalogue, entry_id)}
        for old in laws:
            for new in laws:
                if (
                    old.telling.id not in superseded
                    and own & set(new.telling.supersedes)
                    and _start(new.telling) > _start(old.telling)
                    and _same_setting(new.telling, old.telling)
                ):
                    message = (
                        f"The law telling '{new.telling.id}' is newer and supersedes others of "
                        f"this entry, but not '{old.telling.id}'."
                    )
                    yield old.fault("", message, f"Add '{old.telling.id}' to its `supersedes`.")


def _is_law(telling: Telling) -> bool:
    if not isinstance(telling, Gated) or telling.requires is None:
        return False
    return telling.force == "law" or any(c.force == "law" for c in walk(telling.requires))


def _start(telling: Telling) -> date:
    return telling.valid_from.date if telling.valid_from else date.min


def _same_setting(one: Telling, other: Telling) -> bool:
    first, second = _settings(one), _settings(other)
    return not first or not second or bool(first & second)


def _settings(telling: Telling) -> set[str]:
    return {part.value.setting for part in parts(telling) if isinstance(part.value, When)}


def _circles(catalogue: Catalogue) -> Iterator[Fault]:
    """What can be held needs itself on every branch, so that nobody can ever get it."""
    superseded = {old for at in located(catalogue) for old in at.telling.supersedes}
    needs: dict[str, list[Clause]] = {}
    for at in located(catalogue):
        telling = at.telling
        if not isinstance(telling, Gated) or telling.employer or telling.id in superseded:
            continue
        if telling.requires is not None:
            needs.setdefault(at.entry, []).append(telling.requires)
    stuck = set(needs)
    while True:
        free = {i for i in stuck if all(_reachable(tree, stuck) for tree in needs[i])}
        if not free:
            break
        stuck -= free
    for entry_id in sorted(stuck):
        if entry_id in _below(entry_id, needs, stuck):
            message = "Its requirement asks for itself on every branch, so nobody can meet it."
            yield _fault(entry_id, "requires", message, "Correct one `holds` of the circle.")


def _reachable(clause: Clause, stuck: set[str]) -> bool:
    if isinstance(clause, Holds):
        return clause.holds not in stuck
    if isinstance(clause, AnyOf):
        return any(_reachable(child, stuck) for child in clause.any)
    if isinstance(clause, AtLeast):
        met = sum(_reachable(child, stuck) for child in clause.at_least.of)
        return met >= clause.at_least.n
    return all(_reachable(child, stuck) for child in children(clause))


def _below(entry_id: str, needs: dict[str, list[Clause]], stuck: set[str]) -> set[str]:
    """All stuck entries that the entry asks for, near or far."""
    seen: set[str] = set()
    todo = [entry_id]
    while todo:
        for tree in needs[todo.pop()]:
            asked = {c.holds for c in walk(tree) if isinstance(c, Holds)} & stuck
            todo += asked - seen
            seen |= asked
    return seen


_RULES: tuple[Callable[[Catalogue], Iterator[Fault]], ...] = (
    _entries,
    _citations,
    _source_basis,
    _rules_are_marked,
    _band_order,
    _telling_ids,
    _laws,
    _circles,
)
