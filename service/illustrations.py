"""The pictures that stand on an answer's page, each beside the words of the same answer."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from queries.result_gaps import GapsAnswer
from queries.result_lists import LadderAnswer, ShowAnswer
from queries.result_map import CareerMap
from queries.results import Answer, RoutesAnswer
from queries.sentence_parts import Words
from queries.sentences_calendar import tells
from service.answering import Desk
from service.drawing import ENDINGS, MAP
from service.forms import Pairs, address
from service.inputs import Asked
from visualise import career_map, ladder, route_map, route_steps, timeline, tree

MOST = 3
PHONE = 358


@dataclass(frozen=True)
class Picture:
    """SVG for a wide screen, for a phone where that differs, its name, and where it is kept."""

    label: str
    wide: str
    narrow: str = ""
    files: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Illustrations:
    """`first` stands below the verdict of the page, `routes` below the steps of each start.

    `times` are the same routes month by month; None where no step takes time.
    """

    first: Picture | None = None
    routes: tuple[Picture, ...] = ()
    times: tuple[Picture | None, ...] = ()


async def illustrate(
    desk: Desk, asked: Asked, answer: Answer, words: Words, lens: Pairs, pairs: Pairs
) -> Illustrations:
    """The pictures of an answer; none where its words say all there is."""

    def href(name: str) -> str | None:
        known = name in desk.world.catalogue.entries
        return address(f"entries/{name}", lens) if known else None

    if isinstance(answer, RoutesAnswer):
        routes = await _routes(desk, asked, answer, words, href, pairs)
        return Illustrations(routes=routes, times=_times(answer, words, href, pairs))
    if isinstance(answer, GapsAnswer):
        wide = tree.picture(words, answer, href=href, name="tree")
        narrow = tree.picture(words, answer, width=PHONE, href=href, name="tree-phone")
        shown = Picture("What it asks for, part by part", wide, narrow, files("requirement", pairs))
        return Illustrations(shown)
    if isinstance(answer, LadderAnswer):
        drawn = ladder.picture(words, answer, href=href, name="ladder")
        label = "Qualifications by level and kind of work"
        return Illustrations(Picture(label, drawn, "", files("ladder", pairs)))
    if isinstance(answer, CareerMap):
        drawn = career_map.picture(words, answer, href=href, name="map")
        return Illustrations(
            Picture(career_map.title(words, answer), drawn, "", files("map", pairs))
        )
    if isinstance(answer, ShowAnswer) and answer.kind == "role":
        near = await desk.answer(
            MAP, Asked(asked.question, asked.options, {"around": (answer.id,)})
        )
        if isinstance(near, CareerMap) and near.links:
            drawn = career_map.picture(words, near, href=href, name="around")
            kept = files("map", [("around", answer.id), *lens])
            return Illustrations(Picture(career_map.title(words, near), drawn, "", kept))
    return Illustrations()


async def _routes(
    desk: Desk,
    asked: Asked,
    answer: RoutesAnswer,
    words: Words,
    href: Callable[[str], str | None],
    pairs: Pairs,
) -> tuple[Picture, ...]:
    found = [a for a in answer.by_start if a.routes]
    if not found:
        return ()
    career = await desk.answer(MAP, Asked(asked.question, asked.options, {}))
    assert isinstance(career, CareerMap)
    pictures = []
    for number, one in enumerate(found[:MOST], start=1):
        route = one.routes[0]
        lit = route_map.picture(
            words, career, one.starts, route, answer.goal, href=href, name=f"map-{number}"
        )
        cards = route_steps.picture(
            words, one.starts, route, answer.goal, href=href, name=f"steps-{number}"
        )
        kept = files("route", pairs) if number == 1 else ()
        pictures.append(Picture("The way on the map", lit, cards, kept))
    return tuple(pictures)


def _times(
    answer: RoutesAnswer, words: Words, href: Callable[[str], str | None], pairs: Pairs
) -> tuple[Picture | None, ...]:
    found = [a for a in answer.by_start if a.routes]
    pictures: list[Picture | None] = []
    for number, one in enumerate(found[:MOST], start=1):
        route = one.routes[0]
        if not tells(route):
            pictures.append(None)
            continue
        wide, narrow = (
            timeline.picture(
                words,
                one.starts,
                route,
                answer.goal,
                width=size,
                href=href,
                name=f"{name}-{number}",
            )
            for size, name in ((timeline.NATIVE, "time"), (PHONE, "time-phone"))
        )
        kept = files("timeline", pairs) if number == 1 else ()
        pictures.append(Picture("The way month by month", wide, narrow, kept))
    return tuple(pictures)


def files(kind: str, pairs: Pairs) -> tuple[tuple[str, str], ...]:
    """Where the picture can be fetched as a file, by its ending."""
    return tuple((e.upper(), address(f"api/v1/draw/{kind}.{e}", pairs)) for e in ENDINGS)
