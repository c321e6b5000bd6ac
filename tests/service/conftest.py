"""The invented library catalogue, the command line run inside this process, and the web doors."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from queries.ask import World
from service.app import create_app
from service.catalogues import open_world
from service.cli import main

FOLDER = Path(__file__).resolve().parents[1] / "data" / "library"


@dataclass(frozen=True)
class Ran:
    """What a command left behind."""

    code: int
    out: str
    err: str


Bandway = Callable[..., Ran]


@pytest.fixture(autouse=True)
def plain_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """No setting of the machine reaches a test."""
    for name in [n for n in os.environ if n.startswith("BANDWAY_")]:
        monkeypatch.delenv(name)


@pytest.fixture(scope="session")
def library_folder() -> Path:
    """The folder of the invented library catalogue."""
    return FOLDER


@pytest.fixture(scope="session")
def library() -> World:
    """The invented library catalogue, ready to be asked."""
    return open_world([FOLDER])


@pytest.fixture
def bandway(capsys: pytest.CaptureFixture[str]) -> Bandway:
    """Runs a command as `bandway` would, with its exit code and what it printed."""

    def run(*arguments: str | Path) -> Ran:
        capsys.readouterr()
        with pytest.raises(SystemExit) as left:
            main([str(a) for a in arguments])
        said = capsys.readouterr()
        code = left.value.code
        return Ran(code if isinstance(code, int) else 0, said.out, said.err)

    return run


@pytest.fixture(scope="session")
def library_client(library: World) -> Iterator[TestClient]:
    """The web service over the invented library."""
    with TestClient(create_app(library)) as client:
        yield client


@pytest.fixture(scope="session")
def client(world: World) -> Iterator[TestClient]:
    """The web service over the built-in catalogue."""
    with TestClient(create_app(world)) as client:
        yield client
