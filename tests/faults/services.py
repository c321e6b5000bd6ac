"""Services over a store as processes of their own, and how to ask them."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SAID = re.compile(r"Bandway is at http://127\.0\.0\.1:(\d+)\n")


@contextmanager
def serving(url: str, **settings: str) -> Iterator[tuple[int, subprocess.Popen[str]]]:
    """A service over a store at a free port, with settings such as BANDWAY_STORE_SECONDS."""
    command = [sys.executable, "-m", "service.cli", "serve", "--port", "0", "--store", url]
    with subprocess.Popen(
        command,
        cwd=ROOT,
        env={**os.environ, **settings},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as service:
        try:
            assert service.stdout is not None
            said = SAID.fullmatch(service.stdout.readline())
            assert said is not None
            yield int(said.group(1)), service
        finally:
            service.terminate()
            _, errors = service.communicate(timeout=20)
            assert "Traceback" not in errors


def asked(port: int, path: str, patience: float = 10) -> tuple[int, bytes]:
    """The status and body of one request."""
    connection = HTTPConnection("127.0.0.1", port, timeout=patience)
    said = {"Connection": "close", "Host": "bandway.test"}  # the same for every port: pages say it
    try:
        connection.request("GET", path, headers=said)
        reply = connection.getresponse()
        return reply.status, reply.read()
    finally:
        connection.close()
