"""What the notices ask: what is open, what was seen, and what the line shows by itself."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from kitchen_tui.places.place import Question
    from kitchen_tui.sight import Sight

COMPUTED = ("stuck", "unassigned", "late")


def open_notices(sight: Sight, limit: int) -> tuple[Any, dict[str, int], bool]:
    """What is open, how many of each level, and whether that is all."""
    from data.questions.notices import notices_by_level, notices_to_see

    found = notices_to_see(sight.database, sight.store.id, limit)
    return found, dict(notices_by_level(sight.database, sight.store.id)), len(found) < limit


def seen_notices(sight: Sight, limit: int) -> tuple[Any, bool]:
    """What somebody acknowledged, and whether that is all."""
    from data.questions.notices import notices_seen

    found = notices_seen(sight.database, sight.store.id, limit)
    return found, len(found) < limit


def computed(name: str, warn_ms: int, limit: int = 100) -> Question:
    """What is stuck, what nobody has, what is late or will be when the warning begins."""

    def stuck(sight: Sight) -> Any:
        from data.questions.attention import stuck

        return stuck(sight.database, sight.store.id, sight.now(), limit)

    def unassigned(sight: Sight) -> Any:
        from data.questions.attention import unassigned

        return unassigned(sight.database, sight.store.id, sight.today(), sight.now(), limit)

    def late(sight: Sight) -> Any:
        from data.questions.attention import late

        return late(sight.database, sight.store.id, sight.now() + warn_ms, sight.store.timezone, limit)

    return {"stuck": stuck, "unassigned": unassigned, "late": late}[name]
