"""A page of a founding as JSON values; sync_agent.lives.founding_desk reads it."""

from __future__ import annotations

from base64 import b64encode
from typing import Any

from data.exchange.founding import Page


def write_page(page: Page) -> dict[str, Any]:
    """A raw payload goes as base64."""
    records = [[b64encode(c).decode() if isinstance(c, bytes) else c for c in record] for record in page.records]
    return {"table": page.table, "after": page.after, "upto": page.upto, "records": records}
