"""What REST refuses and how: problem documents, and nothing hostile makes a fault of ours."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from fastapi.testclient import TestClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from service.app import HEADERS
from service.verbs import PATHS

API = "/api/v1"
GET_WRONG: dict[str, tuple[str, int, str, str]] = {
    "unknown entry": ("roles/librarin", 404, "not-found", "librarian"),
    "entry of another kind": ("roles/van-permit", 404, "not-found", "van-permit"),
    "unknown path": ("rolls", 404, "not-found", ""),
    "path below an entry": ("roles/librarian/more", 404, "not-found", ""),
    "unknown goal": ("routes?to=librarin", 400, "question", "librarian"),
    "unknown start": ("next?from=librarin", 400, "question", "librarian"),
    "unknown source": ("ladder?sources=eastmere-handbok", 400, "question", "eastmere-handbook"),
    "unknown parameter": ("ladder?strnd=lending", 400, "parameter", "strand"),
    "parameter of another question": ("ladder?to=librarian", 400, "parameter", ""),
    "missing goal": ("gaps", 400, "parameter", ""),
    "missing words": ("search?q=", 400, "parameter", ""),
    "twice": ("routes?to=librarian&to=archivist", 400, "parameter", ""),
    "no day": ("ladder?as_of=today", 400, "parameter", ""),
    "a day without dashes": ("ladder?as_of=20261130", 400, "parameter", ""),
    "endless months": ("routes?to=librarian&max_months=inf", 400, "parameter", ""),
    "no months": ("routes?to=librarian&max_months=nan", 400, "parameter", ""),
    "no studies": ("routes?to=librarian&studies=0", 400, "parameter", ""),
    "studies elsewhere": ("next?from=none&studies=1", 400, "parameter", ""),
    "no routes": ("routes?to=librarian&alternatives=0", 400, "parameter", ""),
    "no items": ("roles?limit=0", 400, "parameter", ""),
    "too many items": ("roles?limit=201", 400, "parameter", ""),
    "a cursor of no page": ("roles?cursor=!!!!", 400, "parameter", ""),
    "a cursor of bytes": ("roles?cursor=_____w", 400, "parameter", ""),
    "unknown status": ("roles?status=new", 400, "parameter", ""),
    "unknown strand": ("roles?strand=lendin", 400, "question", "lending"),
    "unknown kind": ("findings?kind=gapp", 400, "parameter", ""),
    "a long search": ("search?q=" + "a" * 150, 400, "question", ""),
    "too many values": ("next?" + "holds=van-permit&" * 101, 400, "parameter", ""),
    "a long value": ("roles?strand=" + "a" * 300, 400, "parameter", ""),
    "a control character": ("roles?strand=a%00b", 400, "parameter", ""),
    "a long address": ("search?q=" + "a" * 9000, 414, "too-long", ""),
}
BODIES: dict[str, tuple[bytes, int]] = {
    "nothing": (b"", 400),
    "no goal": (b"{}", 400),
    "a list": (b"[]", 400),
    "null": (b"null", 400),
    "a number": (b"1", 400),
    "no text": (b"\xff\xfe", 400),
    "half an object": (b'{"to": ', 400),
    "null goal": (b'{"to": null}', 400),
    "true goal": (b'{"to": true}', 400),
    "object goal": (b'{"to": {"a": 1}}', 400),
    "list in a list": (b'{"to": "librarian", "holds": ["van-permit", ["b"]]}', 400),
    "a name twice": (b'{"to": "librarian", "to": "archivist"}', 400),
    "unknown name": (b'{"too": "librarian"}', 400),
    "half a character as a name": (b'{"\\ud800": "x"}', 400),
    "half a character as a value": (b'{"to": "\\ud800"}', 400),
    "half a character in an unknown goal": (b'{"to": "librarian", "served": {"\\ud800": 1}}', 400),
    "null character": (b'{"to": "libr\\u0000arian"}', 400),
    "wide letters": ('{"to": "ｌｉｂｒａｒｉａｎ"}'.encode(), 400),
    "no number": (b'{"to": "librarian", "max_months": NaN}', 400),
    "endless": (b'{"to": "librarian", "max_months": 1e999}', 400),
    "very many digits": (b'{"to": "librarian", "max_months": ' + b"9" * 5000 + b"}", 400),
    "half a study": (b'{"to": "librarian", "studies": 1.5}', 400),
    "half a route": (b'{"to": "librarian", "alternatives": 1.5}', 400),
    "day as a number": (b'{"to": "librarian", "as_of": 20261130}', 400),
    "deep lists": (b"[" * 60_000, 400),
    "deep objects": (b'{"to":' * 10_000, 400),
    "deep values": (b'{"to":' + b"[" * 30_000 + b"]" * 30_000 + b"}", 400),
    "service as a tree": (b'{"to": "librarian", "served": {"librarian": {"a": 1}}}', 400),
    "service of a sign": (b'{"to": "librarian", "served": ["=", "a=b=c"]}', 400),
    "only signs": (b'{"from": "@", "to": "@"}', 400),
    "two bands": (b'{"from": "librarian@@x", "to": "x@y@z"}', 400),
    "empty ends": (b'{"from": "band:", "to": "band:"}', 400),
    "too large": (b'{"to": "' + b"a" * 70_000 + b'"}', 413),
}
NAMES = ("from", "to", "holds", "served", "setting", "as_of", "sources", "by", "max_months", "x")
TEXTS = st.one_of(
    st.text(max_size=20),
    st.sampled_from(
        ["librarian", "band:grade-b", "group:librarians", "none", "librarian@grade-b", "report",
         "2026-11-30", "library-assistant=12", "main-library", "time", "-1", "1e5", "\u202e", "%00"]
    ),
)  # fmt: skip
VALUES = st.recursive(
    st.one_of(TEXTS, st.none(), st.booleans(), st.integers(), st.floats()),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(TEXTS, inner, max_size=2)),
    max_leaves=5,
)


def assert_problem(reply: Any, status: int, name: str | None = None) -> dict[str, Any]:
    assert reply.status_code == status, reply.text
    assert reply.headers["content-type"] == "application/problem+json"
    problem: dict[str, Any] = reply.json()
    assert set(problem) - {"nearest"} == {"type", "title", "status", "detail"}
    assert problem["status"] == status
    assert problem["detail"]
    assert name is None or problem["type"] == f"urn:bandway:problem:{name}"
    assert "Traceback" not in reply.text
    return problem


@pytest.mark.parametrize("case", GET_WRONG)
def test_a_wrong_question_gets_a_problem_document(library_client: TestClient, case: str) -> None:
    path, status, name, near = GET_WRONG[case]
    problem = assert_problem(library_client.get(f"{API}/{path}"), status, name)
    assert near in problem.get("nearest", []) if near else True


@pytest.mark.parametrize("case", BODIES)
def test_a_wrong_body_gets_a_problem_document(library_client: TestClient, case: str) -> None:
    body, status = BODIES[case]
    assert_problem(library_client.post(f"{API}/routes", content=body), status)


def test_a_body_is_read_no_further_than_it_may_be_long(library_client: TestClient) -> None:
    sent = 0

    def pieces() -> Iterator[bytes]:
        nonlocal sent
        while True:
            sent += 1
            if sent > 200:
                return
            yield b"a" * 1000

    assert_problem(library_client.post(f"{API}/routes", content=pieces()), 413, "too-large")


def test_a_posted_question_stands_in_the_body_alone(library_client: TestClient) -> None:
    reply = library_client.post(f"{API}/routes?to=librarian", json={"to": "librarian"})
    assert_problem(reply, 400, "parameter")


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE"])
def test_a_method_that_is_not_asked(library_client: TestClient, method: str) -> None:
    assert_problem(library_client.request(method, f"{API}/ladder"), 405, "method")


@pytest.mark.parametrize("name", ["\x00", "a\nb", "../app.py", "%", "a" * 500, "é", "\u202e", "'"])
@pytest.mark.parametrize("path", ["roles", "sources"])
def test_odd_ids_name_nothing(library_client: TestClient, path: str, name: str) -> None:
    quoted = "".join(f"%{b:02X}" for b in name.encode())
    assert_problem(library_client.get(f"{API}/{path}/{quoted}"), 404, "not-found")
    assert_problem(library_client.get(f"{API}/{path}/%ED%A0%80%FF"), 404, "not-found")


@pytest.mark.parametrize(
    "path", ["/healthz", "/api/v1/ladder", "/api/v1/nothing", "/api/v1/search?q=" + "a" * 9000, "/"]
)
def test_every_answer_has_the_security_headers(library_client: TestClient, path: str) -> None:
    reply = library_client.get(path)
    for name, value in HEADERS.items():
        assert reply.headers[name] == value
    assert "default-src 'none'" in reply.headers["content-security-policy"]
    assert reply.headers["x-content-type-options"] == "nosniff"
    assert "server" not in reply.headers


def test_a_fault_of_ours_is_told_without_its_traceback(
    library_client: TestClient, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(*_: Any) -> None:
        raise ZeroDivisionError("a secret of the house")

    monkeypatch.setattr("queries.ladder.ladder", broken)
    reply = library_client.get(f"{API}/ladder")
    problem = assert_problem(reply, 500, "internal")
    assert "secret" not in reply.text
    assert "not your question" in problem["detail"]
    assert reply.headers["x-content-type-options"] == "nosniff"
    assert [r.getMessage() for r in caplog.records] == [f"fault at {API}/ladder"]


QUICK = settings(
    max_examples=100,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)


@QUICK
@given(
    path=st.sampled_from([*PATHS, "routes", "gaps", "next", "ladder", "search", "compare"]),
    asked=st.lists(st.tuples(st.sampled_from(NAMES), TEXTS), max_size=4),
)
def test_no_address_makes_a_fault_of_ours(
    library_client: TestClient, path: str, asked: list[tuple[str, str]]
) -> None:
    reply = library_client.get(f"{API}/{path}", params=asked)
    assert reply.status_code in (200, 400, 414), reply.text
    assert "Traceback" not in reply.text


@QUICK
@given(
    name=st.sampled_from(["routes", "gaps", "next"]),
    asked=st.dictionaries(st.one_of(st.sampled_from(NAMES), TEXTS), VALUES, max_size=4),
)
def test_no_body_makes_a_fault_of_ours(
    library_client: TestClient, name: str, asked: dict[str, Any]
) -> None:
    reply = library_client.post(f"{API}/{name}", content=json.dumps(asked).encode())
    assert reply.status_code in (200, 400), reply.text
    assert "Traceback" not in reply.text


@QUICK
@given(body=st.binary(max_size=60))
def test_no_bytes_make_a_fault_of_ours(library_client: TestClient, body: bytes) -> None:
    assert library_client.post(f"{API}/routes", content=body).status_code == 400
