"""What can be wrong in a whole catalogue: one case for each rule, and one where all is well."""

from __future__ import annotations

from inspect import getmembers, isclass
from pathlib import Path
from typing import Any

import pytest

from graph import entries, provenance, requirements
from graph.catalogue_references import reference_kinds
from graph.provenance import Model
from loaders.yaml_catalogue import check_paths

BASE = """
entries:
  s: {kind: source, label: S, places: {p1: Page 1}}
  '4': {kind: band, label: Band 4, order: 3}
  '5': {kind: band, label: Band 5, order: 4}
  section-10: {kind: setting, label: Section 10}
  licensed: {kind: setting, label: Licensed}
  aseptic: {kind: strand, label: Aseptic}
  trust: {kind: organisation, label: Trust}
  sponsor: {kind: condition, label: Sponsor, by: trust}
  technicians: {kind: staff-group, label: Technicians}
  gphc: {kind: registration, label: GPhC, cite: {source: s}, body: trust}
  award: {kind: qualification, label: Award, cite: {source: s}, level: 3}
  post: {kind: role, label: Post, cite: {source: s}, grades: [{band: '4', to: '5'}]}
  go: {kind: move, cite: {source: s}, from: [post@4, technicians, award], to: post@5}
"""
ID_PATTERN = "[a-z0-9][a-z0-9.-]*"
CITE = "cite: {source: s}"


@pytest.fixture
def faults(tmp_path: Path) -> Any:
    """The faults of the base and a text as (entry, clause, message with remedy)."""

    def check(text: str) -> list[tuple[str, str, str]]:
        (tmp_path / "a.yaml").write_text(BASE)
        (tmp_path / "b.yaml").write_text(text)
        found = check_paths([tmp_path])
        assert all(f.remedy and f.line for f in found)
        return [(f.entry, f.clause, f"{f.message} {f.remedy}") for f in found]

    return check


def entry(name: str, kind: str, more: str, label: str = "label: X, ") -> str:
    return f"entries:\n  {name}: {{kind: {kind}, {label}{more}}}\n"


def test_the_base_has_no_faults(faults: Any) -> None:
    assert faults("entries:") == []


ONE_FAULT = [
    # Ids that name nothing or the wrong kind
    ("x", "role", f"{CITE}, strands: [post]", "strands.0", "'post' is a role. Name an entry of"),
    ("x", "role", f"{CITE}, settings: [aseptic]", "settings.0", "kind setting"),
    ("x", "role", f"{CITE}, staff_groups: [gphc]", "staff_groups.0", "kind staff-group"),
    ("x", "role", f"{CITE}, employers: [post]", "employers.0", "kind organisation"),
    ("x", "role", f"{CITE}, matches: [post]", "matches.0", "kind profile"),
    ("x", "role", f"{CITE}, grades: [{{band: aseptic}}]", "grades.0.band", "kind band"),
    ("x", "role", f"{CITE}, grades: [{{band: '9'}}]", "grades.0.band", "There is no entry '9'"),
    ("x", "role", f"{CITE}, requires: {{holds: post}}", "requires.holds", "kind competency"),
    ("x", "role", f"{CITE}, requires: {{condition: gphc}}", "requires.condition", "condition."),
    (
        "x",
        "role",
        f"{CITE}, recommends: {{any: [{{served: {{role: award}}}}]}}",
        "recommends.any.0.served.role",
        "kind role",
    ),
    (
        "x",
        "role",
        f"{CITE}, grades: [{{band: '4', requires: {{at_least: {{n: 1, of: [{{holds: no}}]}}}}}}]",
        "grades.0.requires.at_least.of.0.holds",
        "There is no entry 'no'",
    ),
    (
        "x",
        "role",
        f"{CITE}, requires: {{holds: gphc, when: {{setting: aseptic}}}}",
        "requires.when.setting",
        "kind setting",
    ),
    ("x", "role", "cite: {source: award}, type: post", "cite.source", "'award' is a qualification"),
    ("x", "move", f"{CITE}, from: [aseptic], to: post", "from.0", "'aseptic' is a strand"),
    ("x", "move", f"{CITE}, from: [post@9], to: post", "from.0", "There is no entry '9'"),
    (
        "x",
        "move",
        f"{CITE}, from: [technicians@4], to: post",
        "from.0",
        "Name an entry of kind role",
    ),
    ("x", "move", f"{CITE}, from: [post], to: technicians", "to", "'technicians' is a staff-group"),
    ("x", "block", f"{CITE}, from: nobody, effect: hinders", "from.0", "no entry 'nobody'"),
    ("x", "block", f"{CITE}, effect: hinders, shuts: {{ids: [no]}}", "shuts.ids.0", "entry 'no'"),
    ("x", "finding", f"{CITE}, type: gap, text: T, about: [no]", "about.0", "no entry 'no'"),
    # Citations
    ("x", "role", "type: post", "", "No source is cited for: type."),
    ("x", "role", f"{CITE}, also: [{{type: post}}]", "also.0", "No source is cited for: type."),
    ("x", "move", "from: post, to: post", "", "No source is cited for: from, to."),
    ("x", "rule", "body: trust", "", "No source is cited for: body."),
    ("x", "band", "order: 9, pay: [{year: '2025'}]", "", "No source is cited for: pay."),
    ("x", "strand", "text: Words", "", "No source is cited for: text."),
    ("x", "role", "cite: {source: s, at: [p1, p9]}", "cite.at.1", "'s' lists no place 'p9'"),
    (
        "x",
        "role",
        f"{CITE}, requires: {{all: [{{holds: gphc, at: p1}}, {{holds: award, at: p2}}]}}",
        "requires.all.1.at",
        "'s' lists no place 'p2'",
    ),
    ("x", "source", "basis: rumour", "basis", "There is no basis 'rumour'"),
    # What makes an entry one
    ("x", "finding", f"{CITE}, type: gap, text: T", "", "A finding needs 'about'."),
    ("x", "finding", f"{CITE}, about: post, text: T", "", "A finding needs 'type'."),
    ("x", "finding", f"{CITE}, about: post, type: gap", "", "A finding needs 'text'."),
    ("x", "finding", f"{CITE}, about: post, type: not-stated, text: T", "type", "Write `field:`"),
    ("x", "move", f"{CITE}, from: post", "", "A move needs 'to'."),
    ("x", "move", f"{CITE}, to: post", "", "A move needs 'from'."),
    ("x", "block", f"{CITE}, from: post", "", "A block needs 'effect'."),
    ("x", "block", f"{CITE}, effect: closes, from: post", "", "A block needs 'shuts'."),
    ("x", "block", f"{CITE}, effect: closes, shuts: {{posts: true}}", "", "A block needs 'from'."),
    # Rules marked as such
    ("x", "role", f"{CITE}, entry: true", "entry", "`entry: true` stands without"),
    ("x", "role", f"{CITE}, force: law", "force", "`force` stands without"),
    # Bands
    ("x", "role", f"{CITE}, grades: [{{band: '5', to: '4'}}]", "grades.0.to", "not above band 5"),
    ("x", "role", f"{CITE}, grades: [{{band: '5', to: '5'}}]", "grades.0.to", "not above band 5"),
    ("x", "band", "order: 3", "order", "'4' and 'x' have the same order 3"),
    # Tellings
    ("x", "role", f"{CITE}, supersedes: [post.2]", "supersedes.0", "There is no telling 'post.2'"),
    ("x", "role", f"{CITE}, supersedes: [x.1]", "supersedes.0", "supersedes itself"),
    ("x", "role", f"{CITE}, same_rule: no", "same_rule", "There is no telling 'no'"),
    ("x", "role", f"{CITE}, id: post.1", "id", "Two tellings have the id 'post.1'"),
    # Circles
    ("x", "registration", f"{CITE}, requires: {{holds: x}}", "requires", "nobody can meet it"),
    (
        "x",
        "qualification",
        f"{CITE}, requires: {{all: [{{holds: gphc}}, {{any: [{{holds: x}}]}}]}}",
        "requires",
        "nobody can meet it",
    ),
    (
        "x",
        "qualification",
        f"{CITE}, requires: {{at_least: {{n: 2, of: [{{holds: x}}, {{holds: award}}]}}}}",
        "requires",
        "nobody can meet it",
    ),
]


@pytest.mark.parametrize(("name", "kind", "more", "clause", "words"), ONE_FAULT)
def test_a_fault_of_the_whole_catalogue(
    faults: Any, name: str, kind: str, more: str, clause: str, words: str
) -> None:
    found = faults(entry(name, kind, more))
    assert (name, clause) in [(fault[0], fault[1]) for fault in found]
    assert words in "".join(fault[2] for fault in found)
    assert len(found) == (2 if "the id 'post.1'" in words else 1)


SOUND = [
    ("role", "note: Only a label"),
    ("strand", "order: 2, parent: aseptic"),
    ("organisation", "region: north, type: employer"),
    ("source", "publisher: P, type: law, basis: official"),
    ("role", f"{CITE}, force: law, requires: {{holds: gphc, force: law}}, entry: true"),
    ("role", f"{CITE}, force: law, not_required: [gphc]"),
    ("role", f"{CITE}, entry: true, grades: [{{band: '4', requires: {{holds: award}}}}]"),
    ("role", f"{CITE}, same_rule: post.1, supersedes: [post.1]"),
    ("block", f"{CITE}, effect: hinders, force: law, shuts: {{ids: [post]}}"),
    ("qualification", f"{CITE}, requires: {{any: [{{holds: x}}, {{holds: gphc}}]}}"),
    ("qualification", f"{CITE}, requires: {{any: [{{holds: x}}, {{unknown: what}}]}}"),
    ("qualification", f"{CITE}, employer: trust, requires: {{holds: x}}"),
]


@pytest.mark.parametrize(("kind", "more"), SOUND)
def test_what_is_sound_has_no_fault(faults: Any, kind: str, more: str) -> None:
    text = entry("x", kind, more) + "  north: {kind: region, label: North}\n"
    assert faults(text) == []


def test_a_missing_label_is_a_fault(faults: Any) -> None:
    assert [f[1] for f in faults(entry("x", "role", CITE, label=""))] == ["label"]


def test_a_circle_of_several_is_told_of_its_members_alone(faults: Any) -> None:
    found = faults(f"""
entries:
  a: {{kind: qualification, label: A, {CITE}, requires: {{holds: b}}}}
  b: {{kind: registration, label: B, {CITE}, requires: {{all: [{{holds: a}}, {{nothing: true}}]}}}}
  c: {{kind: qualification, label: C, {CITE}, requires: {{holds: a}}}}
""")
    assert [f[0] for f in found] == ["a", "b"]


def test_a_retired_id_is_neither_used_nor_live(faults: Any) -> None:
    found = faults(f"""
entries:
  x: {{kind: role, label: X, {CITE}, requires: {{holds: gphc-register}}}}
retired:
  gphc-register: [gphc, award]
  award: gphc
  older: [gphc-register, nothing]
""")
    assert [fault[:2] for fault in found] == [
        ("x", "requires.holds"),
        ("award", ""),
        ("older", "0"),
        ("older", "1"),
    ]
    assert any("Write 'gphc' or 'award' instead." in f[2] for f in found)


LAW = """
entries:
  lead:
    kind: role
    label: Lead
    cite: {source: s}
    id: report-rule
    requires: {holds: gphc, when: {setting: section-10}, force: law}
    also:
      - cite: {source: s}
        id: act-rule
        force: law
        requires: {holds: gphc, when: {setting: OTHER}}
      - cite: {source: s}
        id: order-rule
        supersedes: [report-rule]
        valid_from: {date: 2026-12-10, certainty: announced, by: a body}
        force: law
        requires: {any: [{holds: gphc}, {holds: award}], when: {setting: section-10}}
"""


def test_a_new_law_that_leaves_one_telling_of_the_old_in_force_is_a_fault(faults: Any) -> None:
    (fault,) = faults(LAW.replace("OTHER", "section-10"))
    assert fault[:2] == ("lead", "also.0")
    assert "'order-rule' is newer" in fault[2]
    assert "Add 'act-rule' to its `supersedes`." in fault[2]


def test_a_law_for_another_setting_stays(faults: Any) -> None:
    assert faults(LAW.replace("OTHER", "licensed")) == []


def test_a_new_law_that_supersedes_all_tellings_is_sound(faults: Any) -> None:
    text = LAW.replace("OTHER", "section-10").replace("[report-rule]", "[report-rule, act-rule]")
    assert faults(text) == []


def test_every_field_of_ids_is_checked() -> None:
    """A field of type Id that no rule knows would let a dangling id through."""
    free = {"id", "supersedes", "same_rule"}  # these name tellings
    models = {
        model
        for module in (entries, provenance, requirements)
        for _, model in getmembers(module, isclass)
        if issubclass(model, Model)
    }
    missing = {
        f"{model.__name__}.{name}"
        for model in models
        for name, field in model.model_fields.items()
        if name not in free and ID_PATTERN in repr(field) and reference_kinds(model, name) is None
    }
    assert missing == set()
