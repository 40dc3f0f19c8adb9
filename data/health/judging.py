"""From what is seen of a store to the parts of its score, and whether the score has fallen so far that people hear."""

from __future__ import annotations

from data.health.days import completeness, freshness, gaps
from data.health.lines import duplicates, outliers, tests
from data.health.machines import clocks, stock, webhooks
from data.health.mapping import Mapping, recipes, unmapped
from data.health.metric import Part
from data.health.seen import Seen


def judged(seen: Seen) -> tuple[Part, ...]:
    """All parts, what costs most first."""
    mapping = Mapping(seen)
    parts = (
        *(completeness(seen), freshness(seen), gaps(seen)),
        *(duplicates(seen), outliers(seen, mapping), tests(seen)),
        *(unmapped(seen, mapping), recipes(seen, mapping)),
        *(stock(seen), clocks(seen), webhooks(seen)),
    )
    return tuple(sorted(parts, key=lambda part: -part.lost))


def fallen_from(score: int, since_alert: tuple[int, ...], drop: int) -> int | None:
    """The score that this one has fallen from by `drop` or more, None for no such fall. `since_alert` are the scores of
    the last week, since the last alert and its own included: five points and five and five are a fall, too, and what
    was told of once is not told of again while it stays."""
    best = max(since_alert, default=score)
    return best if best - score >= drop else None


def alert_text(score: int, before: int, parts: tuple[Part, ...]) -> str:
    """The fall in a sentence, with what costs most."""
    text = f"The health of the data fell from {before} to {score}"
    return ". ".join([text, *(part.says for part in parts[:1] if part.lost)])
