"""Faults to plant in the engine, one at a time: each a sentence, and what it changes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from graph import snapshot as snapshots
from graph.requirements import AnyOf, Unknown
from queries import (
    ask,
    blocks,
    citing,
    duration,
    engine,
    gate_trees,
    gathering,
    no_route,
    passing,
    person,
    taking,
    verdicts,
)
from queries.results import Verdict

Patch = pytest.MonkeyPatch
FAULTS: dict[str, Callable[[Patch], None]] = {}


def fault(sentence: str) -> Callable[[Callable[[Patch], None]], Callable[[Patch], None]]:
    """Lists a fault under its sentence."""

    def listed(plant: Callable[[Patch], None]) -> Callable[[Patch], None]:
        FAULTS[sentence] = plant
        return plant

    return listed


def everywhere(patch: Patch, name: str, value: Any, *modules: Any) -> None:
    """Replace a function in every module that has imported it by name."""
    for module in modules:
        patch.setattr(module, name, value)


@fault("a clause of which the source says nothing counts as met")
def unknown_is_met(patch: Patch) -> None:
    true = verdicts._state

    def state(snapshot: Any, who: Any, clause: Any, below: Any) -> Any:
        if isinstance(clause, Unknown):
            return "met", (), ()
        return true(snapshot, who, clause, below)

    patch.setattr(verdicts, "_state", state)


@fault("at_least is content with one branch less")
def one_less(patch: Patch) -> None:
    true = verdicts.at_least
    everywhere(patch, "at_least", lambda n, states: true(n - 1, states), verdicts, passing)


@fault("any asks for every branch")
def any_is_all(patch: Patch) -> None:
    state, passable = verdicts._state, passing.passable

    def every(snapshot: Any, who: Any, clause: Any, below: tuple[Verdict, ...]) -> Any:
        if isinstance(clause, AnyOf):
            return min((v.state for v in below), key=verdicts.RANK.__getitem__), (), ()
        return state(snapshot, who, clause, below)

    def passes(verdict: Verdict) -> Any:
        whole = verdict.clause == "any"
        return passable(verdict.model_copy(update={"clause": "all"}) if whole else verdict)

    patch.setattr(verdicts, "_state", every)
    everywhere(patch, "passable", passes, passing, taking)


@fault("an unknown branch beside known ones is a way in")
def silence_is_a_way_in(patch: Patch) -> None:
    everywhere(patch, "passable", lambda verdict: verdict.state, passing, taking)
    patch.setattr(gate_trees, "Unknown", ())  # no clause is one


@fault("blocks never bite")
def no_blocks(patch: Patch) -> None:
    everywhere(patch, "concerning", lambda *_, **__: iter(()), blocks)


@fault("nothing lifts a block")
def no_exceptions(patch: Patch) -> None:
    true = blocks.judge

    def judge(*given: Any) -> Verdict:
        return true(*given).model_copy(update={"state": "unmet"})

    patch.setattr(blocks, "judge", judge)


@fault("clauses for another setting count here")
def no_settings(patch: Patch) -> None:
    everywhere(patch, "in_setting", lambda clause, _: clause, citing, gathering, blocks)


@fault("the lens of sources is ignored")
def no_lens(patch: Patch) -> None:
    true = snapshots.compile_snapshot

    def whole(catalogue: Any, as_of: Any, sources: Any, **more: Any) -> Any:
        return true(catalogue, as_of, (), **more)

    patch.setattr(ask, "compile_snapshot", whole)


@fault("what a newer statement supersedes still binds")
def no_supersession(patch: Patch) -> None:
    true = snapshots.tellings

    def told(*given: Any) -> Any:
        return [t.model_copy(update={"supersedes": ()}) for t in true(*given)]

    patch.setattr(snapshots, "tellings", told)


@fault("a statement counts before its first and after its last day")
def no_validity(patch: Patch) -> None:
    patch.setattr(snapshots, "_in_force", lambda *_: True)


@fault("service counts as done")
def served(patch: Patch) -> None:
    patch.setattr(verdicts, "has_served", lambda *_: ("met", (), ()))


@fault("an unknown length ranks as none")
def unknown_is_short(patch: Patch) -> None:
    true = duration.counted
    everywhere(patch, "counted", lambda months: true(months) or 0.0, duration, engine)


@fault("a condition is granted without a word")
def granted(patch: Patch) -> None:
    true = taking.hangs_on

    def hangs_on(snapshot: Any, limits: Any, way: Any) -> Any:
        return () if way.kind == "arrange" else true(snapshot, limits, way)

    patch.setattr(taking, "hangs_on", hangs_on)


@fault("what nobody says outright makes no step conditional")
def never_weak(patch: Patch) -> None:
    everywhere(patch, "is_weak", lambda *_: False, gathering, person)


@fault("what is closed may be taken up")
def closed_is_open(patch: Patch) -> None:
    patch.setattr(gathering, "_usable", lambda *_: True)


@fault("every post may be reached from everywhere")
def open_doors(patch: Patch) -> None:
    everywhere(patch, "start_matches", lambda *_: (), taking, gate_trees)


@fault("one employer's rule binds everybody")
def everybody(patch: Patch) -> None:
    everywhere(patch, "is_local", lambda *_: False, citing, gathering)


@fault("two tellings of one rule must both be met")
def both_tellings(patch: Patch) -> None:
    def least(states: list[Any]) -> Any:
        return min(states, key=verdicts.RANK.__getitem__)

    everywhere(patch, "told_twice", least, verdicts, passing)


@fault("a step may begin before what it needs is there")
def too_early(patch: Patch) -> None:
    patch.setattr(taking, "latest", lambda *_: 0.0)


@fault("no route is never out of scope")
def no_limits(patch: Patch) -> None:
    patch.setattr(no_route, "outside", lambda *_: None)
