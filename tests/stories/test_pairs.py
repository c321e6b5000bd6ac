"""Nine answers, worked out by hand from the facts (docs/nine-answers.md shows both)."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from queries.ask import World, routes
from queries.question import Question, RouteOptions

PAIRS: dict[str, Any] = yaml.safe_load(
    Path(__file__).with_name("pairs.yaml").read_text(encoding="utf-8")
)


@pytest.mark.parametrize("name", PAIRS)
def test_the_engine_gives_what_was_worked_out_by_hand(world: World, name: str) -> None:
    pair = PAIRS[name]
    asked = dict(pair["ask"])
    goal, stay_in = asked.pop("to"), asked.pop("stay_in", None)
    question = Question(as_of=date(2026, 11, 30), **asked)
    answer = routes(world, question, goal, RouteOptions(stay_in=stay_in))
    if "starts" in pair:
        assert [s for a in answer.by_start for s in a.starts] == pair["starts"]
    for found in answer.by_start:
        none = found.no_route
        if "kind" in pair:
            assert not found.routes and none is not None
            assert none.kind == pair["kind"]
            assert {b.id for b in none.blocking} >= set(pair.get("blocks", ()))
            assert all(b.evidence for b in none.blocking)
            near = [n.id for n in none.nearest]
            assert near[: len(pair.get("nearest", ()))] == pair.get("nearest", [])
            assert all(n.evidence for n in none.nearest)
            assert {c.kind for c in none.conditions} >= set(pair.get("conditions", ()))
            continue
        best = found.routes[0]
        assert best.state == pair["state"]
        ids = [s.id for s in best.steps]
        assert ids == pair.get("steps", ids)
        assert ids[-1] == pair.get("last", ids[-1])
        assert best.totals.unknown_months == pair.get("unknown_months", best.totals.unknown_months)
        assert best.totals.months == pair.get("months", best.totals.months)
        assert best.leaves_strand == pair["leaves"]
        assert all(s.evidence for s in best.steps)
