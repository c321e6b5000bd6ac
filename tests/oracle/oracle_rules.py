"""Verdicts, holdings and blocks, written from docs/semantics.md alone: S1, S2, S5, S6.

Nothing here imports the engine. Catalogues are plain dicts; a verdict is 0 unmet, 1 unknown, 2 met.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from typing import Any

UNMET, UNKNOWN, MET = 0, 1, 2
WEAK = {"implied", "layout", "assumption", "contributor"}
WORDS = {"band", "setting", "strand", "staff-group", "condition", "organisation", "source"}
Tree = dict[str, Any]
Post = tuple[str, str | None]


@dataclass(frozen=True)
class State:
    """Where a person stands, and since when: every token (id, `begin:id`) with its date."""

    present: Post | None
    since: float
    until: float
    has: dict[str, float]
    passed: dict[Post, float]
    served: tuple[tuple[Post, float, float], ...] = ()
    told: tuple[str, ...] = ()
    ever: bool = False

    def key(self, dated: bool) -> Any:
        """What makes two states one: with dates, or without."""
        served: dict[Post, float] = {}
        for post, months, _ in self.served:
            served[post] = served.get(post, 0) + months
        if not dated:
            return self.present, frozenset(self.has), frozenset(self.passed), tuple(served.items())
        held, passed = frozenset(self.has.items()), frozenset(self.passed.items())
        return self.present, self.since, self.until, held, passed, self.served


@dataclass(frozen=True)
class View:
    """A raw catalogue under one lens, setting and employer."""

    raw: dict[str, Any]
    setting: str | None = None
    employer: str | None = None
    avoid: frozenset[str] = frozenset()
    sources: tuple[str, ...] = ()
    as_of: str = "2026-01-01"
    cache: dict[str, Any] = field(default_factory=dict, compare=False)

    @cached_property
    def entries(self) -> dict[str, list[dict[str, Any]]]:
        """Entry id to the tellings left; whole statements stay or go (S1)."""
        told, gone = {}, set()
        for name, entry in self.raw.items():
            for n, telling in enumerate((entry, *entry.get("also", ())), start=1):
                known = telling | {"id": telling.get("id", f"{name}.{n}")}
                if self._in_lens(known):
                    told.setdefault(name, []).append(known)
                    gone |= set(known.get("supersedes", ()))
        left = {name: [t for t in found if t["id"] not in gone] for name, found in told.items()}
        return {n: found for n, found in left.items() if found or self.raw[n]["kind"] in WORDS}

    def _in_lens(self, telling: dict[str, Any]) -> bool:
        if "cite" not in telling:
            return True
        day = date.fromisoformat(self.as_of)
        first = telling.get("valid_from", {}).get("date", self.as_of)
        last = telling.get("valid_to", self.as_of)
        source = not self.sources or telling["cite"]["source"] in self.sources
        return source and date.fromisoformat(first) <= day <= date.fromisoformat(last)

    def kind(self, name: str) -> str:
        return self.raw[name]["kind"]

    def of(self, kind: str) -> list[str]:
        return [name for name in self.entries if self.kind(name) == kind]

    def flat(self, name: str, key: str) -> list[Any]:
        return [v for t in self.entries.get(name, ()) for v in t.get(key, ())]

    def first(self, name: str, key: str) -> Any:
        return next((t[key] for t in self.entries.get(name, ()) if key in t), None)

    def basis(self, telling: dict[str, Any]) -> str:
        cite = telling["cite"]
        return cite.get("basis") or self.raw[cite["source"]].get("basis", "third-party")

    def order(self, band: str | None) -> int | None:
        return None if band is None else self.raw[band]["order"]

    def bands(self, role: str) -> list[str]:
        return sorted({g["band"] for g in self.flat(role, "grades")}, key=self.order)

    def lowest(self, role: str) -> str | None:
        return next(iter(self.bands(role)), None)

    def here(self, tree: Tree) -> Tree | None:
        """The tree without clauses for other settings (S2)."""
        when = tree.get("when", {}).get("setting")
        if when is not None and self.setting is not None and when != self.setting:
            return None
        branches = below(tree)
        if not branches or self.setting is None:
            return tree
        kept = [k for b in branches if (k := self.here(b)) is not None]
        if not kept:
            return None
        if "at_least" in tree:
            return tree | {"at_least": {"n": tree["at_least"]["n"], "of": kept}}
        return tree | {("all" if "all" in tree else "any"): kept}

    def local(self, telling: dict[str, Any]) -> bool:
        """One employer's word: no rule for others (S1)."""
        one = telling.get("force") == "one-employer" or "employer" in telling
        return one or self.basis(telling) == "example"

    def group_of(self, role: str) -> str | None:
        """The only staff group of a post that is not a trainee post (S5)."""
        groups = set(self.flat(role, "staff_groups"))
        return groups.pop() if len(groups) == 1 and self.first(role, "type") == "post" else None

    def registers(self, group: str | None) -> list[str]:
        return self.flat(group, "register_of") if group else []

    def flat_one(self, register: str) -> list[str]:
        return [t["staff_group"] for t in self.entries[register] if "staff_group" in t]

    def rules(self, name: str, band: str | None) -> list[tuple[dict[str, Any], Tree]]:
        """General requirements of an entry, at a band of a post (S1, S7)."""
        found = []
        for telling in self.entries.get(name, ()):
            if "cite" not in telling or self.local(telling):
                continue
            grades = [g for g in telling.get("grades", ()) if g["band"] == band]
            for holder in (telling, *grades):
                tree = self.here(holder["requires"]) if "requires" in holder else None
                if tree is not None:  # a grade's own rule is a rule of its own
                    part = {} if holder is telling else {"part": "grade"}
                    found.append((telling | part, tree))
        return found


def below(tree: Tree) -> list[Tree]:
    """The branches of a clause."""
    if "at_least" in tree:
        return tree["at_least"]["of"]
    return tree.get("all") or tree.get("any") or []


def walk(tree: Tree) -> list[Tree]:
    """A clause and everything below it."""
    return [tree, *(w for b in below(tree) for w in walk(b))]


def fits(view: View, spec: dict[str, Any], post: Post) -> int:
    """Whether a post is of the kind asked for; unknown where the sources do not place it."""
    role, band = post
    found = [MET]
    if "role" in spec:
        found.append(MET if role == spec["role"] else UNMET)
    for key, name in (("strand", "strands"), ("staff_group", "staff_groups")):
        if key in spec:
            found.append(MET if spec[key] in view.flat(role, name) else UNMET)
    if "band" in spec:
        found.append(MET if band == spec["band"] else UNMET)
    if "at_least_band" in spec:
        own, need = view.order(band), view.order(spec["at_least_band"])
        found.append(UNMET if own is None else MET if own >= need else UNMET)
    return min(found)


def judge(view: View, state: State, tree: Tree, taking: bool = False) -> tuple[int, float]:
    """The verdict on a tree, and the date from which it holds (S2)."""
    bare = {k: v for k, v in tree.items() if k not in {"when", "basis", "force"}}
    if json.dumps(bare, sort_keys=True) in state.told:
        return MET, 0.0
    if "all" in tree or "any" in tree or "at_least" in tree:
        branches = below(tree)
        need = len(branches) if "all" in tree else tree.get("at_least", {}).get("n", 1)
        plain = [b for b in branches if "unknown" not in b]
        if taking and "all" not in tree and len(plain) >= need:  # `any` is at least one
            branches = plain
        judged = [judge(view, state, b, taking) for b in branches]
        if need > len(judged):
            return UNMET, 0.0
        verdict = sorted((v for v, _ in judged), reverse=True)[need - 1]
        days = sorted(d for v, d in judged if v >= verdict)
        return verdict, days[need - 1]
    if "holds" in tree or "condition" in tree:
        name = tree.get("holds") or tree["condition"]
        return (MET, state.has[name]) if name in state.has else (UNMET, 0.0)
    if "level" in tree:
        every = [(_level(view, tree["level"], q), state.has[q]) for q in state.has]
        if any(_implies(json.loads(t).get("level"), tree["level"]) for t in state.told):
            return MET, 0.0
        best = max([UNMET, *(v for v, _ in every)])
        return best, min((d for v, d in every if v == best), default=0.0) if best else 0.0
    if "served" in tree:
        return _served(view, state, tree["served"])
    if "in_role" in tree:
        posts = list(state.passed) if state.ever else [state.present] if state.present else []
        return max([UNMET, *(fits(view, tree["in_role"], p) for p in posts)]), state.since
    return (UNKNOWN, 0.0) if "unknown" in tree else (MET, 0.0)


def _implies(told: dict[str, Any] | None, asked: dict[str, Any]) -> bool:
    """Whether a level that the start tells is at least the one asked for."""
    if told is None or told["at_least"] < asked["at_least"]:
        return False
    return all(asked.get(k) in (None, told.get(k)) for k in ("subject", "grade"))


def _level(view: View, spec: dict[str, Any], name: str) -> int:
    if name not in view.raw or view.kind(name) != "qualification":
        return UNMET
    level, found = view.first(name, "level"), []
    found.append(UNKNOWN if level is None else MET if level >= spec["at_least"] else UNMET)
    if "subject" in spec:
        subjects = view.flat(name, "subjects")
        found.append(MET if spec["subject"] in subjects else UNMET if subjects else UNKNOWN)
    if "grade" in spec:
        grade = view.first(name, "grade")
        found.append(MET if grade == spec["grade"] else UNKNOWN if grade is None else UNMET)
    return min(found)


def _served(view: View, state: State, spec: dict[str, Any]) -> tuple[int, float]:
    need = spec.get("months")
    fit = {p: fits(view, spec, p) for p in (*state.passed, *(s[0] for s in state.served))}
    if need is None or state.ever:
        days = [d for p, d in state.passed.items() if fit[p] == MET]
        days += [0.0 for p, _, _ in state.served if fit[p] == MET and p not in state.passed]
        return (MET, min(days)) if days else (max([UNMET, *fit.values()]), 0.0)
    total = 0.0
    for post, months, end in sorted(state.served, key=lambda s: s[2]):
        total += months if fit[post] == MET else 0
        if total >= need:
            return MET, end
    return (UNKNOWN if UNKNOWN in fit.values() else UNMET), 0.0


def judge_all(
    view: View, state: State, rules: list[tuple[dict[str, Any], Tree]], taking: bool
) -> tuple[int, float]:
    """All rules together; two tellings of one rule count as one (S1)."""
    same: dict[Any, list[tuple[int, float]]] = {}
    for telling, tree in rules:
        name = telling.get("same_rule") or telling["id"]
        same.setdefault((name, telling.get("part")), []).append(judge(view, state, tree, taking))
    verdict, day = MET, 0.0
    for judged in same.values():
        states = {v for v, _ in judged}
        one = MET if MET in states else UNMET if UNMET in states else UNKNOWN
        verdict, day = min(verdict, one), max(day, min(d for v, d in judged if v == one))
    return verdict, day


def close(view: View, has: dict[str, float]) -> dict[str, float]:
    """With what follows from what is held: taught, accepted as, group, wider group (S5)."""
    found, todo = {}, sorted(has.items(), key=lambda item: (item[1], item[0]))
    while todo:
        name, day = todo.pop(0)
        if name in found and found[name] <= day:
            continue
        found[name] = day
        if name.startswith("begin:"):
            continue
        more = view.flat(name, "accepted_as") + view.flat(name, "teaches")
        if view.kind(name) == "registration" and name in view.entries:
            more += view.flat_one(name)
        if view.kind(name) == "staff-group" and view.first(name, "parent"):
            more.append(view.first(name, "parent"))
        todo += [(m, day) for m in more]
    return found


def common(tree: Tree) -> set[str]:
    """What everybody who meets the tree holds: `holds` by id, other leaves by their JSON."""
    branches = [common(b) for b in below(tree)]
    if branches:
        need = len(branches) if "all" in tree else tree.get("at_least", {}).get("n", 1)
        spare = len(branches) - need
        return {i for b in branches for i in b if sum(i in o for o in branches) > spare}
    if "holds" in tree:
        return {tree["holds"]}
    if "unknown" in tree or "nothing" in tree or "in_role" in tree:
        return set()
    bare = {k: v for k, v in tree.items() if k not in {"when", "basis", "force"}}
    return {tree["condition"]} if "condition" in tree else {json.dumps(bare, sort_keys=True)}


def start_state(view: View, post: Post | None, group: str | None, said: list[str]) -> State:
    """What the person holds at the start (S5)."""
    has = {name: 0.0 for name in said}
    told: set[str] = set()
    todo: list[tuple[str, str | None]] = []
    if group:
        has[group] = 0.0
    if post:
        todo.append(post)
        has |= {g: 0.0 for g in view.flat(post[0], "gives")}
        own = view.group_of(post[0])
        has |= {own: 0.0} if own else {}
    seen: set[str] = set()
    while True:
        has = close(view, has)
        groups = [i for i in has if view.kind(i) == "staff-group"]
        registers = {r for g in groups for r in view.registers(g)}
        todo += [(r, None) for r in registers]
        has |= {r: 0.0 for r in registers if r not in has}
        todo = [t for t in todo if t[0] not in seen]
        if not todo:
            break
        name, band = todo.pop()
        seen.add(name)
        for telling, tree in view.rules(name, band):
            if view.basis(telling) in {"respondent", "assumption"}:
                continue
            for item in common(tree):
                if item.startswith("{"):
                    told.add(item)
                else:
                    has.setdefault(item, 0.0)
                    todo.append((item, None))
    passed = {post: 0.0} if post else {}
    return State(post, 0.0, 0.0, has, passed, told=tuple(sorted(told)))


def biting(view: View, state: State) -> list[tuple[dict[str, Any], list[Post]]]:
    """Closing blocks that bite, each with the posts that are its origins (S6)."""
    found = []
    for name in view.of("block"):
        for told in view.entries[name]:
            if told.get("effect") != "closes" or "shuts" not in told:
                continue
            ends = [end.partition("@") for end in told["from"]]
            posts = [
                p for p in state.passed for e in ends if p[0] == e[0] and (not e[2] or p[1] == e[2])
            ]
            group = any(e[0] in state.has and view.kind(e[0]) == "staff-group" for e in ends)
            unless = view.here(told["unless"]) if "unless" in told else None
            lifted = unless is not None and judge(view, state, unless)[0] == MET
            if (posts or group) and not lifted:
                found.append((told["shuts"], posts))
    return found


def shuts(view: View, shut: dict[str, Any], origins: list[Post], goal: Post) -> bool:
    """Whether a biting block shuts an entry (S6)."""
    name, band = goal
    if name in shut.get("ids", ()):
        return True
    wide = {k for k in ("strand", "setting", "group", "higher", "posts") if shut.get(k)}
    if not wide or view.kind(name) != "role" or view.first(name, "type") == "function":
        return False
    if "strand" in wide and shut["strand"] not in view.flat(name, "strands"):
        return False
    if "group" in wide and shut["group"] not in view.flat(name, "staff_groups"):
        return False
    if "setting" in wide and shut["setting"] != view.setting:
        return False
    if "higher" in wide:
        own = view.order(band)
        lows = [view.order(b) for _, b in origins if b is not None]
        return own is not None and any(own > low for low in lows)
    return True


def grown(state: State, view: View, **more: Any) -> State:
    """The state with some of its parts replaced, and closed again."""
    new = replace(state, **more)
    return replace(new, has=close(view, new.has))
