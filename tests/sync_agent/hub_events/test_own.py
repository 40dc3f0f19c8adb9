"""What begins at a hub: decided while somebody waits, in a chain, in the feed by the same commit."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import replace

import pytest

from data.core.actor import Actor
from data.core.command import Command
from data.core.envelope import JournalEntry
from data.core.packed import pack
from data.exchange.chain import pending
from data.exchange.message import Request, Result, sent
from data.exchange.node import node_of, scopes_of
from data.exchange.versions import head, lock, set_head
from data.kitchen.ticket import Ticket
from data.ledger.feed import Feed
from data.ledger.own import Asked, rule
from data.ledger.serve import NotServed, serve
from data.line.complete import CompleteFilling
from data.notices.notice import Notice
from data.orders.compose import Asked as Wish
from data.orders.compose import Item, compose
from data.orders.docket import docket_to_args
from data.orders.intake import PlaceOrder
from data.orders.order import Order
from data.orders.reading import docket_rules
from data.organization.commands import AddStore
from data.stock.commands import CountStock, ReceiveStock
from data.store import catalogue
from data.store.catalogue import Rule
from data.store.postgres import PostgresConnection, PostgresDatabase, connected
from tests.support.bakery import Bakery
from tests.support.cast import ADI, ANA, BANNOS, MILK, NOW, OLIVE, SUE, TOMORROW
from tests.support.memory import Shop
from tests.sync_agent.hub_events.papers import enrol, names

FRESH = names()
_WAITS = "SELECT 1 FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()"


def ask(
    bakery: Bakery, asked: Asked, by: Actor = SUE, *, command_id: str | None = None, within: object = None
) -> Result:
    given = bakery.machine.stamp()
    given = replace(given, command_id=command_id or given.command_id)
    return rule(bakery.database, asked, by, "counter", given, FRESH, within)  # type: ignore[arg-type]


def order(number: str = "P00001", quantity: int = 1, title: str = "Gelato Cake") -> PlaceOrder:
    wish = Wish("Mia", TOMORROW, [Item(title, "Small", quantity=quantity)])
    docket = compose(wish, number=number, terminal_id="hub", currency="AUD", rules=docket_rules("{}", 0), now=NOW)
    return PlaceOrder("bannos", pack(docket_to_args(docket)))


@pytest.fixture
def hub(bakery: Bakery) -> Bakery:
    enrol(bakery.database)
    return bakery


def test_an_order_born_here_is_in_the_feed_with_the_same_commit(hub: Bakery) -> None:
    before = head(hub.database, "bannos")
    assert ask(hub, order()).status == "applied"
    tables = {row.tbl for row in Feed(hub.database, [{"bannos": before}]).since("bannos", before, {})}
    assert {"orders", "ticket", "event_log", "stage_events", "inventory_txn"} <= tables
    assert head(hub.database, "bannos")[0] == before[0] + 1
    assert head(hub.database, "flourlane") == (0, "")


def test_short_stock_is_refused_while_the_customer_waits_though_a_scan_never_would_be(hub: Bakery) -> None:
    hub.must(CountStock(MILK, 700))
    assert ask(hub, order("P00001")).status == "applied"
    result = ask(hub, order("P00002"))
    assert (result.status, result.code) == ("refused", "short")
    assert "Milk" in result.says
    assert len(hub.all(Order)) == 1
    # Whoever asked has heard it: nobody else need acknowledge anything.
    assert not [n for n in hub.all(Notice) if n.terminal_id]


def test_the_same_command_id_answers_what_was_recorded(hub: Bakery) -> None:
    first = ask(hub, order(), command_id="one")
    again = ask(hub, order("P00099", quantity=3), command_id="one")
    assert again == first
    assert len(hub.all(Order)) == 1
    refused = ask(hub, order("P00002", title="Nothing we know", quantity=0), command_id="two")
    assert ask(hub, order("P00002"), command_id="two") == refused
    assert refused.status == "refused"


def test_what_needs_a_yes_is_not_recorded_and_may_be_said_again(hub: Bakery) -> None:
    past = compose(
        Wish("Mia", "2026-11-01", [Item("Sponge")]),
        number="P00001",
        terminal_id="hub",
        currency="AUD",
        rules=docket_rules("{}", 0),
        now=NOW,
    )
    packed = pack(docket_to_args(past))
    assert ask(hub, PlaceOrder("bannos", packed), command_id="one").status == "confirm"
    assert ask(hub, PlaceOrder("bannos", packed, confirmed=True), command_id="one").status == "applied"


def test_commands_of_a_source_stand_in_one_chain_and_refused_ones_in_none(hub: Bakery) -> None:
    for n in range(3):
        ask(hub, order(f"P0000{n}"), command_id=f"c{n}", within=("bannos",))
    ask(hub, order("P00009"), by=ANA, command_id="refused", within=("bannos",))
    entries = {e.command_id: e for e in hub.all(JournalEntry) if e.terminal_id == "counter"}
    assert [(e.seq, e.prev_id) for e in entries.values() if e.seq] == [(1, None), (2, "c0"), (3, "c1")]
    assert (entries["refused"].seq, entries["refused"].status, entries["refused"].settled) == (None, "refused", True)


def test_a_command_cannot_reach_into_a_store_it_was_not_let_into(hub: Bakery) -> None:
    before = hub.item(MILK).on_hand
    result = ask(hub, ReceiveStock(MILK, 5), within=("flourlane",))
    assert (result.status, result.code) == ("refused", "not_here")
    assert hub.item(MILK).on_hand == before
    assert head(hub.database, "bannos") == (0, "")
    with pytest.raises(NotServed, match="elsewhere"):
        ask(hub, ReceiveStock(MILK, 5), within=("elsewhere",))


@pytest.mark.postgres
def test_two_that_begin_a_feed_at_once_have_two_versions(postgres: PostgresDatabase, postgres_url: str) -> None:
    """The second waited for the first; it must not begin at nothing once more."""
    with (
        closing(PostgresConnection(connected(postgres_url))) as one,
        closing(PostgresConnection(connected(postgres_url))) as other,
        ThreadPoolExecutor(1) as thread,
    ):

        def second() -> tuple[int, str]:
            with other.transaction():
                lock(other, ["bannos"])
                return head(other, "bannos")

        with one.transaction():
            lock(one, ["bannos"])
            waiting = thread.submit(second)
            while not one.rows(_WAITS):
                assert not waiting.done()
            set_head(one, "bannos", (1, "tag"))
        assert waiting.result(30) == (1, "tag")


def test_what_takes_a_number_is_made_once_its_store_is_held(hub: Bakery) -> None:
    def numbered(database: object) -> Command:
        return order(f"P{len(hub.all(Order)) + 1:05d}")

    assert [ask(hub, numbered, command_id=f"n{n}").status for n in (1, 2, 2)] == ["applied"] * 3
    assert [o.number for o in hub.all(Order)] == ["P00001", "P00002"]


def test_a_store_that_is_added_here_is_held_from_then_on(hub: Bakery) -> None:
    new = AddStore("third", "Third", "T", BANNOS.timezone, "AUD", "en_AU", ("Small",), "22" * 16)
    assert ask(hub, new, by=OLIVE, within=("bannos",)).status == "applied"
    node = node_of(hub.database)
    assert node is not None
    assert scopes_of(node) == ("bannos", "flourlane", "third")
    assert head(hub.database, "third")[0] == 1


def test_a_rule_that_breaks_leaves_no_row_and_says_so(hub: Bakery, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(name: str) -> Rule:
        def fall(*_: object) -> object:
            raise ZeroDivisionError

        return fall  # type: ignore[return-value]

    monkeypatch.setattr(catalogue, "_rule", broken)
    result = ask(hub, order(), command_id="dead")
    assert (result.status, result.code) == ("dead", "broken")
    assert hub.all(Order) == []
    assert head(hub.database, "bannos") == (0, "")
    assert ask(hub, order(), command_id="dead") == result


def test_a_terminal_rules_for_nobody(bakery: Bakery) -> None:
    with pytest.raises(NotServed, match="no hub"):
        ask(bakery, order())


def test_a_store_hub_that_has_heard_nothing_yet_takes_nothing(bakery: Bakery) -> None:
    enrol(bakery.database, upstream=True)
    with pytest.raises(NotServed, match="not heard"):
        ask(bakery, order())


def test_what_begins_at_a_store_hub_is_a_guess_that_goes_up_and_settles(shop: Shop) -> None:
    cloud, relay = shop.open(), shop.open()
    enrol(cloud.database)
    enrol(relay.database, upstream=True, heard="epoch-1", scopes=("bannos",))
    assert ask(relay, order(), command_id="one").status == "applied"
    assert ask(relay, order(), by=ANA, command_id="refused").status == "refused"
    # Those below the store hub see it at once.
    assert head(relay.database, "bannos")[0] == 1
    node = node_of(relay.database)
    assert node is not None
    (waiting,) = pending(relay.database, node)
    assert (waiting.command_id, waiting.seq, waiting.settled) == ("one", 1, False)
    answer = serve(
        cloud.database, Request("relay", "epoch-1", {}, ("bannos",), node.origin, (sent(waiting),)), FRESH, NOW
    )
    assert [r.status for r in answer.results] == ["applied"]
    assert [o.id for o in cloud.all(Order)] == [o.id for o in relay.all(Order)]


def test_a_scan_may_be_given_through_the_hub(hub: Bakery) -> None:
    ask(hub, order())
    (ticket,) = hub.all(Ticket)
    assert ask(hub, CompleteFilling(ticket.id, 0), by=ADI).status == "applied"
    assert hub.rows.get(Ticket, ticket.id).stage == "Covering"  # type: ignore[union-attr]
