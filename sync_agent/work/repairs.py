"""What heals shops while nobody looks: each repair has its time, and one process of a hub does it for all."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from data.core.clock import HOUR, MINUTE, Instant
from data.ledger.chores import Due, Every, Night, chore, done, leave, take
from data.organization.store import Store
from data.shops.integration import CONNECTED, PosIntegration
from data.shops.work import ERROR, RetryFailedSync, Work
from data.store.database import Database, StoredRows
from data.store.kinds import kind_of
from sync_agent.shops.trouble import ShopTrouble
from sync_agent.work.introducing import introduce
from sync_agent.work.listening import listen
from sync_agent.work.opening import Opener
from sync_agent.work.pauses import pause
from sync_agent.work.poller import Poller
from sync_agent.work.reconciling import compare, reconcile
from sync_agent.work.reporting import report_failed

_log = logging.getLogger(__name__)
_GAPS_SINCE = "SELECT count(*) FROM webhook_gap WHERE integration_id = ? AND found_at >= ?"
SWEEP_HOUR, RECONCILE_HOUR, REPORT_HOUR = 2, 4, 6
"""In the store's zone."""
SUBSCRIPTIONS, GAPS, LATE, STOCK, REPORT = (
    "check_subscriptions",
    "reconcile_sweep",
    "sweep_nightly",
    "reconcile_nightly",
    "report_daily",
)
NAMES = (SUBSCRIPTIONS, GAPS, LATE, STOCK, REPORT)
Told = dict[str, int]


@dataclass(slots=True)
class _Failing:
    """A repair that did not come to its end lately."""

    tries: int
    again_at: Instant


class Repairs:
    """For one thread, which may wait (see sync_agent.work.patience)."""

    def __init__(self, opener: Opener, names: Sequence[str] = NAMES) -> None:
        """Its shops, its database and its clock are the opener's; it looks after these repairs."""
        self._names = names
        self._opener, self._store, self._now = opener, opener.store, opener.now
        self._poller = Poller(opener)
        self._failing: dict[str, _Failing] = {}
        self._doings: dict[str, Callable[[str, PosIntegration], Told]] = {
            SUBSCRIPTIONS: self._listen,
            GAPS: self._gaps,
            LATE: self._late,
            STOCK: self._stock,
            REPORT: self._report,
        }

    def look(self, organization: str, shop: PosIntegration) -> list[str]:
        """Does what is due for a shop; answers the names of what was done. One that fails is tried again, later each
        time, and holds up no other. Raises StoreError."""
        if shop.status != CONNECTED:
            return []
        zone = self._store.read(organization, lambda database: _zone(database, shop))
        return [name for name in self._names if self._due(organization, shop, _when(name, shop, zone), name)]

    def at_once(self, organization: str, shop: PosIntegration, names: Sequence[str] = NAMES) -> dict[str, Told]:
        """By hand, due or not. Raises a ShopTrouble, StoreError."""
        found = {}
        for name in names:
            found[name] = self._doings[name](organization, shop)
            self._done(organization, f"{name}:{shop.id}", found[name])
        return found

    def _due(self, organization: str, shop: PosIntegration, due: Due, name: str) -> bool:
        failing = self._failing.get(due.name)
        if failing is not None and failing.again_at > self._now():
            return False
        if not self._store.write(organization, lambda database: take(database, due, self._now())):
            return False
        try:
            told = self._doings[name](organization, shop)
        except ShopTrouble as trouble:
            self._failed(organization, due.name, trouble)
            return False
        self._failing.pop(due.name, None)
        self._done(organization, due.name, told)
        _log.info("a shop was looked after", extra={"repair": name, **told})
        return True

    def _failed(self, organization: str, name: str, trouble: ShopTrouble) -> None:
        tries = self._failing[name].tries + 1 if name in self._failing else 1
        self._failing[name] = _Failing(tries, self._now() + pause(tries))
        self._store.write(organization, lambda database: leave(database, name))
        _log.warning("a repair waits for the shop", extra={"repair": name, "code": trouble.code, "tries": tries})

    def _done(self, organization: str, name: str, told: Told) -> None:
        self._store.write(organization, lambda database: done(database, name, self._now(), told))

    def _listen(self, organization: str, shop: PosIntegration) -> Told:
        """A shop that did not say at once where it keeps its stock is asked again as well."""
        subscribed = len(listen(self._opener, organization, shop))
        if shop.location is None:
            introduce(self._opener, organization, shop)
        return {"subscribed": subscribed}

    def _gaps(self, organization: str, shop: PosIntegration) -> Told:
        """Where webhooks were missed, those of stock may have been as well."""
        name = f"{GAPS}:{shop.id}"

        def missed(database: Database) -> int:
            last = chore(database, name)
            since = last.done_at if last else 0
            many: int = database.rows(_GAPS_SINCE, (shop.id, since))[0][0]
            return many

        gaps = self._store.read(organization, missed)
        corrected = compare(self._opener, organization, shop) if gaps else []
        return {"missed": gaps, "corrected": len(corrected)}

    def _late(self, organization: str, shop: PosIntegration) -> Told:
        return {"found": self._poller.sweep(organization, shop)}

    def _stock(self, organization: str, shop: PosIntegration) -> Told:
        return {"corrected": len(reconcile(self._opener, organization, shop))}

    def _report(self, organization: str, shop: PosIntegration) -> Told:
        return {"failed": report_failed(self._opener, organization, shop)}


def after_an_outage(opener: Opener, organization: str, shop: PosIntegration) -> None:
    """It answers again: what was given up meanwhile is told to it now, and not only at night."""

    def given_up(database: Database) -> tuple[str, ...]:
        kind = kind_of(Work)
        works = [kind.row(r) for r in database.rows(f"{kind.select} WHERE integration_id = ?", (shop.id,))]
        return tuple(one.id for one in works if one.status == ERROR and one.next_retry_at is None)

    ids = opener.store.read(organization, given_up)
    if ids:
        opener.give(organization, shop, RetryFailedSync(shop.id, ids))


def _when(name: str, shop: PosIntegration, zone: str) -> Due:
    called = f"{name}:{shop.id}"
    spans = {SUBSCRIPTIONS: HOUR, GAPS: 15 * MINUTE}
    if name in spans:
        return Every(called, spans[name])
    return Night(called, {LATE: SWEEP_HOUR, STOCK: RECONCILE_HOUR, REPORT: REPORT_HOUR}[name], zone)


def _zone(database: Database, shop: PosIntegration) -> str:
    store = StoredRows(database).get(Store, shop.store_id)
    return store.timezone if store is not None else "UTC"
