"""Every error a user of Bandway can meet.

BandwayError
├── CatalogueError   the author's: the catalogue files are wrong (all faults at once)
├── QuestionError    the asker's: the question names something that does not exist or fit
└── StoreError       the operator's: the store cannot be reached, or what it holds is damaged
    └── ConflictError    another importer published first
"""

from __future__ import annotations

from dataclasses import dataclass


class BandwayError(Exception):
    """Base of all our errors; its text is fit to be shown to a user."""


@dataclass(frozen=True, order=True)
class Fault:
    """One thing wrong in a catalogue: where it is, what it is and what to do."""

    file: str
    line: int
    entry: str
    clause: str
    message: str
    remedy: str

    def __str__(self) -> str:
        line = f":{self.line}" if self.line else ""
        place = f"{self.file}{line}" if self.file else "catalogue"
        entry = f": {self.entry}" if self.entry else ""
        clause = f" at {self.clause}" if self.clause else ""
        return f"{place}:{entry}{clause}: {self.message} {self.remedy}".rstrip()


class CatalogueError(BandwayError):
    """The catalogue has faults; all of them are in `faults`."""

    def __init__(self, faults: list[Fault]) -> None:
        self.faults = sorted(faults)
        super().__init__("\n".join(str(fault) for fault in self.faults))


class QuestionError(BandwayError):
    """The question cannot be asked as it stands; `nearest` holds ids that may be meant."""

    def __init__(self, message: str, nearest: tuple[str, ...] = ()) -> None:
        self.nearest = nearest
        hint = f" Did you mean: {', '.join(nearest)}?" if nearest else ""
        super().__init__(message + hint)


class StoreError(BandwayError):
    """The store cannot be reached, or its content does not match its hash."""


class ConflictError(StoreError):
    """Another importer moved the pointer to the active version first."""
