"""Services over one Neo4j: the store goes away and comes back, a replica dies, news reaches all."""

from __future__ import annotations

import itertools
import json
import socket
import socketserver
import threading
import time
from collections.abc import Callable, Iterator
from http.client import HTTPException

import pytest

from graph.catalogue import Catalogue, digest
from graph.opening import open_store
from graph.store import save
from service.catalogues import open_world
from tests.faults.services import ROOT, asked, serving
from tests.neo4j_here import new_server
from tests.neo4j_server import Server

LIBRARY = ROOT / "tests" / "data" / "library"
OFTEN = {"BANDWAY_STORE_SECONDS": "0.5"}  # how often a service looks at its store
QUESTION = "/api/v1/routes?from=library-assistant&to=librarian&as_of=2026-11-30"


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    """A server that these tests may kill, with the library catalogue in it."""
    server = new_server()
    try:
        save(open_store(server.uri), library(), "library")
        yield server
    finally:
        server.stop()


def library(name: str = "") -> Catalogue:
    """The invented library catalogue, under another name where one is given."""
    catalogue = open_world([LIBRARY]).catalogue
    return catalogue.model_copy(update={"name": name}) if name else catalogue


def catalogue_of(port: int) -> str:
    return str(json.loads(asked(port, "/readyz")[1])["catalogue"])


def until(condition: Callable[[], bool], patience: float = 60) -> float:
    """Wait for it; how many seconds it took."""
    start = time.monotonic()
    while not condition():
        assert time.monotonic() - start < patience, "it did not come about"
        time.sleep(0.05)
    return time.monotonic() - start


def test_the_last_catalogue_is_served_while_the_store_is_away(server: Server) -> None:
    with serving(server.uri, **OFTEN) as (port, _):
        status, body = asked(port, "/readyz")
        assert status == 200 and digest(library()).encode() in body
        before = asked(port, QUESTION)
        assert before[0] == 200
        server.kill()
        noticed = until(lambda: asked(port, "/readyz")[0] == 503)
        assert noticed < 8
        status, body = asked(port, "/readyz")
        assert json.loads(body)["status"] == "not ready" and server.uri.encode() not in body
        answers, slowest = 0, 0.0
        stop = time.monotonic() + 3
        while time.monotonic() < stop:
            start = time.monotonic()
            assert asked(port, QUESTION) == before
            slowest = max(slowest, time.monotonic() - start)
            answers += 1
        assert asked(port, "/healthz")[0] == 200
        server.start()
        back = until(lambda: asked(port, "/readyz")[0] == 200)
        newer = library("newer")
        save(open_store(server.uri), newer, "newer")
        reached = until(lambda: catalogue_of(port) == digest(newer))
        assert asked(port, QUESTION)[0] == 200
        print(
            f"\nnot ready {noticed:.1f} s after the kill; {answers} answers from memory meanwhile,"
            f" none wrong, slowest {slowest * 1000:.0f} ms; ready {back:.1f} s after the server"
            f" answered; a new catalogue was taken up after {reached:.1f} s"
        )


class Proxy(socketserver.ThreadingTCPServer):
    """Hands each request to the next replica that takes it, as a load balancer does."""

    daemon_threads = True
    allow_reuse_address = True

    def __init__(self, ports: list[int]) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.ports, self.turns = ports, itertools.count()


class Handler(socketserver.BaseRequestHandler):
    """One request, with the next replica tried where one says nothing."""

    server: Proxy

    def handle(self) -> None:
        request = b""
        while b"\r\n\r\n" not in request and (more := self.request.recv(65536)):
            request += more
        turn = next(self.server.turns) % len(self.server.ports)
        for port in self.server.ports[turn:] + self.server.ports[:turn]:
            try:
                with socket.create_connection(("127.0.0.1", port), timeout=10) as replica:
                    replica.sendall(request)
                    if first := replica.recv(65536):
                        self.request.sendall(first)
                        while more := replica.recv(65536):
                            self.request.sendall(more)
                        return
            except ConnectionError:
                continue


def test_replicas_behind_a_proxy(server: Server) -> None:
    """One is killed under load, and a catalogue that is published reaches the others."""
    store = open_store(server.uri)
    save(store, library("first"), "first")
    with (
        serving(server.uri, **OFTEN) as (one, _),
        serving(server.uri, **OFTEN) as (two, victim),
        Proxy([one, two]) as proxy,
    ):
        threading.Thread(target=proxy.serve_forever, daemon=True).start()
        port = proxy.server_address[1]
        assert catalogue_of(one) == catalogue_of(two) == digest(library("first"))
        newer = library("second")
        save(store, newer, "second")
        reached = until(lambda: catalogue_of(one) == catalogue_of(two) == digest(newer))
        whole, right, broken = asked(port, QUESTION), [0], [0]
        done = threading.Event()

        def load() -> None:
            while not done.is_set():
                try:
                    same = asked(port, QUESTION) == whole
                except (OSError, HTTPException):
                    same = False
                (right if same else broken)[0] += 1

        users = [threading.Thread(target=load) for _ in range(4)]
        for user in users:
            user.start()
        time.sleep(2)
        victim.kill()
        time.sleep(2)
        done.set()
        for user in users:
            user.join(20)
        assert broken[0] <= len(users)
        assert right[0] > 20
        last = library("third")
        save(store, last, "third")
        until(lambda: catalogue_of(port) == digest(last))
        proxy.shutdown()
        print(
            f"\n{right[0]} answers through the proxy, {broken[0]} broken when a replica was"
            f" killed; a new catalogue reached both after {reached:.1f} s"
        )
