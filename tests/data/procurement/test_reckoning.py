"""The arithmetic of one item, by hand, against a slow reckoning in plain steps, and by what must always hold."""

from __future__ import annotations

from fractions import Fraction
from math import ceil

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.procurement.reckoning import MILLION, Asked, Pack, Part, There, reckon, total
from data.procurement.service import at_quantile, service_of
from data.procurement.supplier import ItemTerms


def demand(*amounts: int) -> Asked:
    """Of so many products, each a whole amount, nothing lost in the making."""
    return Asked([(f"product {n}", amount * MILLION, amount * MILLION) for n, amount in enumerate(amounts)])


NOTHING = There([])


class TestByHand:
    def test_three_times_twenty_with_a_minimum_of_a_hundred_is_a_hundred(self):
        """Whoever rounds before summing buys 300."""
        found = reckon(demand(20, 20, 20), NOTHING, pack=Pack(1, minimum=100))

        assert (found.quantity, found.packs) == (100, 100)
        assert [(part.code, part.amount) for part in found.parts] == [
            ("demand", 20),
            ("demand", 20),
            ("demand", 20),
            ("minimum", 40),
        ]

    def test_every_step_has_its_part(self):
        """2 x 1,200 g, of which 90 % can be sold: 2,668 g with what is rounded. 500 g are promised elsewhere; 5 %,
        159 g, are lost. 100 g were used, 300 g are to be kept, 200 g spoil; 900 g are there, 1,000 g are coming.
        2,668 + 500 + 159 - 100 + 300 + 200 - 900 - 1,000 = 1,827 g: three bags of 750 g, which come in fours."""
        sold = 1_200 * MILLION
        made = -(-sold * 1_000 // 900)
        asked = Asked([("Roll", sold, made), ("Bun", sold, made)], held=500, used=100)
        there = There([("Banno's", 700), ("Flour Lane", 200)], on_order=1_000, expiring=200)

        found = reckon(asked, there, waste_permille=50, safety=300, pack=Pack(750, minimum=1_000, multiple=4))

        assert found.parts == (
            Part("demand", "Roll", 1_200),
            Part("demand", "Bun", 1_200),
            Part("held", "", 500),
            Part("yield", "", 268),
            Part("waste", "", 159),
            Part("used", "", -100),
            Part("safety", "", 300),
            Part("expiring", "", 200),
            Part("on_hand", "Banno's", -700),
            Part("on_hand", "Flour Lane", -200),
            Part("on_order", "", -1_000),
            Part("packs", "", 423),
            Part("multiple", "", 750),
        )
        assert (found.quantity, found.packs, found.surplus) == (3_000, 4, 3_000 - 1_827)

    def test_enough_is_bought_no_more_of(self):
        found = reckon(demand(50), There([("Banno's", 80)]), pack=Pack(25, minimum=100))

        assert (found.quantity, found.packs, found.surplus) == (0, 0, 30)
        assert found.parts[-1] == Part("enough", "", 30)

    def test_what_was_oversold_is_bought_as_well(self):
        assert reckon(demand(50), There([("Banno's", -5)]), pack=Pack(1)).quantity == 55

    def test_what_spoils_is_not_bought_for_later(self):
        """Ten days take 100, but it keeps for three, which take 30; in packs of 20 that is 40."""
        found = reckon(demand(100), NOTHING, pack=Pack(20), asked_while_fresh=demand(30))

        assert [(part.code, part.amount) for part in found.parts] == [
            ("demand", 100),
            ("shelf_life", -70),
            ("packs", 10),
        ]
        assert found.quantity == 40

    def test_a_part_of_a_unit_is_a_whole_one(self):
        """Two products of a third of a gram each: each is rounded up by itself, as each is shown by itself."""
        third = MILLION // 3
        assert reckon(Asked([("a", third, third), ("b", third, third)]), NOTHING, pack=Pack(1)).quantity == 2


class TestTheQuantile:
    def test_is_straight_between_the_three(self):
        assert [at_quantile(10_000, 20_000, 40_000, q) for q in (100, 300, 500, 700, 900)] == [
            10_000,
            15_000,
            20_000,
            30_000,
            40_000,
        ]

    def test_goes_on_beyond_the_ninetieth_as_a_normal_spread_does(self):
        assert at_quantile(10_000, 20_000, 40_000, 990) == 40_000 + 20_000 * 82 // 100
        assert at_quantile(0, 0, 0, 990) == 0

    def test_is_what_somebody_set(self):
        assert service_of(ItemTerms("i", "s", 0, None, None, 800, 100, None), 3) == 800

    def test_of_what_keeps_is_high_and_of_what_spoils_is_even(self):
        """Flour: 100 / (100 + 5). Cream that is over after the three days it is bought for: 100 / (100 + 100)."""
        assert service_of(None, 3) == 952
        assert service_of(ItemTerms("i", "s", 0, 3, None, None, 100, None), 3) == 500
        assert service_of(ItemTerms("i", "s", 0, 3, None, None, 300, None), 3) == 750


amounts = st.integers(0, 5_000)
demands = st.lists(st.tuples(st.integers(0, 5_000 * MILLION), st.integers(500, 1_000)), max_size=5)
packs = st.builds(Pack, st.integers(1, 400), st.integers(0, 3_000), st.integers(1, 12))


def slowly(asked: Asked, there: There, waste: int, safety: int, pack: Pack | None, fresh: Asked | None) -> int:
    """The same in plain steps: fractions, and packs put down one carton at a time."""

    def missing_of(what: Asked) -> int:
        sold = sum(ceil(Fraction(net, MILLION)) for _, net, _ in what.demands)
        made = sum(ceil(Fraction(whole, MILLION)) for _, _, whole in what.demands)
        lost = ceil(Fraction(waste, 1_000) * (made + what.held))
        need = sold + (made - sold) + what.held + lost - what.used + safety + there.expiring
        return need - sum(amount for _, amount in there.on_hand) - there.on_order

    missing = missing_of(asked)
    if missing > 0 and fresh is not None:
        missing = min(missing, max(missing_of(fresh), 0))
    if missing <= 0:
        return 0
    if pack is None:
        return missing
    bought = 0
    while bought < missing or bought < pack.minimum:
        bought += pack.size * pack.multiple
    return bought


def asked_of(drawn, held: int, used: int) -> Asked:
    return Asked([(str(n), net, -(-net * 1_000 // share)) for n, (net, share) in enumerate(drawn)], held, used)


class TestAlways:
    @given(demands, amounts, amounts, amounts, amounts, amounts, st.integers(0, 300), amounts, packs, demands)
    def test_as_a_slow_reckoning_says(
        self, drawn, held, used, on_hand, on_order, expiring, waste, safety, pack, while_fresh
    ):
        asked, there = asked_of(drawn, held, used), There([("s", on_hand)], on_order, expiring)
        fresh = asked_of(while_fresh, held, used)

        found = reckon(asked, there, waste_permille=waste, safety=safety, pack=pack, asked_while_fresh=fresh)

        assert found.quantity == slowly(asked, there, waste, safety, pack, fresh)
        assert total(found.parts) == found.quantity

    @given(demands, amounts, packs)
    def test_whole_cartons_or_nothing_never_less_than_is_missing_or_sold(self, drawn, on_hand, pack):
        asked = asked_of(drawn, 0, 0)
        loose = reckon(asked, There([("s", on_hand)])).quantity

        found = reckon(asked, There([("s", on_hand)]), pack=pack)

        assert found.quantity == found.packs * pack.size >= loose >= 0
        assert found.packs % pack.multiple == 0
        assert found.quantity == 0 if loose == 0 else found.quantity >= pack.minimum
        least = max(loose, pack.minimum)
        assert found.quantity - pack.size * pack.multiple < least or loose == 0

    @given(demands, st.integers(0, 5_000 * MILLION), amounts, packs)
    def test_more_demand_never_buys_less(self, drawn, more, on_hand, pack):
        before = reckon(asked_of(drawn, 0, 0), There([("s", on_hand)]), pack=pack).quantity
        after = reckon(asked_of([*drawn, (more, 1_000)], 0, 0), There([("s", on_hand)]), pack=pack).quantity

        assert after >= before

    @given(demands, amounts, packs)
    def test_what_was_ordered_is_not_advised_once_more(self, drawn, on_hand, pack):
        asked = asked_of(drawn, 0, 0)
        first = reckon(asked, There([("s", on_hand)]), pack=pack).quantity

        assert reckon(asked, There([("s", on_hand)], on_order=first), pack=pack).quantity == 0

    @given(st.integers(0, 10**6), st.integers(0, 10**6), st.integers(0, 10**6), st.integers(0, 1_100))
    def test_a_quantile_never_falls_as_one_wants_to_be_surer(self, p10, more, most, service):
        p50, p90 = p10 + more, p10 + more + most

        assert at_quantile(p10, p50, p90, service) <= at_quantile(p10, p50, p90, service + 1)


@pytest.mark.parametrize("asked", [Asked([]), demand(0)])
def test_nothing_asked_for_is_nothing_bought(asked):
    found = reckon(asked, NOTHING, pack=Pack(10, minimum=100))

    assert (found.quantity, found.parts) == (0, ())
