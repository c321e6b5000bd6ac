"""The benchmark of the engine runs, says what it does not measure, and its peers agree."""

from __future__ import annotations

import pytest

from queries.kernel.problem import UNREACHED
from queries.kernel.relax import full
from tests.benchmarks import engine, esco_instance, peers
from tests.benchmarks.making import make
from tests.benchmarks.measuring import table


def test_every_task_runs_and_equal_questions_have_equal_answers() -> None:
    found = list(engine.rows(scales=["seed"], queries=3, seconds=1))
    assert {row.name.split(",")[0] for row in found} == {
        "best additive route",
        "tidied quick route",
        "chokepoints of one role",
        "chokepoints of all facts",
        "reach",
        "five alternatives",
        "non-dominated routes",
        "near-optimal route",
        "route with its proof",
    }
    agreeing = [row.remark for row in found if "agree" in row.remark]
    assert agreeing == ["3 of 3 answers agree"] * 4
    assert all(row.ours_ms > 0 for row in found)
    assert "| best additive route | seed |" in table(found)


def test_a_peer_that_is_missing_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(peers, "installed", lambda library: False)
    found = list(engine.rows(["route"], ["seed"], queries=3, seconds=1))
    missing = {row.peer: row.remark for row in found if row.peer_ms is None}
    assert missing == {
        "halp shortest_b_tree": "not measured: halp is not installed",
        "rustworkx Dijkstra": "not measured: rustworkx is not installed",
        "igraph Dijkstra": "not measured: igraph is not installed",
    }


def test_relations_that_are_missing_are_said(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: object
) -> None:
    monkeypatch.setenv("BANDWAY_ESCO", str(tmp_path))
    assert list(engine.rows(["route"], ["esco-real"])) == []
    assert "esco-real: left out, occupation_skill_relations.csv.gz" in capsys.readouterr().err
    assert esco_instance.missing()


def test_an_instance_is_the_same_each_time_and_mostly_within_reach() -> None:
    one, two = make("seed"), make("seed")
    assert (one.problem, one.weights, one.holdings) == (two.problem, two.weights, two.holdings)
    assert make("seed", seed=2).problem != one.problem
    values = full(one.problem, one.weights)
    reached = sum(values.value(role) < UNREACHED for role in one.roles)
    assert reached > len(one.roles) / 2
    assert all(not w for w, real in zip(one.weights, one.problem.real, strict=True) if not real)
