"""What a machine has reckoned - forecasts, advice, health - is made by no command: a day that is seen again is given it
as it stands, and only what people said to it is done again."""

from __future__ import annotations

from data.exchange.travelling import kind_named
from data.store.database import Database
from data.store.kinds import Kind

_SAID = {
    "forecast": ("actual", "planned", "reason"),
    "forecast_explanation": (),
    "forecast_run": (),
    "data_health_metric": (),
    "data_health_alert": ("acknowledged_at", "acknowledged_by"),
    "procurement_recommendation": (),
    "procurement_run": (),
}
"""The tables, and the columns in which stands what a person said."""
RECKONED = frozenset(_SAID)


def hand_over(true: Database, into: Database) -> None:
    """The rows that are not there yet, before anybody said anything to them; in a transaction of its own."""
    with into.transaction():
        for table, said in _SAID.items():
            kind = kind_named(table)
            there = {_key(kind, record) for record in into.rows(kind.select)}
            unsaid = {kind.columns.index(name) for name in said}
            new = [record for record in true.rows(kind.select) if _key(kind, record) not in there]
            into.many(kind.insert, [tuple(None if n in unsaid else v for n, v in enumerate(one)) for one in new])


def _key(kind: Kind, record: tuple[object, ...]) -> tuple[object, ...]:
    return tuple(record[kind.columns.index(name)] for name in kind.key)
