"""Accuracy: every week the manager sees who was right, and on how little that may stand."""

from __future__ import annotations

import re
from typing import Any

import pytest

from data.core.actor import Actor
from data.forecasts.feedback import GiveForecastFeedback
from data.forecasts.forecast import forecast_id
from kitchen_tui.places.accuracy import Accuracy
from kitchen_tui.places.index import BY_NAME
from tests.kitchen_tui.at_work import Kitchen
from tests.kitchen_tui_places.harmless import harmless
from tests.kitchen_tui_places.room import SIZES, StillRoom
from tests.kitchen_tui_places.snapshot import same
from tests.support.cast import SUE
from tests.support.forecast_weeks import foresee_weeks

CLASSIC = (80, 19)


class AtAccuracy(StillRoom):
    """A room of which a test knows what stands in it."""

    place: Any


def at_accuracy(kitchen: Kitchen, person: Actor = SUE) -> AtAccuracy:
    room = AtAccuracy(kitchen, person)
    room.enter(Accuracy)
    return room


def plans(kitchen: Kitchen, product: str, day: str, pieces: int) -> None:
    ident = forecast_id("bannos", product, day)
    kitchen.bakery.must(GiveForecastFeedback(ident, planned=pieces * 1_000), SUE)


@pytest.fixture
def scored(kitchen: Kitchen) -> Kitchen:
    """Four weeks of which it is known what sold, a few days of them overruled: once well, thrice badly."""
    foresee_weeks(kitchen.bakery)
    plans(kitchen, "gelato-cake", "2026-11-25", 11)
    for day in ("2026-11-19", "2026-11-20", "2026-11-26"):
        plans(kitchen, "sponge", day, 12)
    return kitchen


@pytest.mark.parametrize("size", [*SIZES, CLASSIC], ids=str)
def test_it_is_drawn_at_every_size(scored: Kitchen, size: tuple[int, int]) -> None:
    same(f"accuracy-{size[0]}", at_accuracy(scored).text(*size))


@pytest.mark.parametrize("size", [*SIZES, CLASSIC], ids=str)
def test_the_weeks_of_a_product_are_drawn_at_every_size(scored: Kitchen, size: tuple[int, int]) -> None:
    room = at_accuracy(scored)
    room.place.step(1)
    room.place.enter()
    same(f"accuracy_weeks-{size[0]}", room.text(*size))


def test_all_products_come_first_in_sentences_and_in_the_list(scored: Kitchen) -> None:
    text = at_accuracy(scored).text(*SIZES[1])
    assert re.search(
        r"The forecast was off by [0-9.]+ a day and product, \d+ % of what was sold, too high by 0\.2", text
    )
    assert re.search(
        r"Where you overruled it \(4 times\) you were off by [0-9.]+, it by [0-9.]+: the forecast was", text
    )
    assert re.search(r"\d+ of 56 ended between its limits: 9 of 10, where 8 are right", text)
    assert text.index("All products  ") < text.index("Gelato Cake  ") < text.index("Sponge  ")


def test_it_says_for_each_product_who_was_nearer(scored: Kitchen) -> None:
    text = at_accuracy(scored).text(*SIZES[1])
    assert re.search(r"Gelato Cake .* you ", text)
    assert re.search(r"Sponge .* forecast ", text)


def test_what_it_says_is_what_one_reckons_by_hand(kitchen: Kitchen) -> None:
    foresee_weeks(kitchen.bakery, (("sponge", "Sponge", 4_400),), behind=2)
    kitchen.bakery.database.run(
        "UPDATE forecast SET p10 = 8000, p50 = 10000, p90 = 12000, mean = 10000 WHERE product_id = 'sponge'"
    )
    kitchen.bakery.database.run(
        "UPDATE forecast SET actual = 13000, planned = 14000 WHERE product_id = 'sponge' AND date = '2026-11-26'"
    )
    kitchen.bakery.database.run(
        "UPDATE forecast SET actual = 9000, planned = NULL WHERE product_id = 'sponge' AND date = '2026-11-25'"
    )
    text = at_accuracy(kitchen).text(*SIZES[1])

    assert "off by 2.0 a day and product, 18 % of what was sold, too low by 1.0" in text
    assert "Where you overruled it (1 time) you were off by 1.0, it by 3.0: you were nearer" in text
    assert "1 of 2 ended between its limits: 5 of 10" in text
    assert re.search(r"Sponge +2\.0 +18 % +. +1\.0 +3\.0 you +1/2 +-1\.0", text)


def test_few_days_are_called_few(kitchen: Kitchen) -> None:
    foresee_weeks(kitchen.bakery, behind=3)
    assert "! Only 3 days are known so far: too few to judge by" in at_accuracy(kitchen).text(*SIZES[1])


def test_before_anything_is_known_it_says_when_it_begins(kitchen: Kitchen) -> None:
    foresee_weeks(kitchen.bakery, behind=0)
    room = at_accuracy(kitchen)
    assert "Nothing to compare yet: it begins the night after a day that was forecast" in room.text(*CLASSIC)
    assert room.place.sheet().rows(room.sight) == []


def test_enter_opens_the_weeks_of_a_product_the_newest_first_and_esc_closes_them(scored: Kitchen) -> None:
    room = at_accuracy(scored)
    room.place.step(1)
    room.place.enter()
    text = room.text(*CLASSIC)
    assert text.index("Mon 23 Nov") < text.index("Mon 16 Nov") < text.index("Mon 2 Nov")
    assert "Gelato Cake ·" in text

    assert room.place.back()
    assert not room.place.back()


def test_more_or_fewer_weeks_are_looked_at_by_a_key(scored: Kitchen) -> None:
    room = at_accuracy(scored)
    assert "Mon 5 Oct to Thu 26 Nov" in room.text(*CLASSIC)
    for first in ("Mon 1 Jun", "Mon 2 Nov", "Mon 5 Oct"):
        room.press("longer")
        room.ask()
        assert f"{first} to Thu 26 Nov" in room.text(*CLASSIC)


def test_it_leads_to_the_forecast_itself(scored: Kitchen) -> None:
    room = at_accuracy(scored)
    room.press("forecast")
    assert room.went == [("forecast", "")]


def test_all_of_it_can_be_taken_along(scored: Kitchen) -> None:
    room = at_accuracy(scored)
    sheet = room.place.sheet()
    rows = sheet.rows(room.sight)
    assert len(rows) == 3 * 5
    assert rows[4][:5] == ["All products", "2026-11-23", 8, 58, 2]
    assert all(isinstance(cell, int) for cell in rows[4][2:10])
    assert all(len(row) == len(sheet.columns) for row in rows)


def test_a_hostile_name_harms_nothing(scored: Kitchen) -> None:
    scored.bakery.database.run(
        "UPDATE forecast SET item = ? WHERE product_id = 'sponge'", ("\x1b[2J\u202e" + "x" * 300,)
    )
    room = at_accuracy(scored)
    for size in (*SIZES, CLASSIC):
        assert harmless(room.text(*size))


def test_it_is_for_those_who_plan() -> None:
    assert BY_NAME["accuracy"].commands == BY_NAME["forecast"].commands == ("give_forecast_feedback",)
