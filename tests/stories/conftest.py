"""Stories are held to the answers of a search that nothing hurries."""

import pytest


@pytest.fixture(autouse=True)
def no_clock(monkeypatch: pytest.MonkeyPatch) -> None:
    """A search ends by its count of expansions alone, so that a busy machine changes no answer."""
    monkeypatch.setattr("queries.budget.monotonic", lambda: 0.0)
