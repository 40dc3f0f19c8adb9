"""Shopify does what every vendor must."""

from __future__ import annotations

from tests.contract.deliveries import DeliveryContract
from tests.contract.orders import OrderContract
from tests.contract.stock import StockContract
from tests.contract.tokens import TokenContract
from tests.contract.unkind import UnkindContract


class TestDeliveries(DeliveryContract):
    order_topic = "orders/create"


class TestOrders(OrderContract):
    pass


class TestTokens(TokenContract):
    pass


class TestStock(StockContract):
    pass


class TestUnkindness(UnkindContract):
    pass
