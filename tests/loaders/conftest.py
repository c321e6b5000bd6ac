"""A small catalogue without faults, in three files."""

from __future__ import annotations

from pathlib import Path

import pytest

SOURCES = """
entries:
  report:
    kind: source
    label: A report
    places: {p1: Page 1, p2: Page 2}
  '4': {kind: band, label: Band 4, order: 3}
  '5': {kind: band, label: Band 5, order: 4}
  aseptic: {kind: strand, label: Aseptic}
"""
ROLES = """
entries:
  technician:
    kind: role
    label: Technician
    type: post
    cite: {source: report, at: p1}
    grades: {band: '4'}
    strands: aseptic
also:
  technician:
    - cite: {source: report, at: [p2], basis: implied}
      requires: {holds: diploma}
  diploma:
    - cite: {source: report, at: [p2]}
      months: {typical: 24}
"""
AWARDS = """
entries:
  diploma:
    kind: qualification
    label: Diploma
    cite: {source: report, at: [p1]}
    level: 3
    also:
      - {id: diploma-again, cite: {source: report}, delivery: distance}
retired:
  old-diploma: diploma
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A small catalogue of three files without faults."""
    texts = {"a_sources": SOURCES, "b_roles": ROLES, "c_awards": AWARDS}
    for name, text in texts.items():
        (tmp_path / f"{name}.yaml").write_text(text, encoding="utf-8")
    return tmp_path
