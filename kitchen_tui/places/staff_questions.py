"""What the staff list asks for."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from data.core.clock import HOUR, at_minute, iso
from kitchen_tui.places.staff_card import Known, act_fields, shift_fields
from kitchen_tui.widgets.due import Clock

if TYPE_CHECKING:
    from data.questions.crew import Colleague
    from kitchen_tui.places.listing import Field
    from kitchen_tui.sight import Sight

_WEEK = 7 * 24 * HOUR
_SHIFTS = 60
_ALL = 100_000
"""For a file: more than anybody does in a week, or works in a life."""


def ask_crew(sight: Sight) -> list[Colleague]:
    """Everybody of the store."""
    from data.questions.crew import crew

    return crew(sight.database, sight.store.id)


def ask_number(sight: Sight) -> int:
    """The number that somebody new could have."""
    from data.questions.people import next_staff_number

    return next_staff_number(sight.database)


def ask_person(sight: Sight, *, staff_id: str, limit: int) -> tuple[str, Known]:
    """A person's last week, her shifts, and what she finished today."""
    from data.questions.crew import acts_of, made_since, shifts_of

    database, now = sight.database, sight.now()
    midnight = at_minute(sight.today(), 0, sight.store.timezone)
    acts = acts_of(database, staff_id, now - _WEEK, limit)
    return staff_id, Known(acts, shifts_of(database, staff_id, _SHIFTS), made_since(database, staff_id, midnight))


def matching(crew: Sequence[Colleague], *, everybody: bool, wanted: str) -> list[Colleague]:
    """Those who work here (or everybody), called so in any case or having this number."""
    text = wanted.casefold()
    here = (person for person in crew if everybody or person.active)
    return [p for p in here if text in p.name.casefold() or str(p.number) == text]


def sheet_rows(sight: Sight, *, everybody: bool, wanted: str) -> list[tuple[str | int | None, ...]]:
    """The lines of the list for a file."""
    found = matching(ask_crew(sight), everybody=everybody, wanted=wanted)
    return [(p.number, p.name, p.role, iso(p.since)) for p in found]


def act_rows(sight: Sight, *, staff_id: str) -> list[tuple[str, ...]]:
    """All that a person did in the last week, for a file."""
    from data.questions.crew import acts_of

    clock = Clock(sight.now(), sight.store.timezone, 0)
    return [_texts(act_fields(act, clock)) for act in acts_of(sight.database, staff_id, clock.now - _WEEK, _ALL)]


def shift_rows(sight: Sight, *, staff_id: str) -> list[tuple[str, ...]]:
    """All shifts of a person, for a file."""
    from data.questions.crew import shifts_of

    clock = Clock(sight.now(), sight.store.timezone, 0)
    return [_texts(shift_fields(shift, clock)) for shift in shifts_of(sight.database, staff_id, _ALL)]


def _texts(fields: Sequence[Field]) -> tuple[str, ...]:
    return tuple(field.text for field in fields)
