"""How many points a trouble costs: whole ones, at least one for anything, never more than its weight."""

from __future__ import annotations

from data.health.metric import Part

MOST_EXAMPLES = 5
WEIGHTS = {
    "completeness": 15,
    "freshness": 15,
    "duplicates": 12,
    "unmapped": 12,
    "gaps": 10,
    "outliers": 10,
    "recipes": 8,
    "stock": 6,
    "clocks": 4,
    "webhooks": 4,
    "tests": 4,
}
"""They sum to 100: a store in which everything is wrong has no points left."""


def by_share(code: str, bad: int, among: int, all_at: int) -> int:
    """Points by the share of what is bad; the whole weight from `all_at` thousandths on."""
    if bad <= 0:
        return 0
    weight = WEIGHTS[code]
    return min(weight, -(-weight * 1_000 * bad // (max(among, bad, 1) * all_at)))


def by_count(code: str, bad: int, each: int) -> int:
    """So many points for each."""
    return min(WEIGHTS[code], max(bad, 0) * each)


def part(code: str, lost: int, says: str, do: str, examples: tuple[str, ...] = ()) -> Part:
    """What is to be done is said where anything is lost."""
    return Part(code, says, lost, do if lost else "", WEIGHTS[code], examples[:MOST_EXAMPLES] if lost else ())
