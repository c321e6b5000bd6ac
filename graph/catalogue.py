"""The catalogue: all entries by id, what was retired, and its one canonical form (semantics S1).

`graph/catalogue_checks.py` finds what is wrong in a whole catalogue.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from functools import cached_property

from pydantic import Field, ValidationError

from graph.entries import AnyEntry, first_telling
from graph.errors import CatalogueError, Fault
from graph.facts import Telling
from graph.provenance import Id, Ids, Model


class Catalogue(Model):
    """Entries with the tellings of all files, and the ids that carry the meaning of old ones."""

    name: str
    entries: Mapping[Id, AnyEntry] = Field(default_factory=dict)
    retired: Mapping[Id, Ids] = Field(default_factory=dict)

    @cached_property
    def _told(self) -> dict[str, tuple[Telling, ...]]:
        return {entry_id: _tell(entry_id, entry) for entry_id, entry in self.entries.items()}

    def tellings(self, entry_id: str) -> tuple[Telling, ...]:
        """The entry's own telling, then the further ones; each has an id.

        A telling without an id of its own has the entry's id and its place: `staff-nurse.1` is
        the entry itself, `staff-nurse.2` the first of its `also`.
        """
        return self._told[entry_id]


def _tell(entry_id: str, entry: AnyEntry) -> tuple[Telling, ...]:
    facts = facts_class(type(entry))
    own = facts.model_construct(**first_telling(entry))
    return tuple(
        telling if telling.id else telling.model_copy(update={"id": f"{entry_id}.{place}"})
        for place, telling in enumerate((own, *entry.also), start=1)
    )


def facts_class(model: type[Telling]) -> type[Telling]:
    """The class of the tellings of a class of entries: RoleFacts of Role."""
    return next(
        base
        for base in model.__mro__
        if issubclass(base, Telling) and "kind" not in base.model_fields
    )


def tellings(catalogue: Catalogue, entry_id: str) -> tuple[Telling, ...]:
    """The entry's own telling, then the further ones; each has an id."""
    return catalogue.tellings(entry_id)


def dump(catalogue: Catalogue) -> bytes:
    """The catalogue as canonical JSON: sorted keys, nothing that is a default, UTF-8."""
    content = {
        "name": catalogue.name,
        "entries": {
            entry_id: entry.model_dump(mode="json", by_alias=True, exclude_defaults=True)
            for entry_id, entry in catalogue.entries.items()
        },
        "retired": {old: list(new) for old, new in catalogue.retired.items()},
    }
    text = json.dumps(
        content, sort_keys=True, ensure_ascii=False, separators=(",", ":"), allow_nan=False
    )
    return text.encode()


def digest(catalogue: Catalogue) -> str:
    """SHA-256 of the canonical JSON."""
    return hashlib.sha256(dump(catalogue)).hexdigest()


def parse(content: bytes) -> Catalogue:
    """The catalogue that `dump` wrote; raises CatalogueError where the content is not one."""
    try:
        return Catalogue.model_validate_json(content)
    except ValidationError as error:
        faults = [
            Fault(
                file="",
                line=0,
                entry=str(item["loc"][1]) if item["loc"][1:] else "",
                clause=".".join(str(part) for part in item["loc"][2:]),
                message=f"This is not the canonical form of a catalogue: {item['msg']}.",
                remedy="Export the catalogue again.",
            )
            for item in error.errors(include_url=False, include_context=False)
        ]
        raise CatalogueError(faults) from None
