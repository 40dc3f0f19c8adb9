"""What every database under the executor must do alike; a class for each inherits these tests."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import replace

import pytest

from data.core.clock import plus_days
from data.core.envelope import JournalEntry
from data.core.outcome import Change, Put
from data.kitchen.label import LabelJob
from data.kitchen.stages import STATIONS
from data.kitchen.ticket import Ticket
from data.line.complete import CompleteFilling
from data.line.printing import PrintBarcode
from data.line.tend import AssignStaff, OverridePriority
from data.notices.notice import ATTENTION, Notice
from data.orders.order import OrderPayload
from data.questions.counts import AllDay, StageCount, all_day, stage_counts
from data.questions.queue import QueueFilter, QueueLine, priority_of, queue_for
from data.replica.issue import Seat, issue
from data.store.database import Database
from data.store.errors import NotRecorded
from data.store.execute import apply
from tests.support.bakery import Bakery, open_shop
from tests.support.cast import ANA, BENCH, BO, SPONGE, SUE, TODAY
from tests.support.clockwork import Clockwork
from tests.support.day import a_day
from tests.support.dockets import cake, docket
from tests.support.dump import KINDS, dump
from tests.support.memory import Shop

NUMBERS = ("9", "10", "99", "100", "1000", "20001")
DUE = (None, *(plus_days(TODAY, days) for days in (-400, -1, 0, 1, 2, 3, 4, 40)))
SIZES = ("Large", "Small", "Medium", None, "10 inch", "Ærø", "small", "Zebra")


def busy(bakery: Bakery) -> Bakery:
    """Tickets of every due date, size and kind of number, some assigned, some overridden, some far down the line."""
    for n, due in enumerate(DUE):
        number = NUMBERS[n] if n < len(NUMBERS) else str(30_000 + n)
        lines = [cake(f"{n}-{m}", size=size, title=SPONGE) for m, size in enumerate(SIZES)]
        order = docket(number, *lines, cake(f"{n}-many", quantity=12 if n == 3 else 1), due_date=due or "2026-12-24")
        bakery.take_in(order)
        if due is None:
            bakery.database.run("UPDATE ticket SET due_date = NULL WHERE order_number = ?", [number])
    for n, ticket in enumerate(sorted(bakery.all(Ticket), key=lambda t: t.human_id)):
        if n % 7 == 0:
            bakery.must(OverridePriority(ticket.id, 1 + n % 3), SUE)
        if n % 5 == 0:
            bakery.must(AssignStaff(ticket.id, BO.staff_id), SUE)
        if n % 4 == 0:
            bakery.must(CompleteFilling(ticket.id), ANA)
    return bakery


def in_order(tickets: list[Ticket]) -> list[str]:
    """O26, in plain words: priority, due date, size by the store's list, order number, suffix; nothing comes last."""
    sizes = {"small": 0, "medium": 1, "large": 2}

    def size(ticket: Ticket) -> tuple[int, bytes]:
        if ticket.size is None:
            return 1_001, b""
        return sizes.get(ticket.size.casefold(), 1_000), ticket.size.encode()

    def key(t: Ticket) -> tuple[object, ...]:
        priority = priority_of(t.due_date, t.priority_override, TODAY)
        suffix = -1 if not t.suffix else "ABCDEFGHIJ".find(t.suffix) if t.suffix.isalpha() else int(t.suffix) - 1
        return -priority, t.due_date is None, t.due_date or "", size(t), int(t.order_number), suffix

    return [t.human_id for t in sorted(tickets, key=key)]


_OF_A_HUB = ("data.exchange", "data.shops.kept", "data.health.metric", "data.procurement.recommendation")
"""Rooms of values that no command writes."""


class DatabaseContract:
    """Inherit it, and give `bakery` (an opened shop) and `connect` (one more connection to the same database)."""

    @pytest.fixture
    def bakery(self) -> Bakery:
        raise NotImplementedError

    @pytest.fixture
    def connect(self) -> Callable[[], Database]:
        raise NotImplementedError

    @pytest.fixture
    def reference(self, shop: Shop) -> Bakery:
        """The same shop in memory, to compare with."""
        return shop.open()

    def test_a_day_leaves_the_rows_it_leaves_in_memory(self, bakery, reference):
        a_day(bakery)
        a_day(reference)

        ours, theirs = dump(bakery.database), dump(reference.database)
        for table in theirs:
            assert ours[table] == theirs[table], table
        filled = {table for table, rows in theirs.items() if rows}
        of_the_sync = {kind.table for kind in KINDS if kind.cls.__module__.startswith(_OF_A_HUB)}
        assert set(theirs) - filled - of_the_sync == {"pin_guard", "pending", "session"}

    def test_flags_come_back_as_truth_values(self, bakery):
        bakery.take_in()

        ticket = bakery.ticket("20001")
        assert (ticket.in_queue, ticket.inventory_blocked, ticket.test) == (True, False, False)
        assert all(type(flag) is bool for flag in (ticket.in_queue, ticket.inventory_blocked, ticket.test))

    def test_bytes_and_large_numbers_come_back_as_they_went(self, bakery):
        raw = bytes(range(256)) * 3
        payload = OrderPayload("order", "0" * 64, raw, 2**62)
        with bakery.database.transaction():
            apply(bakery.database, Put(payload))

        (stored,) = bakery.all(OrderPayload)
        assert (bytes(stored.raw), stored.received_at) == (raw, 2**62)

    def test_a_transaction_that_fails_leaves_nothing(self, bakery):
        before = dump(bakery.database)

        def interrupted() -> None:
            with bakery.database.transaction():
                apply(bakery.database, Put(notice("n1")))
                raise KeyboardInterrupt

        with pytest.raises(KeyboardInterrupt):
            interrupted()
        assert dump(bakery.database) == before

    def test_a_command_that_fails_half_way_leaves_nothing(self, bakery, monkeypatch):
        bakery.take_in()
        before = dump(bakery.database)
        monkeypatch.setattr("data.replica.issue._entry", lambda *_: (_ for _ in ()).throw(RuntimeError("pulled out")))
        with pytest.raises(RuntimeError, match="pulled out"):
            bakery.do(CompleteFilling(bakery.ticket("20001").id))

        assert dump(bakery.database) == before

    def test_a_row_with_a_key_that_is_taken_is_not_recorded(self, bakery):
        def twice() -> None:
            with bakery.database.transaction():
                apply(bakery.database, Put(notice("n1")))
                apply(bakery.database, Put(notice("n1")))

        with pytest.raises(NotRecorded):
            twice()
        assert bakery.all(Notice) == []

    def test_a_change_of_a_row_that_is_not_there_is_loud(self, bakery):
        with pytest.raises(LookupError, match="0 rows"), bakery.database.transaction():
            apply(bakery.database, Change(Notice, ("none",), {"text": "x"}))

    def test_the_same_command_id_again_is_its_recorded_result(self, bakery):
        bakery.take_in()
        ticket = bakery.ticket("20001")
        for command in (CompleteFilling(ticket.id), PrintBarcode(ticket.id), OverridePriority(ticket.id, 9)):
            first = bakery.do(command, SUE)
            after = dump(bakery.database)
            again = bakery.do(command, SUE, command_id=first.command_id)

            assert (again.status, again.code, again.says) == (first.status, first.code, first.says)
            assert again.order_id == first.order_id
            assert dump(bakery.database) == after

    def test_a_label_is_queued_in_the_same_transaction(self, bakery):
        bakery.take_in()
        receipt = bakery.must(PrintBarcode(bakery.ticket("20001").id), ANA)

        assert [(job.command_id, job.state) for job in bakery.all(LabelJob)] == [(receipt.command_id, "queued")]

    def test_rows_come_in_the_order_of_their_keys(self, bakery):
        bakery.take_in(docket("20001", cake(quantity=12)))
        ids = [t.id for t in bakery.rows.where(Ticket, order_id=bakery.order("20001").id)]

        assert ids == sorted(ids)
        assert len(ids) == 12

    def test_a_column_that_is_null_is_found_by_none(self, bakery):
        with bakery.database.transaction():
            apply(bakery.database, Put(notice("n1")))
            apply(bakery.database, Put(replace(notice("n2"), acknowledged_at=5)))

        assert [n.id for n in bakery.rows.where(Notice, store_id="bannos", acknowledged_at=None)] == ["n1"]
        assert [n.id for n in bakery.rows.where(Notice, store_id="bannos", acknowledged_at=5)] == ["n2"]

    def test_a_short_page_begins_with_what_a_supervisor_put_first(self, bakery):
        for number, due, priority in (("1", TODAY, 1), ("2", plus_days(TODAY, 40), 3), ("3", plus_days(TODAY, 50), 3)):
            bakery.take_in(docket(number, due_date=due))
            bakery.must(OverridePriority(bakery.ticket(number).id, priority), SUE)
        bakery.database.run("UPDATE ticket SET due_date = NULL WHERE order_number = '3'")
        first = queue_for(bakery.database, QueueFilter("bannos", limit=1), TODAY)
        two = queue_for(bakery.database, QueueFilter("bannos", limit=2), TODAY)

        assert [line.order_number for line in first] == ["2"]
        assert [line.order_number for line in two] == ["2", "3"]

    def test_two_writers_take_turns_and_no_link_of_the_chain_is_missing(self, bakery, connect):
        bakery.take_in(docket("20001", cake(quantity=12)))
        tickets = [t.id for t in bakery.tickets(bakery.order("20001"))]

        def work(mark: int) -> None:
            machine = Clockwork(mark=mark)
            with closing(connect()) as database:
                for ticket_id in tickets * 2:
                    issue(database, Seat(BENCH, "shared"), ANA, CompleteFilling(ticket_id), machine.stamp())

        with ThreadPoolExecutor(2) as pool:
            for done in [pool.submit(work, mark) for mark in (1, 2)]:
                done.result(timeout=60)

        chain = sorted(
            (e for e in bakery.all(JournalEntry) if e.origin == "shared" and e.seq), key=lambda e: e.seq or 0
        )
        assert [e.seq for e in chain] == list(range(1, 13))
        assert [e.prev_id for e in chain] == [None, *(e.command_id for e in chain[:-1])]
        assert {t.stage for t in bakery.tickets(bakery.order("20001"))} == {"Covering"}


class QuestionsContract:
    """The same for questions, which are named SQL of their own."""

    @pytest.fixture
    def busy(self) -> Bakery:
        """A busy shop, filled once."""
        raise NotImplementedError

    @pytest.mark.parametrize("stage", [None, *STATIONS])
    @pytest.mark.parametrize("unassigned", [False, True], ids=["all", "unassigned"])
    def test_the_queue_is_in_the_order_of_o26(self, busy, stage, unassigned):
        tickets = [t for t in busy.all(Ticket) if stage in (None, t.stage)]
        tickets = [t for t in tickets if not unassigned or t.assignee_id is None]
        lines = queue_for(busy.database, QueueFilter("bannos", stage, unassigned, limit=500), TODAY)

        assert [line.human_id for line in lines] == in_order(tickets)

    @pytest.mark.parametrize("limit", [1, 3, 7, 50])
    def test_pages_have_no_gap_and_no_repeat(self, busy, limit):
        whole = queue_for(busy.database, QueueFilter("bannos", limit=500), TODAY)
        paged: list[QueueLine] = []
        while page := queue_for(busy.database, QueueFilter("bannos", limit=limit, offset=len(paged)), TODAY):
            assert len(page) <= limit
            paged += page

        assert [line.human_id for line in paged] == [line.human_id for line in whole]

    def test_dates_are_inclusive_and_leave_out_what_has_none(self, busy):
        first, last = plus_days(TODAY, -1), plus_days(TODAY, 3)
        lines = queue_for(busy.database, QueueFilter("bannos", date_from=first, date_to=last, limit=500), TODAY)
        inside = [t for t in busy.all(Ticket) if t.due_date is not None and first <= t.due_date <= last]

        assert [line.human_id for line in lines] == in_order(inside)

    @pytest.mark.parametrize("limit", [1, 7])
    def test_pages_after_a_ticket_are_the_queue_whatever_left_it_meanwhile(self, busy, limit):
        tickets = {t.id: t for t in busy.all(Ticket)}
        whole = queue_for(busy.database, QueueFilter("bannos", limit=500), TODAY)
        paged: list[QueueLine] = []
        last: Ticket | None = None
        while page := queue_for(busy.database, QueueFilter("bannos", limit=limit, after=last), TODAY):
            paged += page
            last = tickets[page[-1].id]
            busy.database.run("UPDATE ticket SET in_queue = ? WHERE id = ?", (False, page[0].id))
        for line in paged:  # the day goes on for the next test
            busy.database.run("UPDATE ticket SET in_queue = ? WHERE id = ?", (True, line.id))

        assert [line.id for line in paged] == [line.id for line in whole]

    def test_a_search_looks_at_number_product_customer_and_flavour(self, busy):
        found = queue_for(busy.database, QueueFilter("bannos", search="B100", limit=500), TODAY)
        assert {line.order_number for line in found} == {"100", "1000"}
        assert queue_for(busy.database, QueueFilter("bannos", search="lovelace", limit=500), TODAY)
        assert not queue_for(busy.database, QueueFilter("bannos", search="100%", limit=500), TODAY)
        assert not queue_for(busy.database, QueueFilter("bannos", search="_", limit=500), TODAY)

    def test_a_search_finds_a_name_as_it_is_written(self, busy):
        busy.database.run("UPDATE ticket SET customer = 'Éloïse ÅNGSTRÖM' WHERE order_number = '9'")
        for text in ("Éloïse", "ÅNGSTRÖM", "Éloïse Å", "éloïse ångström", "ÉLOÏSE"):
            found = queue_for(busy.database, QueueFilter("bannos", search=text, limit=500), TODAY)
            assert {line.order_number for line in found} == {"9"}, text

    def test_counts_equal_a_count_by_hand(self, busy):
        open_tickets = [t for t in busy.all(Ticket) if t.stage != "Complete" and t.cancelled_at is None]
        by_hand = tuple(
            StageCount(
                stage,
                sum(t.stage == stage for t in open_tickets),
                sum(t.stage == stage and t.assignee_id is None for t in open_tickets),
            )
            for stage in STATIONS
        )

        assert stage_counts(busy.database, "bannos") == by_hand
        assert sum(count.open for count in by_hand) == len(open_tickets)

    def test_another_store_sees_nothing_of_it(self, busy):
        assert queue_for(busy.database, QueueFilter("flourlane"), TODAY) == []
        assert {count.open for count in stage_counts(busy.database, "flourlane")} == {0}

    def test_the_all_day_count_is_the_largest_first_and_the_same_everywhere(self, busy):
        tally: dict[tuple[str, str | None, str | None], int] = {}
        for t in busy.all(Ticket):
            if t.stage != "Complete" and t.cancelled_at is None:
                tally[t.product, t.size, t.flavour] = tally.get((t.product, t.size, t.flavour), 0) + t.quantity
        by_hand = sorted(
            (AllDay(p, s, f, n) for (p, s, f), n in tally.items()),
            key=lambda a: (-a.quantity, a.product.encode(), a.size is None, (a.size or "").encode()),
        )

        assert all_day(busy.database, "bannos", limit=100) == by_hand


def notice(ident: str) -> Notice:
    return Notice(ident, "bannos", ATTENTION, "test", "look", None, None, None, 1, None, None)


def filled(database: Database) -> Bakery:
    """A busy shop in an empty database."""
    return busy(open_shop(database))
