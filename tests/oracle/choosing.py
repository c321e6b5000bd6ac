"""Random catalogues with a choice: other posts on the way, and other awards that count as well."""

from __future__ import annotations

import random
from dataclasses import replace
from typing import Any

from instances import Instance, make
from making import SOURCES

MONTHS = (3, 6, 9, 12, 18, 24, 36)
POUNDS = (0, 40, 90, 250, 600, 1500)
RUNS = {"value": "current"}
LEARNT = ("qualification", "course", "registration")


def with_choices(seed: int, *, unsaid: float = 0.0) -> Instance:
    """An instance with more than one way to most things, and its setting named.

    `unsaid` is the share of lengths and prices that nobody states.
    """
    asked, dice = make(seed), random.Random(f"choices {seed}")
    raw = dict(asked.raw)
    posts = [name for name in raw if name.startswith("post-")]
    quals = [name for name in raw if name.startswith("qual-")]
    for qual in quals:
        for n in range(dice.randint(0, 2)):
            raw[f"{qual}-or-{n}"] = _award(dice, accepted_as=[qual])
    for n in range(dice.randint(1, 3)):
        first, last = sorted(dice.sample(range(len(posts)), 2))
        asks: dict[str, Any] = {}
        if quals and dice.random() < 0.5:
            asks = {"requires": {"holds": dice.choice(quals)}}
        elif dice.random() < 0.5:
            raw[f"award-{n}"] = _award(dice)
            asks = {"requires": {"holds": f"award-{n}"}}
        raw[f"way-{n}"] = _said(dice, kind="role", type="post", label=f"way-{n}", **asks)
        raw[f"up-{n}"] = _said(dice, kind="move", to=f"way-{n}") | {"from": [posts[first]]}
        raw[f"on-{n}"] = _said(dice, kind="move", to=posts[last]) | {"from": [f"way-{n}"]}
    for entry in raw.values():
        if entry["kind"] in LEARNT:
            _measured(entry, dice, unsaid)
    settings = [name for name, entry in sorted(raw.items()) if entry["kind"] == "setting"]
    setting = asked.setting or (settings[0] if settings else None)
    return replace(asked, raw=raw, setting=setting)


def _said(dice: random.Random, **more: Any) -> dict[str, Any]:
    status = {} if more["kind"] == "move" else {"status": RUNS}
    return {"cite": {"source": dice.choice(SOURCES), "basis": "report"}} | status | more


def _award(dice: random.Random, **more: Any) -> dict[str, Any]:
    """A qualification that anybody may begin."""
    name, opens = {"kind": "qualification", "label": "award"}, {"requires": {"nothing": True}}
    return _said(dice, **name, **opens, entry=True, **more)


def _measured(entry: dict[str, Any], dice: random.Random, unsaid: float) -> None:
    """Give a thing a length and a price, or leave them unstated."""
    for key in ("months", "days", "cost"):
        entry.pop(key, None)
    if entry["kind"] != "registration" and dice.random() >= unsaid:
        entry["months"] = {"typical": dice.choice(MONTHS)}
    if dice.random() >= unsaid:
        entry["cost"] = {"pounds": dice.choice(POUNDS)}
