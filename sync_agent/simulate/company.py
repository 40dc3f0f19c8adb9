"""Questions that come to a hub while it is busy with others: it answers them together, in one transaction (F54).

It throws dice of its own: without it a seed is the same shift as ever.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from random import Random

from data.exchange.message import Request
from sync_agent.simulate.net import Letter, Net

TOGETHER = "F54"
Question = tuple[str, Request]
"""Who asks, and what."""
BUSY = 0.5
"""The chance that a hub finds all that is on its way to it beside the question that it turns to."""


class Company:
    """Who goes together with whom."""

    def __init__(self, seed: int, net: Net, faults: frozenset[str], hits: Counter[str]) -> None:
        """Counts in `hits` how often several went together."""
        self._dice, self._net, self._hits = Random(f"company in {seed}"), net, hits
        self._happens = TOGETHER in faults

    def of(self, asker: str, to: str, asked: Request, due: list[Letter]) -> list[Question]:
        """A question and those that are answered with it, which are no longer due, nor on their way."""
        if not self._happens or self._dice.random() >= BUSY:
            return [(asker, asked)]
        found = [(asker, asked), *_questions(_taken(due, to)), *_questions(self._net.hurried(to))]
        self._hits[TOGETHER] += sum(bool(each.batch) for _, each in found) > 1
        return found


def _taken(due: list[Letter], to: str) -> list[Letter]:
    found = [each for each in due if each.to == to and isinstance(each.body, Request)]
    due[:] = [each for each in due if each not in found]
    return found


def _questions(letters: Iterable[Letter]) -> list[Question]:
    return [(each.sender, each.body) for each in letters if isinstance(each.body, Request)]
