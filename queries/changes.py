"""A catalogue with changes that are only assumed (S8, S11).

Each change is a statement of the source `what-if`, whose basis is an assumption: an answer over the
changed catalogue shows by its citations what rests on which change.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from graph.catalogue import Catalogue
from graph.catalogue_checks import check
from graph.entries import Move, Source
from graph.errors import Fault, QuestionError
from graph.provenance import Cite
from graph.requirements import AllOf, Clause, Nothing
from queries.change_kinds import (
    Add,
    Change,
    Close,
    Drop,
    Lift,
    Open,
    Recognise,
    Register,
    Replace,
    Require,
    WayIn,
    kind_of,
)
from queries.changing import (
    as_told,
    basis_of,
    demands,
    edited,
    every_telling,
    find,
    groups_freed,
    registers,
    restated,
    told_more,
    tree_of,
    with_entry,
)
from queries.question import resolve
from queries.ways import USABLE, ref

SOURCE = "what-if"
LABEL = "What if (a change that is only assumed)"
THINGS = ("role", "qualification", "course", "registration")
GATED = (*THINGS, "profile", "example")
HELD = ("qualification", "registration", "course", "competency")


class ChangeError(QuestionError):
    """A change that cannot be made; `number` is its place in the list, from 1."""

    def __init__(self, number: int, message: str, nearest: tuple[str, ...] = ()) -> None:
        self.number = number
        super().__init__(f"Change {number}: {message}", nearest)


def apply(catalogue: Catalogue, changes: Sequence[Change]) -> Catalogue:
    """A new catalogue with the changes, made in their order; raises ChangeError with what to do."""
    now = catalogue
    touched: dict[str, int] = {}
    for number, change in enumerate(changes, start=1):
        before = now
        now, place = _cited(now, number, change)
        cite = Cite(source=SOURCE, at=(place,), note=change.text)
        try:
            now = _MAKE[type(change)](now, change, cite)
        except ChangeError:
            raise
        except QuestionError as error:
            text = str(error).partition(" Did you mean: ")[0]
            raise ChangeError(number, text, error.nearest) from None
        touched |= {i: number for i, e in now.entries.items() if before.entries.get(i) is not e}
    if faults := check(now):
        old = set(check(catalogue))
        for fault in (f for f in faults if f not in old):
            raise _refusal(fault, touched)
    return Catalogue(name=now.name, entries=dict(now.entries), retired=now.retired)


def _refusal(fault: Fault, touched: dict[str, int]) -> QuestionError:
    where = f"'{fault.entry}'" + (f" at {fault.clause}" if fault.clause else "")
    text = f"{where}: {fault.message} {fault.remedy}".strip()
    number = touched.get(fault.entry)
    return ChangeError(number, text) if number else QuestionError(f"The changes together: {text}")


def _cited(catalogue: Catalogue, number: int, change: Change) -> tuple[Catalogue, str]:
    """The source of the changes with a place for this one; earlier what-ifs keep theirs."""
    known = catalogue.entries.get(SOURCE)
    if known is not None and not (isinstance(known, Source) and known.label == LABEL):
        raise ChangeError(number, f"'{SOURCE}' is an entry of this catalogue. Rename that one.")
    source = known or Source(kind="source", label=LABEL, basis="assumption")
    assert isinstance(source, Source)
    place = f"change-{len(source.places) + 1}"
    told = f"change {len(source.places) + 1}, {kind_of(change)}".replace("_", " ")
    places = {**source.places, place: told}
    return with_entry(catalogue, SOURCE, source.model_copy(update={"places": places})), place


def _new_id(cite: Cite, what: str = "") -> str:
    return f"{SOURCE}.{cite.at[0]}" + (f".{what}" if what else "")


def _add(now: Catalogue, change: Add, cite: Cite) -> Catalogue:
    if change.add in now.entries or change.add in now.retired:
        raise QuestionError(f"'{change.add}' is an entry already. Choose another id, or `open` it.")
    tellings = (change.entry, *change.entry.also)
    if any(t.cite is not None for t in tellings):
        raise QuestionError(f"Leave `cite` out of '{change.add}': what a change adds rests on it.")
    cited = every_telling(change.entry, lambda _: {"cite": cite})
    return with_entry(now, change.add, cited)


def _open(now: Catalogue, change: Open, cite: Cite) -> Catalogue:
    name = resolve(now, change.open, THINGS, "something to open")
    entry: Any = now.entries[name]
    claims = [t.status for t in now.tellings(name) if t.status is not None]
    if claims and all(c.value in USABLE for c in claims):
        raise QuestionError(f"'{name}' is there already, so opening it changes nothing.")

    def unbarred(telling: Any) -> dict[str, Any]:
        claim = telling.status
        elsewhere = claim and change.strands and set(claim.strands) - set(change.strands)
        barred = claim is not None and claim.value not in USABLE and not elsewhere
        return {"status": None} if barred else {}

    status = {"value": "current", "strands": change.strands}
    now = with_entry(now, name, every_telling(entry, unbarred))
    return told_more(now, name, {"id": _new_id(cite), "cite": cite, "status": status})


def _close(now: Catalogue, change: Close, cite: Cite) -> Catalogue:
    name = resolve(now, change.close, THINGS, "something to close")
    if any(t.status is not None and t.status.value not in USABLE for t in now.tellings(name)):
        raise QuestionError(f"'{name}' is not there now, so closing it changes nothing.")
    return told_more(now, name, {"id": _new_id(cite), "cite": cite, "status": {"value": "closed"}})


def _recognise(now: Catalogue, change: Recognise, cite: Cite) -> Catalogue:
    name = resolve(now, change.recognise, ("qualification",), "something to recognise")
    other = resolve(now, change.for_, HELD, "what it is to count as")
    if name == other or any(other in getattr(t, "accepted_as", ()) for t in now.tellings(name)):
        raise QuestionError(f"'{name}' counts as '{other}' already, so this changes nothing.")
    return told_more(now, name, {"id": _new_id(cite), "cite": cite, "accepted_as": [other]})


def _changed(
    now: Catalogue, statement: str, path: str, new: Clause | None, cite: Cite
) -> Catalogue:
    """A statement with one clause replaced or dropped."""
    entry_id, _, telling = find(now, statement)
    tree = tree_of(telling)
    if tree is None:
        raise QuestionError(f"The statement '{statement}' asks for nothing.")
    marked = as_told(tree, basis_of(now, telling))
    left = edited(marked, path, new) or Nothing(nothing=True)
    if (edited(tree, path, new) or Nothing(nothing=True)) == tree:
        raise QuestionError("The clause is the same as before, so this changes nothing.")
    now = restated(now, statement, left, cite)
    return groups_freed(now, entry_id, demands(tree) - demands(left))


def _drop(now: Catalogue, change: Drop, cite: Cite) -> Catalogue:
    entry_id, _, telling = find(now, change.drop)
    groups = getattr(telling, "staff_groups", ())
    freed = frozenset(r for g in groups for r in registers(now, g))
    asked = tree_of(telling)
    if (asked is None or isinstance(asked, Nothing)) and freed and not change.clause:
        return groups_freed(now, entry_id, freed)
    return _changed(now, change.drop, change.clause, None, cite)


def _replace(now: Catalogue, change: Replace, cite: Cite) -> Catalogue:
    return _changed(now, change.replace, change.clause, change.with_, cite)


def _require(now: Catalogue, change: Require, cite: Cite) -> Catalogue:
    name = resolve(now, change.require, (*GATED, "move"), "something that asks")
    entry = now.entries[name]
    statement = change.statement
    if statement is None and isinstance(entry, Move):
        statement = str(now.tellings(name)[0].id)
    if statement is None:
        told = {"id": _new_id(cite), "cite": cite, "requires": change.clause}
        return told_more(now, name, told)
    entry_id, _, telling = find(now, statement)
    if entry_id != name:
        raise QuestionError(f"The statement '{statement}' is about '{entry_id}', not '{name}'.")
    tree = tree_of(telling)
    if tree is None:
        return restated(now, statement, change.clause, cite)
    old = as_told(tree, basis_of(now, telling))
    parts = old.all if isinstance(old, AllOf) and old.when is None else (old,)
    both = AllOf(all=(*parts, change.clause), basis=old.basis)
    return restated(now, statement, both, cite)


def _lift(now: Catalogue, change: Lift, cite: Cite) -> Catalogue:
    name = resolve(now, change.lift, ("block",), "a block to lift")
    told = now.tellings(name)
    assumed = [t for t in told if t.cite is not None and t.cite.source == SOURCE]
    gone = {i for t in assumed for i in t.supersedes}
    shut = [str(t.id) for t in told if getattr(t, "effect", None) == "closes" and t.id not in gone]
    if not shut:
        raise QuestionError(f"'{name}' shuts nothing, so lifting it changes nothing.")
    return told_more(now, name, {"id": _new_id(cite), "cite": cite, "supersedes": shut})


def _way_in(now: Catalogue, change: WayIn, cite: Cite) -> Catalogue:
    target = ref(change.way_in)
    name = resolve(now, target.id, THINGS, "something to get into")
    if change.start:
        told = {"kind": "move", "cite": cite, "from": change.start, "conditions": change.requires,
                "to": f"{name}@{target.band}" if target.band else name}  # fmt: skip
        label = f"People go from here to {now.entries[name].label or name}."
        return with_entry(now, _new_id(cite, "move"), Move.model_validate({**told, "text": label}))
    if target.band:
        raise QuestionError("A way in to one band needs `from`: say where people come from.")
    asked = change.requires or Nothing(nothing=True)
    told = {"id": _new_id(cite), "cite": cite, "requires": asked, "entry": True}
    return told_more(now, name, told)


def _register(now: Catalogue, change: Register, cite: Cite) -> Catalogue:
    group = resolve(now, change.register_, ("staff-group",), "a group to register")
    register = resolve(now, change.with_, ("registration",), "a register")
    if register in registers(now, group):
        raise QuestionError(f"'{register}' is the register of '{group}' already.")
    now = told_more(now, group, {"id": _new_id(cite), "cite": cite, "register_of": [register]})
    told = {"id": _new_id(cite, "group"), "cite": cite, "staff_group": group}
    return told_more(now, register, told)


_MAKE: dict[type[Change], Callable[[Catalogue, Any, Cite], Catalogue]] = {
    Add: _add,
    Open: _open,
    Close: _close,
    Recognise: _recognise,
    Drop: _drop,
    Require: _require,
    Replace: _replace,
    Lift: _lift,
    WayIn: _way_in,
    Register: _register,
}
