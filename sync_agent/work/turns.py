"""One worker at a time, of however many processes: whoever has the turn keeps it page by page, and one who was killed
over it loses it within a minute."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from data.ledger import leases
from sync_agent.hub.organizations import fresh
from sync_agent.work.opening import Opener


class Turn:
    """The caller's, until it ends or somebody has taken it over."""

    def __init__(self, opener: Opener, organization: str, name: str, worker: str, fence: int) -> None:
        """See `turn`."""
        self._opener, self._organization = opener, organization
        self._name, self._worker, self._fence = name, worker, fence

    def still(self) -> bool:
        """Another minute; False when somebody else has it by now. Raises StoreError."""
        now = self._opener.now()
        return self._opener.store.write(
            self._organization, lambda database: leases.renew(database, self._name, self._worker, self._fence, now)
        )


@contextmanager
def turn(opener: Opener, organization: str, name: str) -> Iterator[Turn | None]:
    """None while another worker has it. Raises StoreError."""
    worker = fresh()
    fence = opener.store.write(organization, lambda database: leases.take(database, name, worker, opener.now()))
    if fence is None:
        yield None
        return
    try:
        yield Turn(opener, organization, name, worker, fence)
    finally:
        opener.store.write(organization, lambda database: leases.leave(database, name, worker, fence))
