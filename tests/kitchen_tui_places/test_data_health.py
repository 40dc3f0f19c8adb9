"""Data health: a manager sees at a glance whether the sales can be trusted, what to do, and of when that is (F34)."""

from __future__ import annotations

from typing import Any

import pytest

from data.core.actor import Actor
from data.core.clock import HOUR
from data.core.outcome import Put
from data.forecasts.marks import DayMark
from data.health.metric import DataHealthAlert, DataHealthMetric, Part, packed_parts
from data.health.points import WEIGHTS
from data.organization.store import Store
from data.store.execute import apply
from kitchen_tui import regional, texts
from kitchen_tui.places.data_health import DataHealth
from kitchen_tui.places.health_words import PARTS, said
from kitchen_tui.places.index import BY_NAME
from sync_agent.health.telling import restaurant
from tests.kitchen_tui.at_work import Kitchen
from tests.kitchen_tui_places.harmless import harmless
from tests.kitchen_tui_places.room import SIZES, StillRoom
from tests.kitchen_tui_places.snapshot import same
from tests.support.cast import ANA, NOW, SUE
from tests.support.sold import ordinary, plant, without_days

DAY, CLASSIC = 24 * HOUR, (80, 19)


class AtHealth(StillRoom):
    """A room of which a test knows what stands in it."""

    place: Any


def at_health(kitchen: Kitchen, person: Actor = SUE) -> AtHealth:
    room = AtHealth(kitchen, person)
    room.enter(DataHealth)
    return room


def put(kitchen: Kitchen, *rows: Any) -> None:
    with kitchen.bakery.database.transaction():
        for row in rows:
            apply(kitchen.bakery.database, Put(row))


def found(kitchen: Kitchen) -> tuple[Part, ...]:
    """What a check finds after two days of which nobody was told, and something nobody knows was sold."""
    from data.health.judging import judged
    from data.questions.health_seen import seen

    plant(kitchen.bakery.database, without_days(ordinary(), "2026-11-18", "2026-11-17"))
    store = kitchen.bakery.rows.get(Store, "bannos")
    assert store is not None
    return judged(seen(kitchen.bakery.database, store, NOW))


@pytest.fixture
def fallen(kitchen: Kitchen) -> Kitchen:
    """Nine days of scores; this morning it fell."""
    parts = found(kitchen)
    score = 100 - sum(part.lost for part in parts)
    for n, before in enumerate((97, 97, 95, 96, 97, 98, 98, 97), 1):
        at = NOW - (9 - n) * DAY
        put(kitchen, DataHealthMetric(f"m{n}", "bannos", at, before, None, packed_parts(()), "nightly", None))
    put(
        kitchen,
        DataHealthMetric("now", "bannos", NOW - HOUR, score, 97, packed_parts(parts), "poll", NOW - HOUR),
        alert("new", score, 97, NOW - HOUR),
        alert("old", 80, 95, NOW - 5 * DAY, "adi"),
    )
    return kitchen


def alert(ident: str, score: int, before: int, at: int, seen_by: str | None = None) -> DataHealthAlert:
    says = f"The health of the data fell from {before} to {score}. Items of which less than nothing is on hand: 3"
    return DataHealthAlert(ident, "bannos", "now", score, before, says, at, at if seen_by else None, seen_by)


@pytest.mark.parametrize("size", [*SIZES, CLASSIC], ids=str)
def test_it_is_drawn_at_every_size(fallen: Kitchen, size: tuple[int, int]) -> None:
    room = at_health(fallen)
    room.place.step(1)
    same(f"data_health-{size[0]}", room.text(*size))


@pytest.mark.parametrize("size", [*SIZES, CLASSIC], ids=str)
def test_its_alerts_are_drawn_at_every_size(fallen: Kitchen, size: tuple[int, int]) -> None:
    room = at_health(fallen)
    room.press("past")
    same(f"data_health_alerts-{size[0]}", room.text(*size))


def test_what_was_never_measured_says_what_to_do(kitchen: Kitchen) -> None:
    text = at_health(kitchen).text(*CLASSIC)
    assert "not measured yet" in text
    assert "sync-agent data-health check" in text
    assert at_health(kitchen).place.sheet() is None


def test_it_says_the_same_as_the_endpoint(fallen: Kitchen) -> None:
    """F34: the screen equals what the hub tells."""
    database = fallen.bakery.database
    store = fallen.bakery.rows.get(Store, "bannos")
    assert store is not None
    told = restaurant(database, store, NOW)
    room = at_health(fallen)
    text = room.text(*SIZES[2])

    assert f"{told['metric']['score']} of 100" in text
    assert f"before: {told['metric']['previousScore']}" in text
    for part in told["metric"]["parts"]:
        line = next(line for line in text.splitlines() if PARTS[part["code"]] in line)
        assert (f" -{part['lost']} " in line) is bool(part["lost"])
    assert [past.alert.id for past in room.place._known.past] == [one["id"] for one in told["alerts"]]
    assert list(room.place._known.scores) == [one["score"] for one in told["history"]]


def test_open_alerts_come_first_and_are_seen_once(fallen: Kitchen) -> None:
    room = at_health(fallen)
    assert "seen" in room.deeds()
    assert "fell from 97" in room.text(*CLASSIC), "the chosen one is told in full"
    room.press("seen")

    seen = {one.id: one.acknowledged_by for one in fallen.bakery.all(DataHealthAlert)}
    assert seen == {"new": SUE.staff_id, "old": "adi"}
    assert "seen" not in room.deeds()
    room.press("past")
    assert "Sue" in room.text(*CLASSIC)


def test_the_chosen_trouble_is_told_in_full_with_what_to_do(fallen: Kitchen) -> None:
    room = at_health(fallen)
    gaps = [getattr(line, "code", "") for line in room.place._lines.items].index("gaps")
    room.place.step(gaps)
    text = room.text(*CLASSIC)

    assert "Import what is missing" in text
    assert "Wed 18 Nov; Tue 17 Nov" in text


def test_a_day_by_which_it_shows_is_marked_from_here(fallen: Kitchen) -> None:
    room = at_health(fallen)
    gaps = [getattr(line, "code", "") for line in room.place._lines.items].index("gaps")
    room.place.step(gaps)
    room.press("mark")
    room.fills(kind="bad", says="the till was broken")

    (mark,) = fallen.bakery.all(DayMark)
    assert (mark.date, mark.kind, mark.product_id, mark.active) == ("2026-11-18", "bad", "", True)


def test_enter_goes_to_where_it_is_mended(kitchen: Kitchen) -> None:
    parts = (Part("recipes", "Products sold in four weeks that have no recipe: 1", 8, "Write it down", 8, ("Pie",)),)
    put(kitchen, DataHealthMetric("m", "bannos", NOW, 92, None, packed_parts(parts), "poll", None))
    room = at_health(kitchen)
    room.place.enter()
    assert room.went == [("products", "")]


def test_of_an_old_one_the_age_is_said(fallen: Kitchen) -> None:
    fallen.machine.at = NOW + 3 * DAY
    assert "3 days old" in at_health(fallen).text(*CLASSIC)


def test_a_metric_of_a_newer_release_is_shown_as_it_is(kitchen: Kitchen) -> None:
    parts = (Part("weather", "It rains", 3, "Wait", 3, ("2026-13-99",)),)
    put(kitchen, DataHealthMetric("m", "bannos", NOW, 97, None, packed_parts(parts), "moon", None))
    text = at_health(kitchen).text(*SIZES[1])
    assert "weather" in text
    assert "2026-13-99" in text


def test_each_part_has_a_name() -> None:
    assert PARTS.keys() == WEIGHTS.keys()


@pytest.mark.parametrize("text", ["\x1b[31m", "a\nb", "\u202eabc", "\x00", "x" * 5_000, "[bold]"])
def test_hostile_texts_harm_nothing(kitchen: Kitchen, text: str) -> None:
    parts = (Part("gaps", text, 3, text, 10, (text,)),)
    put(kitchen, DataHealthMetric("m", "bannos", NOW, 97, None, packed_parts(parts), "poll", None))
    for size in SIZES:
        assert harmless(at_health(kitchen).text(*size))


def test_it_can_be_exported(fallen: Kitchen) -> None:
    sheet = at_health(fallen).place.sheet()
    rows = sheet.rows(None)
    assert len(rows) == len(WEIGHTS)
    assert 100 + sum(row[0] for row in rows) == next(
        one.score for one in fallen.bakery.all(DataHealthMetric) if one.id == "now"
    )


def test_it_is_for_those_who_answer_for_the_store(fallen: Kitchen) -> None:
    assert BY_NAME["data-health"].commands == ("acknowledge_health_alert",)
    assert not at_health(fallen, ANA).may("acknowledge_health_alert")
    assert at_health(fallen, ANA).deeds() == ["past"]


def test_in_german_nothing_is_left_in_english(fallen: Kitchen) -> None:
    regional.settle("de_DE")
    try:
        text = at_health(fallen).text(*SIZES[2])
        assert texts._("Gaps") == "Lücken"
    finally:
        regional.settle("en_AU")
    assert "Verkaufstage ohne einen seither" in text
    for english in ("sale", "Found", "Points", "of 100", "health", "on hand"):
        assert english not in text, english


FALLEN = "The health of the data fell from 97 to 93. No sale is known yet"
SILENT = "The newest sale is of 2026-11-26; days to sell on without one since: 0. "
SILENT += "Shops that have not answered for 5 h: cakes.example, till"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (FALLEN, "Die Güte der Daten fiel von 97 auf 93. Noch ist kein Verkauf bekannt"),
        (SILENT, "Shops, die seit 5 h nicht antworten: cakes.example, till"),
    ],
)
def test_several_sentences_are_each_said_in_german(text: str, told: str) -> None:
    regional.settle("de_DE")
    try:
        assert told in said(text)
        assert "sale" not in said(text)
    finally:
        regional.settle("en_AU")
