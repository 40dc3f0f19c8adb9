"""What is said above the forecast: of when it is, and why there is none and what to do about it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from data.core.clock import HOUR, plus_days
from data.forecasts.forecast import RUNNING
from data.questions.forecasts import age_ms
from kitchen_tui import regional
from kitchen_tui.cells import fit, wrap
from kitchen_tui.texts import _, sentence
from kitchen_tui.widgets.age import age as lasts
from kitchen_tui.widgets.lines import Piece, Row

if TYPE_CHECKING:
    from data.forecasts.forecast import ForecastRun
    from data.questions.forecasts import Age
    from kitchen_tui.widgets.due import Clock
    from kitchen_tui.widgets.glyphs import Glyphs

RUN, IMPORT = "sync-agent forecast run", "sync-agent sales import FILE.csv"
_OLD = 30 * HOUR
"""A forecast is made each night; when one is older than that, a night was missed."""
_MOST, _FULL = 3, 2
"""Lines of a trouble, and of what is well."""


def head(age: Age, clock: Clock, width: int, glyphs: Glyphs, *, brief: bool = False) -> list[Row]:
    """When it was made and from what, or why there is none; at most a few lines, and where it must be `brief` one."""
    if age.made is None:
        return _none(age.trouble, clock, width, glyphs)
    at, old = age.made.ended_at or age.made.begun_at, (age_ms(age, clock.now) or 0) >= _OLD
    told = _("Made {time}, from sales up to {day}").format(
        time=regional.moment(at, clock.now, clock.zone),
        day=regional.day(plus_days(age.made.forecast_date, -1), clock.today()),
    )
    if old:
        told = f"{glyphs.late} {told}: {_('{length} old').format(length=lasts(clock.now - at))}"
    if age.made.says and not brief:
        told = f"{told} {glyphs.dot} {sentence(age.made.says)}"
    lines = wrap(told, width - 2, 1 if brief else _FULL)[0]
    rows: list[Row] = [[Piece(f"  {line}", "late" if old else "quiet")] for line in lines]
    if age.trouble is not None and age.trouble.status != RUNNING:
        says = f"{glyphs.stop} {_('The last try made none')}: {sentence(age.trouble.says)}"
        rows += [[Piece(f"  {line}", "late")] for line in wrap(says, width - 2, _MOST)[0]]
    return rows


def rests_row(width: int, glyphs: Glyphs) -> Row:
    """Of a store that is not open for business."""
    told = _("This store rests and gets no forecast: see Settings, Policies")
    return [Piece(fit(f"  {glyphs.stop} {told}", width), "soon")]


def _none(run: ForecastRun | None, clock: Clock, width: int, glyphs: Glyphs) -> list[Row]:
    now = _("Now: {command}").format(command=RUN)
    if run is None:
        told = [
            _("There is no forecast yet."),
            _("It is made each night at 2: by the hub, or by the sync-agent of a terminal that stands alone."),
            now,
        ]
    elif run.status == RUNNING:
        since = regional.moment(run.begun_at, clock.now, clock.zone)
        told = [_("The forecast is being made, since {time}.").format(time=since)]
    else:
        at = regional.moment(run.begun_at, clock.now, clock.zone)
        told = [_("There is no forecast: it was tried {time}.").format(time=at), sentence(run.says)]
        told.append(_("Earlier sales can be brought in: {command}").format(command=IMPORT))
        told.append(now)
    lines = [line for text in told for line in wrap(text, width - 4, _MOST)[0]]
    signs = [glyphs.stop, *" " * len(lines)]
    return [[Piece(f"  {sign} {line}", "soon")] for sign, line in zip(signs, lines, strict=False)]
