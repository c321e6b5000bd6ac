"""Whoever is there already has one route, of no steps, and no other ways to look for."""

from __future__ import annotations

from small import learning, post, question, world

from queries.ask import routes


def test_a_goal_that_is_held_is_reached_in_no_steps() -> None:
    """No way leads to it, so that it is not even a fact of the compiled ways."""
    known = world(start=post(), proof=learning())
    (answer,) = routes(known, question("start", holds=("proof",)), "proof").by_start
    (route,) = answer.routes
    assert (route.steps, route.gap, answer.trade_offs) == ((), 0, ())
