"""From facts to a stage: the same result for every order in which a set of facts arrives."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from data.kitchen.fact import INFERRED, OBSERVED, RETRACTED, StageFact
from data.kitchen.stages import BEFORE_ANY_RETURN, COMPLETE


def cycle_of(stage: str, cycle: int) -> int:
    """The cycle whose facts count for a stage."""
    return 0 if stage in BEFORE_ANY_RETURN else cycle


def standing(facts: Iterable[StageFact]) -> tuple[StageFact, ...]:
    """The facts that no retraction took back, in the order they settled."""
    facts = tuple(facts)
    gone = retracted(facts)
    kept = (f for f in facts if f.kind in (OBSERVED, INFERRED) and f.command_id not in gone)
    return tuple(sorted(kept, key=lambda f: f.place))


def retracted(facts: Iterable[StageFact]) -> set[str | None]:
    """The commands whose facts were taken back."""
    return {f.retracts for f in facts if f.kind == RETRACTED}


def proofs(facts: Sequence[StageFact], stage: str, cycle: int) -> tuple[StageFact, ...]:
    """The standing facts that say this stage is done in this cycle, observed ones first."""
    counts = cycle_of(stage, cycle)
    here = [f for f in facts if f.stage == stage and f.cycle == counts and f.kind != RETRACTED]
    if not here:
        return ()
    gone = retracted(facts)
    return tuple(sorted((f for f in here if f.command_id not in gone), key=lambda f: (f.kind != OBSERVED, f.place)))


def gaps(stages: Sequence[str], facts: Iterable[StageFact], cycle: int) -> tuple[tuple[str, str], ...]:
    """The stages that no fact says are done though a later one was observed, each with the command that observed it:
    whoever scanned there had the cake in hand. A scan in any cycle says it of Filling and Covering, for these two
    belong to all of them."""
    facts = tuple(facts)
    observed = [f for f in standing(facts) if f.kind == OBSERVED and f.stage in stages]

    def passed(at: int, stage: str) -> str | None:
        any_cycle = stage in BEFORE_ANY_RETURN
        later = (f for f in observed if f.stage in stages[at + 1 :] and (any_cycle or f.cycle == cycle))
        return next((f.command_id for f in later), None)

    found = ((stage, passed(at, stage)) for at, stage in enumerate(stages) if not proofs(facts, stage, cycle))
    return tuple((stage, command) for stage, command in found if command is not None)


def stage_of(stages: Iterable[str], facts: Iterable[StageFact], cycle: int) -> str:
    """The first stage of the route that is not done, else Complete."""
    facts = tuple(facts)
    return next((s for s in stages if not proofs(facts, s, cycle)), COMPLETE)
