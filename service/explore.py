"""The page on which the network can be explored: the picture for the browser, its text for all."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter
from starlette.concurrency import run_in_threadpool

from queries.ask import World
from queries.budget import Budget
from queries.network import KINDS, network
from queries.question import resolve
from queries.result_network import NetworkAnswer
from queries.results import Answer
from queries.sentence_parts import cited
from service.drawing import with_foot
from service.inputs import Asked
from service.pages import Room, Shown
from service.verbs import Verb
from visualise import network as drawing


def _network(world: World, asked: Asked, budget: Budget) -> Answer:
    return network(
        world, asked.question, strand=asked.one("strand"), kinds=asked.more.get("kind", ())
    )


EXPLORE = Verb("explore", NetworkAnswer, _network, ("strand", "entry"), many=("kind",), costly=True,
               about="Entries and what the sources state between them.")  # fmt: skip


def router(room: Room) -> APIRouter:
    """The page."""
    routes = APIRouter(include_in_schema=False)

    async def show(shown: Shown) -> tuple[str, dict[str, Any]]:
        answer, words = shown.answer, shown.words
        assert isinstance(answer, NetworkAnswer)
        chosen = shown.asked.one("entry")
        if chosen is not None:
            chosen = resolve(room.desk.world.catalogue, chosen, KINDS, "an entry of the network")
        blocks = with_foot(words, answer, drawing.twin(words, answer))
        data = await run_in_threadpool(drawing.data, words, answer) if answer.nodes else ""
        return "explore.html", {
            "blocks": blocks,
            "data": data,
            "chosen": chosen,
            "there": chosen in {n.id for n in answer.nodes},
            "groups": drawing.groups(words, answer),
            "proof": {text: n for n, text in enumerate(words.cites(cited(blocks)), start=1)},
            "kinds": [(k, drawing.KINDS[k]) for k in KINDS],
            "names": drawing.KINDS,
        }

    routes.add_api_route("/explore", room.page(EXPLORE, show), methods=["GET"])
    return routes
