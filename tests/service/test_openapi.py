"""The description of REST: made, whole, and the same as what is served."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qsl

import pytest
from fastapi.testclient import TestClient

from queries.ask import World
from queries.question import Question
from service import api_examples
from service.api import Page
from service.api_examples import SHOWN, excerpt
from service.app import create_app
from service.drawing import ENDINGS, KINDS
from service.inputs import QUESTION, ROUTE
from service.settings import Settings
from service.verbs import FILTERS, PATHS, VERBS

API = "/api/v1"
ASKED = (
    "routes", "gaps", "next", "ladder", "chokepoints", "unlock", "findings", "coverage",
    "compare", "search",
)  # fmt: skip
POSTED = ("routes", "gaps", "next", "unlock")


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
    expected |= {(f"{API}/draw/{kind}.{{ending}}", "get") for kind in KINDS}
    expected |= {(f"{API}/what-if", "post")}
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
        content = operation["responses"]["200"]["content"]
        if "/draw/" in path:
            assert set(content) == {kind.partition(";")[0] for kind in ENDINGS.values()}
        else:
            assert content["application/json"]["schema"]["$ref"]
        wrong = operation["responses"]["400"]["content"]
        assert list(wrong) == ["application/problem+json"]
        told = [(p["name"], p["in"]) for p in operation.get("parameters", [])]
        assert len(set(told)) == len(told)
        assert all(p["description"] for p in operation.get("parameters", []))
        in_path = [name for name, where in told if where == "path"]
        assert in_path == re.findall(r"\{(\w+)\}", path)
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
        elif "/draw/" in path:
            kind = KINDS[name.partition(".")[0]]
            expected |= {*kind.more, *(ROUTE if kind.verb.routes else ()), "ending"}
        elif name == "{id}":
            expected |= {"id"}
        elif name == "what-if":
            continue  # its changes are no parameter: test_what_if.py
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


def examples_of(described: dict[str, Any]) -> dict[tuple[str, str], Any]:
    """The example of each operation that answers in JSON."""
    return {
        (path, method): operation["responses"]["200"]["content"]["application/json"]["examples"]
        for path, method, operation in operations(described)
        if "/draw/" not in path and not path.endswith("/what-if")
    }


def test_each_question_has_an_example_answer_that_fits_its_form(described: dict[str, Any]) -> None:
    found = examples_of(described)
    assert len(found) == len(ASKED) + len(POSTED) + 2 * len(PATHS)
    for (path, _), examples in found.items():
        name = path.removeprefix(f"{API}/")
        form = VERBS["show"].answer if "{id}" in name else Page if name in PATHS else None
        form = form or VERBS[name].answer
        value = examples["answer"]["value"]
        told = form.model_validate(value).model_dump(mode="json", by_alias=True)
        assert told == value, path


def test_an_example_is_what_the_service_answers(
    described: dict[str, Any], library_client: TestClient
) -> None:
    for (path, method), examples in examples_of(described).items():
        given = re.match("Asked with (.*);", examples["answer"]["summary"])
        assert given is not None
        pairs = [] if given[1] == "nothing" else parse_qsl(given[1])
        where = path.replace("{id}", dict(pairs).get("id", ""))
        pairs = pairs if where == path else []
        if method == "get":
            reply = library_client.get(where, params=pairs)
        else:
            reply = library_client.post(where, json=dict(pairs))
        assert reply.status_code == 200, path
        assert excerpt(reply.json()) == examples["answer"]["value"], path


def test_an_example_route_is_one_and_short(described: dict[str, Any]) -> None:
    found = examples_of(described)
    route = found[f"{API}/routes", "get"]["answer"]["value"]
    assert any(start["routes"] for start in route["by_start"])
    assert excerpt({"a": [1, 2, 3], "b": [[1, 2, 3]]}) == {"a": [1, 2], "b": [[1, 2]]}
    assert SHOWN == 2


def test_the_description_is_made_once_and_not_sent_twice(
    library: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = []
    real = api_examples.described

    def counted(*given: Any) -> Any:
        asked.append(Question().as_of)
        return real(*given)

    monkeypatch.setattr(api_examples, "described", counted)
    with TestClient(create_app(library)) as client:
        tag = client.get(f"{API}/openapi.json").headers["etag"]
        again = client.get(f"{API}/openapi.json", headers={"If-None-Match": tag})
        assert again.status_code == 304
        assert len(asked) == 1


def test_a_catalogue_with_nothing_to_ask_is_described_without_examples(library: World) -> None:
    empty = World(library.catalogue.model_copy(update={"entries": {}}), "0" * 64)
    bare = create_app(library).openapi()
    found = api_examples.described(bare, empty, Settings())
    assert set(found["paths"]) == set(bare["paths"])
    assert (
        "examples"
        not in found["paths"][f"{API}/routes"]["get"]["responses"]["200"]["content"][
            "application/json"
        ]
    )
    assert api_examples.ends(empty, Settings()) is None
