"""A bakery with an ordinary history on either database, and its score."""

from __future__ import annotations

from collections.abc import Iterable

import pytest

from data.core.outcome import Put
from data.health.judging import judged
from data.health.metric import Part, score_of
from data.organization.store import Store
from data.questions.health_seen import seen
from tests.support.bakery import Bakery, open_shop
from tests.support.sold import ordinary, plant


class Kept(Bakery):
    """What was sold in it is planted; the rest is done by commands."""

    def sells(self, puts: Iterable[Put]) -> None:
        """These rows."""
        plant(self.database, puts)

    def parts(self) -> dict[str, Part]:
        """As the next check would find them."""
        store = self.rows.get(Store, "bannos")
        assert store is not None
        with self.database.snapshot():
            found = judged(seen(self.database, store, self.machine.at))
        return {part.code: part for part in found}

    def score(self) -> int:
        """Of all parts."""
        return score_of(tuple(self.parts().values()))


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def empty(request: pytest.FixtureRequest) -> Kept:
    """Nothing was sold yet."""
    name = "sqlite_database" if request.param == "sqlite" else "postgres"
    bakery = open_shop(request.getfixturevalue(name))
    return Kept(bakery.database, bakery.machine)


@pytest.fixture
def kept(empty: Kept) -> Kept:
    """Ten ordinary weeks."""
    empty.sells(ordinary())
    return empty
