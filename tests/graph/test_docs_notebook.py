"""What docs/notebook.md shows is what its Python prints and draws.

`python -m tests.graph.test_docs_notebook` writes the outputs and the picture anew.
"""

from __future__ import annotations

import contextlib
import io
import os
import re
import tempfile
from pathlib import Path
from typing import Any

import pytest

from queries.ask import World

PAGE = Path(__file__).resolve().parents[2] / "docs" / "notebook.md"
PICTURE = PAGE.parent / "notebook" / "ladder.svg"
BLOCK = re.compile(r"```python\n(?P<code>.*?)```\n(?:\n```text\n(?P<shown>.*?)```\n)?", re.DOTALL)


def printed(folder: Path) -> list[str]:
    """What each block prints when they run one after the other in a folder."""
    variables: dict[str, Any] = {}
    said = []
    with contextlib.chdir(folder):
        for block in BLOCK.finditer(PAGE.read_text(encoding="utf-8")):
            with contextlib.redirect_stdout(io.StringIO()) as out:
                exec(compile(block["code"], PAGE.name, "exec"), variables)
            said.append("".join(f"{line.rstrip()}\n" for line in out.getvalue().splitlines()))
    return said


def test_the_page_shows_what_it_prints_and_draws(
    world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("queries.budget.monotonic", lambda: 0.0)  # no hurry changes an answer
    monkeypatch.setattr("service.catalogues.open_world", lambda: world)
    shown = [block["shown"] or "" for block in BLOCK.finditer(PAGE.read_text(encoding="utf-8"))]
    assert printed(tmp_path) == shown, "python -m tests.graph.test_docs_notebook writes it anew"
    assert sum(map(bool, shown)) >= 4
    assert (tmp_path / "ladder.svg").read_bytes() == PICTURE.read_bytes()
    assert f"]({PICTURE.relative_to(PAGE.parent)})" in PAGE.read_text(encoding="utf-8")


def write() -> None:
    """Put what is printed and drawn now into the page."""
    with tempfile.TemporaryDirectory() as folder:
        said = iter(printed(Path(folder)))
        text = PAGE.read_text(encoding="utf-8")

        def anew(block: re.Match[str]) -> str:
            out = next(said)
            return f"```python\n{block['code']}```\n" + (f"\n```text\n{out}```\n" if out else "")

        PAGE.write_text(BLOCK.sub(anew, text), encoding="utf-8")
        PICTURE.parent.mkdir(exist_ok=True)
        os.replace(Path(folder, "ladder.svg"), PICTURE)


if __name__ == "__main__":
    write()
