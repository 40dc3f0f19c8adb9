"""Every command by name for people and scripts: each role as the table says, each twice once (O17, O62, O63)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import httpx
import pytest

from data.core.actor import SERVICE_ACTOR, Role
from data.core.command import Command
from data.core.outcome import Put
from data.core.packed import pack
from data.forecasts.feedback import GiveForecastFeedback
from data.forecasts.marks import MarkDay
from data.forecasts.terms import SetProductTerms
from data.health.acknowledging import AcknowledgeHealthAlert
from data.health.metric import DataHealthAlert
from data.kitchen.ticket import Ticket
from data.line.acknowledge import Acknowledge
from data.line.complete import CompleteCovering, CompleteDecorating, CompleteFilling, CompletePacking
from data.line.packing import StartPacking
from data.line.quality import QcReturnToDecorating
from data.line.tend import AssignStaff, OverridePriority, SetStorage
from data.line.undo import Undo
from data.line.unknown import RecordUnknownScan
from data.orders.cancelling import CancelOrder
from data.orders.configuring import EditStore, SetDocket, SetSizes
from data.orders.editing import ModifyOrder, ReleaseOrder
from data.orders.handover import HandOverOrder, ReturnOrder
from data.orders.intake import KeepDeadLetter
from data.orders.order import Order
from data.organization.commands import AddStore, SetPolicies, SetStation
from data.organization.printer import AddPrinter, RemovePrinter
from data.people.commands import AddStaff, ClockIn, ClockOut, SetActive, SetBadge, SetPin
from data.people.renaming import RenameStaff, SetRole
from data.procurement.ordering import CancelPurchaseOrder, MakePurchaseOrder, SendPurchaseOrder
from data.procurement.receiving import ReceivePurchase
from data.procurement.supplying import SetItemTerms, SetOffer, SetSupplier
from data.shops.connecting import ConnectShop, DisconnectShop
from data.shops.integration import SHOPIFY, SQUARE, integration_id
from data.shops.letters import CloseDeadLetter, OwnDeadLetter
from data.shops.link import LinkStock
from data.shops.work import INVENTORY_PUSH, PushStock, RetryFailedSync, SettleWork, work_id
from data.stock.commands import AdjustStock, CountStock, ReceiveStock, WasteStock
from data.stock.editing import EditItem, EditProduct, SetRecipe
from data.stock.setting_up import AddItem, AddProduct
from data.store.catalogue import NAMES, command_class, may
from data.store.execute import apply
from sync_agent.hub.rpc_endpoint import AT_THE_TERMINAL, OF_THE_HUB
from tests.support.bakery import Bakery
from tests.support.cast import ANA, BENCH, BOX, MILK, OLIVE, SATURDAY_WEEK, SYDNEY
from tests.support.dockets import docket, ingest
from tests.support.dump import dump
from tests.support.foreseen import foresee
from tests.sync_agent.hub_events.house import House
from tests.sync_agent.hub_events.test_own import order as placed

NEWS = ("journal", "sync_head", "sync_mark", "sync_row")
OPEN = [name for name in NAMES if name not in AT_THE_TERMINAL | OF_THE_HUB]
LINE: tuple[Callable[[str], Command], ...] = (
    lambda t: CompleteFilling(t, 0),
    lambda t: CompleteCovering(t, 0),
    lambda t: CompleteDecorating(t, 0),
    lambda t: StartPacking(t, 0),
    lambda t: CompletePacking(t, 0),
)


def call(house: House, name: str, token: str | None = "owner", key: str | None = None, **body: Any) -> httpx.Response:
    headers = {} if key is None else {"Idempotency-Key": key}
    with house.http(token) as http:
        return http.post(f"/api/v1/rpc/{name}", json=body, headers=headers)


SHOP = integration_id("bannos", SHOPIFY, "bannos.myshopify.com")
BOX_WORK = work_id(SHOP, INVENTORY_PUSH, "801")
FALLEN = DataHealthAlert("fallen", "bannos", "measured", 78, 92, "It fell", 0, None, None)


def args_of(command: Command) -> dict[str, Any]:
    return {"args": command.to_args(), "v": command.version}


def code(response: httpx.Response) -> tuple[int, str]:
    detail = response.json()["detail"]
    assert detail["says"]
    return response.status_code, detail["code"]


def at(bakery: Bakery, number: str, steps: int) -> tuple[str, str]:
    """An order of one cake that went so many steps down the line: the ids of its ticket and of itself."""
    bakery.take_in(docket(number))
    order = bakery.order(number)
    (ticket,) = bakery.tickets(order)
    for step in LINE[:steps]:
        bakery.must(step(ticket.id), ANA)
    return ticket.id, order.id


def world(bakery: Bakery) -> dict[str, Command]:
    """Where each command has something to do."""
    steps = [at(bakery, f"3000{n}", n) for n in range(5)]
    new, done, handed = at(bakery, "30010", 0), at(bakery, "30011", 5), at(bakery, "30012", 5)
    bakery.must(HandOverOrder(handed[1]))
    bakery.take_in(docket("30013", customer=None))
    bakery.must(ClockIn("bo"))
    bakery.must(CountStock(MILK, 1_500))
    bakery.must(AddPrinter(BENCH, "old", "tcp:192.0.2.1:9100", "label-4x6-203"))
    (low,) = bakery.notices("low_stock")
    bakery.must(CountStock(MILK, 50_000))
    bakery.must(SetSupplier("dairy", "bannos", "Dairy"), OLIVE)
    bakery.must(SetOffer("milk-10", "dairy", MILK, "Can 10 kg", 10_000, 1_250), OLIVE)
    for ident in ("po-sent", "po-came", "po-off"):
        bakery.must(MakePurchaseOrder(ident, "dairy", (("milk-10", 1),), confirmed=True), OLIVE)
    bakery.must(ConnectShop("bannos", SHOPIFY, "bannos.myshopify.com", connected=True), OLIVE)
    bakery.must(LinkStock(SHOP, (("801", None, "Box", None, "", BOX),)), OLIVE)
    bakery.must(SettleWork(SHOP, ((BOX_WORK, 1, None, "The shop knows no such thing", None),)), SERVICE_ACTOR)
    with bakery.database.transaction():
        apply(bakery.database, Put(FALLEN))
    forecast = foresee(bakery.database, "bannos", "gelato-cake", SATURDAY_WEEK, bakery.machine.at)
    commands: tuple[Command, ...] = (
        GiveForecastFeedback(forecast.id, planned=20_000),
        MarkDay("bannos", SATURDAY_WEEK, "event"),
        SetProductTerms("sponge", "Cakes"),
        RetryFailedSync(SHOP),
        CompleteFilling(steps[0][0], 0),
        CompleteCovering(steps[1][0], 0),
        CompleteDecorating(steps[2][0], 0),
        StartPacking(steps[3][0], 0),
        CompletePacking(steps[4][0], 0),
        QcReturnToDecorating(done[0], "a crack", 0),
        AssignStaff(new[0], "ana"),
        SetStorage(new[0], "Shelf 1"),
        OverridePriority(new[0], 3),
        Acknowledge(low.id),
        RecordUnknownScan("bannos", "B99999A", "Filling"),
        ingest(docket("39001")),
        placed("P00900"),
        KeepDeadLetter("bannos", "shopify", "no_order", "This is no order", "ab" * 32),
        ModifyOrder(new[1], pack({"due_date": SATURDAY_WEEK}), "moved"),
        ReleaseOrder(bakery.order("30013").id, pack({"customer": "Ada"})),
        ReturnOrder(handed[1], "it fell", 100),
        ReceiveStock(MILK, 5),
        AdjustStock(MILK, -3, "spilt"),
        WasteStock(MILK, 2, "sour"),
        CountStock(MILK, 90_000),
        AddItem("sugar", "bannos", "Sugar", "g"),
        AddProduct("pie", "bannos", "Pie"),
        EditItem(MILK, "Whole milk", "g"),
        EditProduct("sponge", "Sponge cake"),
        SetRecipe("sponge", "", MILK, 20),
        SetSupplier("mill", "bannos", "Mill", order_days=(0, 2)),
        SetOffer("milk-1", "dairy", MILK, "Bottle", 1_000, 190),
        SetItemTerms(MILK, waste_permille=20, shelf_life_days=7),
        MakePurchaseOrder("po-new", "dairy", (("milk-10", 2),), confirmed=True),
        SendPurchaseOrder("po-sent"),
        ReceivePurchase("po-came"),
        CancelPurchaseOrder("po-off", "enough milk"),
        AddStaff("nia", "bannos", 900, "Nia", "STAFF"),
        SetBadge("ana", "cd" * 32),
        SetPin("ana", "ef" * 32),
        RenameStaff("ana", "Ana Maria"),
        SetRole("sue", "ADMIN"),
        ClockIn("ana"),
        ClockOut("bo"),
        SetActive("bo", False),
        AddStore("third", "Third", "T", SYDNEY, "AUD", "en_AU", ("Small",), "22" * 16),
        SetPolicies("bannos", pack({"lead_days": 0, "retention_days": 90})),
        EditStore("bannos", "Banno & Daughters", SYDNEY, "AUD", "en_AU"),
        SetSizes("bannos", ("Small", "Medium", "Large", "Giant")),
        SetDocket("bannos", pack({"window_word": "at"})),
        SetStation(BENCH, "bannos", "Packing"),
        AddPrinter(BENCH, "new", "tcp:192.0.2.2:9100", "label-4x6-203"),
        RemovePrinter(BENCH, "old"),
        HandOverOrder(at(bakery, "30014", 5)[1]),
        CancelOrder(at(bakery, "30015", 0)[1], "never mind"),
        ConnectShop("bannos", SQUARE, "ML7"),
        LinkStock(SHOP, (("803", None, "Milk", None, "", MILK),)),
        PushStock(SHOP, ("801",)),
        OwnDeadLetter(BOX_WORK),
        CloseDeadLetter(BOX_WORK, "boxes are not sold there"),
        AcknowledgeHealthAlert(FALLEN.id),
        DisconnectShop(SHOP),
    )
    return {command.name: command for command in commands}


@pytest.fixture
def owned(house: House) -> House:
    house.guests.add("owner", role=Role.OWNER)
    return house


@pytest.mark.parametrize("role", Role)
def test_each_command_is_refused_to_each_role_that_may_not(house: House, role: Role) -> None:
    token = house.guests.add("somebody", role=role)
    for name in OPEN:
        refused = call(house, name, token)
        if may(command_class(name), role):
            # Let in, it was then looked at: it lacks its arguments.
            assert code(refused) == (422, "unfit"), name
        else:
            assert code(refused) == (403, "not_allowed"), name
    assert house.see(lambda b: b.database.rows("SELECT count(*) FROM journal WHERE terminal_id = 'script'")) == [(0,)]


def test_terminals_and_whoever_has_no_role_give_no_command_here(owned: House) -> None:
    """A terminal's commands come with the sync; its token opens nothing else."""
    owned.guests.add("bench", "terminal")
    owned.guests.add("nobody", role=None)
    for name in NAMES:
        assert code(call(owned, name, "bench")) == (403, "not_for_you")
        assert code(call(owned, name, "nobody")) == (403, "not_for_you")
        assert code(call(owned, name, None)) == (401, "no_token")
        assert code(call(owned, name, "forged")) == (401, "bad_token")


def test_each_command_twice_is_once(owned: House) -> None:
    commands = owned.do(world)
    assert set(commands) == set(OPEN) - {"undo"}
    for name, command in commands.items():
        first = call(owned, name, key=f"key-{name}", **args_of(command))
        assert first.status_code == 200, (name, first.text)
        assert first.json()["status"] in ("applied", "merged"), (name, first.text)
        before = owned.see(lambda bakery: dump(bakery.database))
        again = call(owned, name, key=f"key-{name}", **args_of(command))
        assert (again.status_code, again.json()) == (200, first.json()), name
        assert owned.see(lambda bakery: dump(bakery.database)) == before, name


def test_what_one_did_here_one_can_undo_here(owned: House) -> None:
    ticket, _ = owned.do(lambda bakery: at(bakery, "30001", 0))
    done = call(owned, "complete_filling", **args_of(CompleteFilling(ticket, 0))).json()
    owned.guests.add("other", role=Role.OWNER)
    undo = args_of(Undo(done["commandId"]))
    assert call(owned, "undo", "other", **undo).status_code == 409
    assert call(owned, "undo", **undo).json()["status"] == "applied"
    assert owned.see(lambda bakery: [t.stage for t in bakery.all(Ticket)]) == ["Filling"]


@pytest.mark.parametrize("name", sorted(AT_THE_TERMINAL))
def test_what_needs_the_machine_is_done_there(owned: House, name: str) -> None:
    assert code(call(owned, name)) == (409, "at_the_terminal")


@pytest.mark.parametrize("name", sorted(OF_THE_HUB))
def test_what_the_hub_alone_knows_nobody_tells_it(owned: House, name: str) -> None:
    assert code(call(owned, name)) == (409, "of_the_hub")


@pytest.mark.parametrize("name", ["no_such", "Undo", "__init__", "..%2fundo", "x" * 64])
def test_a_command_nobody_knows_is_404(owned: House, name: str) -> None:
    assert call(owned, name).status_code == 404


def test_a_version_from_the_future_is_404(owned: House) -> None:
    assert code(call(owned, "receive_stock", v=99, args={})) == (404, "unknown_command")


MOVED = {"item_id": MILK, "quantity": 5}
NEW_PIE = {"product_id": "pie", "store_id": "bannos", "title": "Pie"}


@pytest.mark.parametrize(
    ("name", "body", "field"),
    [
        ("receive_stock", {"args": {"quantity": 5}}, "item_id"),
        ("receive_stock", {"args": MOVED | {"quantity": "5"}}, "quantity"),
        ("receive_stock", {"args": MOVED | {"quantity": True}}, "quantity"),
        ("receive_stock", {"args": MOVED | {"quantity": 1.5}}, "quantity"),
        ("receive_stock", {"args": MOVED | {"quantity": 2**63}}, "args.quantity"),
        ("receive_stock", {"args": MOVED | {"more": 1}}, "more"),
        ("receive_stock", {"args": MOVED | {"reason": "a\x00b"}}, "args.reason"),
        ("receive_stock", {"args": MOVED, "role": "OWNER"}, "role"),
        ("receive_stock", {"args": MOVED, "v": 0}, "v"),
        ("receive_stock", {"args": [MOVED]}, "args"),
        ("set_sizes", {"args": {"store_id": "bannos", "sizes": "Small"}}, "sizes"),
        ("set_sizes", {"args": {"store_id": "bannos", "sizes": [1]}}, "sizes.0"),
        (
            "add_product",
            {"args": {"product_id": "p", "store_id": "bannos", "title": "P", "bom": [["", "m"]]}},
            "bom.0.2",
        ),
        ("place_order", {"args": {"store_id": "bannos", "docket": "{}"}}, "args.docket"),
        ("place_order", {"args": {"store_id": "bannos", "docket": "no"}}, "args.docket"),
        ("set_policies", {"args": {"store_id": "bannos", "values": "[]"}}, "args.values"),
        ("set_policies", {"args": {"store_id": "bannos", "values": "[" * 50_000}}, "args.values"),
    ],
)
def test_arguments_that_are_wrong_are_named(owned: House, name: str, body: dict[str, Any], field: str) -> None:
    response = call(owned, name, **body)
    assert code(response) == (422, "unfit")
    assert [f["field"] for f in response.json()["detail"]["fields"]] == [field]


def test_what_a_rule_refuses_is_told_with_its_reason(owned: House) -> None:
    owned.do(lambda bakery: at(bakery, "30001", 0))
    order = owned.see(lambda bakery: bakery.order("30001"))
    refused = call(owned, "hand_over_order", **args_of(HandOverOrder(order.id)))
    assert refused.status_code == 409
    assert refused.json()["detail"]["says"]
    missing = call(owned, "hand_over_order", **args_of(HandOverOrder("nothing")))
    assert missing.status_code == 409


def test_a_script_of_one_store_changes_nothing_of_another(owned: House) -> None:
    owned.guests.add("far", role=Role.OWNER, scopes=("flourlane",))
    before = owned.see(lambda bakery: bakery.item(MILK))
    assert code(call(owned, "receive_stock", "far", **args_of(ReceiveStock(MILK, 5)))) == (409, "not_here")
    assert owned.see(lambda bakery: bakery.item(MILK)) == before


def test_a_key_is_for_one_request(owned: House) -> None:
    assert call(owned, "receive_stock", key="k", **args_of(ReceiveStock(MILK, 5))).status_code == 200
    assert code(call(owned, "receive_stock", key="k", **args_of(ReceiveStock(MILK, 6)))) == (422, "key_used")
    assert code(call(owned, "waste_stock", key="k", **args_of(WasteStock(MILK, 5)))) == (422, "key_used")
    # The body may carry it as well.
    told = [call(owned, "receive_stock", commandId="c", **args_of(ReceiveStock(MILK, 5))).json() for _ in range(2)]
    assert told[0] == told[1]


def test_the_answer_names_the_order(owned: House) -> None:
    order = call(owned, "place_order", **args_of(placed("P00001"))).json()
    assert owned.see(lambda bakery: [(o.id, o.status) for o in bakery.all(Order)]) == [(order["orderId"], "CONFIRMED")]
