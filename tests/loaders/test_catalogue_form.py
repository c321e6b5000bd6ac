"""The canonical form of a catalogue: stable, and read back as the same catalogue."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

import pytest

from graph.catalogue import Catalogue, digest, dump, parse, tellings
from graph.errors import CatalogueError
from graph.facts import MoveFacts, RoleFacts
from graph.requirements import KEYS
from loaders.yaml_catalogue import load

BASES = ["report", "respondent", None]


def a_clause(chance: random.Random, depth: int = 0) -> dict[str, Any]:
    """A random clause; all keys come up, trees end at depth 3."""
    key = chance.choice([k for k in KEYS if depth < 3 or k not in {"all", "any", "at_least"}])
    branches = (
        [a_clause(chance, depth + 1) for _ in range(chance.randint(1, 3))] if depth < 3 else []
    )
    values: dict[str, Any] = {
        "all": branches,
        "any": branches,
        "at_least": {"n": 1, "of": branches},
        "holds": "award",
        "level": {"at_least": chance.randint(1, 8), "subject": chance.choice([None, "science"])},
        "served": {"role": "post", "months": chance.choice([None, 0, 6, 1.5])},
        "in_role": {"band": "5"},
        "condition": "sponsor",
        "unknown": "what \u201cexperienced\u201d means",
        "nothing": True,
    }
    clause = {key: values[key], "basis": chance.choice(BASES)}
    if chance.random() < 0.3:
        clause["when"] = {"setting": "section-10"}
    return clause


def a_catalogue(seed: int) -> Catalogue:
    """A random catalogue; its ids name nothing, which its form does not mind."""
    chance = random.Random(seed)
    cite = {"source": "report", "at": ["p1"], "checked": "2026-01-31"}
    entries: dict[str, Any] = {}
    for n in range(chance.randint(0, 8)):
        own = {"cite": chance.choice([None, cite]), "supersedes": ["x.1"] * chance.randint(0, 2)}
        role = {
            "requires": chance.choice([None, a_clause(chance)]),
            "grades": [{"band": "5", "requires": a_clause(chance)}],
            "valid_from": {"date": "2026-12-10", "certainty": "announced", "by": "a body"},
            "entry": chance.random() < 0.5,
        }
        move = {
            "from": ["a@4"],
            "to": "b",
            "conditions": a_clause(chance),
            "effect": chance.choice(["opens", "leaves-specialism"]),
        }
        figure = {"type": "figure", "table": {"a": 1, "b": 2.5}, "levels": [3, 7]}
        kind, more = chance.choice([("role", role), ("move", move), ("finding", figure)])
        also = [own | more for _ in range(chance.randint(0, 2))]
        entries[f"e{n}"] = own | more | {"kind": kind, "label": "Café \n &", "also": also}
    return Catalogue.model_validate({"name": "random", "entries": entries, "retired": {"o": "e1"}})


@pytest.mark.parametrize("seed", range(100))
def test_what_is_written_is_read_back_the_same(seed: int) -> None:
    catalogue = a_catalogue(seed)
    content = dump(catalogue)
    assert parse(content) == catalogue
    assert dump(parse(content)) == content
    assert digest(parse(content)) == digest(catalogue)


def test_the_digest_does_not_change_with_python_or_order(folder: Path) -> None:
    entries = {
        "b": {"kind": "role", "label": "B", "cite": {"source": "s"}, "note": None},
        "a": {"kind": "move", "from": "b", "to": "b", "effect": "opens"},
    }
    one = Catalogue.model_validate({"name": "x", "entries": entries})
    other = Catalogue.model_validate({"name": "x", "entries": dict(reversed(entries.items()))})
    assert dump(one) == dump(other)
    assert dump(one) == (
        b'{"entries":{"a":{"from":["b"],"kind":"move","to":"b"},'
        b'"b":{"cite":{"source":"s"},"kind":"role","label":"B"}},"name":"x","retired":{}}'
    )


def test_any_difference_changes_the_digest(folder: Path) -> None:
    digests = {digest(load([folder]))}
    roles = folder / "b_roles.yaml"
    for old, new in (("Technician", "Technicians"), ("implied", "report"), ("24", "25")):
        roles.write_text(roles.read_text().replace(old, new))
        digests.add(digest(load([folder])))
    assert len(digests) == 4


def test_a_loaded_catalogue_is_read_back_the_same(folder: Path) -> None:
    catalogue = load([folder])
    assert parse(dump(catalogue)) == catalogue
    assert tellings(parse(dump(catalogue)), "diploma") == tellings(catalogue, "diploma")


def test_tellings_are_of_the_class_of_their_kind(folder: Path) -> None:
    write = (
        "entries:\n  m: {kind: move, from: technician, to: technician, cite: {source: report}}\n"
    )
    (folder / "d_move.yaml").write_text(write)
    catalogue = load([folder])
    (move,) = tellings(catalogue, "m")
    assert type(move) is MoveFacts
    assert move.start == ("technician",)
    assert [type(t) for t in tellings(catalogue, "technician")] == [RoleFacts, RoleFacts]


@pytest.mark.parametrize(
    "content", [b"", b"{", b"[]", b"{}", b"\xff", b'{"name":"x","entries":{"a":{"kind":"b"}}}']
)
def test_content_of_another_form_is_refused(content: bytes) -> None:
    with pytest.raises(CatalogueError, match="not the canonical form"):
        parse(content)
