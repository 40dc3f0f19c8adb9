"""A day in the shop, the same every time: one of each thing that can happen."""

from __future__ import annotations

from dataclasses import replace

from data.core.actor import SERVICE_ACTOR
from data.core.outcome import Put
from data.core.packed import pack
from data.forecasts.feedback import GiveForecastFeedback
from data.forecasts.kept import DailySales, ForecastRequest
from data.forecasts.marks import PROMOTION, MarkDay
from data.forecasts.terms import SetProductTerms
from data.health.acknowledging import AcknowledgeHealthAlert
from data.health.metric import DataHealthAlert
from data.kitchen.label import WAITS_MS, LabelJob
from data.line.acknowledge import Acknowledge
from data.line.complete import CompleteCovering, CompleteFilling
from data.line.labels import CancelLabel, ExpireLabels, PrintPackingLabel, RetryLabel
from data.line.packing import StartPacking
from data.line.printing import PrintBarcode
from data.line.quality import QcReturnToDecorating
from data.line.tend import AssignStaff, OverridePriority, SetStorage
from data.line.unknown import RecordUnknownScan
from data.orders.cancelling import CancelOrder
from data.orders.configuring import EditStore, SetDocket, SetSizes
from data.orders.editing import ModifyOrder, ReleaseOrder
from data.orders.handover import HandOverOrder, ReturnOrder
from data.orders.intake import KeepDeadLetter
from data.orders.order import OrderPayload
from data.organization.printer import AddPrinter, RemovePrinter
from data.people.commands import ClockIn, ClockOut, SetActive, SetBadge
from data.people.renaming import RenameStaff, SetRole
from data.procurement.ordering import CancelPurchaseOrder, MakePurchaseOrder, SendPurchaseOrder
from data.procurement.receiving import ReceivePurchase
from data.procurement.supplying import SetItemTerms, SetOffer, SetSupplier
from data.shops.connecting import INITIAL_SYNC, ConnectShop, DisconnectShop, NoteSyncJob, SetShopState
from data.shops.integration import CONNECTED, SHOPIFY, integration_id
from data.shops.letters import CloseDeadLetter, OwnDeadLetter
from data.shops.link import LinkStock
from data.shops.work import INVENTORY_PUSH, PushStock, RetryFailedSync, SettleWork, work_id
from data.stock.commands import AdjustStock, CountStock, WasteStock
from data.stock.editing import EditItem, EditProduct, SetRecipe
from data.store.execute import apply
from tests.support.bakery import Bakery
from tests.support.cast import (
    ADI,
    ANA,
    BENCH,
    BO,
    BOX,
    MILK,
    OLIVE,
    SATURDAY_WEEK,
    SPONGE,
    SUE,
    SYDNEY,
    TODAY,
    TOMORROW,
)
from tests.support.dockets import cake, candles, docket, gift_card, ingest
from tests.support.foreseen import foresee
from tests.support.walk import advance, complete_all


def a_day(bakery: Bakery) -> None:
    """Every command at least once; whatever is refused on the way is part of the day."""
    orders_come_in(bakery)
    the_line_moves(bakery)
    things_change(bakery)
    people_and_stock(bakery)
    labels_are_printed(bakery)
    a_shop_sells(bakery)
    goods_are_bought(bakery)
    the_house_changes(bakery)
    tomorrow_is_foreseen(bakery)


def orders_come_in(bakery: Bakery) -> None:
    """Work, a held one, a gift card, a counter sale, a dead letter, a duplicate."""
    bakery.must(ClockIn(ANA.staff_id), ANA)
    bakery.take_in(docket("20001"))
    bakery.take_in(docket("20002", cake("1", size="Large", quantity=3), candles(quantity=2)))
    bakery.take_in(docket("20003", cake(title=SPONGE, size=None), due_date=None))
    bakery.take_in(docket("20004", gift_card()))
    bakery.take_in(docket("20005", source="pos", counter=True, due_date=None))
    bakery.take_in(docket("20006", due_date=TODAY))
    bakery.take_in(docket("20007", financial_status="pending", paid=False))
    raw = '{"text": "Größe ☕ \\u0000"}'.encode()
    payload = OrderPayload("20008", "a" * 64, raw, bakery.machine.at)
    bakery.do(ingest(docket("20008", cake(flavour="Größe ☕ \x00 \ud800"))), SERVICE_ACTOR, beside=[Put(payload)])
    bakery.take_in(docket("20001"))
    bakery.must(KeepDeadLetter("bannos", "shopify", "payload", "not JSON", "f" * 64), ADI)
    bakery.must(RecordUnknownScan("bannos", "B20099", "Filling"), ANA)


def the_line_moves(bakery: Bakery) -> None:
    """Scans, a wrong one, an undo, packing, quality control, a hand-over."""
    first = bakery.ticket("20001")
    bakery.must(PrintBarcode(first.id), ANA)
    bakery.must(AssignStaff(first.id, ANA.staff_id, "careful"), ANA)
    bakery.machine.wait(60_000)
    done = bakery.must(CompleteFilling(first.id), ANA)
    bakery.undo(done)
    bakery.must(CompleteFilling(first.id), ANA)
    bakery.do(StartPacking(first.id), BO)
    advance(bakery, first, "Complete", BO)
    bakery.must(QcReturnToDecorating(first.id, "the writing runs"), SUE)
    bakery.machine.wait(60_000)
    advance(bakery, first, "Complete", ANA)
    bakery.must(SetStorage(first.id, "Fridge 2"), BO)
    handed = bakery.must(HandOverOrder(bakery.order("20001").id), BO)
    bakery.undo(handed, BO)
    bakery.must(HandOverOrder(bakery.order("20001").id), BO)
    bakery.must(ReturnOrder(bakery.order("20001").id, "it melted", 500), SUE)
    bakery.must(CompleteCovering(bakery.ticket("20002-A").id, 0, ahead=True), ANA)
    bakery.must(OverridePriority(bakery.ticket("20002-B").id, 3), SUE)


def labels_are_printed(bakery: Bakery) -> None:
    """A printer and its backup come and one goes; labels are asked for again, given up and forgotten."""
    for name in ("packer-2", "packer-1"):
        backup = "packer-2" if name == "packer-1" else None
        bakery.must(AddPrinter(BENCH, name, "tcp:127.0.0.1:9", "receipt-80", "all", backup), ADI)
    bakery.must(RemovePrinter(BENCH, "packer-2"), ADI)
    packed = bakery.ticket("20001")
    bakery.must(PrintPackingLabel(packed.id, "packer-1"), ANA)
    first = next(job for job in bakery.all(LabelJob) if (job.ticket_id, job.wanted) == (packed.id, "packer-1"))
    bakery.must(CancelLabel(first.id), ANA)
    bakery.must(RetryLabel(first.id), ANA)
    bakery.machine.wait(WAITS_MS + 60_000)
    bakery.must(ExpireLabels(bakery.machine.at), SERVICE_ACTOR)


def things_change(bakery: Bakery) -> None:
    """The shop and a supervisor change their minds."""
    order = docket("20002", cake("1", size="Large", quantity=2, writing="For Ada"), candles(quantity=2))
    bakery.take_in(replace(order, updated_at=(order.updated_at or 0) + 1_000))
    for notice in bakery.notices("changed"):
        bakery.must(Acknowledge(notice.id), ANA)
    changes = pack({"due_date": SATURDAY_WEEK, "lines": {"x": {"title": SPONGE, "quantity": 1}}})
    bakery.must(ModifyOrder(bakery.order("20006").id, changes, "moved"), SUE)
    bakery.must(ReleaseOrder(bakery.order("20003").id, pack({"due_date": TODAY})), SUE)
    bakery.must(ReleaseOrder(bakery.order("20007").id), SUE)
    complete_all(bakery, *bakery.tickets(bakery.order("20007")))
    bakery.must(CancelOrder(bakery.order("20007").id, "nobody came"), SUE)
    bakery.must(CompleteFilling(bakery.ticket("20006-B").id), ANA)
    bakery.must(CancelOrder(bakery.order("20006").id, "never mind"), SUE)


def people_and_stock(bakery: Bakery) -> None:
    """What happens beside the line."""
    bakery.must(WasteStock(MILK, 300, "spilt"), SUE)
    bakery.must(AdjustStock(BOX, -3, "crushed"), SUE)
    bakery.must(CountStock(MILK, 1_500), ANA)
    bakery.must(EditItem(MILK, "Whole milk", "g", "MILK-1", reorder_point=2_500), ADI)
    bakery.must(EditProduct("sponge", SPONGE, "SPONGE", active=False), ADI)
    bakery.must(SetRecipe("sponge", "Large", BOX, 2), ADI)
    bakery.must(SetRecipe("gelato-cake", "large", BOX, 0), ADI)
    bakery.must(SetBadge(BO.staff_id, "hash"), ADI)
    bakery.must(SetActive(BO.staff_id, False), ADI)
    bakery.must(ClockOut(ANA.staff_id), ANA)


def a_shop_sells(bakery: Bakery) -> None:
    """A shop is connected, told of stock, fails, is tried again, and is let go; a dead letter finds an owner."""
    bakery.must(ConnectShop("bannos", SHOPIFY, "bannos.myshopify.com", "71"), OLIVE)
    shop = integration_id("bannos", SHOPIFY, "bannos.myshopify.com")
    bakery.must(SetShopState(shop, CONNECTED, "", synced_at=bakery.machine.at), SERVICE_ACTOR)
    bakery.must(NoteSyncJob(shop, INITIAL_SYNC, "running", 1, 2, "page 2"), SERVICE_ACTOR)
    bakery.must(NoteSyncJob(shop, INITIAL_SYNC, "done", 2, 2), SERVICE_ACTOR)
    things = (("801", "CAKE", "Gelato Cake", "gelato-cake", "Large", None), ("802", None, "Box", None, "", BOX))
    bakery.must(LinkStock(shop, things), ADI)
    cake_work, box_work = (work_id(shop, INVENTORY_PUSH, subject) for subject in ("801", "802"))
    failed = (box_work, 1, None, "The shop knows no such thing", None)
    bakery.must(SettleWork(shop, ((cake_work, 1, 40, "", None), failed)), SERVICE_ACTOR)
    bakery.must(OwnDeadLetter(box_work), ADI)
    bakery.must(RetryFailedSync(shop), ADI)
    bakery.must(PushStock(shop, ("801",)), ADI)
    bakery.must(CloseDeadLetter(box_work, "boxes are not sold there"), ADI)
    bakery.must(DisconnectShop(shop, "a new shop is being built"), OLIVE)


def goods_are_bought(bakery: Bakery) -> None:
    """A dairy sells milk: it is ordered, comes in two parts, and another order is taken back."""
    bakery.must(SetSupplier("dairy", "bannos", "Dairy", "orders@dairy.example", lead_days=1), ADI)
    bakery.must(SetOffer("milk-10", "dairy", MILK, "Can 10 kg", 10_000, 1_250, barcode="9300000000017"), ADI)
    bakery.must(SetItemTerms(MILK, waste_permille=20, shelf_life_days=7), ADI)
    bakery.must(MakePurchaseOrder("po-1", "dairy", (("milk-10", 3),)), ADI)
    bakery.must(SendPurchaseOrder("po-1", by_mail=True), ADI)
    bakery.must(ReceivePurchase("po-1", (("milk-10", 10_000),), "DN 7"), SUE)
    bakery.must(ReceivePurchase("po-1"), SUE)
    bakery.must(MakePurchaseOrder("po-2", "dairy", (("milk-10", 1),), confirmed=True), ADI)
    bakery.must(CancelPurchaseOrder("po-2", "enough milk"), ADI)


def the_house_changes(bakery: Bakery) -> None:
    """A store moves and sells another size; somebody marries and is promoted."""
    bakery.must(EditStore("flourlane", "Flour Lane East", SYDNEY, "AUD", "en_AU"), ADI)
    fallen = DataHealthAlert("fallen", "bannos", "measured", 78, 92, "It fell", bakery.machine.at, None, None)
    bakery.must(SetSizes("flourlane", ("Small", "Medium", "Large")), ADI, beside=[Put(fallen)])
    bakery.do(SetDocket("flourlane", pack({})), ADI)
    bakery.must(RenameStaff(ANA.staff_id, "Ana Lindt"), ADI)
    bakery.must(AcknowledgeHealthAlert("fallen"), SUE)
    bakery.must(SetRole(ANA.staff_id, "SUPERVISOR"), OLIVE)


def tomorrow_is_foreseen(bakery: Bakery) -> None:
    """A forecast comes, and the baker knows better: there is a fair."""
    forecast = foresee(bakery.database, "bannos", "gelato-cake", TODAY, bakery.machine.at)
    bakery.must(GiveForecastFeedback(forecast.id, planned=20_000, reason="the fair"), SUE)
    bakery.must(MarkDay("bannos", TODAY, PROMOTION, "gelato-cake", "half the price"), SUE)
    bakery.must(SetProductTerms("gelato-cake", "Cakes", 3, service_permille=900), ADI)
    told = pack({"restaurantId": "bannos", "forecastDate": TOMORROW})
    with bakery.database.transaction():
        apply(bakery.database, Put(DailySales("bannos", "sponge", "2025-11-27", 4_000, 1_250, True, "till.csv")))
        apply(bakery.database, Put(ForecastRequest("r-1", "bannos", TOMORROW, told, 0, None, None, 0, 0, None)))
