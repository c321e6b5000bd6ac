"""Holdings and blocks, written from docs/semantics.md alone: S5, S6."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

from oracle_rules import judge
from oracle_view import MET, UNMET, Post, State, Tree, View, below


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


def concerning(view: View, state: State) -> list[tuple[dict[str, Any], list[Post], bool, float]]:
    """Closing blocks of the person: the posts they come from, whether and when lifted (S6)."""
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
            verdict, day = (UNMET, 0.0) if unless is None else judge(view, state, unless)
            if posts or group:
                found.append((told["shuts"], posts, verdict == MET, day))
    return found


def opened(view: View, state: State, goal: Post) -> float | None:
    """From when on no block shuts an entry; None where one still does."""
    found = [(up, day) for s, o, up, day in concerning(view, state) if shuts(view, s, o, goal)]
    return max((day for _, day in found), default=0.0) if all(up for up, _ in found) else None


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
