"""What a packer checks before the box is closed: a line for each thing, ticked by hand or by the scan that ends it."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING

from kitchen_tui.widgets.facts import Fact, facts_of

if TYPE_CHECKING:
    from data.questions.queue import QueueLine
    from kitchen_tui.widgets.glyphs import Glyphs

_TOLD_APART = ("WITH", "ASKED FOR")
"""Each accessory and each wish is checked by itself."""
_CHECKED = ("ALLERGENS", "WRITING", "NOTES", *_TOLD_APART)

_Tick = tuple[str, str, int]
"""What was ticked: its label, its text, and how many of the same stand above it."""


def things_of(line: QueueLine, glyphs: Glyphs) -> list[Fact]:
    """What is checked of a ticket, in the order of its card."""
    things: list[Fact] = []
    for fact in facts_of(line, glyphs):
        if fact.label == "WITH":
            extras = json.loads(line.accessories)
            things += [Fact("WITH", f"{quantity} {glyphs.times} {title}", "strong") for title, quantity in extras]
        elif fact.label == "ASKED FOR":
            things += [Fact("ASKED FOR", f"{name}: {value}") for name, value in json.loads(line.kept)]
        elif fact.label in _CHECKED:
            things.append(fact)
    return things


class Checklist:
    """The ticks of the one ticket that is being packed here; another ticket, or another round of it, begins anew."""

    def __init__(self) -> None:
        """Nothing is in the hand."""
        self._of: tuple[str, int] | None = None
        self._ticked: set[_Tick] = set()

    def begin(self, line: QueueLine) -> None:
        """This ticket is packed now; the ticks of the same one stay."""
        if self._of != (line.id, line.cycle):
            self._of, self._ticked = (line.id, line.cycle), set()

    def end(self) -> None:
        """Nothing is packed here any more."""
        self._of = None

    @property
    def ticket_id(self) -> str | None:
        """Which ticket is being packed."""
        return None if self._of is None else self._of[0]

    def is_of(self, line: QueueLine) -> bool:
        """Whether it is this ticket, in this round, that is being packed here."""
        return self._of == (line.id, line.cycle)

    def tick(self, line: QueueLine, glyphs: Glyphs, number: int | None = None) -> None:
        """Ticks one thing, or takes its tick away; without a number the next one that is open."""
        ticks = _ticks_of(things_of(line, glyphs))
        if number is None:
            number = next((n for n, tick in enumerate(ticks) if tick not in self._ticked), None)
        if self.is_of(line) and number is not None and number < len(ticks):
            self._ticked ^= {ticks[number]}

    def facts(self, line: QueueLine, glyphs: Glyphs) -> list[Fact]:
        """The card's facts, those that are checked with a box before them. What was changed is open again."""
        things = things_of(line, glyphs)
        boxed = [
            Fact(
                thing.label,
                f"[{glyphs.ok if tick in self._ticked else ' '}] {thing.text}",
                "quiet" if tick in self._ticked else thing.style,
                f"tick:{n}",
            )
            for n, (thing, tick) in enumerate(zip(things, _ticks_of(things), strict=True))
        ]
        return [*boxed, *(fact for fact in facts_of(line, glyphs) if fact.label not in _CHECKED)]


def _ticks_of(things: Sequence[Fact]) -> list[_Tick]:
    seen: Counter[tuple[str, str]] = Counter()
    found: list[_Tick] = []
    for thing in things:
        found.append((thing.label, thing.text, seen[thing.label, thing.text]))
        seen[thing.label, thing.text] += 1
    return found
