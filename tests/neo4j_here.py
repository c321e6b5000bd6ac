"""Which Neo4j the tests talk to: that of NEO4J_TEST_URI, else one started here, else none.

Loaded as a pytest plug-in by `tests/conftest.py`; the closing summary says what was tested.
"""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest
from neo4j import Driver, GraphDatabase
from neo4j.exceptions import DriverError, Neo4jError

from graph import neo4j_schema
from tests import neo4j_server
from tests.neo4j_server import Server, ServerError

GIVEN = os.environ.get("NEO4J_TEST_URI", "")
VERSION = os.environ.get("NEO4J_TEST_VERSION", neo4j_server.VERSION)
REQUIRED = os.environ.get("BANDWAY_REQUIRE_NEO4J") == "1"
OURS = {label for label, _ in neo4j_schema.UNIQUE} | {"ImportBatch"}
said: dict[str, str] = {}


def unavailable(reason: str) -> None:
    """Skip loudly, or fail where Neo4j is required."""
    said["not tested"] = reason
    if REQUIRED:
        pytest.fail(f"Neo4j is required here (BANDWAY_REQUIRE_NEO4J=1): {reason}", pytrace=False)
    pytest.skip(f"Neo4j was not tested: {reason}")


def new_server(*, auth: bool = False) -> Server:
    """A server that one test may kill; skips where none can be started."""
    server = Server(VERSION, auth=auth)
    try:
        server.start()
        said.setdefault("tested", f"Neo4j {VERSION}, started here")
        return server
    except BaseException as error:
        server.stop()
        if isinstance(error, ServerError):
            unavailable(str(error))
        raise


def _own(driver: Driver) -> None:
    """Refuse a database that holds anything but a store: these tests empty it."""
    with driver.session() as session:
        found = session.run(
            "MATCH (n) WHERE NOT any(l IN labels(n) WHERE l IN $ours) RETURN count(n)",
            ours=sorted(OURS),
        ).single(strict=True)
    if found[0]:
        pytest.fail("NEO4J_TEST_URI names a database that is in use: these tests would empty it")


@pytest.fixture(scope="session")
def neo4j_server_uri() -> Iterator[str]:
    """The address of a running server, the same for the whole run."""
    if GIVEN:
        try:
            with GraphDatabase.driver(GIVEN, connection_timeout=5) as driver:
                _own(driver)
                said["tested"] = f"{driver.get_server_info().agent} (NEO4J_TEST_URI)"
        except (DriverError, Neo4jError) as error:
            unavailable(f"NEO4J_TEST_URI cannot be reached: {error}")
        yield GIVEN
        return
    server = new_server()
    try:
        yield server.uri
    finally:
        server.stop()


@pytest.fixture
def neo4j_uri(neo4j_server_uri: str) -> str:
    """The address of a running server whose database is empty."""
    empty(neo4j_server_uri)
    return neo4j_server_uri


def empty(uri: str) -> None:
    """Delete all that a store wrote."""
    with GraphDatabase.driver(uri) as driver, driver.session() as session:
        session.run("MATCH (n) CALL (n) { DETACH DELETE n } IN TRANSACTIONS OF 5000 ROWS").consume()


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say which Neo4j was tested, or that none was."""
    if "not tested" in said:
        terminalreporter.section("NEO4J WAS NOT TESTED", sep="!")
        terminalreporter.line(f"{said['not tested']}. Its tests were left out.")
    elif "tested" in said:
        terminalreporter.line(f"Neo4j was tested: {said['tested']}.")
