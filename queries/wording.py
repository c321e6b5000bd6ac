"""The one place where data become words: clauses first, since every judged tree carries its text.

Sentences of whole answers are in `sentences.py`; both follow the same vocabulary.
"""

from __future__ import annotations

from collections.abc import Callable

from graph.requirements import (
    AllOf,
    AnyOf,
    AtLeast,
    Clause,
    Condition,
    Holds,
    InRole,
    Level,
    Nothing,
    RoleSpec,
    Served,
    Unknown,
)

DAYS_IN_MONTH = 365.25 / 12
Label = Callable[[str], str]


def article(name: str) -> str:
    """The article before a name: an for a vowel, a for the rest."""
    return "an" if name[:1].lower() in "aeio" else "a"


def months_text(months: float) -> str:
    """Months as people say them; above 24 also in years, in brackets; below one in days."""
    if 0 < months < 1:
        days = round(months * DAYS_IN_MONTH)
        return "less than a day" if not days else f"{days} day" + ("" if days == 1 else "s")
    shown = f"{months:g} month" + ("" if months == 1 else "s")
    if months <= 24:
        return shown
    years, rest = divmod(months, 12)
    parts = f"{years:g} years" + (f" {rest:g} month" + ("" if rest == 1 else "s") if rest else "")
    return f"{shown} ({parts})"


def post_text(label: Label, spec: RoleSpec) -> str:
    """A kind of post in words."""
    parts = []
    if spec.role:
        parts.append(f"as {label(spec.role)}")
    if spec.staff_group:
        parts.append(f"as {label(spec.staff_group)}")
    if spec.band:
        parts.append(f"at {label(spec.band)}")
    if spec.at_least_band:
        parts.append(f"at {label(spec.at_least_band)} or above")
    if spec.strand:
        parts.append(f"in {label(spec.strand)}")
    if spec.setting:
        parts.append(f"in a {label(spec.setting)}")
    return " ".join(parts) or "in a post"


def clause_text(label: Label, clause: Clause) -> str:
    """One clause in words, without its branches written out twice."""
    if isinstance(clause, AllOf):
        return "all of: " + "; ".join(clause_text(label, c) for c in clause.all)
    if isinstance(clause, AnyOf):
        return "one of: " + "; or ".join(clause_text(label, c) for c in clause.any)
    if isinstance(clause, AtLeast):
        inner = "; ".join(clause_text(label, c) for c in clause.at_least.of)
        return f"at least {clause.at_least.n} of: {inner}"
    if isinstance(clause, Holds):
        return label(clause.holds)
    if isinstance(clause, Level):
        spec = clause.level
        subject = f" in {spec.subject}" if spec.subject else ""
        grade = f", grade {spec.grade}" if spec.grade else ""
        return f"a qualification at level {spec.at_least} or above{subject}{grade}"
    if isinstance(clause, Served):
        length = "experience (how long is not stated)"
        if clause.served.months is not None:
            length = months_text(clause.served.months)
        elif clause.served.hours is not None:
            length = f"{clause.served.hours:g} hours"
        return f"{length} {post_text(label, clause.served)}"
    if isinstance(clause, InRole):
        return f"employed {post_text(label, clause.in_role)} while doing it"
    if isinstance(clause, Condition):
        return label(clause.condition)
    if isinstance(clause, Nothing):
        return "nothing is needed"
    assert isinstance(clause, Unknown)
    return clause.unknown
