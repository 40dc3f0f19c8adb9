"""What a shift showed, and what many of them did."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Verdict:
    """`lost`, `doubled` and `diverged` are sentences, all empty for a clean shift; `hits` counts faults by number,
    `rules` how often each rule of the protocol decided something, `answers` what was said to people and to nodes."""

    seed: int
    acked: int
    excused: int
    lost: tuple[str, ...]
    doubled: tuple[str, ...]
    diverged: tuple[str, ...]
    hits: Counter[str] = field(default_factory=Counter)
    rules: Counter[str] = field(default_factory=Counter)
    answers: Counter[str] = field(default_factory=Counter)

    @property
    def clean(self) -> bool:
        """Whether nothing was lost, doubled or different."""
        return not (self.lost or self.doubled or self.diverged)

    @property
    def wrong(self) -> tuple[str, ...]:
        """All sentences."""
        return (*self.lost, *self.doubled, *self.diverged)
