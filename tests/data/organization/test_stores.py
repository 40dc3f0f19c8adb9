"""Stores and terminals are configuration, and what would make two things one is refused in words."""

from __future__ import annotations

import pytest

from data.organization.commands import AddStore, AddTerminal, SetStation
from data.organization.store import Store, Terminal
from data.questions.stores import this_terminal
from tests.support.cast import ADI, BENCH, OLIVE, SYDNEY


def store(slug: str = "third", letter: str = "T", zone: str = SYDNEY) -> AddStore:
    return AddStore(slug, "The third", letter, zone, "aud", "en_AU", ("Small",), "22" * 16)


class TestStores:
    @pytest.mark.parametrize(
        ("command", "code"),
        [
            (store(slug="Third"), "bad_slug"),
            (store(slug="third store"), "bad_slug"),
            (store(slug=""), "bad_slug"),
            (store(slug="dritté"), "bad_slug"),
            (store(letter="TT"), "bad_letter"),
            (store(letter="3"), "bad_letter"),
            (store(letter="P"), "bad_letter"),
            (store(letter="B"), "letter_taken"),
            (store(zone="Mars/Olympus"), "bad_timezone"),
            (store(zone=""), "bad_timezone"),
        ],
        ids=lambda v: v if isinstance(v, str) else f"{v.store_id!r} {v.letter} {v.timezone}",
    )
    def test_that_would_confuse_are_refused(self, bakery, command, code):
        receipt = bakery.do(command, OLIVE)

        assert (receipt.status, receipt.code) == ("refused", code)

    def test_are_added_once(self, bakery):
        assert bakery.do(store(), OLIVE).status == "applied"
        assert bakery.do(store(), OLIVE).code == "known"

        added = bakery.rows.get(Store, "third")
        assert added is not None
        assert (added.letter, added.currency) == ("T", "AUD")


class TestTerminals:
    def test_have_a_number_of_their_own(self, bakery):
        add = AddTerminal("bench-3", "bannos", 1, "Third bench", "Filling", "origin-3")

        assert bakery.do(add, ADI).code == "number_taken"
        assert bakery.do(AddTerminal("bench-3", "bannos", 3, "Third bench", "Filling", "o"), ADI).status == "applied"
        assert bakery.do(AddTerminal("bench-3", "bannos", 3, "Third bench", "Filling", "o"), ADI).code == "known"

    def test_of_which_the_database_belongs_to_one(self, bakery):
        terminal = this_terminal(bakery.database)
        assert terminal is not None
        assert terminal.id == BENCH
        assert [t.id for t in bakery.all(Terminal) if t.here] == [BENCH]

    def test_stand_in_a_store_that_is_there(self, bakery):
        assert bakery.do(AddTerminal("bench-3", "nowhere", 3, "?", "Filling", "o"), ADI).code == "no_such_store"

    def test_move_to_another_bench(self, bakery):
        assert bakery.do(SetStation(BENCH, "bannos", "Packing"), ADI).status == "applied"
        assert bakery.do(SetStation(BENCH, "bannos", "Packing"), ADI).code == "unchanged"
        assert bakery.do(SetStation("bench-9", "bannos", "Packing"), ADI).code == "no_such_terminal"

        moved = bakery.rows.get(Terminal, BENCH)
        assert moved is not None
        assert moved.station == "Packing"
