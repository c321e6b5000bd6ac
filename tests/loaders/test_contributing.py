"""The worked example of CONTRIBUTING.md loads over the built-in catalogue without a fault."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest

from graph.catalogue import digest
from loaders.yaml_catalogue import builtin, check_paths, load
from queries.ask import World, routes
from queries.question import Question
from queries.results import StartAnswer

GUIDE = Path(__file__).resolve().parents[2] / "CONTRIBUTING.md"
POST = "senior-radiopharmacy-technician"


@pytest.fixture
def example(tmp_path: Path) -> Path:
    (block,) = re.findall(r"```yaml\n(.*?)```", GUIDE.read_text(encoding="utf-8"), re.DOTALL)
    file = tmp_path / "example.yaml"
    file.write_text(block, encoding="utf-8")
    return file


def test_the_example_has_no_faults(example: Path) -> None:
    assert check_paths([example], beneath=builtin()) == []


def test_the_example_adds_the_role_and_a_telling(example: Path) -> None:
    catalogue = load([example], beneath=builtin())
    assert POST in catalogue.entries
    cite = catalogue.tellings("apdm")[-1].cite
    assert cite is not None
    assert cite.source == "example-hospital-advert-2026"
    assert len(catalogue.tellings("apdm")) == len(load().tellings("apdm")) + 1


def test_the_built_in_catalogue_has_no_such_role() -> None:
    assert POST not in load().entries


def answer(file: Path) -> StartAnswer:
    catalogue = load([file], beneath=builtin())
    question = Question(
        from_="pharmacy-technician-b5", holds=("kcl-radiopharmacy",), as_of=date(2026, 11, 30)
    )
    (found,) = routes(World(catalogue, digest(catalogue)), question, POST).by_start
    return found


def test_with_what_it_leaves_open_it_is_no_way_in_and_without_it_is(example: Path) -> None:
    none = answer(example).no_route
    assert none is not None
    assert none.kind == "not-stated"
    lines = example.read_text(encoding="utf-8").splitlines()
    closed = "\n".join(line for line in lines if "- unknown:" not in line)
    example.write_text(closed, encoding="utf-8")
    (route,) = answer(example).routes
    assert [c.kind for c in route.conditions] == ["seen"]
