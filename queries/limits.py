"""Whether a limit of the question is what rules a goal out (S10 out-of-scope)."""

from __future__ import annotations

from queries.citing import evidence
from queries.engine import search
from queries.question import Ref
from queries.relevance import relevant
from queries.results import Blocking
from queries.routes import Plan, make_plan
from queries.ways import in_scope


def outside(plan: Plan, ref: Ref) -> Blocking | None:
    """Which limit of the question rules the goal out, if it is one of them."""
    q, o = plan.question, plan.options
    trials = (
        ("stay-in", o.stay_in, q, o.model_copy(update={"stay_in": None})),
        ("setting", q.setting, q.model_copy(update={"setting": None}), o),
        ("avoid", ", ".join(q.avoid), q.model_copy(update={"avoid": ()}), o),
        ("max-months", o.max_months, q, o.model_copy(update={"max_months": None})),
    )
    seen = plan.snapshot.get(ref.id)
    own = seen.flat("settings") if seen is not None and seen.kind == "role" else ()
    for name, value, question, options in trials:
        settings: tuple[str | None, ...] = (question.setting,)
        if not value:
            continue
        if name == "setting":
            every = [s.id for s in plan.snapshot.of_kind("setting")]
            settings = tuple(s for s in every if s != q.setting and (not own or s in own))
        text = f"{ref.id}@{ref.band}" if ref.band else ref.id
        for setting in settings:
            there = question.model_copy(update={"setting": setting})
            freed = make_plan(plan.snapshot, there, options, plan.start, text, plan.budget)
            ways = relevant(freed.snapshot, freed.ways, [ref.id])
            found = search(
                freed.snapshot, freed.limits, freed.person, ways, freed.goal.reached, wanted=1
            )
            if found.nodes:
                steps = [t.taken.way for t in found.nodes[0].steps]
                outside = next((w for w in steps if breaks(plan, w.target)), steps[-1])
                label = plan.snapshot.label(outside.target)
                return Blocking(
                    what="limit",
                    id=name,
                    about=outside.target,
                    text=f"there is a way, but outside {name.replace('-', ' ')} {value}: {label}",
                    evidence=evidence(plan.snapshot, outside.telling),
                )
    return _goal_itself(plan, ref, own)


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
