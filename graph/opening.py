"""Open the store at an address; the driver of Neo4j is loaded only for an address of Neo4j."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from graph.errors import StoreError
from graph.sqlite_store import SqliteStore
from graph.store import Store

SERVERS = frozenset({"bolt", "bolt+s", "bolt+ssc", "neo4j", "neo4j+s", "neo4j+ssc"})
FORMS = "sqlite:PATH, bolt://HOST:PORT or neo4j://HOST:PORT"


@dataclass(frozen=True)
class Credentials:
    """How to sign in to a server, where the address does not say; a password is never shown."""

    user: str = "neo4j"
    password: str = field(default="", repr=False)
    database: str = "neo4j"


def open_store(url: str, credentials: Credentials | None = None) -> Store:
    """The store at an address, with its active version verified; raises StoreError."""
    scheme, _, rest = url.partition(":")
    if scheme == "sqlite" and rest:
        return SqliteStore(rest)
    if scheme in SERVERS and rest.startswith("//"):
        from graph.neo4j_store import Neo4jStore

        return Neo4jStore(url, credentials or Credentials())
    raise StoreError(f"'{without_secrets(url)}' is no address of a store. Write {FORMS}.")


def without_secrets(url: str) -> str:
    """An address without the user and password that it may hold."""
    return re.sub(r"//.*@", "//", url)
