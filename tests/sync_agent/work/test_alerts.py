"""Somebody who is not there is told, once for each cause; a dead mail server costs nothing but its own message."""

from __future__ import annotations

import json
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest
from aiosmtpd.handlers import Message

from data.core.outcome import Put
from data.notices.notice import ATTENTION, Notice
from data.shops.connecting import ConnectShop
from data.shops.integration import PosIntegration, integration_id
from data.shops.kept import Alert
from data.shops.work import Work
from data.store.database import Database
from data.store.execute import apply
from data.store.machine import ThisMachine
from sync_agent.hub.organizations import DEMO, found
from sync_agent.hub.serving import ready
from sync_agent.shops.addresses import AT_HOME
from sync_agent.watch import channels
from sync_agent.watch.alerter import KEPT, Alerter
from sync_agent.work.reporting import report_failed
from tests.contract.bench import Clock
from tests.shops.shopify.bench import ShopifyBench
from tests.support.mail_server import mail_server
from tests.sync_agent.work.rig import HubOfPlays, database_in


class Letters(Message):
    def __init__(self) -> None:
        super().__init__()
        self.got: list[tuple[str, str]] = []

    def handle_message(self, message) -> None:
        self.got.append((message["Subject"], message.get_payload(decode=True).decode()))


class Watched(HubOfPlays):
    """A hub, and the clock by which messages go out."""

    def __init__(self, folder: Path) -> None:
        store = ready(database_in(folder))
        super().__init__(store, found(store, "Cakes", ThisMachine(), DEMO).organization.id, ShopifyBench())
        self.clock: Clock = self.bench.clock
        self.alerter = Alerter(store, self.opener.keys, self.clock)

    def happens(self, ident: str, code: str = "shop_broken", text: str = "cakes must be connected again") -> None:
        notice = Notice(ident, "bannos", ATTENTION, code, text, None, None, None, self.clock(), None, None)

        def work(database: Database) -> None:
            with database.transaction():
                apply(database, Put(notice))

        self.store.write(self.organization, work)

    def once(self) -> int:
        return self.alerter.once(self.organization)


@pytest.fixture
def hub(tmp_path: Path) -> Iterator[Watched]:
    watched = Watched(tmp_path)
    with closing(watched.store):
        yield watched


@pytest.fixture
def letters() -> Iterator[tuple[Letters, int]]:
    handler = Letters()
    with mail_server(handler) as port:
        yield handler, port


def a_shop(hub: Watched) -> PosIntegration:
    """That sells for the store."""
    account = "cakes.myshopify.com"
    ident = integration_id("bannos", "shopify", account)
    row = PosIntegration(ident, "bannos", "shopify", account, None, "PENDING", 0, None, None, None, 0)
    hub.opener.give(hub.organization, row, ConnectShop("bannos", "shopify", account, connected=True))
    return row


def mail_to(hub: Watched, port: int) -> None:
    kept = {"smtp_host": "127.0.0.1", "smtp_port": str(port), "mail_from": "hub@cakes.example"}
    hub.keep(KEPT, kept | {"mail_to": "olive@cakes.example", "smtp_user": "", "smtp_password": ""})


@contextmanager
def a_slack(status: int = 200) -> Iterator[tuple[str, list[dict[str, object]]]]:
    got: list[dict[str, object]] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            got.append(json.loads(self.rfile.read(int(self.headers["content-length"]))))
            self.send_response(status)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Nobody reads it."""

    server = HTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/services/T/B/X", got
    server.shutdown()
    server.server_close()
    thread.join()


def test_each_cause_is_told_once(hub, letters):
    handler, port = letters
    mail_to(hub, port)
    hub.happens("one")
    hub.happens("two", "low_stock", "Milk is low: 3 g left to promise")
    hub.happens("three", "unpaid", "nobody outside needs to know")

    assert [hub.once(), hub.once()] == [2, 0]
    assert sorted(subject for subject, _ in handler.got) == ["Bakeline: Low stock", "Bakeline: Shop broken"]
    assert "Milk is low" in "".join(body for _, body in handler.got)


def test_a_dead_mail_server_is_tried_again_and_the_message_arrives_once(hub, letters):
    handler, port = letters
    mail_to(hub, 9)
    hub.happens("one")
    assert hub.once() == 0
    (waits,) = hub.all(Alert)
    assert waits.next_at is not None
    assert "cannot be used" in (waits.says or "")

    mail_to(hub, port)
    assert hub.once() == 0, "not before its pause is over"
    hub.clock.pass_by(60)
    assert [hub.once(), hub.once()] == [1, 0]
    assert len(handler.got) == 1


def test_a_server_that_is_away_for_a_day_loses_nothing_and_after_three_it_is_no_news_any_more(hub, letters):
    handler, port = letters
    mail_to(hub, 9)
    hub.happens("one")
    for _ in range(24):
        assert hub.once() == 0
        hub.clock.pass_by(3_600)
    mail_to(hub, port)
    assert hub.once() == 1
    assert len(handler.got) == 1

    mail_to(hub, 9)
    hub.happens("two")
    for _ in range(80):
        hub.once()
        hub.clock.pass_by(3_600)
    assert {one.next_at for one in hub.all(Alert)} == {None}
    mail_to(hub, port)
    assert hub.once() == 0


@contextmanager
def a_bad_server(does: Callable[[socket.socket], None]) -> Iterator[tuple[int, list[int]]]:
    """Its port, and one for each call that it had."""
    calls: list[int] = []
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def serve() -> None:
            with suppress(OSError):
                while True:
                    line, _ = listening.accept()
                    calls.append(1)
                    with line, suppress(OSError):
                        does(line)

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        try:
            yield listening.getsockname()[1], calls
        finally:
            # To close it alone does not wake who waits for somebody to come.
            listening.shutdown(socket.SHUT_RDWR)
            thread.join(5)


def never_answers(line: socket.socket) -> None:
    while line.recv(1_000):
        pass


def drips(line: socket.socket) -> None:
    line.settimeout(0.05)
    while True:
        line.sendall(b"2")
        with suppress(TimeoutError):
            if not line.recv(1_000):
                return


def hangs_up_in_the_middle(line: socket.socket) -> None:
    line.sendall(b"220 ready\r\n")
    while said := line.recv(1_000):
        if said.lower().startswith(b"data"):
            line.sendall(b"354 go on\r\n")
            return
        line.sendall(b"250 well\r\n")


def refuses(line: socket.socket) -> None:
    line.sendall(b"220 ready\r\n")
    while line.recv(1_000):
        line.sendall(b"451 not today\r\n")


def test_what_a_server_refuses_is_given_up_after_eight_tries(hub):
    with a_bad_server(refuses) as (port, calls):
        mail_to(hub, port)
        hub.happens("one")
        for _ in range(12):
            hub.once()
            hub.clock.pass_by(1_000)

    (given_up,) = hub.all(Alert)
    assert (given_up.next_at, given_up.tries, len(calls)) == (None, 8, 8)


@pytest.mark.parametrize("does", [never_answers, drips, hangs_up_in_the_middle])
def test_a_mail_server_that_only_pretends_costs_one_try_a_minute_and_slack_is_told_at_once(
    hub, letters, monkeypatch, does
):
    handler, port = letters
    with a_slack() as (url, got), a_bad_server(does) as (bad, calls):
        monkeypatch.setenv(AT_HOME, url.split("/")[2])
        mail_to(hub, bad)
        hub.keep(KEPT, {"slack_url": url})
        for n in range(7):
            hub.happens(f"cause {n}")
        with monkeypatch.context() as hasty:
            hasty.setattr(channels, "_PATIENCE_S", 0.5)
            hasty.setattr(channels, "_LONGEST_S", 1.0)
            assert [hub.once(), hub.once()] == [7, 0]
        assert (len(got), len(calls)) == (7, 1)
        mail_to(hub, port)
        hub.clock.pass_by(61)
        assert hub.once() == 7
    assert len(handler.got) == 7


def test_what_a_shop_could_not_be_told_is_told_once_a_day_with_its_reason(hub, letters):
    handler, port = letters
    mail_to(hub, port)
    shop = a_shop(hub)
    assert report_failed(hub.opener, hub.organization, shop) == 0
    assert hub.once() == 0, "nothing is to be told"

    says = "No such thing"
    failed = Work("w", "bannos", shop.id, "inventory_push", "k", "801", "error", 1, 9, 8, None, None, says, 0, 0)

    def work(database: Database) -> None:
        with database.transaction():
            apply(database, Put(failed))

    hub.store.write(hub.organization, work)
    assert [report_failed(hub.opener, hub.organization, shop) for _ in range(2)] == [1, 1]
    assert [hub.once(), hub.once()] == [1, 0]
    ((subject, body),) = handler.got
    assert subject == "Bakeline: Daily report of cakes.myshopify.com"
    assert "801: No such thing (9 tries)" in body
    hub.clock.pass_by(24 * 3_600)
    report_failed(hub.opener, hub.organization, shop)
    assert hub.once() == 1


def test_what_a_customer_wrote_is_one_line_of_a_subject_and_no_markup(hub, letters, monkeypatch):
    handler, port = letters
    mail_to(hub, port)
    with a_slack() as (url, got):
        monkeypatch.setenv(AT_HOME, url.split("/")[2])
        hub.keep(KEPT, {"slack_url": url})
        hub.happens("one", "held", "Ada <!channel>\nBcc: everybody@cakes.example")
        assert hub.once() == 2

    assert got == [{"text": "Held: Ada &lt;!channel&gt;\nBcc: everybody@cakes.example", "mrkdwn": False}]
    assert [subject for subject, _ in handler.got] == ["Bakeline: Held"]


def test_a_slack_that_knows_us_no_more_is_not_asked_again(hub, monkeypatch):
    with a_slack(404) as (url, got):
        monkeypatch.setenv(AT_HOME, url.split("/")[2])
        hub.keep(KEPT, {"slack_url": url})
        hub.happens("one")
        hub.once()
        hub.clock.pass_by(3_600)
        hub.once()

    assert len(got) == 1
    assert [(one.next_at, one.says) for one in hub.all(Alert)] == [(None, "Slack answered 404")]
