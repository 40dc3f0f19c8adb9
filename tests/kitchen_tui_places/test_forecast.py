"""The forecast at six in the morning: what will sell, why, what she says to it, what to bake; how old it is."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

import pytest

from data.core.actor import Actor
from data.core.outcome import Put
from data.forecasts.forecast import NOTHING, Forecast, ForecastFeedback, ForecastRun, forecast_id
from data.forecasts.marks import DayMark, MarkDay
from data.stock.commands import CountStock
from data.store.execute import apply
from kitchen_tui.places.forecast import Forecast as ForecastPlace
from kitchen_tui.widgets.glyphs import ASCII
from tests.kitchen_tui.at_work import BADGES, Kitchen
from tests.kitchen_tui_places.harmless import harmless
from tests.kitchen_tui_places.room import SIZES, StillRoom
from tests.kitchen_tui_places.snapshot import same
from tests.support.buying import dairy
from tests.support.cast import ADI, ANA, MILK, NOW, SUE, TODAY
from tests.support.forecast_weeks import PRODUCTS, foresee_weeks

CLASSIC = (80, 19)
"""What a place has of a terminal of 80x24."""
HOSTILE = "\x1b[2J\u202e[red]Sure " + "x" * 300


@pytest.fixture
def foreseen(kitchen: Kitchen) -> Kitchen:
    """Forecasts of this morning."""
    foresee_weeks(kitchen.bakery)
    return kitchen


class AtForecast(StillRoom):
    """A room of which a test knows what stands in it."""

    place: Any
    form: Any


def at_forecast(kitchen: Kitchen, person: Actor = SUE) -> AtForecast:
    room = AtForecast(kitchen, person)
    room.enter(ForecastPlace)
    return room


def does(room: AtForecast, *deeds: str) -> AtForecast:
    for deed in deeds:
        room.press(deed)
        room.ask()
    return room


def opens(room: AtForecast) -> AtForecast:
    room.place.enter()
    room.ask()
    return room


def of_day(kitchen: Kitchen, product: str, day: str) -> Forecast:
    found = kitchen.bakery.rows.get(Forecast, forecast_id("bannos", product, day))
    assert found is not None
    return found


def change(kitchen: Kitchen, product: str, day: str, **columns: Any) -> None:
    with kitchen.bakery.database.transaction():
        row = replace(of_day(kitchen, product, day), **columns)
        kitchen.bakery.database.run("DELETE FROM forecast WHERE id = ?", (row.id,))
        apply(kitchen.bakery.database, Put(row))


class TestTheWeek:
    @pytest.mark.parametrize("size", [*SIZES, CLASSIC], ids=str)
    def test_is_drawn_at_every_size(self, foreseen, size):
        change(foreseen, "sponge", "2026-11-28", planned=15_000, reason="Wedding", known=6_000)
        foreseen.bakery.must(MarkDay("bannos", "2026-11-29", "event", says="Street fair"), SUE)
        same(f"forecast-{size[0]}", at_forecast(foreseen).text(*size))

    def test_tells_of_when_it_is(self, foreseen):
        assert "Made 02:00, from sales up to Thu 26 Nov" in at_forecast(foreseen).text(*CLASSIC)

    def test_tells_who_was_nearer_in_the_week_that_is_over(self, foreseen):
        change(foreseen, "sponge", "2026-11-18", planned=9_000)
        text = at_forecast(foreseen).text(*SIZES[1])

        assert re.search(
            r"Last week: Off by 0\.6 a day · where overruled: you [0-9.]+, it [0-9.]+: the forecast was", text
        )

    def test_says_loudly_that_a_night_was_missed(self, foreseen):
        foreseen.machine.at += 2 * 24 * 3_600_000
        text = at_forecast(foreseen).text(*CLASSIC)

        assert "! Made Fri 27 Nov 02:00, from sales up to Thu 26 Nov: 2 days old" in text

    def test_says_why_the_last_night_brought_none(self, foreseen):
        says = "Sales of 3 days are here; a forecast needs 28"
        with foreseen.bakery.database.transaction():
            row = ForecastRun("later", "bannos", "2026-11-28", NOW, NOW, NOTHING, 0, says)
            apply(foreseen.bakery.database, Put(row))
        text = at_forecast(foreseen).text(*CLASSIC)

        assert f"The last try made none: {says}" in text
        assert "Gelato Cake" in text

    def test_has_sums_that_stand_on_what_is_expected(self, foreseen):
        row = next(line for line in at_forecast(foreseen).text(*SIZES[2]).splitlines() if "Gelato Cake" in line)
        *days, week, _last_year = re.findall(r"[0-9.]+(?= |$)", re.sub(r"\([^)]*\)", "", row))

        assert abs(sum(map(float, days)) - float(week)) < 0.4

    def test_shows_a_plan_in_the_place_of_the_figure_with_a_sign(self, foreseen):
        change(foreseen, "sponge", "2026-11-28", planned=15_000)
        room = at_forecast(foreseen)
        assert "*15" in room.text(*CLASSIC)

        room.glyphs = ASCII
        assert "*15" in at_forecast(foreseen).text(*CLASSIC)

    def test_goes_from_day_to_day_and_on_into_the_next_week_and_back(self, foreseen):
        room = does(at_forecast(foreseen), *["right"] * 7)
        assert "Gelato Cake, Fri 4 Dec" in room.text(*CLASSIC)
        does(room, "left")
        assert "Gelato Cake, Thu 3 Dec" in room.text(*CLASSIC)
        assert "Fri 27" in room.text(*CLASSIC)

    def test_shows_what_sold_beside_what_was_expected_in_the_weeks_before(self, foreseen):
        text = does(at_forecast(foreseen), "earlier").text(*SIZES[1])

        assert "✓17" in text
        assert re.search(r"sold +17 +23", text)
        assert re.search(r"expected +17\.6 +22\.3", text)

    def test_has_an_end_in_both_directions_and_says_so(self, foreseen):
        text = does(at_forecast(foreseen), "later", "later", "later").text(*CLASSIC)
        assert "There is no forecast from Fri 18 Dec on" in text

    def test_comes_back_from_there_to_the_same_product(self, foreseen):
        room = at_forecast(foreseen)
        room.place.typed("sponge")
        does(room, "later", "later", "later", "earlier", "earlier", "earlier")
        assert "Sponge, Fri 27 Nov" in room.text(*CLASSIC)

    def test_of_a_narrow_terminal_keeps_the_chosen_day_in_sight(self, foreseen):
        text = does(at_forecast(foreseen), *["right"] * 6).text(55, 12)

        assert "Gelato Cake, Thu 3 Dec" in text
        assert "Thu 3" in text.splitlines()[1]

    def test_chooses_a_product_by_its_name_its_code_and_by_a_click(self, foreseen):
        room = at_forecast(foreseen)
        room.place.typed("spon")
        assert "Sponge, Fri 27 Nov" in room.text(*CLASSIC)
        assert room.scans("gelato-cake")
        assert "Gelato Cake, Fri 27 Nov" in room.text(*CLASSIC)
        does(room, "cell:2026-11-30:sponge")
        assert "Sponge, Mon 30 Nov" in room.text(*CLASSIC)
        assert not room.place.typed("no such thing")

    def test_leaves_badges_and_tickets_to_others(self, foreseen):
        room = at_forecast(foreseen)
        assert not room.scans(BADGES["sue"])
        assert not room.scans("4006381333931")

    def test_begins_with_the_new_day_where_it_was_left_open_over_night(self, foreseen):
        room = at_forecast(foreseen)
        foreseen.machine.at += 24 * 3_600_000
        room.clock = room.clock._replace(now=foreseen.machine.at)
        room.ask()
        room.ask()
        assert "Gelato Cake, Sat 28 Nov" in room.text(*CLASSIC)

    def test_stays_calm_over_hostile_names_and_reasons(self, foreseen):
        change(foreseen, "sponge", TODAY, item=HOSTILE, reason=HOSTILE, planned=10**12)
        change(foreseen, "sponge", "2026-12-03", item=HOSTILE, reason=HOSTILE)
        foreseen.bakery.must(MarkDay("bannos", TODAY, "event", says=HOSTILE), SUE)
        room = at_forecast(foreseen)
        room.place.step(1)
        for size in (*SIZES, CLASSIC):
            assert harmless(room.text(*size))
            opens(room)
            assert harmless(room.text(*size))
            room.place.back()
            does(room, "bake")
            assert harmless(room.text(*size))
            room.place.back()

    def test_draws_two_hundred_products(self, kitchen):
        many = [(f"p{n:03}", f"Thing {n:03}", 1_000 * n) for n in range(200)]
        foresee_weeks(kitchen.bakery, many, behind=0)
        room = at_forecast(kitchen)
        room.place.step(10**9)
        assert "p199" in room.text(*CLASSIC)
        assert "The whole store" in room.text(*CLASSIC)


class TestNoForecast:
    def test_says_who_makes_it_and_how_to_have_it_now(self, kitchen):
        room = at_forecast(kitchen)
        text = room.text(*CLASSIC)

        assert "There is no forecast yet" in text
        assert "sync-agent forecast run" in text
        assert "feedback" not in room.deeds()
        assert "bake" not in room.deeds()
        same("forecast-none-55", room.text(55, 12))

    def test_of_a_store_that_rests_says_so(self, kitchen):
        kitchen.bakery.policies(active=False)
        assert "This store rests and gets no forecast" in at_forecast(kitchen).text(*CLASSIC)

    def test_says_what_the_last_try_said_and_how_to_bring_in_sales(self, kitchen):
        says = "Sales of 3 days are here; a forecast needs 28"
        with kitchen.bakery.database.transaction():
            apply(kitchen.bakery.database, Put(ForecastRun("r", "bannos", TODAY, NOW, NOW, NOTHING, 0, says)))
        text = at_forecast(kitchen).text(*SIZES[1])

        assert says in text
        assert "sync-agent sales import FILE.csv" in text


class TestWhy:
    @pytest.mark.parametrize("size", [*SIZES, CLASSIC], ids=str)
    def test_is_drawn_at_every_size(self, foreseen, size):
        same(f"forecast_why-{size[0]}", opens(does(at_forecast(foreseen), "right")).text(*size))

    def test_adds_up_to_the_figure_of_the_week(self, foreseen):
        room = does(at_forecast(foreseen), "right")
        assert "22.3" in room.text(*CLASSIC)
        figures = re.findall(r"^  . .*? ([+-]?[0-9.]+) [█▓░ ]", opens(room).text(*CLASSIC), re.MULTILINE)
        *parts, expected = [round(float(figure) * 10) for figure in figures]

        assert expected == 223
        assert sum(parts) == expected

    def test_goes_on_to_other_days_with_the_arrows_even_into_another_week(self, foreseen):
        room = opens(at_forecast(foreseen))
        does(room, "right")
        assert "Gelato Cake, Sat 28 Nov" in room.text(*CLASSIC)
        assert "school holiday" in room.text(*CLASSIC)
        does(room, *["right"] * 6)
        assert "Gelato Cake, Fri 4 Dec" in room.text(*CLASSIC)
        assert "An average day" in room.text(*CLASSIC)
        does(room, *["right"] * 10)
        assert "no forecast for this day" in room.text(*CLASSIC)

    def test_closes_by_esc(self, foreseen):
        room = opens(at_forecast(foreseen))
        assert room.place.back()
        assert "The whole store" in room.text(*CLASSIC)
        assert not room.place.back()

    def test_says_so_where_the_reasons_did_not_come(self, foreseen):
        foreseen.bakery.database.run("DELETE FROM forecast_explanation")
        text = opens(at_forecast(foreseen)).text(*CLASSIC)

        assert "this forecast came without its reasons" in text
        assert re.search(r"= Expected +17\.6", text)


class TestFeedback:
    def test_keeps_a_plan_and_why_and_shows_it_at_once(self, foreseen):
        room = does(at_forecast(foreseen), "right", "feedback")
        room.fills(planned="30", reason="Wedding next door")

        assert of_day(foreseen, "gelato-cake", "2026-11-28").planned == 30_000
        assert "*30" in room.text(*CLASSIC)
        assert '"Wedding next door"' in room.text(*CLASSIC)
        (said,) = foreseen.bakery.all(ForecastFeedback)
        assert (said.planned, said.reason, said.staff_id) == (30_000, "Wedding next door", "sue")

    def test_of_a_day_that_has_begun_asks_what_sold_and_of_one_to_come_does_not(self, foreseen):
        room = does(at_forecast(foreseen), "feedback")
        assert [ask.name for ask in room.form.asks] == ["planned", "actual", "reason"]
        room.form = None
        does(room, "right", "feedback")
        assert [ask.name for ask in room.form.asks] == ["planned", "reason"]
        room.form = None
        does(room, "earlier", "feedback")
        assert [ask.name for ask in room.form.asks] == ["actual", "reason"]

    def test_takes_what_sold_with_decimals(self, foreseen):
        room = does(at_forecast(foreseen), "earlier", "feedback")
        room.fills(actual="17.5")
        assert of_day(foreseen, "gelato-cake", "2026-11-20").actual == 17_500

    def test_says_what_is_no_quantity_and_loses_nothing(self, foreseen):
        room = does(at_forecast(foreseen), "feedback")
        room.fills(planned="a lot", reason="Fair")
        assert "A quantity, such as 12 or 2.5" in room.text(*CLASSIC)
        assert "Fair" in room.text(*CLASSIC)
        room.fills(planned="-3")
        assert "A quantity" in room.text(*CLASSIC)

    def test_without_anything_said_asks_for_it(self, foreseen):
        room = does(at_forecast(foreseen), "feedback")
        room.fills()
        assert "Nothing is said yet" in room.text(*CLASSIC)

    def test_an_emptied_plan_is_as_forecast_again(self, foreseen):
        change(foreseen, "gelato-cake", TODAY, planned=30_000)
        room = does(at_forecast(foreseen), "feedback")
        room.fills(planned="")
        assert of_day(foreseen, "gelato-cake", TODAY).planned is None
        assert "17.6" in room.text(*CLASSIC)

    def test_of_the_whole_store_is_only_what_sold(self, foreseen):
        room = at_forecast(foreseen)
        room.place.step(-1)
        does(room, "right")
        assert "feedback" not in room.deeds()
        does(room, "left", "feedback")
        assert [ask.name for ask in room.form.asks] == ["actual", "reason"]

    def test_is_for_those_who_plan(self, foreseen):
        assert not {"feedback", "mark"} & set(at_forecast(foreseen, ANA).deeds())


class TestBaking:
    @pytest.mark.parametrize("size", [*SIZES, CLASSIC], ids=str)
    def test_is_drawn_at_every_size(self, foreseen, size):
        change(foreseen, "sponge", TODAY, planned=8_000, reason="Fair")
        same(f"forecast_bake-{size[0]}", does(at_forecast(foreseen), "bake").text(*size))

    def test_is_a_sheet_of_whole_pieces(self, foreseen):
        change(foreseen, "sponge", TODAY, planned=7_200, known=3_000, reason="Fair")
        room = does(at_forecast(foreseen), "bake")
        sheet = room.place.sheet()
        rows = sheet.rows(room.sight)

        assert sheet.name == "to-bake"
        assert "Fri 27 Nov" in sheet.title
        assert rows == [[18, "Gelato Cake", 17, None, ""], [8, "Sponge", 6, 3, "your plan: Fair"]]

    def test_is_of_the_chosen_day_and_goes_on_with_the_arrows(self, foreseen):
        room = does(at_forecast(foreseen), "right", "bake")
        assert "Bake for Sat 28 Nov" in room.text(*CLASSIC)
        does(room, "right")
        assert "Bake for Sun 29 Nov" in room.text(*CLASSIC)
        assert "Sun 29 Nov" in room.place.sheet().title

    def test_leads_to_the_reasons_by_enter(self, foreseen):
        room = does(at_forecast(foreseen), "bake")
        room.place.step(1)
        opens(room)
        assert "Sponge, Fri 27 Nov" in room.text(*CLASSIC)
        assert "An average day" in room.text(*CLASSIC)

    def test_of_a_day_without_a_forecast_says_so(self, foreseen):
        room = does(at_forecast(foreseen), "later", "later", "later", "bake")
        assert "Nothing is forecast for this day" in room.text(*CLASSIC)


class TestMarks:
    def test_a_day_is_marked_and_seen_to_be(self, foreseen):
        room = does(at_forecast(foreseen), "right", "mark")
        room.fills(kind="promotion", says="Two for one")

        assert foreseen.bakery.rows.get(DayMark, "bannos", "2026-11-28", "", "promotion").active
        assert "promotion: Two for one" in room.text(*CLASSIC)
        assert "◔Sat 28" in room.text(*CLASSIC)

    def test_a_bad_day_in_the_past_is_named_by_its_date(self, foreseen):
        room = does(at_forecast(foreseen), "mark")
        room.fills(day="20/11/2026", kind="bad")
        assert foreseen.bakery.rows.get(DayMark, "bannos", "2026-11-20", "", "bad").active

    def test_a_big_order_needs_its_product_and_how_much(self, foreseen):
        room = does(at_forecast(foreseen), "mark")
        room.fills(kind="one_off", value="300")
        assert "One big order is of one product" in room.text(110, 27)
        room.fills(product="gelato-cake", value="")
        assert "This is needed" in room.text(*CLASSIC)
        room.fills(value="300")
        assert foreseen.bakery.rows.get(DayMark, "bannos", TODAY, "gelato-cake", "one_off").value == 300_000

    def test_a_mark_is_taken_back(self, foreseen):
        room = does(at_forecast(foreseen), "mark")
        room.fills(kind="closed")
        does(room, "mark")
        room.fills(kind="closed", doing="take_back")

        assert not foreseen.bakery.rows.get(DayMark, "bannos", TODAY, "", "closed").active
        assert "closed" not in room.text(*CLASSIC)

    def test_what_is_no_day_is_said(self, foreseen):
        room = does(at_forecast(foreseen), "mark")
        room.fills(day="someday")
        assert "This is no day" in room.text(*CLASSIC)


class TestWhatToOrder:
    def test_stands_on_the_same_screen_with_how_long_there_is(self, foreseen):
        dairy(foreseen.bakery)
        foreseen.bakery.must(CountStock(MILK, 4_000), ADI)
        text = at_forecast(foreseen).text(*SIZES[1])

        assert re.search(r"1 thing to order · Milk: order by \S.* · F11", text)

    def test_is_gone_to_by_a_key(self, foreseen):
        assert does(at_forecast(foreseen), "buy").went == [("procurement", "")]

    def test_is_not_spoken_of_where_nothing_is(self, foreseen):
        assert "to order" not in at_forecast(foreseen).text(*SIZES[1])


class TestTakingItAlong:
    def test_of_nothing_is_an_empty_list(self, kitchen):
        room = at_forecast(kitchen)
        assert room.place.sheet().rows(room.sight) == []

    def test_two_weeks_go_into_a_file(self, foreseen):
        room = at_forecast(foreseen)
        sheet = room.place.sheet()
        rows = sheet.rows(room.sight)

        assert len(rows) == 14 * (1 + len(PRODUCTS))
        assert rows[14][:5] == ["Gelato Cake", TODAY, 18, 11, 24]
        assert all(len(row) == len(sheet.columns) for row in rows)
