"""The health of a store's data at one moment, the alert when it has fallen, the checks that are still to be made."""

from __future__ import annotations

from dataclasses import dataclass

from data.core.clock import Instant
from data.core.packed import pack, unpack

BEST = 100


@dataclass(frozen=True, slots=True)
class Part:
    """One of the troubles that are looked for: `lost` of its `weight` in points, what was found, what to do about it,
    and some of the rows by which it shows."""

    code: str
    says: str
    lost: int
    todo: str
    weight: int
    examples: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class DataHealthMetric:
    """`score` is 100 less what the `parts` (packed, see `packed_parts`) lose. `previous_score` is that of the metric
    before, `cause` what it was measured after. `alerted_at`: its fall was told of."""

    id: str
    store_id: str
    at: Instant
    score: int
    previous_score: int | None
    parts: str
    cause: str
    alerted_at: Instant | None


@dataclass(frozen=True, slots=True)
class DataHealthAlert:
    """The score of a store fell far, from `previous_score`; open until a person has seen it."""

    id: str
    store_id: str
    metric_id: str
    score: int
    previous_score: int
    says: str
    at: Instant
    acknowledged_at: Instant | None
    acknowledged_by: str | None


@dataclass(frozen=True, slots=True)
class HealthCheckDue:
    """Sales have come, and their store is to be measured for it; at the authority only."""

    id: str
    store_id: str
    cause: str
    at: Instant


def score_of(parts: tuple[Part, ...]) -> int:
    """0 to 100."""
    return BEST - sum(part.lost for part in parts)


def packed_parts(parts: tuple[Part, ...]) -> str:
    """As the metric's column keeps them: a list of [code, says, lost, todo, weight, examples] each."""
    return pack([[p.code, p.says, p.lost, p.todo, p.weight, list(p.examples)] for p in parts])


def parts_of(packed: str) -> tuple[Part, ...]:
    """The parts of a metric, in their order."""
    return tuple(
        Part(code, says, lost, todo, weight, tuple(examples))
        for code, says, lost, todo, weight, examples in unpack(packed)
    )
