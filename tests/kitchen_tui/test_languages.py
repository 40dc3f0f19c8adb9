"""A station in another language: every text of it, the sentences of its rules, and nothing pushed out of place."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from data.core.packed import pack
from data.line.scan import command_for
from data.orders.editing import ModifyOrder
from kitchen_tui import regional, texts
from kitchen_tui.widgets.said import said
from tests.kitchen_tui.at_work import BO, SIZES, SUE, Kitchen, at_work
from tests.support.dockets import cake, docket

PICTURES = Path(__file__).parent / "pictures"


@pytest.fixture(autouse=True)
def in_english_again() -> Iterator[None]:
    """The next test reads English."""
    yield
    regional.settle("en_AU")


def same(name: str, text: str) -> None:
    """As the stored picture has it; BAKELINE_DRAW=1 draws it anew."""
    path = PICTURES / f"{name}.txt"
    if os.environ.get("BAKELINE_DRAW"):
        path.write_text(text + "\n", encoding="utf-8")
    assert text + "\n" == path.read_text(encoding="utf-8")


@pytest.mark.parametrize("size", SIZES, ids=lambda size: "x".join(map(str, size)))
async def test_a_station_in_german(kitchen: Kitchen, size: tuple[int, int]) -> None:
    kitchen.bakery.policies(language="de")
    kitchen.bakery.take_in(docket("20001", cake("1"), cake("2")))
    kitchen.bakery.take_in(docket("20002"))
    async with at_work(kitchen, size=size) as work:
        await work.scan("B20002")
        await work.sees("OK", "weiter zu Eindecken")
        await work.holds("B20002")
        await work.rest()
        text = work.text()
    same("german-{}x{}".format(*size), text)


async def test_a_second_scan_says_in_german_who_did_it_and_when(kitchen: Kitchen) -> None:
    kitchen.bakery.policies(language="de")
    kitchen.bakery.take_in(docket("20001"))
    kitchen.bakery.must(command_for(kitchen.ticket("20001"), "Filling", "bench-2"), BO)
    async with at_work(kitchen) as work:
        await work.scan("B20001")
        await work.sees("= SCHON FERTIG B20001 Füllen schon getan von Bo 10:00")


async def test_the_country_chooses_the_language_when_the_store_does_not(kitchen: Kitchen) -> None:
    kitchen.bakery.database.run("UPDATE store SET locale = 'de_DE'")
    async with at_work(kitchen, badge=None) as work:
        await work.sees("ANMELDEN", "Ausweis scannen, oder Nummer tippen und Enter")


async def test_a_store_that_wants_am_and_pm_has_them(kitchen: Kitchen) -> None:
    kitchen.bakery.policies(clock_12h=True)
    async with at_work(kitchen) as work:
        await work.sees("10:00 am")


def test_a_language_that_nobody_wrote_yet_is_english() -> None:
    regional.settle("sv_SE")

    assert (texts.using(), texts._("READY"), texts.ngettext("{n} day", "{n} days", 2)) == ("en", "READY", "{n} days")


def test_no_path_is_a_language() -> None:
    texts.use("../languages/de")

    assert texts.using() == "en"


def test_every_language_says_what_it_is_called() -> None:
    assert texts.languages() == {"en": "English", "de": "Deutsch"}


@pytest.mark.parametrize(
    ("english", "german"),
    [
        ("B20001A to Covering", "B20001A weiter zu Eindecken"),
        ("B20001A to Ana", "B20001A an Ana"),
        ("B20001A to Ana already", "B20001A an Ana – ist schon so"),
        ("B20001: go to FILLING", "B20001: geh zu FÜLLEN"),
        ("Covering already done by someone Fri 27 Nov 10:42", "Eindecken schon getan von jemand Fr 27. Nov 10:42"),
        ("Ana clocked in", "Ana ist gekommen"),
        (
            "B9, scanned at Packing by Bo before its order came, does not count: B9: start packing first",
            "B9, gescannt bei Verpacken von Bo, bevor der Auftrag kam, zählt nicht: B9: erst das Verpacken beginnen",
        ),
        ("B1 CANCELLED: cancelled in the shop", "B1 STORNIERT: im Shop storniert"),
        (
            "B1 CHANGED: writing none -> 2026-11-27; due date 2026-11-27 -> 2026-11-28",
            "B1 GEÄNDERT: Aufschrift nichts -> 2026-11-27; Termin Fr 27. Nov -> Sa 28. Nov",
        ),
        ("Scan your badge first. SEND BACK still waits", "Erst den Ausweis scannen. ZURÜCKSCHICKEN wartet noch"),
        (
            "1004 is held: no customer, no due date that can be read ('Fri')",
            "1004 ist angehalten: kein Kunde, kein lesbarer Termin ('Fri')",
        ),
        ("20001 is READY: not everything is packed", "20001 ist BEREIT: nicht alles ist verpackt"),
        ("A staff may not set policies", "Die Rolle Team darf das nicht (set policies)"),
        (
            "Caps Lock is on. I turn the letters back; switch Caps Lock off.",
            "Die Feststelltaste ist an. Die Buchstaben werden zurückgedreht; Feststelltaste lösen.",
        ),
        ("Nobody ever said this", "Nobody ever said this"),
        ("Almond meal: 80000 g on hand", "Almond meal: 80.000 g vorhanden"),
        ("Butter is low: 21400 g left to promise", "Butter ist knapp: noch 21.400 g zu vergeben"),
        ("Banno's: saved", "Banno's: gespeichert"),
    ],
)
def test_what_a_rule_said_is_translated_at_the_glass(english: str, german: str) -> None:
    regional.settle("de_DE")

    assert texts.sentence(english) == german


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ("Almond meal: -80000 g on hand", "Almond meal: -80,000 g on hand"),
        ("Butter is low: 21400 g left to promise", "Butter is low: 21,400 g left to promise"),
        ("Cake boards: 90 pieces on hand", "Cake boards: 90 pieces on hand"),
        ("B20195 to Covering", "B20195 to Covering"),
        ("bannos-20195 handed over", "bannos-20195 handed over"),
        ("20195 is READY: not everything is packed", "20195 is READY: not everything is packed"),
    ],
)
def test_in_english_large_amounts_are_told_apart_and_codes_are_not(said: str, shown: str) -> None:
    assert texts.sentence(said) == shown


@pytest.mark.parametrize("own", ["Save", "none", "to Covering", "{stage}", "{0}", "\\1", "a: b; c -> d", "Zoë 😀"])
def test_a_customers_own_words_are_never_translated(own: str) -> None:
    regional.settle("de_DE")

    assert texts.sentence(f"B1 CANCELLED: {own}") == f"B1 STORNIERT: {own}"


def test_a_text_of_any_length_is_answered_at_once() -> None:
    regional.settle("de_DE")
    hostile = " to ".join(["x: "] * 20_000) + " already done by is at"

    assert len(texts.sentence(hostile)) > 20_000


def test_the_headline_is_not_said_twice_in_any_language(kitchen: Kitchen) -> None:
    from kitchen_tui.verdict import REFUSED, Verdict

    regional.settle("de_DE")
    kitchen.bakery.take_in(docket("20001"))
    ticket = kitchen.ticket("20001")
    stop = said(Verdict(REFUSED, "cancelled", "B20001 CANCELLED: too late", ticket, stops=True))

    assert (stop.code, stop.says) == ("B20001", "too late")


@pytest.mark.parametrize("size", SIZES[:2], ids=lambda size: "x".join(map(str, size)))
async def test_a_stop_in_german_is_as_large_as_in_english(kitchen: Kitchen, size: tuple[int, int]) -> None:
    kitchen.bakery.policies(language="de")
    kitchen.bakery.take_in(docket("20001"))
    kitchen.bakery.must(command_for(kitchen.ticket("20001"), "Filling", "bench-2"), BO)
    order_id = kitchen.ticket("20001").order_id
    kitchen.bakery.must(ModifyOrder(order_id, pack({"due_date": "2026-12-05"}), "rang"), SUE)
    async with at_work(kitchen, size=size, station="covering") as work:
        await work.scan("B20001")
        await work.sees("Termin Sa 28. Nov -> Sa 5. Dez", "Gesehen? Nochmals scannen oder Enter.")
        await work.rest()
        text = work.text()
    same("german-stop-{}x{}".format(*size), text)


async def test_the_help_and_the_keys_are_in_german(kitchen: Kitchen) -> None:
    kitchen.bakery.policies(language="de")
    async with at_work(kitchen, size=SIZES[0]) as work:
        await work.press("?")
        await work.sees("HILFE", "Ein Ticket scannen: seine Arbeit an dieser Station", "Esc: zurück")
        await work.press("end")
        await work.press("escape")
        await work.sees_no_more("Ein Ticket scannen: seine")


def test_a_language_costs_little_when_the_store_opens() -> None:
    from time import perf_counter

    regional.settle("de_DE")
    regional.settle("en_AU")
    began = perf_counter()
    regional.settle("de_DE")

    assert perf_counter() - began < 0.25
