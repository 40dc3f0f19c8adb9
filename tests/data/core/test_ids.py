"""Ids: what two terminals see alone, they name alike; what was named once is never named again."""

from __future__ import annotations

from contextlib import closing
from dataclasses import replace
from uuid import UUID, uuid5

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.core.ids import NAMESPACE, derived_id, digest, order_id, ticket_id, uuid7
from data.kitchen.ticket import Ticket
from data.orders.order import Order
from data.organization.commands import AddStore
from data.store.errors import NotRecorded
from data.store.machine import ThisMachine
from tests.support.bakery import Bakery
from tests.support.cast import OLIVE, OTHER_BENCH, SYDNEY
from tests.support.dockets import cake, docket, ingest

GIDS = st.text(min_size=1, max_size=40)


class TestNames:
    @given(st.sampled_from(("bannos", "flourlane")), GIDS, GIDS, st.integers(1, 12))
    def test_are_the_same_wherever_they_are_made(self, store, gid, line, unit):
        order = order_id(store, gid)

        assert UUID(order).version == UUID(ticket_id(order, line, unit)).version == 5
        assert order == order_id(store, gid)
        assert order != order_id("elsewhere", gid)
        assert ticket_id(order, line, unit) != ticket_id(order, line, unit + 1)

    def test_of_rows_that_a_command_makes_follow_from_the_command(self):
        assert derived_id("c1", "notice") == derived_id("c1", "notice") != derived_id("c2", "notice")

    @given(GIDS.filter(str.isprintable))
    def test_are_uuids_of_our_namespace(self, what):
        assert derived_id("c1", what) == str(uuid5(NAMESPACE, f"c1:{what}"))

    @given(st.text())
    def test_digest_takes_any_text(self, text):
        assert len(digest(text + "\ud800")) == 64


class TestUuid7:
    @given(st.integers(0, 2**48 - 1), st.binary(min_size=10, max_size=10))
    def test_is_one_of_the_standard_with_its_time_in_front(self, ms, chance):
        made = UUID(uuid7(ms, chance))

        assert (made.version, made.variant) == (7, "specified in RFC 4122")
        assert made.int >> 80 == ms

    def test_of_one_machine_rise_even_when_its_clock_steps_back(self, monkeypatch):
        machine, walls = ThisMachine(), iter([5_000, 5_000, 4_000, 9_000, 1])
        monkeypatch.setattr(machine, "now", lambda: next(walls))
        ids = [machine.stamp().command_id for _ in range(5)]

        assert ids == sorted(set(ids))


def test_two_imports_of_one_order_on_two_terminals_make_the_same_rows(shop):
    order = docket("20001", cake(quantity=3), cake("2", "Sponge"))
    with closing(shop.open().database) as first, closing(shop.open().database) as second:
        seen = []
        for database, terminal in ((first, "bench-1"), (second, OTHER_BENCH)):
            bakery = Bakery(database)
            bakery.do(ingest(order), OLIVE, terminal=terminal, at=1_000)
            seen.append((bakery.all(Order), bakery.all(Ticket)))

        assert seen[0] == seen[1]


class TestNumbers:
    def test_a_second_gid_with_the_same_number_uses_its_numeric_id(self, bakery):
        bakery.take_in(docket("20001"))
        bakery.take_in(docket("20001", gid="gid://shopify/Order/77", numeric_id="77"))

        assert [(o.human_id, o.code_base) for o in sorted(bakery.all(Order), key=lambda o: o.number)] == [
            ("bannos-20001", "B20001"),
            ("bannos-77", "B77"),
        ]

    def test_an_order_without_a_number_uses_its_numeric_id(self, bakery):
        bakery.take_in(docket(number=None, gid="gid://shopify/Order/78", numeric_id="78"))

        assert bakery.ticket("bannos-78").code == "B78"

    def test_a_number_that_is_taken_as_numeric_id_too_is_still_one_order(self, bakery):
        for gid in ("a", "b", "c"):
            assert bakery.take_in(docket("5", gid=gid, numeric_id="5")).code == "applied"

        assert len({t.code for t in bakery.all(Ticket)}) == 3

    def test_a_barcode_belongs_to_one_ticket_in_the_organization(self, bakery):
        bakery.take_in(docket("20001"))
        bakery.take_in(docket("20002"))

        def give_both_the_same() -> None:
            with bakery.database.transaction():
                bakery.database.run("UPDATE ticket SET code = 'B1'")

        with pytest.raises(NotRecorded, match="UNIQUE"):
            give_both_the_same()

    def test_two_stores_never_begin_with_the_same_letter(self, bakery):
        def add(slug: str, letter: str) -> str:
            return bakery.do(AddStore(slug, slug, letter, SYDNEY, "AUD", "en_AU", (), "00"), OLIVE).code

        assert add("third", "B") == "letter_taken"
        assert add("third", "b") == "letter_taken"
        assert add("third", "P") == "bad_letter"
        assert add("third", "É") == "bad_letter"
        assert add("Third", "T") == "bad_slug"
        assert add("third", "T") == "applied"
        assert add("third", "T") == "known"


class TestSuffixes:
    def test_run_from_a_to_j_and_then_count(self, bakery):
        bakery.take_in(docket("20001", cake(quantity=12)))

        tails = [t.suffix for t in bakery.tickets(bakery.order("20001"))]
        assert tails == [*"ABCDEFGHIJ", "11", "12"]

    def test_of_a_ticket_added_later_is_the_next_also_after_the_letters(self, bakery):
        order = docket("20001", cake(quantity=10))
        bakery.take_in(order)
        later = replace(order, lines=(cake(quantity=12),), updated_at=(order.updated_at or 0) + 1)
        bakery.take_in(later)

        tickets = bakery.tickets(bakery.order("20001"))
        assert [t.code for t in tickets[-3:]] == ["B20001J", "B20001-11", "B20001-12"]

    def test_one_ticket_has_none_and_a_batch_is_one_ticket(self, bakery):
        bakery.take_in(docket("20001"))
        bakery.take_in(docket("20002", cake(quantity=13)))

        assert [(t.suffix, t.quantity) for t in sorted(bakery.all(Ticket), key=lambda t: t.code)] == [("", 1), ("", 13)]
