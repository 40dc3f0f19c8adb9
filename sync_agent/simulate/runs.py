"""Many shifts by a range of seeds, in one process or several; what they showed adds up."""

from __future__ import annotations

import logging
import multiprocessing
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from time import process_time
from typing import Any

from sync_agent.simulate.authority import opened
from sync_agent.simulate.breaking import half_way
from sync_agent.simulate.faults import ALL, order
from sync_agent.simulate.patching import Patch, patched
from sync_agent.simulate.releases import knowing_less
from sync_agent.simulate.settled import first_morning
from sync_agent.simulate.shift import Shift
from sync_agent.simulate.story import Story
from sync_agent.simulate.verdict import Verdict
from sync_agent.simulate.without import RULES, counting, without

STANDING: dict[str, tuple[Patch, ...]] = {
    "F42": (
        ("data.ledger.receive:read_command", knowing_less),
        ("data.exchange.ruling:read_command", knowing_less),
    ),
    "F44": (("data.store.housekeeping:JOURNAL_ALWAYS", lambda _: 3),),
    "F50": (("data.exchange.ruling:execute", half_way),),
}
"""Faults that sit in the product as long as a run lasts. A shift has few commands: its journals are cut shorter."""
A_BATCH = 10
"""Seeds that a process takes at once."""


@dataclass(frozen=True, slots=True)
class Terms:
    """What a run is like: which faults, without which rules ("" for none), on what authority."""

    faults: frozenset[str] = ALL
    without: str = ""
    authority: str = "memory"
    database: str = ""


@dataclass(slots=True)
class Totals:
    """What a run has shown so far; `seconds` of the processors' time."""

    shifts: int = 0
    acked: int = 0
    excused: int = 0
    lost: int = 0
    doubled: int = 0
    diverged: int = 0
    faults: Counter[str] = field(default_factory=Counter)
    rules: Counter[str] = field(default_factory=Counter)
    first_failing_seed: int | None = None
    failing_seeds: list[int] = field(default_factory=list)
    seconds: float = 0.0

    def add(self, verdict: Verdict) -> None:
        """One shift more."""
        self.shifts += 1
        self.acked += verdict.acked
        self.excused += verdict.excused
        self.lost += len(verdict.lost)
        self.doubled += len(verdict.doubled)
        self.diverged += len(verdict.diverged)
        self.faults += verdict.hits
        self.rules += verdict.rules
        if not verdict.clean:
            self.failing_seeds = sorted({*self.failing_seeds, verdict.seed})
            self.first_failing_seed = self.failing_seeds[0]

    def unmet(self, terms: Terms) -> list[str]:
        """Faults that were to happen and did not, rules that decided nothing: nothing is proven of them."""
        faults = [fault for fault in sorted(terms.faults, key=order) if not self.faults[fault]]
        gone = terms.without.split(",")
        rules = [name for name in RULES if not self.rules[name] and name not in gone] if terms.faults == ALL else []
        return faults + rules

    def told(self, terms: Terms) -> dict[str, Any]:
        """As JSON."""
        return {
            "shifts": self.shifts,
            "acked": self.acked,
            "excused": self.excused,
            "lost": self.lost,
            "doubled": self.doubled,
            "diverged": self.diverged,
            "faults": {fault: self.faults[fault] for fault in sorted(terms.faults, key=order)},
            "rules": {name: self.rules[name] for name in RULES},
            "unmet": self.unmet(terms),
            "first_failing_seed": self.first_failing_seed,
            "failing_seeds": self.failing_seeds,
            "shifts_per_second": round(self.shifts / self.seconds, 2) if self.seconds else None,
            "seconds": round(self.seconds, 2),
        }

    @classmethod
    def read(cls, told: dict[str, Any]) -> Totals:
        """What `told` gave."""
        names = ("shifts", "acked", "excused", "lost", "doubled", "diverged", "first_failing_seed", "failing_seeds")
        return cls(
            **{name: told[name] for name in names},
            faults=Counter(told["faults"]),
            rules=Counter(told["rules"]),
            seconds=told["seconds"],
        )


@contextmanager
def on(terms: Terms, rules: Counter[str]) -> Iterator[None]:
    """The product as these terms want it."""
    standing = [patch for fault in sorted(terms.faults & STANDING.keys(), key=order) for patch in STANDING[fault]]
    gone = terms.without.split(",") if terms.without else []
    removed = without(terms.without) if terms.without else ()
    silenced = logging.root.manager.disable
    # A rule that breaks logs what broke; here that is what was wanted.
    logging.disable(logging.CRITICAL)
    try:
        with patched([*standing, *removed, *counting(rules, gone)]):
            yield
    finally:
        logging.disable(silenced)


def play(seeds: Iterable[int], terms: Terms, story: Story | None = None) -> Iterator[tuple[Verdict, float]]:
    """Each shift's verdict and the seconds of processor time that it took. The same seed on the same terms gives the
    same verdict, in any process."""
    first_morning()  # while every rule is there
    rules: Counter[str] = Counter()
    with on(terms, rules), opened(terms.authority, terms.database) as fresh_cloud:
        for seed in seeds:
            rules.clear()
            began = process_time()
            shift = Shift(seed, terms.faults, cloud=fresh_cloud(), story=story, rules=rules)
            verdict = shift.run()
            yield verdict, process_time() - began


def play_all(first: int, last: int, terms: Terms, jobs: int) -> Iterator[tuple[list[Verdict], float]]:
    """Seeds from `first` up to but not including `last`, a batch at a time and in order, by so many processes."""
    batches = [(range(n, min(n + A_BATCH, last)), terms) for n in range(first, last, A_BATCH)]
    if jobs <= 1:
        yield from (_batch(batch) for batch in batches)
        return
    with multiprocessing.get_context("spawn").Pool(jobs) as pool:
        yield from pool.imap(_batch, batches)


def _batch(what: tuple[range, Terms]) -> tuple[list[Verdict], float]:
    played = list(play(*what))
    return [verdict for verdict, _ in played], sum(seconds for _, seconds in played)
