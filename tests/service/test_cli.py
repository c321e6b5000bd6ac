"""The command line: what it answers, what it refuses, and with which exit code."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from service.verbs import VERBS

if TYPE_CHECKING:
    from collections.abc import Callable

    Bandway = Callable[..., Any]

DAY = ("--as-of", "2026-11-30")
ASSISTANT = ("--from", "library-assistant")
QUESTIONS: dict[str, tuple[str, ...]] = {
    "routes": (*ASSISTANT, "--to", "librarian"),
    "gaps": (*ASSISTANT, "--to", "librarian"),
    "next": ASSISTANT,
    "ladder": (),
    "chokepoints": (*ASSISTANT, "--to", "librarian"),
    "unlock": (*ASSISTANT, "--to", "archivist"),
    "findings": (),
    "coverage": (),
    "compare": ("librarian", "archivist"),
    "search": ("book", "van"),
    "show": ("librarian",),
    "list": ("role",),
}
COMMANDS = {
    "serve", "check", "load", "versions", "activate", "history", "export", "query", "draw",
    "what-if",
    *QUESTIONS,
}  # fmt: skip
WRONG: dict[str, tuple[tuple[str, ...], str]] = {
    "not a day": (("list", "role", "--as-of", "yesterday"), "2025-12-09"),
    "no such day": (("list", "role", "--as-of", "2026-02-30"), "2025-12-09"),
    "unknown goal": (("routes", "--to", "librarin"), "Did you mean: librarian,"),
    "unknown start": (("next", "--from", "librarin"), "Did you mean: librarian,"),
    "unknown band": (("routes", "--to", "band:grade-z"), "Did you mean: grade-"),
    "unknown setting": (("gaps", *QUESTIONS["gaps"], "--setting", "main-libary"), "main-library"),
    "unknown strand": (("ladder", "--strand", "lendin"), "Did you mean: lending?"),
    "unknown employer": (("list", "role", "--employer", "eastmer"), "Did you mean: eastmere?"),
    "unknown source": (("list", "role", "--sources", "eastmere-handbok"), "eastmere-handbook?"),
    "unknown holding": (("next", "--holds", "library-degre"), "library-degree"),
    "unknown to avoid": (("routes", "--to", "librarian", "--avoid", "libraria"), "librarian"),
    "unknown entry": (("show", "librarin"), "Did you mean: librarian,"),
    "unknown subject": (("findings", "--about", "archivst"), "archivist"),
    "unknown kind": (("list", "rolle"), "Kinds: band,"),
    "unknown kind to search": (("search", "x", "--kind", "rolle"), "kind is one of: band,"),
    "unknown kind of finding": (("findings", "--kind", "gapp"), "kind is one of: fact,"),
    "unknown status": (("list", "role", "--status", "new"), "status is one of: current,"),
    "a level that is none": (("list", "qualification", "--level", "x"), "from 1 to 9"),
    "a level too high": (("list", "qualification", "--level", "12"), "between 1 and 9"),
    "an order that is none": (("routes", "--to", "librarian", "--by", "luck"), "steps, time, cost"),
    "too many studies": (("routes", "--to", "librarian", "--studies", "11"), "from 1 to 10"),
    "too many routes": (("routes", "--to", "librarian", "--alternatives", "99"), "from 1 to 20"),
    "months that are none": (("routes", "--to", "librarian", "--max-months", "x"), "0 or more"),
    "service without months": (("next", "--served", "librarian"), "librarian=24"),
    "a group as a goal": (("routes", "--to", "library-assistants"), "cannot be a goal"),
    "gaps from a band": (("gaps", "--from", "band:grade-c", "--to", "librarian"), "not from a"),
    "control characters": (("show", "a\x01b"), "control characters"),
    "bytes that are no text": (("show", "a\udc80b"), "control characters"),
    "a very long value": (("show", "a" * 5000), "too long"),
    "empty goal": (("routes", "--to", ""), "needs 'to'"),
    "no such folder": (("list", "role", "--catalogue", "nowhere"), "no such file or folder"),
}
USAGE: dict[str, tuple[str, ...]] = {
    "nothing": (),
    "unknown command": ("draw",),
    "unknown option": ("list", "role", "--bogus"),
    "option of another command": ("list", "role", "--stay-in", "lending"),
    "missing goal": ("routes",),
    "missing kind": ("list",),
    "missing words": ("search",),
    "goal given as an argument": ("routes", "librarian"),
    "version that is no number": ("activate", "first"),
    "port out of range": ("serve", "--port", "99999"),
    "no rows": ("query", "select 1", "--rows", "0"),
    "unknown format": ("export", "out", "--format", "xml"),
    "catalogue and store": ("list", "role", "--catalogue", ".", "--store", "sqlite:x.db"),
    "catalogue and store to export": ("export", "-", "--catalogue", ".", "--store", "sqlite:x"),
    "catalogue and store to serve": ("serve", "--catalogue", ".", "--store", "sqlite:x.db"),
}


def with_library(line: tuple[str, ...], folder: Path) -> tuple[str, ...]:
    return line if "--catalogue" in line else (*line, "--catalogue", str(folder))


def test_every_verb_is_a_command_and_nothing_else_is(bandway: Bandway) -> None:
    assert set(QUESTIONS) == set(VERBS)
    ran = bandway("--help")
    listed = {line.split()[0] for line in ran.out.partition("Commands:")[2].splitlines() if line}
    assert (ran.code, listed) == (0, COMMANDS)


@pytest.mark.parametrize("name", QUESTIONS)
def test_a_question_is_answered_in_words_and_in_json(
    bandway: Bandway, library_folder: Path, name: str
) -> None:
    line = (name, *QUESTIONS[name], "--catalogue", library_folder, *DAY)
    words = bandway(*line)
    assert (words.code, words.err) == (0, "")
    assert "This answer is for 30 November 2026." in words.out
    told = bandway(*line, "--json")
    assert (told.code, told.err) == (0, "")
    answer = json.loads(told.out)
    assert answer["question"]["as_of"] == answer["catalogue"]["as_of"] == "2026-11-30"
    assert answer["complete"] is True


@pytest.mark.parametrize("name", QUESTIONS)
def test_every_question_has_the_shared_options(bandway: Bandway, name: str) -> None:
    ran = bandway(name, "--help")
    assert ran.code == 0
    for option in (
        "--from", "--holds", "--avoid", "--served", "--in-strand", "--setting", "--employer",
        "--as-of", "--sources", "--json", "--catalogue", "--store",
    ):  # fmt: skip
        assert f"{option} " in ran.out
    assert ("--stay-in " in ran.out) == (name == "routes")


@pytest.mark.parametrize("name", WRONG)
def test_a_wrong_question_exits_1_and_says_what_to_do(
    bandway: Bandway, library_folder: Path, name: str
) -> None:
    line, told = WRONG[name]
    ran = bandway(*with_library(line, library_folder))
    assert (ran.code, ran.out) == (1, "")
    assert told in ran.err
    assert "Traceback" not in ran.err
    assert "fault of ours" not in ran.err


@pytest.mark.parametrize("name", USAGE)
def test_wrong_usage_exits_2(
    bandway: Bandway, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.chdir(tmp_path)
    ran = bandway(*USAGE[name])
    assert ran.code == 2
    assert "Usage: bandway" in ran.err + ran.out
    assert list(tmp_path.iterdir()) == []


def test_no_route_is_an_answer(bandway: Bandway, library_folder: Path) -> None:
    line = ("routes", "--from", "librarian", "--to", "archivist", "--catalogue", library_folder)
    ran = bandway(*line, *DAY)
    assert (ran.code, ran.err) == (0, "")
    assert "Nobody has written down how to get from here to archivist." in ran.out


def test_lists_are_options_given_again(bandway: Bandway, library_folder: Path) -> None:
    line = (
        *("routes", "--from", "library-assistant", "--to", "reading-room-keeper"),
        *("--holds", "archives-diploma", "--holds", "mentor-found", "--avoid", "move-up"),
        *("--served", "library-assistant=12", "--sources", "law,report", "--json"),
        *("--setting", "main-library", "--in-strand", "lending", "--employer", "eastmere"),
    )
    question = json.loads(bandway(*line, *DAY, "--catalogue", library_folder).out)["question"]
    assert question["holds"] == ["archives-diploma", "mentor-found"]
    assert question["avoid"] == ["move-up"]
    assert question["served"] == ["library-assistant=12"]
    assert question["sources"] == ["law", "report"]
    assert (question["by"], question["alternatives"]) == ("steps", 3)


def test_without_a_day_it_is_today_and_without_a_catalogue_the_built_in(bandway: Bandway) -> None:
    told = json.loads(bandway("list", "strand", "--json").out)
    assert len(told["question"]["as_of"]) == len("2026-11-30")
    assert "aseptic" in [i["id"] for i in told["items"]]


def test_a_setting_of_the_wrong_kind_is_told(
    bandway: Bandway, library_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BANDWAY_SEARCH_SECONDS", "soon")
    ran = bandway("list", "role", "--catalogue", library_folder)
    assert ran.code == 1
    assert "BANDWAY_SEARCH_SECONDS='soon' is not a number." in ran.err


def test_a_fault_of_ours_is_no_traceback(
    bandway: Bandway, library_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: Any) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr("service.cli_questions.open_world", broken)
    ran = bandway("list", "role", "--catalogue", library_folder)
    assert (ran.code, ran.out) == (1, "")
    assert "a fault of ours (ZeroDivisionError)" in ran.err
    monkeypatch.setenv("BANDWAY_DEBUG", "1")
    with pytest.raises(ZeroDivisionError):
        bandway("list", "role", "--catalogue", library_folder)


@pytest.mark.parametrize(
    ("line", "code", "told"),
    [
        (("show", "librarin"), 1, "Did you mean: librarian,"),
        (("routes", "--bogus"), 2, "No such option"),
        (("versions", "--store", "sqlite:none.db"), 3, "There is no store here"),
    ],
)
def test_the_program_itself_leaves_with_these_codes(
    library_folder: Path, tmp_path: Path, line: tuple[str, ...], code: int, told: str
) -> None:
    whole = with_library(line, library_folder) if line[0] == "show" else line
    done = subprocess.run(
        [sys.executable, "-m", "service.cli", *whole],
        cwd=tmp_path,
        check=False,
        capture_output=True,
        encoding="utf-8",
    )
    assert (done.returncode, done.stdout) == (code, "")
    assert told in done.stderr
    assert "Traceback" not in done.stderr


def test_a_pipe_gets_utf8_whatever_the_habit_of_the_system(library_folder: Path) -> None:
    line = ("routes", *QUESTIONS["routes"], *DAY, "--catalogue", str(library_folder))
    done = subprocess.run(
        [sys.executable, "-m", "service.cli", *line],
        check=False,
        capture_output=True,
        env=os.environ | {"PYTHONIOENCODING": "cp1252"},
    )
    assert (done.returncode, done.stderr) == (0, b"")
    assert "Library assistant → librarian" in done.stdout.decode("utf-8")
