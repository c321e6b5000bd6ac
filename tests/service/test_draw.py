"""Pictures through the doors: the same bytes by command line and REST, refusals that help."""

from __future__ import annotations

import asyncio
import json
import threading
import xml.etree.ElementTree as ET
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from queries.ask import World
from service import drawing
from service.answering import Desk
from service.api_draw import Easel
from service.app import create_app
from service.drawing import ENDINGS, KINDS, NoPng, png
from service.problems import Busy
from service.settings import Settings

Bandway = Callable[..., Any]
API = "/api/v1/draw"
ASKED: dict[str, dict[str, str]] = {
    "map": {"strand": "lending"},
    "route": {"from": "library-assistant", "to": "librarian"},
    "timeline": {"from": "library-assistant", "to": "librarian", "studies": "1"},
    "ladder": {},
    "requirement": {"from": "library-assistant", "to": "librarian"},
}


def given(kind: str) -> dict[str, str]:
    return {**ASKED[kind], "as_of": "2026-11-30"}


def flags(kind: str) -> list[str]:
    return [x for k, v in given(kind).items() for x in (f"--{k.replace('_', '-')}", v)]


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("ending", ["svg", "html"])
def test_both_doors_give_the_same_picture(
    kind: str, ending: str, library_client: TestClient, library_folder: Path, bandway: Bandway,
    tmp_path: Path,
) -> None:  # fmt: skip
    reply = library_client.get(f"{API}/{kind}.{ending}", params=given(kind))
    assert reply.status_code == 200
    assert reply.headers["content-type"] == ENDINGS[ending]
    out = tmp_path / f"picture.{ending}"
    ran = bandway("draw", kind, "--out", out, "--catalogue", library_folder, *flags(kind))
    assert ran.code == 0, ran.err
    assert out.read_bytes() == reply.content
    if ending == "svg":
        assert ET.fromstring(reply.content).tag.endswith("svg")


@pytest.mark.parametrize("kind", KINDS)
def test_a_png_is_one(kind: str, library_client: TestClient) -> None:
    pytest.importorskip("resvg_py")
    reply = library_client.get(f"{API}/{kind}.png", params=given(kind))
    assert reply.status_code == 200
    assert reply.headers["content-type"] == "image/png"
    assert reply.content.startswith(b"\x89PNG")


def test_a_picture_has_its_name_of_day_and_question(library_client: TestClient) -> None:
    first = library_client.get(f"{API}/map.svg", params=given("map"))
    again = library_client.get(
        f"{API}/map.svg", params=given("map"), headers={"If-None-Match": first.headers["etag"]}
    )
    other = library_client.get(f"{API}/map.svg", params=given("map") | {"as_of": "2026-12-01"})
    assert again.status_code == 304 and not again.content
    assert other.headers["etag"] != first.headers["etag"]
    assert "As of 30 November 2026." in first.text and "1 December 2026" in other.text


def test_the_file_allows_its_own_style_and_nothing_else(library_client: TestClient) -> None:
    reply = library_client.get(f"{API}/route.html", params=given("route"))
    policy = reply.headers["content-security-policy"]
    assert policy.startswith("default-src 'none'") and "unsafe" not in policy
    assert f"<style>{drawing.STYLE}</style>" in reply.text
    assert '<link rel="icon" href="data:,">' in reply.text
    assert reply.text.count("<svg") == 2
    assert "http" not in reply.text.replace("http://www.w3.org/2000/svg", "").replace(
        "http-equiv", ""
    )


def test_a_route_is_drawn_as_steps_if_asked(library_client: TestClient) -> None:
    as_map = library_client.get(f"{API}/route.svg", params=given("route"))
    steps = library_client.get(f"{API}/route.svg", params=given("route") | {"view": "steps"})
    assert as_map.content != steps.content
    assert 'width="358"' in steps.text


def test_no_route_is_a_picture_too(library_client: TestClient) -> None:
    asked = {"from": "librarian", "to": "night-librarian", "as_of": "2026-11-30"}
    reply = library_client.get(f"{API}/route.svg", params=asked)
    assert reply.status_code == 200
    assert ET.fromstring(reply.content) is not None


@pytest.mark.parametrize("name", ["nothing.svg", "map.gif", "map", "map.svg.exe", ".svg"])
def test_what_is_not_there_is_told(name: str, library_client: TestClient) -> None:
    reply = library_client.get(f"{API}/{name}")
    assert reply.status_code == 404
    assert "kinds: map, route, timeline, ladder, requirement" in reply.json()["detail"]


@pytest.mark.parametrize(
    ("kind", "more", "said"),
    [
        ("route", {}, "needs 'to'"),
        ("timeline", {"to": "librarian", "studies": "11"}, "1 to 10"),
        ("timeline", {"to": "librarian", "view": "steps"}, "no 'view'"),
        ("ladder", {"to": "librarian"}, "no 'to'"),
        ("map", {"strand": "nothing"}, "nothing"),
        ("map", {"bands": "x,y"}, "x"),
        ("route", {"to": "librarian", "view": "film"}, "map, steps"),
    ],
)
def test_a_wrong_question_is_refused(
    kind: str, more: dict[str, str], said: str, library_client: TestClient
) -> None:
    reply = library_client.get(f"{API}/{kind}.svg", params=more)
    assert reply.status_code == 400
    assert said in reply.json()["detail"]


def test_the_command_tells_what_it_wrote(
    bandway: Bandway, library_folder: Path, tmp_path: Path
) -> None:
    out = tmp_path / "map.svg"
    ran = bandway("draw", "map", "--out", out, "--catalogue", library_folder, "--json")
    assert json.loads(ran.out)["bytes"] == len(out.read_bytes())
    assert json.loads(ran.out)["complete"] is True


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (["nothing", "--out", "a.svg"], 1, "There are: map, route, timeline, ladder, requirement"),
        (["map", "--out", "a.gif"], 1, ".svg, .png, .html"),
        (["map"], 2, "--out"),
        (["map", "--out", "no/such/folder/a.svg"], 1, "no/such/folder"),
    ],
)
def test_a_wrong_command_is_refused(
    arguments: list[str], code: int, said: str, bandway: Bandway, library_folder: Path
) -> None:
    ran = bandway("draw", *arguments, "--catalogue", library_folder)
    assert ran.code == code
    assert said in ran.err


def test_without_fonts_no_png_is_made(monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("resvg_py")
    monkeypatch.setattr(drawing, "_has_fonts", lambda: False)
    with pytest.raises(NoPng, match="no fonts"):
        png("<svg/>")


def test_a_large_png_stays_within_bounds(monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("resvg_py")
    monkeypatch.setattr(drawing, "LARGEST", 10_000)
    made = png(
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 400 400" width="400" height="400"/>'
    )
    width = int.from_bytes(made[16:20], "big")
    assert width == pytest.approx(100, abs=1)


def test_too_many_pictures_at_once_are_told_to_wait(library: World) -> None:
    with TestClient(create_app(library, Settings(waiting=1, workers=1))) as client:
        easel = Easel(Desk(library, Settings(waiting=1)))
        begun, over = threading.Event(), threading.Event()

        async def several() -> list[bytes | BaseException]:
            def slow() -> bytes:
                begun.set()
                over.wait(5)
                return b"picture"

            first = asyncio.create_task(easel.make("a", slow, True))
            await asyncio.to_thread(begun.wait, 5)
            second = await asyncio.gather(easel.make("b", slow, True), return_exceptions=True)
            over.set()
            return [await first, *second, await easel.make("a", slow, True)]

        found = asyncio.run(several())
        assert [found[0], found[2]] == [b"picture", b"picture"]
        assert isinstance(found[1], Busy)
        assert client.get(f"{API}/map.svg").status_code == 200
