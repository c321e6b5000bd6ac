"""A Hypothesis state machine over the verbs of a store, against a model of dicts."""

from __future__ import annotations

from collections.abc import Callable

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from graph.catalogue import Catalogue, digest, dump
from graph.errors import ConflictError, StoreError
from graph.store import Row, Store, save, to_rows
from tests.graph.store_suite import make

IDS = ("a", "b", "c-1", "d.2", "e")
CATALOGUES = st.builds(
    lambda labels, gone: make(labels, {f"old-{key}": [key] for key in gone if key in labels}),
    st.dictionaries(st.sampled_from(IDS), st.sampled_from(("x", "y", "£ 'ß\\"))),
    st.sets(st.sampled_from(IDS[:2])),
)
AGED = st.integers(min_value=0, max_value=30)


class StoreMachine(RuleBasedStateMachine):
    """What a store says must be what the model says, after every verb."""

    fresh: Callable[[], Callable[[], Store]]

    def __init__(self) -> None:
        super().__init__()
        self.opener = type(self).fresh()
        self.store = self.opener()
        self.store.migrate()
        self.published: dict[int, Catalogue] = {}
        self.open: dict[int, Catalogue] = {}
        self.base: dict[int, int | None] = {}
        self.taken = 0
        self.active: int | None = None

    @rule(catalogue=CATALOGUES)
    def save(self, catalogue: Catalogue) -> None:
        self._publish(save(self.store, catalogue, "saved"), catalogue)

    @rule(catalogue=CATALOGUES, twice=st.booleans())
    def stage(self, catalogue: Catalogue, twice: bool) -> None:
        token = self.store.begin_import("staged")
        assert token > self.taken
        self.taken = token
        self.open[token] = catalogue
        self.base[token] = max(self.published, default=None)
        rows = list(to_rows(dump(catalogue)))
        if twice:
            self.store.stage(token, [Row(row.id, row.kind, "{}") for row in rows[:2]])
            self.store.stage(token, rows[1:])
        self.store.stage(token, rows)

    @precondition(lambda self: self.open)
    @rule(which=AGED, stale=st.booleans(), lame=st.booleans())
    def publish(self, which: int, stale: bool, lame: bool) -> None:
        token = sorted(self.open)[which % len(self.open)]
        catalogue = self.open[token]
        if stale:
            self._refused(lambda: self._put(token, catalogue, 999))
        elif lame:
            try:
                self.store.publish(token, self.active, 99, digest(catalogue))
            except StoreError:
                return
            raise AssertionError("a wrong count was published")
        elif self.base[token] == max(self.published, default=None):
            self._put(token, catalogue, self.active)
            self._publish(token, catalogue)

    @precondition(lambda self: self.published)
    @rule(which=AGED)
    def activate(self, which: int) -> None:
        version = sorted(self.published)[which % len(self.published)]
        self._refused(lambda: self.store.activate(version, 999))
        self.store.activate(version, self.active)
        self.active = version

    @precondition(lambda self: self.open)
    @rule(which=AGED)
    def abandon(self, which: int) -> None:
        token = sorted(self.open)[which % len(self.open)]
        self.store.abandon(token)
        catalogue = self.open.pop(token)
        self._refused(lambda: self.store.stage(token, to_rows(dump(catalogue))))

    @rule()
    def sweep(self) -> None:
        assert self.store.sweep() == tuple(sorted(self.open))
        self.open.clear()

    @rule()
    def open_again(self) -> None:
        self.store.close()
        self.store = self.opener()

    @rule(key=st.sampled_from((*IDS, "old-a", "@catalogue", "nobody")))
    def history(self, key: str) -> None:
        expected: list[tuple[int, Row | None]] = []
        before: Row | None = None
        for version, catalogue in sorted(self.published.items()):
            row = {row.id: row for row in to_rows(dump(catalogue))}.get(key)
            if row != before:
                expected.append((version, row))
            before = row
        found = [(change.version, change.row) for change in self.store.history(key)]
        assert found == expected

    @invariant()
    def says_what_the_model_says(self) -> None:
        health = self.store.health()
        assert (health.active, health.versions) == (self.active, len(self.published))
        listed = {each.version: each for each in self.store.versions()}
        assert listed.keys() == self.published.keys()
        if self.active is not None:
            assert self.store.export() == dump(self.published[self.active])
            assert [v for v, each in listed.items() if each.active] == [self.active]

    def teardown(self) -> None:
        for version, catalogue in self.published.items():
            assert self.store.export(version) == dump(catalogue)
        self.store.close()

    def _put(self, token: int, catalogue: Catalogue, expected: int | None) -> None:
        self.store.publish(token, expected, len(catalogue.entries), digest(catalogue))

    def _publish(self, version: int, catalogue: Catalogue) -> None:
        self.published[version] = catalogue
        self.active = version
        self.taken = max(self.taken, version)
        self.open = {token: c for token, c in self.open.items() if token > version}

    def _refused(self, verb: Callable[[], None]) -> None:
        try:
            verb()
        except ConflictError:
            return
        raise AssertionError("a conflict was not told")


def run_machine(fresh: Callable[[], Callable[[], Store]], examples: int, steps: int) -> None:
    """Run the machine on stores that `fresh` makes: each call gives an opener of an empty one."""
    machine = type("Machine", (StoreMachine,), {"fresh": staticmethod(fresh)})
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=examples,
            stateful_step_count=steps,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
