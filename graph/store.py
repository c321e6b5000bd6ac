"""What a store of published catalogues does, in words that SQLite and Neo4j both keep.

A catalogue is stored as rows, one an entry, and each row is visible from a version until
another. One pointer says which version is active; a reader sees that version whole or an error.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any, Protocol

from graph.catalogue import Catalogue, dump, parse
from graph.errors import StoreError

Progress = Callable[[int, int], None]
NAME = "@catalogue"
BATCH = 2000


@dataclass(frozen=True)
class Row:
    """One entry (or retired id, or the catalogue's name) as its canonical JSON text."""

    id: str
    kind: str
    body: str


@dataclass(frozen=True)
class Version:
    """A published catalogue: where it came from, when, how large, and the SHA-256 of its export."""

    version: int
    source: str
    published: str
    entries: int
    digest: str
    active: bool


@dataclass(frozen=True)
class Report:
    """What a publication did, against the version published before it."""

    version: int
    entries: int
    digest: str
    added: int
    changed: int
    removed: int


@dataclass(frozen=True)
class Change:
    """What an id became in a version; `row` is None where it was taken out."""

    version: int
    row: Row | None


@dataclass(frozen=True)
class Health:
    """Which engine answers and which version is active (None = nothing published yet)."""

    engine: str
    active: int | None
    versions: int
    digest: str | None


@dataclass(frozen=True)
class Answer:
    """The answer to a query; `complete` is false where a limit cut it short."""

    columns: tuple[str, ...]
    rows: tuple[tuple[Any, ...], ...]
    complete: bool


class Store(Protocol):
    """The verbs of every store. All raise StoreError; opening one verifies its active version."""

    dialect: str

    def migrate(self) -> None:
        """Make or update the schema; safe to repeat. Refuses a schema newer than this program."""

    def health(self) -> Health:
        """Engine and active version; fails fast."""

    def begin_import(self, source: str) -> int:
        """A token, which is the number of the version to be; numbers are never used twice."""

    def stage(self, token: int, rows: Iterable[Row]) -> None:
        """Put rows aside for the import, seen by nobody; a batch may be repeated."""

    def publish(self, token: int, expect_active: int | None, entries: int, sha256: str) -> Report:
        """Make the staged rows the active version, all at once.

        They must have this count of entries and this digest. ConflictError where the active
        version is not the expected one, or a later import was published; a store may also refuse
        an import that was begun before another was published.
        """

    def abandon(self, token: int) -> None:
        """Drop what an unpublished import staged; safe to repeat."""

    def sweep(self) -> tuple[int, ...]:
        """Abandon every unpublished import and name them; one still running gets a conflict."""

    def activate(self, version: int, expect_active: int | None) -> None:
        """Move the pointer to a published version, back or forward, after verifying it."""

    def versions(self) -> tuple[Version, ...]:
        """All published versions, oldest first."""

    def history(self, entry_id: str) -> tuple[Change, ...]:
        """What became of an id, version by version; empty where it never was."""

    def export(self, version: int | None = None) -> bytes:
        """A version (default: the active one) in canonical JSON, verified against its digest."""

    def query(
        self,
        text: str,
        params: Mapping[str, Any] | Sequence[Any] = (),
        seconds: float = 2.0,
        rows: int = 1000,
    ) -> Answer:
        """Answer a read-only query in the store's dialect, within limits of time and size.

        QuestionError where the text is wrong, would write, or takes too long.
        """

    def close(self) -> None:
        """Let go of what is held."""


def save(store: Store, catalogue: Catalogue, source: str, tell: Progress | None = None) -> int:
    """Publish a catalogue over the version active now; returns the new version.

    `tell` hears after each batch how many rows are staged, and of how many.
    """
    store.migrate()
    expected = store.health().active
    token = store.begin_import(source)
    try:
        content = dump(catalogue)
        rows, sha256 = to_rows(content), hashlib.sha256(content).hexdigest()
        done, every = 0, 1 + len(catalogue.entries) + len(catalogue.retired)
        while batch := list(islice(rows, BATCH)):
            store.stage(token, batch)
            done += len(batch)
            if tell is not None:
                tell(done, every)
        return store.publish(token, expected, len(catalogue.entries), sha256).version
    except BaseException:
        with contextlib.suppress(StoreError):
            store.abandon(token)
        raise


def load(store: Store) -> Catalogue:
    """The active catalogue, verified."""
    return parse(store.export())


def to_rows(content: bytes) -> Iterator[Row]:
    """The canonical JSON of a catalogue as rows, sorted by id."""
    document = json.loads(content)
    rows = [Row(NAME, "name", _text(document["name"]))]
    rows += [Row(key, body["kind"], _text(body)) for key, body in document["entries"].items()]
    rows += [Row(key, "retired", _text(body)) for key, body in document["retired"].items()]
    return iter(sorted(rows, key=lambda row: row.id))


def to_pieces(rows: Iterable[Row]) -> Iterator[str]:
    """The text of `dump` again, piece by piece, from rows sorted by id.

    A row filed under a kind that its body does not state loses the body, so that the digest tells.
    """
    name, retired, comma = "null", [], ""
    yield '{"entries":{'
    for row in rows:
        if row.kind == "name":
            name = row.body
        elif row.kind == "retired":
            retired.append(f"{_text(row.id)}:{row.body}")
        else:
            honest = f'"kind":{_text(row.kind)}' in row.body
            yield f"{comma}{_text(row.id)}:{row.body if honest else None}"
            comma = ","
    yield f'}},"name":{name},"retired":{{{",".join(retired)}}}}}'


def _text(value: Any) -> str:
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
