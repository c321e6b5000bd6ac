"""Every statement of the built-in catalogue says where it was found; contradictions are shown."""

from __future__ import annotations

from datetime import date

import pytest

from graph.catalogue import tellings
from graph.facts import SourceFacts
from queries.ask import World
from queries.lookup import findings, show
from queries.question import Question

DAY = date(2026, 11, 30)
STATED = (
    "grades", "level", "months", "days", "hours", "cost", "requires", "relevance", "recognised_by",
    "status", "start", "to", "shuts", "unless", "pay", "audience", "teaches", "gives", "access",
)  # fmt: skip
CONTRADICTIONS = {
    "x01": ("69%", "67%"),
    "l01": ("taught delivery", "PIAT", "PTQA"),
}


def test_every_statement_has_a_source_that_resolves(world: World) -> None:
    counted = 0
    for name, entry in world.catalogue.entries.items():
        for telling in tellings(world.catalogue, name):
            says = [f for f in STATED if getattr(telling, f, None) not in (None, (), {})]
            if not says or isinstance(entry, SourceFacts):
                continue
            assert telling.cite is not None, (name, says)
            source = world.catalogue.entries.get(telling.cite.source)
            assert isinstance(source, SourceFacts), (name, telling.cite.source)
            assert telling.cite.at, name
            assert set(telling.cite.at) <= set(source.places), (name, telling.cite.at)
            counted += len(says)
    assert counted > 600


@pytest.mark.parametrize("key", CONTRADICTIONS)
def test_a_contradiction_of_the_report_is_found_and_shown(world: World, key: str) -> None:
    question = Question(as_of=DAY, sources=("scoping-report",))
    told = findings(world, question, kind="contradiction").items
    (one,) = [i for i in told if key.upper() in {k for e in i.evidence for k in e.keys[:1]}]
    for words in CONTRADICTIONS[key]:
        assert words in one.text
    assert one.evidence and one.about
    for name in one.about:
        assert one.id in {f.id for f in show(world, question, name).findings}, name
