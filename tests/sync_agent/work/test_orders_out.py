"""A purchase order goes to its supplier by mail: once, with its table, and whoever ordered is told when it cannot."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from email.message import Message as Letter
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.handlers import Message

from data.core.command import Command
from data.ledger.own import rule
from data.procurement.ordering import CancelPurchaseOrder, MakePurchaseOrder, SendPurchaseOrder
from data.procurement.supplying import SetOffer, SetSupplier
from data.stock.setting_up import AddItem
from data.store.machine import ThisMachine
from sync_agent.hub.organizations import HUB, SOURCE, fresh
from tests.support.mail_server import mail_server
from tests.sync_agent.work.test_alerts import Watched, mail_to


class Post(Message):
    """A mail server that keeps what it is given, and refuses one address."""

    def __init__(self) -> None:
        super().__init__()
        self.got: list[Letter] = []

    def handle_message(self, message: Letter) -> None:
        self.got.append(message)

    async def handle_RCPT(  # noqa: N802
        self, server: Any, session: Any, envelope: Any, address: str, options: Any
    ) -> str:
        if address.startswith("nobody"):
            return "550 nobody of that name"
        envelope.rcpt_tos.append(address)
        return "250 OK"


@pytest.fixture
def post() -> Iterator[tuple[Post, int]]:
    handler = Post()
    with mail_server(handler) as port:
        yield handler, port


@pytest.fixture
def hub(tmp_path: Path) -> Iterator[Watched]:
    watched = Watched(tmp_path)
    with closing(watched.store):
        give(watched, AddItem("flour", "bannos", "=Flour", "g"))
        give(watched, SetSupplier("mill", "bannos", "Mill", "orders@mill.example"))
        give(watched, SetOffer("sack", "mill", "flour", "Sack 25 kg", 25_000, 1_850, "F25"))
        yield watched


def give(hub: Watched, command: Command) -> None:
    machine = ThisMachine()
    machine.now = hub.clock  # type: ignore[method-assign]
    given = machine.stamp()
    said = hub.store.write(hub.organization, lambda d: rule(d, command, HUB, SOURCE, given, fresh))
    assert said.status == "applied", said.says


def ordered(hub: Watched, ident: str = "po-1") -> None:
    give(hub, MakePurchaseOrder(ident, "mill", (("sack", 4),), "at the back door", confirmed=True))
    give(hub, SendPurchaseOrder(ident, by_mail=True))


def notices(hub: Watched) -> list[str]:
    sql = "SELECT text FROM notice WHERE code = 'order_not_mailed'"
    return [row[0] for row in hub.store.read(hub.organization, lambda d: d.rows(sql))]


def test_goes_to_its_supplier_once_with_a_table_in_which_nothing_is_a_formula(hub, post):
    handler, port = post
    mail_to(hub, port)
    ordered(hub)

    assert hub.once() == 1
    assert hub.once() == 0

    (letter,) = handler.got
    text, table = letter.get_payload()
    assert letter["To"] == "orders@mill.example"
    assert "4 x =Flour, Sack 25 kg [F25]: 18.50 each, 74.00 AUD" in text.get_payload(decode=True).decode()
    assert '"\'=Flour"' in table.get_payload(decode=True).decode("utf-8-sig")
    assert table.get_filename().startswith("PO-")


def test_waits_for_a_server_that_is_away_and_goes_once_later(hub, post):
    handler, port = post
    mail_to(hub, 1)
    ordered(hub)
    assert hub.once() == 0

    mail_to(hub, port)
    hub.clock.pass_by(120)
    assert hub.once() == 1
    hub.clock.pass_by(120)
    assert hub.once() == 0
    assert len(handler.got) == 1


def test_that_was_called_off_before_it_went_does_not_go(hub, post):
    handler, port = post
    mail_to(hub, 1)
    ordered(hub)
    hub.once()
    give(hub, CancelPurchaseOrder("po-1", "too dear"))

    mail_to(hub, port)
    hub.clock.pass_by(120)

    assert hub.once() == 0
    assert handler.got == []


def test_that_nobody_takes_is_told_to_whoever_looks_after_the_store(hub, post):
    _handler, port = post
    mail_to(hub, port)
    give(hub, SetSupplier("mill", "bannos", "Mill", "nobody@mill.example"))
    ordered(hub)

    hub.once()
    hub.clock.pass_by(120)
    hub.once()

    (told,) = notices(hub)
    assert "Send it another way" in told


def test_without_mail_set_up_nothing_goes_and_nothing_breaks(hub):
    ordered(hub)

    assert hub.once() == 0
