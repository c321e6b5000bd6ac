"""A stranger's Cypher: it reads the graph, within limits, and does nothing else.

A READ session is no fence: LOAD CSV would still read the server's files, and procedures and SHOW
tell its settings. So the words of a question are judged first, then the plan that Neo4j makes.
"""

from __future__ import annotations

import math
import re
import time
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from neo4j import Result, Transaction
from neo4j.exceptions import DriverError, Neo4jError
from neo4j.graph import Node, Path, Relationship

from graph.errors import QuestionError
from graph.neo4j_link import Neo4jLink, Silence
from graph.store import Answer

BYTES = 10_000_000
LONGEST = 100_000
FORBIDDEN = frozenset(
    {
        *("CREATE", "MERGE", "SET", "DELETE", "DETACH", "NODETACH", "REMOVE", "FOREACH"),
        *("INSERT", "LOAD", "DROP", "ALTER", "GRANT", "DENY", "REVOKE", "RENAME"),
        *(
            "SHOW",
            "TERMINATE",
            "USE",
            "EXPLAIN",
            "PROFILE",
            "CYPHER",
            "TRANSACTIONS",
            "ENABLE",
            "DEALLOCATE",
            "REALLOCATE",
            "DRYRUN",
        ),
    }
)
PROCEDURES = frozenset(
    {
        "db.labels",
        "db.relationshiptypes",
        "db.propertykeys",
        "db.schema.visualization",
        "db.schema.nodetypeproperties",
        "db.schema.reltypeproperties",
    }
)
SPACES = frozenset({"date", "datetime", "localdatetime", "localtime", "time", "duration", "point"})
"""The names before a dot that functions may have; a plug-in's functions could do anything."""
DENIED_PLANS = ("loadcsv", "show", "terminate", "procedurecall")
TOKEN = re.compile(
    r"(?P<skip>\s+|//[^\n]*|/\*.*?\*/)"
    r"|(?P<text>'(?:\\.|[^'\\])*'|\"(?:\\.|[^\"\\])*\")"
    r"|(?P<quoted>`(?:``|[^`])*`)"
    r"|(?P<param>\$(?:\w+|`(?:``|[^`])*`))"
    r"|(?P<word>[^\W\d]\w*)"
    r"|(?P<number>\d[\w.]*)"
    r"|(?P<sign>.)",
    re.DOTALL,
)
AFTER_NAME = frozenset({":", ".", "|", "&", "!"})
TIMED_OUT = ("TransactionTimedOut", "TransactionTimedOutClientConfiguration", "Terminated")
WRONG = ("Neo.ClientError.Statement", "Neo.ClientError.Transaction", "Neo.ClientError.General")


def run(
    link: Neo4jLink,
    text: str,
    params: Mapping[str, Any] | Sequence[Any],
    active: int | None,
    seconds: float,
    rows: int,
) -> Answer:
    """Answer, or QuestionError where the text is wrong, would do more than read, or takes long."""
    check_text(text)
    if not isinstance(params, Mapping) and len(params):
        raise QuestionError("The values of a Cypher question have names: give them by name.")
    given = {**dict(params), "active": active}
    late = f"The query took longer than {seconds:g} s. Ask for less."

    def work(tx: Transaction) -> Answer:
        deadline = time.monotonic() + seconds
        try:
            plan = tx.run(f"EXPLAIN {text}", given).consume()
            check_plan(plan.query_type, plan.plan)
            return _answer(tx.run(text, given), rows, deadline, late)
        except Neo4jError as error:
            code = error.code or ""
            if code.endswith(TIMED_OUT):
                raise QuestionError(late) from error
            if "MemoryPool" in code or "OutOfMemory" in code:
                raise QuestionError("The query needs too much memory. Ask for less.") from error
            if code.startswith(WRONG):
                what = str(error.message).splitlines()[0]
                raise QuestionError(f"The query cannot be answered: {what}") from error
            raise
        except (DriverError, TypeError, ValueError, OverflowError) as error:
            if isinstance(error, DriverError) and "defunct" in str(error):
                raise
            raise QuestionError(f"The query cannot be answered: {error}.") from error

    try:
        return link.read(work, seconds, patience=1.0)
    except Silence as error:
        link.reach()
        raise QuestionError(late) from error


def check_text(text: str) -> None:
    """Refuse a text with any word that could do more than read."""
    if len(text) > LONGEST:
        raise QuestionError("The query is too long.")
    tokens = list(_tokens(text))
    for place, (kind, value) in enumerate(tokens):
        before = tokens[place - 1][1] if place else ""
        after = tokens[place + 1][1] if place + 1 < len(tokens) else ""
        if kind == "sign" and value == ";" and after:
            raise QuestionError("A query is one statement: take out what follows the semicolon.")
        if kind == "quoted" and after == "(":
            raise QuestionError(f"A query may not call {value}().")
        if kind != "word":
            continue
        word = value.upper()
        if word in FORBIDDEN and before not in AFTER_NAME:
            raise QuestionError(f"A query may only read: {word} is refused.")
        if word == "CALL":
            _check_call(tokens, place)
    for name in _functions(tokens):
        if name.partition(".")[0].lower() not in SPACES:
            raise QuestionError(f"A query may not call {name}(): only Cypher's own functions.")


def check_plan(kind: str | None, plan: Mapping[str, Any] | None) -> None:
    """Refuse what Neo4j itself says would do more than read."""
    if kind != "r":
        raise QuestionError("A query may only read.")
    for operator, details in _operators(plan or {}):
        name = operator.lower()
        called = details.partition("(")[0].strip().lower()
        if name.startswith(DENIED_PLANS) and called not in PROCEDURES:
            raise QuestionError(f"A query may only read the graph: {operator} is refused.")


def _tokens(text: str) -> Iterator[tuple[str, str]]:
    if "\\u" in text.lower():
        raise QuestionError("A query may not hide letters behind \\u: write them.")
    for found in TOKEN.finditer(text):
        kind = found.lastgroup or ""
        if kind != "skip":
            yield kind, found.group()


def _check_call(tokens: list[tuple[str, str]], place: int) -> None:
    """CALL may begin a subquery, or one of a few procedures that describe the graph."""
    rest = [value for _, value in tokens[place + 1 : place + 12]]
    if not rest or rest[0] in ("{", "("):
        return
    name = ""
    for value in rest:
        if value != "." and name and not name.endswith("."):
            break
        name += value
    if name.lower() not in PROCEDURES:
        raise QuestionError(f"A query may only read: CALL {name} is refused.")


def _functions(tokens: list[tuple[str, str]]) -> Iterator[str]:
    """The names with a dot that are called, except after CALL."""
    for place, (_, value) in enumerate(tokens):
        if value != "(" or place < 3 or tokens[place - 2][1] != ".":
            continue
        start = place - 1
        while start >= 2 and tokens[start - 1][1] == ".":
            start -= 2
        if start >= 1 and tokens[start - 1][1].upper() == "CALL":
            continue
        yield "".join(v.strip("`") for _, v in tokens[start:place])


def _operators(plan: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    if "operatorType" in plan:
        yield str(plan["operatorType"]), str(plan.get("args", {}).get("Details", ""))
    for child in plan.get("children", ()):
        yield from _operators(child)


def _answer(result: Result, most: int, deadline: float, late: str) -> Answer:
    """Rows up to the limits of number, bytes and time."""
    columns = tuple(result.keys())
    found: list[tuple[Any, ...]] = []
    size = 0
    for record in result:
        row = tuple(map(plain, record.values()))
        size += len(repr(row))
        if len(found) == most or size > BYTES:
            return Answer(columns, tuple(found), complete=False)
        if time.monotonic() > deadline:
            raise QuestionError(late)
        found.append(row)
    return Answer(columns, tuple(found), complete=True)


def plain(value: Any) -> Any:
    """A value of Neo4j as JSON can hold it."""
    if isinstance(value, float):
        return value if math.isfinite(value) else str(value)
    if value is None or isinstance(value, str | int):
        return value
    if isinstance(value, bytes | bytearray):
        return value.hex()
    if hasattr(value, "iso_format"):
        return value.iso_format()
    if isinstance(value, Node):
        return {"labels": sorted(value.labels), "properties": plain(dict(value))}
    if isinstance(value, Relationship):
        return {"type": value.type, "properties": plain(dict(value))}
    if isinstance(value, Path):
        parts: list[Any] = [value.start_node]
        for step, node in zip(value.relationships, value.nodes[1:], strict=True):
            parts += [step, node]
        return [plain(part) for part in parts]
    if isinstance(value, Mapping):
        return {str(key): plain(found) for key, found in value.items()}
    if isinstance(value, list | tuple):
        return [plain(found) for found in value]
    return str(value)
