"""Data health: how far the sales can be trusted that forecasts are made from, what costs points, and what to do."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, NamedTuple

from data.core.clock import HOUR, plus_days
from data.health.metric import DataHealthAlert, Part
from kitchen_tui.cells import fit, fits, wrap
from kitchen_tui.deeds import Deed
from kitchen_tui.places.health_words import CAUSES, PLACES, example, first_day, part_name, said, verdict
from kitchen_tui.places.listing import Column, Field, Listing
from kitchen_tui.places.place import Place
from kitchen_tui.places.sheet import Cell, Sheet
from kitchen_tui.regional import moment, number
from kitchen_tui.texts import N_, _
from kitchen_tui.widgets.age import age
from kitchen_tui.widgets.digits import large
from kitchen_tui.widgets.lines import Piece, Row
from kitchen_tui.widgets.sparkline import sparkline

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from data.health.metric import DataHealthMetric
    from kitchen_tui.places.place import Question, Room
    from kitchen_tui.sight import Sight

CHECK = "sync-agent data-health check"
_DAYS = 30
_OLD = 26 * HOUR
"""It is measured once a day where nothing changes: one that is older was missed."""
_ROOMY, _TEXT = 18, 5
"""With so many lines the score is drawn large, and so many tell the chosen trouble in full."""
_BESIDE = 30
"""With so many cells beside it, what was found may be cut: then it stands beneath in full."""
_BELOW = 5
"""So far below the lowest score the columns of the trend begin: what changed is to be seen."""
_COLUMNS = (
    Column(N_("Points"), 7, right=True),
    Column(N_("What"), 16),
    Column(N_("Found"), 12, grow=True),
)
_PAST_COLUMNS = (
    Column(N_("When"), 17),
    Column(N_("Fell"), 9, right=True),
    Column(N_("What"), 12, grow=True),
    Column(N_("Seen by"), 12, spare=1),
)
_SEEN = Deed("seen", ("f6",), "F6", N_("seen it"), N_("The chosen alert was seen by me"))
_MARK = Deed("mark", ("f7",), "F7", N_("mark a day"), N_("A day was bad or closed: nothing is learned from it"))


_Line = DataHealthAlert | Part
"""An alert that nobody has seen, or a part."""


class _Past(NamedTuple):
    """An alert, and who has seen it."""

    alert: DataHealthAlert
    seen_by: str


class _Known(NamedTuple):
    """As it was measured last."""

    metric: DataHealthMetric | None
    parts: tuple[Part, ...]
    scores: tuple[int, ...]
    past: tuple[_Past, ...]


class DataHealth(Place):
    """The parts with what they cost; alerts that are open before them, all alerts over them."""

    title: ClassVar[str] = N_("Data health")

    def __init__(self, room: Room) -> None:
        super().__init__(room)
        self._known: _Known | None = None
        self._over = False
        self._lines: Listing[_Line] = Listing(_COLUMNS, self._fields, _key, empty=N_("Nothing was measured yet"))
        self._past: Listing[_Past] = Listing(
            _PAST_COLUMNS, self._past_fields, lambda past: past.alert.id, empty=N_("It never fell so far")
        )

    def questions(self) -> Mapping[str, Question]:
        """All of one moment."""
        return {"health": _asked}

    def told(self, name: str, value: Any) -> None:
        """As it is now."""
        self._known = value
        unseen = [past.alert for past in value.past if past.alert.acknowledged_at is None]
        self._lines.take([*unseen, *value.parts])
        self._past.take(value.past)

    def rows(self, width: int, height: int) -> Sequence[Row]:
        """The score, then what it is made of, and the chosen trouble in full."""
        known = self._known
        if known is None:
            return []
        if known.metric is None:
            return _nothing(width)[:height]
        top = self._head(known, known.metric, width, large_too=height >= _ROOMY)
        foot = self._in_full(width, _TEXT if height >= _ROOMY else 3) if not self._over else []
        listing: Listing[Any] = self._past if self._over else self._lines
        rows = listing.rows(width, max(height - len(top) - len(foot), 1), self.room.glyphs)
        blank: list[Row] = [[] for _n in range(height - len(top) - len(rows) - len(foot))]
        return [*top, *rows, *blank, *foot][:height]

    def deeds(self) -> Sequence[Deed]:
        """What was told before; and for who may, having seen it and marking a day."""
        label = N_("now") if self._over else N_("alerts")
        found = [Deed("past", ("f5",), "F5", label, N_("All alerts, or what costs points now"))]
        if self._open_alert is not None and self.room.may("acknowledge_health_alert"):
            found.append(_SEEN)
        return [*found, *([_MARK] if self.room.may("mark_day") else [])]

    def step(self, lines: int) -> None:
        """In what lies on top."""
        (self._past if self._over else self._lines).step(lines)

    def enter(self) -> None:
        """To where one mends it."""
        line = None if self._over else self._lines.chosen
        if isinstance(line, Part) and line.lost and line.code in PLACES:
            self.room.go(PLACES[line.code])

    def back(self) -> bool:
        """From the alerts to what is now."""
        was, self._over = self._over, False
        return was

    def do_look(self, key: str) -> None:
        """A click on a line."""
        (self._past if self._over else self._lines).choose(key)

    def do_past(self) -> None:
        """F5."""
        self._over = not self._over
        self.room.show()

    def do_seen(self) -> None:
        """F6."""
        from data.health.acknowledging import AcknowledgeHealthAlert

        alert = self._open_alert
        if alert is not None:
            self.room.do(AcknowledgeHealthAlert(alert.id))

    def do_mark(self) -> None:
        """F7: the day by which the chosen trouble shows, else yesterday."""
        from kitchen_tui.places.forecast_forms import mark_form

        line = self._lines.chosen
        day = first_day(line) if isinstance(line, Part) else None
        day = day or plus_days(self.room.clock.today(), -1)
        self.room.fill(mark_form(self.room.here.store_id, day, None, self.room.do, marked=True))

    def sheet(self) -> Sheet | None:
        """The parts."""
        known = self._known
        if known is None or known.metric is None:
            return None
        rows: list[list[Cell]] = [
            [-part.lost, part.weight, part_name(part), said(part.says), said(part.todo)] for part in known.parts
        ]
        columns = (_("Points"), _("Of"), _("What"), _("Found"), _("To do"))
        return Sheet("data-health", _("Data health"), columns, lambda sight: rows)

    @property
    def _open_alert(self) -> DataHealthAlert | None:
        if self._over:
            past = self._past.chosen
            return past.alert if past is not None and past.alert.acknowledged_at is None else None
        line = self._lines.chosen
        return line if isinstance(line, DataHealthAlert) else None

    def _head(self, known: _Known, metric: DataHealthMetric, width: int, *, large_too: bool) -> list[Row]:
        """The score, in large figures where there is room, how it went, and of when it is."""
        glyphs, clock = self.room.glyphs, self.room.clock
        sign, word, style = verdict(metric.score, glyphs)
        score = _("{score} of 100").format(score=number(metric.score))
        before = metric.previous_score
        change = "" if before is None else _("before: {score}").format(score=number(before))
        floor = max(min(known.scores, default=0) - _BELOW, 0)
        days = min(len(known.scores), _DAYS, max(width - 50, 0))
        trend = sparkline([score - floor for score in known.scores], days, glyphs)
        line: Row = [
            Piece(f"  {sign} {score}, {word}", style),
            Piece(f"  {change}" if change else "", "quiet"),
            Piece(f"  {trend}", "accent"),
        ]
        at, old = moment(metric.at, clock.now, clock.zone), clock.now - metric.at >= _OLD
        told = _("Measured {time}, {cause}").format(time=at, cause=_(CAUSES.get(metric.cause, metric.cause)))
        if old:
            length = age(clock.now - metric.at)
            told = f"{glyphs.late} {told}: {_('{length} old').format(length=length)}"
        when: Row = [Piece(f"  {fit(told, width - 2)}", "late" if old else "quiet")]
        digits = large(str(metric.score), 24, 3, glyphs) if large_too else ()
        figures: list[Row] = [[Piece(f"  {row}", style)] for row in digits]
        return [*figures, line, when, *([[]] if large_too else [])]

    def _in_full(self, width: int, most: int) -> list[Row]:
        """What the chosen trouble is, what to do, and the rows by which it shows."""
        line = self._lines.chosen
        texts: list[tuple[str, str]] = []
        if isinstance(line, DataHealthAlert):
            texts = [(said(line.says), "late")]
        elif line is not None:
            today = self.room.clock.today()
            shown = "; ".join(example(text, today) for text in line.examples)
            says = said(line.says)
            cut_off = [] if fits(says, width - _BESIDE) else [(says, "text")]
            texts = [*cut_off, (said(line.todo), "strong"), (shown, "quiet")]
        drawn: list[Row] = [
            [Piece(f"  {row}", style)] for text, style in texts if text for row in wrap(text, width - 4, most)[0]
        ]
        return [*drawn[:most], *([] for _n in range(most - len(drawn)))]

    def _fields(self, line: _Line) -> Sequence[Field]:
        glyphs = self.room.glyphs
        if isinstance(line, DataHealthAlert):
            word = f"{glyphs.stop} {_('Alert')}"
            points = number(line.score - line.previous_score)
            return Field(points, "late"), Field(word, "late"), Field(_why(line), "late")
        points = number(-line.lost) if line.lost else glyphs.ok
        return (
            Field(points, "soon" if line.lost else "quiet"),
            Field(part_name(line), "strong" if line.lost else "quiet"),
            Field(said(line.says), "text" if line.lost else "quiet"),
        )

    def _past_fields(self, past: _Past) -> Sequence[Field]:
        clock, alert = self.room.clock, past.alert
        style = "late" if alert.acknowledged_at is None else "text"
        return (
            Field(moment(alert.at, clock.now, clock.zone), "quiet"),
            Field(f"{number(alert.previous_score)} > {number(alert.score)}", "strong"),
            Field(_why(alert), style),
            Field(past.seen_by or _("nobody"), "quiet" if past.seen_by else "late"),
        )


def _key(line: _Line) -> str:
    return line.id if isinstance(line, DataHealthAlert) else line.code


def _why(alert: DataHealthAlert) -> str:
    """What cost most; how far it fell stands beside it."""
    return said(alert.says.partition(". ")[2] or alert.says)


def _nothing(width: int) -> list[Row]:
    told = [
        _("The health of the data was not measured yet."),
        _("It is measured after each sync of sales: by the hub, or by the sync-agent of a terminal that stands alone."),
        _("Now: {command}").format(command=CHECK),
    ]
    return [[Piece(f"  {line}", "soon")] for text in told for line in wrap(text, width - 4, 3)[0]]


def _asked(sight: Sight) -> _Known:
    from data.health.metric import parts_of
    from data.people.staff import Staff
    from data.questions.health import health_alerts, health_of, scores_by_day
    from data.store.database import StoredRows

    database, store = sight.database, sight.store
    metric, rows = health_of(database, store.id), StoredRows(database)
    scores = scores_by_day(database, store.id, store.timezone, sight.today(), _DAYS)
    past = []
    for alert in health_alerts(database, store.id):
        who = rows.get(Staff, alert.acknowledged_by) if alert.acknowledged_by else None
        past.append(_Past(alert, who.name if who is not None else alert.acknowledged_by or ""))
    parts = parts_of(metric.parts) if metric is not None else ()
    return _Known(metric, parts, tuple(score for _day, score in scores), tuple(past))
