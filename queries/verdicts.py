"""Judge a requirement tree for a person: met, unmet or unknown, clause by clause (S2)."""

from __future__ import annotations

from functools import lru_cache

from graph.requirements import (
    AllOf,
    AnyOf,
    AtLeast,
    Clause,
    Condition,
    Holds,
    InRole,
    Level,
    LevelSpec,
    Nothing,
    RoleSpec,
    Served,
    ServedSpec,
    Unknown,
    children,
    clause_key,
)
from graph.snapshot import Seen, Snapshot
from queries.citing import Rule, evidence, general_rules, waived
from queries.person import Person, stands_in
from queries.question import Ref
from queries.results import State, Verdict
from queries.wording import clause_text

RANK: dict[State, int] = {"unmet": 0, "unknown": 1, "met": 2}


def judge(snapshot: Snapshot, person: Person, rule: Rule, clause: Clause | None = None) -> Verdict:
    """The tree of one statement, judged; the same shape as the requirement."""
    clause = rule.clause if clause is None else clause
    below = tuple(judge(snapshot, person, rule, c) for c in children(clause))
    state, met_by, warnings = _state(snapshot, person, clause, below)
    ids = {"holds": "holds", "condition": "condition"}
    key = str(clause_key(clause))
    granted = snapshot.get(clause.condition) if isinstance(clause, Condition) else None
    return Verdict(
        clause=key,
        state=state,
        text=clause_text(snapshot.label, clause),
        id=getattr(clause, ids[key]) if key in ids else None,
        need=clause.at_least.n if isinstance(clause, AtLeast) else None,
        by=granted.first("by") if granted is not None else None,
        evidence=evidence(snapshot, rule.telling, clause),
        met_by=met_by,
        warnings=warnings,
        children=below,
    )


def _state(
    snapshot: Snapshot, person: Person, clause: Clause, below: tuple[Verdict, ...]
) -> tuple[State, tuple[str, ...], tuple[str, ...]]:
    """State, what met it, and warnings."""
    if isinstance(clause, AllOf):
        return min((v.state for v in below), key=RANK.__getitem__), (), ()
    if isinstance(clause, AnyOf):
        return max((v.state for v in below), key=RANK.__getitem__), (), ()
    if isinstance(clause, AtLeast):
        return at_least(clause.at_least.n, [v.state for v in below]), (), ()
    if isinstance(clause, Holds):
        held = clause.holds in person.held
        return ("met" if held else "unmet"), ((clause.holds,) if held else ()), ()
    if isinstance(clause, Condition):
        held = clause.condition in person.held
        return ("met" if held else "unmet"), ((clause.condition,) if held else ()), ()
    if isinstance(clause, Level):
        state, by = has_level(snapshot, person, clause.level)
        return state, by, ()
    if isinstance(clause, Served):
        return has_served(snapshot, person, clause.served)
    if isinstance(clause, InRole):
        present = person.posts[-1:]
        fits = any(stands_in(snapshot, post, clause.in_role) for post in present)
        return ("met" if fits else "unmet"), tuple(p.id for p in present if fits), ()
    if isinstance(clause, Nothing):
        return "met", (), ()
    assert isinstance(clause, Unknown)
    return "unknown", (), ()


def at_least(n: int, states: list[State]) -> State:
    """Kleene count: met if n are met, unmet if n cannot be met, else unknown."""
    if states.count("met") >= n:
        return "met"
    return "unmet" if states.count("met") + states.count("unknown") < n else "unknown"


def told_twice(states: list[State]) -> State:
    """Two tellings of one rule: met if one is met, else unmet if one is unmet, else unknown."""
    return "met" if "met" in states else "unmet" if "unmet" in states else "unknown"


def has_level(snapshot: Snapshot, person: Person, spec: LevelSpec) -> tuple[State, tuple[str, ...]]:
    """Any held qualification of the level; unknown where what is held is not described."""
    if told_level(person, spec):
        return "met", ()
    fits = {item: at_level(snapshot, item, spec) for item in sorted(person.held)}
    clear = tuple(item for item, known in fits.items() if known)
    unclear = tuple(item for item, known in fits.items() if known is None)
    return ("met", clear) if clear else ("unknown" if unclear else "unmet", unclear)


def told_level(person: Person, spec: LevelSpec) -> bool:
    """Whether the start tells of a qualification of that level, whichever it is."""
    return any(
        isinstance(told, LevelSpec)
        and told.at_least >= spec.at_least
        and spec.subject in (None, told.subject)
        and spec.grade in (None, told.grade)
        for told in person.kinds_told
    )


@lru_cache(maxsize=50_000)
def at_level(snapshot: Snapshot, item: str, spec: LevelSpec) -> bool | None:
    """Whether an entry is a qualification of that level; None where the sources do not say."""
    entry = snapshot.catalogue.entries.get(item)
    if entry is None or entry.kind != "qualification":
        return False
    seen = snapshot.get(item) or Seen(item, entry, ())
    level = seen.first("level")
    subjects = [s.lower() for s in seen.flat("subjects")]
    grade = seen.first("grade")
    stated = [level is not None]
    if level is not None and level < spec.at_least:
        return False
    if spec.subject is not None:
        if subjects and spec.subject.lower() not in subjects:
            return False
        stated.append(bool(subjects))
    if spec.grade is not None:
        if grade is not None and grade != spec.grade:
            return False
        stated.append(grade is not None)
    return True if all(stated) else None


def has_served(
    snapshot: Snapshot, person: Person, spec: ServedSpec
) -> tuple[State, tuple[str, ...], tuple[str, ...]]:
    """Service of a kind: months add up over fitting posts; no length stated = any service."""
    fitting = [(r, m) for r, m in person.served if served_fits(snapshot, person, r, spec)]
    months = sum(m for _, m in fitting)
    by = tuple(r for r, _ in fitting)
    if spec in person.kinds_told:
        return "met", by, ()
    if spec.months is None:
        posts = tuple(p.id for p in person.posts if stands_in(snapshot, p, spec))
        warning = (
            "the sources do not say how long"
            if spec.hours is None
            else (f"{spec.hours:g} hours are asked for; hours cannot be counted here")
        )
        return ("met", by + posts, (warning,)) if by or posts else ("unmet", (), ())
    return ("met" if months >= spec.months else "unmet"), by, ()


def served_fits(snapshot: Snapshot, person: Person, role: str, spec: RoleSpec) -> bool:
    """Whether service in a role counts, in the grade that the person had there if known."""
    posts = [p for p in person.posts if p.id == role] or [Ref(role)]
    return any(stands_in(snapshot, post, spec) for post in posts)


def entry_verdict(
    snapshot: Snapshot, person: Person, seen: Seen, setting: str | None, band: str | None = None
) -> Verdict:
    """All general requirements of an entry, judged together (S1): all must hold.

    Two tellings of one rule (`same_rule`) are judged as one; no statement left = unknown.
    """
    judged = [
        (rule, judge(snapshot, person, rule))
        for rule in general_rules(snapshot, seen, setting, band)
    ]
    if not judged:
        text = "the sources do not say what this asks"
        free = waived(seen)
        if free:
            text += "; not needed: " + ", ".join(snapshot.label(i) for i in sorted(free))
        return Verdict(clause="unknown", state="unknown", text=text, id=None)
    groups: dict[tuple[str, bool, str], list[Verdict]] = {}
    for rule, verdict in judged:
        groups.setdefault(rule.name, []).append(verdict)
    children_ = tuple(_one_rule(verdicts) for verdicts in groups.values())
    if len(children_) == 1:
        return children_[0]
    state = min((v.state for v in children_), key=RANK.__getitem__)
    return Verdict(clause="all", state=state, text="all of these", children=children_)


def _one_rule(verdicts: list[Verdict]) -> Verdict:
    if len(verdicts) == 1:
        return verdicts[0]
    return Verdict(
        clause="same_rule",
        state=told_twice([v.state for v in verdicts]),
        text="one rule, told by more than one source",
        children=tuple(verdicts),
    )
