"""From facts to a stage: the same result for every order in which a set of facts arrives."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from data.kitchen.fact import OBSERVED, RETRACTED, StageFact
from data.kitchen.stages import BEFORE_ANY_RETURN, COMPLETE


def cycle_of(stage: str, cycle: int) -> int:
    """The cycle whose facts count for a stage."""
    return 0 if stage in BEFORE_ANY_RETURN else cycle


class Facts:
    """The facts of one ticket, gone through once for all that a rule asks of them."""

    def __init__(self, facts: Iterable[StageFact]) -> None:
        """In any order."""
        self._all = tuple(facts)
        gone = {f.retracts for f in self._all if f.kind == RETRACTED}
        standing = [f for f in self._all if f.kind != RETRACTED and f.command_id not in gone]
        standing.sort(key=lambda f: f.place)
        self._observed = [f for f in standing if f.kind == OBSERVED]
        self._proofs: dict[tuple[str, int], tuple[StageFact, ...]] = {}
        for fact in (*self._observed, *(f for f in standing if f.kind != OBSERVED)):
            at = fact.stage, fact.cycle
            self._proofs[at] = (*self._proofs.get(at, ()), fact)

    def __iter__(self) -> Iterator[StageFact]:
        return iter(self._all)

    def with_one_more(self, fact: StageFact) -> Facts:
        """These and another one."""
        return Facts((*self._all, fact))

    @property
    def next_place(self) -> int:
        """Where one more would settle."""
        return 1 + max((f.place for f in self._all), default=0)

    def proofs(self, stage: str, cycle: int) -> tuple[StageFact, ...]:
        """The facts that no retraction took back and that say this stage is done in this cycle, observed ones first,
        otherwise in the order in which they settled."""
        return self._proofs.get((stage, cycle_of(stage, cycle)), ())

    def gaps(self, stages: Sequence[str], cycle: int) -> tuple[tuple[str, str], ...]:
        """The stages that no fact says are done though a later one was observed, each with the command that observed
        it: whoever scanned there had the cake in hand. A scan in any cycle says it of Filling and Covering, for these
        two belong to all of them."""
        missing = [(at, stage) for at, stage in enumerate(stages) if not self.proofs(stage, cycle)]
        found = ((stage, self._passed(stage, stages[at + 1 :], cycle)) for at, stage in missing)
        return tuple((stage, command) for stage, command in found if command is not None)

    def _passed(self, stage: str, later: Sequence[str], cycle: int) -> str | None:
        """The command that observed the ticket at one of these later stages."""
        any_cycle = stage in BEFORE_ANY_RETURN
        for fact in self._observed:
            if fact.stage in later and (any_cycle or fact.cycle == cycle):
                return fact.command_id
        return None

    def stage(self, stages: Iterable[str], cycle: int) -> str:
        """The first stage of the route that is not done, else Complete."""
        for stage in stages:
            if not self.proofs(stage, cycle):
                return stage
        return COMPLETE
