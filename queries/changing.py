"""How a statement is changed: clauses by their path, and the new rule told apart from the rest."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from graph.catalogue import Catalogue, facts_class
from graph.errors import QuestionError
from graph.facts import Telling
from graph.provenance import Cite
from graph.requirements import AllOf, AnyOf, AtLeast, Clause, Holds, children
from graph.snapshot import source_basis

TREES = {"move": "conditions", "block": "unless"}
SHARED = ("id", "valid_from", "valid_to", "extent", "supersedes", "same_rule")
OF_RULE = ("requires", "entry", "force", "employer")


def with_entry(catalogue: Catalogue, entry_id: str, entry: Any) -> Catalogue:
    """A new catalogue with one entry added or another in its place."""
    entries = {**catalogue.entries, entry_id: entry}
    return Catalogue.model_construct(
        name=catalogue.name, entries=entries, retired=catalogue.retired
    )


def told_more(catalogue: Catalogue, entry_id: str, told: dict[str, Any]) -> Catalogue:
    """A new catalogue in which an entry has one telling more."""
    entry: Any = catalogue.entries[entry_id]
    telling = facts_class(type(entry)).model_validate(told)
    return with_entry(catalogue, entry_id, also(entry, telling))


def also(entry: Any, *tellings: Telling) -> Any:
    """The entry with further tellings."""
    return entry.model_copy(update={"also": (*entry.also, *tellings)})


def numbers(path: str) -> list[int]:
    """The branch taken at each clause: `all.1.at_least.of.0` is branch 1, then branch 0."""
    return [int(part) for part in path.split(".") if part.isdecimal()]


def paths(tree: Clause, prefix: str = "") -> Iterator[str]:
    """The path of every clause below a tree, as an author writes it."""
    key = (
        "at_least.of" if isinstance(tree, AtLeast) else "all" if isinstance(tree, AllOf) else "any"
    )
    for n, child in enumerate(children(tree)):
        path = f"{prefix}{key}.{n}"
        yield path
        yield from paths(child, f"{path}.")


def edited(tree: Clause, path: str, new: Clause | None) -> Clause | None:
    """The tree with another clause at a path, or without it; a parent left empty goes too."""
    if path not in ("", *paths(tree)):
        there = ", ".join(paths(tree)) or "no clause but the whole; leave the path out"
        raise QuestionError(f"It has no clause '{path}'. It has: {there}.")
    return _edited(tree, numbers(path), new)


def _edited(tree: Clause, way: list[int], new: Clause | None) -> Clause | None:
    if not way:
        return new
    kids = list(children(tree))
    kid = _edited(kids[way[0]], way[1:], new)
    kids[way[0] : way[0] + 1] = [kid] if kid is not None else []
    return rebuilt(tree, tuple(kids)) if kids else None


def rebuilt(tree: Clause, kids: tuple[Clause, ...]) -> Clause:
    """The same clause over other branches; it never asks for more of them than there are."""
    if isinstance(tree, AtLeast):
        count = {"n": min(tree.at_least.n, len(kids)), "of": kids}
        return tree.model_copy(update={"at_least": tree.at_least.model_copy(update=count)})
    return tree.model_copy(update={"all" if isinstance(tree, AllOf) else "any": kids})


def as_told(tree: Clause, basis: Any) -> Clause:
    """The tree with how we know written on each clause, so that it outlives another citation."""
    own = {"basis": tree.basis or basis, "at": None}
    kids = tuple(as_told(child, basis) for child in children(tree))
    return (rebuilt(tree, kids) if kids else tree).model_copy(update=own)


def basis_of(catalogue: Catalogue, telling: Telling) -> str | None:
    """How we know what a telling says."""
    cite = telling.cite
    return cite.basis or source_basis(catalogue, cite.source) if cite is not None else None


def find(catalogue: Catalogue, statement: str) -> tuple[str, int, Telling]:
    """The entry, the place and the telling that a statement's id names."""
    for entry_id in catalogue.entries:
        for place, telling in enumerate(catalogue.tellings(entry_id)):
            if telling.id == statement:
                return entry_id, place, telling
    near: tuple[str, ...] = ()
    if statement in catalogue.entries:
        near = tuple(str(t.id) for t in catalogue.tellings(statement) if tree_of(t) is not None)
    raise QuestionError(f"There is no statement '{statement}'.", near)


def tree_of(telling: Telling) -> Clause | None:
    """The requirement, condition or exception that a telling states."""
    found = (getattr(telling, n, None) for n in ("requires", "conditions", "unless"))
    return next((tree for tree in found if tree is not None), None)


def restated(catalogue: Catalogue, statement: str, tree: Clause, cite: Cite) -> Catalogue:
    """The statement with another tree, cited anew; what else its source says stays as it was.

    The new rule keeps the statement's id, so that what supersedes it still does.
    """
    entry_id, place, telling = find(catalogue, statement)
    entry: Any = catalogue.entries[entry_id]
    name = TREES.get(entry.kind)
    if name is not None:  # a move or a block is one statement as a whole
        update = {name: tree, "cite": cite, "id": telling.id}
        return with_entry(catalogue, entry_id, _put(entry, place, update))
    rule = {n: getattr(telling, n) for n in (*SHARED, "entry", "force", "employer")}
    new = facts_class(type(entry)).model_construct(**{**rule, "requires": tree, "cite": cite})
    kept: dict[str, Any] = {n: type(telling).model_fields[n].get_default() for n in OF_RULE}
    graded = any(g.requires for g in getattr(telling, "grades", ()))
    if graded or telling.not_required:  # type: ignore[attr-defined]
        kept["force"] = telling.force  # type: ignore[attr-defined]
    if graded:
        kept["entry"] = telling.entry  # type: ignore[attr-defined]
    rest = {**kept, "id": f"{statement}.rest.{cite.at[0]}", "same_rule": None}
    return with_entry(catalogue, entry_id, also(_put(entry, place, rest), new))


def _put(entry: Any, place: int, update: dict[str, Any]) -> Any:
    """The entry with some fields of one telling changed."""
    if place == 0:
        return entry.model_copy(update=update)
    told = list(entry.also)
    told[place - 1] = told[place - 1].model_copy(update=update)
    return entry.model_copy(update={"also": tuple(told)})


def every_telling(entry: Any, update: Any) -> Any:
    """The entry with each telling changed by a function from a telling to its new fields."""
    told = tuple(t.model_copy(update=update(t)) for t in entry.also)
    return entry.model_copy(update={**update(entry), "also": told})


def demands(tree: Clause | None) -> frozenset[str]:
    """What is held on every branch of a tree."""
    if isinstance(tree, Holds):
        return frozenset({tree.holds})
    below = [demands(child) for child in children(tree)] if tree is not None else []
    if isinstance(tree, AllOf) or (isinstance(tree, AtLeast) and tree.at_least.n >= len(below)):
        return frozenset().union(*below)
    return frozenset.intersection(*below) if isinstance(tree, AnyOf) else frozenset()


def registers(catalogue: Catalogue, group: str) -> frozenset[str]:
    """The registers that a staff group is of."""
    told = catalogue.tellings(group) if group in catalogue.entries else ()
    return frozenset(r for t in told for r in getattr(t, "register_of", ()))


def groups_freed(catalogue: Catalogue, entry_id: str, freed: frozenset[str]) -> Catalogue:
    """A post that no longer asks for a group's register is no longer a post of that group alone."""
    entry: Any = catalogue.entries[entry_id]
    if entry.kind != "role" or not freed:
        return catalogue

    def without(telling: Any) -> dict[str, Any]:
        left = (g for g in telling.staff_groups if not registers(catalogue, g) & freed)
        return {"staff_groups": tuple(left)}

    return with_entry(catalogue, entry_id, every_telling(entry, without))
