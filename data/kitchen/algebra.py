"""From facts to a stage: the same result for every order in which a set of facts arrives."""

from __future__ import annotations

from collections.abc import Iterable

from data.kitchen.fact import INFERRED, OBSERVED, RETRACTED, StageFact
from data.kitchen.stages import BEFORE_ANY_RETURN, COMPLETE


def cycle_of(stage: str, cycle: int) -> int:
    """The cycle whose facts count for a stage."""
    return 0 if stage in BEFORE_ANY_RETURN else cycle


def standing(facts: Iterable[StageFact]) -> tuple[StageFact, ...]:
    """The facts that no retraction took back, in the order they settled."""
    facts = tuple(facts)
    gone = {f.retracts for f in facts if f.kind == RETRACTED}
    kept = (f for f in facts if f.kind in (OBSERVED, INFERRED) and f.command_id not in gone)
    return tuple(sorted(kept, key=lambda f: f.place))


def proofs(facts: Iterable[StageFact], stage: str, cycle: int) -> tuple[StageFact, ...]:
    """The standing facts that say this stage is done in this cycle, observed ones first."""
    here = [f for f in standing(facts) if f.stage == stage and f.cycle == cycle_of(stage, cycle)]
    return tuple(sorted(here, key=lambda f: (f.kind != OBSERVED, f.place)))


def stage_of(stages: Iterable[str], facts: Iterable[StageFact], cycle: int) -> str:
    """The first stage of the route that is not done, else Complete."""
    facts = tuple(facts)
    return next((s for s in stages if not proofs(facts, s, cycle)), COMPLETE)
