"""A catalogue over another one, and paths that name nothing."""

from __future__ import annotations

from pathlib import Path

import pytest

from graph.catalogue import tellings
from graph.errors import CatalogueError
from loaders.yaml_catalogue import builtin, check_paths, load
from loaders.yaml_reader import Limits

OVERLAY = """
catalogue: {name: my-trust}
entries:
  our-post:
    kind: role
    label: Our post
    type: post
    cite: {source: report, at: [p1]}
    requires: {holds: old-award}
  old-award: {kind: qualification, label: Award}
also:
  technician:
    - cite: {source: report, at: [p2]}
      strands: [aseptic]
retired:
  our-old-post: our-post
"""


def overlay(folder: Path, text: str) -> Path:
    own = folder / "own"
    own.mkdir()
    (own / "own.yaml").write_text(text, encoding="utf-8")
    return own


def test_an_overlay_adds_entries_tellings_and_retired_ids(folder: Path) -> None:
    own = overlay(folder, OVERLAY)
    catalogue = load([own], beneath=[folder])
    assert catalogue.name == "my-trust"
    assert {"our-post", "technician"} <= set(catalogue.entries)
    assert len(tellings(catalogue, "technician")) == 3
    assert catalogue.retired["our-old-post"] == ("our-post",)


def test_an_overlay_without_what_lies_beneath_names_what_is_missing(folder: Path) -> None:
    own = overlay(folder, OVERLAY)
    messages = [fault.message for fault in check_paths([own])]
    assert "There is no entry 'technician' to say more of." in messages
    assert "There is no entry 'report'." in messages


def test_an_overlay_that_defines_an_entry_again_is_told_to_use_also(folder: Path) -> None:
    own = overlay(
        folder, "catalogue: {name: t}\nentries:\n  technician: {kind: role, label: Other}\n"
    )
    (fault,) = check_paths([own], beneath=[folder])
    assert fault.file.endswith("own.yaml")
    assert (fault.line, fault.entry) == (3, "technician")
    assert "the catalogue beneath" in fault.message
    assert "`also:`" in fault.remedy


def test_extends_reads_the_built_in_catalogue_beneath(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    own = overlay(folder, OVERLAY.replace("my-trust", "my-trust, extends: built-in"))
    files = tuple(sorted(folder.glob("*.yaml")))
    monkeypatch.setattr("loaders.yaml_catalogue.builtin", lambda: files)
    assert "technician" in load([own]).entries
    assert load().name == "built-in"


def test_a_path_that_does_not_exist_is_a_fault(tmp_path: Path) -> None:
    (fault,) = check_paths([tmp_path / "none"])
    assert "no such file or folder" in fault.message


def test_a_folder_without_yaml_is_a_fault(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("x")
    (fault,) = check_paths([tmp_path])
    assert "holds no *.yaml file" in fault.message
    assert fault.remedy


def test_no_path_at_all_is_a_fault() -> None:
    (fault,) = check_paths([])
    assert "No file was named" in fault.message


def test_a_file_over_the_limit_is_refused_unread(folder: Path) -> None:
    with pytest.raises(CatalogueError, match="larger than 10 bytes"):
        load([folder], limits=Limits(max_bytes=10))


def test_the_built_in_files_are_found() -> None:
    assert all(path.suffix == ".yaml" and path.is_file() for path in builtin())
