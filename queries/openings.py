"""The admissible changes that might open a way, as steps beside the ways that there are (S11).

Nobody is handed what a route can earn, nor the goal itself: a change stands only where the whole of
what can be gained falls short.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Literal

from graph.requirements import (
    AtLeast,
    Clause,
    Condition,
    Holds,
    InRole,
    Level,
    Nothing,
    Unknown,
    children,
    clause_key,
    walk,
)
from graph.snapshot import Seen, Snapshot
from queries.changing import tree_of
from queries.citing import LEGAL, Rule, force, general_rules
from queries.compiling import Compiler, reached_by
from queries.ends import Goal
from queries.gathering import gained_in
from queries.kernel.problem import Tree, all_of, any_of
from queries.person import Person, stands_in
from queries.question import Ref
from queries.verdicts import judge
from queries.ways import USABLE, Limits, Way, gates, lowest_band, status

Kind = Literal["lift", "drop", "open", "teach", "get", "get-level", "grant", "way-in"]
OWNER = {
    "law": "lawmaker",
    "regulator": "regulator",
    "scheme": "provider",
    "national-profile": "national pay body",
    "provider": "provider",
    "job-description": "employer",
    "one-employer": "employer",
}
"""To whom a rule of each force belongs (S11); of no stated force: not stated."""


@dataclass(frozen=True)
class Change:
    """One admissible change: what it is, of which entry or statement, and who can make it."""

    kind: Kind
    id: str
    by: str
    about: str = ""
    clause: str = ""
    also: tuple[str, ...] = ()
    tellings: tuple[Any, ...] = field(default=(), compare=False)
    asked: Clause | None = field(default=None, compare=False)


class Openings(Compiler):
    """The ways of one question with every admissible change as a step that needs nothing.

    `wanted` are facts that all must come about: of each goal one ref, or the end of its closure.
    """

    def __init__(self, snapshot: Snapshot, limits: Limits, goals: Iterable[Goal], all_: Person):
        self.goals = tuple(goals)
        self.everything = all_
        self.never = {r.id for goal in self.goals for r in goal.refs}
        kinds = ("role", "qualification", "course", "registration")
        barred = {s.id for s in snapshot.of_kind(*kinds) if status(s) not in (*USABLE, None)}
        super().__init__(snapshot, replace(limits, opened=frozenset(barred - limits.avoid)))
        self.stated = tuple(self._stated())
        self.ways = (*self.ways, *self.stated)
        self.changes: dict[Change, int] = {}
        self.step_of: dict[Change, int] = {}
        self.told_again: dict[str, tuple[Rule, ...]] = {}
        self.wanted: list[int] = []
        self.unshut: list[int] = []

    def lay_out(self) -> None:
        """The ways, and what it comes to that each goal is reached, or no longer shut by law."""
        super().lay_out()
        for goal in self.goals:
            self.wanted.append(self.builder.fact())
            found = (f for r in goal.refs for f in reached_by(self.held, self.posts, r))
            self.builder.follows(any_of(found), self.wanted[-1])
            self.unshut.append(self.builder.fact())
            self.builder.follows(any_of(map(self._unshut, goal.refs)), self.unshut[-1])

    def _unshut(self, wanted: Ref) -> Tree:
        """That neither a block nor a rule of law or of a regulator shuts a goal (S10 closed)."""
        seen = self.snapshot.get(wanted.id)
        if seen is None:
            return any_of(())
        band = wanted.band or (lowest_band(self.snapshot, seen) if seen.kind == "role" else None)
        rules = gates(self.snapshot, seen, self.limits, band) if seen.kind == "role" else ()
        legal = [r for r in rules if not r.derived and is_legal(r)]
        return all_of((*self.lifted(seen, band), *self.rules(legal, None)))

    def retold(self, told: list[Rule], post: Ref | None) -> Tree:
        """One rule told by several sources is dropped in all its tellings, or not at all."""
        self.told_again |= {str(r.telling.id): tuple(told) for r in told}
        return any_of((super().retold(told, post), self.assumed(self._dropped_whole(told))))

    def _dropped_whole(self, told: Sequence[Rule]) -> Change:
        ids = tuple(str(rule.telling.id) for rule in told)
        about = self.snapshot.telling_entry.get(ids[0], "")
        forces = [force(r.telling, c) for r in told for c in walk(r.clause)]
        by = next((OWNER[f] for f in forces if f in OWNER), "not stated")
        return Change(
            "drop", ids[0], by, about, "", ids[1:], tuple(r.telling for r in told), told[0].clause
        )

    def assumed(self, change: Change) -> int:
        """The fact that a change is made."""
        if change not in self.changes:
            self.changes[change] = fact = self.builder.fact()
            self.step_of[change] = self.builder.step(all_of(()), [fact])
            if change.kind in ("get", "teach"):
                self.builder.follows(fact, self.has(change.id))
        return self.changes[change]

    def leaf(self, rule: Rule, clause: Clause, post: Ref | None, surely: bool) -> Tree:
        """The clause, or what would stand in for it where all that can be gained falls short."""
        tree = super().leaf(rule, clause, post, surely)
        if isinstance(clause, Nothing | Unknown) or self._earned(rule, clause):
            return tree
        return any_of((tree, *(self.assumed(c) for c in self._instead(rule, clause, surely))))

    def _earned(self, rule: Rule, clause: Clause) -> bool:
        """Whether some way there is leads to what a clause asks for, or may lead there."""
        if isinstance(clause, InRole):
            posts = self.everything.posts
            return any(stands_in(self.snapshot, p, clause.in_role) for p in posts)
        return judge(self.snapshot, self.everything, rule, clause).state != "unmet"

    def _instead(self, rule: Rule, clause: Clause, surely: bool) -> Iterator[Change]:
        """What stands in for a clause; a rule that must be met is not met by being dropped."""
        if isinstance(clause, Condition):
            if clause.condition not in self.limits.avoid:
                seen = self.snapshot.get(clause.condition)
                by = str(seen.first("by", "not stated")) if seen is not None else "not stated"
                yield Change("grant", clause.condition, by)
            return
        if isinstance(clause, Holds) and clause.holds not in self.never:
            entry = self.snapshot.catalogue.entries.get(clause.holds)
            kind = entry.kind if entry is not None else ""
            if kind == "competency":
                yield Change("teach", clause.holds, "provider")
            elif kind in ("qualification", "course", "registration"):
                yield Change("get", clause.holds, "you")
        elif isinstance(clause, Level):
            spec = clause.level.model_dump_json(exclude_none=True)
            yield Change("get-level", spec, "you", asked=clause)
        if surely:
            return
        if rule.derived == "register" and isinstance(clause, Holds):
            yield from self._register_waived(rule, clause)
        else:
            yield from self._dropped(rule, clause)

    def _dropped(self, rule: Rule, clause: Clause) -> Iterator[Change]:
        """A clause dropped or widened by whom it belongs to; a grade's own has no name to drop."""
        again = self.told_again.get(str(rule.telling.id))
        if again is not None:
            yield self._dropped_whole(again)
            return
        place = None if rule.of_grade else path_of(tree_of(rule.telling), clause)
        if place is not None:
            about = self.snapshot.telling_entry.get(str(rule.telling.id), "")
            by = OWNER.get(force(rule.telling, clause) or "", "not stated")
            yield Change(
                "drop", str(rule.telling.id), by, about, place, (), (rule.telling,), clause
            )

    def _register_waived(self, rule: Rule, clause: Holds) -> Iterator[Change]:
        """A register that follows from the group goes with the rule that asks for it, if any."""
        about = self.snapshot.telling_entry.get(str(rule.telling.id), "")
        seen = self.snapshot.entries[about]
        asked = [
            (other, c)
            for other in general_rules(self.snapshot, seen, self.limits.setting)
            for c in walk(other.clause)
            if isinstance(c, Holds) and c.holds == clause.holds
        ]
        for other, told in asked:
            yield from self._dropped(other, told)
        if not asked:
            yield Change(
                "drop", str(rule.telling.id), "not stated", about, "", (), (rule.telling,), clause
            )

    def free_of(self, block: Seen, telling: Any, origin: Ref) -> Tree:
        """That a block does not come from an origin, is lifted by what it names, or altogether."""
        by = OWNER.get(telling.force or "", "not stated")
        lifted = self.assumed(Change("lift", block.id, by, block.id, tellings=(telling,)))
        return any_of((super().free_of(block, telling, origin), lifted))

    def trees(self, way: Way) -> Iterator[Tree]:
        """What must hold for a way, with the change that brings it about where one must."""
        needed: list[Tree] = []
        if way in self.stated:
            needed.append(self.assumed(Change("way-in", way.target, "employer", way.target)))
        if way.target in self.limits.opened:
            seen = self.snapshot.entries[way.target]
            by = "employer" if seen.kind == "role" else "provider"
            needed.append(self.assumed(Change("open", way.target, by, way.target)))
        for tree in super().trees(way):
            yield all_of((tree, *needed))

    def _stated(self) -> Iterator[Way]:
        """The way in to each goal that its employer might state: its gates as they are."""
        for wanted in dict.fromkeys(r for goal in self.goals for r in goal.refs):
            seen = self.snapshot.get(wanted.id)
            if seen is None or seen.kind != "role":
                continue
            band = wanted.band or lowest_band(self.snapshot, seen)
            yield Way(
                "take-up",
                seen.id,
                "seen",
                seen.tellings[0],
                band,
                "way-in",
                gates=gates(self.snapshot, seen, self.limits, band),
                gives=gained_in(self.snapshot, seen),
            )


def is_legal(rule: Rule) -> bool:
    """Whether a law or a regulator says so, of the rule or of a clause of it."""
    return any(force(rule.telling, clause) in LEGAL for clause in walk(rule.clause))


def path_of(tree: Clause | None, clause: Clause, at: str = "") -> str | None:
    """Where a clause stands in a tree, as keys and numbers; None if it is not in it."""
    if tree is clause:
        return at
    for number, child in enumerate(children(tree)) if tree is not None else ():
        key = "at_least.of" if isinstance(tree, AtLeast) else clause_key(tree)
        found = path_of(child, clause, f"{at}.{key}.{number}" if at else f"{key}.{number}")
        if found is not None:
            return found
    return None
