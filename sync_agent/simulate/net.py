"""The lines between nodes: late, lost, doubled, cut off in the middle, or open in one direction only."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from random import Random

from data.exchange.message import Answer, Request


@dataclass(frozen=True, slots=True)
class Letter:
    """A message on its way; `due` is the step in which it arrives."""

    due: int
    sender: str
    to: str
    body: Request | Answer


@dataclass(slots=True)
class Net:
    """`cut` holds the directed lines that carry nothing; `rate` is the chance of each trouble, 0 when all is healed."""

    dice: Random
    hits: Counter[str]
    faults: frozenset[str]
    cut: set[tuple[str, str]] = field(default_factory=set)
    letters: list[Letter] = field(default_factory=list)
    healed: bool = False

    def send(self, step: int, sender: str, to: str, body: Request | Answer) -> None:
        """Perhaps it arrives, perhaps twice, perhaps much later."""
        if (sender, to) in self.cut:
            return
        if self._happens("F1", 0.10):
            return
        for _ in range(2 if self._happens("F2", 0.10) else 1):
            delay = self.dice.randrange(5, 60) if self._happens("F3", 0.10) else self.dice.randrange(3)
            self.letters.append(Letter(step + delay, sender, to, body))

    def arriving(self, step: int) -> list[Letter]:
        """The letters of this step, in any order."""
        due = [letter for letter in self.letters if letter.due <= step]
        self.letters = [letter for letter in self.letters if letter.due > step]
        self.dice.shuffle(due)
        return [letter for letter in due if (letter.sender, letter.to) not in self.cut]

    def heal(self) -> None:
        """All lines work, and carry nothing old."""
        self.healed = True
        self.cut.clear()
        self.letters.clear()

    def _happens(self, fault: str, chance: float) -> bool:
        if self.healed or fault not in self.faults or self.dice.random() >= chance:
            return False
        self.hits[fault] += 1
        return True
