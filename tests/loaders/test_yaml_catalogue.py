"""Files become a catalogue, or all their faults at once with file, line, entry and remedy."""

from __future__ import annotations

from pathlib import Path

import pytest

from graph.catalogue import digest, tellings
from graph.errors import CatalogueError, Fault
from loaders.yaml_catalogue import check_paths, load


def write(folder: Path, **texts: str) -> None:
    for name, text in texts.items():
        (folder / f"{name}.yaml").write_text(text, encoding="utf-8")


def faults_of(folder: Path, **texts: str) -> list[Fault]:
    write(folder, **texts)
    return check_paths([folder])


def places(faults: list[Fault]) -> list[tuple[str, int, str, str]]:
    return [(Path(f.file).name, f.line, f.entry, f.clause) for f in faults]


def test_tellings_of_all_files_are_merged(folder: Path) -> None:
    catalogue = load([folder])
    assert [t.id for t in tellings(catalogue, "technician")] == ["technician.1", "technician.2"]
    assert [t.id for t in tellings(catalogue, "diploma")] == [
        "diploma.1",
        "diploma-again",
        "diploma.3",
    ]
    assert catalogue.retired == {"old-diploma": ("diploma",)}
    assert catalogue.name == "own"


def test_the_order_of_paths_does_not_change_the_digest_of_entries(folder: Path) -> None:
    one = load([folder])
    files = sorted(folder.glob("*.yaml"))
    assert digest(load(files[::-1])) == digest(one)


def test_a_role_may_be_told_of_in_a_file_read_before_its_own(folder: Path) -> None:
    write(folder, a_first="also:\n  diploma:\n    - {cite: {source: report}, grade: Pass}\n")
    assert tellings(load([folder]), "diploma")[2].model_dump()["grade"] == "Pass"


def test_all_faults_come_at_once_with_file_line_entry_clause_and_remedy(folder: Path) -> None:
    faults = faults_of(
        folder,
        d_wrong="""
entries:
  Big: {kind: role, label: Big}
  helper:
    kind: role
    label: Helper
    cite: {source: report, at: [p9]}
    grades: [{band: 5}]
    strand: aseptic
  cleaner:
    kind: role
    cite: {source: report}
    requires:
      all:
        - holds: diplomma
        - any: []
  porter:
    kind: role
    cite: {source: reprot}
    requires:
      all:
        - holds: diplomma
        - {holds: aseptic, at: p7}
  thing: {kind: thing, label: A thing}
  nothing: {label: Nothing}
  empty:
also:
  technician:
    - requires: {holds: old-diploma}
    - months: 5
  unknown:
    - text: x
retired:
  diploma: technicians
extra: 1
""",
    )
    assert places(faults) == [
        ("d_wrong.yaml", 3, "Big", ""),
        ("d_wrong.yaml", 8, "helper", "grades.0.band"),
        ("d_wrong.yaml", 9, "helper", "strand"),
        ("d_wrong.yaml", 16, "cleaner", "requires.all.1.any"),
        ("d_wrong.yaml", 17, "porter", "label"),
        ("d_wrong.yaml", 19, "porter", "cite.source"),
        ("d_wrong.yaml", 22, "porter", "requires.all.0.holds"),
        ("d_wrong.yaml", 23, "porter", "requires.all.1.holds"),
        ("d_wrong.yaml", 24, "thing", "kind"),
        ("d_wrong.yaml", 25, "nothing", ""),
        ("d_wrong.yaml", 26, "empty", ""),
        ("d_wrong.yaml", 29, "technician", "0"),
        ("d_wrong.yaml", 29, "technician", "0.requires.holds"),
        ("d_wrong.yaml", 30, "technician", "1.months"),
        ("d_wrong.yaml", 31, "unknown", ""),
        ("d_wrong.yaml", 34, "diploma", ""),
        ("d_wrong.yaml", 34, "diploma", "0"),
        ("d_wrong.yaml", 35, "", ""),
    ]
    assert all(fault.message and fault.remedy for fault in faults)
    words = "\n".join(str(fault) for fault in faults)
    for part in (
        "This is not text: 5. Put it in quotes",
        "Did you mean 'strands'?",
        "'aseptic' is a strand. Name an entry of kind competency, course",
        "There is no entry 'diplomma'. Did you mean 'diploma'?",
        "'old-diploma' is retired. Write 'diploma' instead.",
        "There is no kind 'thing'. Write one of: band, strand",
        "'extra' is no key of a file.",
    ):
        assert part in words


def test_the_error_holds_the_same_faults_as_the_check(folder: Path) -> None:
    write(folder, d_wrong="entries: {x: {kind: role, label: X, type: job}}\nmore: 1\n")
    with pytest.raises(CatalogueError) as caught:
        load([folder])
    assert caught.value.faults == check_paths([folder])
    assert len(caught.value.faults) == 2
    assert "x at type: 'job' is not one of the words allowed here." in str(caught.value)


def test_a_wrong_entry_is_not_reported_as_missing_too(folder: Path) -> None:
    faults = faults_of(
        folder,
        c_awards="entries:\n  diploma: {kind: qualification, label: D, level: nine}\n",
    )
    assert [fault.clause for fault in faults] == ["level"]


def test_unreadable_files_do_not_hide_other_faults(folder: Path) -> None:
    (folder / "e_latin.yaml").write_bytes("entries: {é: 1}".encode("latin-1"))
    faults = faults_of(folder, d_twice="entries: {x: 1, x: 2}", f_list="- a\n- b\n")
    assert [name for name, *_ in places(faults)] == ["d_twice.yaml", "e_latin.yaml", "f_list.yaml"]


def test_one_id_in_two_files_is_a_fault_that_names_the_first(folder: Path) -> None:
    (fault,) = faults_of(folder, d_again="entries:\n  diploma: {kind: course, label: D}\n")
    assert "c_awards.yaml, line 3" in fault.message
    assert "`also:`" in fault.remedy


def test_an_empty_key_is_no_fault(folder: Path) -> None:
    assert faults_of(folder, d_empty="entries:\nalso:\n") == []


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("entries: [a]", "'entries' is not a mapping"),
        ("also: {diploma: {text: x}}", "not a list of tellings"),
        ("entries: {x: role}", "not a mapping"),
        ("entries: {x: {kind: role, label: X, requires: {hold: diploma}}}", "exactly one key"),
        (
            "entries: {x: {kind: role, label: X, requires: {holds: a, all: []}}}",
            "exactly one key",
        ),
        ("entries: {x: {kind: role, label: X, requires: {all: []}}}", "list is empty"),
        ("entries: {x: {kind: role, label: X, valid_to: soon}}", "not a date"),
        ("entries: {x: {kind: role, label: X, valid_from: {by: x}}}", "'date' is missing"),
        ("entries: {x: {kind: role, label: X, entry: perhaps}}", "neither true nor false"),
        ("entries: {x: {kind: qualification, label: X, level: 9}}", "less than or equal to 8"),
        ("entries: {x: {kind: role, label: X, strands: Aseptic}}", "not an id"),
        ("catalogue: {name: My trust}", "not an id"),
        ("retired: {Old: diploma}", "not an id"),
        ("retired: {old: {new: diploma}}", "One word or text is meant"),
        ("catalogue: {extends: other, name: t}", "not one of the words allowed"),
    ],
)
def test_faults_of_shape_are_told_in_plain_words(folder: Path, text: str, message: str) -> None:
    faults = faults_of(folder, d_wrong=text)
    assert len(faults) == 1
    assert message in faults[0].message
    assert "Input should" not in faults[0].message.replace("Input should be less", "")
    assert "d_wrong.yaml:1" in str(faults[0])
