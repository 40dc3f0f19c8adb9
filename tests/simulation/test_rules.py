"""Each rule of the protocol is needed: without it the oracle finds something wrong, and soon."""

from __future__ import annotations

import pytest

from sync_agent.simulate.patching import patched
from sync_agent.simulate.runs import play
from sync_agent.simulate.without import RULES, UnknownRule, without
from tests.simulation.pins import terms

CAUGHT_BY: dict[str, tuple[int, int]] = {}
"""Two seeds for each rule that go wrong without it."""
SOON = 500


def wrong(seed: int, rule: str, without: str = "") -> tuple[str, ...]:
    ((verdict, _),) = play([seed], terms(rule, without))
    return verdict.wrong


def test_two_seeds_are_pinned_for_every_rule():
    assert set(CAUGHT_BY) == set(RULES)
    assert all(one != two for one, two in CAUGHT_BY.values())


@pytest.mark.parametrize(("rule", "seed"), [(rule, seed) for rule, seeds in CAUGHT_BY.items() for seed in seeds])
def test_a_rule_that_is_gone_is_missed(rule, seed):
    assert wrong(seed, rule, rule), "if the product has changed, `python -m tests.simulation.pins` finds other seeds"


@pytest.mark.parametrize("rule", CAUGHT_BY)
def test_and_with_it_the_same_shift_is_clean(rule):
    assert wrong(CAUGHT_BY[rule][0], rule) == ()


@pytest.mark.proof
@pytest.mark.parametrize("rule", RULES)
def test_each_rule_is_missed_within_five_hundred_shifts(rule):
    assert any(not verdict.clean for verdict, _ in play(range(1_000, 1_000 + SOON), terms(rule, rule)))


def test_a_rule_is_back_after_the_run():
    import data.ledger.receive

    before = data.ledger.receive.follows
    with patched(without("forks,gaps")):
        assert data.ledger.receive.follows is not before
    assert data.ledger.receive.follows is before


def test_an_unknown_rule_is_said():
    with pytest.raises(UnknownRule, match="gravity"):
        without("gravity")
