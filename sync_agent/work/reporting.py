"""What had to be repaired of a shop, in one report: what webhooks missed, what was corrected, what failed, and when
each repair was done last."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from typing import Any

from data.core.clock import Instant, iso
from data.core.ids import derived_id
from data.core.packed import unpack
from data.exchange.values import Chore
from data.ledger.alerts import put_down_word
from data.shops.integration import PosIntegration
from data.shops.kept import WebhookGap
from data.shops.work import ERROR, STOCK_CORRECTED, Work
from data.store.database import Database
from data.store.housekeeping import DAY
from data.store.kinds import kind_of
from sync_agent.watch.alerter import KEPT
from sync_agent.watch.channels import channels_of
from sync_agent.work.opening import Opener

_log = logging.getLogger(__name__)
_MOST = 500
_IN_A_MESSAGE = 10
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
    """The daily word on what the shop could not be told, each thing with its reason: into the log, and on every channel
    where there is anything to tell; answers how many there are."""
    now = opener.now()
    found = opener.store.read(organization, lambda database: report(database, shop, now - DAY))
    for one in found.failed:
        _log.warning("a shop could not be told", extra={"thing": one.subject, "tries": one.retry_count})
    if found.failed:
        _tell(opener, organization, found, now)
    return len(found.failed)


def _tell(opener: Opener, organization: str, found: Report, now: Instant) -> None:
    shop = found.shop
    cause = derived_id(shop.id, f"report:{now // DAY}")
    word = (shop.store_id, f"Daily report of {shop.account}", _words(found))

    def work(database: Database) -> int:
        channels = list(channels_of(opener.keys.of(database, KEPT)))
        return put_down_word(database, cause, word, channels, now) if channels else 0

    opener.store.write(organization, work)


def _words(found: Report) -> str:
    """Short enough for a message: the whole of it is told by `sync-agent reconcile --report`."""
    failed = found.failed
    lines = [f"{found.shop.account} could not be told of {len(failed)} things:"]
    lines += [f"{one.subject}: {one.says} ({one.retry_count} tries)" for one in failed[:_IN_A_MESSAGE]]
    lines += [f"and {len(failed) - _IN_A_MESSAGE} more"] if len(failed) > _IN_A_MESSAGE else []
    lines += [
        f"In a day {len(found.missed)} orders came without a webhook, {len(found.corrected)} things were corrected"
    ]
    return "\n".join(lines)


def _chores(database: Database, shop: PosIntegration) -> list[Chore]:
    kind = kind_of(Chore)
    found = [kind.row(record) for record in database.rows(f"{kind.select} ORDER BY name")]
    return [one for one in found if one.name.endswith(f":{shop.id}")]


def _corrections(shop: PosIntegration, at: Instant, detail: dict[str, Any]) -> list[Correction]:
    if detail["shop"] != shop.id:
        return []
    return [Correction(thing, shown, ours, at, detail["source"]) for thing, shown, ours in detail["found"]]
