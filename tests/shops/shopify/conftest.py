"""A bench for each test; at its end the played shop has nothing to complain of."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.shops.shopify.bench import ShopifyBench


@pytest.fixture
def bench() -> Iterator[ShopifyBench]:
    made = ShopifyBench()
    yield made
    assert made.played.refused == []
    assert not made.played.faults.counts["asked_for_what_is_given_up"]
