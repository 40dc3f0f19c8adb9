"""What had to be repaired of a shop, in one report: what webhooks missed, what was corrected, what failed, and when
each repair was done last."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from typing import Any

from data.core.clock import Instant, iso
from data.core.packed import unpack
from data.exchange.values import Chore
from data.shops.integration import PosIntegration
from data.shops.kept import WebhookGap
from data.shops.work import ERROR, STOCK_CORRECTED, Work
from data.store.database import Database
from data.store.kinds import kind_of
from sync_agent.work.opening import Opener

_log = logging.getLogger(__name__)
_MOST = 500
_GAPS = f"{kind_of(WebhookGap).select} WHERE integration_id = ? AND found_at >= ? ORDER BY found_at, gid LIMIT {_MOST}"
_CORRECTED = f"SELECT at, detail FROM event_log WHERE store_id = ? AND name = ? AND at >= ? ORDER BY at LIMIT {_MOST}"  # noqa: S608


@dataclass(frozen=True, slots=True)
class Correction:
    """A thing that showed something else than we had."""

    external_id: str
    shown: int | None
    ours: int
    at: Instant
    source: str


@dataclass(frozen=True, slots=True)
class Report:
    """Of one shop; `missed` was found by asking, and no webhook had told of it. `done` has each repair's last time."""

    shop: PosIntegration
    missed: tuple[WebhookGap, ...]
    corrected: tuple[Correction, ...]
    failed: tuple[Work, ...]
    done: tuple[tuple[str, Instant], ...]

    def told(self) -> dict[str, Any]:
        """As JSON values."""
        return {
            "shop": self.shop.account,
            "missed_by_webhook": [
                {"gid": gap.gid, "found_at": iso(gap.found_at), "found_by": gap.source} for gap in self.missed
            ],
            "corrected": [
                {"thing": one.external_id, "shown": one.shown, "ours": one.ours, "at": iso(one.at), "by": one.source}
                for one in self.corrected
            ],
            "failed": [{"thing": one.subject, "tries": one.retry_count, "says": one.says} for one in self.failed],
            "done": {name: iso(at) for name, at in self.done},
        }


def report(database: Database, shop: PosIntegration, since: Instant) -> Report:
    """Since then; inside the caller's snapshot."""
    kind, gap = kind_of(Work), kind_of(WebhookGap)
    failed = [kind.row(r) for r in database.rows(f"{kind.select} WHERE integration_id = ? ORDER BY id", (shop.id,))]
    corrected = database.rows(_CORRECTED, (shop.store_id, STOCK_CORRECTED, since))
    return Report(
        shop,
        tuple(gap.row(record) for record in database.rows(_GAPS, (shop.id, since))),
        tuple(one for at, detail in corrected for one in _corrections(shop, at, unpack(detail))),
        tuple(one for one in failed if one.status == ERROR),
        tuple(sorted((one.name.partition(":")[0], one.done_at) for one in _chores(database, shop))),
    )


def report_failed(opener: Opener, organization: str, shop: PosIntegration) -> int:
    """The daily word on what the shop could not be told: each thing with its reason; answers how many there are."""
    failed = opener.store.read(organization, lambda database: report(database, shop, opener.now())).failed
    for one in failed:
        _log.warning("a shop could not be told", extra={"thing": one.subject, "tries": one.retry_count})
    return len(failed)


def _chores(database: Database, shop: PosIntegration) -> list[Chore]:
    kind = kind_of(Chore)
    found = [kind.row(record) for record in database.rows(f"{kind.select} ORDER BY name")]
    return [one for one in found if one.name.endswith(f":{shop.id}")]


def _corrections(shop: PosIntegration, at: Instant, detail: dict[str, Any]) -> list[Correction]:
    if detail["shop"] != shop.id:
        return []
    return [Correction(thing, shown, ours, at, detail["source"]) for thing, shown, ours in detail["found"]]
