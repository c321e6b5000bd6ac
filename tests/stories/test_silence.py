"""Silence is never an open door: what each start of the report reaches, and what carries it."""

from __future__ import annotations

from datetime import date

import pytest

from graph.requirements import Nothing, walk
from queries.ask import World
from queries.citing import general_rules
from queries.closure import Reach
from queries.ends import find_starts, ref_text
from queries.person import Person
from queries.question import Question, RouteOptions
from queries.routes import make_plan
from queries.verdicts import entry_verdict

SETTINGS = ["section-10", "licensed"]
PHARMACIST = {"stp-trainee", "clinical-scientist", "radiopharmacy-critical-post"}
TECHNICIAN = {"pharmacy-technician-b4@4", "pharmacy-technician-b5@5"}
SUPPORT = {"cleanroom-supervisor@4", "pre-reg-pharmacy-technician-trainee", "smt-apprentice"}
# start -> what it reaches in either setting with the report alone, and beside it in one setting
REACHED: dict[str, tuple[set[str], set[str], set[str]]] = {
    "none": (
        {
            "aseptic-support-worker@2",
            "aseptic-support-worker@3",
            "qa-staff",  # one applicant from outside was interviewed for it (E50)
            *SUPPORT,
            *TECHNICIAN,
        },
        {"product-approver"},
        {"trainee-qp"},
    ),
    "aseptic-support-worker@2": (
        {"aseptic-support-worker@3", *SUPPORT, *TECHNICIAN},
        {"product-approver"},
        set(),
    ),
    "aseptic-support-worker@3": ({*SUPPORT, *TECHNICIAN}, {"product-approver"}, set()),
    "cleanroom-supervisor@4": (
        {"pre-reg-pharmacy-technician-trainee", *TECHNICIAN},
        {"product-approver"},
        set(),
    ),
    "pre-reg-pharmacy-technician-trainee": (TECHNICIAN, {"product-approver"}, set()),
    "pharmacy-technician-b4@4": ({"pharmacy-technician-b5@5"}, {"product-approver"}, set()),
    "pharmacy-technician-b5@5": (set(), {"product-approver"}, set()),
    "specialist-pharmacy-technician": (TECHNICIAN, {"product-approver"}, set()),
    "specialist-et-technician": (TECHNICIAN, {"product-approver"}, set()),
    "qc-support-worker": (
        {"pre-reg-pharmacy-technician-trainee", *TECHNICIAN},
        {"product-approver"},
        {"smt-apprentice"},
    ),
    "clinical-scientist": ({"radiopharmacy-critical-post"}, set(), {"licensed-quality-role"}),
    "pharmacist-b7@7": (
        {"pharmacist-b8a@8a", *PHARMACIST},
        set(),
        {"licensed-quality-role"},
    ),
    "pharmacist-b8a@8a": (PHARMACIST, set(), {"licensed-quality-role"}),
    "junior-rotational-pharmacist": (PHARMACIST, set(), {"licensed-quality-role"}),
    "split-role-pharmacist": (PHARMACIST, set(), {"licensed-quality-role"}),
    "consultant-pharmacist-radiopharmacy": (PHARMACIST, set(), {"licensed-quality-role"}),
    "chief-pharmacist": (PHARMACIST, set(), {"licensed-quality-role"}),
    "clinical-pharmacist-future": (PHARMACIST, set(), {"licensed-quality-role"}),
    "section-10-lead": (PHARMACIST, set(), {"licensed-quality-role"}),
    "lead-pharmacist-deputy-leeds": (
        PHARMACIST,
        {"section-10-lead"},
        {"licensed-quality-role"},
    ),
    "deputy-qc-lab-manager": ({"qc-lab-manager"}, set(), set()),
    "rotational-technical-staff": ({"qa-staff"}, set(), {"trainee-qp"}),
    "qa-staff": (set(), set(), {"trainee-qp"}),
}


def everything(world: World, start: str, setting: str, sources: tuple[str, ...]) -> dict[str, str]:
    """Posts and functions that a start reaches, without those below it, and what carries each."""
    question = Question(from_=start, as_of=date(2026, 11, 30), sources=sources, setting=setting)
    snapshot = world.snapshot(question)
    reached: dict[str, str] = {}
    starts, _ = find_starts(snapshot, question, None)
    for found in starts:
        plan = make_plan(snapshot, question, RouteOptions(), found, "hcpc")
        gained = Reach(snapshot, plan.limits, plan.person, plan.ways).gain()
        own = snapshot.band_order.get(found.band or "", 0) if found else 0
        for way in gained.ways:
            band = snapshot.band_order.get(way.band or "", 99)
            if way.kind == "take-up" and band >= own:
                name = f"{way.target}@{way.band}" if way.band else way.target
                reached.setdefault(name, f"{way.way}:{way.way_id}")
    return reached


@pytest.mark.parametrize("setting", SETTINGS)
def test_every_start_reaches_what_moves_carry_and_nothing_else(world: World, setting: str) -> None:
    snapshot = world.snapshot(Question(as_of=date(2026, 11, 30), sources=("scoping-report",)))
    starts = ["none"]
    for role in snapshot.of_kind("role"):
        if role.first("type") in ("post", "trainee", "function"):
            question = Question(from_=role.id, as_of=date(2026, 11, 30))
            starts += [ref_text(s) for s in find_starts(snapshot, question, None)[0]]
    for start in starts:
        reached = everything(world, start, setting, ("scoping-report",))
        both, section_10, licensed = REACHED.get(start, (set(), set(), set()))
        assert set(reached) == both | (section_10 if setting == "section-10" else licensed), start
        for name, way in reached.items():
            kind, _, way_id = way.partition(":")
            assert kind == "move", (name, way)
            move = snapshot.entries[way_id]
            assert move.kind == "move" and all(t.cite for t in move.tellings)


def test_the_counts_that_the_report_bears_out(world: World) -> None:
    report = ("scoping-report",)
    assert len(everything(world, "aseptic-support-worker@2", "section-10", report)) == 7
    assert len(everything(world, "pharmacy-technician-b5@5", "section-10", report)) == 1


def test_who_holds_nothing_meets_only_what_is_stated_to_need_nothing(world: World) -> None:
    sources = [i for i, e in world.catalogue.entries.items() if e.kind == "source"]
    checked = 0
    for source in sources:
        snapshot = world.snapshot(Question(as_of=date(2026, 11, 30), sources=(source,)))
        for seen in snapshot.of_kind("role", "qualification", "registration", "course"):
            for setting in (None, *SETTINGS):
                verdict = entry_verdict(snapshot, Person(), seen, setting)
                clauses = [
                    c for r in general_rules(snapshot, seen, setting) for c in walk(r.clause)
                ]
                free = any(isinstance(c, Nothing) for c in clauses)
                checked += bool(clauses)
                assert verdict.state != "met" or free, (source, seen.id, setting)
    assert checked > 20
