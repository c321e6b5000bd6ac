"""Labels and texts that attack: in every entry of a catalogue, through every picture and file."""

from __future__ import annotations

import json
import xml.etree.ElementTree as ET
from html.parser import HTMLParser
from itertools import cycle
from typing import Any

import pytest

from graph.catalogue import digest, dump, parse
from queries.ask import World
from queries.budget import Budget
from queries.sentence_parts import Words
from service.drawing import KINDS, MAP, STYLE, Drawing, draw, page
from service.inputs import Asked, read
from tests.visualise.conftest import question
from tests.visualise.making import HOSTILE
from tests.visualise.reading import NS, crossings, texts
from visualise.svg import clean

TAGS = {"svg", "title", "desc", "defs", "pattern", "g", "a", "rect", "path", "circle", "polygon",
        "polyline", "text", "tspan"}  # fmt: skip
HTML = {"html", "head", "meta", "title", "style", "body", "main", "h1", "h2", "figure", "ul", "ol",
        "li", "details", "summary", "br", "q", "link"}  # fmt: skip
ASKED = {
    "map": {},
    "route": {"from": "aseptic-support-worker@2", "to": "pharmacy-technician-b5"},
    "timeline": {"from": "aseptic-support-worker@2", "to": "pharmacy-technician-b5"},
    "ladder": {},
    "requirement": {"from": "clinical-scientist", "to": "section-10-lead"},
}


def attacked(world: World) -> World:
    """The built-in catalogue with an attack for each label, other name and text."""
    attacks = cycle(h for h in HOSTILE if "\ud800" not in h and h.strip())

    def change(value: Any, name: str = "") -> Any:
        if isinstance(value, dict):
            return {k: change(v, k) for k, v in value.items()}
        if isinstance(value, list):
            return [change(v, name) for v in value]
        if isinstance(value, str) and name in ("label", "alt_labels", "text", "note", "unknown"):
            return next(attacks)
        return value

    catalogue = parse(json.dumps(change(json.loads(dump(world.catalogue)))).encode())
    return World(catalogue, digest(catalogue))


@pytest.fixture(scope="module")
def bad(world: World) -> World:
    return attacked(world)


@pytest.fixture(scope="module")
def drawings(bad: World) -> dict[str, Drawing]:
    found = {}
    for name, given in ASKED.items():
        kind = KINDS[name]
        pairs = [*given.items(), ("as_of", "2026-11-25"), ("setting", "licensed")]
        asked = read(pairs, kind.more, routes=kind.verb.routes)
        answer = kind.verb.run(bad, asked, Budget())
        career = MAP.run(bad, Asked(asked.question, asked.options, {}), Budget())
        found[name] = draw(bad, kind, asked, answer, career)  # type: ignore[arg-type]
    return found


@pytest.mark.parametrize("name", ASKED)
def test_no_attack_gets_out_of_its_text(drawings: dict[str, Drawing], name: str) -> None:
    for svg in drawings[name].pictures:
        root = ET.fromstring(svg)
        for element in root.iter():
            assert element.tag.removeprefix(NS) in TAGS
            for key, value in element.attrib.items():
                assert not key.startswith("on") and key not in ("style", "xlink:href")
                assert key != "href" or value.startswith("/")
        assert not any("\x00" in t or "\u202e" in t for t in texts(svg))
        assert crossings(svg) == []


@pytest.mark.parametrize("name", ASKED)
def test_the_file_holds_our_elements_only(
    bad: World, drawings: dict[str, Drawing], name: str
) -> None:
    seen: set[str] = set()
    attributes: set[str] = set()
    linked: list[dict[str, str | None]] = []

    class Reader(HTMLParser):
        def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
            seen.add(tag)
            if tag == "link":
                linked.append(dict(attrs))
            else:
                attributes.update(a for a, _ in attrs)

    words = Words(bad.snapshot(question()))
    content = page(drawings[name], words)
    Reader().feed(content)
    assert seen <= HTML | {t.lower() for t in TAGS}
    assert not any(a.startswith("on") or a in ("src", "href", "style") for a in attributes)
    assert linked == [{"rel": "icon", "href": "data:,"}], "only that no icon is asked for"
    assert content.count("<style>") == 1 and STYLE in content


def test_the_words_are_there_all_the_same(bad: World, drawings: dict[str, Drawing]) -> None:
    said = " ".join(texts(drawings["map"].pictures[0]))
    assert "emoji" in said
    assert clean(HOSTILE[0]).split("(")[0] in said.replace(" ", "") or "<script>" in said


def test_five_hundred_letters_stay_in_their_box(drawings: dict[str, Drawing]) -> None:
    boxes = [g for g in ET.fromstring(drawings["map"].pictures[0]).iter() if g.get("data-key")]
    for group in boxes:
        rect = next(r for r in group.iter(NS + "rect"))
        top, tall = float(rect.get("y", "0")), float(rect.get("height", "0"))
        for span in group.iter(NS + "tspan"):
            if span.get("y"):
                assert top <= float(span.get("y", "0")) <= top + tall
