"""An advice becomes rows that every terminal shows: only what is new of it is written, and travels."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields, replace

from data.core.clock import Instant
from data.core.ids import digest
from data.core.outcome import Change, Put
from data.core.packed import pack
from data.exchange.node import node_of, scopes_of
from data.exchange.travelling import Key, key_of
from data.exchange.versions import lock, stamp
from data.procurement.recommendation import ProcurementRun, Recommendation
from data.questions.buying import inputs_of
from data.questions.procurement import Advised
from data.questions.stores import stores
from data.store.database import Database, StoredRows
from data.store.execute import apply
from data.store.kinds import kind_of

_TABLES = (
    *("store", "inventory_items", "product", "product_requirements", "product_terms", "forecast_run"),
    *("forecast_feedback", "supplier", "supply_offer", "item_terms", "purchase_order", "purchase_receipt"),
)
"""What an advice follows from: tables that change with it, and hold few rows."""
_VERSION = "SELECT max(ver) FROM sync_row WHERE scope = ? AND tbl = ?"
_GONE = "DELETE FROM procurement_recommendation WHERE id = ?"


def fingerprint(database: Database, store_id: str, now: Instant) -> str:
    """Another one as soon as anything has changed that an advice follows from. A hub counts the versions of its rows;
    a terminal alone does not, and is asked for all of them. Inside the caller's snapshot."""
    node = node_of(database)
    if node is not None and node.feeds:
        asked = [(store.id, table) for store in stores(database) for table in _TABLES]
        return digest(pack([[*each, database.rows(_VERSION, each)[0][0]] for each in asked]))
    inputs = inputs_of(database, store_id, now)
    return "" if inputs is None else digest(repr((inputs.store, inputs.items, inputs.bare, inputs.forecast_at)))


def may_reckon(database: Database) -> bool:
    """Whether the last word is spoken here: below a hub its rows are shown as they come."""
    node = node_of(database)
    return node is None or not node.upstream


def with_inputs(found: Advised | None, inputs: str) -> Advised | None:
    """With what it was made from."""
    return None if found is None else found._replace(run=replace(found.run, inputs=inputs))


def write_down(database: Database, found: Advised, fresh: Callable[[], str], now: Instant) -> bool:
    """The reckoning and what is new of its lines, in a transaction of its own; answers whether others are to hear of
    it."""
    store_id = found.run.store_id
    with database.transaction():
        node = node_of(database)
        feeds = node is not None and node.feeds
        if feeds:
            lock(database, (store_id,))
        known = {line.id: line for line in StoredRows(database).where(Recommendation, store_id=store_id)}
        keys = [key for line in found.lines if (key := _line(database, known.pop(line.id, None), line)) is not None]
        for gone in known.values():
            database.run(_GONE, (gone.id,))
            keys.append(key_of(kind_of(Recommendation), gone))
        keys.append(_run(database, found.run))
        if node is not None and feeds:
            stamp(database, keys, scopes_of(node), fresh, now)
    return feeds


def _line(database: Database, known: Recommendation | None, line: Recommendation) -> Key | None:
    """Its key, if it was written."""
    if known is None:
        apply(database, Put(line))
        return key_of(kind_of(Recommendation), line)
    columns = {f.name: getattr(line, f.name) for f in fields(line) if getattr(line, f.name) != getattr(known, f.name)}
    if not columns.keys() - {"made_at"}:
        return None
    apply(database, Change(Recommendation, (line.id,), columns))
    return key_of(kind_of(Recommendation), line)


def _run(database: Database, run: ProcurementRun) -> Key:
    known = StoredRows(database).get(ProcurementRun, run.store_id)
    columns = {f.name: getattr(run, f.name) for f in fields(run) if f.name != "store_id"}
    apply(database, Put(run) if known is None else Change(ProcurementRun, (run.store_id,), columns))
    return key_of(kind_of(ProcurementRun), run)
