"""All places by name: what each is called, whom it is for, and where it lives; it is imported when first gone to."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, NamedTuple

from kitchen_tui.texts import N_

if TYPE_CHECKING:
    from kitchen_tui.places.place import Place


class Entrance(NamedTuple):
    """`commands`: who may give any of them may come in, () is everybody who is signed in; `open` to anybody at all."""

    name: str
    title: str
    module: str
    place: str
    commands: tuple[str, ...] = ()
    open: bool = False
    listed: bool = True
    """Whether one goes there by itself; the others need to know what about."""
    also: str = ""
    """Other words by which the menu finds it, marked by N_."""


PLACES = (
    Entrance("board", N_("Board"), "board", "Board", open=True),
    Entrance("queue", N_("Queue"), "queue", "QueuePlace"),
    Entrance("search", N_("Search"), "search", "Search"),
    Entrance("order", N_("Order"), "order", "OrderPlace", listed=False),
    Entrance("new", N_("New order"), "new_order", "NewOrder", ("place_order",)),
    Entrance("unassigned", N_("Unassigned"), "unassigned", "Unassigned"),
    Entrance("completed", N_("Completed"), "completed", "Completed"),
    Entrance("held", N_("Held"), "held", "Held", ("release_order",)),
    Entrance("notices", N_("Notices"), "notices", "Notices"),
    Entrance("stock", N_("Stock"), "stock", "Stock", also=N_("inventory receive count waste adjust")),
    Entrance("shops", N_("Shops"), "shops", "Shops", ("retry_failed_sync",)),
    Entrance("work", N_("Work queue"), "work", "WorkQueue", ("retry_failed_sync",)),
    Entrance("letters", N_("Dead letters"), "letters", "DeadLetters", ("own_dead_letter", "release_order")),
    Entrance("connect", N_("Connect a shop"), "connect", "ConnectShop", ("connect_shop",), also="POS Shopify Square"),
    Entrance("ops", N_("Ops"), "ops", "Ops", ("retry_failed_sync",), also=N_("targets percentiles speed")),
    Entrance(
        "forecast",
        N_("Forecast"),
        "forecast",
        "Forecast",
        ("give_forecast_feedback",),
        also=N_("what will sell, what to bake, why, mark a day"),
    ),
    Entrance(
        "accuracy",
        N_("Accuracy"),
        "accuracy",
        "Accuracy",
        ("give_forecast_feedback",),
        also=N_("who was right, forecast or person"),
    ),
    Entrance(
        "procurement",
        N_("Procurement"),
        "procurement",
        "Procurement",
        ("receive_purchase",),
        also=N_("what to buy, suppliers, order by"),
    ),
    Entrance(
        "purchases",
        N_("Purchase orders"),
        "purchases",
        "Purchases",
        ("receive_purchase",),
        also=N_("on order, delivery, receive"),
    ),
    Entrance(
        "suppliers",
        N_("Suppliers"),
        "suppliers",
        "Suppliers",
        ("receive_purchase",),
        also=N_("offers, packs, prices, cut-off"),
    ),
    Entrance(
        "data-health",
        N_("Data health"),
        "data_health",
        "DataHealth",
        ("acknowledge_health_alert",),
        also=N_("can the sales be trusted, score, gaps"),
    ),
    Entrance("products", N_("Products"), "products", "Products"),
    Entrance("staff", N_("Staff"), "staff", "StaffPlace", ("add_staff",)),
    Entrance("settings", N_("Settings"), "settings", "Settings", ("set_policies",)),
)
BY_NAME = {entrance.name: entrance for entrance in PLACES}


def place_class(name: str) -> type[Place]:
    """The class of a place."""
    entrance = BY_NAME[name]
    found: type[Place] = getattr(import_module(f"kitchen_tui.places.{entrance.module}"), entrance.place)
    return found
