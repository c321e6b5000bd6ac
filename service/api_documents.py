"""What OpenAPI says of the questions: their parameters, bodies and problems."""

from __future__ import annotations

from typing import Any

from service.inputs import LISTS, QUESTION

SAYS = {
    "from": "ROLE[@BAND], group:ID, band:B or none",
    "holds": "what you hold: qualifications, registrations, courses, conditions, staff groups",
    "avoid": "what the way may not use",
    "served": "ROLE=MONTHS of service",
    "in_strand": "the strand you work in now",
    "setting": "the setting to judge in; without it, every one",
    "employer": "your employer; in lists: the employer of the entry",
    "as_of": "the day the answer is for (YYYY-MM-DD); default today",
    "sources": "ids or kinds of sources to believe; none = all",
    "to": "ROLE[@BAND], band:B, or a registration, qualification, course or competency",
    "stay_in": "a strand not to leave",
    "by": "steps, time or cost",
    "alternatives": "how many routes to give (1 to 20)",
    "max_months": "no route longer than this",
    "max_cost": "no route of more pounds than this, to the learner",
    "studies": "how many courses or qualifications at once in the calendar (1 to 10)",
    "cursor": "`next` of the page before",
    "limit": "how many items a page",
    "q": "words to look for",
    "id": "ids to compare",
    "view": "a route as: map or steps",
    "bands": "first,last: only posts at these bands and between",
    "around": "a post: only what is one step from it",
}
WHOLE, PARTS = ("alternatives", "studies"), ("max_months", "max_cost")
NEEDED = frozenset({"to", "q", "id"})
PROBLEM = {
    "type": "object",
    "required": ["type", "title", "status", "detail"],
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "nearest": {"type": "array", "items": {"type": "string"}},
    },
}
PROBLEMS: dict[int | str, dict[str, Any]] = {
    status: {"description": told, "content": {"application/problem+json": {"schema": PROBLEM}}}
    for status, told in (
        (400, "The question is wrong; `nearest` are ids that may be meant."),
        (503, "Too many searches at once; ask again."),
    )
}
NOT_HERE: dict[int | str, dict[str, Any]] = {
    404: PROBLEMS[400] | {"description": "No such entry; `nearest` are ids like it."}
}


def documented(
    names: tuple[str, ...], many: tuple[str, ...], free: tuple[str, ...] = ()
) -> dict[str, Any]:
    """The query parameters for OpenAPI; those in `free` may be left out."""
    told = []
    for name in (*names, *many):
        text: dict[str, Any] = {"type": "string"}
        several = name in LISTS or name in many
        told.append(
            {
                "name": name,
                "in": "query",
                "required": name in NEEDED and name not in free,
                "description": SAYS.get(name, name.replace("_", " ")),
                "schema": {"type": "array", "items": text} if several else text,
            }
        )
    return {"parameters": told}


def of_one(kind: str) -> dict[str, Any]:
    """The parameters of one entry for OpenAPI: its id stands in the path."""
    told = documented(QUESTION, ())
    name = {"name": "id", "in": "path", "required": True, "schema": {"type": "string"}}
    told["parameters"].insert(0, name | {"description": f"the id of the {kind}"})
    return told


def posted(names: tuple[str, ...], many: tuple[str, ...]) -> dict[str, Any]:
    """The JSON object of a posted question for OpenAPI."""
    parts: dict[str, Any] = {}
    for name in names:
        kind = "integer" if name in WHOLE else "number" if name in PARTS else "string"
        text: dict[str, Any] = {"type": kind, "description": SAYS.get(name, name)}
        parts[name] = {"type": "array", "items": text} if name in LISTS or name in many else text
    schema: dict[str, Any] = {"type": "object", "additionalProperties": False, "properties": parts}
    if needed := [name for name in names if name in NEEDED]:
        schema["required"] = needed
    return {"requestBody": {"required": True, "content": {"application/json": {"schema": schema}}}}
