"""A catalogue's rows taken apart into nodes and links that people can read, without loss.

An entry STATES statements; a statement has its citation, its references and its requirement, a
tree of clauses. `graph/parts_back.py` puts them together again. Links that only repeat what a
property says carry `drawn` and are left out then.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from graph.catalogue import Catalogue, dump
from graph.requirements import clause_key
from graph.store import Row, to_rows

LISTS = (
    *("strands", "settings", "staff_groups", "employers", "gives", "access", "matches"),
    *("teaches", "leads_to", "providers", "awarding", "recognised_by", "not_recognised_by"),
    *("accepted_as", "not_required", "about", "needed_by", "register_of", "begins", "regions"),
)
SINGLE = ("body", "staff_group", "part_of", "of", "region", "parent", "employer", "setting")
ENDS = ("from", "to")
INNER = {
    ("status", "strands"): "STATUS_IN",
    ("status", "successor"): "SUCCESSOR",
    ("audience", "ids"): "AUDIENCE",
    ("shuts", "ids"): "SHUTS",
    ("shuts", "strand"): "SHUTS_STRAND",
    ("shuts", "setting"): "SHUTS_SETTING",
    ("shuts", "group"): "SHUTS_GROUP",
}
FLAT = ("status", "months", "cost", "max_funding", "valid_from", "audience", "shuts")
CLAUSES = ("requires", "recommends", "conditions", "unless")
SPECS = ("level", "served", "in_role")
SPEC_ENDS = ("role", "strand", "setting", "staff_group", "band", "at_least_band")
OF_ENTRY = ("kind", "label", "alt_labels", "note")
PATHS: dict[str, tuple[str, ...]] = {
    **{name.upper(): (name,) for name in (*LISTS, *SINGLE, *ENDS)},
    **{kind: path for path, kind in INNER.items()},
}
"""Which field a link of a statement stands for."""
TO_CLAUSE = (*(name.upper() for name in CLAUSES), "GRADE_REQUIRES")
FROM_CLAUSE = ("HOLDS", "CONDITION", "WHEN", *(f"AT_{name.upper()}" for name in SPEC_ENDS))
FROM_STATEMENT = (*PATHS, "CITES", "GRADES", "HELD_BY", "DUTY", "RELEVANT_TO")
SAYS = {"all": "all of", "any": "any of", "nothing": "nothing is needed"}
LARGEST = 2**63


@dataclass(frozen=True)
class Node:
    """An entry, a statement, a clause, a retired id or the name of the catalogue."""

    key: str
    label: str
    properties: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Link:
    """From a node to a node (a part of the same entry, or another entry by its id)."""

    start: str
    type: str
    end: str
    properties: dict[str, Any] = field(default_factory=dict)


@dataclass
class Parts:
    """What one row is made of; the first node is the row's own."""

    nodes: list[Node] = field(default_factory=list)
    links: list[Link] = field(default_factory=list)


def parts_of(catalogue: Catalogue) -> Parts:
    """The parts of all rows of a catalogue."""
    parts = Parts()
    for row in to_rows(dump(catalogue)):
        found = take_apart(row)
        parts.nodes += found.nodes
        parts.links += found.links
    return parts


def take_apart(row: Row) -> Parts:
    """The parts of a row; whatever is not of the expected form stays JSON text."""
    body = json.loads(row.body)
    parts = Parts()
    if row.kind == "name":
        parts.nodes.append(Node(row.id, "Name", _properties({"name": body})))
    elif row.kind == "retired" or not isinstance(body, dict):
        parts.nodes.append(Node(row.id, "Retired", {"id": row.id}))
        parts.links += _list(row.id, "REPLACED_BY", body)
    else:
        own = {name: body[name] for name in OF_ENTRY if name in body}
        parts.nodes.append(Node(row.id, "Entry", {"id": row.id, **_properties(own)}))
        first = {name: body[name] for name in body if name not in (*OF_ENTRY, "also")}
        for place, telling in enumerate((first, *body.get("also", ())), start=1):
            if telling or place > 1:
                _statement(parts, row.id, place, telling)
    return parts


def _statement(parts: Parts, entry: str, place: int, telling: dict[str, Any]) -> None:
    key = f"{entry}/{place}"
    rest: dict[str, Any] = {}
    links = [Link(entry, "STATES", key, {"place": place})]
    for name, value in telling.items():
        if name in CLAUSES and _is_clause(value):
            links.append(Link(key, name.upper(), _clause(parts, f"{key}/{name}", value)))
        elif name == "cite" and isinstance(value, dict) and _is_id(value.get("source")):
            cited = {n: v for n, v in value.items() if n != "source"}
            links.append(Link(key, "CITES", value["source"], _properties(cited)))
        elif name == "grades" and _all_have(value, "band"):
            links += _grades(parts, key, value)
        elif name == "held_by" and _all_have(value, "group"):
            links += [
                Link(key, "HELD_BY", v["group"], {"place": n} | _without(v, "group"))
                for n, v in enumerate(value)
            ]
        elif name in FLAT and isinstance(value, dict) and value:
            for inner, found in value.items():
                kind = INNER.get((name, inner))
                drawn = list(_list(key, kind, found)) if kind else []
                links += drawn
                rest |= {} if drawn else {f"{name}_{inner}": found}
        elif found := list(_references(key, name, value)):
            links += found
        else:
            rest["telling" if name == "id" else name] = value
            links += _drawn(key, name, value)
    parts.nodes.append(Node(key, "Statement", _properties(rest)))
    parts.links += links


def _references(start: str, name: str, value: Any) -> Iterator[Link]:
    """Links of a field that holds ids; none where it does not."""
    wanted = (*LISTS, *ENDS) if isinstance(value, list) else (*SINGLE, *ENDS)
    if name in wanted:
        yield from _list(start, name.upper(), value)


def _list(start: str, kind: str, value: Any) -> Iterator[Link]:
    """One link an id; those of a list have their place."""
    items = value if isinstance(value, list) else [value]
    if all(map(_is_id, items)):
        for place, text in enumerate(items):
            end, sign, band = text.partition("@") if kind in ("FROM", "TO") else (text, "", "")
            properties = {"place": place} if isinstance(value, list) else {}
            yield Link(start, kind, end, properties | ({"band": band} if sign else {}))


def _grades(parts: Parts, key: str, grades: list[dict[str, Any]]) -> Iterator[Link]:
    for place, grade in enumerate(grades):
        told = {"place": place} | _properties(_without(grade, "band", "requires"))
        yield Link(key, "GRADES", grade["band"], told)
        if "requires" in grade:
            top = _clause(parts, f"{key}/grades/{place}", grade["requires"])
            yield Link(key, "GRADE_REQUIRES", top, {"place": place})


def _drawn(key: str, name: str, value: Any) -> Iterator[Link]:
    """What a field kept as text says of other entries, to be seen only."""
    drawn = {"drawn": True}
    for item in value if isinstance(value, list) else ():
        if name == "duties":
            for what in ("begin", "finish"):
                if what in item:
                    yield Link(key, "DUTY", item[what], drawn | {"what": what})
        elif name == "relevance":
            for strand in item.get("strands", ()):
                yield Link(key, "RELEVANT_TO", strand, drawn | {"value": item.get("value")})


def _clause(parts: Parts, key: str, clause: dict[str, Any]) -> str:
    """A clause and what hangs below it; its key is its place in the statement."""
    kind = str(clause_key(clause))
    value = clause[kind]
    told: dict[str, Any] = {"clause": kind, "says": SAYS.get(kind, kind.replace("_", " "))}
    told |= {n: v for n, v in clause.items() if n not in (kind, "when")}
    branches: list[Any] = value if kind in ("all", "any") else []
    if kind == "at_least":
        branches = value["of"]
        told |= {"need": value["n"], "says": f"at least {value['n']} of"}
    elif kind in SPECS:
        told |= {f"{kind}_{name}": found for name, found in value.items()}
        told["says"] += "".join(f" {name} {found}" for name, found in value.items())
        for name in SPEC_ENDS:
            if name in value:
                parts.links.append(Link(key, f"AT_{name.upper()}", value[name], {"drawn": True}))
    elif kind in ("holds", "condition"):
        parts.links.append(Link(key, kind.upper(), value))
    elif kind == "unknown":
        told |= {"unknown": value, "says": f"not stated: {value}"}
    if "when" in clause:
        parts.links.append(Link(key, "WHEN", clause["when"]["setting"]))
    parts.nodes.append(Node(key, "Clause", _properties(told)))
    for place, branch in enumerate(branches):
        below = _clause(parts, f"{key}/{place}", branch)
        parts.links.append(Link(key, "BRANCH", below, {"place": place}))
    return key


def _properties(values: dict[str, Any]) -> dict[str, Any]:
    """Values that a graph store can hold; others as JSON text under `NAME_json`."""
    found: dict[str, Any] = {}
    for name, value in values.items():
        if _is_plain(value):
            found[name] = value
        else:
            text = json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
            found[f"{name}_json"] = text
    return found


def _is_plain(value: Any) -> bool:
    if isinstance(value, list):
        return bool(value) and all(_is_plain(v) and type(v) is type(value[0]) for v in value)
    if isinstance(value, int):
        return -LARGEST <= value < LARGEST
    return isinstance(value, str | float)


def _is_id(value: Any) -> bool:
    return isinstance(value, str) and value != ""


def _is_clause(value: Any) -> bool:
    return isinstance(value, dict) and clause_key(value) is not None


def _all_have(value: Any, name: str) -> bool:
    return (
        isinstance(value, list)
        and bool(value)
        and all(isinstance(v, dict) and _is_id(v.get(name)) for v in value)
    )


def _without(values: dict[str, Any], *names: str) -> dict[str, Any]:
    return {name: value for name, value in values.items() if name not in names}
