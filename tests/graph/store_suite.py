"""What every store must do. A store's own test subclasses `StoreSuite` and gives `opener`."""

from __future__ import annotations

import hashlib
import random
from collections.abc import Callable
from typing import Any, ClassVar

import pytest

from graph.catalogue import Catalogue, digest, dump
from graph.errors import ConflictError, QuestionError, StoreError
from graph.store import Change, Report, Row, Store, load, save, to_rows

Opener = Callable[[], Store]


def make(labels: dict[str, str], retired: dict[str, list[str]] | None = None) -> Catalogue:
    """A catalogue of strands with these labels."""
    entries = {key: {"kind": "strand", "label": label} for key, label in labels.items()}
    return Catalogue.model_validate({"name": "test", "entries": entries, "retired": retired or {}})


def many(count: int, flavour: int = 0) -> Catalogue:
    """`count` strands of which a tenth differs between flavours."""
    return make({f"s{n}": f"Strand {n} of {flavour * (n % 10 == 0)}" for n in range(count)})


def put(store: Store, catalogue: Catalogue, expect: int | None) -> Report:
    """Import and publish in small batches."""
    token = store.begin_import("put")
    rows = list(to_rows(dump(catalogue)))
    for start in range(0, len(rows), 7):
        store.stage(token, rows[start : start + 7])
    return store.publish(token, expect, len(catalogue.entries), digest(catalogue))


def changed(report: Report) -> tuple[int, int, int]:
    """Added, changed, removed; the catalogue's name counts as a row."""
    return report.added, report.changed, report.removed


A = make({"x": "X", "y": "Y"})
B = make({"x": "X two", "z": "Z"}, {"y": ["z"]})


class StoreSuite:
    """Subclasses give `opener`, and texts in their dialect."""

    labels_query: ClassVar[str]
    by_id_query: ClassVar[str]
    by_id_params: ClassVar[Any]
    wrong_query = "this is no query"

    @pytest.fixture
    def opener(self) -> Opener:
        raise NotImplementedError

    @pytest.fixture
    def store(self, opener: Opener) -> Store:
        store = opener()
        store.migrate()
        return store

    def test_an_empty_store_answers_nothing(self, store: Store) -> None:
        health = store.health()
        assert (health.active, health.versions, health.digest) == (None, 0, None)
        assert store.versions() == () and store.history("x") == ()
        with pytest.raises(StoreError, match="bandway load"):
            load(store)

    def test_what_is_saved_is_loaded(self, store: Store, opener: Opener) -> None:
        odd = make({"x": 'naïve £ " \\ \x00 \U0001f9ea', "10.b-c": "ok"} | {"y": ""})
        for catalogue in (A, odd, make({}), many(5000), B):
            version = save(store, catalogue, "test")
            again = opener()
            again.migrate()
            assert load(again) == catalogue
            assert again.export() == again.export(version) == dump(catalogue)
            assert again.health().digest == digest(catalogue)

    def test_reports_and_versions(self, store: Store) -> None:
        reports = [put(store, A, None), put(store, B, 1), put(store, B, 2), put(store, A, 3)]
        assert [changed(r) for r in reports] == [(3, 0, 0), (1, 2, 0), (0, 0, 0), (0, 2, 1)]
        versions = store.versions()
        assert [v.version for v in versions] == [r.version for r in reports] == [1, 2, 3, 4]
        assert [v.digest for v in versions] == [digest(c) for c in (A, B, B, A)]
        assert [v.active for v in versions] == [False, False, False, True]
        assert {v.entries for v in versions} == {2} and versions[0].source == "put"
        assert versions[0].published.endswith("+00:00")
        for version, catalogue in zip(versions, (A, B, B, A), strict=True):
            assert store.export(version.version) == dump(catalogue)

    def test_staging_is_idempotent_and_unseen(self, store: Store) -> None:
        save(store, A, "first")
        token = store.begin_import("second")
        rows = list(to_rows(dump(B)))
        for batch in (rows[2:], rows[:3], [Row("x", "strand", "{}")], rows, rows):
            store.stage(token, batch)
            assert load(store) == A
            assert {row[0] for row in store.query(self.labels_query).rows} == {"x", "y"}
        store.publish(token, 1, len(B.entries), digest(B))
        assert load(store) == B

    @pytest.mark.parametrize("wrong", ["missing", "extra", "altered", "count"])
    def test_what_did_not_arrive_whole_is_not_published(self, store: Store, wrong: str) -> None:
        save(store, A, "first")
        token = store.begin_import("second")
        rows = {row.id: row for row in to_rows(dump(B))}
        if wrong == "missing":
            del rows["z"]
        elif wrong == "extra":
            rows["w"] = Row("w", "strand", '{"kind":"strand","label":"W"}')
        elif wrong == "altered":
            rows["z"] = Row("z", "strand", '{"kind":"strand","label":"z"}')
        store.stage(token, rows.values())
        with pytest.raises(StoreError, match="not published"):
            store.publish(token, 1, len(B.entries) + (wrong == "count"), digest(B))
        assert load(store) == A and store.health().active == 1
        store.stage(token, to_rows(dump(B)))
        if wrong != "extra":
            store.publish(token, 1, len(B.entries), digest(B))
            assert load(store) == B

    def test_two_importers_one_wins(self, store: Store, opener: Opener) -> None:
        save(store, A, "first")
        other = opener()
        mine, theirs = store.begin_import("mine"), other.begin_import("theirs")
        assert mine != theirs
        for each, token in ((store, mine), (other, theirs)):
            each.stage(token, to_rows(dump(B)))
        other.publish(theirs, 1, len(B.entries), digest(B))
        for expect in (1, theirs):
            with pytest.raises(ConflictError):
                store.publish(mine, expect, len(B.entries), digest(B))
        with pytest.raises(ConflictError):
            other.publish(theirs, theirs, len(B.entries), digest(B))
        assert store.health().active == theirs

    def test_a_number_is_never_used_twice(self, store: Store) -> None:
        seen = []
        for _ in range(3):
            seen.append(token := store.begin_import("dropped"))
            store.stage(token, to_rows(dump(A)))
            store.abandon(token)
            store.abandon(token)
            with pytest.raises(ConflictError):
                store.stage(token, to_rows(dump(A)))
        running = store.begin_import("runs")
        assert store.sweep() == (running,) and store.sweep() == ()
        with pytest.raises(ConflictError):
            store.publish(running, None, 2, digest(A))
        seen += [running, save(store, A, "kept")]
        assert len(set(seen)) == len(seen) == 5
        store.abandon(seen[-1])
        assert load(store) == A

    def test_rollback_and_what_follows(self, store: Store, opener: Opener) -> None:
        first, second = save(store, A, "a"), save(store, B, "b")
        with pytest.raises(ConflictError):
            store.activate(first, first)
        store.activate(first, second)
        assert load(opener()) == A
        assert {row[0] for row in store.query(self.labels_query).rows} == {"x", "y"}
        with pytest.raises(StoreError):
            store.activate(99, first)
        third = save(store, make({"w": "W"}), "c")
        store.activate(second, third)
        assert load(opener()) == B
        assert [v.active for v in store.versions()] == [False, True, False]
        store.activate(third, second)
        assert store.export(first) == dump(A) and store.export(second) == dump(B)

    def test_history_of_an_id(self, store: Store) -> None:
        for catalogue in (A, B, B, make({}), A):
            save(store, catalogue, "test")
        x = {row.id: row for row in to_rows(dump(A))}["x"]
        x_two = {row.id: row for row in to_rows(dump(B))}["x"]
        assert store.history("x") == (
            Change(1, x),
            Change(2, x_two),
            Change(4, None),
            Change(5, x),
        )
        kinds = [change.row.kind if change.row else None for change in store.history("y")]
        assert kinds == ["strand", "retired", None, "strand"]
        assert store.history("nobody") == ()

    def test_query_is_bounded(self, store: Store) -> None:
        save(store, many(50), "test")
        whole = store.query(self.labels_query)
        assert whole.complete and len(whole.rows) == 50 and len(whole.columns) == 2
        assert store.query(self.labels_query, rows=50).complete
        part = store.query(self.labels_query, rows=10)
        assert not part.complete and len(part.rows) == 10
        one = store.query(self.by_id_query, self.by_id_params)
        assert [row[0] for row in one.rows] == ["s7"]
        with pytest.raises(QuestionError):
            store.query(self.wrong_query)

    def test_against_a_model(self, store: Store) -> None:
        """Random verbs against a dict; every published version stays what it was."""
        chance = random.Random(7)
        model: dict[int, bytes] = {}
        active: int | None = None
        for _ in range(60):
            if model and chance.random() < 0.3:
                target = chance.choice(list(model))
                store.activate(target, active)
                active = target
            else:
                labels = {
                    f"s{n}": str(chance.randrange(3))
                    for n in range(9)
                    if n % 4 or chance.random() < 0.5
                }
                catalogue = make(labels)
                if chance.random() < 0.2:
                    store.stage(store.begin_import("crashed"), to_rows(dump(catalogue)))
                    continue
                active = put(store, catalogue, active).version
                model[active] = dump(catalogue)
            if active is not None:
                assert store.export() == model[active]
        assert {v.version: v.digest for v in store.versions()} == {
            version: hashlib.sha256(content).hexdigest() for version, content in model.items()
        }
        for version, content in model.items():
            assert store.export(version) == content
