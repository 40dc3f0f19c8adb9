"""Why a store cannot have a forecast yet, and what else one should know of the one it has; loads little."""

from __future__ import annotations

from data.core.clock import plus_days
from sync_agent.forecasts.gathering import FEWEST_DAYS, LONGEST_SILENCE, Material

_NAMED = 3


def lacking(material: Material) -> str | None:
    """Why there is too little to go by, and what to do; None where there is enough."""
    if not material.products:
        return "No product is set up: add products, or import sales with --create"
    if not material.sales.past and not material.sales.unmapped:
        return "No sale is known yet: connect a shop, take orders, or import sales with `sync-agent sales import`"
    if not material.sales.past:
        return f"No sale here is of a product that we know: {_unmapped(material)}"
    if material.days < FEWEST_DAYS:
        return (
            f"Only {material.days} days of sales are known before {material.date}; forecasts begin with {FEWEST_DAYS}"
        )
    last = max(sold.date for sold in material.sales.past)
    if plus_days(last, LONGEST_SILENCE) < material.date:
        return f"No sale is known since {last}: forecasts need sales of the last {LONGEST_SILENCE} days"
    return None


def also(material: Material) -> list[str]:
    """What was not learned from, and where the sales came from."""
    found = []
    if material.sales.unmapped:
        found.append(_unmapped(material))
    if material.left_out:
        found.append(f"{material.left_out} days before a pause of more than a year are left out")
    if material.sales.imported:
        since = material.sales.own_since
        found.append("sales from before " + since + " were imported" if since else "all sales were imported")
    if material.sales.typed:
        found.append(f"{material.sales.typed} figures were set right by a person")
    return found


def _unmapped(material: Material) -> str:
    titles = sorted(material.sales.unmapped, key=lambda title: (-material.sales.unmapped[title], title))
    named = ", ".join(titles[:_NAMED]) + (" ..." if len(titles) > _NAMED else "")
    return f"{sum(material.sales.unmapped.values())} lines of sales are of no known product ({named})"
