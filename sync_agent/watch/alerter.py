"""Messages on their way out: what is new is put down, what is due is sent, what fails is tried again."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping

from data.core.clock import Instant
from data.ledger import alerts
from data.shops.kept import Alert
from data.store.database import Database
from sync_agent.hub.store import HubStore
from sync_agent.shops.keys import ShopKeys
from sync_agent.watch.channels import Channel, NotSent, channels_of
from sync_agent.work.pauses import pause

_log = logging.getLogger(__name__)
KEPT = "app:alerts"
"""What the secrets of the channels are kept under."""


class Alerter:
    """For one thread: a server that does not answer holds up nothing but other messages."""

    def __init__(self, store: HubStore, keys: ShopKeys, now: Callable[[], Instant]) -> None:
        """Of all organizations of a hub."""
        self._store, self._keys, self._now = store, keys, now

    def once(self, organization: str) -> int:
        """Answers how many messages went out. Raises StoreError."""
        channels = channels_of(self._store.read(organization, lambda database: self._keys.of(database, KEPT)))
        if not channels:
            return 0
        now = self._now()
        self._store.write(organization, lambda database: alerts.put_down(database, list(channels), now))
        due = self._store.write(organization, lambda database: alerts.lease(database, 10, now))
        return sum(self._sent(organization, channels, alert) for alert in due)

    def _sent(self, organization: str, channels: Mapping[str, Channel], alert: Alert) -> bool:
        try:
            if alert.channel not in channels:
                raise NotSent("This channel is not set up any more", for_good=True)
            channels[alert.channel].send(alert.subject, alert.body)
        except NotSent as trouble:
            last = trouble.for_good or alert.tries + 1 >= alerts.MOST_TRIES
            again_at = None if last else self._now() + pause(alert.tries + 1)
            _log.warning("a message could not be sent", extra={"code": alert.channel})
            self._settle(organization, alert, str(trouble), again_at)
            return False
        self._settle(organization, alert, None, None)
        return True

    def _settle(self, organization: str, alert: Alert, says: str | None, again_at: Instant | None) -> None:
        def work(database: Database) -> None:
            alerts.settle(database, alert, says, again_at)

        self._store.write(organization, work)
