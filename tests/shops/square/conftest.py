"""A bench for each test; whatever was asked on it kept to Square's own schema."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.shops.square.bench import SquareBench


@pytest.fixture
def bench() -> Iterator[SquareBench]:
    made = SquareBench()
    yield made
    made.line.close()
    assert made.played.violations == []
