"""Square does what every vendor of shops must do."""

from __future__ import annotations

from tests.contract.deliveries import DeliveryContract
from tests.contract.orders import OrderContract
from tests.contract.stock import StockContract
from tests.contract.tokens import TokenContract
from tests.contract.unkind import UnkindContract


class TestDeliveries(DeliveryContract):
    order_topic = "order.created"
    plain = b'{"event_id": "e-1", "type": "order.created", "merchant_id": "M1"}'


class TestOrders(OrderContract):
    pass


class TestStock(StockContract):
    pass


class TestTokens(TokenContract):
    pass


class TestUnkind(UnkindContract):
    pass
