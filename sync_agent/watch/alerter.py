"""Messages on their way out: what is new is put down, what is due is sent, what fails is tried again."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping

from data.core.clock import Instant
from data.ledger import alerts
from data.shops.kept import Alert
from data.store.database import Database
from sync_agent.hub.running import fresh
from sync_agent.hub.store import HubStore
from sync_agent.shops.keys import ShopKeys
from sync_agent.watch import health_letter, orders_out
from sync_agent.watch.channels import ALL, MAIL, Channel, Mail, NotSent, channels_of
from sync_agent.work.pauses import pause

_log = logging.getLogger(__name__)
_MOST_AT_ONCE = 10
_LEFT_ALONE = 60_000
KEPT = "app:alerts"
"""What the secrets of the channels are kept under."""


class Alerter:
    """For one thread: a server that does not answer holds up nothing but other messages."""

    def __init__(self, store: HubStore, keys: ShopKeys, now: Callable[[], Instant]) -> None:
        """Of all organizations of a hub."""
        self._store, self._keys, self._now = store, keys, now
        self._left_until: dict[tuple[str, str], Instant] = {}

    def once(self, organization: str) -> int:
        """Answers how many messages went out. Raises StoreError."""
        channels = channels_of(self._store.read(organization, lambda database: self._keys.of(database, KEPT)))
        if not channels:
            return 0
        now = self._now()
        self._store.write(organization, lambda database: alerts.put_down(database, list(channels), now))
        self._store.write(organization, lambda database: health_letter.put_down(database, list(channels), now))
        sent = sum(self._on(organization, channels, name) for name in ALL)
        return sent + self._orders_out(organization, channels)

    def _orders_out(self, organization: str, channels: Mapping[str, Channel]) -> int:
        """Purchase orders go by the same server, to their suppliers."""
        mail = channels.get(MAIL)
        if not isinstance(mail, Mail):
            return 0
        self._store.write(organization, lambda database: orders_out.put_down(database, self._now()))
        return self._on(organization, {orders_out.SUPPLIER: orders_out.SupplierMail(mail)}, orders_out.SUPPLIER)

    def _on(self, organization: str, channels: Mapping[str, Channel], name: str) -> int:
        """What went out on one channel. One that does not answer is left alone for a minute: each of its messages would
        cost all the others its patience."""
        sent = 0
        for _ in range(_MOST_AT_ONCE):
            if self._left_until.get((organization, name), 0) > self._now():
                break
            alert = self._store.write(organization, lambda database: alerts.lease(database, name, self._now()))
            if alert is None:
                break
            sent += self._sent(organization, channels, alert)
        return sent

    def _sent(self, organization: str, channels: Mapping[str, Channel], alert: Alert) -> bool:
        try:
            if alert.channel not in channels:
                raise NotSent("This channel is not set up any more", for_good=True)
            channels[alert.channel].send(alert.subject, alert.body, alert.id)
        except NotSent as trouble:
            _log.warning("a message could not be sent", extra={"code": alert.channel})
            self._settle(organization, alert, str(trouble), self._again_at(alert, trouble), counts=not trouble.away)
            if trouble.away:
                self._left_until[organization, alert.channel] = self._now() + _LEFT_ALONE
            return False
        self._settle(organization, alert, None, None)
        return True

    def _again_at(self, alert: Alert, trouble: NotSent) -> Instant | None:
        """None: never. What a server refuses is tried eight times, what none heard for as long as it is news."""
        now = self._now()
        if trouble.away:
            return now + _LEFT_ALONE if now - alert.made_at < alerts.OUTDATED else None
        last = trouble.for_good or alert.tries + 1 >= alerts.MOST_TRIES
        return None if last else now + pause(alert.tries + 1)

    def _settle(
        self, organization: str, alert: Alert, says: str | None, again_at: Instant | None, *, counts: bool = True
    ) -> None:
        def work(database: Database) -> None:
            alerts.settle(database, alert, says, again_at, counts=counts)
            if says is not None and again_at is None and alert.channel == orders_out.SUPPLIER:
                orders_out.tell_failed(database, alert, says, fresh, self._now())

        self._store.write(organization, work)
