"""The ledger of every store: its pointer and versions, sealed by a hash.

A row is in version N where v_from <= N < v_to.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from typing import Any

from graph.store import Version

OPEN_END = 2**62
"""The v_to of a row that no version has replaced."""


@dataclass(frozen=True)
class Ledger:
    """The pointer and every version ever begun, as sealed."""

    active: int | None
    versions: tuple[tuple[Any, ...], ...]

    @property
    def published(self) -> dict[int, Version]:
        """The versions that may be read, by number."""
        return {
            number: Version(number, source, published, entries, digest, number == self.active)
            for number, state, source, published, entries, digest in self.versions
            if state == "published"
        }

    @property
    def seal(self) -> str:
        """SHA-256 of all that the ledger says."""
        text = json.dumps([self.active, self.versions], default=repr)
        return hashlib.sha256(text.encode()).hexdigest()
