"""The demo bakery: lived in, the same for the same seed, true to every rule, and never in the way of a real shop."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from pathlib import Path
from shutil import copyfile
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from data.core.actor import SERVICE_ACTOR
from data.core.clock import HOUR, MINUTE, Instant, at_minute, local_day
from data.core.outcome import Put
from data.core.packed import unpack
from data.orders.arrival import arrivals
from data.orders.order import OrderPayload
from data.questions.find import last_undoable, tickets_for
from data.questions.procurement import current, doubts
from data.replica.issue import issue
from data.store.schema import FILE_NAME
from data.store.sqlite import SqliteDatabase
from hardware.scan.commands import CommandCode
from hardware.scan.grammar import classify
from hardware.scan.tickets import TicketCode
from kitchen_tui.demo import open_secrets
from kitchen_tui.demo.baking import ZONE
from kitchen_tui.demo.make import DemoResult, make_demo
from kitchen_tui.demo.people import BANNOS, FLOURLANE, Hand
from kitchen_tui.desk import Desk
from kitchen_tui.founding import SetupRefused, found
from kitchen_tui.verbs import VERBS
from tests.support.cast import NOW

SAMPLES = Path(__file__).parent.parent / "fixtures" / "shopify_orders" / "samples"


@dataclass(frozen=True)
class Demo:
    """A demo that tests only look at."""

    folder: Path
    made: DemoResult

    def rows(self, sql: str, *values: Any) -> list[Any]:
        with closing(sqlite3.connect(f"file:{self.folder / FILE_NAME}?mode=ro", uri=True)) as db:
            return db.execute(sql, values).fetchall()

    def count(self, what: str) -> int:
        found: int = self.rows(f"SELECT count(*) FROM {what}")[0][0]
        return found


@pytest.fixture(scope="module")
def demo(template: Path, tmp_path_factory: pytest.TempPathFactory) -> Demo:
    folder = tmp_path_factory.mktemp("demo")
    copyfile(template, folder / FILE_NAME)
    return Demo(folder, make_demo(folder, now=NOW))


@pytest.fixture
def empty(template: Path, tmp_path: Path) -> Path:
    copyfile(template, tmp_path / FILE_NAME)
    return tmp_path


@pytest.fixture
def own(demo: Demo, tmp_path: Path) -> Path:
    """A copy of the demo to work in."""
    for path in demo.folder.iterdir():
        copyfile(path, tmp_path / path.name)
    return tmp_path


@pytest.fixture
def desk(own: Path) -> Iterator[Desk]:
    opened = Desk.at(own)
    yield opened
    opened.database.close()


# What there is


def test_about_120_tickets_are_open(demo: Demo) -> None:
    assert 115 <= demo.count("ticket WHERE in_queue") <= 130


def test_there_are_200_tickets_in_all_for_a_test_of_the_screens(demo: Demo) -> None:
    assert demo.count("ticket") >= 200


@pytest.mark.parametrize("store", ["bannos", "flourlane"])
@pytest.mark.parametrize("stage", ["Filling", "Covering", "Decorating", "Packing"])
def test_every_station_of_both_stores_has_work_that_is_somebodys_and_nobodys(
    demo: Demo, store: str, stage: str
) -> None:
    here = f"ticket WHERE store_id = '{store}' AND stage = '{stage}' AND in_queue AND cancelled_at IS NULL"
    assert demo.count(here) >= 3
    assert demo.count(f"{here} AND assignee_id IS NULL") >= 1
    assert demo.count(f"{here} AND assignee_id IS NOT NULL") >= 1


_ORDERS_OF = "SELECT order_id FROM ticket WHERE"
_OPEN = "acknowledged_at IS NULL"
STATES = {
    "a label printed and a filling not done": "ticket WHERE filling_start_ts IS NOT NULL AND stage = 'Filling'",
    "packing started": "ticket WHERE stage = 'Packing' AND packing_start_ts IS NOT NULL",
    "a batch of sixty": "ticket WHERE quantity = 60 AND in_queue",
    "candles and balloons only, at the packing bench": "ticket WHERE route = 'Packing' AND stage = 'Packing'",
    "candles that ride with a cake": "ticket WHERE accessories <> '[]' AND route <> 'Packing'",
    "the third of three cakes": "ticket WHERE suffix = 'C' AND in_queue",
    "the twelfth of twelve cakes": "ticket WHERE suffix = '12' AND in_queue",
    "a cake added to an order later": f"ticket WHERE suffix = 'B' AND order_id NOT IN ({_ORDERS_OF} suffix = 'A')",
    "a test order": "ticket WHERE test AND in_queue",
    "a priority raised by hand": "ticket WHERE priority_override = 3 AND in_queue",
    "a priority lowered by hand": "ticket WHERE priority_override = 1 AND in_queue",
    "a cake sent back once": "ticket WHERE cycle = 1 AND stage = 'Decorating'",
    "a cake sent back twice": "ticket WHERE cycle = 2 AND stage = 'Decorating'",
    "a cake without enough stock": "ticket WHERE inventory_blocked AND in_queue",
    "a change nobody has seen at the bench": f"notice WHERE code = 'changed' AND level = 'stop' AND {_OPEN}",
    "a change that was seen": "notice WHERE code = 'changed' AND acknowledged_at IS NOT NULL",
    "a cancelled cake nobody has seen at the bench": "ticket WHERE cancelled_at IS NOT NULL AND in_queue",
    "a cancelled cake that was seen": "ticket WHERE cancelled_at IS NOT NULL AND NOT in_queue AND stage <> 'Complete'",
    "a cake cancelled when packed": "notice WHERE code = 'resell_or_waste' AND acknowledged_at IS NULL",
    "an order cancelled in the shop": "orders WHERE status = 'CANCELLED' AND cancel_reason = 'cancelled in the shop'",
    "an order ready to be fetched": "orders WHERE status = 'READY'",
    "a packed cake with its place": "ticket WHERE stage = 'Complete' AND storage IS NOT NULL",
    "an order partly packed": f"orders WHERE status = 'PREPARING' AND id IN ({_ORDERS_OF} stage = 'Complete')",
    "an order fetched": "orders WHERE status = 'COMPLETED' AND handed_over_at IS NOT NULL",
    "an order brought back": "order_return",
    "an order held for its date": "orders WHERE held_reasons = '[\"due_date\"]' AND due_text IS NULL",
    "an order held for a date nobody can read": "orders WHERE held_reasons = '[\"due_date\"]' AND due_text IS NOT NULL",
    "an order held for its customer": "orders WHERE held_reasons = '[\"customer\"]'",
    "an order held for its payment": "orders WHERE held_reasons = '[\"payment\"]'",
    "a held order that was released": "stage_events WHERE name = 'order_released'",
    "a payload that is no order": "dead_letter WHERE order_id IS NULL AND closed_at IS NULL",
    "an order that came too late": "notice WHERE code = 'overdue_on_arrival'",
    "a counter sale": "transactions",
    "a counter order for later": "ticket WHERE customer = 'Counter' AND in_queue",
    "a gift card": f"orders WHERE status = 'COMPLETED' AND id NOT IN ({_ORDERS_OF} TRUE)",
    "a size that is on no list": "ticket WHERE size = 'Half slab' AND in_queue",
    "a date without a time": "ticket WHERE due_date IS NOT NULL AND due_window IS NULL AND in_queue",
    "a delivery": "ticket WHERE method = 'delivery' AND in_queue",
    "a stage that nobody scanned": "stage_fact WHERE kind = 'inferred'",
    "a scan taken back": "stage_fact WHERE kind = 'retracted'",
    "a label printed again": "label_job WHERE reprint = 2",
    "an assignment with a note": "ticket WHERE assignee_note IS NOT NULL",
    "a scan nobody can explain": "unknown_scan WHERE redeemed_by IS NULL",
    "an item that is low": "inventory_items WHERE on_hand - reserved - buffer BETWEEN 1 AND reorder_point",
    "an item that is short": "inventory_items WHERE on_hand - reserved - buffer < 0",
    "a ready-made item": "product WHERE finished_item_id IS NOT NULL",
    "somebody at work": "shift WHERE ended_at IS NULL",
    "a shift of yesterday": "shift WHERE ended_at IS NOT NULL",
    "text that means harm": "ticket WHERE product = '[/b] Cake [@click=app.quit]' AND in_queue",
    "a writing longer than a line": "ticket WHERE length(writing) > 150 AND in_queue",
    "an allergy longer than a line": "ticket WHERE length(allergens) > 150 AND in_queue",
    "a product longer than a line": "ticket WHERE length(product) > 150 AND in_queue",
    "a note longer than a line": "ticket WHERE length(notes) > 300 AND in_queue",
}


@pytest.mark.parametrize("state", STATES)
def test_there_is(demo: Demo, state: str) -> None:
    assert demo.count(STATES[state]) >= 1


def _due(demo: Demo) -> list[tuple[str, Instant]]:
    sql = (
        "SELECT due_date, window_to FROM ticket WHERE store_id = 'bannos' AND in_queue AND cancelled_at IS NULL "
        "AND window_to IS NOT NULL"
    )
    return [(day, at_minute(day, minute, ZONE)) for day, minute in demo.rows(sql)]


def test_work_is_late_due_within_the_hour_today_tomorrow_and_next_week(demo: Demo) -> None:
    due = _due(demo)
    today, tomorrow, soon = (local_day(NOW + days * 24 * HOUR, ZONE) for days in (0, 1, 3))
    assert sum(at < NOW for _, at in due) >= 4
    assert sum(NOW <= at < NOW + HOUR for _, at in due) >= 4
    assert sum(day == today and at > NOW + HOUR for day, at in due) >= 20
    assert sum(day == tomorrow for day, _ in due) >= 15
    assert sum(day > soon for day, _ in due) >= 4


@pytest.mark.parametrize(
    "moment",
    ["2026-11-27 00:04", "2026-11-27 23:52", "2026-10-04 03:10", "2027-04-04 04:30"],
)
def test_at_any_hour_of_any_day_there_is_late_work_and_work_for_the_next_hour(empty: Path, moment: str) -> None:
    """Midnight, and the days on which clocks change, too."""
    now = int(datetime.fromisoformat(moment).replace(tzinfo=ZoneInfo(ZONE)).timestamp() * 1000)
    demo = Demo(empty, make_demo(empty, seed=now % 97, now=now))
    ends = [at for _, at in _due(demo)]
    assert sum(at < now for at in ends) >= 4
    assert sum(now <= at <= now + HOUR for at in ends) >= 2
    assert 115 <= demo.count("ticket WHERE in_queue") <= 130


# True to the rules


def test_every_ticket_is_found_by_its_own_barcode_alone(demo: Demo, desk: Desk) -> None:
    for code, ticket_id in demo.rows("SELECT code, id FROM ticket"):
        read = classify(code, desk.grammar)
        assert isinstance(read, TicketCode), code
        hits = tickets_for(desk.database, read.text, read.store, read.number, read.suffix, "flourlane")
        assert [t.id for t in hits] == [ticket_id], code


def test_stock_is_the_sum_of_its_ledger(demo: Demo) -> None:
    kept = demo.rows("SELECT id, on_hand, reserved FROM inventory_items ORDER BY id")
    summed = demo.rows(
        "SELECT item_id, sum(on_hand_delta), sum(reserved_delta) FROM inventory_txn GROUP BY item_id ORDER BY item_id"
    )
    assert kept == summed
    assert len(kept) >= 40


def test_holds_are_those_of_tickets_whose_filling_is_not_done(demo: Demo) -> None:
    held = demo.rows(
        "SELECT DISTINCT ticket_id FROM inventory_txn WHERE ticket_id IS NOT NULL "
        "GROUP BY ticket_id, item_id HAVING sum(reserved_delta) <> 0"
    )
    open_ids = {i for (i,) in demo.rows("SELECT id FROM ticket WHERE stage = 'Filling' AND cancelled_at IS NULL")}
    assert {i for (i,) in held} <= open_ids
    assert len(held) > 20


def test_the_journal_is_one_chain_in_the_order_of_its_times(demo: Demo) -> None:
    chain = demo.rows("SELECT seq, command_id, prev_id, issued_at, hlc FROM journal ORDER BY seq")
    assert [seq for seq, *_ in chain] == list(range(1, len(chain) + 1))
    for before, after in pairwise(chain):
        assert after[2] == before[1]
        assert after[3] >= before[3]
        assert after[4] > before[4]


def test_nothing_happened_in_the_last_minutes_so_nobody_undoes_what_she_never_did(demo: Demo, desk: Desk) -> None:
    assert demo.rows("SELECT max(issued_at) FROM journal")[0][0] <= NOW - 3 * MINUTE
    for hand in (*BANNOS, *FLOURLANE):
        assert last_undoable(desk.database, hand.staff_id, NOW - 2 * MINUTE) is None


def test_every_order_keeps_the_payload_it_came_with(demo: Demo) -> None:
    assert demo.count("orders o WHERE NOT EXISTS (SELECT 1 FROM order_payload p WHERE p.order_id = o.id)") == 0


def test_numbers_leave_room_for_the_sample_orders(demo: Demo, desk: Desk) -> None:
    for path in sorted(SAMPLES.glob("*.json")):
        for arrival in arrivals(path.read_bytes(), desk.store):
            stamp = desk.machine.stamp()
            payload = OrderPayload(arrival.payload_of, arrival.sha256, arrival.raw, stamp.at)
            receipt = issue(desk.database, desk.seat, SERVICE_ACTOR, arrival.command, stamp, [Put(payload)])
            assert receipt.status == "applied", f"{path.name}: {receipt.says}"
    taken = {n for (n,) in demo.rows("SELECT number FROM orders WHERE store_id = 'bannos'")}
    assert min(map(int, taken)) >= 20_101


def test_a_cake_of_the_demo_goes_down_the_line(demo: Demo, desk: Desk) -> None:
    ana = desk.door.badge(demo.made.badges["STAFF"]).actor
    ((code,),) = demo.rows("SELECT code FROM ticket WHERE store_id = 'bannos' AND stage = 'Covering' AND quantity = 60")
    for station, stage in (
        ("Covering", "Decorating"),
        ("Decorating", "Packing"),
        ("Packing", "Packing"),
        ("Packing", "Complete"),
    ):
        verdict = desk.scan(code, station, ana)
        assert verdict.verdict == "accepted", verdict.says
        assert verdict.ticket is not None
        assert verdict.ticket.stage == stage


# Ways in


@pytest.mark.parametrize("hand", [*BANNOS, *FLOURLANE], ids=lambda hand: hand.name)
def test_everybody_signs_in_with_her_badge(desk: Desk, hand: Hand) -> None:
    assert desk.door.badge(open_secrets.badge(1, hand)).actor == hand.actor


@pytest.mark.parametrize("role", ["STAFF", "SUPERVISOR", "ADMIN", "OWNER"])
def test_one_badge_a_role_is_told_and_belongs_to_bannos(demo: Demo, desk: Desk, role: str) -> None:
    actor = desk.door.badge(demo.made.badges[role]).actor
    assert actor is not None
    assert actor.role == role
    ((store, number),) = demo.rows("SELECT store_id, number FROM staff WHERE id = ?", actor.staff_id)
    assert (store, number) == ("bannos", demo.made.numbers[role])


def test_everybody_has_the_pin_that_is_told(demo: Demo, desk: Desk) -> None:
    assert demo.count("staff WHERE pin_hash IS NULL") == 0
    for number in demo.made.numbers.values():
        assert desk.door.pin(number, demo.made.pin).actor is not None


@pytest.mark.parametrize("verb", VERBS)
def test_command_barcodes_are_signed_by_the_store(demo: Demo, desk: Desk, verb: str) -> None:
    assert classify(demo.made.commands[verb], desk.grammar) == CommandCode(verb, "bannos")


# The same again


def _dump(folder: Path) -> dict[str, list[Any]]:
    """All rows but what the PINs' verifiers are in: those are salted, and keyed by the folder."""
    with closing(sqlite3.connect(folder / FILE_NAME)) as db:
        tables = [name for (name,) in db.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        dump = {name: db.execute(f'SELECT * FROM "{name}"').fetchall() for name in tables}
        dump["staff"] = db.execute("SELECT id, store_id, number, name, role, active, badge_hash FROM staff").fetchall()
        dump["journal"] = db.execute("SELECT * FROM journal WHERE name <> 'set_pin'").fetchall()
    return {name: sorted(rows, key=repr) for name, rows in dump.items()}


def test_the_same_seed_at_the_same_moment_makes_the_same_rows(demo: Demo, empty: Path) -> None:
    assert make_demo(empty, seed=1, now=NOW) == demo.made
    assert _dump(empty) == _dump(demo.folder)


def test_another_seed_makes_other_orders_and_other_badges(demo: Demo, empty: Path) -> None:
    other = make_demo(empty, seed=2, now=NOW)
    assert not set(other.badges.values()) & set(demo.made.badges.values())
    products = "SELECT code, product, size FROM ticket ORDER BY code"
    assert Demo(empty, other).rows(products) != demo.rows(products)


def test_a_demo_that_is_there_goes_on_as_it_was_left(demo: Demo, own: Path) -> None:
    before, told = _dump(own), list[str]()
    again = make_demo(own, seed=5, progress=told.append)
    assert again.new is False
    assert (again.seed, again.badges) == (1, demo.made.badges)
    assert _dump(own) == before
    assert any("goes on" in line for line in told)


def test_progress_is_told_while_it_is_made_from_nothing(tmp_path: Path) -> None:
    told: list[str] = []
    make_demo(tmp_path / "new", progress=told.append)
    assert [line.split()[0] for line in told[:2]] == ["Making", "Two"]
    assert "orders" in told[2]


# Never in the way


def test_a_real_shop_is_left_alone(empty: Path) -> None:
    found(
        empty,
        store_id="corner",
        title="Corner Bakery",
        timezone="Europe/Rome",
        currency="EUR",
        locale="it_IT",
        sizes=(),
        owner_name="Olive",
        station="packing",
    )
    before = _dump(empty)
    with pytest.raises(SetupRefused, match="--data-dir") as refusal:
        make_demo(empty)
    assert refusal.value.code == "shop_exists"
    assert _dump(empty) == before


def test_a_demo_that_is_stopped_halfway_leaves_an_empty_store(empty: Path) -> None:
    def stop(line: str) -> None:
        if "orders" in line:
            raise KeyboardInterrupt

    before = _dump(empty)
    with pytest.raises(KeyboardInterrupt):
        make_demo(empty, now=NOW, progress=stop)
    assert _dump(empty) == before


def test_a_demo_appears_in_one_commit(empty: Path) -> None:
    """A station opened beside it sees nothing or all of it."""
    with closing(SqliteDatabase(empty / FILE_NAME)) as watcher:
        before = watcher.data_version()
        make_demo(empty, now=NOW)
        assert watcher.data_version() == before + 1


@pytest.mark.parametrize("seed", [0, 1, -3, 2**70])
def test_a_demo_is_known_by_its_terminal(seed: int) -> None:
    assert open_secrets.seed_of(open_secrets.terminal_id(seed)) == seed


@pytest.mark.parametrize("terminal", ["demo-", "demo-x", "demo-٣x", "", "0" * 32, "bench-1", "demo--"])
def test_no_other_terminal_is_taken_for_a_demo(terminal: str) -> None:
    assert open_secrets.seed_of(terminal) is None


def test_finished_cakes_stand_in_places_of_the_store(demo: Demo) -> None:
    places = set(unpack(demo.rows("SELECT policies FROM store WHERE id = 'bannos'")[0][0])["storage_places"])
    stood = {place for (place,) in demo.rows("SELECT storage FROM ticket WHERE storage IS NOT NULL")}

    assert len(places) == 12
    assert stood <= places
    assert len(stood) > 8


# What will sell


def test_two_weeks_are_foreseen_and_eight_behind_are_known(demo: Demo) -> None:
    for store in ("bannos", "flourlane"):
        days = demo.rows(
            "SELECT min(date), max(date), count(DISTINCT product_id) FROM forecast WHERE store_id = ?", store
        )
        assert days == [("2026-10-02", "2026-12-10", 26)]
    assert demo.count("forecast WHERE date < '2026-11-27' AND actual IS NULL") == 0
    assert demo.count("forecast WHERE date >= '2026-11-27' AND actual IS NOT NULL") == 0


def test_the_forecast_says_that_it_is_a_demonstration(demo: Demo) -> None:
    says = demo.rows("SELECT says FROM forecast_run")
    assert len(says) == 2
    assert all("Demonstration" in text and "not learned" in text for (text,) in says)


def test_reasons_add_up_to_what_is_expected_and_products_to_their_store(demo: Demo) -> None:
    asked = (
        "SELECT e.base, e.drivers, e.rest, f.mean FROM forecast_explanation e JOIN forecast f ON f.id = e.forecast_id"
    )
    for base, drivers, rest, mean in demo.rows(asked):
        assert base + sum(many for _code, _says, many in unpack(drivers)) + rest == mean
    sums = (
        "SELECT date, store_id, sum(mean) FROM forecast WHERE product_id {} '' GROUP BY date, store_id "
        "ORDER BY date, store_id"
    )
    assert demo.rows(sums.format("=")) == demo.rows(sums.format("<>"))


def test_limits_never_cross_and_hold_what_is_ordered(demo: Demo) -> None:
    assert demo.count("forecast WHERE NOT (0 <= p10 AND p10 <= p50 AND p50 <= p90 AND known <= p10)") == 0
    assert demo.count("forecast WHERE known > 0") > 20


def test_a_year_of_an_old_till_is_there_to_learn_from(demo: Demo) -> None:
    ((first, last, sold),) = demo.rows(
        "SELECT min(date), max(date), count(*) FROM daily_sales WHERE store_id = 'bannos'"
    )
    assert last == "2026-11-26"
    assert first <= "2025-11-27"
    assert sold == 25 * 420


def test_a_person_overruled_some_and_knew_something_of_days(demo: Demo) -> None:
    assert demo.count("forecast WHERE planned IS NOT NULL AND actual IS NOT NULL") >= 6
    assert demo.count("forecast WHERE planned IS NOT NULL AND date > '2026-11-27'") >= 2
    assert demo.count("day_mark WHERE kind = 'event' AND active") == 2


# Whether it can be trusted


def test_the_data_of_each_store_have_a_score_with_a_trouble_or_two(demo: Demo) -> None:
    for store in ("bannos", "flourlane"):
        scores = demo.rows("SELECT score, parts FROM data_health_metric WHERE store_id = ? ORDER BY at", store)
        assert len(scores) == 8
        score, parts = scores[-1]
        troubles = [part for part in unpack(parts) if part[2]]
        assert 80 <= score < 100
        assert 1 <= len(troubles) <= 3


def test_something_is_to_be_bought_something_is_on_its_way_and_nobody_sells_one_thing(demo: Demo, desk: Desk) -> None:
    """Each state of Procurement and of Purchase orders can be looked at."""
    found = current(desk.database, "bannos", NOW)

    assert found is not None
    assert any(line.packs and line.order_by for line in found.lines)
    assert "no_offer" in [code for line in found.lines for code, _of, _amount in doubts(line)]
    assert {status for (status,) in demo.rows("SELECT status FROM purchase_order")} == {"partly", "received"}
