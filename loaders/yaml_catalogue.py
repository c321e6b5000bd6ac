"""YAML files become a Catalogue, or all their faults at once, each with file and line.

Shape faults come from Pydantic and are put in plain words by `loaders/shape_faults.py`; those of
the whole catalogue come from `graph/catalogue_checks.py` and are traced back to file and line.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from importlib.resources import files
from pathlib import Path
from typing import Any, Literal, TypeVar, get_args

from pydantic import TypeAdapter, ValidationError

from graph.catalogue import Catalogue, facts_class
from graph.catalogue_checks import check
from graph.entries import KINDS, AnyEntry
from graph.errors import CatalogueError, Fault
from graph.facts import Telling
from graph.provenance import Id, Ids, Model
from loaders.shape_faults import told
from loaders.yaml_reader import Document, Limits, Place, read_yaml

BUILT_IN = "built-in"
LIMITS = Limits()
T = TypeVar("T")


class Header(Model):
    """The `catalogue` key of an overlay."""

    name: Id
    extends: Literal["built-in"] | None = None


_KEYS = ("catalogue", "entries", "also", "retired")
_HEADER: TypeAdapter[Header] = TypeAdapter(Header)
_ENTRY: TypeAdapter[AnyEntry] = TypeAdapter(AnyEntry)
_ID: TypeAdapter[str] = TypeAdapter(Id)
_IDS: TypeAdapter[tuple[str, ...]] = TypeAdapter(Ids)
_FACTS: dict[str, TypeAdapter[Telling]] = {
    kind: TypeAdapter(facts_class(model))
    for model in get_args(get_args(AnyEntry)[0])
    for kind in get_args(model.model_fields["kind"].annotation)
}


def builtin() -> tuple[Path, ...]:
    """The files of the built-in catalogue."""
    folder = Path(str(files("loaders") / "catalogue"))
    return tuple(sorted(folder.glob("*.yaml")))


def load(
    paths: Sequence[Path] | None = None, *, beneath: Sequence[Path] = (), limits: Limits = LIMITS
) -> Catalogue:
    """The catalogue of files and folders; raises CatalogueError with all faults.

    Without paths it is the built-in one. `beneath` are the files that an overlay adds to; a file
    that `extends: built-in` puts the built-in ones there.
    """
    loading = _load(paths, beneath, limits)
    if loading.faults:
        raise CatalogueError(loading.faults)
    return loading.catalogue()


def check_paths(
    paths: Sequence[Path] | None = None, *, beneath: Sequence[Path] = (), limits: Limits = LIMITS
) -> list[Fault]:
    """All faults of the files, in the order of file and line; empty where there are none."""
    return sorted(_load(paths, beneath, limits).faults)


def _load(paths: Sequence[Path] | None, beneath: Sequence[Path], limits: Limits) -> _Loading:
    loading = _Loading(limits)
    own = loading.read(builtin() if paths is None else paths)
    if paths is None:
        loading.name = BUILT_IN
    elif not beneath and any(file.extends for file in own):
        beneath = builtin()
    if beneath:
        loading.add(loading.read(beneath), layer=BUILT_IN)
    loading.add(own, layer="own")
    loading.check()
    return loading


@dataclass(frozen=True)
class _File:
    """A file that could be read; `data` has mappings under the four keys."""

    name: str
    document: Document
    data: dict[str, dict[str, Any]]
    extends: bool

    def line(self, *place: str | int) -> int:
        return self.document.line(place)


@dataclass(frozen=True)
class _Told:
    """Where a telling or an entry was written."""

    file: _File
    place: Place
    layer: str

    def fault(self, entry: str, clause: Place, message: str, remedy: str) -> Fault:
        line = self.file.line(*self.place, *clause)
        shown = (*self.place[2:], *clause)
        text = ".".join(str(part) for part in shown)
        return Fault(self.file.name, line, entry, text, message, remedy)


@dataclass
class _Loading:
    """A catalogue on its way in; faults are gathered, never raised."""

    limits: Limits
    name: str = "own"
    faults: list[Fault] = field(default_factory=list)
    entries: dict[str, AnyEntry] = field(default_factory=dict)
    also: dict[str, list[Any]] = field(default_factory=dict)
    retired: dict[str, tuple[str, ...]] = field(default_factory=dict)
    unread: dict[str, str] = field(default_factory=dict)
    written: dict[str, _Told] = field(default_factory=dict)
    tellings: dict[str, list[_Told]] = field(default_factory=dict)
    retirements: dict[str, _Told] = field(default_factory=dict)

    def fault(self, file: str, message: str, remedy: str, line: int = 0) -> None:
        self.faults.append(Fault(file, line, "", "", message, remedy))

    def read(self, paths: Iterable[Path]) -> list[_File]:
        """All files that can be read, in the order of paths and names."""
        found = []
        for path in self.expand(paths):
            try:
                with path.open("rb") as stream:
                    content = stream.read(self.limits.max_bytes + 1)
                document = read_yaml(content, _shown(path), self.limits)
            except OSError as error:
                self.fault(_shown(path), f"The file cannot be read: {error.strerror}.", "")
            except CatalogueError as error:
                self.faults += error.faults
            else:
                found += self.take(_shown(path), document)
        if not found and not self.faults:
            self.fault("", "No file was named.", "Name a YAML file or a folder of them.")
        return found

    def expand(self, paths: Iterable[Path]) -> Iterable[Path]:
        for path in paths:
            if path.is_file():
                yield path
            elif path.is_dir():
                inside = sorted(path.glob("*.yaml"))
                if not inside:
                    self.fault(
                        _shown(path),
                        "The folder holds no *.yaml file.",
                        "Name a folder with catalogue files.",
                    )
                yield from inside
            else:
                self.fault(
                    _shown(path), "There is no such file or folder.", "Check how it is spelt."
                )

    def take(self, name: str, document: Document) -> list[_File]:
        """The file with its four keys; a fault for each part that has the wrong form."""
        if not isinstance(document.data, dict):
            self.fault(
                name, "The file is not a mapping.", f"Start with one of: {', '.join(_KEYS)}.", 1
            )
            return []
        data: dict[str, dict[str, Any]] = {key: {} for key in _KEYS}
        for key, value in document.data.items():
            line = document.line((key,))
            if key not in _KEYS:
                self.fault(name, f"'{key}' is no key of a file.", f"Use: {', '.join(_KEYS)}.", line)
            elif isinstance(value, dict):
                data[key] = value
            elif value is not None:
                self.fault(name, f"'{key}' is not a mapping.", "Write ids with values.", line)
        file = _File(name, document, data, data["catalogue"].get("extends") == BUILT_IN)
        if data["catalogue"]:
            header = self.shape(_HEADER, data["catalogue"], "", _Told(file, ("catalogue",), ""))
            self.name = header.name if header else self.name
        return [file]

    def add(self, layer_files: Sequence[_File], layer: str) -> None:
        """Entries first, so that any file may tell more of any of them."""
        for file in layer_files:
            for entry_id, raw in file.data["entries"].items():
                self.add_entry(entry_id, raw, _Told(file, ("entries", entry_id), layer))
        for file in layer_files:
            for entry_id, raw in file.data["also"].items():
                self.add_also(entry_id, raw, _Told(file, ("also", entry_id), layer))
            for old, new in file.data["retired"].items():
                where = _Told(file, ("retired", old), layer)
                if old in self.retired:
                    first = self.retirements[old].file.name
                    remedy = f"Write all its successors in one place; it stands in {first} too."
                    self.faults.append(where.fault(old, (), "The id is retired twice.", remedy))
                    continue
                targets = self.shape(_IDS, new, old, where)
                if self.shape(_ID, old, old, where) is not None:
                    self.retired[old] = targets or ()
                    self.retirements[old] = where

    def add_entry(self, entry_id: str, raw: Any, where: _Told) -> None:
        first = self.written.get(entry_id)
        if first is not None:
            place = f"in {first.file.name}, line {first.file.line(*first.place)}"
            beneath = "in the catalogue beneath"
            message = f"The id is an entry {place if first.layer == where.layer else beneath}."
            remedy = "Say more of it under `also:`, or choose another id."
            self.faults.append(where.fault(entry_id, (), message, remedy))
            return
        self.written[entry_id] = where
        good_id = self.shape(_ID, entry_id, entry_id, where)
        entry = self.shape(_ENTRY, raw, entry_id, where)
        if entry is None or good_id is None:
            kind = raw.get("kind") if isinstance(raw, dict) else None
            self.unread[entry_id] = kind if isinstance(kind, str) and kind in KINDS else ""
            return
        self.entries[entry_id] = entry
        self.tellings[entry_id] = [where] + [
            _Told(where.file, (*where.place, "also", n), where.layer)
            for n in range(len(entry.also))
        ]

    def add_also(self, entry_id: str, raw: Any, where: _Told) -> None:
        entry = self.entries.get(entry_id)
        kind = entry.kind if entry is not None else self.unread.get(entry_id)
        if kind is None:
            message = f"There is no entry '{entry_id}' to say more of."
            remedy = "Correct the id, or write the entry under `entries:`."
            self.faults.append(where.fault(entry_id, (), message, remedy))
        elif not isinstance(raw, list):
            remedy = "Start each telling with a hyphen."
            self.faults.append(where.fault(entry_id, (), "This is not a list of tellings.", remedy))
        elif kind:
            for n, item in enumerate(raw):
                place = _Told(where.file, (*where.place, n), where.layer)
                telling = self.shape(_FACTS[kind], item, entry_id, place)
                if telling is not None and entry is not None:
                    self.also.setdefault(entry_id, []).append(telling)
                    self.tellings[entry_id].append(place)

    def shape(self, form: TypeAdapter[T], raw: Any, entry: str, where: _Told) -> T | None:
        """The value in its form, or None and its faults."""
        try:
            return form.validate_python(raw)
        except ValidationError as error:
            for place, message, remedy in told(error, raw):
                self.faults.append(where.fault(entry, place, message, remedy))
            return None

    def catalogue(self) -> Catalogue:
        """What could be read, with the tellings of all files merged."""
        merged = {
            entry_id: entry.model_copy(update={"also": (*entry.also, *self.also[entry_id])})
            if entry_id in self.also
            else entry
            for entry_id, entry in self.entries.items()
        }
        return Catalogue(name=self.name, entries=merged, retired=self.retired)

    def check(self) -> None:
        """Faults of the whole catalogue, each traced to the file and line of its telling."""
        if self.entries:
            self.faults += map(self.trace, check(self.catalogue(), frozenset(self.unread)))

    def trace(self, fault: Fault) -> Fault:
        parts: Place = tuple(int(p) if p.isdigit() else p for p in fault.clause.split(".") if p)
        if parts[:1] == ("retired",):
            return self.retirements[fault.entry].fault(
                fault.entry, parts[1:], fault.message, fault.remedy
            )
        tellings = self.tellings[fault.entry]
        where = tellings[0]
        if parts[:1] == ("also",) and isinstance(parts[1], int):
            where, parts = tellings[parts[1] + 1], parts[2:]
        return where.fault(fault.entry, parts, fault.message, fault.remedy)


def _shown(path: Path) -> str:
    """The path as a user would write it from here."""
    here = Path.cwd()
    return str(path.relative_to(here) if path.is_relative_to(here) else path)
