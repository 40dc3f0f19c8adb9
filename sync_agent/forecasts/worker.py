"""Takes stores that wait for their forecasts, ten at a time, until nobody waits; in a process of its own."""

from __future__ import annotations

import logging
from collections.abc import Callable

from data.core.clock import Instant
from data.forecasts.forecast import FAILED, ForecastRun, run_id
from data.ledger.made import NotTheAuthorityError, hold, lay_down
from data.store.database import Database
from sync_agent.forecasts.authority import Authority
from sync_agent.forecasts.gathering import NoSuchStoreError
from sync_agent.forecasts.making import HORIZON, Made, Maker
from sync_agent.forecasts.queue import BATCH, MOST_TRIES, Lease, LeaseLostError, lease
from sync_agent.shelves.room import Place

_log = logging.getLogger(__name__)
GIVEN_UP = "Its making was begun {tries} times and never ended: see the hub's log"


class Worker:
    """One process; `name` tells it from the others."""

    def __init__(
        self,
        authority: Authority,
        name: str,
        now: Callable[[], Instant],
        fresh: Callable[[], str],
        horizon: int = HORIZON,
    ) -> None:
        """Nothing is leased yet."""
        self._authority, self._name, self._now, self._fresh = authority, name, now, fresh
        self._maker, self._horizon = Maker(authority, now, fresh), horizon

    def until_none(self, told: Callable[[Made], None] = lambda _: None) -> int:
        """All that waits; answers how many stores were done. Raises StoreError."""
        done = 0
        for organization in self._authority.organizations():
            while batch := self.leased(organization):
                done += sum(self._served(organization, one, told) for one in batch)
        return done

    def leased(self, organization: str) -> list[Lease]:
        """The next batch."""
        return self._authority.write(organization, lambda database: lease(database, self._name, self._now(), BATCH))

    def _served(self, organization: str, one: Lease, told: Callable[[Made], None]) -> bool:
        """Acknowledged when all is committed; before that a death gives it to another."""
        request = one.request
        place = Place(organization, request.store_id)
        if not self._authority.write(organization, lambda database: one.renew(database, self._now())):
            return False
        try:
            if request.tries > MOST_TRIES:
                self._given_up(place, one)
            else:
                told(self._maker.make(place, request.forecast_date, self._horizon, one))
        except LeaseLostError:
            _log.warning("another worker was quicker")
            return False
        except (NoSuchStoreError, NotTheAuthorityError):
            # The store has gone elsewhere since it was put down.
            _log.warning("nobody waits for these forecasts any more", extra={"code": "no_such_store"})
        return self._authority.write(organization, one.acknowledge)

    def _given_up(self, place: Place, one: Lease) -> None:
        request, now = one.request, self._now()
        says = GIVEN_UP.format(tries=request.tries - 1)
        ident = run_id(request.store_id, request.forecast_date)
        run = ForecastRun(ident, request.store_id, request.forecast_date, request.made_at, now, FAILED, 0, says)

        def work(database: Database) -> None:
            with database.transaction():
                hold(database, request.store_id)
                if not one.holds(database):
                    raise LeaseLostError(request.store_id)
                lay_down(database, request.store_id, [run], [], now, self._fresh)

        self._authority.write(place.organization, work)
        self._authority.told(place)
        _log.error("forecasts were given up", extra={"tries": request.tries - 1})
