"""A store's name and country, its sizes, and the words by which its orders are read."""

from __future__ import annotations

from typing import Any

import pytest

from data.core.packed import pack, unpack
from data.orders.configuring import EditStore, SetDocket, SetSizes, rules_of
from data.orders.reading import DEFAULT_RULES, docket_rules
from data.organization.commands import SetPolicies
from data.organization.policies import Policies, policies_of
from data.organization.store import Store
from tests.support.bakery import Bakery
from tests.support.cast import ADI, OLIVE, SUE, SYDNEY
from tests.support.dockets import cake, docket


def bannos(bakery: Bakery) -> Store:
    found = bakery.rows.get(Store, "bannos")
    assert found is not None
    return found


def edited(**changes: str) -> EditStore:
    return EditStore(
        **{"store_id": "bannos", "title": "Banno's", "timezone": SYDNEY, "currency": "AUD", "locale": "en_AU"} | changes
    )


class TestAStore:
    def test_gets_another_name_and_country(self, bakery):
        move = edited(title="Bannos' \x1b[31mtwo", timezone="Europe/Vienna", currency="eur", locale="de_AT")

        assert bakery.do(move, ADI).status == "applied"
        store = bannos(bakery)
        assert (store.timezone, store.currency, store.locale) == ("Europe/Vienna", "EUR", "de_AT")
        assert store.name.isprintable()
        assert bakery.do(
            edited(title=store.name, timezone="Europe/Vienna", currency="EUR", locale="de_AT"), ADI
        ).code == ("unchanged")

    def test_keeps_its_currency_once_there_are_orders(self, bakery):
        bakery.take_in()

        assert bakery.do(edited(currency="EUR"), OLIVE).code == "currency_fixed"
        assert bakery.do(edited(title="Other"), OLIVE).status == "applied"

    @pytest.mark.parametrize(
        ("changes", "code"),
        [
            ({"title": "  "}, "name_needed"),
            ({"timezone": "Mars/Olympus"}, "bad_timezone"),
            ({"currency": "dollars"}, "bad_currency"),
            ({"locale": "Australian"}, "bad_locale"),
            ({"store_id": "nowhere"}, "no_such_store"),
        ],
        ids=lambda v: v if isinstance(v, str) else "",
    )
    def test_that_would_make_no_sense_is_refused(self, bakery, changes, code):
        assert bakery.do(edited(**changes), ADI).code == code

    def test_is_an_admins(self, bakery):
        commands = (edited(title="Sue's"), SetSizes("bannos", ("S",)), SetDocket("bannos", pack({"window_word": "at"})))
        assert [bakery.do(command, SUE).code for command in commands] == ["not_allowed"] * 3


class TestSizes:
    def test_are_kept_in_their_order_each_once(self, bakery):
        assert bakery.do(SetSizes("bannos", ("Large", " ", "Small", "small")), ADI).status == "applied"
        assert unpack(bannos(bakery).sizes) == ["Large", "Small"]
        assert bakery.do(SetSizes("bannos", ("Large", "Small")), ADI).code == "unchanged"
        assert bakery.do(SetSizes("bannos", (" ",)), ADI).code == "bad_sizes"

    def test_move_the_tickets_that_wait(self, bakery):
        bakery.take_in(docket("20001", cake(size="Small")))
        assert bakery.ticket("20001").size_rank == 0

        bakery.must(SetSizes("bannos", ("Large", "Medium", "Small")), ADI)

        assert bakery.ticket("20001").size_rank == 2


class TestTheDocket:
    def test_reads_the_next_orders_by_other_words(self, bakery):
        given = {"due_names": ["Pickup date", " pickup DATE "], "window_word": "from"}

        assert bakery.do(SetDocket("bannos", pack(given)), ADI).status == "applied"
        rules = docket_rules(bannos(bakery).docket, 12)
        assert (rules.due_names, rules.window_word) == (("Pickup date",), "from")
        assert rules.pickup_tags == DEFAULT_RULES.pickup_tags
        assert rules_of(bannos(bakery))["due_names"] == ("Pickup date",)

    @pytest.mark.parametrize(
        "values",
        [
            {"due_names": []},
            {"due_names": "x"},
            {"due_names": [1]},
            {"window_word": ""},
            {"split_up_to": 3},
            {"x": "y"},
        ],
        ids=str,
    )
    def test_that_could_read_nothing_is_refused(self, bakery, values):
        assert bakery.do(SetDocket("bannos", pack(values)), ADI).code == "bad_docket"


class TestPoliciesOfTheScreens:
    def test_are_read_out_of_a_row_that_was_written_before_they_were_known(self, bakery):
        store = bannos(bakery)
        old = {k: v for k, v in unpack(store.policies).items() if k not in ("language", "clock_12h", "flavours")}
        bakery.database.run("UPDATE store SET policies = ? WHERE id = ?", (pack(old), "bannos"))

        assert policies_of(bannos(bakery)) == Policies()
        assert bakery.do(SetPolicies("bannos", pack({"clock_12h": False})), ADI).code == "unchanged"
        assert bakery.do(SetPolicies("bannos", pack({"clock_12h": True})), ADI).status == "applied"

    def test_choices_are_tidied(self, bakery):
        bakery.policies(storage_places=["Rack  3", "", "rack 3", "Cool\nroom\x1b"], flavours=["Vanilla"])

        kept = policies_of(bannos(bakery))
        assert kept.storage_places[0] == "Rack 3"
        assert len(kept.storage_places) == 2
        assert all(place.isprintable() for place in kept.storage_places)

    @pytest.mark.parametrize(
        ("values", "accepted"),
        [({"language": "de"}, True), ({"language": "de_AT"}, True), ({"language": "../x"}, False)],
        ids=str,
    )
    def test_a_language_is_a_short_word(self, bakery: Bakery, values: dict[str, Any], accepted: bool):
        assert bakery.do(SetPolicies("bannos", pack(values)), ADI).accepted is accepted
