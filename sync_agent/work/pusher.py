"""Changes of stock are told to the shops: absolute, the newest only, and as fast as a shop lets itself be asked."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from data.core.actor import SERVICE_ACTOR
from data.core.clock import Instant
from data.core.ids import derived_id
from data.ledger import leases
from data.ledger.leases import Leased
from data.ledger.own import rule_within
from data.shops.integration import CONNECTED, PosIntegration
from data.shops.link import to_show
from data.shops.work import SettleWork
from data.stock.link import StockLink
from data.store.database import Database, StoredRows
from sync_agent.hub.organizations import fresh
from sync_agent.shops.trouble import Disconnected, Rejected, ShopTrouble, Stale, Throttled, Unavailable
from sync_agent.shops.vendor import Push, Pushed, Shop
from sync_agent.work.opening import Opener
from sync_agent.work.pauses import pause

_log = logging.getLogger(__name__)
_OPEN_AFTER, _OPEN_FOR = 5, 60_000
"""After so many calls in a row that nobody answered a shop is left alone for so many milliseconds."""
_SOON_S = 3.0
"""So long a push that was throttled is waited for on the spot."""
_ANY_AWAITED = "SELECT 1 FROM sync_awaited LIMIT 1"

Verdict = tuple[str, int, int | None, str, int | None]


class _Away(Unavailable):
    """It does not even tell what it shows."""


@dataclass(slots=True)
class _Line:
    """How a connection has been lately."""

    failed: int = 0
    closed_until: Instant = 0


class Pusher:
    """For one thread; several, in several processes, share the work by leases."""

    def __init__(self, opener: Opener, wait: Callable[[float], object] = time.sleep) -> None:
        """Its shops, its database and its clock are the opener's; `wait` lets some seconds pass."""
        self._opener, self._store, self._now, self._wait = opener, opener.store, opener.now, wait
        self._worker = fresh()
        self._lines: dict[str, _Line] = {}

    def once(self, organization: str, shop: PosIntegration) -> int:
        """Tells one shop what is due, one call's worth; answers how many things. Raises StoreError."""
        line = self._lines.setdefault(shop.id, _Line())
        if shop.status != CONNECTED or shop.location is None or line.closed_until > self._now():
            return 0
        if not self._store.read(organization, lambda database: _may_push(database, shop, self._now())):
            return 0
        many = self._opener.vendors(shop.vendor).pushes_a_call
        leased = self._store.write(
            organization, lambda database: leases.lease(database, shop.id, self._worker, many, self._now())
        )
        if leased:
            self._settle(organization, shop, leased, self._told(organization, shop, leased, line))
        return len(leased)

    def _told(self, organization: str, shop: PosIntegration, leased: Sequence[Leased], line: _Line) -> list[Verdict]:
        wanted = self._store.read(organization, lambda database: _wanted(database, shop, leased))
        try:
            found = self._opener.with_shop(organization, shop, lambda there: self._push(there, shop, leased, wanted))
            line.failed = 0
            return found
        except Throttled as trouble:
            line.closed_until = self._now() + int(trouble.wait * 1000) + 1
            _log.info("throttled", extra={"wait_s": round(trouble.wait, 3)})
            return []
        except Disconnected:
            return []
        except Unavailable as trouble:
            line.failed += 1
            if line.failed >= _OPEN_AFTER:
                line.closed_until = self._now() + _OPEN_FOR
            # An outage is no fault of these things: however long it lasts, none of them is given up for it.
            return [] if isinstance(trouble, _Away) else [_failed(one, trouble, self._now()) for one in leased]
        except ShopTrouble as trouble:
            return [_failed(one, trouble, self._now()) for one in leased]

    def _push(
        self, there: Shop, shop: PosIntegration, leased: Sequence[Leased], wanted: Mapping[str, int | None]
    ) -> list[Verdict]:
        """What the shop shows is read first: what it shows already is not told, and each push names what it changes."""
        counted = [one for one in leased if wanted.get(one.work.subject) is not None]
        shown = _shown(there, [one.work.subject for one in counted], shop.location or "") if counted else {}
        verdicts: list[Verdict] = [
            (one.work.id, one.work.version, wanted.get(one.work.subject), "", None)
            for one in leased
            if wanted.get(one.work.subject) is None or shown.get(one.work.subject) == wanted[one.work.subject]
        ]
        settled = {verdict[0] for verdict in verdicts}
        open_ones = {one.work.subject: one for one in leased if one.work.id not in settled}
        pushes = [
            self._pushed(shop, one, wanted[subject] or 0, shown.get(subject)) for subject, one in open_ones.items()
        ]
        told = self._asked(there, pushes) if pushes else ()
        return verdicts + [self._verdict(open_ones[done.push.external_id], done) for done in told]

    def _asked(self, there: Shop, pushes: Sequence[Push]) -> Sequence[Pushed]:
        """A short wait is waited here: whoever came back later would read again first, and that may cost all that the
        shop allows meanwhile."""
        try:
            return there.push(pushes)
        except Throttled as trouble:
            if trouble.wait > _SOON_S:
                raise
            _log.info("throttled", extra={"wait_s": round(trouble.wait, 3)})
            self._wait(trouble.wait)
            return there.push(pushes)

    def _pushed(self, shop: PosIntegration, one: Leased, quantity: int, believed: int | None) -> Push:
        # The same thing once more has the same key; anything reckoned anew has another.
        key = derived_id(one.work.id, f"{one.work.version}:{quantity}:{believed}")
        return Push(one.work.subject, shop.location or "", quantity, believed, key, self._now())

    def _verdict(self, one: Leased, done: Pushed) -> Verdict:
        if done.trouble is None:
            return one.work.id, one.work.version, done.push.quantity, "", None
        return _failed(one, done.trouble, self._now())

    def _settle(
        self, organization: str, shop: PosIntegration, leased: Sequence[Leased], verdicts: Sequence[Verdict]
    ) -> None:
        given = self._opener.stamp()

        def work(database: Database) -> None:
            with database.transaction():
                ours = leases.still_held(database, leased, self._worker)
                mine = {one.work.id for one in ours}
                heard = tuple(verdict for verdict in verdicts if verdict[0] in mine)
                if heard:
                    command, stores = SettleWork(shop.id, heard), (shop.store_id,)
                    rule_within(database, command, SERVICE_ACTOR, shop.vendor, given, fresh, stores)
                leases.let_go(database, ours, self._worker)

        self._store.write(organization, work)
        self._opener.changed(organization, (shop.store_id,))
        told = {verdict[0] for verdict in verdicts if not verdict[3]}
        for one in leased:
            if one.work.id in told and one.work.retry_count:
                _log.info("recovered", extra={"thing": one.work.subject, "tries": one.work.retry_count + 1})


def _may_push(database: Database, shop: PosIntegration, now: Instant) -> bool:
    """A hub that was restored does not know yet what the terminals know: nothing goes out until they have told it."""
    return leases.is_due(database, shop.id, now) and not database.rows(_ANY_AWAITED)


def _shown(there: Shop, subjects: Sequence[str], location: str) -> Mapping[str, int]:
    try:
        return there.stock(subjects, location)
    except Unavailable as trouble:
        raise _Away(str(trouble), trouble.code) from trouble


def _wanted(database: Database, shop: PosIntegration, leased: Sequence[Leased]) -> dict[str, int | None]:
    rows = StoredRows(database)
    found: dict[str, int | None] = {}
    for one in leased:
        link = rows.get(StockLink, shop.id, one.work.subject)
        found[one.work.subject] = to_show(rows, link) if link is not None else None
    return found


def _failed(one: Leased, trouble: Exception, now: Instant) -> Verdict:
    says = str(trouble) or type(trouble).__name__
    if isinstance(trouble, Stale):
        return one.work.id, one.work.version, None, says, now
    again_at = None if isinstance(trouble, Rejected) else now + pause(one.work.retry_count + 1)
    return one.work.id, one.work.version, None, says, again_at
