"""A terminal that worked alone founds the hub's store: everything it has is at the hub once, even if cut off."""

from __future__ import annotations

from pathlib import Path

import pytest

from data.core.command import Command
from data.exchange.digests import digests_of
from data.exchange.node import node_of
from data.kitchen.ticket import Ticket
from data.ledger.founding import NotFounded, begin
from data.organization.commands import AddStore
from data.people.commands import AddStaff
from data.replica.founding import NotAlone, set_out, turn_back
from data.store.database import Database
from data.store.sqlite import SqliteDatabase
from tests.support.bakery import Bakery
from tests.support.cast import ANA, SYDNEY
from tests.support.day import a_day
from tests.support.memory import Shop, as_image, in_memory
from tests.support.walk import to_stage
from tests.sync_agent.lives.bakeries import NOW, adopt, adopting, hub_of, names, same, talk


@pytest.fixture
def alone(shop: Shop) -> Bakery:
    """A terminal after a day with everything in it."""
    bakery = shop.open()
    a_day(bakery)
    bakery.database.run("UPDATE order_payload SET order_id = ?", (bakery.order("20008").id,))
    return bakery


@pytest.fixture
def empty_hub(template: Path) -> SqliteDatabase:
    """A hub without a store."""
    hub = in_memory(as_image(template.read_bytes()))
    hub_of(hub)
    return hub


def a_scan(bakery: Bakery) -> Command:
    """The next one of some ticket."""
    return to_stage(bakery, next(t for t in bakery.all(Ticket) if t.in_queue and t.stage != "Complete"))


def journal(database: Database) -> list[tuple[object, ...]]:
    return database.rows("SELECT command_id, origin, seq, prev_id, name, args FROM journal ORDER BY command_id")


def test_both_hold_the_same_afterwards(alone: Bakery, empty_hub: SqliteDatabase) -> None:
    before = {store: digests_of(alone.database, store) for store in ("bannos", "flourlane")}
    payloads = alone.database.rows("SELECT order_id, sha256, raw FROM order_payload")
    assert payloads
    adopt(alone.database, empty_hub)
    assert {store: digests_of(empty_hub, store) for store in before} == before
    assert journal(empty_hub) == journal(alone.database)
    assert empty_hub.rows("SELECT order_id, sha256, raw FROM order_payload") == payloads
    assert not alone.database.rows("SELECT 1 FROM order_payload"), "handed over, so erased here"
    assert alone.database.rows("SELECT 1 FROM label_job"), "what is this machine's stays"
    assert not empty_hub.rows("SELECT 1 FROM label_job")


def test_the_first_exchange_afterwards_has_nothing_to_say(alone: Bakery, empty_hub: SqliteDatabase) -> None:
    """The terminal holds the hub's heads: it does not hear its own year again."""
    adopt(alone.database, empty_hub)
    heads = empty_hub.rows("SELECT scope, ver, tag FROM sync_head ORDER BY scope")
    assert alone.database.rows("SELECT scope, ver, tag FROM sync_cookie ORDER BY scope") == heads
    talk(alone.database, empty_hub, names("x"))
    assert empty_hub.rows("SELECT scope, ver, tag FROM sync_head ORDER BY scope") == heads


def test_what_is_done_while_the_rows_travel_is_sent_after_them(alone: Bakery, empty_hub: SqliteDatabase) -> None:
    """Nobody stops working for an adoption: those scans are guesses until the hub has a word."""
    fresh, done = names("x"), 0
    for step in adopting(alone.database, empty_hub, rows=10):
        if step in ("set out", "ticket", "stage_fact", "journal") and done < 6:
            done += alone.do(a_scan(alone), ANA).accepted
    assert done == 6
    assert alone.database.rows("SELECT count(*) FROM journal WHERE NOT settled")[0][0] >= 6
    talk(alone.database, empty_hub, fresh)
    assert alone.database.rows("SELECT count(*) FROM journal WHERE NOT settled") == [(0,)]
    same(alone.database, empty_hub)


@pytest.mark.parametrize("same_papers", [True, False])
def test_pulled_out_at_every_step_it_goes_on_or_begins_again(shop: Shop, template: Path, same_papers: bool) -> None:
    """With the papers that it has it goes on; when those are lost, too, it begins again: nothing is there twice."""
    bakery = shop.open()
    a_day(bakery)
    image = bakery.database._db.serialize()  # type: ignore[attr-defined]
    expected = {store: digests_of(bakery.database, store) for store in ("bannos", "flourlane")}
    steps = len(list(adopting(bakery.database, _hub(template), rows=100)))
    for cut in range(1, steps + 1, 3):
        terminal, hub = in_memory(image), _hub(template)
        for n, _ in enumerate(adopting(terminal, hub, rows=100), start=1):
            if n == cut:
                break
        if node_of(terminal) is not None and cut < steps:
            adopt(terminal, hub, "node-1" if same_papers else "node-2", rows=77)
        assert {store: digests_of(hub, store) for store in expected} == expected, cut
        talk(terminal, hub, names("x"))
        same(terminal, hub)


def _hub(template: Path) -> SqliteDatabase:
    hub = in_memory(as_image(template.read_bytes()))
    hub_of(hub)
    return hub


def test_a_hub_that_has_the_store_refuses_it(shop: Shop, alone: Bakery, empty_hub: SqliteDatabase) -> None:
    other = shop.open().database
    other.run("UPDATE terminal SET origin = ? WHERE here", ("another-machine",))
    adopt(other, empty_hub, "node-0")
    with pytest.raises(NotFounded) as refused:
        adopt(alone.database, empty_hub, "node-1")
    assert refused.value.code == "store_known"
    assert "bannos" in refused.value.says
    turn_back(alone.database)
    assert node_of(alone.database) is None
    assert alone.do(a_scan(alone), ANA).accepted
    assert alone.database.rows("SELECT count(*) FROM journal WHERE NOT settled") == [(0,)]


@pytest.mark.parametrize(
    ("command", "words"),
    [
        (AddStore("other", "Other", "B", SYDNEY, "AUD", "en_AU", ("Small",), "00"), "letter B"),
        (AddStaff("zoe", "other", 101, "Zoe", "STAFF"), "staff number 101"),
    ],
)
def test_letters_and_numbers_that_others_have_refuse_it(
    alone: Bakery, empty_hub: SqliteDatabase, command: AddStore | AddStaff, words: str
) -> None:
    other = Bakery(empty_hub)
    if isinstance(command, AddStaff):
        other.must(AddStore("other", "Other", "Z", SYDNEY, "AUD", "en_AU", ("Small",), "00"))
    other.must(command)
    with pytest.raises(NotFounded, match=words) as refused:
        adopt(alone.database, empty_hub)
    assert refused.value.code == "taken"
    assert not empty_hub.rows("SELECT 1 FROM ticket")


def test_rows_that_another_store_has_end_the_founding_and_leave_nothing(
    alone: Bakery, empty_hub: SqliteDatabase
) -> None:
    """Stock items are named by people: two shops may both call one `milk`."""
    other = Bakery(empty_hub)
    other.must(AddStore("other", "Other", "Z", SYDNEY, "AUD", "en_AU", ("Small",), "00"))
    item = alone.database.rows("SELECT * FROM inventory_items LIMIT 1")[0]
    columns = [row[1] for row in empty_hub.rows("PRAGMA table_info(inventory_items)")]
    values = ["other" if name == "store_id" else cell for name, cell in zip(columns, item, strict=True)]
    empty_hub.run(f"INSERT INTO inventory_items VALUES ({', '.join('?' * len(values))})", values)
    with pytest.raises(NotFounded) as refused:
        adopt(alone.database, empty_hub)
    assert refused.value.code == "collision"
    assert not empty_hub.rows(
        "SELECT 1 FROM sync_founding UNION ALL SELECT 1 FROM ticket UNION ALL SELECT 1 FROM sync_row"
    )
    assert empty_hub.rows("SELECT count(*) FROM inventory_items") == [(1,)]


def test_a_copy_of_the_founder_hears_everything_from_the_hub(shop: Shop, empty_hub: SqliteDatabase) -> None:
    """Somebody restored the terminal from before the founding, and adopts again: it is the same shop, once."""
    first, second = shop.open(), shop.open()
    a_day(first)
    adopt(first.database, empty_hub, "node-1")
    adopt(second.database, empty_hub, "node-2")
    talk(second.database, empty_hub, names("x"))
    same(second.database, empty_hub)


def test_an_enrolled_terminal_cannot_found_another_hub(alone: Bakery, empty_hub: SqliteDatabase) -> None:
    adopt(alone.database, empty_hub)
    with pytest.raises(NotAlone):
        set_out(alone.database, "node-9", NOW)


def test_a_second_terminal_may_begin_where_the_first_gave_up(
    shop: Shop, alone: Bakery, empty_hub: SqliteDatabase
) -> None:
    """Two hold the same shop's data; the one that was left half-way is told so when it comes back."""
    first = shop.open()
    half = adopting(first.database, empty_hub, "node-1", rows=5)
    for _ in range(6):
        next(half)
    adopt(alone.database, empty_hub, "node-2")
    with pytest.raises(NotFounded) as refused:
        list(half)
    assert refused.value.code == "begun_again"
    same(alone.database, empty_hub)


def test_a_store_hub_sends_it_to_the_hub_above(alone: Bakery, template: Path) -> None:
    relay = in_memory(as_image(template.read_bytes()))
    hub_of(relay)
    relay.run("UPDATE sync_node SET upstream = ?", (True,))
    with pytest.raises(NotFounded) as refused:
        begin(relay, set_out(alone.database, "node-1", NOW)[1], NOW)
    assert refused.value.code == "store_hub"
