"""The settings: each is shown with what it means, changed by an admin, and refused in words when it cannot be."""

from __future__ import annotations

from dataclasses import fields

import pytest

from data.core.packed import pack, unpack
from data.orders.configuring import EditStore, SetSizes, rules_of
from data.orders.reading import DocketRules
from data.organization.commands import SetPolicies
from data.organization.policies import Policies, policies_of
from data.organization.printer import AddPrinter
from data.organization.store import Store, Terminal
from data.questions.labels import printers_of
from kitchen_tui.places.settings import SECTIONS, Settings
from kitchen_tui.places.settings_docket import DOCKET
from kitchen_tui.places.settings_policies import ELSEWHERE, POLICIES
from tests.kitchen_tui.at_work import Kitchen
from tests.kitchen_tui.hostile import RECORDED
from tests.kitchen_tui_places.room import SIZES, StillRoom
from tests.kitchen_tui_places.snapshot import same
from tests.support.cast import ADI, BENCH, OLIVE, SUE

PLACES = ["Cool room A1", "Cool room A2", "Rack 3"]
ABOUTS = [cls.title for cls in SECTIONS]


@pytest.fixture
def furnished(kitchen: Kitchen) -> Kitchen:
    """Places, flavours and a printer."""
    kitchen.bakery.policies(storage_places=PLACES, flavours=["Vanilla", "Dark chocolate"])
    kitchen.bakery.must(AddPrinter(BENCH, "packer-1", "tcp:192.168.1.50", "label-4x6-203"), ADI)
    return kitchen


def settings(room: StillRoom, about: str = "") -> Settings:
    place = room.enter(Settings, about)
    assert isinstance(place, Settings)
    return place


def bannos(kitchen: Kitchen) -> Store:
    found = kitchen.bakery.rows.get(Store, "bannos")
    assert found is not None
    return found


def policies(kitchen: Kitchen) -> Policies:
    return policies_of(bannos(kitchen))


def opened(room: StillRoom, about: str, key: str) -> Settings:
    """The form of one line."""
    place = settings(room, about)
    assert place.section is not None
    assert place.section.listing.choose(key), key
    place.enter()
    return place


@pytest.mark.parametrize("size", SIZES, ids=str)
def test_the_sections_are_listed(furnished, size):
    room = StillRoom(furnished, ADI)
    settings(room)

    same(f"settings-{size[0]}", room.text(*size))


@pytest.mark.parametrize("size", SIZES, ids=str)
@pytest.mark.parametrize("about", ABOUTS)
def test_each_section_is_drawn(furnished, about, size):
    room = StillRoom(furnished, ADI)
    settings(room, about)

    same(f"settings_{about.lower().replace(' ', '_')}-{size[0]}", room.text(*size))


def test_one_goes_in_by_enter_and_out_by_escape(furnished):
    room = StillRoom(furnished, ADI)
    place = settings(room)
    place.step(3)
    place.enter()
    assert "Cool room A1" in room.text(110, 27)

    assert place.back()
    assert not place.back()


def test_a_setting_is_found_by_its_name(furnished):
    room = StillRoom(furnished, ADI)
    place = settings(room)

    assert place.typed("warning")
    assert place.section is not None
    assert place.section.listing.chosen is not None
    assert place.section.listing.chosen.key == "late_warning_minutes"
    assert place.typed("storage")
    assert "Rack 3" in room.text(55, 12)
    assert place.typed("nonsense")
    assert room.said[-1].says == "No setting is called so", "who mistyped is not taken to the orders"
    assert not place.typed("B20001")


def test_only_those_who_may_change_anything(furnished):
    room = StillRoom(furnished, SUE)
    for about in ABOUTS:
        place = settings(room, about)
        assert place.deeds() == ()
        place.enter()
        place.do("remove")

    assert room.form is None
    assert room.verdicts == []


class TestTheStore:
    def test_gets_another_name_zone_and_country(self, kitchen):
        room = StillRoom(kitchen, ADI)
        for key, text in (("title", "Banno's Annandale"), ("timezone", "Europe/Vienna"), ("locale", "de_AT")):
            opened(room, "This store", key)
            room.fills(value=text)

        store = bannos(kitchen)
        assert (store.name, store.timezone, store.locale) == ("Banno's Annandale", "Europe/Vienna", "de_AT")

    def test_refuses_a_zone_that_is_none(self, kitchen):
        room = StillRoom(kitchen, ADI)
        opened(room, "This store", "timezone")
        room.fills(value="Mars/Olympus")

        assert "no such zone" in room.text(110, 27)

    def test_refuses_a_country_that_is_none(self, kitchen):
        room = StillRoom(kitchen, ADI)
        opened(room, "This store", "locale")
        room.fills(value="xx_YY")

        assert "no such country" in room.text(110, 27)
        assert bannos(kitchen).locale == "en_AU"

    def test_keeps_its_currency_once_there_are_orders(self, kitchen):
        room = StillRoom(kitchen, ADI)
        opened(room, "This store", "currency")
        room.fills(value="eur")
        assert bannos(kitchen).currency == "EUR"

        kitchen.bakery.must(EditStore("bannos", "Banno's", "Australia/Sydney", "AUD", "en_AU"), ADI)
        kitchen.bakery.take_in()
        opened(room, "This store", "currency")

        assert room.form is None

    def test_writes_times_and_texts_as_people_here_do(self, kitchen):
        room = StillRoom(kitchen, ADI)
        opened(room, "This store", "clock_12h")
        room.fills(value="yes")
        opened(room, "This store", "language")
        assert room.form is not None
        assert [value for value, _shown in room.form.asks[0].choices][:2] == ["", "en"]
        room.fills(value="en")

        assert (policies(kitchen).clock_12h, policies(kitchen).language) == (True, "en")

    @pytest.mark.parametrize("key", ["short", "letter"])
    def test_never_changes_what_its_barcodes_are_made_of(self, kitchen, key):
        room = StillRoom(kitchen, OLIVE)
        opened(room, "This store", key)

        assert room.form is None
        assert "never changes" in room.said[-1].says


class TestLists:
    def test_of_places_grow_below_the_cursor_and_the_cursor_follows(self, furnished):
        room = StillRoom(furnished, ADI)
        place = settings(room, "Storage places")
        place.do("add")
        room.fills(value="Rack 4")

        assert policies(furnished).storage_places == ("Cool room A1", "Rack 4", "Cool room A2", "Rack 3")
        assert place.section is not None
        assert place.section.listing.chosen is not None
        assert place.section.listing.chosen.key == "Rack 4"

    def test_begin_with_a_first_one(self, kitchen):
        room = StillRoom(kitchen, ADI)
        place = settings(room, "Flavours")
        assert "F6 adds one" in room.text(55, 12)
        assert [deed.name for deed in place.deeds()] == ["add"]

        place.do("add")
        room.fills(value="Pistachio")

        assert policies(kitchen).flavours == ("Pistachio",)

    def test_are_put_in_order(self, kitchen):
        room = StillRoom(kitchen, ADI)
        place = settings(room, "Sizes")
        place.do("down")
        place.do("down")
        place.do("down")
        assert unpack(bannos(kitchen).sizes) == ["Medium", "Large", "Small"]

        place.do("up")
        assert unpack(bannos(kitchen).sizes) == ["Medium", "Small", "Large"]

    def test_have_their_texts_changed_and_removed(self, furnished):
        room = StillRoom(furnished, ADI)
        place = opened(room, "Storage places", "Rack 3")
        room.fills(value="Rack 33")
        assert policies(furnished).storage_places[-1] == "Rack 33"
        place.do("remove")

        assert policies(furnished).storage_places == ("Cool room A1", "Cool room A2")

    def test_hold_nothing_twice(self, furnished):
        room = StillRoom(furnished, ADI)
        settings(room, "Storage places").do("add")
        room.fills(value="rack 3")

        assert "there already" in room.text(110, 27)

    def test_of_sizes_keep_one(self, kitchen):
        kitchen.bakery.must(SetSizes("bannos", ("Small",)), ADI)
        room = StillRoom(kitchen, ADI)
        settings(room, "Sizes").do("remove")

        assert room.verdicts[-1].code == "bad_sizes"

    def test_of_hundreds_are_drawn_by_the_page(self, kitchen):
        kitchen.bakery.policies(storage_places=[f"Shelf {n}" for n in range(400)])
        room = StillRoom(kitchen, ADI)
        place = settings(room, "Storage places")
        place.step(1_000)

        assert "Shelf 399" in room.text(55, 12)


class TestPolicies:
    def test_every_one_is_explained_somewhere(self):
        assert set(POLICIES) | ELSEWHERE == {f.name for f in fields(Policies)}

    def test_every_word_of_the_docket_is_explained(self, kitchen):
        assert set(DOCKET) == set(rules_of(bannos(kitchen)))
        assert set(DOCKET) < {f.name for f in fields(DocketRules)}

    @pytest.mark.parametrize(
        ("key", "given", "kept"),
        [
            ("qc_by_staff", {"value": "yes"}, True),
            ("scan_ahead", {"value": "deny"}, "deny"),
            ("late_warning_minutes", {"value": "45"}, 45),
            ("photo_stages", {"0": "Decorating"}, ("Decorating",)),
            ("qc_reasons", {"0": "", "1": "Smudged"}, ("Smudged", "Wrong colour", "Wrong size or flavour")),
        ],
        ids=lambda v: v if isinstance(v, str) else "",
    )
    def test_each_kind_is_changed_by_a_form_of_its_kind(self, kitchen, key, given, kept):
        room = StillRoom(kitchen, ADI)
        opened(room, "Policies", key)
        room.fills(**given)

        found = getattr(policies(kitchen), key)
        assert (found[:3] if isinstance(found, tuple) else found) == kept

    @pytest.mark.parametrize(
        ("key", "given"),
        [
            ("split_up_to", {"value": "many"}),
            ("split_up_to", {"value": "0"}),
            ("retention_days", {"value": "0"}),
            ("split_up_to", {"value": "9999"}),
            ("idle_sign_out_minutes", {"value": "100000"}),
            ("qc_reasons", {"0": "x" * 41}),
            ("photo_stages", {"0": "Baking"}),
            ("idle_sign_out_minutes", {"value": ""}),
        ],
        ids=lambda v: v if isinstance(v, str) else "",
    )
    def test_nonsense_stays_in_the_form(self, kitchen, key, given):
        room = StillRoom(kitchen, ADI)
        opened(room, "Policies", key)
        room.fills(**given)

        assert room.form is not None
        assert room.verdicts == []

    @pytest.mark.parametrize(
        ("section", "key", "value", "said"),
        [
            ("Policies", "late_warning_minutes", "45", "Warning before late: 45 min"),
            ("Policies", "scan_ahead", "deny", "Scans ahead: never"),
            ("This store", "clock_12h", "yes", "Clock: am and pm"),
            ("This store", "language", "de", "Language: Deutsch"),
        ],
    )
    def test_what_was_set_is_said_in_the_words_of_the_screen(self, kitchen, section, key, value, said):
        room = StillRoom(kitchen, ADI)
        opened(room, section, key)
        room.fills(value=value)

        assert room.verdicts[-1].says == said

    def test_a_word_of_the_docket_is_not_left_out(self, kitchen):
        room = StillRoom(kitchen, ADI)
        opened(room, "Due dates and orders", "window_word")
        room.fills(value="")

        assert "This is needed" in room.text(55, 12)
        assert room.verdicts == []

    def test_what_the_rule_refuses_changes_nothing(self, kitchen):
        room = StillRoom(kitchen, ADI)
        before = policies(kitchen).qc_reasons
        opened(room, "Policies", "qc_reasons")
        room.fills(**{"0": "Smudged", "1": "Smudged!"})

        assert room.verdicts[-1].code == "bad_policy"
        assert policies(kitchen).qc_reasons == before


def test_the_due_date_stands_where_the_shop_says(kitchen):
    room = StillRoom(kitchen, ADI)
    opened(room, "Due dates and orders", "due_names")
    room.fills(**{"1": "Pickup date"})

    assert rules_of(bannos(kitchen))["due_names"] == ("Local Delivery Date and Time", "Pickup date")


class TestPrinters:
    def test_one_is_added_changed_and_removed(self, furnished):
        room = StillRoom(furnished, ADI)
        place = settings(room, "Printers")
        place.do("add")
        room.fills(printer="bench", address="tcp:192.168.1.51", profile="receipt-80", backup="packer-1")
        found = printers_of(furnished.bakery.database, BENCH)["bench"]
        assert (found.profile, found.backup, found.prints, found.cutter) == ("receipt-80", "packer-1", "all", True)

        opened(room, "Printers", "bench")
        room.fills(prints="ticket", cutter="no")
        found = printers_of(furnished.bakery.database, BENCH)["bench"]
        assert (found.prints, found.cutter, found.address) == ("ticket", False, "tcp:192.168.1.51")

        settings(room, "Printers").do("remove")
        assert len(printers_of(furnished.bakery.database, BENCH)) == 2  # nothing goes by one key
        room.fills()
        assert list(printers_of(furnished.bakery.database, BENCH)) == ["packer-1"]

    @pytest.mark.parametrize(
        ("given", "words"),
        [
            ({"address": "nowhere"}, "address is written"),
            ({"width_mm": "900"}, "the width is"),
            ({"dpi": "5"}, "dots an inch"),
            ({"dpi": "x"}, "whole number"),
        ],
        ids=str,
    )
    def test_a_wrong_one_is_told_at_its_field(self, kitchen, given, words):
        room = StillRoom(kitchen, ADI)
        settings(room, "Printers").do("add")
        room.fills(**{"printer": "bench", "address": "tcp:192.168.1.51", "profile": "receipt-80"} | given)

        assert words in " ".join(room.text(110, 27).split())
        assert room.verdicts == []


def test_a_terminal_moves_to_another_bench(kitchen):
    room = StillRoom(kitchen, ADI)
    opened(room, "Terminals", BENCH)
    room.fills(station="Packing", store="flourlane")

    moved = kitchen.bakery.rows.get(Terminal, BENCH)
    assert moved is not None
    assert (moved.station, moved.store_id) == ("Packing", "flourlane")


@pytest.mark.parametrize("text", RECORDED, ids=range(len(RECORDED)))
def test_no_text_of_a_setting_breaks_the_screen(kitchen, text):
    kitchen.bakery.do(SetPolicies("bannos", pack({"storage_places": [text], "photo_stages": [text]})), ADI)
    kitchen.bakery.do(EditStore("bannos", text, "Australia/Sydney", "AUD", "en_AU"), ADI)
    room = StillRoom(kitchen, ADI)
    for about in ("", *ABOUTS):
        settings(room, about)
        for size in SIZES:
            assert "\x1b" not in room.text(*size)


def test_the_days_on_which_nobody_is_there_are_chosen_from_the_week(kitchen):
    room = StillRoom(kitchen, ADI)
    opened(room, "Policies", "closed_weekdays")
    assert room.form is not None
    assert [ask.label for ask in room.form.asks][::6] == ["Monday", "Sunday"]
    room.fills(Sunday="no", Monday="no")

    assert policies(kitchen).closed_weekdays == ("Monday", "Sunday")
    assert "Monday, Sunday" in room.text(110, 27)
