"""Accuracy: the forecast against the person who overruled it, product by product and week by week."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, NamedTuple

from data.core.clock import MINUTE, plus_days
from kitchen_tui import regional
from kitchen_tui.cells import fit
from kitchen_tui.deeds import Deed
from kitchen_tui.places.accuracy_words import FEW, a_day, leans, nearer, share, verdict_in_short, verdict_rows
from kitchen_tui.places.expected import rounded, whole
from kitchen_tui.places.forecast_head import head
from kitchen_tui.places.listing import Column, Field, Listing
from kitchen_tui.places.place import Place
from kitchen_tui.places.sheet import Cell, Sheet
from kitchen_tui.regional import number
from kitchen_tui.texts import N_, _
from kitchen_tui.widgets.lines import Piece, Row
from kitchen_tui.widgets.sparkline import sparkline

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from data.questions.forecast_scores import Score
    from data.questions.forecasts import Age
    from kitchen_tui.places.place import Question, Room
    from kitchen_tui.sight import Sight

_SPANS = (8, 26, 4)
"""Weeks that are looked at, the usual first."""
_TREND = 8
_COLUMNS = (
    Column(N_("Product"), 14, grow=True),
    Column(N_("Off by"), 7, right=True),
    Column(N_("Of sold"), 8, spare=4, right=True),
    Column(N_("Weeks"), _TREND, spare=5),
    Column(N_("You"), 6, right=True),
    Column(N_("It then"), 8, spare=3, right=True),
    Column(N_("Nearer"), 9),
    Column(N_("Inside"), 8, spare=1, right=True),
    Column(N_("Leans"), 7, spare=2, right=True),
)
_WEEK_COLUMNS = (
    Column(N_("Week from"), 14, grow=True),
    *_COLUMNS[1:3],
    Column(N_("Sold"), 8, spare=5, right=True),
    *_COLUMNS[4:],
)
_LONGER = Deed("longer", ("f5",), "F5", N_("weeks"), N_("Over the last 8 weeks, 26, or 4"))
_FORECAST = Deed("forecast", ("f6",), "F6", N_("forecast"), N_("The forecast: what will sell, and the days behind it"))
_ROOMY, _LEAST_LINES = 16, 5


class _Line(NamedTuple):
    """A product over all its weeks, and each of them."""

    score: Score
    weeks: Sequence[Score]


class _Known(NamedTuple):
    """All products together first; `first` and `last` are the days that were asked about."""

    lines: Sequence[_Line]
    age: Age
    first: str
    last: str


class Accuracy(Place):
    """The products; over them the weeks of one."""

    title: ClassVar[str] = N_("Accuracy")

    def __init__(self, room: Room) -> None:
        super().__init__(room)
        self._span = 0
        self._asked = (0, 0)
        self._known: _Known | None = None
        self._products: Listing[_Line] = Listing(
            _COLUMNS, self._fields, lambda line: line.score.product_id or "all", empty=N_("Nothing to compare yet")
        )
        self._weeks: Listing[Score] | None = None

    def questions(self) -> Mapping[str, Question]:
        """Every product of so many weeks; little that happens by day changes it, so once a minute is often enough."""
        weeks, minute = _SPANS[self._span], self.room.clock.now // MINUTE
        if (weeks, minute) == self._asked:
            return {}
        self._asked = weeks, minute
        return {"scores": lambda sight: _asked(sight, weeks)}

    def arrive(self, about: str) -> None:
        """As it is now."""
        self._asked = (0, 0)

    def told(self, name: str, value: Any) -> None:
        """All of it; the weeks that are open are looked up anew."""
        self._known = value
        self._products.take(value.lines)
        self._open_weeks()

    def rows(self, width: int, height: int) -> Sequence[Row]:
        """Of when it is, all products in words, then each."""
        known, glyphs = self._known, self.room.glyphs
        if known is None:
            return []
        top = head(known.age, self.room.clock, width, glyphs, brief=height < _ROOMY)
        if not known.lines:
            told = _("Nothing to compare yet: it begins the night after a day that was forecast")
            return [*top, [Piece(f"  {fit(told, width - 2)}", "quiet")]][:height]
        gap: list[Row] = [[]] if height > _ROOMY else []
        chosen = self._products.chosen
        over = self._weeks is not None and chosen is not None
        shown = chosen if over and chosen is not None else known.lines[0]
        words = verdict_rows(shown.score, max(line.score.days for line in known.lines[1:]), width, glyphs)
        spare = height - len(top) - len(gap)
        words = words if spare - len(words) > _LEAST_LINES else [verdict_in_short(shown.score, width, glyphs)]
        above = [*top, *gap, self._title(shown, known, width), *words, *gap]
        listing = self._weeks if over else self._products
        drawn = (listing or self._products).rows(width, max(height - len(above), 1), glyphs)
        return [*above, *drawn][:height]

    def deeds(self) -> Sequence[Deed]:
        """How far back, and to the days themselves."""
        return [_LONGER, *([_FORECAST] if self.room.may("give_forecast_feedback") else [])]

    def do_longer(self) -> None:
        """F5."""
        self._span = (self._span + 1) % len(_SPANS)

    def do_forecast(self) -> None:
        """F6."""
        self.room.go("forecast")

    def do_look(self, key: str) -> None:
        """A click on a line: the first chooses it, the second opens its weeks."""
        if self._weeks is not None:
            self._weeks.choose(key)
        elif self._products.chosen is not None and (self._products.chosen.score.product_id or "all") == key:
            self.enter()
        else:
            self._products.choose(key)

    def step(self, lines: int) -> None:
        """In what lies on top."""
        (self._weeks or self._products).step(lines)

    def enter(self) -> None:
        """The weeks of a product."""
        if self._weeks is None and self._products.chosen is not None:
            self._weeks = Listing(_WEEK_COLUMNS, _week_fields, lambda score: score.week)
            self._open_weeks()

    def back(self) -> bool:
        """Out of the weeks."""
        open_, self._weeks = self._weeks is not None, None
        return open_

    def sheet(self) -> Sheet | None:
        """Every product and week."""
        if self._known is None:
            return None
        columns = (
            *(_("Product"), _("Week from"), _("Days"), _("Sold"), _("Missed by"), _("Too much"), _("Inside")),
            *(_("Overruled"), _("You missed by"), _("It missed by then"), _("Nearer")),
        )
        rows = [_row(score) for line in self._known.lines for score in line.weeks]
        return Sheet("accuracy", _("Accuracy"), columns, lambda sight: rows)

    def _open_weeks(self) -> None:
        if self._weeks is not None:
            chosen = self._products.chosen
            self._weeks.take(list(reversed(chosen.weeks)) if chosen is not None else [])

    def _title(self, line: _Line, known: _Known, width: int) -> Row:
        what = line.score.item if line.score.product_id else _("All products")
        today = self.room.clock.today()
        since = _("{first} to {last}").format(
            first=regional.day(known.first, today), last=regional.day(known.last, today)
        )
        return [Piece(fit(f"  {what} {self.room.glyphs.dot} {since}", width), "accent")]

    def _fields(self, line: _Line) -> Sequence[Field]:
        score = line.score
        wapes = [None if week.model_wape is None else int(week.model_wape * 1_000) for week in line.weeks]
        off, sold, *rest = _figures(score)
        style = "strong" if not score.product_id else "text"
        title = score.item if score.product_id else _("All products")
        return [Field(title, style), off, sold, Field(sparkline(wapes, _TREND, self.room.glyphs), "quiet"), *rest]


def _figures(score: Score) -> list[Field]:
    """Of a product or of a week: what all lists of them have."""
    sure = "text" if score.days >= FEW or not score.product_id else "quiet"
    return [
        Field(a_day(score.model_miss, score.days), "strong" if sure == "text" else sure),
        Field(share(score), "quiet"),
        Field(a_day(score.person_miss_then, score.overruled), "changed" if score.overruled else "quiet"),
        Field(a_day(score.model_miss_then, score.overruled), "quiet"),
        Field(nearer(score), "text" if score.overruled else "quiet"),
        Field(f"{number(score.inside)}/{number(score.days)}", sure),
        Field(leans(score), "quiet"),
    ]


def _week_fields(score: Score) -> Sequence[Field]:
    off, part, *rest = _figures(score)
    return [Field(regional.day(score.week)), off, part, Field(whole(score.sold), "quiet"), *rest]


def _row(score: Score) -> list[Cell]:
    """Sums of the week, in whole pieces: whoever wants another mean can have it."""
    sums = [rounded(many, 0) for many in (score.sold, score.model_miss, score.model_lean)]
    overruled = [rounded(many, 0) for many in (score.person_miss_then, score.model_miss_then)]
    return [
        score.item if score.product_id else _("All products"),
        *(score.week, score.days, *sums, score.inside, score.overruled),
        *(overruled if score.overruled else (None, None)),
        nearer(score) if score.overruled else None,
    ]


def _asked(sight: Sight, weeks: int) -> _Known:
    """So many weeks up to yesterday, the first one whole."""
    from data.questions.forecast_scores import monday_of, overall, weekly_scores
    from data.questions.forecasts import age_of

    last = plus_days(sight.today(), -1)
    first = plus_days(monday_of(last), -7 * (weeks - 1))
    scores = weekly_scores(sight.database, sight.store.id, first, last)
    lines = [
        _Line(score, [week for week in scores if week.product_id == score.product_id]) for score in overall(scores)
    ]
    lines.sort(key=lambda line: (bool(line.score.product_id), line.score.item.casefold()))
    return _Known(lines, age_of(sight.database, sight.store.id), first, last)
