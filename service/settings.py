"""Settings of the service, read once from environment variables BANDWAY_*."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

from graph.errors import BandwayError
from graph.opening import Credentials
from queries.budget import Budget


class SettingsError(BandwayError):
    """An environment variable has a value that cannot be used."""


@dataclass(frozen=True)
class Settings:
    """Limits and the name of the house; `BANDWAY_SEARCH_SECONDS` sets `search_seconds`."""

    organisation: str = ""
    logo: str = ""
    accent: str = ""
    font: str = ""
    store: str = ""
    store_seconds: float = 5.0
    neo4j_user: str = "neo4j"
    neo4j_password: str = field(default="", repr=False)
    neo4j_database: str = "neo4j"
    search_seconds: float = 5.0
    search_expansions: int = 20_000
    workers: int = 4
    waiting: int = 32
    kept_answers: int = 256
    page_size: int = 50
    largest_page: int = 200
    largest_body: int = 65_536
    largest_address: int = 8_000

    @property
    def budget(self) -> Budget:
        """How far one question may go."""
        return Budget(expansions=self.search_expansions, seconds=self.search_seconds)

    @property
    def credentials(self) -> Credentials:
        """How to sign in to a store that asks."""
        return Credentials(self.neo4j_user, self.neo4j_password, self.neo4j_database)

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] | None = None) -> Settings:
        """The settings of this process; raises SettingsError for a value of the wrong kind."""
        given = os.environ if environment is None else environment
        found: dict[str, Any] = {}
        for item in fields(cls):
            name = f"BANDWAY_{item.name.upper()}"
            text = given.get(name)
            if text is None:
                continue
            default: Any = item.default
            kind = type(default)
            try:
                value = kind(text)
            except ValueError:
                raise SettingsError(f"{name}={text!r} is not a number.") from None
            if kind is not str and not value > 0:
                raise SettingsError(f"{name}={text!r} must be more than 0.")
            found[item.name] = value
        if secret := given.get("BANDWAY_NEO4J_PASSWORD_FILE"):
            try:
                found["neo4j_password"] = Path(secret).read_text(encoding="utf-8").strip()
            except (OSError, UnicodeDecodeError):
                message = f"BANDWAY_NEO4J_PASSWORD_FILE: {secret} cannot be read."
                raise SettingsError(message) from None
        return cls(**found)
