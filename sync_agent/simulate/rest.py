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


Heard = Callable[[SimNode, SimNode, Request, Answer], None]
Written = tuple[int | None, int | None]
"""How much was ever written at a node, and at the one above it."""


def come_to_rest(house: House, heard: Heard = lambda *_: None, rounds: int = ROUNDS) -> bool:
    """Answers whether that came about: nobody has anything to say that is not known. Two nodes at which nothing was
    written since they had nothing to say to each other are not asked again."""
    quiet: dict[str, Written] = {}
    for _ in range(rounds):
        spoke = False
        for node in house.below():
            above = house.nodes[node.above or ""]
            if not _as_it_was(quiet.get(node.name), node, above):
                news = _has_news(node, above, heard)
                spoke |= news
                quiet[node.name] = (None, None) if news else _written(node, above)
        if not spoke:
            return True
    return False


def _written(node: SimNode, above: SimNode) -> Written:
    return node.disk.writes(), above.disk.writes()


def _as_it_was(before: Written | None, node: SimNode, above: SimNode) -> bool:
    return before is not None and None not in before and before == _written(node, above)


def _has_news(node: SimNode, above: SimNode, heard: Heard) -> bool:
    asked = node.ask(MOST_COMMANDS)
    try:
        answer = above.answer(asked)
    except NotServed:
        return True
    took = node.absorb(answer)
    heard(node, above, asked, answer)
    known = answer.heads == asked.cookies and answer.epoch == asked.epoch
    return bool(asked.batch or answer.rows or took.forked or not (took.taken and known))
