"""One store's forecasts from beginning to end: read, reckon, write."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass

from data.core.clock import Instant
from data.forecasts.forecast import DONE, FAILED, NOTHING
from sync_agent.forecasts.authority import Authority
from sync_agent.forecasts.figures import Outlook
from sync_agent.forecasts.gathering import Material, gather
from sync_agent.forecasts.keeping import Kept, keep
from sync_agent.forecasts.lacking import lacking
from sync_agent.forecasts.queue import Lease
from sync_agent.shelves.room import Place

HORIZON = 14
READING, RECKONING, WRITING = "reading", "reckoning", "writing"
STEPS = (READING, RECKONING, WRITING)
NOT_INSTALLED = (
    "Forecasts need {name}, which is not installed where they are made: they come with the extra `forecast` "
    "(`pip install 'bakeline[forecast]'`, or `make forecast` in a checkout)"
)
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Made:
    """What became of a store's forecasts."""

    place: Place
    date: str
    outlook: Outlook
    kept: Kept

    @property
    def done(self) -> bool:
        """Whether there are some."""
        return self.outlook.status == DONE


@dataclass(frozen=True, slots=True)
class Maker:
    """`now` is the wall clock, `fresh` a tag by chance."""

    authority: Authority
    now: Callable[[], Instant]
    fresh: Callable[[], str]

    def make(
        self,
        place: Place,
        date: str,
        horizon: int = HORIZON,
        lease: Lease | None = None,
        at: Callable[[str], None] = lambda _: None,
    ) -> Made:
        """Those from a day on; `at` hears what is being done. What the sales themselves do not allow is said in the
        run's row. Raises NoSuchStoreError, NotTheAuthorityError, LeaseLostError, StoreError."""
        began = self.now()
        at(READING)
        store_id = place.store_id
        material = self.authority.read(
            place.organization, lambda database: gather(database, store_id, date, horizon, began)
        )
        at(RECKONING)
        outlook = _reckoned(material)
        at(WRITING)
        kept = self.authority.write(
            place.organization,
            lambda database: keep(database, material, outlook, began, self.now(), self.fresh, lease),
        )
        self.authority.told(place)
        ms = self.now() - began
        _log.info("forecasts were made", extra={"rows": kept.forecasts, "ms": ms, "code": outlook.status})
        return Made(place, date, outlook, kept)


def _reckoned(material: Material) -> Outlook:
    trouble = lacking(material)
    if trouble is not None:
        return Outlook(NOTHING, (), trouble, material.horizon)
    try:
        # Only now is it worth what it costs to load.
        from sync_agent.forecasts.reckoning import reckon

        return reckon(material)
    except ModuleNotFoundError as missing:
        return Outlook(FAILED, (), NOT_INSTALLED.format(name=missing.name), material.horizon)
    except Exception as trouble_of_numbers:
        _log.exception("a forecast broke")
        says = f"These sales could not be reckoned with ({type(trouble_of_numbers).__name__}: {trouble_of_numbers})"
        return Outlook(FAILED, (), says, material.horizon)
