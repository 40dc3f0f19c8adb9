"""Finds for each rule of the protocol two seeds that go wrong without it: `python -m tests.simulation.pins > FILE`.

A shift cuts the power after so many statements, so a change of the product may make another shift of a seed.
"""

from __future__ import annotations

import sys

from sync_agent.simulate.faults import ALL, chosen
from sync_agent.simulate.runs import Terms, play
from sync_agent.simulate.without import RULES

MOST = 500
OFTEN = {"chain_link": "F24,F25,F29,F30"}
"""A rule that decides once in some hundred shifts is looked for among the faults that need it."""
BY_NIGHT = ("kept_back", "whole_orders")
"""Only the hub's nights show these; the others are looked for without, so that a night makes no other shift of them."""

AT_ONCE = {"F54"}
"""No rule needs it, and with it nearly every seed is another shift: the rules are looked for without."""


def terms(rule: str, without: str = "") -> Terms:
    """The faults among which a rule is looked for, with it or without it."""
    faults = chosen(OFTEN[rule]) if rule in OFTEN else ALL - AT_ONCE if rule in BY_NIGHT else ALL - AT_ONCE - {"F53"}
    return Terms(faults=faults, without=without)


def seeds_that_miss(rule: str) -> list[int]:
    """The first two."""
    found: list[int] = []
    for verdict, _ in play(range(MOST), terms(rule, rule)):
        if not verdict.clean:
            found.append(verdict.seed)
            if len(found) == 2:
                break
    return found


if __name__ == "__main__":
    for name in RULES:
        sys.stdout.write(f'    "{name}": {tuple(seeds_that_miss(name))},\n')
        sys.stdout.flush()
