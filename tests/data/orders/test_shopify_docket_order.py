"""The order as a whole: when, how, for whom, and whether the kitchen can begin."""

from __future__ import annotations

from dataclasses import replace

import pytest

from data.orders.docket import Docket, UnreadableOrder, docket_from_args, docket_to_args
from data.orders.reading import DEFAULT_RULES, DocketRules, docket_rules
from data.orders.shopify import read_order

DUE = ("Local Delivery Date and Time", "Fri 27 Nov 2026 between 10:00 AM and 12:00 PM")
CAKE = {"id": 1, "title": "Opera Cake", "product_id": 88, "quantity": 1, "price": "89.00"}
GIFT_CARD = {"id": 2, "title": "Gift card $50", "product_id": 89, "quantity": 1, "gift_card": True}
GID = "gid://shopify/Order"
TIP = {"id": 3, "title": "Tip", "product_id": None, "quantity": 1}


def docket(*attributes: tuple[object, object], rules: DocketRules = DEFAULT_RULES, **changes: object) -> Docket:
    """Mira's opera cake from the web shop, with these note attributes and changes."""
    order = {
        "id": 7210000000001,
        "order_number": 20001,
        "source_name": "web",
        "financial_status": "paid",
        "currency": "AUD",
        "customer": {"first_name": "Mira", "last_name": "Okafor"},
        "note_attributes": [{"name": name, "value": value} for name, value in attributes],
        "line_items": [CAKE],
    }
    return read_order(order | changes, rules, sha256="ab" * 32)


class TestDue:
    def test_the_window_is_kept_and_read(self):
        read = docket(DUE)

        assert (read.due_date, read.due_text) == ("2026-11-27", DUE[1])
        assert (read.window, read.window_from, read.window_to) == ("10:00 AM and 12:00 PM", 600, 720)

    @pytest.mark.parametrize("name", ["local delivery date AND time", " Local  Delivery Date and Time "])
    def test_the_attribute_is_found_in_any_case(self, name):
        assert docket((name, "28/11/2026")).due_date == "2026-11-28"

    @pytest.mark.parametrize(
        "tags",
        [
            "DEL:2026-12-24",
            "VIP, del: 24/12/2026 ",
            ["VIP", "Pickup:Thu 24 Dec 2026"],
            "DEL:,PICKUP : 24 Dec 2026",
            "DEL:soon, DEL:2026-12-24",
        ],
    )
    def test_else_the_tags_tell(self, tags):
        assert docket(tags=tags).due_date == "2026-12-24"

    def test_the_attribute_goes_before_the_tags(self):
        assert docket(DUE, tags="DEL:2026-12-24").due_date == "2026-11-27"

    def test_a_tag_helps_where_the_attribute_cannot_be_read_and_its_text_is_kept(self):
        read = docket((DUE[0], "sometime next week"), tags="DEL:2026-12-24")

        assert (read.due_date, read.due_text) == ("2026-12-24", "DEL:2026-12-24".partition(":")[2])
        assert read.attributes == ((DUE[0], "sometime next week"),)

    @pytest.mark.parametrize("text", ["sometime next week", "31/02/2026", "between 10:00 and 12:00"])
    def test_an_unreadable_date_holds_the_order_and_shows_its_text(self, text):
        read = docket((DUE[0], text))

        assert read.missing() == ("due_date",)
        assert read.due_text == text

    def test_a_number_is_no_date(self):
        assert docket((DUE[0], 20261127)).due_text == "20261127"
        assert docket((DUE[0], 20261127)).missing() == ("due_date",)

    @pytest.mark.parametrize("tags", [None, "", "VIP", "DELUXE:2026-12-24", "2026-12-24", 5, {}, [None, 5]])
    def test_other_tags_tell_nothing(self, tags):
        read = docket(tags=tags)

        assert (read.due_date, read.due_text) == (None, None)

    def test_the_words_are_configuration(self):
        rules = replace(DEFAULT_RULES, due_names=("Abholung",), window_word="zwischen", delivery_tags=("LIEF",))

        assert docket(("ABHOLUNG", "27/11/2026 zwischen 10 and 12"), rules=rules).window == "10 and 12"
        assert docket(tags="lief:27/11/2026", rules=rules).due_date == "2026-11-27"


class TestMethod:
    @pytest.mark.parametrize(
        ("text", "method"),
        [
            ("Pickup", "pickup"),
            ("STORE PICK UP", "pickup"),
            ("pick-up", "pickup"),
            ("Pickup (no delivery)", "pickup"),
            ("Local Delivery", "delivery"),
            ("delivery", "delivery"),
            ("Drone", None),
        ],
    )
    def test_the_attribute_tells(self, text, method):
        assert docket(("delivery method", text)).method == method

    def test_the_shops_words_are_kept(self):
        read = docket(("Delivery Method", "Pickup at the harbour shop"), ("Delivery Method", "Drone"))

        assert read.method_text == "Pickup at the harbour shop"
        assert read.attributes == (("Delivery Method", "Drone"),)

    def test_else_an_address_means_delivery(self):
        assert docket(shipping_address={"city": "Sydney"}).method == "delivery"
        assert docket(("Delivery Method", "Pickup"), shipping_address={"city": "Sydney"}).method == "pickup"

    @pytest.mark.parametrize("address", [None, {}, {"city": None, "zip": ""}, "12 Example St", []])
    def test_an_empty_address_means_nothing(self, address):
        assert docket(shipping_address=address).method is None

    def test_else_the_tag_that_gave_the_date(self):
        assert docket(tags="PICKUP:2026-12-24").method == "pickup"
        assert docket(tags="DEL:2026-12-24").method == "delivery"
        assert docket(tags="PICKUP:2026-12-24", shipping_address={"city": "Sydney"}).method == "delivery"


class TestCustomer:
    @pytest.mark.parametrize(
        ("parts", "customer"),
        [
            ({"shipping_address": {"name": " Ada L "}}, "Ada L"),
            ({"shipping_address": {"name": "", "first_name": "Ada", "last_name": None}}, "Ada"),
            ({"shipping_address": {"name": None}}, "Mira Okafor"),
            ({"shipping_address": None}, "Mira Okafor"),
            ({"customer": {"first_name": None, "last_name": "Okafor"}}, "Okafor"),
            ({"customer": {"first_name": "李", "last_name": "🎂"}}, "李 🎂"),
        ],
    )
    def test_the_address_goes_before_the_customer(self, parts, customer):
        assert docket(DUE, **parts).customer == customer

    @pytest.mark.parametrize(
        "customer",
        [None, {}, {"first_name": " ", "last_name": "\u200b"}, {"email": "mira@example.com"}, "Mira", [], 5, {"id": 1}],
    )
    def test_a_web_order_without_one_is_held(self, customer):
        assert docket(DUE, customer=customer).missing() == ("customer",)

    def test_at_the_counter_the_missing_customer_reads_counter(self):
        read = docket(DUE, customer=None, source_name="POS")

        assert (read.customer, read.missing()) == ("Counter", ())
        assert docket(DUE, source_name="pos").customer == "Mira Okafor"

    def test_contact_data_is_masked(self):
        read = docket(phone="+61 400 000 459", email="mira@example.com")

        assert (read.phone_masked, read.email_masked) == ("…459", "m…@…")
        assert "example" not in str(docket_to_args(read))
        assert "400" not in str(docket_to_args(read))

    def test_contact_data_is_looked_for_in_every_place(self):
        read = docket(customer={"email": "mira@example.com"}, shipping_address={"phone": 61400000459}, email="")

        assert (read.phone_masked, read.email_masked) == ("…459", "m…@…")

    def test_contact_data_too_short_to_mask_is_left_out(self):
        read = docket(phone="459", email="mira")

        assert (read.phone_masked, read.email_masked) == (None, None)


class TestMissing:
    @pytest.mark.parametrize("lines", [None, [], {}, "cake", [None], [{}], [{"title": ""}], [{"title": "\u200b"}]])
    def test_an_order_without_a_product_is_held(self, lines):
        assert docket(DUE, line_items=lines).missing() == ("product",)

    def test_all_reasons_are_told_in_order(self):
        assert docket(customer=None, line_items=[]).missing() == ("customer", "product", "due_date")

    def test_one_titled_line_is_a_product(self):
        assert docket(DUE, line_items=[{}, CAKE]).missing() == ()

    def test_a_gift_card_alone_needs_nothing(self):
        read = docket(line_items=[GIFT_CARD, TIP], customer=None)

        assert read.gift_only
        assert read.missing() == ()

    def test_a_gift_card_beside_a_cake_is_an_order_like_any_other(self):
        read = docket(line_items=[GIFT_CARD, CAKE])

        assert not read.gift_only
        assert read.missing() == ("due_date",)

    @pytest.mark.parametrize("lines", [[TIP], [CAKE | {"current_quantity": 0}], [GIFT_CARD | {"current_quantity": 0}]])
    def test_what_leaves_nothing_to_make_is_not_held(self, lines):
        read = docket(line_items=lines)

        assert read.nothing_to_make
        assert not read.gift_only
        assert read.missing() == ()

    def test_an_order_cancelled_on_arrival_is_not_held(self):
        read = docket(line_items=[], customer=None, cancelled_at="2026-11-18T11:00:00+11:00")

        assert read.cancelled_at == 1_794_960_000_000
        assert read.missing() == ()

    def test_an_unreadable_time_of_cancelling_does_not_bring_it_back(self):
        assert docket(cancelled_at="just now", updated_at="1970-01-01T00:00:01Z").cancelled_at == 1000
        assert docket(cancelled_at=True).cancelled_at == 0

    @pytest.mark.parametrize("value", [None, "", " ", False, [], {}])
    def test_an_empty_time_of_cancelling_is_none(self, value):
        assert docket(cancelled_at=value).cancelled_at is None


class TestCounter:
    def test_a_sale_without_a_due_date_is_a_transaction(self):
        read = docket(source_name="pos", customer=None)

        assert read.counter_sale
        assert read.missing() == ()

    @pytest.mark.parametrize("parts", [{"source_name": "web"}, {"tags": "DEL:2026-12-24"}])
    def test_on_the_web_or_with_a_date_it_is_an_order(self, parts):
        assert not docket(**({"source_name": "pos"} | parts)).counter_sale

    def test_a_date_that_nobody_can_read_still_means_that_someone_waits(self):
        read = docket((DUE[0], "next Friday"), source_name="pos")

        assert not read.counter_sale
        assert read.missing() == ("due_date",)


class TestMoney:
    @pytest.mark.parametrize(
        ("currency", "price", "total"),
        [
            ("AUD", "89.00", 8900),
            ("jpy", "1200", 1200),
            ("JPY", "1200.00", 1200),
            ("KWD", "1.250", 1250),
            ("EUR", 4.2, 420),
            ("EUR", 4, 400),
            ("EUR", "-5.05", -505),
            ("EUR", "free", 0),
            ("EUR", None, 0),
            ("EUR", "1" + "0" * 30, 0),
        ],
    )
    def test_amounts_are_smallest_units_of_the_shops_currency(self, currency, price, total):
        assert docket(currency=currency, total_price=price).total == total

    def test_the_currency_may_stand_with_the_amount(self):
        read = docket(currency=None, total_price_set={"shop_money": {"amount": "3", "currency_code": "KRW"}})

        assert (read.currency, read.total) == ("KRW", 3)

    @pytest.mark.parametrize("currency", [None, "", "dollars", "A$D", 5])
    def test_an_amount_without_a_currency_says_so(self, currency):
        assert docket(currency=currency).currency == "XXX"

    @pytest.mark.parametrize(
        ("status", "paid"),
        [
            ("paid", True),
            ("authorized", True),
            ("partially_refunded", True),
            (None, True),
            ("pending", False),
            ("VOIDED", False),
            ("expired", False),
        ],
    )
    def test_paid_unless_the_status_says_otherwise(self, status, paid):
        assert docket(financial_status=status).paid is paid


class TestIdentity:
    @pytest.mark.parametrize(
        ("ids", "numeric_id"),
        [
            ({"id": 2**53 + 1}, "9007199254740993"),
            ({"id": "0009007199254740993"}, "9007199254740993"),
            ({"id": 820982911946154500, "admin_graphql_api_id": f"{GID}/820982911946154508"}, "820982911946154508"),
            ({"id": None, "admin_graphql_api_id": f"{GID}/7"}, "7"),
            ({"id": 7, "admin_graphql_api_id": "nonsense"}, "7"),
            ({"id": 7, "admin_graphql_api_id": f"{GID}/x"}, "7"),
        ],
    )
    def test_the_gid_goes_before_the_number(self, ids, numeric_id):
        read = docket(**ids)

        assert (read.numeric_id, read.gid) == (numeric_id, f"{GID}/{numeric_id}")

    @pytest.mark.parametrize(
        ("number", "read"),
        [
            (20001, "20001"),
            ("20001", "20001"),
            (20001.0, "20001"),
            (None, None),
            ("#B1", None),
            (True, None),
            (-1, None),
        ],
    )
    def test_the_order_number_is_text(self, number, read):
        assert docket(order_number=number).number == read

    @pytest.mark.parametrize(
        "payload",
        [
            None,
            [],
            "order",
            7,
            True,
            {},
            {"id": None},
            {"id": 1e300},
            {"id": "abc"},
            {"id": [7]},
            {"order_edit": {"id": 7}},
            {"id": 7, "admin_graphql_api_id": "gid://shopify/Product/7"},
        ],
    )
    def test_what_can_never_be_an_order_is_refused_in_words(self, payload):
        with pytest.raises(UnreadableOrder) as refused:
            read_order(payload, DEFAULT_RULES, sha256="")

        assert refused.value.reason == "payload"
        assert refused.value.says.endswith(".")

    def test_the_payload_is_known_by_its_hash(self):
        assert docket().sha256 == "ab" * 32


class TestTexts:
    def test_instructions_note_and_every_other_attribute_are_kept(self):
        read = docket(
            DUE,
            ("delivery instructions", "Leave with concierge"),
            ("Delivery Instructions", "or at the bar"),
            ("Gift message", "x"),
            ("_LocalDeliveryID", "88"),
            note="Call before\nyou come",
        )

        assert read.instructions == "Leave with concierge"
        assert read.note == "Call before\nyou come"
        assert read.attributes == (("Delivery Instructions", "or at the bar"), ("Gift message", "x"))

    @pytest.mark.parametrize("attributes", [None, "", 5, [], {}, [None], [[]], [{"name": "x"}], True])
    def test_attributes_of_any_other_form_are_no_trouble(self, attributes):
        assert docket(note_attributes=attributes).due_date is None

    def test_attributes_as_an_object_are_read(self):
        assert docket(note_attributes={DUE[0]: "2026-11-27", "Colour": "gold"}).due_date == "2026-11-27"

    def test_what_speaks_of_allergies_is_named_again(self):
        read = docket(("Allergies", "nuts"), ("Colour", "gold"), note="also allergic to egg")

        assert read.allergens == "nuts / also allergic to egg"

    def test_a_lone_surrogate_is_replaced_so_that_utf8_can_hold_it(self):
        read = docket(note="\udcff hi", customer={"first_name": "\ud800"})

        assert (read.note, read.customer) == ("\ufffd hi", "\ufffd")

    @pytest.mark.parametrize(
        ("value", "test"), [(True, True), ("true", True), (1, True), (False, False), (None, False)]
    )
    def test_a_test_order_says_so(self, value, test):
        assert docket(test=value).test is test


class TestRules:
    def test_a_store_keeps_its_words_packed(self):
        rules = replace(DEFAULT_RULES, due_names=("Abholung",), split_up_to=4)

        assert docket_rules(rules.packed(), 4) == rules

    def test_what_a_store_does_not_name_has_the_default(self):
        assert docket_rules("", 12) == DEFAULT_RULES
        assert docket_rules('{"tip_words":["trinkgeld"],"of_a_newer_version":1}', 12) == replace(
            DEFAULT_RULES, tip_words=("trinkgeld",)
        )


class TestArguments:
    def test_an_unknown_field_is_passed_over_and_a_defaulted_one_may_miss(self):
        args = docket_to_args(docket(DUE)) | {"of_a_newer_version": 1}
        del args["lines"][0]["gift_card"]

        assert docket_from_args(args) == docket(DUE)

    @pytest.mark.parametrize(
        ("change", "where"),
        [
            ({"gid": None}, "docket.gid"),
            ({"total": "8900"}, "docket.total"),
            ({"total": True}, "docket.total"),
            ({"test": 1}, "docket.test"),
            ({"lines": None}, "docket.lines"),
            ({"lines": [7]}, r"docket.lines\[0\]"),
            ({"lines": [{}]}, r"docket.lines\[0\].line_id"),
            ({"attributes": [["a"]]}, r"docket.attributes\[0\]"),
            ({"attributes": [["a", None]]}, r"docket.attributes\[0\]\[1\]"),
        ],
    )
    def test_arguments_of_another_type_are_refused_by_name(self, change, where):
        with pytest.raises(ValueError, match=f"^{where}: "):
            docket_from_args(docket_to_args(docket(DUE)) | change)

    def test_a_missing_argument_is_refused_by_name(self):
        args = docket_to_args(docket(DUE))
        del args["due_date"]

        with pytest.raises(ValueError, match=r"^docket\.due_date: missing"):
            docket_from_args(args)
