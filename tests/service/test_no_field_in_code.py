"""No code knows a field: the words of the first one stand in its catalogue and nowhere else."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from queries.ask import World

ROOT = Path(__file__).resolve().parents[2]
ROOMS = ("graph", "loaders", "queries", "visualise", "service")
ENDINGS = {".py", ".html", ".jinja", ".jinja2", ".j2", ".txt", ".js", ".mjs", ".css",
           ".svg"}  # fmt: skip
THIRD_PARTY = ("nhsuk-frontend", "vis-network")  # taken as they are, under their own names
WORDS = (
    r"pharm", r"asepti", r"gphc", r"nhs", r"hcpc", r"mhra", r"medic(?:al|ine)", r"hospital",
    r"clinic", r"patient", r"technician", r"scientist", r"dispens", r"radio(?!s?\b|-)",
    r"licensed unit", r"section[ -]?10\b", r"clean ?room", r"ptqa", r"\bpiat\b", r"\bstp\b",
    r"\bafc\b", r"agenda for change", r"\bband[ :@=]?[2-9]\b", r"\b(?:band[ :]?)?8[a-d]\b",
    r"@[2-9]\b", r"qualified person", r"qp[-_ ]status", r"\btrusts?\b",
)  # fmt: skip
PATTERN = re.compile("|".join(WORDS), re.IGNORECASE)
ALLOWED = (
    (r"nhsuk[-_.:\w/]*", "the package, the templates and the class names of the design system"),
    (r"\bNHS\.UK design system", "the name of the design system"),
)

NOT_A_FIELD = {
    "employer": "who grants a condition: the word of the form, in every field",
    "2": "the seconds after which a busy service is asked again",
}


def texts() -> Iterator[Path]:
    """Every file of ours that is code or a template."""
    for room in ROOMS:
        for file in sorted((ROOT / room).rglob("*")):
            if file.suffix in ENDINGS and not file.name.startswith(THIRD_PARTY):
                yield file


def words_of_the_field(text: str) -> list[str]:
    """The words found, those allowed taken out."""
    for allowed, _ in ALLOWED:
        text = re.sub(allowed, "", text, flags=re.IGNORECASE)
    return [m.group(0) for m in PATTERN.finditer(text)]


def test_there_is_something_to_read() -> None:
    assert {f.parent.name for f in texts()} >= set(ROOMS) - {"visualise"}


def test_no_module_and_no_template_holds_a_word_of_the_first_field() -> None:
    found = {
        f"{file.relative_to(ROOT)}:{number}": words
        for file in texts()
        for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), start=1)
        if (words := words_of_the_field(line))
    }
    assert found == {}


def test_no_module_names_an_entry_of_the_built_in_catalogue(world: World) -> None:
    found = {
        f"{file.relative_to(ROOT)}:{node.lineno} {node.value}"
        for file in texts()
        if file.suffix == ".py"
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
        if node.value.removeprefix("band:") in world.catalogue.entries
        if node.value not in NOT_A_FIELD
    }
    assert found == set()


@pytest.mark.parametrize(
    "line",
    [
        'if band == "8a":',
        "GOAL = 'band:6'",
        "start = 'worker@2'",
        'label = "Pharmacy technician"',
        "from the NHS",
        "Aseptic services",
    ],
)
def test_the_words_are_found(line: str) -> None:
    assert words_of_the_field(line)


@pytest.mark.parametrize(
    "line",
    [
        'loader = PackageLoader("nhsuk_frontend_jinja")',
        'class="nhsuk-radios__item"',
        "a band has its order",
        '<input type="radio">',
        "levels 2 to 8",
    ],
)
def test_plain_words_are_left_alone(line: str) -> None:
    assert words_of_the_field(line) == []
