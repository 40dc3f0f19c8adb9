"""Sales that cannot be read are refused by their row, before anything is learned from them."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from forecasting.history import BadHistory, read_history
from tests.forecasting.bakeries import sales


def table(**changed: object) -> pd.DataFrame:
    """Three good rows, and what is changed in the second."""
    rows = [{"store": "bannos", "item": "bun", "date": f"2026-03-0{day}", "quantity": 4} for day in (1, 2, 3)]
    rows[1] |= changed
    return pd.DataFrame(rows)


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({"quantity": "many"}, "Row 2: 'many' is no quantity"),
        ({"quantity": None}, "Row 2"),
        ({"quantity": np.inf}, "Row 2"),
        ({"date": "03/02/26"}, "Row 2: '03/02/26' is no date"),
        ({"date": None}, "Row 2"),
        ({"date": "1900-01-01"}, "Row 2: 1900-01-01 is before 2000-01-01"),
        ({"date": "2026-03-01"}, "Row 2: 'bun' of 'bannos' on 2026-03-01 is there twice"),
        ({"date": "2036-03-02"}, "Row 2: 2036-03-02 is 3652 days after the sale before it"),
        ({"store": " "}, "Row 2: the store is empty"),
        ({"item": None}, "Row 2: the item is empty"),
    ],
)
def test_a_row_that_cannot_be_read_is_named(changed: dict[str, object], says: str):
    with pytest.raises(BadHistory) as told:
        read_history(table(**changed))
    assert str(told.value).startswith(says)


def test_a_column_that_is_missing_is_named():
    with pytest.raises(BadHistory, match=r"'quantity'.*'amount'"):
        read_history(table().rename(columns={"quantity": "amount"}))


def test_nothing_is_refused_as_nothing():
    with pytest.raises(BadHistory, match="no sales"):
        read_history(table().iloc[:0])


def test_returned_goods_count_as_nothing_and_other_columns_stay():
    read = read_history(table(quantity=-3).assign(price=2.5))
    assert list(read["quantity"]) == [4, 0, 4]
    assert list(read["price"]) == [2.5] * 3


def test_numbers_written_as_text_are_numbers_and_the_table_given_stays_as_it_was():
    given = sales(days=30).astype({"quantity": str})
    before = given.copy()
    assert read_history(given)["quantity"].dtype == float
    pd.testing.assert_frame_equal(given, before)
