"""Line items: what each asks of the kitchen, and what its customer said about it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from data.orders.docket import DocketLine
from data.orders.docket_lines import read_lines
from data.orders.reading import DEFAULT_RULES

GID = "gid://shopify/LineItem"


def line(rules=DEFAULT_RULES, **changes: object) -> DocketLine:
    """An opera cake of the catalogue, with changes."""
    item = {"id": 9900000000001, "title": "Opera Cake", "product_id": 88, "quantity": 1, "price": "89.00"} | changes
    (read,) = read_lines([item], rules, "AUD")
    return read


def with_properties(*properties: tuple[object, object], **changes: object) -> DocketLine:
    return line(properties=[{"name": n, "value": v} for n, v in properties], **changes)


class TestKind:
    @pytest.mark.parametrize(
        "title",
        [
            "Sparkler candles",
            "CANDLE",
            "Number candle 7",
            "Balloon bunch",
            "Cake topper",
            "Happy Birthday cake toppers",
            "Flamingo cake pick",
            "Picks (12)",
            "Sugar decorations",
            "Balloon cake topper",
        ],
    )
    def test_accessories_accompany(self, title):
        assert line(title=title).kind == "accompany"

    @pytest.mark.parametrize(
        "title",
        [
            "Opera Cake",
            "Pickle tart",
            "Pickup box",
            "Coffee cake",
            "Feedback cake",
            "Tipsy trifle",
            "Tip Top Cake",
            "Candlelight dinner torte",
            "Pick your own gelato cake",
            "Pick & mix box",
            "Tiramisu (pick-me-up)",
            "Balloon cake",
            "Candle Cupcakes",
            "Delivery day muffin",
            "Gift card cake",
            "💐",
        ],
    )
    def test_everything_else_is_made(self, title):
        assert line(title=title).kind == "make"

    @pytest.mark.parametrize("title", ["Gift card", "Gift Cards $50", "E-gift card", "Giftcard", "Tip", "tips"])
    def test_gift_cards_and_tips_are_ignored(self, title):
        assert line(title=title).kind == "ignore"

    def test_the_shops_own_flag_makes_a_gift_card(self):
        assert line(title="$50 for someone sweet", gift_card=True).kind == "ignore"
        assert line(title="$50 for someone sweet", gift_card=True).gift_card

    @pytest.mark.parametrize(
        "title",
        [
            "Delivery surcharge",
            "Rush fee",
            "Fees",
            "Delivery",
            "Cake delivery fee",
            "Cake cutting fee",
            "Delivery - wedding cake",
            "Driver tip",
        ],
    )
    def test_a_custom_line_that_is_a_charge_is_ignored(self, title):
        assert line(title=title, product_id=None).kind == "ignore"

    @pytest.mark.parametrize(
        "title",
        [
            "Three tier wedding cake, see drawing",
            "Coffee cake",
            "Wedding cake, delivery included",
            "Cake with free delivery",
            "Birthday cake (incl. delivery fee)",
        ],
    )
    def test_a_custom_cake_is_made(self, title):
        assert line(title=title, product_id=None).kind == "make"

    def test_a_charge_that_is_a_product_is_made_for_nobody_knows_better(self):
        assert line(title="Delivery Cannoli Box").kind == "make"

    def test_the_words_are_configuration_in_any_case(self):
        rules = replace(DEFAULT_RULES, accompany_words=("KERZE",))

        assert line(rules, title="Goldene kerze").kind == "accompany"
        assert line(rules, title="Candle").kind == "make"
        assert line(replace(DEFAULT_RULES, accompany_words=()), title="Candle").kind == "make"


class TestVariant:
    @pytest.mark.parametrize(
        ("variant", "size", "flavour"),
        [
            ("Medium / Hazelnut", "Medium", "Hazelnut"),
            ("Large", "Large", None),
            ("Large / Dark / No nuts", "Large", "Dark / No nuts"),
            ("1/2 kg / Mango", "1/2 kg", "Mango"),
            ("Small/Dark", "Small/Dark", None),
            (" / Mango", None, "Mango"),
            ("Small / ", "Small", None),
            ("Default Title", None, None),
            ("default title", None, None),
            ("", None, None),
            (None, None, None),
            (8, "8", None),
        ],
    )
    def test_size_stands_before_the_slash_and_flavour_after(self, variant, size, flavour):
        read = line(variant_title=variant)

        assert (read.size, read.flavour) == (size, flavour)


class TestProperties:
    @pytest.mark.parametrize(
        "name",
        [
            "Gelato flavour",
            "GELATO FLAVOURS",
            "Choose 2 gelato flavours",
            "1st  Gelato\u00a0Flavour",
            "(gelato flavour)",
        ],
    )
    def test_a_flavour_is_found_by_name_and_only_its_value_taken(self, name):
        read = with_properties((name, "Pistachio, Mango"), variant_title="Large")

        assert (read.flavour, read.kept) == ("Pistachio, Mango", ())

    def test_several_flavours_are_joined(self):
        read = with_properties(
            ("Gelato flavour 1", "Mango"), ("Gelato flavour 2", "Mango"), ("Gelato flavour 3", "Lime")
        )

        assert read.flavour == "Mango, Mango, Lime"

    def test_the_variants_flavour_goes_first_and_the_property_is_kept(self):
        read = with_properties(("Gelato flavour", "Mango"), variant_title="Large / Hazelnut")

        assert (read.flavour, read.kept) == ("Hazelnut", (("Gelato flavour", "Mango"),))

    def test_a_property_that_repeats_the_variants_flavour_is_told_once(self):
        read = with_properties(("Gelato flavour", "hazelnut "), variant_title="Large / Hazelnut")

        assert (read.flavour, read.kept) == ("Hazelnut", ())

    @pytest.mark.parametrize(
        "name",
        [
            "_origin",
            "quiz_ORIGIN",
            "flavour_raw",
            "gelato flavour_raw",
            "gwp_item",
            "Your GWP",
            "_LocalDeliveryID",
            "x_localdeliveryid",
            "_anything",
            " _writing",
        ],
    )
    def test_what_apps_leave_for_one_another_is_skipped(self, name):
        read = with_properties((name, "nuts, allergy"), ("Colour", "gold"))

        assert (read.flavour, read.writing, read.kept, read.allergens) == (None, None, (("Colour", "gold"),), None)

    def test_writings_are_joined_as_written(self):
        read = with_properties(("Writing on cake", "Happy\nBirthday "), ("WRITING 2", "Ada"), ("Writing 3", "Ada"))

        assert read.writing == "Happy\nBirthday  / Ada / Ada"

    @pytest.mark.parametrize(
        ("value", "said"),
        [
            (True, "yes"),
            (False, "no"),
            (7, "7"),
            (2**63 + 1, "9223372036854775809"),
            (1.5, "1.5"),
            (["a", {"b": None}], '["a",{"b":null}]'),
            ("\ud83d plaque", "\ufffd plaque"),
            ("👩\u200d🍳", "👩\u200d🍳"),
            (" as it is ", " as it is "),
        ],
    )
    def test_a_value_of_any_type_is_kept_as_text(self, value, said):
        assert with_properties(("Wish", value)).kept == (("Wish", said),)

    @pytest.mark.parametrize("value", [None, "", " \n", [], {}])
    def test_a_value_that_says_nothing_is_left_out(self, value):
        assert with_properties(("Wish", value), ("Writing", value), ("Gelato flavour", value)) == line()

    @pytest.mark.parametrize("name", [None, "", "  "])
    def test_a_nameless_property_is_kept(self, name):
        assert with_properties((name, "extra cherries")).kept == (("", "extra cherries"),)

    def test_a_property_that_is_only_a_value_is_kept(self):
        assert line(properties=[{"value": "no"}, "cherries", None, 3]).kept == (("", "no"), ("", "cherries"), ("", "3"))

    def test_an_object_instead_of_a_list_gives_its_items(self):
        assert line(properties={"Writing": "Ada", "value": "gold"}).kept == (("value", "gold"),)
        assert line(properties={"Writing": "Ada", "value": "gold"}).writing == "Ada"
        assert line(properties={"name": "Writing", "value": "Ada"}).writing == "Ada"

    @pytest.mark.parametrize("properties", [None, [], {}, "", [None], [{}], [{"name": "Wish"}]])
    def test_no_properties_are_no_trouble(self, properties):
        assert line(properties=properties) == line()

    def test_equal_names_are_all_kept_in_order(self):
        assert with_properties(("Wish", "b"), ("Wish", "a")).kept == (("Wish", "b"), ("Wish", "a"))

    def test_what_speaks_of_allergies_is_named_again(self):
        read = with_properties(
            ("ALLERGIES", "nuts"), ("Dietary needs", "vegan"), ("Note", "egg allergy!"), ("Wish", "x")
        )

        assert read.allergens == "nuts / vegan / egg allergy!"
        assert len(read.kept) == 4


class TestQuantity:
    @pytest.mark.parametrize(
        ("quantities", "units"),
        [
            ({"quantity": 2, "current_quantity": 1}, 1),
            ({"quantity": 2, "current_quantity": 0}, 0),
            ({"quantity": 2}, 2),
            ({"quantity": 2, "current_quantity": None}, 2),
            ({"quantity": 2, "current_quantity": "some"}, 2),
            ({"quantity": "3"}, 3),
            ({"quantity": " 3.0 "}, 3),
            ({"quantity": 3.0}, 3),
            ({"quantity": 1.2}, 2),
            ({"quantity": -4}, 0),
            ({"quantity": "-4"}, 0),
            ({"quantity": 10**40}, 2**31 - 1),
            ({"quantity": 1e300}, 2**31 - 1),
            ({"quantity": float("inf")}, 1),
            ({"quantity": float("nan")}, 1),
            ({"quantity": True}, 1),
            ({"quantity": "a dozen"}, 1),
            ({"quantity": None}, 1),
            ({"quantity": [2]}, 1),
        ],
    )
    def test_the_units_still_wanted(self, quantities, units):
        assert line(**({"quantity": None} | quantities)).quantity == units


class TestIdentity:
    @pytest.mark.parametrize(
        ("ids", "line_id"),
        [
            ({"id": 2**53 + 1}, "9007199254740993"),
            ({"id": "9007199254740993"}, "9007199254740993"),
            ({"id": 866550311766439000, "admin_graphql_api_id": f"{GID}/866550311766439020"}, "866550311766439020"),
            ({"id": 12.0}, "12"),
            ({"id": float(2**53)}, "line-1"),
            ({"id": float("inf")}, "line-1"),
            ({"id": True}, "line-1"),
            ({"id": 0}, "line-1"),
            ({"id": "x"}, "line-1"),
            ({"id": None}, "line-1"),
        ],
    )
    def test_the_shops_id_is_text_and_never_a_rounded_number(self, ids, line_id):
        assert line(**ids).line_id == line_id

    def test_two_lines_never_share_an_id(self):
        lines = read_lines([{"id": 5, "title": "A"}, {"id": 5, "title": "B"}, {"title": "C"}], DEFAULT_RULES, "AUD")

        assert [each.line_id for each in lines] == ["5", "line-2", "line-3"]

    def test_a_line_without_a_title_goes_by_its_name(self):
        assert line(title=None, name="Opera Cake - Large").title == "Opera Cake - Large"
        assert line(title="\u200b", name=None).title == ""

    def test_a_line_that_is_only_text_is_a_line_to_make(self):
        (read,) = read_lines(["Lemon tart"], DEFAULT_RULES, "AUD")

        assert (read.kind, read.title, read.quantity) == ("make", "Lemon tart", 1)

    @pytest.mark.parametrize("value", [None, {}, "cake", 5, [None, None]])
    def test_lines_that_are_no_list_are_no_lines(self, value):
        assert read_lines(value, DEFAULT_RULES, "AUD") == ()

    def test_the_price_is_smallest_units(self):
        assert line(price="4.20").unit_price == 420
        assert line(price=None, price_set={"shop_money": {"amount": "4.20"}}).unit_price == 420
        assert line(price="much").unit_price == 0
