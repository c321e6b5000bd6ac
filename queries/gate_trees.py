"""What the gates of a question come to: trees over facts that may be gained.

A tree is generous where a person part-way is not: whatever was once held counts from then on, and
any post passed may be the present one (S10). So nothing that can be reached is lost.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any

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
    Served,
    ServedSpec,
    Unknown,
    children,
    in_setting,
    walk,
)
from graph.snapshot import Seen, Snapshot
from queries.blocks import Shut, blocks, first_origin, shuts
from queries.citing import Rule
from queries.ends import grades_of
from queries.kernel.problem import AtLeast as CountOf
from queries.kernel.problem import Builder, Tree, all_of, any_of
from queries.person import Person, stands_in
from queries.question import Ref
from queries.taking import start_matches
from queries.verdicts import at_level, has_served, told_level
from queries.ways import Limits, ref

Test = Callable[[Person], bool]
ALWAYS, NEVER = all_of(()), any_of(())


class Gates:
    """The facts of one snapshot, and trees over them; `posts` are known before the first tree."""

    def __init__(self, snapshot: Snapshot, limits: Limits) -> None:
        self.snapshot, self.limits = snapshot, limits
        self.builder = Builder()
        self.held: dict[str, int] = {}
        self.posts: dict[Ref, int] = {}
        self.served: dict[ServedSpec, int] = {}
        self.tests: dict[object, tuple[int, Test]] = {}

    def has(self, item: str) -> int:
        """The fact that something is held."""
        if item not in self.held:
            self.held[item] = self.builder.fact()
        return self.held[item]

    def test(self, name: object, true: Test) -> int:
        """A fact that only the start decides."""
        if name not in self.tests:
            self.tests[name] = (self.builder.fact(), true)
        return self.tests[name][0]

    def rules(self, gates: Iterable[Rule], post: Ref | None) -> Iterator[Tree]:
        """Every rule of a gate, tellings of one rule together."""
        groups: dict[object, list[Rule]] = {}
        for rule in gates:
            groups.setdefault(rule.name, []).append(rule)
        for told in groups.values():
            yield self.rule_tree(told[0], post) if len(told) == 1 else self.retold(told, post)

    def retold(self, told: list[Rule], post: Ref | None) -> Tree:
        """Two tellings of one rule are met by one, or open where none is unmet (S1)."""
        still_open = all_of(self.rule_tree(rule, post) for rule in told)
        return any_of((still_open, *(self.rule_tree(rule, post, surely=True) for rule in told)))

    def rule_tree(
        self, rule: Rule, post: Ref | None, *, surely: bool = False, clause: Clause | None = None
    ) -> Tree:
        """Where a rule is not unmet as a way in (S2, S4), or with `surely` where it is met."""
        clause = rule.clause if clause is None else clause
        if isinstance(clause, AllOf):
            return all_of(self.rule_tree(rule, post, surely=surely, clause=c) for c in clause.all)
        if isinstance(clause, AnyOf | AtLeast):
            below = children(clause)
            need = clause.at_least.n if isinstance(clause, AtLeast) else 1
            known = [c for c in below if surely or not isinstance(c, Unknown)]
            kept = known if len(known) >= need else below
            trees = (self.rule_tree(rule, post, surely=surely, clause=c) for c in kept)
            return CountOf(need, tuple(trees))
        return self.leaf(rule, clause, post, surely)

    def leaf(self, rule: Rule, clause: Clause, post: Ref | None, surely: bool) -> Tree:
        """Where one clause is not unmet, or with `surely` where it is met."""
        if isinstance(clause, Holds):
            return self.has(clause.holds)
        if isinstance(clause, Condition):
            return self.has(clause.condition)
        if isinstance(clause, Level):
            return self._level(clause.level, surely)
        if isinstance(clause, Served):
            return self.served_tree(clause.served)
        if isinstance(clause, InRole):
            fits = post is not None and stands_in(self.snapshot, post, clause.in_role)
            return ALWAYS if fits else NEVER
        return NEVER if surely and isinstance(clause, Unknown) else ALWAYS

    def _level(self, spec: LevelSpec, surely: bool) -> Tree:
        fits = [
            name
            for name, entry in self.snapshot.catalogue.entries.items()
            if entry.kind == "qualification"
            and (known := at_level(self.snapshot, name, spec)) is not False
            and (known or not surely)
        ]
        told = self.test(("told", spec), lambda person: told_level(person, spec))
        return any_of((told, *(self.has(name) for name in fits)))

    def served_tree(self, spec: ServedSpec) -> int:
        """The fact that somebody has served so; where no length is stated any such post will do."""
        if spec not in self.served:
            own = self.test(spec, lambda p: has_served(self.snapshot, p, spec)[0] == "met")
            self.served[spec] = own
            if spec.months is None:
                self.builder.follows(self.standing_tree(spec), own)
        return self.served[spec]

    def standing_tree(self, spec: object) -> Tree:
        """Where somebody has been in a post of a kind."""
        return any_of(f for p, f in self.posts.items() if stands_in(self.snapshot, p, spec))

    def start(self, text: str) -> Tree:
        """What of a person a move may start from (S4a)."""
        wanted = ref(text)
        found: list[Tree] = [
            fact
            for post, fact in self.posts.items()
            if post.id == wanted.id and wanted.band in (None, post.band)
        ]
        seen = self.snapshot.get(wanted.id)
        role = seen is not None and seen.kind == "role"
        kind = seen.first("type") if seen is not None and role else None
        access = seen.flat("access") if seen is not None and kind == "trainee" else ()
        bands = {low for low, _ in grades_of(seen)} if seen is not None and access else set()
        if access and wanted.band in (None, *bands):
            found.append(all_of(self.has(item) for item in access))
        if wanted.band is None and kind != "function":
            found.append(self.has(wanted.id))
        if wanted.band is None and kind == "outside":
            outside: Test = lambda p: start_matches(self.snapshot, p, text) == ()  # noqa: E731
            found.append(self.test(("outside", text), outside))
        return any_of(found)

    def meant_for(self, name: str) -> Iterator[Tree]:
        """What makes a person one of those whom an audience names (S4e)."""
        seen = self.snapshot.get(name)
        if seen is None:
            return
        yield self.has(name)
        if seen.kind == "strand":
            yield self.test(("strand", name), lambda person: person.strand == name)
        everyone = seen.kind == "staff-group" and seen.first("type") == "everyone"
        for post, fact in self.posts.items():
            entry = self.snapshot.get(post.id)
            strands = entry.flat("strands") if entry is not None else ()
            if post.id == name or everyone or (seen.kind == "strand" and name in strands):
                yield fact
        for group in self.snapshot.of_kind("staff-group") if everyone else ():
            yield self.has(group.id)

    def lifted(self, seen: Seen, band: str | None) -> Iterator[Tree]:
        """That no closing block of the start shuts the target, or what lifts each that may (S6)."""
        for block, telling in blocks(self.snapshot, "closes"):
            for origin in self._origins(telling.start):
                if not shuts(
                    self.snapshot, Shut(block, telling, origin, None), seen, band, self.limits
                ):
                    continue
                yield self.free_of(block, telling, origin)

    def free_of(self, block: Seen, telling: Any, origin: Ref) -> Tree:
        """That a block does not come from an origin, or that it is lifted."""
        free = self.test((telling.id, origin), lambda p: first_origin(p, telling.start) != origin)
        tree = in_setting(telling.unless, self.limits.setting) if telling.unless else None
        if tree is None:
            return free
        posts = [*self.posts.items()] if any(isinstance(c, InRole) for c in walk(tree)) else []
        rule = Rule(tree, telling)
        in_post = [all_of((fact, self.rule_tree(rule, p, surely=True))) for p, fact in posts]
        return any_of((free, self.rule_tree(rule, None, surely=True), *in_post))

    def _origins(self, starts: tuple[str, ...]) -> Iterator[Ref]:
        """Every post or group that a block may come from."""
        for text in starts:
            wanted = ref(text)
            for post in self.posts:
                if post.id == wanted.id and wanted.band in (None, post.band):
                    yield post
            if wanted.band is None:
                yield wanted
