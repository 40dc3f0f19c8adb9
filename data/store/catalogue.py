"""Every command by name: where its class and its rule live; imported when first needed, so a station starts light."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache, lru_cache
from importlib import import_module
from typing import Any

from data.core.actor import Role, at_least
from data.core.command import Command, Context
from data.core.outcome import Outcome, Refused
from data.core.packed import unpack
from data.core.rows import Missing, Rows

Rule = Callable[[Any, Rows, Context], Outcome]

_ROOMS: dict[str, tuple[str, str, str]] = {
    "complete_filling": ("data.line.complete", "CompleteFilling", "complete_stage"),
    "complete_covering": ("data.line.complete", "CompleteCovering", "complete_stage"),
    "complete_decorating": ("data.line.complete", "CompleteDecorating", "complete_stage"),
    "complete_packing": ("data.line.complete", "CompletePacking", "complete_stage"),
    "start_packing": ("data.line.packing", "StartPacking", "start_packing"),
    "print_barcode": ("data.line.printing", "PrintBarcode", "print_barcode"),
    "print_packing_label": ("data.line.labels", "PrintPackingLabel", "print_packing_label"),
    "retry_label": ("data.line.labels", "RetryLabel", "retry_label"),
    "cancel_label": ("data.line.labels", "CancelLabel", "cancel_label"),
    "expire_labels": ("data.line.labels", "ExpireLabels", "expire_labels"),
    "qc_return_to_decorating": ("data.line.quality", "QcReturnToDecorating", "qc_return"),
    "assign_staff": ("data.line.tend", "AssignStaff", "assign_staff"),
    "set_storage": ("data.line.tend", "SetStorage", "set_storage"),
    "override_priority": ("data.line.tend", "OverridePriority", "override_priority"),
    "acknowledge": ("data.line.acknowledge", "Acknowledge", "acknowledge"),
    "record_unknown_scan": ("data.line.unknown", "RecordUnknownScan", "record_unknown_scan"),
    "redeem_unknown_scan": ("data.line.unknown", "RedeemUnknownScan", "redeem_unknown_scan"),
    "undo": ("data.line.undo", "Undo", "undo"),
    "ingest_order": ("data.orders.intake", "IngestOrder", "ingest_order"),
    "place_order": ("data.orders.intake", "PlaceOrder", "place_order"),
    "keep_dead_letter": ("data.orders.intake", "KeepDeadLetter", "keep_dead_letter"),
    "modify_order": ("data.orders.editing", "ModifyOrder", "modify_order"),
    "release_order": ("data.orders.editing", "ReleaseOrder", "release_order"),
    "cancel_order": ("data.orders.cancelling", "CancelOrder", "cancel_order"),
    "hand_over_order": ("data.orders.handover", "HandOverOrder", "hand_over_order"),
    "return_order": ("data.orders.handover", "ReturnOrder", "return_order"),
    "receive_stock": ("data.stock.commands", "ReceiveStock", "move_stock"),
    "adjust_stock": ("data.stock.commands", "AdjustStock", "move_stock"),
    "waste_stock": ("data.stock.commands", "WasteStock", "move_stock"),
    "count_stock": ("data.stock.commands", "CountStock", "move_stock"),
    "add_item": ("data.stock.setting_up", "AddItem", "add_item"),
    "add_product": ("data.stock.setting_up", "AddProduct", "add_product"),
    "edit_item": ("data.stock.editing", "EditItem", "edit_item"),
    "edit_product": ("data.stock.editing", "EditProduct", "edit_product"),
    "set_recipe": ("data.stock.editing", "SetRecipe", "set_recipe"),
    "add_staff": ("data.people.commands", "AddStaff", "add_staff"),
    "set_badge": ("data.people.commands", "SetBadge", "set_badge"),
    "set_pin": ("data.people.commands", "SetPin", "set_pin"),
    "set_staff_active": ("data.people.commands", "SetActive", "set_active"),
    "rename_staff": ("data.people.renaming", "RenameStaff", "rename_staff"),
    "set_role": ("data.people.renaming", "SetRole", "set_role"),
    "start_shift": ("data.people.commands", "ClockIn", "clock_in"),
    "end_shift": ("data.people.commands", "ClockOut", "clock_out"),
    "add_store": ("data.organization.commands", "AddStore", "add_store"),
    "add_terminal": ("data.organization.commands", "AddTerminal", "add_terminal"),
    "set_policies": ("data.organization.commands", "SetPolicies", "set_policies"),
    "edit_store": ("data.orders.configuring", "EditStore", "edit_store"),
    "set_sizes": ("data.orders.configuring", "SetSizes", "set_sizes"),
    "set_docket": ("data.orders.configuring", "SetDocket", "set_docket"),
    "set_station": ("data.organization.commands", "SetStation", "set_station"),
    "set_supplier": ("data.procurement.supplying", "SetSupplier", "set_supplier"),
    "set_offer": ("data.procurement.supplying", "SetOffer", "set_offer"),
    "set_item_terms": ("data.procurement.supplying", "SetItemTerms", "set_item_terms"),
    "make_purchase_order": ("data.procurement.ordering", "MakePurchaseOrder", "make_purchase_order"),
    "send_purchase_order": ("data.procurement.ordering", "SendPurchaseOrder", "send_purchase_order"),
    "cancel_purchase_order": ("data.procurement.ordering", "CancelPurchaseOrder", "cancel_purchase_order"),
    "receive_purchase": ("data.procurement.receiving", "ReceivePurchase", "receive_purchase"),
    "connect_shop": ("data.shops.connecting", "ConnectShop", "connect_shop"),
    "set_shop_state": ("data.shops.connecting", "SetShopState", "set_shop_state"),
    "note_sync_job": ("data.shops.connecting", "NoteSyncJob", "note_sync_job"),
    "disconnect_shop": ("data.shops.connecting", "DisconnectShop", "disconnect_shop"),
    "link_stock": ("data.shops.link", "LinkStock", "link_stock"),
    "settle_work": ("data.shops.work", "SettleWork", "settle_work"),
    "retry_failed_sync": ("data.shops.work", "RetryFailedSync", "retry_failed_sync"),
    "push_stock": ("data.shops.work", "PushStock", "push_stock"),
    "own_dead_letter": ("data.shops.letters", "OwnDeadLetter", "own_dead_letter"),
    "close_dead_letter": ("data.shops.letters", "CloseDeadLetter", "close_dead_letter"),
    "acknowledge_health_alert": ("data.health.acknowledging", "AcknowledgeHealthAlert", "acknowledge_health_alert"),
    "give_forecast_feedback": ("data.forecasts.feedback", "GiveForecastFeedback", "give_forecast_feedback"),
    "mark_day": ("data.forecasts.marks", "MarkDay", "mark_day"),
    "set_product_terms": ("data.forecasts.terms", "SetProductTerms", "set_product_terms"),
    "add_printer": ("data.organization.printer", "AddPrinter", "add_printer"),
    "remove_printer": ("data.organization.printer", "RemovePrinter", "remove_printer"),
}

NAMES = tuple(_ROOMS)


class UnknownCommand(LookupError):
    """A name (or version) that this release never heard of."""


@cache
def command_class(name: str) -> type[Command]:
    """The class of a command's name; raises UnknownCommand."""
    if name not in _ROOMS:
        raise UnknownCommand(name)
    module, cls, _ = _ROOMS[name]
    found: type[Command] = getattr(import_module(module), cls)
    return found


@cache
def _rule(name: str) -> Rule:
    module, _, function = _ROOMS[name]
    found: Rule = getattr(import_module(module), function)
    return found


def read_command(name: str, version: int, packed_args: str) -> Command:
    """A command from its wire form, in this release's version of it; raises UnknownCommand for a name or version from
    the future."""
    cls = command_class(name)
    if version > cls.version:
        raise UnknownCommand(f"{name} v{version}")
    return _read(name, version, cls.version, packed_args)


@lru_cache(maxsize=4)
def _read(name: str, version: int, newest: int, packed_args: str) -> Command:
    """Whoever looks whether a command can be read reads it next."""
    cls, args = command_class(name), unpack(packed_args)
    for older in range(version, newest):
        args = cls.upcasters[older](args)
    return cls.from_args(args)


def may(command: type[Command] | Command, role: Role) -> bool:
    """Whether a role may give a command at all; what depends on the store's policies the rule itself decides."""
    if role is Role.SERVICE:
        return command.for_service
    return at_least(role, command.least)


def decide(command: Command, rows: Rows, ctx: Context) -> Outcome:
    """What follows from a command; writes nothing. The terminal guesses with it, the hub rules with it."""
    allowed = may(command, ctx.actor.role)
    if not allowed and not (ctx.settling and command.physical):
        if ctx.actor.role is Role.GONE:
            return Refused("not_allowed", f"Somebody who does not work here may not {command.name.replace('_', ' ')}")
        if ctx.actor.role is Role.UNSIGNED:
            return Refused("not_signed_in", f"{ctx.actor.name} was not signed in there then")
        return Refused("not_allowed", f"A {ctx.actor.role.value.lower()} may not {command.name.replace('_', ' ')}")
    try:
        outcome = _rule(command.name)(command, rows, ctx)
    except Missing:
        return Refused("not_here", "That ticket is not here")
    return outcome if allowed else _unauthorised(outcome, rows, ctx)


def _unauthorised(outcome: Outcome, rows: Rows, ctx: Context) -> Outcome:
    from data.line.unauthorised import as_unauthorised

    return as_unauthorised(outcome, rows, ctx)
