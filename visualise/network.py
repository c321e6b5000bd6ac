"""The network to explore: data for the browser through pyvis, and the same facts as text.

The only file that imports pyvis. Its own pages are not safe: only our template is used, no titles,
no menus, no options of its own; every label leaves here as JSON with `<` escaped.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from queries.result_network import NetworkAnswer, NetworkLink, NetworkNode
from queries.sentence_parts import Block, Line, Words, capital, count
from visualise.network_grid import Places, arrange
from visualise.svg import clean, wrap

TEMPLATES = Path(__file__).parent / "templates"
KINDS = {
    "role": "Posts",
    "band": "Bands",
    "qualification": "Qualifications",
    "registration": "Registers",
    "course": "Courses",
    "competency": "Skills",
    "condition": "To be agreed",
    "staff-group": "Staff groups",
}
STATES = {
    "stated": "as the sources say",
    "alternative": "this or another",
    "conditional": "with conditions",
    "seen": "one employer's own words",
    "unknown": "it is not written down whether this counts",
    "closed": "shut",
    "leaves": "out of the kind of work",
}
BESIDE = "beside"
GROUPS = {"role": "Posts and trainee posts", BESIDE: "Other work and people"}
POSTS = ("post", "trainee")
ROLES = {
    "trainee": "trainee post",
    "function": "work, not a post",
    "audience": "people",
    "outside": "outside these services",
}
LABEL = 168.0


@dataclass(frozen=True)
class Group:
    """Nodes that are shown and hidden together; only some are there at first."""

    id: str
    label: str
    count: int
    first: bool


def groups(words: Words, answer: NetworkAnswer) -> tuple[Group, ...]:
    """The groups there are: posts at first, or everything where there are none."""
    found = Counter(group_of(words, n) for n in answer.nodes)
    order = ("role", BESIDE, *(k for k in KINDS if k != "role"))
    return tuple(
        Group(k, GROUPS.get(k) or KINDS[k], found[k], k == "role" or not found["role"])
        for k in order
        if found[k]
    )


def group_of(words: Words, node: NetworkNode) -> str:
    """The group of a node: its kind, but roles that are no posts are a group of their own."""
    return BESIDE if node.kind == "role" and _type(words, node) not in POSTS else node.kind


def _type(words: Words, node: NetworkNode) -> str:
    return str(words.snapshot.entries[node.id].first("type") or POSTS[0])


def data(words: Words, answer: NetworkAnswer) -> str:
    """The nodes and links as script blocks that hold JSON and run nothing."""
    places = arrange(answer)
    net = _network_class()(directed=True, notebook=False, cdn_resources="local")
    for node in answer.nodes:
        x, y = places.points[node.id]
        net.add_node(
            node.id,
            label=_label(node.label),
            shape="box",
            x=x,
            y=y,
            group=group_of(words, node),
            name=clean(capital(node.label)),
            also=[clean(n) for n in words.snapshot.entries[node.id].entry.alt_labels],
            told=about(words, node),
        )
    for number, link in enumerate(answer.links):
        net.add_edge(
            link.from_, link.to, id=number, what=link.what, state=link.state,
            told=capital(link.verb), how=STATES[link.state],
        )  # fmt: skip
    net.set_template_dir(str(TEMPLATES), "network.html")
    drawn: str = net.generate_html(notebook=False)
    return drawn + _grid(places)


@lru_cache(maxsize=1)
def _network_class() -> Any:
    """Loaded at first use, since it brings much along that nothing else needs."""
    from pyvis.network import Network

    return Network


def _label(label: str) -> str:
    rows = wrap(capital(label), LABEL, 14, lines=3)
    return "\n".join(row.text for row in rows)


def _grid(places: Places) -> str:
    strips = {
        "columns": [(s.label, s.first, s.last, s.id) for s in places.columns],
        "lanes": [(s.label, s.first, s.last) for s in places.lanes],
    }
    told = json.dumps(strips)
    for sign, safe in (("<", "\\u003c"), (">", "\\u003e"), ("&", "\\u0026")):
        told = told.replace(sign, safe)
    return f'\n<script type="application/json" id="network-grid">{told}</script>\n'


def about(words: Words, node: NetworkNode) -> str:
    """What a node is, in a few words: its kind, band and strands."""
    kind = node.kind.replace("-", " ").replace("role", ROLES.get(_type(words, node), "post"))
    parts = [kind if node.kind != "condition" else "to be agreed"]
    if node.kind == "role":
        band = words.name(f"band:{node.band}") if node.band else "band not stated"
        parts += [band] if band.lower() not in node.label.lower() else []
    parts += [words.label(s) for s in node.strands]
    return ", ".join(parts)


def title(words: Words, answer: NetworkAnswer) -> str:
    """What the network shows."""
    strand = answer.question.get("strand")
    return f"The network: {words.label(str(strand))}" if strand else "The network"


def twin(words: Words, answer: NetworkAnswer) -> tuple[Block, ...]:
    """The same nodes and links as text, kind by kind."""
    return tuple(_blocks(words, answer))


def _blocks(words: Words, answer: NetworkAnswer) -> Iterator[Block]:
    total = f"{capital(count(answer.count, 'entry', 'entries'))}"
    if answer.nodes or not answer.count:
        said = f"{total} and {count(len(answer.links), 'link')} between them."
    else:
        said = f"{total}: too many to show. At most {answer.most} are shown at once."
    yield Block(title(words, answer), (Line(said),), "verdict")
    labels = {n.id: n.label for n in answer.nodes}
    links: dict[str, list[NetworkLink]] = {}
    for link in answer.links:
        links.setdefault(link.from_, []).append(link)
    for kind, heading in KINDS.items():
        inside = sorted((n for n in answer.nodes if n.kind == kind), key=lambda n: n.label.lower())
        if inside:
            lines = tuple(
                Line(
                    f"{capital(n.label)} ({about(words, n)})",
                    n.evidence,
                    link=n.id,
                    under=tuple(_line(labels, x) for x in links.get(n.id, ())),
                )
                for n in inside
            )
            yield Block(heading, lines, "items")


def _line(labels: dict[str, str], link: NetworkLink) -> Line:
    said = f"{capital(link.verb)}: {labels[link.to]} ({STATES[link.state]})"
    return Line(said, link.evidence, link=link.to)
