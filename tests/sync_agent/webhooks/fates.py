"""What must become of every file that the two vendors publish, sent through the door as it would come: the word on the
delivery, and what is there afterwards. A file that is not named here fails the test."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from data.shops.kept import DEAD, TAKEN

FIXTURES = Path(__file__).parents[2] / "fixtures"
HELD, NO_NUMBER = "is held: no due date that can be read", "does not name its order, or its number was rounded"
NAMELESS = "names neither itself nor what it is about"
CUSTOMERS, POINTS = "Who a cake is for is told by the order", "Points are not this kitchen's business"
BY_SKU = "are matched by SKU when a push or a connection needs it"
KITCHEN_SAYS = "The kitchen says itself when a cake"


@dataclass(frozen=True, slots=True)
class Fate:
    """`says` is part of the word on it; `topic` is where it is sent; `order` is the status of the order that it makes
    ("sold" for a sale of the counter), `letter` the reasons of the dead letter that a person finds."""

    state: str
    says: str
    topic: str = ""
    order: str | None = None
    letter: str | None = None


def ignored(topic: str, why: str) -> Fate:
    """Understood, and nothing to do."""
    return Fate(TAKEN, why, topic)


SHOPIFY_ORDERS = {
    "order_authorized": Fate(TAKEN, HELD, "orders/create", "PENDING", "due_date"),
    "order_cancelled": Fate(TAKEN, "was cancelled before it came", "orders/cancelled", "CANCELLED"),
    "order_custom_items_no_customer": Fate(
        TAKEN, "is held: no customer, no due date", "orders/create", "PENDING", "customer,due_date"
    ),
    "order_no_customer_no_addresses": Fate(
        TAKEN, "is held: no customer, no due date", "orders/updated", "PENDING", "customer,due_date"
    ),
    "order_pending_no_shipping_address": Fate(TAKEN, HELD + ", not paid yet", "orders/create", "PENDING", "due_date"),
    "order_properties_refund_partially_refunded": Fate(TAKEN, HELD, "orders/updated", "PENDING", "due_date"),
    "inventory_levels_list": Fate(DEAD, NO_NUMBER, "orders/create", letter="id"),
    "refunds_list": Fate(DEAD, NO_NUMBER, "orders/create", letter="id"),
}
SHOPIFY_WEBHOOKS = {
    "app_uninstalled": Fate(TAKEN, "The app was removed from the shop", "app/uninstalled"),
    "bulk_operations_finish": ignored("bulk_operations/finish", "No bulk operation is asked for here"),
    "fulfillment_orders_line_items_prepared_for_local_delivery": ignored(
        "fulfillment_orders/line_items_prepared_for_local_delivery", KITCHEN_SAYS
    ),
    "fulfillment_orders_line_items_prepared_for_pickup": ignored(
        "fulfillment_orders/line_items_prepared_for_pickup", KITCHEN_SAYS
    ),
    "fulfillments_create": ignored("fulfillments/create", KITCHEN_SAYS),
    "inventory_items_update": ignored("inventory_items/update", "is told by inventory_levels"),
    "inventory_levels_disconnect": ignored("inventory_levels/disconnect", "no longer kept at that place"),
    "inventory_levels_update": ignored("inventory_levels/update", "does not count this item"),
    "orders_edited": Fate(TAKEN, HELD, "orders/edited", "PENDING", "due_date"),
    "products_update": ignored("products/update", BY_SKU),
}
SQUARE_WEBHOOKS = {
    "catalog.version.updated": ignored("", BY_SKU),
    "customer.created": ignored("", CUSTOMERS),
    "customer.deleted": ignored("", CUSTOMERS),
    "customer.updated": ignored("", CUSTOMERS),
    "inventory.count.updated": ignored("", "It shows 10"),
    "location.created": ignored("", "Locations are asked for when"),
    "location.updated": ignored("", "Locations are asked for when"),
    "loyalty.account.created": ignored("", POINTS),
    "loyalty.account.deleted": ignored("", POINTS),
    "loyalty.account.updated": ignored("", POINTS),
    "loyalty.event.created": ignored("", POINTS),
    "loyalty.program.created": ignored("", POINTS),
    "loyalty.program.updated": ignored("", POINTS),
    "loyalty.promotion.created": ignored("", POINTS),
    "loyalty.promotion.updated": ignored("", POINTS),
    "oauth.authorization.revoked": Fate(TAKEN, "The seller has taken the permission back"),
    "order.created": Fate(TAKEN, "is held: no customer, no due date", order="PENDING", letter="customer,due_date"),
    "order.fulfillment.updated": Fate(TAKEN, "is known", order="PENDING", letter="customer,due_date"),
    "order.updated": Fate(TAKEN, "is known", order="PENDING", letter="customer,due_date"),
    "payment.created": Fate(TAKEN, "Counter sale", order="sold"),
    "payment.updated": Fate(TAKEN, "is known", order="sold"),
    "refund.created": Fate(TAKEN, "Counter sale", order="sold"),
    "refund.updated": Fate(TAKEN, "is known", order="sold"),
}
ANSWER = Fate(DEAD, NAMELESS, letter="event")
"""No event: a question to Square or its answer, which nobody posts here. Answers are read where they are asked for
(tests/shops/square/test_published.py), and the orders in three of them are found by a poll."""
SQUARE_OBJECTS = {
    "AccumulateLoyaltyPointsRequest": ANSWER,
    "AccumulateLoyaltyPointsResponse": ANSWER,
    "BatchChangeInventoryRequest": ANSWER,
    "BatchChangeInventoryResponse": ANSWER,
    "BatchRetrieveCatalogObjectsResponse": ANSWER,
    "BatchRetrieveInventoryCountsResponse": ANSWER,
    "BatchRetrieveOrdersResponse": ANSWER,
    "CreateLoyaltyRewardRequest": ANSWER,
    "CreateOrderResponse": ANSWER,
    "CreatePaymentRequest": ANSWER,
    "CreatePaymentResponse": ANSWER,
    "GetPaymentRefundResponse": ANSWER,
    "ListCatalogResponse": ANSWER,
    "ListLocationsResponse": ANSWER,
    "ListPaymentsResponse": ANSWER,
    "ListWebhookEventTypesResponse": ANSWER,
    "ObtainTokenResponse": ANSWER,
    "RedeemLoyaltyRewardRequest": ANSWER,
    "RedeemLoyaltyRewardResponse": ANSWER,
    "RefundPaymentResponse": ANSWER,
    "RetrieveOrderResponse": ANSWER,
    "SearchCatalogObjectsResponse": ANSWER,
    "SearchOrdersRequest": ANSWER,
    "SearchOrdersResponse": ANSWER,
}
POLLED = {"RetrieveOrderResponse": "PENDING", "CreateOrderResponse": "PENDING", "BatchRetrieveOrdersResponse": "sold"}
"""What becomes of the orders in Square's own answers when its shop has them."""
FOLDERS = {
    "shopify": {"shopify_orders/contract": SHOPIFY_ORDERS, "shopify_webhooks": SHOPIFY_WEBHOOKS},
    "square": {"square/webhooks": SQUARE_WEBHOOKS, "square/objects": SQUARE_OBJECTS},
}
LAST = ("app_uninstalled", "oauth.authorization.revoked")
"""A shop that leaves is asked nothing more."""
