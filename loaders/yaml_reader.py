"""A YAML 1.2 reader for files of strangers: plain data, the line of every value, hard limits.

It reads the parser's events one by one and never recurses, so depth, aliases and size are
refused before they cost anything. Keys are text; `no` is text, dates stay text.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, NoReturn

import yaml
from yaml.events import (
    AliasEvent,
    CollectionEndEvent,
    DocumentStartEvent,
    MappingStartEvent,
    NodeEvent,
    ScalarEvent,
)

from graph.errors import CatalogueError, Fault

Place = tuple[str | int, ...]

_PARSER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
# Control characters, those that turn the direction of text, and what is no character.
_CONTROL = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ufeff\ud800-\udfff\ufffe\uffff]"
)
_MARKS = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")
_WORDS: dict[str, bool | None] = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL")),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
}
_INTEGER = re.compile(r"[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+")
_NUMBER = re.compile(
    r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?|0o[0-7]+|0x[0-9a-fA-F]+"
    r"|[-+]?\.(inf|Inf|INF)|\.(nan|NaN|NAN)"
)
_DIGITS = 40


@dataclass(frozen=True)
class Limits:
    """How much one file may ask of us."""

    max_bytes: int = 8 * 1024 * 1024
    max_depth: int = 40
    max_nodes: int = 400_000


@dataclass(frozen=True)
class Document:
    """The plain data of a file, and the line on which each value stands."""

    data: Any
    lines: Mapping[Place, int]

    def line(self, path: Place) -> int:
        """The line of a value, or of the nearest value around it."""
        while path and path not in self.lines:
            path = path[:-1]
        return self.lines.get(path, 1)


@dataclass(slots=True)
class _Open:
    """A mapping or list that is being read; `key` waits for its value."""

    path: Place
    value: dict[str, Any] | list[Any]
    key: str | None = None

    @property
    def awaits_key(self) -> bool:
        return self.key is None and isinstance(self.value, dict)


@dataclass
class _Reading:
    """One file on its way from events to data; `open` are the values around the next one."""

    file: str
    limits: Limits
    lines: dict[Place, int] = field(default_factory=dict)
    open: list[_Open] = field(default_factory=list)
    data: Any = None
    nodes: int = 0
    documents: int = 0

    def refuse(self, line: int, message: str, remedy: str) -> NoReturn:
        raise CatalogueError([Fault(self.file, line, "", "", message, remedy)])

    def refuse_depth(self, line: int) -> NoReturn:
        depth = self.limits.max_depth
        self.refuse(line, f"Values are nested more than {depth} deep.", "Write a flatter form.")

    def take(self, event: Any) -> None:
        line = event.start_mark.line + 1
        if isinstance(event, NodeEvent):
            self.check(event, line)
            if isinstance(event, ScalarEvent):
                self.take_scalar(event, line)
            else:
                value: dict[str, Any] | list[Any] = (
                    {} if isinstance(event, MappingStartEvent) else []
                )
                self.open.append(_Open(self.place(value, line), value))
        elif isinstance(event, CollectionEndEvent):
            self.open.pop()
        elif isinstance(event, DocumentStartEvent):
            self.start_document(event, line)

    def start_document(self, event: DocumentStartEvent, line: int) -> None:
        self.documents += 1
        if self.documents > 1:
            self.refuse(line, "A second document starts here.", "Write one document to a file.")
        if event.tags or (event.version and tuple(event.version) != (1, 2)):
            self.refuse(line, "Directives (%TAG, %YAML) are not read.", "Take the line out.")

    def check(self, event: Any, line: int) -> None:
        """Refuse a value for its anchor, tag, number or depth."""
        if event.anchor is not None:
            name = f"{'*' if isinstance(event, AliasEvent) else '&'}{event.anchor[:40]}"
            self.refuse(line, f"Anchors and aliases ({name}) are not read.", "Write the value out.")
        if event.tag is not None:
            self.refuse(line, f"Tags ({event.tag[:60]}) are not read.", "Take the tag out.")
        self.nodes += 1
        if self.nodes > self.limits.max_nodes:
            message = f"The file holds more than {self.limits.max_nodes} values."
            self.refuse(line, message, "Split it into several files.")
        if not isinstance(event, ScalarEvent) and self.open:
            if len(self.open) >= self.limits.max_depth:
                self.refuse_depth(line)
            if self.open[-1].awaits_key:
                self.refuse(line, "A key is a list or a mapping.", "Write a word as the key.")

    def take_scalar(self, event: ScalarEvent, line: int) -> None:
        text = event.value
        if _CONTROL.search(text):
            self.refuse(line, "The text holds a control character.", "Take it out.")
        if self.open and self.open[-1].awaits_key:
            self.take_key(self.open[-1], text, line)
        else:
            self.place(self.scalar(text, line) if event.implicit[0] else text, line)

    def take_key(self, top: _Open, key: str, line: int) -> None:
        if not key:
            self.refuse(line, "A key is empty.", "Write a word before the colon.")
        if key in top.value:
            first = self.lines[(*top.path, key)]
            message = f"The key '{key[:60]}' stands twice here, first on line {first}."
            self.refuse(line, message, "Keep one of them, or join them into one.")
        top.key = key
        self.lines[(*top.path, key)] = line

    def scalar(self, text: str, line: int) -> Any:
        """A plain scalar by the core schema of YAML 1.2."""
        if text in _WORDS:
            return _WORDS[text]
        if not _NUMBER.fullmatch(text):
            return text
        if len(text) > _DIGITS:
            self.refuse(line, "A number is too long.", "Put it in quotes if it is text.")
        if _INTEGER.fullmatch(text):
            return int(text, 0) if text[:2] in {"0o", "0x"} else int(text)
        value = float(text.lower().replace(".inf", "inf").replace(".nan", "nan"))
        if not math.isfinite(value):
            self.refuse(line, f"{text} cannot be stored as a number.", "Write a finite number.")
        return value

    def place(self, value: Any, line: int) -> Place:
        """Put a value where it belongs; its path is the answer."""
        if not self.open:
            self.data = value
            self.lines[()] = line
            return ()
        top = self.open[-1]
        if isinstance(top.value, list):
            path: Place = (*top.path, len(top.value))
            top.value.append(value)
            self.lines[path] = line
            return path
        assert top.key is not None
        path = (*top.path, top.key)
        top.value[top.key] = value
        top.key = None
        return path


def read_yaml(content: bytes, file: str, limits: Limits = Limits()) -> Document:
    """Data and lines of a YAML 1.2 file; raises CatalogueError for what we do not read."""
    reading = _Reading(file, limits)
    text = _decode(content, reading)
    try:
        for event in yaml.parse(text, Loader=_PARSER):
            reading.take(event)
    except yaml.YAMLError as error:
        _refuse_broken(error, text, reading)
    if reading.data is None:
        reading.refuse(1, "The file is empty.", "Write entries, or take the file away.")
    return Document(reading.data, reading.lines)


def _decode(content: bytes, reading: _Reading) -> str:
    """The text of a file that is not too large, is UTF-8 and has no control characters."""
    size = reading.limits.max_bytes
    if len(content) > size:
        reading.refuse(1, f"The file is larger than {size} bytes.", "Split it into several files.")
    save = "Save the file as UTF-8 without a byte order mark."
    if content.startswith(_MARKS):
        reading.refuse(1, "The file starts with a byte order mark (UTF-16 or a BOM).", save)
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        reading.refuse(line, "The file is not UTF-8 text.", save)
    found = _CONTROL.search(text)
    if found:
        line = text.count("\n", 0, found.start()) + 1
        code = f"U+{ord(found.group()):04X}"
        reading.refuse(
            line, f"The file holds a control character ({code}).", "Take it out; " + save
        )
    return text


def _refuse_broken(error: yaml.YAMLError, text: str, reading: _Reading) -> NoReturn:
    mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    line = mark.line + 1 if mark else 1
    rows = text.splitlines()
    row = rows[line - 1] if line <= len(rows) else ""
    if "maximum" in str(getattr(error, "problem", "")):
        reading.refuse_depth(line)
    if "\t" in row[: len(row) - len(row.lstrip())]:
        reading.refuse(line, "The line is indented with a tab.", "Indent with spaces.")
    problem = getattr(error, "problem", None) or "it cannot be read"
    reading.refuse(
        line, f"This is not YAML: {problem}.", "Check indentation, quotes, brackets and colons."
    )
