"""The forms of the forecast: what a person says to a day of a product, and what she knows of a day."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from kitchen_tui import regional
from kitchen_tui.cells import cut
from kitchen_tui.places.expected import figure, to_edit
from kitchen_tui.places.form import Ask, Form
from kitchen_tui.texts import N_, _

if TYPE_CHECKING:
    from data.forecasts.feedback import GiveForecastFeedback
    from data.forecasts.forecast import Forecast
    from data.forecasts.marks import MarkDay

_KINDS = {
    "bad": N_("bad day: nothing is learned from it"),
    "closed": N_("closed"),
    "promotion": N_("promotion"),
    "event": N_("event"),
    "sold_out": N_("sold out"),
    "one_off": N_("one big order that will not come again"),
}
SHORT_KINDS = {
    "bad": N_("bad day"),
    "closed": N_("closed"),
    "promotion": N_("promotion"),
    "event": N_("event"),
    "sold_out": N_("sold out"),
    "one_off": N_("one big order"),
}
_MARK, _TAKE_BACK = "mark", "take_back"
_WHOLE_STORE = ""


def feedback_form(forecast: Forecast, title: str, today: str, done: Callable[[GiveForecastFeedback], None]) -> Form:
    """What sold on a day that has begun, what will be baked on one that is not over; `title` is what it is about."""
    past, ahead, product = forecast.date <= today, forecast.date >= today, bool(forecast.product_id)
    hint = _("instead of {figure}; empty: as forecast").format(figure=figure(forecast.mean))
    asks = [
        *([Ask("planned", _("I will bake"), to_edit(forecast.planned), hint, _number)] if ahead and product else []),
        *([Ask("actual", _("Sold"), to_edit(forecast.actual), _("empty: as it was counted"), _number)] if past else []),
        Ask("reason", _("Why"), forecast.reason or "", _("what you know and the figures do not")),
    ]

    def finished(values: Mapping[str, str]) -> tuple[str, str] | None:
        command = _feedback(forecast, values)
        if command is None:
            return asks[0].name, _("Nothing is said yet: a quantity, or Esc")
        done(command)
        return None

    about = _("{item}, {day}").format(item=cut(title, 60), day=regional.day(forecast.date))
    return Form(about, asks, finished)


def _feedback(forecast: Forecast, values: Mapping[str, str]) -> GiveForecastFeedback | None:
    """Only what is otherwise than it was; None where nothing is."""
    told = {name: regional.parse_thousandths(text) for name, text in values.items() if name != "reason" and text}
    new = {name: amount for name, amount in told.items() if amount != getattr(forecast, name)}
    as_forecast = "planned" in values and forecast.planned is not None and "planned" not in told
    if not new and not as_forecast:
        return None if not told or values["reason"] == (forecast.reason or "") else _said(forecast, values, told)
    return _said(forecast, values, new, as_forecast=as_forecast)


def _said(
    forecast: Forecast, values: Mapping[str, str], told: Mapping[str, int | None], *, as_forecast: bool = False
) -> GiveForecastFeedback:
    from data.forecasts.feedback import GiveForecastFeedback

    actual, planned = told.get("actual"), told.get("planned")
    return GiveForecastFeedback(forecast.id, actual, planned, values["reason"], as_forecast)


def _number(text: str) -> str | None:
    return None if regional.parse_thousandths(text) is not None else _("A quantity, such as 12 or 2.5")


def mark_form(
    store_id: str,
    day: str,
    product: tuple[str, str] | None,
    done: Callable[[MarkDay], None],
    *,
    marked: bool,
) -> Form:
    """A day is marked, or where it is `marked` a mark taken back. `product`: id and title of the chosen one, if any."""
    kinds = [(kind, _(words)) for kind, words in _KINDS.items()]
    of = [(_WHOLE_STORE, _("the whole store")), *([(product[0], cut(product[1], 40))] if product else [])]
    asks = [
        Ask("day", _("Day"), regional.day_to_edit(day), needed=True, check=_day),
        Ask("kind", _("What"), "", choices=kinds),
        Ask("product", _("Of"), "", choices=of),
        Ask("value", _("How many"), "", _("of one big order: how many pieces"), _number),
        Ask("says", _("Note"), "", _("a word for those who look later")),
    ]
    if marked:
        what = [(_MARK, _("mark it")), (_TAKE_BACK, _("take this mark back"))]
        asks.append(Ask("doing", _("Do"), "", choices=what))

    def finished(values: Mapping[str, str]) -> tuple[str, str] | None:
        from data.forecasts.marks import ONE_OFF, MarkDay

        on, kind = regional.parse_day(values["day"]), values["kind"]
        active = values.get("doing", _MARK) == _MARK
        value = regional.parse_thousandths(values["value"]) if kind == ONE_OFF and values["value"] else None
        if kind == ONE_OFF and not values["product"]:
            return "product", _("One big order is of one product: choose it, or choose its line in the grid first")
        if kind == ONE_OFF and active and value is None:
            return "value", _("This is needed")
        if on is not None:
            iso = on.isoformat()
            done(MarkDay(store_id, iso, kind, values["product"], values["says"], value, active))
        return None

    return Form(_("What was, or will be, the matter with a day?"), asks, finished)


def _day(text: str) -> str | None:
    return None if regional.parse_day(text) is not None else _("This is no day")
