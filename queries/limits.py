"""Whether a limit of the question is what rules a goal out (S10 out-of-scope)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from queries.citing import evidence
from queries.engine import Wish, search
from queries.question import Question, Ref, RouteOptions
from queries.results import Blocking
from queries.routes import Plan, make_plan
from queries.ways import in_scope


@dataclass(frozen=True)
class Trial:
    """The question with one limit lifted, or with all of them: what it was, and what is asked."""

    name: str
    text: str
    question: Question
    options: RouteOptions


def outside(plan: Plan, ref: Ref) -> Blocking | None:
    """Which limit of the question rules the goal out, if it is one of them, or all together."""
    seen = plan.snapshot.get(ref.id)
    own = seen.flat("settings") if seen is not None and seen.kind == "role" else ()
    text = f"{ref.id}@{ref.band}" if ref.band else ref.id
    for trial in _trials(plan, own):
        freed = make_plan(
            plan.snapshot, trial.question, trial.options, plan.start, text, plan.allowed
        )
        found = search(
            freed.snapshot,
            freed.limits,
            freed.person,
            freed.ways,
            freed.goal.refs,
            plan.allowed,
            wish=Wish(longest=trial.options.max_months, dearest=trial.options.max_cost),
        )
        if found.node is not None:
            steps = [t.taken.way for t in found.node.steps]
            broken = next(
                (w for w in steps if breaks(plan, w.target)), steps[-1] if steps else None
            )
            about = broken.target if broken is not None else ref.id  # no step: held there already
            return Blocking(
                what="limit",
                id=trial.name,
                about=about,
                text=f"there is a way, but outside {trial.text}: {plan.snapshot.label(about)}",
                evidence=evidence(plan.snapshot, broken.telling) if broken is not None else (),
            )
    return _goal_itself(plan, ref, own)


def _trials(plan: Plan, own: tuple[str, ...]) -> Iterator[Trial]:
    """Each limit lifted alone, then all together; a setting is lifted by asking the others."""
    q, o = plan.question, plan.options
    here = [s.id for s in plan.snapshot.of_kind("setting") if not own or s.id in own]
    settings = [s for s in here if s != q.setting] if q.setting is not None else []
    unavoided = q.model_copy(update={"avoid": ()})
    found = []
    if o.stay_in is not None:
        free = o.model_copy(update={"stay_in": None})
        found.append(Trial("stay-in", f"stay in {o.stay_in}", q, free))
    for elsewhere in settings:
        there = q.model_copy(update={"setting": elsewhere})
        found.append(Trial("setting", f"setting {q.setting}", there, o))
    if q.avoid:
        found.append(Trial("avoid", f"avoid {', '.join(q.avoid)}", unavoided, o))
    if o.max_months is not None:
        free = o.model_copy(update={"max_months": None})
        found.append(Trial("max-months", f"max months {o.max_months:g}", q, free))
    if o.max_cost is not None:
        free = o.model_copy(update={"max_cost": None})
        found.append(Trial("max-cost", f"max cost {o.max_cost:g} pounds", q, free))
    yield from found
    if len({trial.name for trial in found}) > 1:
        text = " and ".join(dict.fromkeys(trial.text for trial in found))
        free = o.model_copy(update={"stay_in": None, "max_months": None, "max_cost": None})
        for setting in dict.fromkeys((q.setting, *settings)):
            there = unavoided.model_copy(update={"setting": setting})
            yield Trial("limits", text, there, free)


def _goal_itself(plan: Plan, ref: Ref, own: tuple[str, ...]) -> Blocking | None:
    """The goal lies outside the setting, or is itself to be avoided; no way to it is known."""
    q = plan.question
    elsewhere = q.setting is not None and bool(own) and q.setting not in own
    if not elsewhere and ref.id not in q.avoid:
        return None
    name, value = ("setting", q.setting) if elsewhere else ("avoid", ref.id)
    text = f"{plan.snapshot.label(ref.id)} is outside {name} {value}"
    return Blocking(what="limit", id=name, about=ref.id, text=text)


def breaks(plan: Plan, target: str) -> bool:
    """Whether a step is a post outside the strand or setting asked for."""
    seen = plan.snapshot.get(target)
    return seen is not None and seen.kind == "role" and not in_scope(seen, plan.limits)
