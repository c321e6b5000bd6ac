"""Which gates of a goal fail, whatever the person can gain on the way (S10)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from graph.requirements import Condition, Holds, InRole, Level, Served, walk
from graph.snapshot import Seen
from queries.citing import Rule
from queries.engine import search
from queries.person import Person, stands_in
from queries.question import Ref
from queries.results import Verdict
from queries.routes import Plan
from queries.verdicts import RANK, judge
from queries.ways import gates

QUICK = 500
"""Nodes that one search may expand."""


def failing_gates(
    plan: Plan, seen: Seen, band: str | None, person: Person, *, surely: bool = False
) -> Iterator[tuple[Rule, Verdict]]:
    """The goal's stated requirements that fail even with all that the person can gain.

    `surely` looks for an order of steps to each thing that they ask for: slower, and exact.
    """
    rules = gates(plan.snapshot, seen, plan.limits, band)
    person = _certain(plan, rules, person) if surely else person
    for clause in (c for rule in rules for c in walk(rule.clause)):
        if isinstance(clause, Condition) and clause.condition not in plan.limits.avoid:
            person = person.gains((clause.condition,))
        elif isinstance(clause, Served) and clause.served.months is not None:
            for post in (p for p in person.posts if stands_in(plan.snapshot, p, clause.served)):
                person = person.serves(post.id, clause.served.months)
    in_post = any(isinstance(c, InRole) for rule in rules for c in walk(rule.clause))
    stances = [_present(person, p) for p in person.posts if in_post] or [person]
    judged = [(r, _best(judge(plan.snapshot, p, r) for p in stances)) for r in rules]
    met = {r.name for r, v in judged if v.state == "met"}
    for rule, verdict in judged:
        if verdict.state == "unmet" and rule.name not in met:
            yield rule, verdict


def _present(person: Person, post: Ref) -> Person:
    """The person with that post as the present one."""
    others = (p for p in person.posts if p != post)
    return replace(person, posts=(*others, post))


def _best(verdicts: Iterable[Verdict]) -> Verdict:
    """The last of the best verdicts: of equal ones that of the present post."""
    return max(reversed(list(verdicts)), key=lambda v: RANK[v.state])


def _certain(plan: Plan, rules: Iterable[Rule], everything: Person) -> Person:
    """All that can be gained, without what the rules ask for and no order of steps leads to."""
    held, posts = set(everything.held), list(everything.posts)
    for item in sorted(_asked(plan, rules, everything) - plan.person.held):
        if not _reached(plan, Ref(item)):
            held.discard(item)
    for post in everything.posts:
        asked = any(stands_in(plan.snapshot, post, spec) for spec in _kinds(rules))
        if asked and post not in plan.person.posts and not _reached(plan, post):
            posts.remove(post)
    there = {post.id for post in posts} | {role for role, _ in plan.person.served}
    served = tuple((role, months) for role, months in everything.served if role in there)
    return replace(everything, held=frozenset(held), posts=tuple(posts), served=served)


def _asked(plan: Plan, rules: Iterable[Rule], everything: Person) -> set[str]:
    """What of all that can be gained the rules ask for by id, or by level."""
    clauses = [c for rule in rules for c in walk(rule.clause)]
    found = {c.holds for c in clauses if isinstance(c, Holds)}
    if any(isinstance(c, Level) for c in clauses):
        found |= {q.id for q in plan.snapshot.of_kind("qualification")}
    return found & everything.held


def _kinds(rules: Iterable[Rule]) -> Iterator[object]:
    for clause in (c for rule in rules for c in walk(rule.clause)):
        if isinstance(clause, Served):
            yield clause.served
        elif isinstance(clause, InRole):
            yield clause.in_role


def _reached(plan: Plan, wanted: Ref) -> bool:
    """Whether some order of steps leads there; taken for granted where the search is cut short."""
    found = search(
        plan.snapshot, plan.limits, plan.person, plan.ways, (wanted,), plan.allowed, most=QUICK
    )
    return found.node is not None or not found.complete
