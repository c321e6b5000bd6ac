"""The service as a process: one line once it answers, and clear words where it cannot."""

from __future__ import annotations

import re
import socket
import subprocess
import sys
from collections.abc import Iterator
from http.client import HTTPConnection, HTTPResponse
from pathlib import Path

import pytest

from queries.ask import World

COMMAND = (sys.executable, "-m", "service.cli", "serve")
SAID = re.compile(r"Bandway is at http://127\.0\.0\.1:(\d+)\n")


@pytest.fixture(scope="module")
def port(library_folder: Path) -> Iterator[int]:
    """A service over the library catalogue at a free port."""
    line = [*COMMAND, "--port", "0", "--catalogue", str(library_folder)]
    with subprocess.Popen(line, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as ran:
        assert ran.stdout is not None
        said = SAID.fullmatch(ran.stdout.readline())
        try:
            assert said is not None
            yield int(said.group(1))
        finally:
            ran.terminate()
            _, errors = ran.communicate(timeout=10)
        assert "Traceback" not in errors


def asked(port: int, path: str, method: str = "GET") -> HTTPResponse:
    connection = HTTPConnection("127.0.0.1", port, timeout=10)
    connection.putrequest(method, path, skip_accept_encoding=True)
    connection.endheaders()
    reply = connection.getresponse()
    reply.body = reply.read()  # type: ignore[attr-defined]
    connection.close()
    return reply


def test_it_answers_once_it_says_so(port: int, library: World) -> None:
    reply = asked(port, "/readyz")
    assert reply.status == 200
    assert library.catalogue_hash.encode() in reply.body  # type: ignore[attr-defined]
    assert reply.headers["server"] is None
    page = asked(port, "/routes?from=library-assistant&to=librarian&as_of=2026-11-30")
    assert page.status == 200
    assert page.headers["content-security-policy"].startswith("default-src 'none'")


@pytest.mark.parametrize(
    "path",
    ["/%FF%FE", "/api/v1/roles/%ED%A0%80", "/api/v1/roles?strand=%00", "//x", "/static/%2e%2e/"],
)
def test_odd_addresses_are_no_fault_of_ours(port: int, path: str) -> None:
    reply = asked(port, path)
    assert 300 <= reply.status < 500
    assert b"Traceback" not in reply.body  # type: ignore[attr-defined]


def test_an_address_that_is_taken_is_told(library_folder: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        place = str(taken.getsockname()[1])
        line = [*COMMAND, "--port", place, "--catalogue", str(library_folder)]
        ran = subprocess.run(line, check=False, capture_output=True, encoding="utf-8", timeout=30)
    assert (ran.returncode, ran.stdout) == (1, "")
    assert f"127.0.0.1:{place} cannot be listened at" in ran.stderr
    assert "Traceback" not in ran.stderr
