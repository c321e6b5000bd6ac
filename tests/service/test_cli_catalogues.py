"""The commands that check and keep catalogues, in a store of their own."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from graph.catalogue import digest
from queries.ask import World

Bandway = Callable[..., Any]
DAY = ("--as-of", "2026-11-30")
FAULTY = """\
catalogue: {name: faulty}
entries:
  report: {kind: source, label: A report, places: {p1: Page 1}}
  a-post:
    kind: role
    label: A post
    type: post
    cite: {source: report, at: [p9]}
    grades: [{band: nowhere}]
    colour: blue
  b-post:
    kind: role
    type: post
    cite: {source: report, at: [p9]}
    requires: {holds: nothing-there}
"""


@pytest.fixture
def store(tmp_path: Path, bandway: Bandway, library_folder: Path) -> str:
    """A store that holds the library catalogue as version 1."""
    name = f"sqlite:{tmp_path / 'kept.db'}"
    ran = bandway("load", library_folder, "--store", name, "--json")
    assert (ran.code, ran.err) == (0, "")
    assert json.loads(ran.out)["version"] == 1
    return name


def test_check_tells_all_faults_at_once(bandway: Bandway, tmp_path: Path) -> None:
    file = tmp_path / "faulty.yaml"
    file.write_text(FAULTY, encoding="utf-8")
    ran = bandway("check", file)
    assert (ran.code, ran.err) == (1, "")
    lines = ran.out.splitlines()
    assert lines[-1] == f"{len(lines) - 1} faults"
    for told in ("colour", "'p9'", "'nothing-there'", "label"):
        assert any(told in line for line in lines), told
    assert all("faulty.yaml:" in line for line in lines[:-1])
    told = bandway("check", "--catalogue", file, "--json")
    assert told.code == 1
    found = json.loads(told.out)
    assert len(found) == len(lines) - 1
    assert set(found[0]) == {"file", "line", "entry", "clause", "message", "remedy"}
    assert all(f["line"] > 0 for f in found)


def test_check_without_a_path_reads_the_built_in_one(bandway: Bandway) -> None:
    assert bandway("check").out == "No faults.\n"


def test_a_question_over_a_faulty_catalogue_tells_the_faults(
    bandway: Bandway, tmp_path: Path
) -> None:
    file = tmp_path / "faulty.yaml"
    file.write_text(FAULTY, encoding="utf-8")
    for line in (("list", "role"), ("load", "--store", f"sqlite:{tmp_path / 'x.db'}")):
        ran = bandway(*line, "--catalogue", file)
        assert (ran.code, ran.out) == (1, "")
        assert "'nothing-there'" in ran.err
    assert not (tmp_path / "x.db").exists() or bandway(
        "versions", "--store", f"sqlite:{tmp_path / 'x.db'}"
    ).out.startswith("Nothing")


def test_load_versions_activate_history(
    bandway: Bandway, store: str, tmp_path: Path, library_folder: Path, library: World
) -> None:
    more = tmp_path / "more"
    more.mkdir()
    for file in library_folder.glob("*.yaml"):
        text = file.read_text(encoding="utf-8")
        (more / file.name).write_text(text.replace("Welcome day", "First day"), encoding="utf-8")
    assert bandway("load", "--catalogue", more, "--store", store).out.startswith(
        f"Version 2 is active: {len(library.catalogue.entries)} entries"
    )
    kept = json.loads(bandway("versions", "--store", store, "--json").out)
    assert [(v["version"], v["active"]) for v in kept] == [(1, False), (2, True)]
    assert kept[0]["digest"] == digest(library.catalogue)
    shown = ("show", "welcome-day", "--store", store, *DAY)
    assert bandway(*shown).out.startswith("First day")
    told = json.loads(bandway("history", "welcome-day", "--store", store, "--json").out)
    assert [(c["version"], c["body"]["label"]) for c in told] == [
        (1, "Welcome day"),
        (2, "First day"),
    ]
    assert "version 1: " in bandway("history", "welcome-day", "--store", store).out
    assert "No version has 'nowhere'." in bandway("history", "nowhere", "--store", store).out
    assert json.loads(bandway("activate", "1", "--store", store, "--json").out) == {"active": 1}
    assert bandway(*shown).out.startswith("Welcome day")
    assert "* 1" in bandway("versions", "--store", store).out


def test_a_version_that_is_not_there(bandway: Bandway, store: str) -> None:
    ran = bandway("activate", "9", "--store", store)
    assert (ran.code, ran.out) == (1, "")
    assert "no version 9" in ran.err
    assert "It has: 1." in ran.err


def test_a_store_answers_as_its_files_do(
    bandway: Bandway, store: str, library_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    line = ("routes", "--from", "library-assistant", "--to", "librarian", *DAY, "--json")
    from_files = bandway(*line, "--catalogue", library_folder).out
    assert bandway(*line, "--store", store).out == from_files
    monkeypatch.setenv("BANDWAY_STORE", store)
    assert bandway(*line).out == from_files
    assert bandway(*line, "--catalogue", library_folder).out == from_files
    assert json.loads(bandway("versions", "--json").out)[0]["active"] is True


def test_export_is_the_same_from_store_and_files(
    bandway: Bandway, store: str, tmp_path: Path, library_folder: Path
) -> None:
    one, two = tmp_path / "one.json", tmp_path / "two.json"
    told = json.loads(bandway("export", one, "--store", store, "--json").out)
    assert told == {"file": str(one), "bytes": one.stat().st_size}
    assert "Wrote" in bandway("export", two, "--catalogue", library_folder, "--format", "json").out
    assert one.read_bytes() == two.read_bytes()
    assert json.loads(one.read_bytes())["name"] == "invented-library-service"
    screen = bandway("export", "-", "--store", store)
    assert screen.out.encode() == one.read_bytes()
    ran = bandway("export", tmp_path / "no" / "x.json", "--store", store)
    assert ran.code == 1
    assert "Traceback" not in ran.err


def test_query_reads_and_does_nothing_else(bandway: Bandway, store: str) -> None:
    text = "select kind, count(*) as n from current_entry group by kind order by kind"
    ran = bandway("query", text, "--store", store)
    assert (ran.code, ran.out.splitlines()[:2]) == (0, ["kind\tn", "band\t5"])
    told = json.loads(bandway("query", text, "--store", store, "--rows", "2", "--json").out)
    assert (told["columns"], len(told["rows"]), told["complete"]) == (["kind", "n"], 2, False)
    assert "(cut short: there is more)" in bandway("query", text, "--rows", 2, "--store", store).out
    odd = "select 9e999 as far, x'00ff' as raw, null as none"
    told = json.loads(
        bandway("query", odd, "--store", store, "--json").out, parse_constant=pytest.fail
    )
    assert told["rows"] == [["inf", "00ff", None]]
    for wrong in ("delete from version", "drop table entry", "attach 'x' as y", "not sql", ""):
        ran = bandway("query", wrong, "--store", store)
        assert (ran.code, ran.out) == (1, ""), wrong
        assert "Traceback" not in ran.err
    endless = "with recursive c(x) as (select 1 union all select x+1 from c) select sum(x) from c"
    ran = bandway("query", endless, "--seconds", "0.05", "--store", store)
    assert ran.code == 1
    assert "longer than 0.05 s" in ran.err


@pytest.mark.parametrize(
    "line",
    [
        ("versions",),
        ("activate", "1"),
        ("history", "librarian"),
        ("query", "select 1"),
        ("list", "role"),
        ("export", "-"),
    ],
)
def test_a_store_that_cannot_be_reached_exits_3(
    bandway: Bandway, tmp_path: Path, line: tuple[str, ...]
) -> None:
    broken = tmp_path / "broken.db"
    broken.write_bytes(b"this is no database" * 100)
    for place in (tmp_path / "nowhere" / "x.db", broken):
        ran = bandway(*line, "--store", f"sqlite:{place}")
        assert (ran.code, ran.out) == (3, "")
        assert str(place) in ran.err
        assert "Traceback" not in ran.err


@pytest.mark.parametrize("line", [("versions",), ("history", "librarian"), ("load",)])
def test_a_command_that_needs_a_store_says_so(bandway: Bandway, line: tuple[str, ...]) -> None:
    ran = bandway(*line)
    assert (ran.code, ran.out) == (1, "")
    assert "Name a store" in ran.err
    assert "--store" in ran.err
