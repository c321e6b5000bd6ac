"""Another field is another catalogue: the invented library service, by functions and command line.

The web doors over the same catalogue are in `test_another_field_web.py`.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from loaders.yaml_catalogue import builtin, check_paths
from queries.ask import World, routes
from queries.chokepoints import chokepoints
from queries.gaps import gaps
from queries.ladder import ladder
from queries.lookup import findings, list_kind, search_words, show
from queries.next_steps import next_steps
from queries.question import Question, RouteOptions
from queries.results import NoRoute, StartAnswer
from service.catalogues import beneath
from service.cli import app

DAY = "2026-11-30"
Ask = Callable[..., dict[str, Any]]
QUALIFIED = [
    ("take-up", "trainee-librarian"),
    ("qualify", "library-degree"),
    ("serve", "trainee-librarian"),
    ("register", "chartered-librarian"),
    ("take-up", "librarian"),
]
LOCAL = [
    ("course", "cataloguing-course"),
    ("arrange", "mentor-found"),
    ("take-up", "local-history-guide"),
]


def asked(start: str = "none", **more: Any) -> Question:
    return Question(from_=start, as_of=date.fromisoformat(DAY), **more)


def the_one(world: World, question: Question, goal: str) -> StartAnswer:
    (found,) = routes(world, question, goal).by_start
    return found


def no_route(world: World, question: Question, goal: str) -> NoRoute:
    found = the_one(world, question, goal)
    assert found.routes == ()
    assert found.no_route is not None
    return found.no_route


def steps(route: Any) -> list[tuple[str, str]]:
    return [(s.kind, s.id) for s in route.steps]


@pytest.fixture
def ask(library_folder: Path) -> Ask:
    """Asks the command line over the library catalogue; its JSON."""

    def run(verb: str, *arguments: str) -> dict[str, Any]:
        line = [verb, *arguments, "--catalogue", str(library_folder), "--as-of", DAY]
        text = CliRunner().invoke(app, line)
        assert text.exit_code == 0, text.output
        assert text.output.strip()
        done = CliRunner().invoke(app, [*line, "--json"])
        assert done.exit_code == 0, done.output
        found: dict[str, Any] = json.loads(done.output)
        return found

    return run


def test_the_catalogue_stands_alone_and_has_no_faults(library: World, library_folder: Path) -> None:
    assert check_paths([library_folder]) == []
    assert beneath([library_folder]) == ()
    done = CliRunner().invoke(app, ["check", str(library_folder)])
    assert (done.exit_code, done.output) == (0, "No faults.\n")
    done = CliRunner().invoke(app, ["check", "--catalogue", str(library_folder), "--json"])
    assert (done.exit_code, json.loads(done.output)) == (0, [])
    text = "".join(f.read_text(encoding="utf-8") for f in library_folder.glob("*.yaml"))
    assert "pharm" not in text.lower()
    assert {e.kind for e in library.catalogue.entries.values()} >= {"profile", "example", "block"}
    assert {f.name for f in builtin()}.isdisjoint(f.name for f in library_folder.glob("*.yaml"))


def test_everything_invented_says_so(library: World, library_folder: Path) -> None:
    for file in library_folder.glob("*.yaml"):
        assert "AN INVENTED EXAMPLE" in file.read_text(encoding="utf-8").splitlines()[0]
    for entry in library.catalogue.entries.values():
        if entry.kind in ("source", "organisation"):
            assert "invented" in entry.label


def test_a_stated_route_with_all_its_steps(library: World, ask: Ask) -> None:
    found = the_one(library, asked("senior-library-assistant"), "librarian")
    (route,) = found.routes
    assert steps(route) == QUALIFIED
    assert route.state == "stated"
    assert route.totals.months == 36
    assert all(s.evidence for s in route.steps)
    (start,) = ask("routes", "--from", "senior-library-assistant", "--to", "librarian")["by_start"]
    assert [(s["kind"], s["id"]) for s in start["routes"][0]["steps"]] == QUALIFIED


def test_bands_go_by_their_order_and_not_by_their_names(library: World, ask: Ask) -> None:
    start_at_d = asked("band:grade-d", setting="main-library")
    found = routes(library, start_at_d, "band:grade-b", RouteOptions(stay_in="lending"))
    (start,) = found.by_start
    assert start.starts == ("library-assistant@grade-d",)
    assert steps(start.routes[0])[-1] == ("take-up", "librarian")
    near = no_route(library, asked("librarian"), "archivist").nearest
    assert [(n.id, n.how) for n in near] == [("local-history-guide", "below")]
    (start,) = ask("routes", "--to", "band:chief-grade")["by_start"]
    assert start["no_route"]["kind"] == "not-stated"
    assert [c["kind"] for c in start["no_route"]["conditions"]] == ["profile"]


def test_a_conditional_route_and_what_it_hangs_on(library: World, ask: Ask) -> None:
    (route,) = the_one(library, asked("library-assistant"), "local-history-guide").routes
    assert steps(route) == LOCAL
    assert route.state == "conditional"
    assert {(c.kind, c.by) for c in route.conditions} == {
        ("granted", "employer"),
        ("local", "employer"),
    }
    there = asked("library-assistant", employer="eastmere", holds=("mentor-found",))
    (route,) = the_one(library, there, "local-history-guide").routes
    assert steps(route) == [LOCAL[0], LOCAL[2]]
    assert route.state == "stated"
    found = ask("routes", "--from", "library-assistant", "--to", "local-history-guide")
    assert found["by_start"][0]["routes"][0]["state"] == "conditional"


def test_a_seen_way_binds_nobody_else(library: World) -> None:
    (route,) = the_one(library, asked("librarian"), "music-librarian").routes
    assert steps(route) == [("serve", "librarian"), ("take-up", "music-librarian")]
    assert (route.state, route.steps[-1].way) == ("conditional", "seen")
    (route,) = the_one(library, asked("librarian", employer="northgate"), "music-librarian").routes
    assert route.state == "stated"


def test_closed_with_its_block_cited(library: World, ask: Ask) -> None:
    none = no_route(library, asked("library-assistant"), "reading-room-keeper")
    assert none.kind == "closed"
    (block,) = none.blocking
    assert (block.what, block.id, block.force) == ("block", "block-reading-room", "law")
    assert [(e.source, e.at, e.basis) for e in block.evidence] == [
        ("reading-rooms-act", ("s4",), "official")
    ]
    assert block.unless is not None
    assert block.unless.id == "archives-diploma"
    held = asked("library-assistant", holds=("archives-diploma",))
    (route,) = the_one(library, held, "reading-room-keeper").routes
    assert steps(route) == [("take-up", "reading-room-keeper")]
    told = ask("routes", "--from", "library-assistant", "--to", "reading-room-keeper")
    assert told["by_start"][0]["no_route"]["blocking"][0]["id"] == "block-reading-room"


def test_what_no_source_states_is_not_ruled_out(library: World, ask: Ask) -> None:
    none = no_route(library, asked("librarian"), "archivist")
    assert none.kind == "not-stated"
    assert none.not_ruled_out.ids == ("archivist",)
    assert [(u.about, u.evidence[0].at) for u in none.unknowns] == [("archivist", ("open",))]
    told = ask("routes", "--from", "librarian", "--to", "archivist")
    assert told["by_start"][0]["no_route"]["kind"] == "not-stated"


def test_a_proposed_post_does_not_exist(library: World) -> None:
    none = no_route(library, asked(), "night-librarian")
    assert (none.kind, none.status) == ("not-established", "proposed")


def test_a_rule_that_differs_by_setting(library: World, ask: Ask) -> None:
    answer = routes(library, asked("library-assistant"), "senior-library-assistant")
    found = {a.setting: [i for _, i in steps(a.routes[0])] for a in answer.by_start}
    assert found == {
        "main-library": ["shelving-certificate", "senior-library-assistant"],
        "mobile-library": ["shelving-certificate", "van-permit", "senior-library-assistant"],
    }
    line = ("--from", "library-assistant", "--to", "senior-library-assistant")
    (start,) = ask("routes", *line, "--setting", "mobile-library")["by_start"]
    assert "van-permit" in [s["id"] for s in start["routes"][0]["steps"]]
    per_setting = gaps(library, asked("library-assistant"), "senior-library-assistant").by_setting
    open_ = {s.setting: [c.id for c in s.closing] for s in per_setting}
    assert open_ == {
        "main-library": ["shelving-certificate"],
        "mobile-library": ["shelving-certificate", "van-permit"],
    }


def test_gaps(library: World, ask: Ask) -> None:
    answer = gaps(library, asked("trainee-librarian"), "chartered-librarian")
    (found,) = answer.by_setting
    assert (answer.state, found.verdict.clause) == ("unmet", "all")
    assert [c.state for c in found.verdict.children] == ["unmet", "unmet"]
    assert [(c.how, c.id) for c in found.closing] == [("route", "library-degree"), ("serve", None)]
    told = ask("gaps", "--from", "trainee-librarian", "--to", "chartered-librarian")
    assert told["state"] == "unmet"


def test_next(library: World, ask: Ask) -> None:
    answer = next_steps(library, asked("library-assistant"))
    assert {i.id for i in answer.learning} >= {"cataloguing-course", "shelving-certificate"}
    assert [i.id for i in answer.closed] == ["block-reading-room"]
    assert "librarian" in {i.id for i in answer.further}
    assert answer.opens == ()
    told = ask("next", "--from", "librarian")
    assert [i["id"] for i in told["leaves"]] == ["from-outside"]


def test_ladder(library: World, ask: Ask) -> None:
    answer = ladder(library, asked())
    assert answer.strands == ("archives", "lending")
    assert [r.level for r in answer.rows] == [2, 3, 4, 5, 6, 7, None]
    assert answer.largest_jump == (3, 6)
    assert [(s.from_level, s.to_level) for s in answer.spans] == [(4, 5)]
    states = {(r.level, c.strand): c.state for r in answer.rows for c in r.cells}
    assert states[2, "lending"] == "relevant, lacking apprenticeship"
    assert states[3, "archives"] == "partly relevant"
    assert states[6, "archives"] == "relevant"
    assert states[5, "lending"] == "nothing listed"
    assert ask("ladder", "--strand", "lending")["strands"] == ["lending"]


def test_show_search_and_list(library: World, ask: Ask) -> None:
    shown = show(library, asked(), "charter")
    assert (shown.id, shown.retired_from) == ("chartered-librarian", "charter")
    assert all(s.evidence for s in shown.statements)
    told = ask("show", "senior-library-assistant")
    assert [i["id"] for i in told["moves_here"]] == ["move-up"]
    assert [i["id"] for i in told["moves_on"]] == ["move-to-training"]
    assert "van-permit-contradiction" in [f["id"] for f in told["findings"]]
    assert search_words(library, asked(), "book van").hits[0].id == "mobile-library"
    assert ask("search", "kataloging")["hits"][0]["id"] == "cataloguing"
    assert [i.id for i in list_kind(library, asked(), "band").items] == [
        "chief-grade",
        "grade-a",
        "grade-b",
        "grade-c",
        "grade-d",
    ]
    told = ask("list", "role", "--strand", "archives")
    assert {i["id"] for i in told["items"]} == {
        "archivist",
        "local-history-guide",
        "reading-room-keeper",
    }


def test_chokepoints(library: World, ask: Ask) -> None:
    answer = chokepoints(library, asked("library-assistant"), ("librarian", "archivist"))
    assert {c.id for c in answer.on_all} == {
        "chartered-librarian",
        "library-degree",
        "senior-library-assistant",
        "shelving-certificate",
        "trainee-librarian",
    }
    assert answer.no_route_to == ("archivist",)
    told = ask("chokepoints", "--from", "library-assistant", "--to", "librarian")
    assert len(told["on_all"]) == 5


def test_findings_compare_and_coverage(library: World, ask: Ask) -> None:
    (found,) = findings(library, asked(), kind="contradiction").items
    assert found.about == ("senior-library-assistant", "van-permit")
    (found,) = findings(library, asked(), about="archivist").items
    assert (found.type, found.field) == ("not-stated", "way-in")
    (item,) = ask("findings", "--words", "vans counted")["items"]
    assert (item["value"], item["unit"], item["table"]) == ("3", "vans", {"red": 2, "blue": 1})
    compared = ask("compare", "senior-library-assistant")["items"]
    assert [c["setting"] for c in compared] == ["main-library", "mobile-library"]
    cells = {(c["strand"], c["stage"]): c["ids"] for c in ask("coverage")["items"]}
    assert cells["lending", "librarians"] == ["cataloguing-course"]


def test_a_narrower_choice_of_sources_says_less(library: World, ask: Ask) -> None:
    told = ask("list", "role", "--sources", "report")
    assert "archivist" in [i["id"] for i in told["items"]]
    only = asked("library-assistant", sources=("eastmere-handbook",))
    (route,) = the_one(library, only, "reading-room-keeper").routes
    assert steps(route) == [("take-up", "reading-room-keeper")]
