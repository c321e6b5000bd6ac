"""The built-in catalogue with an attack for every text in it, its ids and structure kept."""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import cycle, islice, product
from typing import Any

from graph.catalogue import digest, dump, parse
from queries.ask import World

COUNT = 200
TEXTS = {
    "label", "alt_labels", "text", "note", "unknown", "words", "publisher", "dated", "licence",
    "omits", "addresses", "subjects", "subject", "grade", "standard", "version", "delivery",
    "frequency", "place", "cluster", "counts", "unit", "value", "field", "by", "year", "country",
    "places", "extent", "at", "keys",
}  # fmt: skip
FIXED = {("status", "value"), ("relevance", "value")}
TYPED = {"qualification", "example", "block"}
PAYLOADS = (
    "<script>alert({n})</script>",
    "<img src=//hostile.invalid/{n} onerror=alert({n})>",
    "<svg onload=alert({n})><script>alert({n})</script></svg>",
    "</script></style></title></textarea><script>alert({n})</script>",
    "]]></text></svg><script>alert({n})</script>",
    "<b>bold</b> &lt;i&gt; &amp;amp; &#x27; &{n};",
    "javascript:alert({n})",
    'https://hostile.invalid/{n}"onmouseover="alert({n})',
    "<style>body{{display:none}}</style><link rel=stylesheet href=//hostile.invalid/{n}>",
    "<meta http-equiv=refresh content='0;url=//hostile.invalid/{n}'><base href=//hostile.invalid>",
    "<iframe srcdoc='<script>alert({n})</script>'></iframe>",
    "{{{{7*{n}}}}} {{% raw %}} ${{7*{n}}} #{{7}} <%= 7 %>",
    "מנהל {n} בית מרקחת — رئيس الصيدلة",
    "\u202egnitirw {n} sdrawkcab\u202c \u2066isolated\u2069",
    "W{n}" + "W" * 497,
    "words of {n} letters " * 24,
    "👩🏽‍🔬👨‍👩‍👧‍👦🏳️‍🌈 emoji {n} 🧪",
    "e\u0301\u0302\u0303{n}" * 40,
    "'; DROP TABLE posts {n}; --",
    "tab\tnew\nline\r{n}\x07\x1b[31m",
)
FRAMES = (
    "{}", "\"{}", "'{}", "\">{}", "'>{}", "{}<!--", "--> {}", "\\\"{}", "`{}`", "{}\\",
)  # fmt: skip


def attacks() -> list[str]:
    """Two hundred hostile strings, each another."""
    pairs = product(FRAMES, PAYLOADS)
    made = [frame.format(p.format(n=n)) for n, (frame, p) in enumerate(islice(pairs, COUNT))]
    assert len(set(made)) == COUNT
    return made


def attacked(world: World) -> World:
    """The same entries, with an attack in each of their texts."""
    catalogue = parse(json.dumps(_changed(world, cycle(attacks()))).encode())
    return World(catalogue, digest(catalogue))


def _changed(world: World, endless: Iterator[str]) -> Any:
    content = json.loads(dump(world.catalogue))
    turns = cycle((True, False))

    def change(value: Any, name: str, above: str, texts: set[str]) -> Any:
        if isinstance(value, dict):
            if name == "table":
                return {next(endless): number for number in value.values()}
            if name == "places":
                return {key: next(endless) for key in value}
            return {k: change(v, k, name, texts) for k, v in value.items()}
        if isinstance(value, list):
            return [change(each, name, above, texts) for each in value]
        if not isinstance(value, str) or name not in texts or (above, name) in FIXED:
            return value
        if name == "at" and next(turns):  # so that places are named in their own words as well
            return value
        return next(endless)

    entries = {
        key: change(entry, "", "", TEXTS | ({"type"} if entry["kind"] in TYPED else set()))
        for key, entry in content["entries"].items()
    }
    return {**content, "entries": entries}
