"""Who works for the shops: the authority, and nobody who has nothing that opens one."""

from __future__ import annotations

import threading
from types import SimpleNamespace

from sync_agent.hub.serving import _shops_served


def test_a_store_hub_works_for_no_shop():
    """It holds the shops' rows and none of their secrets: it would find every one of them broken."""
    app = SimpleNamespace(state=SimpleNamespace(hub=SimpleNamespace(above=object()), mailroom=None))
    with _shops_served("sqlite:///nowhere", app):  # type: ignore[arg-type]
        assert not [thread for thread in threading.enumerate() if thread.name.startswith("shops-")]
