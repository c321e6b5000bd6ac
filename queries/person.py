"""What a person holds: what they say, and what their post tells (S5)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from functools import lru_cache
from itertools import combinations

from graph.requirements import (
    AllOf,
    AnyOf,
    AtLeast,
    Clause,
    Condition,
    Holds,
    Level,
    LevelSpec,
    Served,
    ServedSpec,
    children,
)
from graph.snapshot import Seen, Snapshot
from queries.citing import Rule, basis, general_rules, is_weak
from queries.question import Question, Ref, parse_served


@dataclass(frozen=True)
class Person:
    """Posts (the last is the present one), holdings and service; grows along a route."""

    posts: tuple[Ref, ...] = ()
    held: frozenset[str] = frozenset()
    served: tuple[tuple[str, float], ...] = ()
    kinds_told: frozenset[ServedSpec | LevelSpec] = frozenset()
    strand: str | None = None
    told: tuple[str, ...] = field(default=(), compare=False)
    before: tuple[tuple[str, float], ...] = field(default=(), compare=False)  # served by now

    def gains(self, ids: Iterable[str]) -> Person:
        """The person with more holdings."""
        return replace(self, held=self.held | frozenset(ids))

    def takes(self, post: Ref) -> Person:
        """The person in a further post."""
        return replace(self, posts=(*self.posts, post))

    def serves(self, role: str, months: float) -> Person:
        """The person with months of service in a post; the longest counts."""
        kept = tuple((r, m) for r, m in self.served if r != role)
        best = max([months, *(m for r, m in self.served if r == role)])
        return replace(self, served=tuple(sorted((*kept, (role, best)))))


def sole_group(seen: Seen) -> str | None:
    """The one staff group that a post names; None for several, none, or a trainee post."""
    groups = seen.flat("staff_groups")
    return groups[0] if len(groups) == 1 and seen.first("type") != "trainee" else None


def registers_of(snapshot: Snapshot, group: str) -> tuple[str, ...]:
    """The registers that belonging to a staff group tells."""
    seen = snapshot.get(group)
    return seen.flat("register_of") if seen is not None else ()


TELLING = ("qualification", "course", "registration", "staff-group")
"""Kinds whose holder has met what the entry itself asks for."""

BEGIN = "begin."
HERE = "begin..said."
WEAKLY = "begin..read."
"""What may be begun: by a move once made, or in the present post, said outright or not.

No id begins with a dot, so that the three cannot be mistaken for each other.
"""


def begun_in(snapshot: Snapshot, seen: Seen) -> frozenset[str]:
    """What holding a post lets one begin: what a trainee post gives access to, and duties."""
    found = [(i, t) for ids, t in seen.values("access") for i in ids]
    found += [(d.begin or d.finish, t) for duties, t in seen.values("duties") for d in duties]
    return frozenset((WEAKLY if is_weak(snapshot, t) else HERE) + i for i, t in found if i)


def leaving(held: frozenset[str]) -> frozenset[str]:
    """What is still held once the post is left: not what only its holder may begin."""
    return frozenset(h for h in held if not h.startswith((HERE, WEAKLY)))


def parents(snapshot: Snapshot, group: str) -> tuple[str, ...]:
    """The wider groups that a group is part of, nearest first."""
    found: list[str] = []
    seen = snapshot.get(group)
    while seen is not None and (parent := seen.first("parent")) and parent not in found:
        found.append(parent)
        seen = snapshot.get(parent)
    return tuple(found)


def common(
    snapshot: Snapshot, rule: Rule, clause: Clause
) -> frozenset[str | ServedSpec | LevelSpec]:
    """What every way of meeting a tree has in common: ids, levels and kinds of service (S5).

    A clause that rests on one respondent counts as not there; an `unknown` branch has nothing.
    """
    if basis(snapshot, rule.telling, clause) in ("respondent", "assumption"):
        return frozenset()
    if isinstance(clause, Holds):
        return frozenset({clause.holds})
    if isinstance(clause, Condition):
        return frozenset({clause.condition})
    if isinstance(clause, Served):
        return frozenset({clause.served})
    if isinstance(clause, Level):
        return frozenset({clause.level})
    below = [common(snapshot, rule, c) for c in children(clause)]
    if isinstance(clause, AllOf):
        return frozenset().union(*below)
    if isinstance(clause, AnyOf):
        return frozenset.intersection(*below)
    if isinstance(clause, AtLeast):
        n = min(clause.at_least.n, len(below))
        return frozenset.intersection(
            *(frozenset().union(*chosen) for chosen in combinations(below, n))
        )
    return frozenset()


@lru_cache(maxsize=50_000)
def close(snapshot: Snapshot, held: frozenset[str], setting: str | None) -> frozenset[str]:
    """Holdings with what follows: registers of groups and back, wider groups, what is taught."""
    found = set(held)
    todo = list(held)
    while todo:
        new = set(follows_from(snapshot, todo.pop())) - found
        todo.extend(new)
        found |= new
    return frozenset(found)


def follows_from(snapshot: Snapshot, item: str) -> tuple[str, ...]:
    """What somebody has at once who holds one thing."""
    seen = snapshot.get(item)
    if seen is None:
        return ()
    if seen.kind == "staff-group":
        return (*registers_of(snapshot, item), *parents(snapshot, item))
    if seen.kind == "registration":
        return seen.flat("staff_group")
    if seen.kind in ("qualification", "course"):
        return (*seen.flat("teaches"), *seen.flat("accepted_as"))
    return ()


def tells(
    snapshot: Snapshot, start: Iterable[str], specs: Iterable[Rule], setting: str | None
) -> tuple[frozenset[str], frozenset[ServedSpec | LevelSpec]]:
    """What rules that somebody has met tell of them, in turn what those demand."""
    held: set[str] = set(start)
    kinds: set[ServedSpec | LevelSpec] = set()
    todo: list[str] = list(held)
    for rule in specs:
        for item in common(snapshot, rule, rule.clause):
            if not isinstance(item, str):
                kinds.add(item)
            elif item not in held:
                held.add(item)
                todo.append(item)
    while todo:
        seen = snapshot.get(todo.pop())
        if seen is None or seen.kind not in TELLING:
            continue
        more: set[str] = set()
        if seen.kind == "staff-group":
            more.update(registers_of(snapshot, seen.id), parents(snapshot, seen.id))
        for rule in general_rules(snapshot, seen, _told_setting(setting)):
            for item in common(snapshot, rule, rule.clause):
                if not isinstance(item, str):
                    kinds.add(item)
                else:
                    more.add(item)
        todo.extend(more - held)
        held |= more
    return frozenset(held), frozenset(kinds)


def _told_setting(setting: str | None) -> str:
    """A clause for one setting tells nothing of a person whose setting is not known."""
    return setting if setting is not None else "(setting not said)"


def build(snapshot: Snapshot, question: Question, start: Ref | None) -> Person:
    """The person who asks: claims, then what the start tells (S5)."""
    setting = question.setting
    served = tuple(parse_served(snapshot.catalogue, s) for s in question.served)
    claimed = frozenset(question.holds)
    told: frozenset[str] = frozenset()
    kinds: frozenset[ServedSpec | LevelSpec] = frozenset()
    posts: tuple[Ref, ...] = ()
    seen = snapshot.get(start.id) if start is not None else None
    if start is not None and seen is not None and seen.kind == "staff-group":
        told, kinds = tells(snapshot, [start.id], (), setting)
    elif start is not None and seen is not None:
        function = seen.first("type") == "function"
        posts = () if function else (start,)
        group = None if function else sole_group(seen)
        basic = [group] if group else [start.id] if function else []
        basic += [*seen.flat("gives"), *begun_in(snapshot, seen)]
        specs = general_rules(snapshot, seen, _told_setting(setting), start.band)
        told, kinds = tells(snapshot, basic, specs, setting)
    held = close(snapshot, claimed | told, setting)
    return Person(
        posts=posts,
        held=held,
        served=served,
        kinds_told=kinds,
        strand=question.in_strand,
        before=served,
        told=tuple(sorted(h for h in held - claimed if not h.startswith(BEGIN))),
    )


@lru_cache(maxsize=200_000)
def stands_in(snapshot: Snapshot, post: Ref, spec: object) -> bool:
    """Whether a post fits a `served` or `in_role` description; all keys given must fit."""
    seen = snapshot.get(post.id)
    if seen is None:
        return False
    wanted = {
        key: getattr(spec, key)
        for key in ("role", "strand", "setting", "staff_group", "band", "at_least_band")
        if getattr(spec, key) is not None
    }
    order = snapshot.band_order
    groups = seen.flat("staff_groups")
    wider = {g for own in groups for g in (own, *parents(snapshot, own))}
    fits: dict[str, bool] = {
        "role": post.id == wanted.get("role"),
        "strand": wanted.get("strand") in seen.flat("strands"),
        "setting": wanted.get("setting") in seen.flat("settings"),
        "staff_group": wanted.get("staff_group") in wider,
        "band": post.band == wanted.get("band"),
        "at_least_band": order.get(post.band or "", -1)
        >= order.get(str(wanted.get("at_least_band")), 999),
    }
    return all(fits[key] for key in wanted)
