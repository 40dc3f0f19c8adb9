"""A score is a hundred less what its parts lose, whatever is seen; and a fall is told of once."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from data.core.clock import plus_days
from data.health.judging import fallen_from, judged
from data.health.metric import packed_parts, parts_of, score_of
from data.health.points import WEIGHTS, by_count, by_share
from data.health.seen import Alike, Below, Known, Linked, Seen, ShopSeen, Skewed, SoldOnDay
from tests.support.cast import NOW, TODAY

COUNTS = st.integers(0, 10**6)
WORDS = st.sampled_from(("", "a", "b", "Sponge", "Größe ☕"))
DAYS = st.integers(0, 400).map(lambda n: plus_days(TODAY, -n))
PRICES = st.none() | st.integers(1, 10**9)
SOLD = st.builds(
    SoldOnDay,
    *(DAYS, WORDS, WORDS, WORDS, WORDS, st.integers(1, 10**12), COUNTS, COUNTS, PRICES, PRICES, WORDS),
)
SEEN = st.builds(
    Seen,
    now=st.just(NOW),
    today=st.just(TODAY),
    first_day=st.none() | DAYS,
    last_day=st.none() | DAYS,
    closed_weekdays=st.sampled_from(((), ("Sunday",), ("Monday", "Tuesday", "Sunday"))),
    sold_days=st.frozensets(DAYS, max_size=40),
    sold=st.lists(SOLD, max_size=40).map(tuple),
    sales=COUNTS,
    empty_sales=st.lists(WORDS, max_size=5).map(tuple),
    broken_lines=COUNTS,
    tests=COUNTS,
    alike=st.lists(st.builds(Alike, COUNTS, COUNTS, WORDS, DAYS), max_size=5).map(tuple),
    products=st.lists(st.builds(Known, WORDS, WORDS, WORDS, st.booleans()), max_size=5).map(tuple),
    links=st.lists(st.builds(Linked, WORDS, WORDS, WORDS, st.booleans()), max_size=5).map(tuple),
    item_skus=st.frozensets(WORDS, max_size=3),
    shops=st.lists(st.builds(ShopSeen, WORDS, st.integers(0, 2 * NOW)), max_size=3).map(tuple),
    late_sales=COUNTS,
    missed=st.lists(WORDS, max_size=5).map(tuple),
    waiting=COUNTS,
    skewed=st.lists(st.builds(Skewed, WORDS, COUNTS, COUNTS), max_size=5).map(tuple),
    below=st.lists(st.builds(Below, WORDS, st.integers(-(10**9), -1), WORDS), max_size=5).map(tuple),
    excused=st.frozensets(DAYS, max_size=5),
    explained=st.frozensets(st.tuples(DAYS, WORDS), max_size=5),
)


@given(SEEN)
def test_a_score_is_from_0_to_100_and_what_its_parts_lose_is_missing_from_it(seen: Seen) -> None:
    parts = judged(seen)

    assert score_of(parts) == 100 - sum(part.lost for part in parts)
    assert 0 <= score_of(parts) <= 100
    assert sorted(part.code for part in parts) == sorted(WEIGHTS)
    assert all(0 <= part.lost <= part.weight == WEIGHTS[part.code] for part in parts)
    assert [part.lost for part in parts] == sorted((part.lost for part in parts), reverse=True)


@given(SEEN)
def test_a_trouble_says_what_to_do_and_parts_come_back_from_their_column_as_they_went(seen: Seen) -> None:
    parts = judged(seen)

    assert all(part.says and bool(part.todo) is bool(part.lost) and len(part.examples) <= 5 for part in parts)
    assert parts_of(packed_parts(parts)) == parts


@given(st.sampled_from(sorted(WEIGHTS)), COUNTS, COUNTS, st.integers(1, 1_000))
def test_points_grow_with_what_is_bad_from_one_to_the_weight(code: str, bad: int, among: int, all_at: int) -> None:
    points = by_share(code, bad, among, all_at)

    assert (points > 0) is (bad > 0)
    assert points <= by_share(code, bad + 1, among, all_at) <= WEIGHTS[code]
    assert by_count(code, bad, 2) == min(2 * bad, WEIGHTS[code])


class TestAFall:
    def test_of_so_many_points_against_the_score_before_is_one(self):
        assert fallen_from(80, (90,), 10) == 90
        assert fallen_from(81, (90,), 10) is None
        assert fallen_from(81, (90,), 9) == 90

    def test_in_small_steps_is_one_as_well(self):
        assert fallen_from(80, (95, 90, 85), 10) == 95

    def test_is_none_where_it_rises_stays_or_nothing_was_measured_before(self):
        assert fallen_from(90, (80,), 10) is None
        assert fallen_from(80, (80, 80), 10) is None
        assert fallen_from(0, (), 10) is None
