"""The description of REST: made, whole, and the same as what is served."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from fastapi.testclient import TestClient

from service.inputs import QUESTION, ROUTE
from service.verbs import FILTERS, PATHS, VERBS

API = "/api/v1"
ASKED = (
    "routes", "gaps", "next", "ladder", "chokepoints", "findings", "coverage", "compare", "search",
)  # fmt: skip
POSTED = ("routes", "gaps", "next")


@pytest.fixture(scope="module")
def described(library_client: TestClient) -> dict[str, Any]:
    reply = library_client.get(f"{API}/openapi.json")
    assert reply.status_code == 200
    found: dict[str, Any] = reply.json()
    return found


def operations(described: dict[str, Any]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    for path, methods in described["paths"].items():
        for method, operation in methods.items():
            yield path, method, operation


def references(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        if isinstance(value.get("$ref"), str):
            yield value["$ref"]
        for item in value.values():
            yield from references(item)
    elif isinstance(value, list):
        for item in value:
            yield from references(item)


def test_these_paths_and_no_others(described: dict[str, Any]) -> None:
    expected = {(f"{API}/{name}", "get") for name in ASKED}
    expected |= {(f"{API}/{name}", "post") for name in POSTED}
    expected |= {(f"{API}/{path}", "get") for path in PATHS}
    expected |= {(f"{API}/{path}/{{id}}", "get") for path in PATHS}
    assert {(path, method) for path, method, _ in operations(described)} == expected


def test_the_form_is_openapi_and_whole(described: dict[str, Any]) -> None:
    assert described["openapi"].startswith("3.1")
    assert described["info"]["title"] == "Bandway"
    schemas = described["components"]["schemas"]
    named = set(references(described))
    assert named
    assert {n.removeprefix("#/components/schemas/") for n in named} <= set(schemas)
    names = [operation["operationId"] for _, _, operation in operations(described)]
    assert len(set(names)) == len(names)


def test_every_operation_describes_itself(described: dict[str, Any]) -> None:
    for path, method, operation in operations(described):
        assert operation["summary"]
        answer = operation["responses"]["200"]["content"]["application/json"]["schema"]
        assert answer["$ref"]
        wrong = operation["responses"]["400"]["content"]
        assert list(wrong) == ["application/problem+json"]
        told = [(p["name"], p["in"]) for p in operation.get("parameters", [])]
        assert len(set(told)) == len(told)
        assert all(p["description"] for p in operation.get("parameters", []))
        in_path = [name for name, where in told if where == "path"]
        assert in_path == (["id"] if path.endswith("{id}") else [])
        assert ("requestBody" in operation) == (method == "post")


def test_the_parameters_are_those_that_are_read(
    described: dict[str, Any], library_client: TestClient
) -> None:
    for path, method, operation in operations(described):
        name = path.rpartition("/")[2]
        expected = set(QUESTION)
        if name in VERBS:
            verb = VERBS[name]
            expected |= {*verb.more, *verb.many, *(ROUTE if verb.routes else ())}
        elif name == "{id}":
            expected |= {"id"}
        else:
            expected |= {*FILTERS, "cursor", "limit"}
        if method == "post":
            schema = operation["requestBody"]["content"]["application/json"]["schema"]
            assert set(schema["properties"]) == expected
            assert schema.get("required", []) == (["to"] if "to" in expected else [])
        else:
            assert {p["name"] for p in operation["parameters"]} == expected
    reply = library_client.get(f"{API}/routes?nothing=1")
    for known in (*QUESTION, *ROUTE, "to"):
        assert known in reply.json()["detail"]


def test_an_answer_has_the_fields_described(
    described: dict[str, Any], library_client: TestClient
) -> None:
    given = {"as_of": "2026-11-30", "from": "library-assistant", "to": "librarian"}
    for name, schema in (("routes", "RoutesAnswer"), ("gaps", "GapsAnswer")):
        answer = library_client.get(f"{API}/{name}", params=given).json()
        assert set(answer) == set(described["components"]["schemas"][schema]["properties"])
    page = library_client.get(f"{API}/roles").json()
    assert set(page) == set(described["components"]["schemas"]["Page"]["properties"])
