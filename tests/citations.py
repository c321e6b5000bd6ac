"""Reading the citations of an answer's JSON, for tests."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any


def cited(data: Any) -> Iterator[str]:
    """The source of every piece of evidence anywhere in an answer."""
    if isinstance(data, dict):
        if "basis" in data and "source" in data:
            yield data["source"]
        for value in data.values():
            yield from cited(value)
    elif isinstance(data, list):
        for value in data:
            yield from cited(value)
