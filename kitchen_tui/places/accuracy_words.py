"""How right a forecast was, in a manager's words: by how many pieces a day, who was nearer, how often inside."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from kitchen_tui.cells import fit, wrap
from kitchen_tui.places.expected import places_of, rounded, signed
from kitchen_tui.regional import decimal, number, percent
from kitchen_tui.texts import N_, _, ngettext
from kitchen_tui.widgets.lines import Piece, Row

if TYPE_CHECKING:
    from data.questions.forecast_scores import Score
    from kitchen_tui.widgets.glyphs import Glyphs

FEW = 14
"""Days; who was right on fewer may only have been lucky."""
_NEARER = {"model": N_("forecast"), "person": N_("you"), "even": N_("even")}
_OF_ONE = N_("The forecast was off by {n} a day")
_OF_ALL = N_("The forecast was off by {n} a day and product")
_MOST = 2


def a_day(sum_of: int, days: int) -> str:
    """So much a day: `3.1`; a dash of no days."""
    mean = sum_of // days if days else 0
    return decimal(rounded(mean, places_of(mean)), places_of(mean)) if days else "-"


def leans(score: Score) -> str:
    """By how much a day it was too high (`+0.3`) or too low (`-0.3`) on average."""
    mean = abs(score.model_lean) // score.days
    mean = mean if score.model_lean >= 0 else -mean
    return signed(rounded(mean, places_of(mean)), places_of(mean))


def share(score: Score) -> str:
    """Its misses as a part of what was sold."""
    return "-" if score.model_wape is None else percent(round(score.model_wape, 2))


def nearer(score: Score) -> str:
    """Who, on the days on which a person overruled it."""
    return _(_NEARER[score.nearer]) if score.nearer else "-"


def verdict_rows(total: Score, longest: int, width: int, glyphs: Glyphs) -> list[Row]:
    """All products together, in sentences; `longest` is the number of days of which most is known."""
    told = [_missed(total), _compared(total), _inside(total)]
    rows: list[Row] = []
    if longest < FEW:
        words = ngettext(
            "Only {n} day is known so far: too few to judge by",
            "Only {n} days are known so far: too few to judge by",
            longest,
        )
        rows += _lines([f"{glyphs.late} {words.format(n=number(longest))}"], width, "soon")
    return [*rows, *_lines(told, width, "text")]


def verdict_in_short(score: Score, width: int, glyphs: Glyphs) -> Row:
    """The same on one line: who was off by how much."""
    return [Piece(fit(f"  {_in_short(score, glyphs)}", width), "text")]


def last_week_row(total: Score, width: int, glyphs: Glyphs) -> Row:
    """How the week was that is over, and who was nearer."""
    told = f"{_('Last week')}: {_in_short(total, glyphs)}"
    return [Piece(fit(f"  {told}: {_who(total)}" if total.overruled else f"  {told}", width), "quiet")]


def _in_short(score: Score, glyphs: Glyphs) -> str:
    told = _("Off by {n} a day").format(n=a_day(score.model_miss, score.days))
    if not score.overruled:
        return told
    yours, its = (a_day(miss, score.overruled) for miss in (score.person_miss_then, score.model_miss_then))
    return f"{told} {glyphs.dot} {_('where overruled: you {yours}, it {its}').format(yours=yours, its=its)}"


def _missed(total: Score) -> str:
    missed = _(_OF_ONE if total.product_id else _OF_ALL).format(n=a_day(total.model_miss, total.days))
    if total.model_wape is not None:
        missed += ", " + _("{share} of what was sold").format(share=share(total))
    lean = rounded(abs(total.model_lean) // total.days, 1)
    if not lean:
        return missed
    words = _("too high by {n}") if total.model_lean > 0 else _("too low by {n}")
    return f"{missed}, {words.format(n=decimal(lean, 1))}"


def _compared(total: Score) -> str:
    if not total.overruled:
        return _("Nobody has overruled it yet, of days of which it is known what sold")
    then = ngettext(
        "Where you overruled it ({n} time) you were off by {yours}, it by {its}",
        "Where you overruled it ({n} times) you were off by {yours}, it by {its}",
        total.overruled,
    ).format(
        n=number(total.overruled),
        yours=a_day(total.person_miss_then, total.overruled),
        its=a_day(total.model_miss_then, total.overruled),
    )
    return f"{then}: {_who(total)}"


def _who(total: Score) -> str:
    who = {"person": _("you were nearer"), "model": _("the forecast was nearer"), "even": _("both were as near")}
    return who[total.nearer or "even"]


def _inside(total: Score) -> str:
    told = _("{n} of {all} ended between its limits").format(n=number(total.inside), all=number(total.days))
    tenths = rounded(total.inside * 10_000 // total.days, 0)
    return f"{told}: {_('{n} of 10, where 8 are right').format(n=number(tenths))}"


def _lines(told: Sequence[str], width: int, style: str) -> list[Row]:
    return [[Piece(f"  {line}", style)] for text in told for line in wrap(text, width - 2, _MOST)[0]]
