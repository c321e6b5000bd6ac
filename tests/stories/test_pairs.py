"""Answers worked out by hand from the facts (docs/worked-answers.md shows both)."""

from __future__ import annotations

import json
from typing import Any

import pytest
from fastapi.testclient import TestClient

from queries.ask import World
from service.app import create_app
from tests.stories.worked import PAGE, PAIRS, ask, page, parameters, world_of


@pytest.mark.parametrize("name", PAIRS)
def test_the_engine_gives_what_was_worked_out_by_hand(world: World, name: str) -> None:
    pair = PAIRS[name]
    answer = ask(world_of(pair, world), pair)
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


def test_the_kinds_of_answers_that_must_be_among_them_are() -> None:
    answers: list[dict[str, Any]] = list(PAIRS.values())
    stated = [p for p in answers if p.get("state") == "stated" and len(p["steps"]) >= 3]
    assert len(stated) >= 2
    assert {"closed", "not-stated"} <= {p.get("kind") for p in answers}
    assert [p for p in answers if p.get("leaves") == "yes"]
    assert [p for p in answers if "overlay" in p]
    assert len(answers) >= 9


def test_rest_and_the_page_say_the_same(world: World) -> None:
    with TestClient(create_app(world)) as client:
        for pair in (p for p in PAIRS.values() if "overlay" not in p):
            given = parameters(pair)
            answer = ask(world, pair)
            reply = client.get("/api/v1/routes", params=given)
            assert reply.json() == json.loads(answer.model_dump_json(by_alias=True))
            shown = client.get("/routes", params=given)
            assert shown.status_code == 200


def test_the_page_of_the_answers_is_current(world: World) -> None:
    written = PAGE.read_text(encoding="utf-8")
    assert written == page(world), "write it anew: python -m tests.stories.worked"
