"""What machines did not tell in time or as it is: clocks, webhooks, stock of which there is less than nothing."""

from __future__ import annotations

from data.health.metric import Part
from data.health.points import by_count, by_share, part
from data.health.seen import Seen

_MINUTE = 60_000


def clocks(seen: Seen) -> Part:
    """Terminals whose clocks were more than two minutes off this week."""
    says = f"Terminals whose clock was more than two minutes off this week: {len(seen.skewed)}"
    do = "Let the terminal set its clock from the network; what was done there counts at its true time all the same"
    shown = tuple(f"{one.terminal}: {one.most_ms // _MINUTE} min" for one in seen.skewed)
    return part("clocks", by_count("clocks", len(seen.skewed), 2), says, do, shown)


def webhooks(seen: Seen) -> Part:
    """Sales of the week that were found by asking, because no webhook told of them; and what waits to be taken in."""
    says = f"Sales this week that no webhook told of: {len(seen.missed)}; deliveries that wait: {seen.waiting}"
    do = "Look at the shop's webhooks (sync-agent shop test) and at whether the hub can be reached from outside"
    lost = by_share("webhooks", len(seen.missed) + seen.waiting, seen.late_sales, 100)
    return part("webhooks", lost, says, do, seen.missed)


def stock(seen: Seen) -> Part:
    """Items of which less than nothing is on hand: something was taken that was never written down as received."""
    says = f"Items of which less than nothing is on hand: {len(seen.below)}"
    do = "Count them (Stock), and receive what was delivered"
    shown = tuple(f"{one.name}: {one.on_hand} {one.unit}" for one in seen.below)
    return part("stock", by_count("stock", len(seen.below), 2), says, do, shown)
