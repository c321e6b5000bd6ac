"""What docs/stores.md shows is run: its Cypher, its Python, its files."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml

from graph import neo4j_schema as cypher
from graph.opening import open_store
from graph.store import Store, save
from queries.ask import World

DOCS = Path(__file__).resolve().parents[2] / "docs"
TEXT = (DOCS / "stores.md").read_text(encoding="utf-8")


def blocks(language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", TEXT, re.DOTALL)


@pytest.fixture(scope="module")
def filled(neo4j_server_uri: str, world: World) -> Store:
    store = open_store(neo4j_server_uri)
    save(store, world.catalogue, "built-in")
    return store


@pytest.mark.parametrize("text", blocks("cypher"))
def test_the_cypher_of_the_page_answers(filled: Store, text: str) -> None:
    found = filled.query(text, seconds=20, rows=5000)
    assert found.rows and found.complete
    assert any(value not in (None, [], "") for row in found.rows for value in row)


def test_the_page_shows_a_few_questions() -> None:
    assert len(blocks("cypher")) >= 5


def test_the_python_of_the_page_runs(
    world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    save(open_store("sqlite:store.db"), world.catalogue, "built-in")
    exec(compile("\n".join(blocks("python")), "docs/stores.md", "exec"), {})


def test_the_style_knows_only_labels_that_there_are() -> None:
    style = (DOCS / "neo4j-browser.grass").read_text(encoding="utf-8")
    labels = set(re.findall(r"node\.(\w+)", style))
    assert labels <= {*cypher.LABELS.values(), *(label for label, _ in cypher.UNIQUE)}
    assert style.count("{") == style.count("}")


def test_the_container_files_name_what_there_is() -> None:
    folder = DOCS / "container"
    compose = yaml.safe_load((folder / "compose.yaml").read_text(encoding="utf-8"))
    assert compose["services"].keys() == {"neo4j", "load", "bandway"}
    build = compose["services"]["bandway"]["build"]
    root = (folder / build["context"]).resolve()
    recipe = (root / build["dockerfile"]).read_text(encoding="utf-8")
    ignored = root / f"{build['dockerfile']}.dockerignore"
    allowed = set(re.findall(r"^!(.+)$", ignored.read_text(encoding="utf-8"), re.MULTILINE))
    copied = [line.split() for line in re.findall(r"^COPY (.+) \S+$", recipe, re.MULTILINE)]
    assert {name for names in copied for name in names} == allowed
    assert all((root / name).exists() for name in allowed)


def test_the_container_is_not_root_and_holds_no_secret() -> None:
    """Read as text: no engine is at hand. The last user counts, and a list is no shell."""
    folder = DOCS / "container"
    recipe = (folder / "Containerfile").read_text(encoding="utf-8")
    assert re.findall(r"^USER (\S+)$", recipe, re.MULTILINE)[-1] == "10001"
    for last in ("CMD", "HEALTHCHECK"):
        assert re.search(rf'^{last}(?: .*\\\n *CMD)? \["', recipe, re.MULTILINE), last
    assert not re.search(r"(?i)password|secret|^ENV|^ARG", recipe, re.MULTILINE)
    for service in yaml.safe_load((folder / "compose.yaml").read_text())["services"].values():
        told = yaml.safe_dump(service)
        for value in re.findall(r"(?i)(?:password|auth): (.+)", told):
            assert "${BANDWAY_NEO4J_PASSWORD:?" in value
        assert all(port.startswith("127.0.0.1:") for port in service.get("ports", ()))
        if "build" in service:
            assert service["read_only"] and service["init"] and service["cap_drop"] == ["ALL"]
