"""The built-in catalogue, loaded once for every test that asks it."""

from __future__ import annotations

import pytest

from graph.catalogue import digest
from loaders.yaml_catalogue import load
from queries.ask import World

pytest_plugins = ["tests.browser_here", "tests.neo4j_here"]


@pytest.fixture(scope="session")
def world() -> World:
    """The built-in catalogue, ready to be asked."""
    catalogue = load()
    return World(catalogue, digest(catalogue))
