"""Tables in, values out: what will be ordered, and why."""

from forecasting.bench import bench_forecast
from forecasting.forecasts import forecast

__all__ = ["bench_forecast", "forecast"]
