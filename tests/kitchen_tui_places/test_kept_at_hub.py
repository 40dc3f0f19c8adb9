"""A terminal of a hub does not hold what was closed long ago, and says so where somebody looks for it."""

from __future__ import annotations

import pytest

from data.exchange.node import become
from data.organization.store import Store
from data.questions.kept_at_hub import days_here
from kitchen_tui.places.completed_view import MONTH, TODAY, WEEK, View
from kitchen_tui.places.words import at_the_hub
from tests.support.bakery import Bakery
from tests.sync_agent.hub.rig import node


def banno(bakery: Bakery) -> Store:
    """The cast's first store."""
    found = bakery.rows.get(Store, "bannos")
    assert found is not None
    return found


def test_where_nobody_stands_above_everything_is_here(shop):
    bakery: Bakery = shop.open()
    assert days_here(bakery.database, banno(bakery)) is None


def test_at_a_terminal_of_a_hub_the_policy_says_for_how_long(shop):
    bakery: Bakery = shop.open()
    bakery.policies(archive_days=20)
    with bakery.database.transaction():
        become(bakery.database, node("one", "bench"))
    assert days_here(bakery.database, banno(bakery)) == 20


@pytest.mark.parametrize(
    ("view", "days", "older"),
    [
        (View(TODAY), 1, False),
        (View(WEEK), 14, False),
        (View(WEEK), 3, True),
        (View(MONTH), 14, True),
        (View("all time"), 3_650, True),
        (View(on="2026-11-01"), 14, True),
        (View(on="2026-11-20"), 14, False),
    ],
)
def test_it_is_said_when_one_looks_that_far_back(view, days, older):
    assert view.older_than(days, "2026-11-21") is older


def test_in_words():
    assert "14 days" in at_the_hub(14)
