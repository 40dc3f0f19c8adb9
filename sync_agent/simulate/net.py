"""The lines between nodes: late, lost, doubled, cut off in the middle, or open in one direction only."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from random import Random

from data.exchange.message import Answer, Request
from sync_agent.link.hearing import Incomplete, read_answer
from sync_agent.link.reading import Malformed
from sync_agent.link.spelling import read_request, write_answer, write_request

PORTAL = b"<!DOCTYPE html><html><body>Please accept our terms</body></html>\n"


class Believed(AssertionError):
    """What arrived was no message, or half a one, and was taken for a message."""


@dataclass(frozen=True, slots=True)
class Letter:
    """A message on its way; `due` is the step in which it arrives."""

    due: int
    sender: str
    to: str
    body: Request | Answer


@dataclass(slots=True)
class Net:
    """`cut` holds the directed lines that carry nothing; when it is `healed` no trouble happens."""

    dice: Random
    hits: Counter[str]
    faults: frozenset[str]
    cut: set[tuple[str, str]] = field(default_factory=set)
    letters: list[Letter] = field(default_factory=list)
    healed: bool = False

    def send(self, step: int, sender: str, to: str, body: Request | Answer) -> None:
        """Perhaps it arrives, perhaps twice, perhaps much later. Raises Believed when a ruin of it was read."""
        if (sender, to) in self.cut:
            return
        if self._happens("F1", 0.10) or self._ruined(body):
            return
        if not self.healed and self.dice.random() < 0.1:
            body = spelled(body)
        for _ in range(2 if self._happens("F2", 0.10) else 1):
            delay = self.dice.randrange(5, 60) if self._happens("F3", 0.10) else self.dice.randrange(3)
            self.letters.append(Letter(step + delay, sender, to, body))

    def arriving(self, step: int) -> list[Letter]:
        """The letters of this step, in any order."""
        due = [letter for letter in self.letters if letter.due <= step]
        if not due:
            return due
        self.letters = [letter for letter in self.letters if letter.due > step]
        self.dice.shuffle(due)
        return [letter for letter in due if (letter.sender, letter.to) not in self.cut]

    def hurried(self, to: str) -> list[Letter]:
        """The questions to a node that are on their way over lines that work: they are there already."""
        found = [
            each
            for each in self.letters
            if each.to == to and isinstance(each.body, Request) and (each.sender, to) not in self.cut
        ]
        self.letters = [each for each in self.letters if each not in found]
        return found

    def heal(self) -> None:
        """All lines work, and carry nothing old."""
        self.healed = True
        self.cut.clear()
        self.letters.clear()

    def _ruined(self, body: Request | Answer) -> bool:
        """Cut off anywhere, or replaced by a page: its reader must throw it away."""
        if self._happens("F4", 0.03):
            whole = _bytes(body)
            ruin = whole[: self.dice.randrange(len(whole) - 1)]
        elif isinstance(body, Answer) and self._happens("F8", 0.02):
            ruin = PORTAL
        else:
            return False
        try:
            read_request(ruin) if isinstance(body, Request) else read_answer(ruin)
        except (Malformed, Incomplete):
            return True
        raise Believed(f"{len(ruin)} bytes of a message were taken for all of it")

    def _happens(self, fault: str, chance: float) -> bool:
        if self.healed or fault not in self.faults or self.dice.random() >= chance:
            return False
        self.hits[fault] += 1
        return True


def spelled(body: Request | Answer) -> Request | Answer:
    """As it comes out of its bytes."""
    return read_request(_bytes(body)).request if isinstance(body, Request) else read_answer(_bytes(body)).answer


def _bytes(body: Request | Answer) -> bytes:
    return write_request(body) if isinstance(body, Request) else b"".join(write_answer(body))
