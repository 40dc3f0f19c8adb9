"""A fall is told of by mail, once, by its template; the sync ends whether a mail server is there or not (F33)."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from data.health.acknowledging import AcknowledgeHealthAlert
from data.health.metric import DataHealthAlert, DataHealthMetric, Part
from data.ledger.own import rule
from data.shops.kept import Alert
from data.store.machine import ThisMachine
from sync_agent.health import measuring
from sync_agent.health.measuring import Measurer
from sync_agent.hub.organizations import HUB, SOURCE, fresh
from sync_agent.shops.addresses import AT_HOME
from sync_agent.watch.alerter import KEPT
from sync_agent.watch.health_letter import TEMPLATE, letter
from tests.support.mail_server import mail_server
from tests.sync_agent.work.test_alerts import Letters, Watched, a_slack, mail_to

SAYS, DO = "Days without a sale on which you usually sell, in half a year: 7", "Import what is missing"


class Falling(Watched):
    """A hub whose store's score is as a test says."""

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        super().__init__(folder)
        self.lost = 0
        monkeypatch.setattr(measuring, "judged", self._judged)
        self.measurer = Measurer(self.store, self.clock, self._told)

    def has(self, lost: int) -> None:
        """A check that finds so much lost."""
        self.lost = lost
        self.clock.pass_by(900)
        assert self.measurer.by_hand(self.organization, "bannos") is not None

    def seen(self) -> None:
        """Somebody has looked at every alert."""
        given = ThisMachine().stamp()
        for alert in self.all(DataHealthAlert):
            command = AcknowledgeHealthAlert(alert.id)
            self.store.write(
                self.organization,
                lambda database, command=command: rule(database, command, HUB, SOURCE, given, fresh),  # type: ignore[misc]
            )

    def _judged(self, _: object) -> tuple[Part, ...]:
        return (Part("gaps", SAYS, self.lost, DO if self.lost else "", 20), Part("stock", "Nothing", 0, "", 6))


@pytest.fixture
def hub(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Falling]:
    falling = Falling(tmp_path, monkeypatch)
    with closing(falling.store):
        yield falling


@pytest.fixture
def letters() -> Iterator[tuple[Letters, int]]:
    handler = Letters()
    with mail_server(handler) as port:
        yield handler, port


def test_a_fall_is_one_mail_that_says_what_is_wrong_and_what_to_do(hub, letters):
    handler, port = letters
    mail_to(hub, port)
    hub.has(0)
    hub.has(20)
    hub.has(20)
    assert [hub.once(), hub.once()] == [1, 0]

    ((subject, body),) = handler.got
    assert subject == "Bakeline: Data health of Banno's fell from 100 to 80"
    assert f"20 of 20: {SAYS}." in body
    assert f"{DO}." in body
    assert "$" not in body
    assert "Nothing" not in body, "what costs no points is no news"


def test_while_no_mail_server_is_there_the_sync_ends_and_the_mail_goes_out_once_later(hub, letters):
    handler, port = letters
    mail_to(hub, 9)
    hub.has(0)
    hub.has(20)
    assert len(hub.all(DataHealthMetric)) == 2
    assert hub.once() == 0
    (waits,) = hub.all(Alert)
    assert waits.next_at is not None

    mail_to(hub, port)
    hub.clock.pass_by(61)
    assert [hub.once(), hub.once()] == [1, 0]
    assert len(handler.got) == 1


def test_slack_is_told_as_well(hub, letters, monkeypatch):
    handler, port = letters
    hub.has(0)
    hub.has(20)
    with a_slack() as (url, got):
        monkeypatch.setenv(AT_HOME, url.split("/")[2])
        mail_to(hub, port)
        hub.keep(KEPT, {"slack_url": url})
        assert hub.once() == 2
        assert "fell from 100 to 80" in str(got[0]["text"])
    assert len(handler.got) == 1


def test_what_somebody_has_seen_before_it_went_out_is_no_news(hub, letters):
    handler, port = letters
    hub.has(0)
    hub.has(20)
    hub.seen()
    mail_to(hub, port)

    assert hub.once() == 0
    assert handler.got == []


def test_the_template_is_named_as_it_is_asked_for():
    assert TEMPLATE == "data-health-alert"


def test_of_many_troubles_a_mail_names_the_dearest():
    alert = DataHealthAlert("a", "bannos", "m", 40, 90, "It fell", 0, None, None)
    parts = [Part(f"p{n}", f"Trouble {n}", 10 - n, "Mend it", 10) for n in range(9)]
    subject, body = letter(alert, "Banno's $x", "UTC", parts, 0)

    assert subject == "Data health of Banno's $x fell from 90 to 40"
    assert [f"Trouble {n}" in body for n in range(5)] == [True, True, True, True, False]
    assert len(body) < 2_000
