"""How the steps of a route hang together: which serves which, and when to have a thing agreed."""

from __future__ import annotations

from graph.requirements import Condition, Holds, walk
from queries.engine import Timed
from queries.ways import Way, ref


def needs(way: Way) -> frozenset[str]:
    """Everything that a way's gates name: things to hold and conditions to be granted."""
    found: set[str] = set()
    for rule in way.gates:
        for clause in walk(rule.clause):
            if isinstance(clause, Holds):
                found.add(clause.holds)
            elif isinstance(clause, Condition):
                found.add(clause.condition)
    return frozenset(found)


def serves(way: Way, later: tuple[Timed, ...]) -> tuple[str, ...]:
    """The later steps that need this one."""
    served = []
    for timed in later:
        other = timed.taken.way
        starts = {ref(s).id for s in other.starts or ()}
        if way.target in needs(other) | starts or way.gives & needs(other):
            served.append(other.target)
    return tuple(served)


def in_order(steps: tuple[Timed, ...]) -> tuple[Timed, ...]:
    """The steps with each agreement right before the first step that needs it."""
    agreed = [t for t in steps if t.taken.way.kind == "arrange"]
    found: list[Timed] = []
    for timed in steps:
        if timed in agreed:
            continue
        due = [a for a in agreed if a.taken.way.target in needs(timed.taken.way)]
        found += [a for a in due if a not in found]
        found.append(timed)
    return (*(a for a in agreed if a not in found), *found)
