"""What a person says to a forecast: what was sold, and what she will bake instead."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

from data.core.actor import Role
from data.core.command import Command, Context
from data.core.ids import derived_id
from data.core.outcome import Accepted, Change, Event, Outcome, Put, Refused, noop
from data.core.rows import Rows
from data.core.text import clean
from data.forecasts.forecast import TOTAL, UNIT, Forecast, ForecastFeedback

ACTUAL, PLANNED = "actual", "planned"
MOST = 10**9 * UNIT


@dataclass(frozen=True, slots=True)
class GiveForecastFeedback(Command):
    """In thousandths; None leaves a figure as it is. `as_forecast`: what was planned is forgotten."""

    name: ClassVar[str] = "give_forecast_feedback"
    least: ClassVar[Role] = Role.SUPERVISOR

    forecast_id: str
    actual: int | None = None
    planned: int | None = None
    reason: str = ""
    as_forecast: bool = False


def give_forecast_feedback(command: GiveForecastFeedback, rows: Rows, ctx: Context) -> Outcome:
    """The forecast keeps her figures, the feedback that she gave them: both or neither."""
    forecast = rows.get(Forecast, command.forecast_id)
    if forecast is None:
        return Refused("no_such_forecast", "No such forecast")
    wrong = _fault(command, forecast)
    if wrong is not None:
        return wrong
    reason = clean(command.reason.strip(), 200)
    columns: dict[str, Any] = {PLANNED: None} if command.as_forecast else {}
    columns |= {name: getattr(command, name) for name in (ACTUAL, PLANNED) if getattr(command, name) is not None}
    columns |= {"reason": reason} if reason else {}
    # What was counted is not what she says, though it be the same: her word stays when it is counted anew.
    new = {name: value for name, value in columns.items() if name == ACTUAL or getattr(forecast, name) != value}
    if not new:
        return noop("unchanged", f"{forecast.item} on {forecast.date}: nothing to change")
    told = ForecastFeedback(
        derived_id(ctx.command_id, "forecast_feedback"),
        forecast.id,
        forecast.store_id,
        command.actual,
        command.planned,
        reason,
        ctx.now,
        ctx.actor.staff_id,
    )
    detail = {"forecast_id": forecast.id, "product_id": forecast.product_id, "date": forecast.date, **new}
    return Accepted(
        f"{forecast.item} on {forecast.date}: noted",
        writes=(Change(Forecast, (forecast.id,), new), Put(told)),
        events=(Event("forecast_feedback_given", store_id=forecast.store_id, detail=detail),),
    )


def _fault(command: GiveForecastFeedback, forecast: Forecast) -> Refused | None:
    given = {name: getattr(command, name) for name in (ACTUAL, PLANNED) if getattr(command, name) is not None}
    if not given and not command.as_forecast:
        return Refused("nothing_said", "Say what was sold, or what you will bake instead")
    if command.as_forecast and PLANNED in given:
        return Refused("bad_figure", "Either as forecast, or another figure")
    if any(type(value) is not int or not 0 <= value <= MOST for value in given.values()):
        return Refused("quantity", f"{forecast.item}: a quantity is a number from 0 to a thousand million")
    if forecast.product_id == TOTAL and PLANNED in given:
        return Refused("of_a_product", "What will be baked is said product by product, not for the whole store")
    return None
