"""How far the demo's sales can be trusted: measured as a hub measures them, as of each of its last mornings."""

from __future__ import annotations

from data.core.ids import derived_id
from data.health.judging import judged
from data.health.metric import HealthCheckDue
from data.ledger.health import keep_within
from data.organization.store import Store
from data.questions.health_seen import seen
from data.store.at_once import AtOnce
from data.store.database import StoredRows
from kitchen_tui.demo.around import DAY
from kitchen_tui.demo.scene import Scene

_MORNINGS, _AGO_MIN = 8, 20


def measured(database: AtOnce, scene: Scene) -> None:
    """One metric a day, the newest of this morning."""
    store = StoredRows(database).get(Store, scene.store_id)
    if store is None:
        return
    for n in reversed(range(_MORNINGS)):
        at = scene.around.ago(_AGO_MIN) - n * DAY
        due = HealthCheckDue(derived_id(store.id, f"demo health:{n}"), store.id, "nightly" if n else "import", at)
        keep_within(database, due, judged(seen(database, store, at)), at)
