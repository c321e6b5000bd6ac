"""Every fact of the source files has a place in the catalogue, or a reason why it has none."""

from __future__ import annotations

import pytest

from loaders.coverage import PAGE, Placing, by_hand, fact_ids, page, places
from loaders.yaml_catalogue import load


@pytest.fixture(scope="module")
def placing() -> Placing:
    return Placing(load(), by_hand())


def test_the_list_of_facts_is_whole_and_sorted() -> None:
    facts = fact_ids()
    assert facts == sorted(set(facts))
    assert len(facts) == 1163
    assert {"report.roles", "report.progression_edges", "report.not_stated"} <= {
        f[0] for f in facts
    }


def test_every_fact_has_a_place_that_exists_or_a_reason(placing: Placing) -> None:
    assert placing.missing(places(placing, fact_ids())) == []


def test_the_page_is_current(placing: Placing) -> None:
    """If not: run `python -m loaders.coverage`."""
    assert PAGE.read_text(encoding="utf-8") == page(placing, places(placing, fact_ids()))


def test_no_line_of_the_lists_is_about_a_fact_that_does_not_exist(placing: Placing) -> None:
    facts = set(fact_ids())
    named = {
        (section, fact)
        for section, lines in placing.by_hand.items()
        if section != "public-facts"
        for fact in lines
    }
    assert named - facts == set()


@pytest.mark.parametrize(
    ("section", "fact", "at"),
    [
        ("report.roles", "accountable_pharmacist", ("section-10-lead",)),
        ("report.roles", "accountable_pharmacist.2", ("fact-section-10-lead-2",)),
        ("report.competencies_and_knowledge", "leadership", ("leadership-skills",)),
        ("report.progression_edges", "E10", ("e10",)),
        ("report.systems_named", "sys_tutela", ("system-tutela",)),
    ],
)
def test_where_some_facts_went(
    placing: Placing, section: str, fact: str, at: tuple[str, ...]
) -> None:
    assert placing.place(section, fact).at == at


def test_a_fact_without_place_or_at_a_place_that_does_not_exist_is_told(placing: Placing) -> None:
    lost = Placing(placing.catalogue, {"s": {"a": ["nowhere"], "c": "left out: a reason"}})
    found = [lost.place("s", name) for name in ("a", "b-of-nothing", "c")]
    assert lost.missing(found) == [
        "s a: there is no 'nowhere'",
        "s b-of-nothing: no place and no reason",
    ]
