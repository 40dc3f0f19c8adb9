"""All lines work: everybody talks until nobody has anything more to say."""

from __future__ import annotations

from collections.abc import Callable

from data.exchange.message import Answer, Request
from data.ledger.serve import NotServed
from data.replica.asking import MOST_COMMANDS
from sync_agent.simulate.house import House
from sync_agent.simulate.node import SimNode

ROUNDS = 60
"""At most."""


def come_to_rest(
    house: House, heard: Callable[[SimNode, SimNode, Request, Answer], None] = lambda *_: None, rounds: int = ROUNDS
) -> bool:
    """Answers whether that came about: a whole round in which nothing was said that was not known."""
    return any(not sum(_has_news(house, node, heard) for node in house.below()) for _ in range(rounds))


def _has_news(house: House, node: SimNode, heard: Callable[[SimNode, SimNode, Request, Answer], None]) -> bool:
    above = house.nodes[node.above or ""]
    asked = node.ask(MOST_COMMANDS)
    try:
        answer = above.answer(asked)
    except NotServed:
        return True
    took = node.absorb(answer)
    heard(node, above, asked, answer)
    known = answer.heads == asked.cookies and answer.epoch == asked.epoch
    return bool(asked.batch or answer.rows or took.forked or not (took.taken and known))
