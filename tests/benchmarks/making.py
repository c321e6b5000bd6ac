"""Seeded instances at three scales: posts in strands and bands, competencies, courses and years.

60 % of what a role names is essential; 12 % of that is "a or b"; 20 % of the higher roles choose
3 of n; some courses need a post; some competencies are taught nowhere. Competencies come in units
of eight, which courses teach whole and roles ask for in part.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property

from queries.kernel.problem import AtLeast, Builder, Problem, Tree, all_of, any_of

BANDS = 8
UNIT = 8
YEARS = 3


@dataclass(frozen=True)
class Scale:
    """How large an instance is."""

    name: str
    roles: int
    strands: int
    units: int
    items: int  # that a role names, on average


SCALES = {
    scale.name: scale
    for scale in (
        Scale("seed", 60, 3, 20, 10),
        Scale("esco", 3_000, 60, 1_750, 18),
        Scale("national", 30_000, 400, 9_000, 40),
    )
}


@dataclass(frozen=True)
class Query:
    """One person and the role that they ask about."""

    have: tuple[int, ...]
    target: int


@dataclass(frozen=True)
class Instance:
    """A problem with its weights, its roles by fact, and what somebody in a role holds."""

    name: str
    problem: Problem
    months: list[int]
    pounds: list[int]
    roles: tuple[int, ...]
    bands: tuple[int, ...]
    strands: tuple[int, ...]
    holdings: tuple[tuple[int, ...], ...]

    @cached_property
    def ones(self) -> list[int]:
        """One a real step."""
        return [int(real) for real in self.problem.real]

    @cached_property
    def weights(self) -> list[int]:
        """Pounds, and 10 a month, and 1 a step."""
        return [
            p + 10 * m + one for p, m, one in zip(self.pounds, self.months, self.ones, strict=True)
        ]

    def queries(self, seed: int = 1) -> Iterator[Query]:
        """Without end: people in a role who want one 1 to 3 bands up, every fifth in any strand.

        Not every target has a route.
        """
        chance = random.Random(seed)
        by_place: dict[tuple[int, int], list[int]] = {}
        for role, place in enumerate(zip(self.strands, self.bands, strict=True)):
            by_place.setdefault(place, []).append(role)
        known = sorted(set(self.strands))
        while True:
            role = chance.randrange(len(self.roles))
            strand = chance.choice(known) if chance.random() < 0.2 else self.strands[role]
            above = by_place.get((strand, self.bands[role] + chance.randint(1, 3)))
            if above:
                yield Query(self.holdings[role], self.roles[chance.choice(above)])


@dataclass
class Making:
    """An instance in the making."""

    builder: Builder = field(default_factory=Builder)
    months: dict[int, int] = field(default_factory=dict)
    pounds: dict[int, int] = field(default_factory=dict)

    def step(self, tree: Tree, gives: list[int], months: int, pounds: int) -> None:
        """A real step with what it takes."""
        number = self.builder.step(tree, gives)
        self.months[number], self.pounds[number] = months, pounds

    def finished(
        self,
        name: str,
        roles: list[int],
        bands: list[int],
        strands: list[int],
        holdings: list[set[int]],
    ) -> Instance:
        """The instance; helper steps weigh nothing."""
        problem = self.builder.build()
        return Instance(
            name=name,
            problem=problem,
            months=[self.months.get(s, 0) for s in range(problem.steps)],
            pounds=[self.pounds.get(s, 0) for s in range(problem.steps)],
            roles=tuple(roles),
            bands=tuple(bands),
            strands=tuple(strands),
            holdings=tuple(tuple(sorted(held)) for held in holdings),
        )


@dataclass
class Teaching:
    """Units of competencies, where they belong, and the credentials of the courses about them."""

    competencies: list[list[int]]
    places: list[tuple[int, int]]  # strand (-1: generic) and band
    by_place: dict[tuple[int, int], list[int]]
    credentials: dict[tuple[int, int], list[int]]


def make(scale: Scale | str, seed: int = 1) -> Instance:
    """The instance of this scale and seed, always the same."""
    scale = SCALES[scale] if isinstance(scale, str) else scale
    chance = random.Random(seed)
    made = Making()
    bands = [min(int(chance.triangular(0, BANDS, 2)), BANDS - 1) for _ in range(scale.roles)]
    strands = [chance.randrange(scale.strands) for _ in range(scale.roles)]
    posts = [made.builder.fact() for _ in range(scale.roles)]
    served, practised = serving(made, posts, strands, bands)
    teaching = taught(made, chance, scale, posts, strands, bands)
    registers = registering(made, chance, scale, teaching, practised)
    holdings = []
    for role in range(scale.roles):
        strand, band = strands[role], bands[role]
        held = {posts[role], served[role][0]}
        needs = items_of(chance, scale, teaching, strand, band, held)
        if band:
            asked = practised.get((strand, band - 1)), practised.get((strand, max(band - 2, 0)))
            ways: list[Tree] = [
                rungs[min(1 + n, YEARS) - 1] for n, rungs in enumerate(asked) if rungs
            ]
            if ways:
                needs.append(any_of(ways))
        if band >= 4 and strand in registers:
            needs.append(registers[strand])
            held.add(registers[strand])
        made.step(all_of(needs), [posts[role]], chance.randint(1, 3), 0)
        holdings.append(held)
        before = posts[role]
        for year in served[role]:  # one learns a part of what such posts name
            units = near_units(chance, teaching, strand, band, 1)
            learnt = [c for u in units for c in chance.sample(teaching.competencies[u], 3)]
            made.step(before, [year, *learnt], 12, 0)
            before = year
    return made.finished(scale.name, posts, bands, strands, holdings)


def serving(
    made: Making, posts: list[int], strands: list[int], bands: list[int]
) -> tuple[list[list[int]], dict[tuple[int, int], list[int]]]:
    """Years served in each role, which count for its strand at its band, and so at lower ones."""
    served = [[made.builder.fact() for _ in range(YEARS)] for _ in posts]
    practised: dict[tuple[int, int], list[int]] = {}
    for role, place in enumerate(zip(strands, bands, strict=True)):
        if place not in practised:
            practised[place] = [made.builder.fact() for _ in range(YEARS)]
        for own, shared in zip(served[role], practised[place], strict=True):
            made.builder.follows(own, shared)
    for (strand, band), rungs in practised.items():
        for high, low in zip(rungs, practised.get((strand, band - 1), ()), strict=False):
            made.builder.follows(high, low)
    return served, practised


def taught(
    made: Making,
    chance: random.Random,
    scale: Scale,
    posts: list[int],
    strands: list[int],
    bands: list[int],
) -> Teaching:
    """Units, a quarter of them generic, and the courses that teach them; few are taught nowhere."""
    found = Teaching([], [], {}, {})
    local: dict[int, list[int]] = {}
    for role, strand in enumerate(strands):
        local.setdefault(strand, []).append(role)
    for unit in range(scale.units):
        generic = unit % 4 == 0
        strand = -1 if generic else chance.randrange(scale.strands)
        band = min(int(chance.triangular(0, BANDS, 1)), BANDS - 1)
        found.competencies.append([made.builder.fact() for _ in range(UNIT)])
        found.places.append((strand, band))
        found.by_place.setdefault((strand, band), []).append(unit)
    for unit in sorted(range(scale.units), key=lambda u: found.places[u][1]):
        strand, band = found.places[unit]
        members = found.competencies[unit]
        if chance.random() < 0.015:
            continue
        near = [r for r in local.get(strand, ()) if abs(bands[r] - band) <= 1]
        for _ in range(chance.randint(1, 3)):
            lower = [c for b in range(band) for c in found.credentials.get((strand, b), ())]
            entry: list[Tree] = []
            kind = chance.random()
            if kind < 0.2 and near:  # an apprenticeship
                entry.append(posts[chance.choice(near)])
            elif kind < 0.7 and lower:
                entry.append(any_of(dict.fromkeys(chance.choices(lower, k=2))))
            credential = made.builder.fact()
            found.credentials.setdefault((strand, band), []).append(credential)
            part = chance.sample(members, chance.randint(UNIT - 2, UNIT))
            months, pounds = chance.randint(2, 18), 100 * chance.randint(0, 30)
            made.step(all_of(entry), [credential, *part], months, pounds)
        for place, member in enumerate(members):
            if chance.random() < 0.6:  # a short course in one competency
                before: list[Tree] = [members[place - 1]] if place and chance.random() < 0.5 else []
                made.step(all_of(before), [member], 1, 10 * chance.randint(2, 40))
            if chance.random() < 0.2:  # a higher level of it, which entails it
                high = made.builder.fact()
                made.builder.ladder([high, member])
                made.step(member, [high], chance.randint(1, 6), 10 * chance.randint(5, 60))
    return found


def registering(
    made: Making,
    chance: random.Random,
    scale: Scale,
    teaching: Teaching,
    practised: dict[tuple[int, int], list[int]],
) -> dict[int, int]:
    """In a third of the strands, a register that needs a credential and a year of practice."""
    found = {}
    for strand in range(scale.strands):
        ways = [c for b in (2, 3, 4) for c in teaching.credentials.get((strand, b), ())]
        rungs = practised.get((strand, 2)) or practised.get((strand, 3))
        if chance.random() < 0.33 and ways and rungs:
            found[strand] = made.builder.fact()
            tree = all_of([any_of(ways[:6]), rungs[0]])
            made.step(tree, [found[strand]], 2, 200)
    return found


def near_units(
    chance: random.Random, teaching: Teaching, strand: int, band: int, number: int
) -> list[int]:
    """Units for a role: most of its own strand, up to its band; a quarter generic."""
    found: dict[int, None] = {}
    for _ in range(3 * number):
        where = -1 if chance.random() < 0.25 else strand
        level = max(band - int(chance.expovariate(0.8)), 0)
        units = teaching.by_place.get((where, level)) or teaching.by_place.get((-1, level))
        if units:
            found[chance.choice(units)] = None
        if len(found) == number:
            break
    return list(found)


def items_of(
    chance: random.Random, scale: Scale, teaching: Teaching, strand: int, band: int, held: set[int]
) -> list[Tree]:
    """What a role asks for; adds to `held` what somebody in it has."""
    wanted = max(2, int(chance.gauss(scale.items * 0.6, scale.items * 0.15)))
    units = near_units(chance, teaching, strand, band, max(2, wanted // 4))
    pool = [c for unit in units for c in chance.sample(teaching.competencies[unit], UNIT // 2)]
    needs: list[Tree] = []
    for item in pool[:wanted]:
        held.add(item)
        if chance.random() < 0.12:
            needs.append(any_of(dict.fromkeys([item, chance.choice(pool)])))
        else:
            needs.append(item)
    if band >= 3 and chance.random() < 0.2:
        among = list(dict.fromkeys(chance.choices(pool, k=7)))
        needs.append(AtLeast(min(3, len(among)), tuple(among)))
    return needs
