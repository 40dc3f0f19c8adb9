"""Each planted mistake is found by the random days on the line within a small budget, always with the same dice."""

from __future__ import annotations

import pytest
from hypothesis import Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.data.line.machine import LineMachine
from tests.data.planted.mistakes import MISTAKES
from tests.support.memory import Shop

QUICK = settings(
    max_examples=400, stateful_step_count=60, phases=(Phase.generate,), print_blob=False, report_multiple_bugs=False
)


def run(shop: Shop) -> None:
    class Line(LineMachine):
        """A machine of this run."""

    Line.shop = shop
    run_state_machine_as_test(Line, settings=QUICK)


@pytest.mark.parametrize("plant", MISTAKES, ids=lambda plant: plant.__name__.replace("_", " "))
def test_a_planted_mistake_is_found(shop, monkeypatch, plant):
    plant(monkeypatch)

    with pytest.raises(AssertionError):
        run(shop)
