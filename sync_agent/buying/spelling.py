"""What is advised and ordered, as programs read it: the hub's answers and `--json` say the same."""

from __future__ import annotations

from typing import Any

from data.core.clock import Instant, iso
from data.core.packed import unpack
from data.procurement.recommendation import Recommendation
from data.procurement.supplier import Supplier
from data.questions.procurement import Advised, Offered, Ordered, Why, doubts


def advised(found: Advised, suppliers: dict[str, Supplier], now: Instant) -> dict[str, Any]:
    """A store's advice, with its age and its totals; amounts of money in the currency's smallest unit."""
    run = found.run
    told: dict[str, Any] = {"storeId": run.store_id, "madeAt": iso(run.made_at)}
    told |= {"ageSeconds": max(now - run.made_at, 0) // 1_000, "forecastAt": iso(run.forecast_at)}
    told |= {"forecastUntil": run.forecast_until, "says": run.says}
    told["totals"] = totals(found, suppliers)
    told["recommendations"] = [line(one, suppliers) for one in found.lines]
    return told


def totals(found: Advised, suppliers: dict[str, Supplier]) -> dict[str, Any]:
    """Of all that is to be bought, and of each supplier."""
    bought = [one for one in found.lines if one.quantity and one.offer_id]
    told: dict[str, Any] = {"lines": len(bought), "amount": sum(one.amount for one in bought)}
    told["currency"] = found.lines[0].currency if found.lines else None
    told["suppliers"] = []
    for ident in dict.fromkeys(one.supplier_id for one in bought):
        of = [one for one in bought if one.supplier_id == ident]
        supplier = suppliers.get(ident or "")
        amount = sum(one.amount for one in of)
        each: dict[str, Any] = {"supplierId": ident, "supplier": supplier.name if supplier else None}
        each |= {"lines": len(of), "amount": amount, "orderBy": iso(of[0].order_by), "arrives": of[0].arrives}
        each["lackingToMinimum"] = max((supplier.minimum_value if supplier else 0) - amount, 0)
        told["suppliers"].append(each)
    return told


def line(one: Recommendation, suppliers: dict[str, Supplier]) -> dict[str, Any]:
    """One advice; quantities in the item's unit."""
    supplier = suppliers.get(one.supplier_id or "")
    told: dict[str, Any] = {"id": one.id, "storeId": one.store_id, "itemId": one.item_id, "item": one.item}
    told |= {"unit": one.unit, "quantity": one.quantity, "packs": one.packs, "offerId": one.offer_id}
    told |= {"supplierId": one.supplier_id, "supplier": supplier.name if supplier else None}
    told |= {"amount": one.amount, "currency": one.currency, "orderBy": iso(one.order_by), "arrives": one.arrives}
    told |= {"coversUntil": one.covers_until, "runsOut": one.runs_out, "surplus": one.surplus}
    told |= {"lastsUntil": one.lasts_until}
    told["warnings"] = [{"code": code, "of": of, "amount": amount} for code, of, amount in doubts(one)]
    return told


def why(found: Why) -> dict[str, Any]:
    """The parts, which sum to the quantity, and what moved the forecasts behind them (in thousandths of the unit)."""
    told: dict[str, Any] = {"id": found.line.id, "item": found.line.item, "unit": found.line.unit}
    told["quantity"] = found.line.quantity
    told["parts"] = [{"code": code, "of": of, "amount": amount} for code, of, amount in found.parts]
    drivers = [{"code": one.code, "says": one.says, "thousandths": one.amount} for one in found.drivers]
    told["forecast"] = {"base": found.base, "drivers": drivers, "rest": found.rest}
    return told


def order(found: Ordered) -> dict[str, Any]:
    """A purchase order and its lines."""
    it = found.order
    told: dict[str, Any] = {"id": it.id, "code": it.code, "storeId": it.store_id, "status": it.status}
    told |= {"supplierId": it.supplier_id, "supplier": it.supplier, "deliverOn": it.deliver_on, "total": it.total}
    told |= {"currency": it.currency, "note": it.note, "madeAt": iso(it.made_at), "madeBy": it.made_by}
    told |= {"sentAt": iso(it.sent_at), "mailTo": it.mail_to}
    told["lines"] = [
        {
            "offerId": one.offer_id,
            "itemId": one.item_id,
            "item": one.item,
            "unit": one.unit,
            "pack": one.pack,
            "packSize": one.pack_size,
            "packs": one.packs,
            "price": one.price,
            "ordered": one.ordered,
            "received": one.received,
            "missing": one.missing,
        }
        for one in found.lines
    ]
    return told


def supplier(one: Supplier) -> dict[str, Any]:
    """Who sells."""
    told: dict[str, Any] = {"id": one.id, "storeId": one.store_id, "name": one.name, "email": one.email}
    told |= {
        "orderDays": unpack(one.order_days),
        "cutoff": f"{one.cutoff_minute // 60:02d}:{one.cutoff_minute % 60:02d}",
    }
    told |= {"leadDays": one.lead_days, "deliveryDays": unpack(one.delivery_days)}
    told |= {"closedDays": unpack(one.closed_days), "minimumValue": one.minimum_value, "active": one.active}
    return told


def offer(one: Offered) -> dict[str, Any]:
    """A pack that somebody sells; `packSize` and `minimum` in the item's unit."""
    it = one.offer
    told: dict[str, Any] = {"id": it.id, "storeId": it.store_id, "supplierId": it.supplier_id}
    told |= {"supplier": one.supplier, "itemId": it.item_id, "item": one.item, "unit": one.unit, "pack": it.pack}
    told |= {"packSize": it.pack_size, "price": it.price, "minimum": it.minimum, "multiple": it.multiple}
    return told | {"sku": it.sku, "barcode": it.barcode, "active": it.active}
