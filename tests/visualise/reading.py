"""Reads a picture back from its SVG: boxes, lines, texts, and what lies on what."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations, pairwise

NS = "{http://www.w3.org/2000/svg}"
Point = tuple[float, float]


@dataclass(frozen=True)
class Box:
    key: str
    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True)
class Drawn:
    link: str
    start: str
    end: str
    state: str
    corners: tuple[Point, ...]

    @property
    def parts(self) -> Iterator[tuple[Point, Point]]:
        return pairwise(self.corners)


def tree(svg: str) -> ET.Element:
    return ET.fromstring(svg)


def marked(svg: str, name: str) -> list[ET.Element]:
    return [e for e in tree(svg).iter() if e.get(name) is not None]


def boxes(svg: str) -> list[Box]:
    found = []
    for group in marked(svg, "data-key"):
        rect = next(r for r in group.iter(NS + "rect") if r.get("class") == "bw-box-shape")
        x, y, width, height = (float(rect.get(k, "")) for k in ("x", "y", "width", "height"))
        found.append(Box(group.get("data-key", ""), x, y, width, height))
    return found


def lines(svg: str) -> list[Drawn]:
    """Every line; a rounded corner counts as the sharp one, which holds more room."""
    found = []
    for group in marked(svg, "data-link"):
        path = next(p for p in group.iter(NS + "path") if (p.get("class") or "").startswith("bw-"))
        numbers = [float(n) for n in re.findall(r"-?\d+(?:\.\d+)?", path.get("d", ""))]
        corners = tuple(zip(numbers[::2], numbers[1::2], strict=True))
        names = ("data-link", "data-from", "data-to", "data-state")
        found.append(Drawn(*(group.get(n, "") for n in names), corners))
    return found


def crossings(svg: str) -> list[tuple[str, str]]:
    """Every line that runs through a box (half a pixel of its edge does not count)."""
    edge = 0.5
    found = []
    there = boxes(svg)
    for line in lines(svg):
        for (x, y), (u, v) in line.parts:
            for box in there:
                across = min(x, u) < box.x + box.width - edge and max(x, u) > box.x + edge
                down = min(y, v) < box.y + box.height - edge and max(y, v) > box.y + edge
                if across and down:
                    found.append((line.link, box.key))
    return found


def slanted(svg: str) -> list[str]:
    """Lines with a part that is neither level nor upright."""
    return [
        d.link
        for d in lines(svg)
        for (x, y), (u, v) in d.parts
        if abs(x - u) > 0.2 and abs(y - v) > 0.2
    ]


def on_one_another(svg: str) -> list[tuple[str, str]]:
    """Lines that share a stretch, so that one could not tell them apart."""
    level: dict[bool, list[tuple[float, float, float, int, str]]] = {True: [], False: []}
    for index, line in enumerate(lines(svg)):
        for (x, y), (u, v) in line.parts:
            if abs(x - u) < 0.2 and abs(y - v) > 0.2:
                level[False].append((x, *sorted((y, v)), index, line.link))
            elif abs(x - u) > 0.2:
                level[True].append((y, *sorted((x, u)), index, line.link))
    found = []
    for items in level.values():
        items.sort()
        for first, second in combinations(items, 2) if len(items) < 400 else _near(items):
            same = abs(first[0] - second[0]) < 1 and first[3] != second[3]
            if same and min(first[2], second[2]) - max(first[1], second[1]) > 1:
                found.append((first[4], second[4]))
    return found


def _near(
    items: list[tuple[float, float, float, int, str]],
) -> Iterator[tuple[tuple[float, float, float, int, str], ...]]:
    for index, first in enumerate(items):
        for second in items[index + 1 :]:
            if second[0] - first[0] >= 1:
                break
            yield first, second


def sizes(svg: str) -> set[float]:
    """The sizes of all text."""
    return {float(t.get("font-size", "0")) for t in tree(svg).iter(NS + "text")}


def texts(svg: str) -> list[str]:
    """All text as it is read, one entry a `<text>`."""
    return [" ".join("".join(t.itertext()).split()) for t in tree(svg).iter(NS + "text")]


def overlapping(svg: str) -> list[tuple[str, str]]:
    """Boxes that lie on one another."""
    return [
        (a.key, b.key)
        for a, b in combinations(boxes(svg), 2)
        if a.x < b.x + b.width
        and b.x < a.x + a.width
        and a.y < b.y + b.height
        and b.y < a.y + a.height
    ]
