"""Seeded random small catalogues with a question each, as plain dicts: about ten useful steps."""

from __future__ import annotations

import json
import random
from dataclasses import dataclass
from typing import Any

from making import BANDS, EMPLOYERS, FORCES, SOURCES, STRANDS, Words


@dataclass
class Instance:
    """A raw catalogue, and one question about it."""

    raw: dict[str, Any]
    start: str
    goal: str
    holds: tuple[str, ...] = ()
    served: tuple[str, ...] = ()
    avoid: tuple[str, ...] = ()
    setting: str | None = None
    employer: str | None = None
    sources: tuple[str, ...] = ()
    max_months: float | None = None


def describe(asked: Instance) -> str:
    """The instance in a form that a person can read: the question, and one line an entry."""
    question = {k: v for k, v in vars(asked).items() if k != "raw" and v}
    lines = [f"question: {json.dumps(question)}"]
    for name, entry in asked.raw.items():
        told = {k: v for k, v in entry.items() if k not in {"kind", "label"}}
        lines.append(f"  {name} ({entry['kind']}): {json.dumps(told)}")
    return "\n".join(lines)


class Maker(Words):
    """Builds one instance from one seed."""

    def things(self) -> None:
        """Empty learning, so that requirements may name it."""
        dice = self.dice
        self.quals = [f"qual-{n}" for n in range(dice.randint(1, 3))]
        self.courses = [f"course-{n}" for n in range(dice.randint(0, 1))]
        self.skills = [f"skill-{n}" for n in range(dice.randint(0, 1))]
        self.registers = ["register"] if self.chance(0.4) else []
        for n in range(dice.randint(self.profile.posts, 5)):
            self.posts.append(f"post-{n}")
            bands = [BANDS[min(n, 3)]] if self.chance(0.75) else []
            bands += [BANDS[min(n, 3) + 1]] if bands and n < 3 and self.chance(0.15) else []
            self.bands[f"post-{n}"] = bands
            self.raw[f"post-{n}"] = {"kind": "role", "type": "post", "cite": self.cite()}
            if self.chance(0.8):
                self.raw[f"post-{n}"]["strands"] = [dice.choice(STRANDS)]

    def fill_posts(self) -> None:
        dice = self.dice
        for number, post in enumerate(self.posts):
            entry = self.raw[post]
            self.early = self.posts[:number] if self.chance(self.profile.early) else []
            entry |= {"name": post} | self.status()
            entry["grades"] = [{"band": b} for b in self.bands[post]]
            for grade in entry["grades"]:
                if self.chance(0.1):
                    grade["requires"] = self.leaf()
            if self.chance(0.25) and post != "post-0":
                entry["type"] = "trainee"
                entry["access"] = dice.sample(self.quals, dice.randint(1, len(self.quals)))
            if self.chance(0.4):
                entry["staff_groups"] = dice.sample(self.groups, 1 + self.chance(0.2))
            if self.settings and self.chance(0.25):
                entry["settings"] = [dice.choice(self.settings)]
            if self.chance(0.06):
                entry["employers"] = [dice.choice(EMPLOYERS)]
            if self.chance(self.profile.duties):
                entry["duties"] = [{dice.choice(("begin", "finish")): dice.choice(self.quals)}]
            if self.skills and self.chance(0.15):
                entry["gives"] = [dice.choice(self.skills)]
            if self.chance(self.profile.rules):
                entry["requires"] = self.tree()
                entry |= {"force": dice.choice(FORCES)} if self.chance(0.6) else {}
                entry |= {"entry": True} if self.chance(0.15) else {}
            self.also(entry)
        self.early = []
        if self.chance(0.25):
            task = {"kind": "role", "type": "function", "cite": self.cite(), "name": "task"}
            task |= {"requires": self.tree(), "entry": True} | self.status()
            self.raw["task"] = task

    def fill_learning(self) -> None:
        dice = self.dice
        for qual in self.quals:
            entry = {"kind": "qualification", "cite": self.cite(), "name": qual} | self.status()
            entry |= {"level": dice.choice((2, 3, 5, 6))} if self.chance(0.7) else {}
            entry |= {"subjects": ["science"]} if self.chance(0.4) else {}
            entry |= {"grade": "2:1"} if self.chance(0.3) else {}
            roll = dice.random()
            entry |= {"months": {"typical": dice.choice((6, 12, 24))}} if roll < 0.6 else {}
            entry |= {"months": {"min": 9, "max": 30}} if 0.6 < roll < 0.75 else {}
            if self.skills and self.chance(0.4):
                entry["teaches"] = [dice.choice(self.skills)]
            others = [q for q in self.quals if q != qual]
            if others and self.chance(0.1):
                entry["accepted_as"] = [dice.choice(others)]
            if self.chance(self.profile.open):
                entry |= {"requires": {"nothing": True}, "entry": True}
            elif self.chance(0.4):
                entry |= {"requires": self.tree(1)} | {"entry": self.chance(self.profile.entry)}
            self.also(entry)
            self.raw[qual] = entry
        for course in self.courses:
            entry = {"kind": "course", "cite": self.cite(), "name": course} | self.status()
            entry |= {"days": dice.choice((3, 15))} if self.chance(0.5) else {}
            if self.chance(0.7):
                named = dice.choice((*self.groups, *self.posts, *STRANDS))
                entry["audience"] = {"ids": [named]}
            if self.skills:
                entry["teaches"] = list(self.skills)
            if self.chance(0.3):
                entry["requires"] = self.tree(1)
            self.raw[course] = entry
        for skill in self.skills:
            self.raw[skill] = {"kind": "competency", "cite": self.cite()}
        for register in self.registers:
            if self.chance(0.8):
                self.raw["technicians"]["register_of"] = [register]
            entry = {"kind": "registration", "cite": self.cite(), "staff_group": "technicians"}
            entry |= {"requires": {"holds": self.quals[0]}} if self.chance(0.6) else {}
            self.raw[register] = entry | ({} if "requires" in entry else {"requires": self.tree(1)})

    def end(self, post: str) -> str:
        band = self.bands[post][-1] if self.bands[post] else None
        return f"{post}@{band}" if band and self.chance(0.2) else post

    def fill_moves(self) -> None:
        dice, n = self.dice, 0
        pairs = [(a, b) for a, b in zip(self.posts, self.posts[1:], strict=False)]
        pairs = [p for p in pairs if self.chance(self.profile.moves)]
        for _ in range(dice.randint(0, 2)):
            pair = [dice.choice(self.posts), dice.choice(self.posts)]
            back = self.chance(self.profile.early)
            pairs.append(tuple(sorted(pair, reverse=True)) if back else tuple(pair))
        starts = [*self.groups, *self.quals, *self.registers]
        for _ in range(dice.randint(0, 1 if self.profile.early else 2)):
            pairs.append((dice.choice(starts), dice.choice(self.posts + self.quals)))
        pairs += [("outside", dice.choice(self.posts + self.quals))]
        pairs += [(dice.choice(self.posts), dice.choice(self.quals))] if self.chance(0.6) else []
        self.raw["outside"] = {"kind": "role", "type": "outside", "cite": self.cite()}
        for start, target in pairs:
            if start == target:
                continue
            first = self.end(start) if start in self.posts else start
            to = self.end(target) if target in self.posts else target
            entry = {"kind": "move", "from": [first], "to": to, "cite": self.cite(2)}
            entry |= {"conditions": self.tree(1)} if self.chance(0.2) else {}
            entry |= {"begins": [dice.choice(self.quals)]} if self.chance(0.2) else {}
            if self.settings and self.chance(0.1):
                entry["setting"] = dice.choice(self.settings)
            entry |= {"employers": [dice.choice(EMPLOYERS)]} if self.chance(0.05) else {}
            if self.chance(0.06):
                entry["also"] = [{"from": [first], "to": to, "cite": self.cite(2)}]
            self.raw[f"move-{n}"] = entry
            n += 1

    def fill_others(self) -> None:
        dice = self.dice
        for n in range(int(self.chance(0.5)) + int(self.chance(0.2))):
            kinds = ("ids", "higher", "strand", "group")
            kind = dice.choice(kinds)
            shut: dict[str, Any] = {
                "ids": {"ids": [dice.choice(self.posts + self.quals)]},
                "higher": {"higher": True},
                "strand": {"strand": dice.choice(STRANDS)},
                "group": {"group": dice.choice(self.groups)},
            }[kind]
            if kind == "strand" and self.settings and self.chance(0.5):
                shut["setting"] = dice.choice(self.settings)
            origins = self.posts if kind == "higher" else [*self.posts, *self.groups]
            start = dice.choice(origins)
            start = self.end(start) if start in self.posts else start
            entry = {"kind": "block", "from": [start], "shuts": shut, "cite": self.cite()}
            entry |= {"effect": "closes" if self.chance(0.85) else "hinders"}
            entry |= {"unless": self.tree(1)} if self.chance(0.5) else {}
            self.raw[f"block-{n}"] = entry
        if self.chance(0.3):
            about = [dice.choice(self.posts + self.quals)]
            entry = {"kind": "finding", "type": "not-stated", "field": "way-in", "about": about}
            self.raw["finding"] = entry | {"text": "not stated", "cite": self.cite()}
        if self.chance(0.15):
            entry = {"kind": "example", "of": dice.choice(self.posts), "requires": self.tree(1)}
            entry |= {"employers": [dice.choice(EMPLOYERS)]}
            self.raw["example"] = entry | {"cite": {"source": "src-c", "basis": "example"}}

    def question(self) -> Instance:
        dice, roll = self.dice, self.dice.random()
        start = self.posts[0] if roll < 0.55 else dice.choice(self.posts)
        start = "none" if 0.75 < roll < 0.85 else start
        start = f"group:{dice.choice(self.groups)}" if roll > 0.85 else start
        start = self.posts[0] if self.chance(self.profile.far - 0.5) else start
        goals = [p for p in self.posts[1:] if p != start]
        goal = dice.choice(goals) if goals else self.quals[0]
        if self.chance(self.profile.far) and start != self.posts[-1]:
            goal = self.posts[-1]
        if self.chance(0.4 * (1 - self.profile.far)):
            goal = dice.choice([*self.quals, *self.courses, *self.registers, *self.skills])
        goal = "task" if "task" in self.raw and self.chance(1 - self.profile.far) else goal
        holds = [h for h in self.quals + self.conditions if h != goal and self.chance(0.07)]
        asked = Instance(self.raw, start, goal, tuple(holds))
        if self.settings and self.chance(0.5):
            asked.setting = dice.choice(self.settings)
        asked.employer = dice.choice(EMPLOYERS) if self.chance(0.2) else None
        asked.sources = tuple(dice.sample(SOURCES, 2)) if self.chance(0.12) else ()
        asked.avoid = (dice.choice(self.posts + self.quals),) if self.chance(0.08) else ()
        asked.max_months = dice.choice((6.0, 18.0)) if self.chance(0.08) else None
        asked.served = (f"{self.posts[0]}={dice.choice((3, 12))}",) if self.chance(0.06) else ()
        return asked


def make(seed: int) -> Instance:
    """The instance of a seed."""
    maker = Maker(seed)
    for part in (maker.words, maker.things, maker.fill_learning, maker.fill_posts):
        part()
    maker.fill_moves()
    maker.fill_others()
    asked = maker.question()
    prices = random.Random(f"prices {seed}")
    for entry in asked.raw.values():
        if entry["kind"] in {"qualification", "course", "registration"} and prices.random() < 0.6:
            entry["cost"] = {"pounds": prices.choice((0, 90, 250))}
    for name, entry in asked.raw.items():
        entry.pop("name", None)
        if entry["kind"] not in {"move", "block", "finding"}:
            entry["label"] = name
    return asked
