"""What can go wrong between two nodes: a stable code and a sentence for people, and how long to wait."""

from __future__ import annotations

UNREACHABLE, CLOCK, CERTIFICATE, PORTAL = "unreachable", "certificate_time", "certificate", "not_a_hub"
TOKEN, REVOKED, FOREIGN, COPY = "token_refused", "revoked", "foreign", "node_conflict"
TOO_LARGE, HUB_TOO_OLD, BUSY, SICK, INCOMPLETE, REFUSED = (
    "too_large",
    "hub_too_old",
    "busy",
    "hub_trouble",
    "incomplete",
    "refused",
)
CLOCK_OFF = "clock_off"
NOT_HANDED_OVER = "not_handed_over"
BROKEN = "broken"


class Trouble(Exception):
    """An exchange that did not happen; nothing of it was applied. `wait_s`: so long the hub asks us to stay away."""

    def __init__(self, code: str, says: str, wait_s: float | None = None) -> None:
        """Keeps all three."""
        super().__init__(says)
        self.code, self.says, self.wait_s = code, says, wait_s
