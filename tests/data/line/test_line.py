"""The line against its model: the same answers and the same rows, whatever people do."""

from __future__ import annotations

from collections import Counter
from typing import ClassVar

import pytest
from hypothesis import settings
from hypothesis.stateful import run_state_machine_as_test

from tests.data.line.machine import LineMachine
from tests.support.memory import Shop

MET = (
    "applied:applied",
    "noop:already_done",
    "noop:duplicate",
    "refused:wrong_station",
    "refused:not_allowed",
    "refused:cancelled",
    "refused:not_yours",
    "refused:too_late",
    "confirm:scan_ahead",
    "refused:handed_over",
)
"""Answers that a run must have met: a model that is never contradicted proves nothing."""


def run(shop: Shop, days: int, commands: int, *, alike: bool = True) -> Counter[str]:
    """Random days of so many commands each, `alike` in every run; answers what became of them."""

    class Line(LineMachine):
        answers: ClassVar[Counter[str]] = Counter()

    Line.shop = shop
    dice = settings(max_examples=days, stateful_step_count=commands, derandomize=alike)
    run_state_machine_as_test(Line, settings=dice)
    return Line.answers


def test_the_line_does_what_the_rules_say(shop):
    answers = run(shop, days=80, commands=60)

    total = sum(answers.values())
    not_done = sum(n for answer, n in answers.items() if answer.startswith(("refused", "noop", "confirm")))
    assert total > 1_500
    assert not_done > total / 4, answers
    assert [answer for answer in MET if not answers[answer]] == [], answers


@pytest.mark.proof
@pytest.mark.parametrize("year", range(8))
def test_the_line_does_what_the_rules_say_for_years(shop, year):
    answers = run(shop, days=200, commands=120, alike=False)

    assert sum(answers.values()) > 10_000
