"""A hub's work for its shops, in threads of their own with connections of their own: nobody who asks the hub waits."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from typing import TypeVar

from data.core.clock import Instant
from data.shops.connecting import SetShopState
from data.shops.integration import CONNECTED, PosIntegration
from data.store.database import Database
from data.store.errors import StoreError
from data.store.kinds import kind_of
from sync_agent.health.measuring import Measurer
from sync_agent.hub.elsewhere import teller
from sync_agent.hub.organizations import organizations
from sync_agent.hub.running import Changed
from sync_agent.hub.store import HubStore, opened
from sync_agent.shops.keys import ShopKeys
from sync_agent.shops.trouble import Disconnected, ShopTrouble
from sync_agent.watch.alerter import Alerter
from sync_agent.work.gate import Gate
from sync_agent.work.inbox import InboxWorker
from sync_agent.work.knocking import knock
from sync_agent.work.letting_go import Farewells
from sync_agent.work.noting import PUSHED, Noted, nobody_notes
from sync_agent.work.opening import Opener
from sync_agent.work.patience import PatientOpener
from sync_agent.work.poller import Poller
from sync_agent.work.pusher import Pusher
from sync_agent.work.repairs import NAMES, Repairs, after_an_outage

_log = logging.getLogger(__name__)
_GOODBYE_S = 10.0
_LOOK_S = 1.0
"""Between two looks; a webhook and a change of stock wake it at once."""
_AGAIN_S = 10.0
"""After something that nobody had thought of."""
_POLL_LOOK_S = 30.0
_ALERT_LOOK_S = 5.0
_HEALTH_LOOK_S = 5.0
_HEALTH_AGAIN_S = 300.0
"""Between two looks whether a store was not measured for an hour."""
T = TypeVar("T")
Look = Callable[[], bool]
"""Answers whether there may be more at once."""
POLLS, REPAIRS = "polls", "repairs"


@dataclass(frozen=True, slots=True)
class Only:
    """A part of the work: one of its kinds (None: all), these repairs, one shop by its id or account (None: each)."""

    kind: str | None = None
    repairs: tuple[str, ...] = NAMES
    shop: str | None = None

    def does(self, kind: str) -> bool:
        """Whether a kind of work is in it."""
        return self.kind in (None, kind)

    def at(self, shop: PosIntegration) -> bool:
        """Whether it is done for a shop."""
        return self.shop in (None, shop.id, shop.account)


ALL = Only()


class ShopService:
    """A thread takes in, one pushes, one polls: a shop that answers slowly holds up no webhook's order."""

    def __init__(
        self,
        url: str,
        master: bytes,
        now: Callable[[], Instant],
        changed: Changed | None,
        noted: Noted = nobody_notes,
        only: Only = ALL,
    ) -> None:
        """`changed` is told of stores with news (None: the hubs hear it by the database), `noted` how
        long a piece of work took."""
        self._only = only
        self._noted = noted
        self._url, self._keys, self._now, self._changed = url, ShopKeys(master), now, changed
        self._gate = Gate()
        self._ended = threading.Event()
        self._woken = threading.Event()
        work = {
            "inbox": (self._taking_in, self._until_woken),
            "pushes": (self._pushing, lambda: self._ended.wait(_LOOK_S)),
            "health": (self._measuring, lambda: self._ended.wait(_HEALTH_LOOK_S)),
            "alerts": (self._alerting, lambda: self._ended.wait(_ALERT_LOOK_S)),
            POLLS: (self._polling, lambda: self._ended.wait(_POLL_LOOK_S)),
            REPAIRS: (self._repairing, lambda: self._ended.wait(_POLL_LOOK_S)),
        }
        self._threads = [
            threading.Thread(target=self._run, args=each, name=f"shops-{name}", daemon=True)
            for name, each in work.items()
            if only.does(name)
        ]

    def wake(self) -> None:
        """Something has come; from any thread."""
        self._woken.set()

    @contextmanager
    def watched(self) -> Iterator[None]:
        """So long it works; what is being done at the end is finished, or comes free with its lease."""
        for thread in self._threads:
            thread.start()
        try:
            yield
        finally:
            self._ended.set()
            self._woken.set()
            ends = time.monotonic() + _GOODBYE_S
            for thread in self._threads:
                thread.join(max(0.0, ends - time.monotonic()))

    def _run(self, begin: Callable[[Opener], Look], rest: Callable[[], None]) -> None:
        while not self._ended.is_set():
            try:
                with closing(opened(self._url)) as store:
                    changed = self._changed or teller(store)
                    look = begin(Opener(store, self._keys, changed, self._now, gate=self._gate))
                    while not self._ended.is_set():
                        if not look():
                            rest()
            except StoreError as trouble:
                _log.warning("the shops' work waits for the database", extra={"code": type(trouble).__name__})
                self._ended.wait(_LOOK_S)
            except Exception:
                # Whatever it was, the thread that ended over it would be missed by nobody.
                _log.exception("the shops' work begins anew")
                self._ended.wait(_AGAIN_S)

    def _until_woken(self) -> None:
        self._woken.wait(_LOOK_S)
        self._woken.clear()

    def _taking_in(self, opener: Opener) -> Look:
        worker = InboxWorker(opener, self._noted)
        return lambda: sum(worker.once(whose.id) for whose in organizations(opener.store)) > 0

    def _pushing(self, opener: Opener) -> Look:
        pusher = Pusher(opener)

        def push(organization: str, shop: PosIntegration) -> int:
            return self._pushed(pusher, organization, shop)

        return lambda: sum(one_by_one(shops(opener.store), push)) > 0

    def _pushed(self, pusher: Pusher, organization: str, shop: PosIntegration) -> int:
        begun = time.perf_counter()
        told = pusher.once(organization, shop)
        if told:
            self._noted(PUSHED, time.perf_counter() - begun, True)
        return told

    def _alerting(self, opener: Opener) -> Look:
        alerter = Alerter(opener.store, self._keys, self._now)
        return lambda: sum(alerter.once(whose.id) for whose in organizations(opener.store)) > 0

    def _measuring(self, opener: Opener) -> Look:
        measurer, again_at = Measurer(opener.store, self._now, opener.changed), 0.0

        def look() -> bool:
            nonlocal again_at
            them = [whose.id for whose in organizations(opener.store)]
            done = sum(measurer.once(organization) for organization in them)
            if time.monotonic() >= again_at:
                done += sum(measurer.look_again(organization) for organization in them)
                again_at = time.monotonic() + _HEALTH_AGAIN_S
            return done > 0

        return look

    def _polling(self, opener: Opener) -> Look:
        patient = PatientOpener.over(opener, self._ended.wait)
        poller = Poller(patient)

        def poll(organization: str, shop: PosIntegration) -> None:
            if poller.due(shop) and self._only.at(shop) and not self._ended.is_set():
                asked(patient, poller, organization, shop)

        def look() -> bool:
            one_by_one(shops(opener.store), poll)
            return False

        return look

    def _repairing(self, opener: Opener) -> Look:
        patient, farewells = PatientOpener.over(opener, self._ended.wait), Farewells(opener)
        repairs = Repairs(patient, self._only.repairs)

        def repair(organization: str, shop: PosIntegration) -> None:
            farewells.let_go(organization, shop)
            knock(opener, organization, shop)
            if shop.status == CONNECTED and not self._ended.is_set():
                repairs.look(organization, shop)

        def look() -> bool:
            one_by_one(every_shop(opener.store), repair)
            return False

        return look


def one_by_one(them: Iterable[tuple[str, PosIntegration]], work: Callable[[str, PosIntegration], T]) -> list[T]:
    """What the work answers for each. A shop over which it breaks holds up none of the others: what is left of it is
    taken up anew when its lease ends. Raises StoreError."""
    found = []
    for organization, shop in them:
        try:
            found.append(work(organization, shop))
        except StoreError:
            raise
        except Exception:
            _log.exception("the work for a shop broke", extra={"shop": shop.id})
    return found


def asked(opener: Opener, poller: Poller, organization: str, shop: PosIntegration) -> bool:
    """Polls a shop; whether it was asked and answered. One that does not says so in its row until it does, and is then
    told what was given up meanwhile. Raises StoreError."""
    try:
        found = poller.poll(organization, shop)
    except ShopTrouble as trouble:
        _log.warning("a shop could not be polled", extra={"code": trouble.code})
        if shop.says != str(trouble) and not isinstance(trouble, Disconnected):
            opener.give(organization, shop, SetShopState(shop.id, says=str(trouble)))
        return False
    if found is None:
        return False
    if shop.says:
        after_an_outage(opener, organization, shop)
    return True


def shops(store: HubStore) -> list[tuple[str, PosIntegration]]:
    """All that are connected, with their organization."""
    return [one for one in every_shop(store) if one[1].status == CONNECTED]


def every_shop(store: HubStore) -> list[tuple[str, PosIntegration]]:
    """All that were ever connected, with their organization."""
    kind = kind_of(PosIntegration)

    def read(database: Database) -> list[PosIntegration]:
        return [kind.row(record) for record in database.rows(kind.select)]

    return [(whose.id, shop) for whose in organizations(store) for shop in store.read(whose.id, read)]
