"""Exchanges that a hub serves in one transaction (F54): a mistake that only those can make is found in a few shifts."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from sync_agent.simulate.company import TOGETHER
from sync_agent.simulate.faults import ALL
from sync_agent.simulate.patching import Patch, patched
from sync_agent.simulate.runs import Terms, Totals, play

SOON = 6


def its_own_only(original: Callable[..., Any]) -> Callable[..., Any]:
    """An answer tells the newest version, but of its rows only those that its own commands touched."""

    def to(answers: Any, request: Any, received: Any) -> Any:
        own = {scope: [each for each in told if each[0] in received.keys] for scope, told in answers.stamped.items()}
        return original(replace(answers, stamped=own), request, received)

    return to


MISTAKE: Patch = ("data.ledger.serve:_Answers.to", its_own_only)


def totals(faults: frozenset[str]) -> Totals:
    found = Totals()
    with patched([MISTAKE]):
        for verdict, _ in play(range(SOON), Terms(faults=faults)):
            found.add(verdict)
            if not verdict.clean:
                break
    return found


def test_who_hears_nothing_of_those_it_went_with_is_found_out() -> None:
    assert totals(ALL).diverged


def test_and_shows_only_where_several_go_together() -> None:
    """Otherwise the test above would show something else. A night changes rows that no command names."""
    alone = totals(ALL - {TOGETHER, "F53"})
    assert alone.failing_seeds == []
    assert alone.shifts == SOON
