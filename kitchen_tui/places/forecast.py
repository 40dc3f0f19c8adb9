"""The forecast: what will sell, day by day and product by product, why, what a person says to it, what to bake."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar

from data.core.clock import MINUTE, plus_days
from hardware.scan.secrecy import stands_for_secret
from kitchen_tui.deeds import Deed
from kitchen_tui.places.accuracy_words import last_week_row
from kitchen_tui.places.forecast_baking import Baking
from kitchen_tui.places.forecast_buying import to_order, to_order_row
from kitchen_tui.places.forecast_columns import WEEK
from kitchen_tui.places.forecast_forms import feedback_form, mark_form
from kitchen_tui.places.forecast_grid import Grid
from kitchen_tui.places.forecast_head import head, rests_row
from kitchen_tui.places.forecast_sheets import baking_sheet, week_sheet
from kitchen_tui.places.forecast_why import Why
from kitchen_tui.places.place import Place
from kitchen_tui.places.stock_listing import may_be_words
from kitchen_tui.texts import N_, _
from kitchen_tui.widgets.lines import Row

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from data.procurement.recommendation import Recommendation
    from data.questions.products import ProductLine
    from kitchen_tui.places.forecast_asked import Asked
    from kitchen_tui.places.place import Code, Question, Room
    from kitchen_tui.places.sheet import Sheet
    from kitchen_tui.sight import Sight

_EARLIER = Deed("earlier", ("f5",), "F5", N_("week before"), N_("The week before: what was expected, and what sold"))
_LATER = Deed("later", ("f6",), "F6", N_("week after"), N_("The week after"))
_FEEDBACK = Deed(
    "feedback", ("f", "F", "f7"), "f", N_("feedback"), N_("What I will bake instead, or what sold, and why (also F7)")
)
_BAKE = Deed("bake", ("b", "B", "f8"), "b", N_("bake"), N_("What to bake on the chosen day, to be printed (also F8)"))
_MARK = Deed(
    "mark",
    ("m", "M", "f9"),
    "m",
    N_("mark"),
    N_("Mark a day: bad, closed, a promotion, an event, or take a mark back (also F9)"),
)
_BUY = Deed("buy", ("f11",), "F11", N_("buy"), N_("What to buy for it, and by when"))
_ROOMY, _TALL = 16, 24
"""Lines from which one may stay empty, and from which the week that is over is told of."""
_LEFT = Deed("left", ("left",), N_("Left"), "", N_("The day before"))
_RIGHT = Deed("right", ("right",), N_("Right"), "", N_("The day after"))


class Forecast(Place):
    """The week grid; over it why one number is what it is, or what to bake on one day."""

    title: ClassVar[str] = N_("Forecast")
    prompt: ClassVar[str] = N_("Find a product:")

    def __init__(self, room: Room) -> None:
        super().__init__(room)
        self._today = room.clock.today()
        self._grid = Grid(self._today, room.glyphs)
        self._asked: Asked | None = None
        self._products: Sequence[ProductLine] = ()
        self._why: Why | None = None
        self._baking: Baking | None = None
        self._to_order: Sequence[Recommendation] = ()
        self._reckoned = 0
        """In which minute what is to be ordered was asked for."""

    def arrive(self, about: str) -> None:
        """As it is now."""
        self._reckoned = 0

    def questions(self) -> Mapping[str, Question]:
        """The week, the names and codes of the products, and what lies over it."""
        self._begin_with_today()
        first, forecast = self._grid.first, self._grid.forecast

        def week(sight: Sight) -> Asked:
            from kitchen_tui.places.forecast_asked import asked

            return asked(sight, first)

        found: dict[str, Question] = {"week": week, "products": _products}
        if self.room.clock.now // MINUTE != self._reckoned:
            self._reckoned = self.room.clock.now // MINUTE
            found["to_order"] = to_order
        if self._why is not None and forecast is not None:
            found["why"] = partial(_why, forecast.id)
        if self._baking is not None:
            found["baking"] = partial(_baking, self._grid.day)
        return found

    def told(self, name: str, value: Any) -> None:
        """One part."""
        if name == "week":
            self._asked = value
            self._grid.take(value.lines)
            self._grid.marked = value.marked()
            self._look_again()
        elif name == "products":
            self._products = value
        elif name == "to_order":
            self._to_order = value
        elif name == "why" and self._why is not None:
            self._why.take(value)
        elif name == "baking" and self._baking is not None:
            self._baking.take(value)

    def rows(self, width: int, height: int) -> Sequence[Row]:
        """Of when it is; then what lies on top."""
        if self._asked is None:
            return []
        top = head(self._asked.age, self.room.clock, width, self.room.glyphs, brief=height < _ROOMY)
        if self._asked.rests:
            top = [*top, rests_row(width, self.room.glyphs)]
        over = self._why or self._baking
        if over is None and self._to_order and height >= _ROOMY:
            top = [*top, to_order_row(self._to_order, self.room.clock, width, self.room.glyphs)]
        if over is None and self._asked.last_week is not None and height >= _TALL:
            top = [*top, last_week_row(self._asked.last_week, width, self.room.glyphs)]
        if over is None and self._asked.age.made is None and not self._grid.lines:
            return top[:height]
        gap: list[Row] = [[]] if height > _ROOMY else []
        return [*top, *gap, *(over or self._grid).rows(width, max(height - len(top) - len(gap), 1))][:height]

    def deeds(self) -> Sequence[Deed]:
        """What the person may do with the chosen day."""
        if self._baking is not None:
            return [_LEFT, _RIGHT]
        one = self._grid.forecast
        # Of the store as a whole nobody bakes anything: there is only what sold.
        sayable = one is not None and (bool(one.product_id) or one.date <= self.room.clock.today())
        found = [_FEEDBACK] if sayable and self.room.may("give_forecast_feedback") else []
        found += [_BAKE] if self._grid.lines else []
        found += [_MARK] if self.room.may("mark_day") else []
        found += [_EARLIER, _LATER] if self._why is None else []
        return [*found, *([_BUY] if self.room.may("receive_purchase") else []), _LEFT, _RIGHT]

    def do_left(self) -> None:
        """The day before."""
        self._turn_to(plus_days(self._grid.day, -1))

    def do_right(self) -> None:
        """The day after."""
        self._turn_to(plus_days(self._grid.day, 1))

    def do_earlier(self) -> None:
        """The same weekday a week before."""
        self._turn_to(plus_days(self._grid.day, -WEEK))

    def do_later(self) -> None:
        """A week after."""
        self._turn_to(plus_days(self._grid.day, WEEK))

    def do_day(self, day: str) -> None:
        """A click on the head of a column."""
        self._turn_to(day)

    def do_look(self, product_id: str) -> None:
        """A click on a product."""
        if self._baking is not None:
            self._baking.list.choose(product_id)
        else:
            self._grid.choose(product_id)

    def do_cell(self, cell: str) -> None:
        """A click on a figure: the first chooses it, the second tells why."""
        day, _colon, product_id = cell.partition(":")
        line = self._grid.line
        if line is not None and (day, product_id) == (self._grid.day, line.product_id):
            self.enter()
            return
        self._grid.choose(product_id)
        self._turn_to(day)

    def do_feedback(self) -> None:
        """F."""
        forecast, line = self._grid.forecast, self._grid.line
        if forecast is not None and line is not None:
            title = line.title or _("The whole store")
            self.room.fill(feedback_form(forecast, title, self.room.clock.today(), self.room.do))

    def do_bake(self) -> None:
        """B."""
        self._why, self._baking = None, Baking(self._grid.day, self.room.glyphs)

    def do_buy(self) -> None:
        """F11."""
        self.room.go("procurement")

    def do_mark(self) -> None:
        """M."""
        line = self._grid.line
        product = (line.product_id, line.title) if line is not None and line.product_id else None
        store_id, day = self.room.here.store_id, self._grid.day
        self.room.fill(mark_form(store_id, day, product, self.room.do, marked=day in self._grid.marked))

    def step(self, lines: int) -> None:
        """In what lies on top."""
        (self._why or self._baking or self._grid).step(lines)

    def enter(self) -> None:
        """Why this figure is what it is."""
        if self._baking is not None:
            chosen = self._baking.list.chosen
            if chosen is not None:
                self._grid.choose(chosen.product_id)
            self._baking = None
        if self._why is None and self._grid.forecast is not None:
            self._open_why()

    def back(self) -> bool:
        """Out of what lies over the grid."""
        open_ = self._why is not None or self._baking is not None
        self._why = self._baking = None
        return open_

    def read(self, code: Code) -> bool:
        """A product's SKU or id."""
        found = [product for product in self._products if product.means(code.text)]
        if found:
            return self._choose(found[0].id)
        theirs = code.staff is not None or bool(code.tickets) or stands_for_secret(code.text)
        return not theirs and may_be_words(code.text) and self.typed(code.text)

    def typed(self, text: str) -> bool:
        """A product's code, or words of its name: the next one like that."""
        named = [product.id for product in self._products if product.means(text)]
        named = named or [product.id for product in self._products if product.fits(text)]
        return any(self._choose(ident) for ident in self._grid.next_of(named))

    def sheet(self) -> Sheet:
        """What to bake, where that is shown; else two weeks of the forecast."""
        return baking_sheet(self._grid.day) if self._baking is not None else week_sheet(self._grid.first)

    def _begin_with_today(self) -> None:
        """A screen that was left open shows the new day in the morning, not the one before it."""
        today = self.room.clock.today()
        if today != self._today and self._why is None and self._baking is None:
            self._grid.begin(today)
            self._today = today

    def _look_again(self) -> None:
        """The week has come, of which one figure is to be told apart."""
        if self._why is not None and not self._why.known:
            if self._grid.forecast is None:
                self._why.take(None)
            else:
                self.room.ask("why")

    def _choose(self, product_id: str) -> bool:
        if self._baking is not None:
            return self._baking.list.choose(product_id)
        found = self._grid.choose(product_id)
        if found and self._why is not None:
            self._open_why()
        return found

    def _turn_to(self, day: str) -> None:
        self._grid.turn_to(day)
        if self._baking is not None:
            self.do_bake()
        if self._why is not None:
            self._open_why()

    def _open_why(self) -> None:
        line = self._grid.line
        self._why = Why((line.title if line else "") or _("The whole store"), self.room.glyphs)
        self.room.ask("why")


def _products(sight: Sight) -> Sequence[ProductLine]:
    from data.questions.products import products_of

    return products_of(sight.database, sight.store.id)


def _why(forecast_id: str, sight: Sight) -> Any:
    from data.questions.forecasts import explained

    return explained(sight.database, forecast_id)


def _baking(day: str, sight: Sight) -> Any:
    from data.questions.forecasts import to_bake

    return to_bake(sight.database, sight.store.id, day)
