"""Who asked an endpoint for predictions gets the same shape from this machine, with the network off."""

from __future__ import annotations

import json

import pytest

from forecasting import answer, forecast_and_explain
from forecasting.drivers import CODES
from tests.forecasting.bakeries import sales


def test_there_is_a_shap_vector_for_each_prediction_and_it_sums_to_it(monkeypatch: pytest.MonkeyPatch):
    def refused(*_: object) -> None:
        raise AssertionError("no network")

    monkeypatch.setattr("socket.socket.connect", refused)
    forecasts, reasons = forecast_and_explain(sales(days=420), 7)
    told = json.loads(answer(forecasts, reasons))
    assert set(told) == {"predictions", "shap_values"}
    assert told["predictions"] == list(forecasts["mean"])
    assert {len(vector) for vector in told["shap_values"]} == {len(CODES)}
    assert [sum(vector) for vector in told["shap_values"]] == pytest.approx(told["predictions"], abs=1e-6)
