"""Where each node of the network stands: band columns × strand lanes, as on the career map.

What is learnt stands left of the posts, kind by kind, level with the posts that it is linked with.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace

from queries.result_network import NetworkAnswer, NetworkNode

WIDE, TALL = 216, 70
ABOVE = -84
DEEP, MOST_COLUMNS = 6, 5
LEFT = (
    ("course", "Courses"),
    ("competency", "Skills"),
    ("qualification", "Qualifications"),
    ("registration", "Registers"),
    ("condition", "To be agreed"),
    ("staff-group", "Staff groups"),
)
UNSTATED = "Band not stated"
NO_STRAND = "Kind of work not stated"
Point = tuple[int, int]


@dataclass(frozen=True)
class Strip:
    """A heading over columns, or a lane over rows: from `first` to `last`, in the net's units.

    `id` is the band that is a node and stands as the heading itself.
    """

    label: str
    first: int
    last: int
    id: str = ""


@dataclass(frozen=True)
class Places:
    """Where the nodes stand, and what the columns and lanes are called."""

    points: dict[str, Point]
    columns: tuple[Strip, ...]
    lanes: tuple[Strip, ...]


def arrange(answer: NetworkAnswer) -> Places:
    """The place of each node; two never share one."""
    lanes = _lanes(answer)
    order = [s.id for s in answer.strands if s.id in lanes.values()]
    heads = _heads(answer)
    cells: dict[tuple[str, str], list[NetworkNode]] = defaultdict(list)
    for node in answer.nodes:
        if node.kind != "band":
            cells[_column(node), lanes[node.id]].append(node)
    wide = {
        key: min(MOST_COLUMNS, max(-(-len(cells[key, lane]) // DEEP) for lane in (*order, "")))
        for key, _ in heads
    }
    points: dict[str, Point] = {}
    columns: list[Strip] = []
    left: dict[str, int] = {}
    across = 0
    for key, label in heads:
        left[key] = across
        across += max(1, wide[key])
        columns.append(Strip(label, left[key] * WIDE, (across - 1) * WIDE))
    strips: list[Strip] = []
    row = 0
    for lane in (*order, ""):
        inside = {key: cells[key, lane] for key, _ in heads if cells[key, lane]}
        if not inside:
            continue
        height = max(-(-len(nodes) // wide[key]) for key, nodes in inside.items())
        for key, nodes in inside.items():
            for index, node in enumerate(sorted(nodes, key=lambda n: (n.label.lower(), n.id))):
                column = left[key] + index // height
                points[node.id] = (column * WIDE, (row + index % height) * TALL)
        label = next((s.label for s in answer.strands if s.id == lane), NO_STRAND)
        strips.append(Strip(label, row * TALL, (row + height - 1) * TALL))
        row += height
    for node in answer.nodes:
        if node.kind == "band":
            at = next(c for c, (key, _) in zip(columns, heads, strict=True) if key == node.id)
            points[node.id] = ((at.first + at.last) // 2, ABOVE)
    shown = tuple(
        replace(c, id=key if key in points else "")
        for c, (key, _) in zip(columns, heads, strict=True)
    )
    return Places(points, shown, tuple(strips))


def _column(node: NetworkNode) -> str:
    return (node.band or "") if node.kind == "role" else node.kind


def _heads(answer: NetworkAnswer) -> list[tuple[str, str]]:
    """The columns that are needed, with their headings; a band that is a node needs no other."""
    used = {_column(n) for n in answer.nodes if n.kind != "band"}
    bands = {n.id for n in answer.nodes if n.kind == "band"}
    found = [(key, label) for key, label in LEFT if key in used]
    found += [(b.id, b.label) for b in answer.bands if b.id in used | bands]
    return found + ([("", UNSTATED)] if "" in used else [])


def _lanes(answer: NetworkAnswer) -> dict[str, str]:
    """The lane of each node: the strand asked for, its first, or that of what it is linked with."""
    asked = answer.question.get("strand")
    known = {s.id for s in answer.strands}
    lanes: dict[str, str] = {}
    for node in answer.nodes:
        own = [s for s in node.strands if s in known]
        if own:
            lanes[node.id] = str(asked) if asked in own else own[0]
    for _ in range(2):
        told = dict(lanes)
        for link in answer.links:
            for one, other in ((link.from_, link.to), (link.to, link.from_)):
                if one not in told and other in told and link.what != "band":
                    lanes.setdefault(one, told[other])
    return {n.id: lanes.get(n.id, "") for n in answer.nodes}
