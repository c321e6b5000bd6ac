"""Statements to evidence, and the general requirements of an entry (S1, S3)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from graph.facts import Grade
from graph.provenance import WEAK
from graph.requirements import Clause, Unknown, children, in_setting, walk
from graph.snapshot import Seen, Snapshot
from queries.results import Evidence

LEGAL = frozenset({"law", "regulator"})
BINDING = LEGAL | {"scheme"}


def evidence(
    snapshot: Snapshot, telling: Any, clause: Clause | None = None
) -> tuple[Evidence, ...]:
    """The citation of a telling; a clause may add its own place, basis and force."""
    cite = telling.cite
    if cite is None:
        return ()
    own = clause.at if clause is not None else None
    at = (*cite.at, own) if own and own not in cite.at else cite.at
    return (
        Evidence(
            source=cite.source,
            at=at,
            basis=basis(snapshot, telling, clause),
            force=force(telling, clause),
            checked=cite.checked,
            keys=cite.keys,
            note=cite.note,
        ),
    )


def basis(snapshot: Snapshot, telling: Any, clause: Clause | None = None) -> str:
    """How we know: of the clause, else of the telling, else of its source."""
    if clause is not None and clause.basis is not None:
        return clause.basis
    return snapshot.basis(telling.cite) if telling.cite is not None else "assumption"


def force(telling: Any, clause: Clause | None = None) -> str | None:
    """What kind of rule it is: of the clause, else of the telling; None = not stated."""
    if clause is not None and clause.force is not None:
        return clause.force
    found: str | None = getattr(telling, "force", None)
    return found


def is_weak(snapshot: Snapshot, telling: Any) -> bool:
    """Whether nobody says it outright: implied, layout, assumption, contributor."""
    return basis(snapshot, telling) in WEAK


@dataclass(frozen=True)
class Rule:
    """One requirement statement, for a setting: the tree that is left, and its telling."""

    clause: Clause
    telling: Any
    of_grade: bool = False
    derived: str = ""

    @property
    def name(self) -> tuple[str, bool, str]:
        """Equal for two tellings of one rule; a grade's or a derived rule is one of its own."""
        telling = self.telling
        return (str(telling.same_rule or telling.id), self.of_grade, self.derived)

    @property
    def known(self) -> bool:
        """Whether the tree holds no `unknown` clause."""
        return not any(isinstance(c, Unknown) for c in walk(self.clause))


def silent(clause: Clause) -> bool:
    """Whether the tree says only that something is not stated."""
    return all(isinstance(c, Unknown) or children(c) for c in walk(clause))


def is_local(snapshot: Snapshot, telling: Any) -> bool:
    """Whether it is one employer's own rule, and so an alternative way in (S1, S4c)."""
    if getattr(telling, "employer", None) is not None:
        return True
    return force(telling) == "one-employer" or basis(snapshot, telling) == "example"


def rules(
    snapshot: Snapshot, seen: Seen, setting: str | None, band: str | None = None
) -> Iterator[Rule]:
    """Every requirement statement of an entry, its grade's own included, local ones too."""
    for telling in seen.tellings:
        trees = [(getattr(telling, "requires", None), False)]
        grades: tuple[Grade, ...] = getattr(telling, "grades", ())
        trees += [(g.requires, True) for g in grades if band is not None and g.band == band]
        for tree, of_grade in trees:
            left = in_setting(tree, setting) if tree is not None else None
            if left is not None:
                yield Rule(left, telling, of_grade)


def general_rules(
    snapshot: Snapshot, seen: Seen, setting: str | None, band: str | None = None
) -> list[Rule]:
    """The requirement statements that bind everybody."""
    return [r for r in rules(snapshot, seen, setting, band) if not is_local(snapshot, r.telling)]


def waived(seen: Seen) -> frozenset[str]:
    """Ids that a source says are not needed here."""
    return frozenset(seen.flat("not_required"))
