"""Career maps made for tests: at random, from occupations, and with hostile labels."""

from __future__ import annotations

import csv
import random
from collections.abc import Iterable, Sequence
from datetime import date
from itertools import pairwise
from pathlib import Path

from queries.result_map import CareerMap, MapLink, MapWord, Place
from queries.results import CatalogueStamp

STATES = ("stated", "conditional", "seen", "unknown", "closed", "leaves")
PLACES = ("stated", "seen", "unknown", "absent", "leaves", "people")
KINDS = ("post", "post", "post", "trainee", "function", "group", "learning", "outside")
OCCUPATIONS = (
    Path(__file__).resolve().parents[3]
    / "shared/data/nesta_mcc/mcc_transitions_Occupation_data.csv"
)
STAMP = CatalogueStamp(hash="0" * 64, as_of=date(2026, 11, 25), sources=(), setting=None)
HOSTILE = (
    '<script>alert("1")</script>',
    "\"><img src=x onerror='alert(2)'>",
    "]]></text><script>alert(3)</script>",
    "&lt;b&gt; &amp; &#x27; ampersands & more",
    "מנהל בית מרקחת — رئيس الصيدلة",
    "\u202egnitirw sdrawkcab\u202c and \u2066isolated\u2069",
    "W" * 500,
    "two words " * 50,
    "👩🏽‍🔬👨‍👩‍👧‍👦🏳️‍🌈 emoji",
    "e\u0301\u0302\u0303" * 40,
    "nul\x00bell\x07escape\x1b[31m and \ud800 half a pair",
    "javascript:alert(4)",
    "'; DROP TABLE posts; --",
    "${7*7} {{7*7}} <%= 7 %>",
    "tab\tnew\nline",
    " ",
)


def career(
    places: Iterable[Place], links: Iterable[MapLink], bands: Sequence[str], strands: Sequence[str]
) -> CareerMap:
    """A map of these."""
    return CareerMap(
        question={},
        catalogue=STAMP,
        bands=tuple(MapWord(id=b, label=f"Step {b}") for b in bands),
        strands=tuple(MapWord(id=s, label=f"Kind {s}") for s in strands),
        places=tuple(places),
        links=tuple(links),
    )


def at_random(seed: int, places: int, links: int, bands: int = 9, strands: int = 8) -> CareerMap:
    """A map with steps of every sort: within a band, over several, back, beside posts."""
    dice = random.Random(seed)
    steps = [f"b{i}" for i in range(bands)]
    lanes = [f"s{i}" for i in range(strands)]
    words = ("senior", "lead", "deputy", "unit", "quality", "support", "specialist", "manager")
    made = []
    for index in range(places):
        kind = dice.choice(KINDS)
        post = kind in ("post", "trainee", "function")
        made.append(
            Place(
                key=f"p{index}",
                id=f"p{index}",
                label=" ".join(dice.choices(words, k=dice.randint(1, 6))),
                kind=kind,
                state=dice.choice(PLACES),
                band=dice.choice([*steps, None]) if post else None,
                strands=tuple(dice.sample(lanes, dice.randint(0, min(2, strands)))) if post else (),
            )
        )
    ends = [(dice.choice(made).key, dice.choice(made).key) for _ in range(links)]
    ways = [
        MapLink(
            **{"from": a}, id=f"m{i}", to=b, state=dice.choice(STATES), what="move",
        )
        for i, (a, b) in enumerate(ends)
    ]  # fmt: skip
    return career(made, ways, steps, lanes)


def occupations(limit: int = 300) -> CareerMap:
    """Real occupations: the group of the classification as strand, the job zone as band."""
    with OCCUPATIONS.open(encoding="utf-8", newline="") as stream:
        rows = [r for r in csv.DictReader(stream) if r["job_zone"]][:limit]
    made, ways = [], []
    for row in rows:
        name = f"o{row['id']}"
        made.append(
            Place(
                key=name, id=name, label=row["occupation"], kind="post", state="unknown",
                band=f"b{float(row['job_zone']):.0f}", strands=(f"s{row['isco_code'][0]}",),
            )
        )  # fmt: skip
    groups: dict[str, list[Place]] = {}
    for row, place in zip(rows, made, strict=True):
        groups.setdefault(row["sub_sector_code"], []).append(place)
    for near in groups.values():
        near.sort(key=lambda p: (p.band or "", p.key))
        for a, b in pairwise(near):
            at = len(ways)
            ways.append(
                MapLink(**{"from": a.key}, id=f"m{at}", to=b.key, state=STATES[at % 6], what="move")
            )
    bands = sorted({p.band for p in made if p.band})
    return career(made, ways, bands, sorted({s for p in made for s in p.strands}))
