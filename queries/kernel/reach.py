"""What can be reached at all: plain closure, and many cases at once as the bits of integers.

A case is a start, or something banned: bit i of a fact says whether it is reached in case i. One
sweep answers all cases exactly, since firing a step is "and", and having several givers is "or".
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from queries.kernel.problem import Problem


def reachable(
    problem: Problem,
    have: Iterable[int] = (),
    banned_steps: Iterable[int] = (),
    banned_facts: Iterable[int] = (),
) -> set[int]:
    """Every fact that somebody can come to hold."""
    banned = set(banned_facts)
    held = set(have) - banned
    fire(problem, (held,), banned_steps, held, banned)
    return held


def fire(
    problem: Problem,
    starts: Iterable[Iterable[int]],
    banned_steps: Iterable[int] = (),
    held: set[int] | None = None,
    banned_facts: Iterable[int] = (),
) -> list[int]:
    """The steps that can be taken, in order: with the first start, then with the next as well.

    `held` is filled with what is then held. Starts hold nothing that is banned.
    """
    held = set[int]() if held is None else held
    left, banned, order = list(problem.need), set(banned_facts), []
    for step in banned_steps:
        left[step] = -1
    fresh = [step for step in problem.free if left[step] == 0]
    for start in starts:
        seen = list(start)
        held.update(seen)
        while seen or fresh:
            for step in fresh:
                order.append(step)
                for fact in problem.gives[step]:
                    if fact not in held and fact not in banned:
                        held.add(fact)
                        seen.append(fact)
            fresh = []
            for fact in seen:
                for step in problem.users[fact]:
                    left[step] -= 1
                    if left[step] == 0:
                        fresh.append(step)
            seen = []
    return order


def reach(problem: Problem, starts: Sequence[Iterable[int]]) -> list[int]:
    """For each fact the starts from which it can be reached: bit i for start i."""
    found = [0] * problem.facts
    for number, start in enumerate(starts):
        for fact in start:
            found[fact] |= 1 << number
    held = {fact for fact, bits in enumerate(found) if bits}
    sweep(problem, fire(problem, ((), held)), found, (1 << len(starts)) - 1)
    return found


def sweep(
    problem: Problem,
    order: Sequence[int],
    found: list[int],
    every: int,
    allowed_steps: Mapping[int, int] | None = None,
    allowed_facts: Mapping[int, int] | None = None,
) -> None:
    """Take the steps of `order` again and again until no fact of `found` gains a case.

    Any order is right; one in which steps can be taken is fast. `allowed_…` are the cases in which
    a step may be taken or a fact given; where nothing is said, `every` case.
    """
    users, gives = problem.users, problem.gives
    steps, facts = allowed_steps or {}, allowed_facts or {}
    due = bytearray(problem.steps)
    for step in order:
        due[step] = 1
    moving = True
    while moving:
        moving = False
        for step in order:
            if not due[step]:
                continue
            due[step] = 0
            bits = cases(problem, step, found, every)
            if step in steps:
                bits &= steps[step]
            if not bits:
                continue
            for fact in gives[step]:
                old = found[fact]
                new = old | (bits & facts[fact] if fact in facts else bits)
                if new != old:
                    found[fact] = new
                    moving = True
                    for user in users[fact]:
                        due[user] = 1


def cases(problem: Problem, step: int, found: Sequence[int], every: int) -> int:
    """The cases in which enough of a step's needs hold."""
    needs, need = problem.needs[step], problem.need[step]
    if need == len(needs):
        bits = every
        for fact in needs:
            bits &= found[fact]
        return bits
    counted = [every] + [0] * need  # counted[n]: at least n of the needs so far
    for fact in needs:
        for n in range(need, 0, -1):
            counted[n] |= counted[n - 1] & found[fact]
    return counted[need]
