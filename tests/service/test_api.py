"""REST: every path, pages of lists, filters, ETags, and posted questions."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from fastapi.testclient import TestClient

from queries import ask
from queries.ask import World
from queries.question import Question
from queries.results import Answer
from service.app import create_app
from service.settings import Settings
from service.verbs import PATHS, VERBS

API = "/api/v1"
DAY = {"as_of": "2026-11-30"}
ASSISTANT = {"from": "library-assistant"}
QUESTIONS: dict[str, dict[str, Any]] = {
    "routes": ASSISTANT | {"to": "librarian"},
    "gaps": ASSISTANT | {"to": "librarian"},
    "next": ASSISTANT,
    "ladder": {},
    "chokepoints": ASSISTANT | {"to": ["librarian", "archivist"]},
    "unlock": ASSISTANT | {"to": ["archivist"]},
    "findings": {},
    "coverage": {},
    "compare": {"id": ["librarian", "archivist"]},
    "search": {"q": "book van"},
}
ONE_OF_EACH = {
    "roles": "librarian",
    "bands": "grade-a",
    "qualifications": "library-degree",
    "registrations": "chartered-librarian",
    "courses": "welcome-day",
    "competencies": "cataloguing",
    "profiles": "profile-chief-librarian",
    "examples": "northgate-music-librarian",
    "organisations": "eastmere",
    "sources": "eastmere-handbook",
}


def get(client: TestClient, path: str, **given: Any) -> Any:
    reply = client.get(f"{API}/{path}", params=DAY | given)
    assert reply.status_code == 200, reply.text
    assert reply.headers["content-type"] == "application/json"
    return reply.json()


def pages(client: TestClient, path: str, **given: Any) -> Iterator[dict[str, Any]]:
    cursor: dict[str, str] = {}
    for _ in range(1000):
        page = get(client, path, **given, **cursor)
        yield page
        if page["next"] is None:
            return
        cursor = {"cursor": page["next"]}
    pytest.fail("the pages do not come to an end")


def test_every_kind_of_question_and_entry_is_asked_here() -> None:
    assert {*QUESTIONS, "list", "show"} == set(VERBS)
    assert set(ONE_OF_EACH) == set(PATHS)


@pytest.mark.parametrize("name", QUESTIONS)
def test_a_question_is_answered(library_client: TestClient, name: str) -> None:
    answer = get(library_client, name, **QUESTIONS[name])
    model: type[Answer] = VERBS[name].answer
    assert model.model_validate_json(model.model_validate(answer).model_dump_json(by_alias=True))
    assert answer["catalogue"]["as_of"] == DAY["as_of"]


@pytest.mark.parametrize("path", PATHS)
def test_entries_are_listed_and_shown(
    library_client: TestClient, library: World, path: str
) -> None:
    kind, one = PATHS[path], ONE_OF_EACH[path]
    items = get(library_client, path)["items"]
    expected = sorted(i for i, e in library.catalogue.entries.items() if e.kind == kind)
    assert [i["id"] for i in items] == expected
    shown = get(library_client, f"{path}/{one}")
    assert (shown["id"], shown["kind"]) == (one, kind)


@pytest.mark.parametrize("size", [1, 2, 3, 7, 11, 200])
def test_pages_hold_every_entry_exactly_once(library_client: TestClient, size: int) -> None:
    whole = [i["id"] for i in get(library_client, "roles")["items"]]
    found = list(pages(library_client, "roles", limit=size))
    assert [i["id"] for page in found for i in page["items"]] == whole
    assert all(0 < len(page["items"]) <= size for page in found)
    assert len(found) == -(-len(whole) // size)


def test_the_page_after_is_named_in_a_link_with_the_same_question(
    library_client: TestClient,
) -> None:
    given = {"strand": "archives", "limit": "2", **DAY}
    reply = library_client.get(f"{API}/roles", params=given)
    address, _, rel = reply.headers["link"].partition(">; ")
    assert rel == 'rel="next"'
    after = library_client.get(address.removeprefix("<"))
    ids = [i["id"] for r in (reply, after) for i in r.json()["items"]]
    assert ids == ["archivist", "local-history-guide", "reading-room-keeper"]
    assert "link" not in after.headers


def test_pages_of_the_built_in_catalogue(client: TestClient, world: World) -> None:
    found = [i["id"] for page in pages(client, "examples") for i in page["items"]]
    assert found == sorted(i for i, e in world.catalogue.entries.items() if e.kind == "example")
    assert len(found) > Settings().page_size


@pytest.mark.parametrize(
    ("path", "filters", "expected"),
    [
        ("roles", {"strand": "archives", "status": "current"}, 3),
        ("roles", {"status": "proposed"}, 1),
        ("roles", {"employer": "eastmere"}, 1),
        ("examples", {"employer": "northgate"}, 1),
        ("qualifications", {"level": "6"}, 2),
        ("courses", {"teaches": "cataloguing"}, 1),
        ("courses", {"teaches": "cataloguing", "strand": "archives"}, 0),
        ("registrations", {"sources": "report"}, 0),
        ("registrations", {"sources": "regulator"}, 1),
    ],
)
def test_filters(
    library_client: TestClient, path: str, filters: dict[str, str], expected: int
) -> None:
    assert len(get(library_client, path, **filters)["items"]) == expected


@pytest.mark.parametrize("name", ["routes", "gaps", "next"])
def test_a_posted_question_has_the_same_answer(library_client: TestClient, name: str) -> None:
    more: dict[str, Any] = {
        "holds": ["archives-diploma", "mentor-found"],
        "served": ["library-assistant=12"],
        "setting": "main-library",
        "sources": ["report", "law", "regulator"],
    }
    question = DAY | QUESTIONS[name] | more
    by_get = get(library_client, name, **question)
    posted = library_client.post(f"{API}/{name}", json=question)
    assert (posted.status_code, posted.json()) == (200, by_get)
    loose = question | {"served": {"library-assistant": 12}, "sources": "report,law,regulator"}
    assert library_client.post(f"{API}/{name}", json=loose).json() == by_get


def test_a_posted_question_takes_numbers(library_client: TestClient) -> None:
    question = DAY | QUESTIONS["routes"]
    numbers = question | {"alternatives": 1, "max_months": 48.5, "by": "time", "studies": 2}
    reply = library_client.post(f"{API}/routes", json=numbers)
    texts = {"alternatives": "1", "max_months": "48.5", "by": "time", "studies": "2"}
    assert reply.json() == get(library_client, "routes", **(question | texts))


def etag(client: TestClient, path: str, **given: Any) -> str:
    reply = client.get(f"{API}/{path}", params=given)
    assert reply.status_code == 200, reply.text
    return str(reply.headers["etag"])


def test_an_etag_is_of_catalogue_day_sources_setting_and_question(
    library_client: TestClient, client: TestClient
) -> None:
    asked = DAY | QUESTIONS["routes"]
    variants = [
        asked,
        asked | {"as_of": "2026-12-01"},
        asked | {"sources": "report"},
        asked | {"setting": "main-library"},
        asked | {"to": "music-librarian"},
        asked | {"holds": "library-degree"},
        asked | {"by": "time"},
        asked | {"alternatives": "1"},
    ]
    tags = [etag(library_client, "routes", **v) for v in variants]
    tags.append(etag(library_client, "gaps", **asked))
    tags.append(etag(library_client, "ladder", **DAY))
    tags.append(etag(client, "ladder", **DAY))
    tags.append(etag(library_client, "roles", **DAY))
    tags.append(etag(library_client, "roles", **DAY, limit="2"))
    tags.append(etag(library_client, "bands", **DAY))
    assert len(set(tags)) == len(tags)
    assert etag(library_client, "routes", **asked) == tags[0]
    assert etag(library_client, "routes", **asked, alternatives="3", setting="") == tags[0]


@pytest.mark.parametrize("path", ["routes", "ladder", "roles", "roles/librarian", "search"])
def test_what_the_asker_has_already_is_not_sent_again(
    library_client: TestClient, path: str
) -> None:
    given = DAY | QUESTIONS.get(path, {})
    tag = etag(library_client, path, **given)
    for sent in (tag, f'"other", {tag}', f"W/{tag}"):
        reply = library_client.get(f"{API}/{path}", params=given, headers={"If-None-Match": sent})
        assert (reply.status_code, reply.content) == (304, b"")
        assert reply.headers["etag"] == tag
    for other in ({"as_of": "2026-12-01"}, {}):
        reply = library_client.get(
            f"{API}/{path}",
            params=given | other,
            headers={"If-None-Match": tag if other else '"x"'},
        )
        assert reply.status_code == 200


def test_an_unfinished_answer_is_not_kept(library: World) -> None:
    hasty = Settings(search_expansions=1)
    with TestClient(create_app(library, hasty)) as client:
        given = DAY | QUESTIONS["routes"]
        reply = client.get(f"{API}/routes", params=given)
        assert reply.json()["complete"] is False
        assert "etag" not in reply.headers


def test_a_whole_answer_is_kept_and_an_unfinished_one_is_not(
    library: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    search = ask.routes

    def counted(world: World, question: Question, goal: str, *more: Any) -> Answer:
        asked.append(goal)
        return search(world, question, goal, *more)

    monkeypatch.setattr("queries.ask.routes", counted)
    for settings, expected in ((Settings(), 1), (Settings(search_expansions=1), 2)):
        asked.clear()
        with TestClient(create_app(library, settings)) as client:
            first = get(client, "routes", **QUESTIONS["routes"])
            assert get(client, "routes", **QUESTIONS["routes"]) == first
        assert len(asked) == expected


def test_too_many_searches_at_once_are_asked_to_wait(library: World) -> None:
    app = create_app(library, Settings(workers=1, waiting=-1))
    with TestClient(app) as client:
        reply = client.get(f"{API}/routes", params=DAY | QUESTIONS["routes"])
        assert (reply.status_code, reply.headers["retry-after"]) == (503, "2")
        assert reply.json()["type"] == "urn:bandway:problem:busy"
        assert client.get(f"{API}/ladder", params=DAY).status_code == 200


def test_health_and_readiness(library_client: TestClient, library: World) -> None:
    assert library_client.get("/healthz").json() == {"status": "ok"}
    ready = library_client.get("/readyz")
    assert ready.json() == {"status": "ready", "catalogue": library.catalogue_hash}
    assert ready.headers["cache-control"] == "no-store"
