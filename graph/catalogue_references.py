"""Which field may name which kinds of entry, and the faults where one names something else."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache
from typing import Any

from graph.catalogue import Catalogue
from graph.entries import KINDS
from graph.errors import Fault
from graph.facts import Telling
from graph.provenance import Model

_ANY = frozenset(KINDS)
_LEARNING = frozenset({"qualification", "registration", "course", "competency"})
_BODY = frozenset({"organisation"})
_END = frozenset({"role", "staff-group", "qualification", "registration"})
_BAND = frozenset({"band"})
_GROUP = frozenset({"staff-group"})
_REGION = frozenset({"region"})
_SETTING = frozenset({"setting"})
_STRAND = frozenset({"strand"})

# `Class.field` goes before `field`; tests/graph/test_catalogue_references.py finds missing ones.
REFERENCES: dict[str, frozenset[str]] = {
    "about": _ANY,
    "accepted_as": _LEARNING,
    "access": _LEARNING,
    "at_least_band": _BAND,
    "Audience.ids": frozenset({"staff-group", "role", "strand", "career-stage", "setting"}),
    "awarding": _BODY,
    "band": _BAND,
    "begin": _LEARNING,
    "begins": _LEARNING,
    "body": _BODY,
    "BlockFacts.start": _END,
    "condition": frozenset({"condition"}),
    "employer": _BODY,
    "employers": _BODY,
    "ExampleFacts.of": frozenset({"role"}),
    "finish": _LEARNING,
    "gives": _LEARNING | {"role", "condition", "strand"},
    "Grade.to": _BAND,
    "group": _GROUP,
    "Holds.holds": _LEARNING,
    "leads_to": _LEARNING | {"role", "staff-group"},
    "matches": frozenset({"profile"}),
    "MoveFacts.start": _END,
    "MoveFacts.to": frozenset({"role", "qualification", "course", "registration"}),
    "needed_by": frozenset({"role", "staff-group", "strand", "qualification", "course"}),
    "not_recognised_by": _BODY | {"rule"},
    "not_required": _ANY,
    "parent": _ANY,
    "part_of": frozenset({"qualification", "course"}),
    "providers": _BODY,
    "recognised_by": _BODY | {"rule"},
    "region": _REGION,
    "regions": _REGION,
    "register_of": frozenset({"staff-group", "registration"}),
    "RoleSpec.role": frozenset({"role"}),
    "setting": _SETTING,
    "settings": _SETTING,
    "Shut.ids": _ANY,
    "Cite.source": frozenset({"source"}),
    "staff_group": _GROUP,
    "staff_groups": _GROUP,
    "strand": _STRAND,
    "strands": _STRAND,
    "successor": _ANY,
    "teaches": frozenset({"competency", "strand"}),
}
_ENDS = {"BlockFacts.start", "MoveFacts.start", "MoveFacts.to"}


@dataclass(frozen=True)
class Located:
    """A telling, the entry that it tells of, and where it stands in the entry."""

    entry: str
    prefix: str
    telling: Telling

    def fault(self, clause: str, message: str, remedy: str) -> Fault:
        """A fault at a clause of this telling."""
        path = ".".join(part for part in (self.prefix, clause) if part)
        return Fault("", 0, self.entry, path, message, remedy)


def located(catalogue: Catalogue, entry_id: str | None = None) -> Iterator[Located]:
    """The tellings of one entry or of all, each with the path of its place in the entry."""
    for each in catalogue.entries if entry_id is None else (entry_id,):
        for n, telling in enumerate(catalogue.tellings(each)):
            yield Located(each, f"also.{n - 1}" if n else "", telling)


def reference_kinds(model: type[Model], name: str) -> frozenset[str] | None:
    """The kinds that a field may name; None where the field holds no ids."""
    for base in model.__mro__:
        kinds = REFERENCES.get(f"{base.__name__}.{name}")
        if kinds is not None:
            return kinds
    return REFERENCES.get(name)


@dataclass(frozen=True)
class Part:
    """A value below a telling: its path, the model and field that hold it, and the value."""

    path: str
    model: type[Model]
    field: str
    value: Any


def parts(model: Model, path: str = "") -> Iterator[Part]:
    """Every value below a model, one for each item of a list, from the outside in."""
    for name, info in type(model).model_fields.items():
        value = getattr(model, name)
        key = f"{path}{info.alias or name}"
        items = [(key, value)]
        if isinstance(value, tuple):
            items = [(f"{key}.{n}", item) for n, item in enumerate(value)]
        for place, item in items:
            yield Part(place, type(model), name, item)
            if isinstance(item, Model):
                yield from parts(item, f"{place}.")


def reference_faults(catalogue: Catalogue, unread: Collection[str]) -> Iterator[Fault]:
    """Ids that name nothing, a retired entry or an entry of the wrong kind."""
    problem = _judge(catalogue, unread)
    for at in located(catalogue):
        for part in parts(at.telling):
            kinds = reference_kinds(part.model, part.field)
            if kinds is None or not isinstance(part.value, str):
                continue
            named, sign, band = part.value, "", ""
            if f"{part.model.__name__}.{part.field}" in _ENDS:
                named, sign, band = part.value.partition("@")
            if found := problem(named, frozenset({"role"}) if sign else kinds):
                yield at.fault(part.path, *found)
            if sign and (found := problem(band, _BAND)):
                yield at.fault(part.path, *found)
    for old, successors in catalogue.retired.items():
        if old in catalogue.entries or old in unread:
            message = f"'{old}' is retired and an entry at once."
            yield Fault("", 0, old, "retired", message, "Rename the entry; ids are never reused.")
        for n, new in enumerate(successors):
            if found := problem(new, _ANY):
                yield Fault("", 0, old, f"retired.{n}", *found)


def _judge(
    catalogue: Catalogue, unread: Collection[str]
) -> Callable[[str, frozenset[str]], tuple[str, str] | None]:
    """A function that tells what is wrong with an id where some kinds are allowed."""
    known = list(catalogue.entries)

    @cache
    def near(name: str) -> str:
        found = get_close_matches(name, known, 1, 0.7)
        return f"Did you mean '{found[0]}'? " if found else ""

    def problem(name: str, kinds: frozenset[str]) -> tuple[str, str] | None:
        entry = catalogue.entries.get(name)
        if entry is not None and entry.kind not in kinds:
            wanted = ", ".join(sorted(kinds))
            return f"'{name}' is a {entry.kind}.", f"Name an entry of kind {wanted}."
        if entry is not None or name in unread:
            return None
        if name in catalogue.retired:
            instead = " or ".join(f"'{new}'" for new in catalogue.retired[name])
            return f"'{name}' is retired.", f"Write {instead} instead."
        return f"There is no entry '{name}'.", f"{near(name)}Otherwise add an entry for it."

    return problem
