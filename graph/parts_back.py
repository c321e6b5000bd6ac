"""Nodes and links put together again into the rows they came from."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from graph.errors import CatalogueError, Fault
from graph.parts import CLAUSES, FLAT, OF_ENTRY, PATHS, SPECS, Link, Node
from graph.store import NAME, Row, to_pieces


def content_of(nodes: Iterable[Node], links: Iterable[Link]) -> bytes:
    """The canonical JSON of the catalogue that they make; CatalogueError where a part is gone."""
    try:
        return "".join(to_pieces(Assembly(nodes, links).rows())).encode()
    except (KeyError, IndexError, TypeError) as error:
        message = f"The graph lacks a part that another one needs: {error}."
        remedy = "Take out a node together with all that hangs below it."
        raise CatalogueError([Fault("", 0, "", "", message, remedy)]) from None


class Assembly:
    """All nodes of a graph and what leaves each of them, in the order of places."""

    def __init__(self, nodes: Iterable[Node], links: Iterable[Link]) -> None:
        self.nodes = {node.key: node for node in nodes}
        self.out: dict[str, list[Link]] = {}
        for link in links:
            if not link.properties.get("drawn"):
                self.out.setdefault(link.start, []).append(link)
        for leaving in self.out.values():
            leaving.sort(key=lambda link: link.properties.get("place", -1))

    def rows(self) -> Iterator[Row]:
        """Every row, sorted by id."""
        for key, node in sorted(self.nodes.items()):
            if node.label == "Name":
                yield Row(NAME, "name", _text(_values(node.properties)["name"]))
            elif node.label == "Retired":
                new = [link.end for link in self._leaving(key, "REPLACED_BY")]
                yield Row(key, "retired", _text(new))
            elif node.label == "Entry":
                body = self._entry(node)
                yield Row(key, str(body.get("kind")), _text(body))

    def _leaving(self, key: str, kind: str) -> list[Link]:
        return [link for link in self.out.get(key, ()) if link.type == kind]

    def _entry(self, node: Node) -> dict[str, Any]:
        values = _values(node.properties)
        body: dict[str, Any] = {name: values[name] for name in OF_ENTRY if name in values}
        for link in self._leaving(node.key, "STATES"):
            told = self._statement(self.nodes[link.end])
            if link.properties.get("place") == 1:
                body |= told
            else:
                body.setdefault("also", []).append(told)
        return body

    def _statement(self, node: Node) -> dict[str, Any]:
        told: dict[str, Any] = {}
        for name, value in _values(node.properties).items():
            owner = next((f for f in FLAT if name.startswith(f"{f}_")), None)
            if owner is None:
                told["id" if name == "telling" else name] = value
            else:
                told.setdefault(owner, {})[name.removeprefix(f"{owner}_")] = value
        for link in self.out.get(node.key, ()):
            values = _values(_without(link.properties, "place"))
            name = link.type.lower()
            if link.type in PATHS:
                self._reference(told, link)
            elif name in CLAUSES:
                told[name] = self._clause(link.end)
            elif link.type == "CITES":
                told["cite"] = {"source": link.end, **values}
            elif link.type == "GRADES":
                told.setdefault("grades", []).append({"band": link.end, **values})
            elif link.type == "HELD_BY":
                told.setdefault("held_by", []).append({"group": link.end, **values})
        for link in self._leaving(node.key, "GRADE_REQUIRES"):
            told["grades"][link.properties["place"]]["requires"] = self._clause(link.end)
        return told

    def _reference(self, told: dict[str, Any], link: Link) -> None:
        *owner, name = PATHS[link.type]
        within = told.setdefault(owner[0], {}) if owner else told
        band = link.properties.get("band")
        value = link.end if band is None else f"{link.end}@{band}"
        if "place" in link.properties:
            within.setdefault(name, []).append(value)
        else:
            within[name] = value

    def _clause(self, key: str) -> dict[str, Any]:
        told = _values(self.nodes[key].properties)
        kind = str(told.pop("clause"))
        need = told.pop("need", None)
        branches = [self._clause(link.end) for link in self._leaving(key, "BRANCH")]
        spec = {n: told.pop(n) for n in list(told) if kind in SPECS and n.startswith(f"{kind}_")}
        value: Any = told.pop(kind, True)
        if kind in ("all", "any"):
            value = branches
        elif kind == "at_least":
            value = {"n": need, "of": branches}
        elif kind in SPECS:
            value = {name.removeprefix(f"{kind}_"): found for name, found in spec.items()}
        elif kind in ("holds", "condition"):
            value = self._leaving(key, kind.upper())[0].end
        clause = {kind: value, **_without(told, "says")}
        for link in self._leaving(key, "WHEN"):
            clause["when"] = {"setting": link.end}
        return clause


def _values(properties: Mapping[str, Any]) -> dict[str, Any]:
    """Properties without what the form adds, and JSON text as what it says."""
    return {
        name.removesuffix("_json"): json.loads(value) if name.endswith("_json") else value
        for name, value in properties.items()
    }


def _without(values: Mapping[str, Any], *names: str) -> dict[str, Any]:
    return {name: value for name, value in values.items() if name not in names}


def _text(value: Any) -> str:
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
