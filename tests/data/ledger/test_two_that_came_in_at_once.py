"""A store hub and its cloud may each let a terminal in while no line is between them. Both machines are real: neither
may vanish from the other's books because the second was given the same number."""

from __future__ import annotations

from data.organization.commands import AddTerminal
from data.organization.store import Terminal
from tests.support.cast import ADI, OLIVE


def test_the_second_of_a_number_gets_the_next_one_when_it_is_settled(bakery):
    bakery.must(AddTerminal("at-the-cloud", "bannos", 7, "Office", "Packing", "o-7", here=False), OLIVE)

    receipt = bakery.settle(AddTerminal("at-the-store", "bannos", 7, "Oven", "Filling", "o-8", here=False), ADI)

    assert receipt.status == "applied"
    assert bakery.rows.get(Terminal, "at-the-store").number == 8


def test_whoever_is_there_to_choose_another_one_is_asked_to(bakery):
    bakery.must(AddTerminal("at-the-cloud", "bannos", 7, "Office", "Packing", "o-7", here=False), OLIVE)

    refused = bakery.do(AddTerminal("one-more", "bannos", 7, "Oven", "Filling", "o-8", here=False), ADI)

    assert (refused.status, refused.code) == ("refused", "number_taken")
