"""By which words the orders of a shop are read: where the due date stands, how its time is written, what is no cake."""

from __future__ import annotations

from typing import Any

from kitchen_tui.places.settings_section import Line, Section
from kitchen_tui.places.settings_values import in_words, value_form
from kitchen_tui.texts import N_, _

DOCKET: dict[str, tuple[str, str]] = {
    "due_names": (
        N_("Due date stands in"),
        N_("Names of the order's attributes that hold the day and time; the first that is a date counts."),
    ),
    "window_word": (N_("Word before the time"), N_("Between the day and its hours: `Fri 27 Nov between 9 and 11`.")),
    "pickup_tags": (N_("Tags of pickup"), N_("A tag `PICKUP: Fri 27 Nov` tells the day when no attribute does.")),
    "delivery_tags": (N_("Tags of delivery"), N_("The same for orders that are delivered.")),
    "method_names": (N_("Pickup or delivery in"), N_("Names of the attributes that say how an order is fetched.")),
    "pickup_texts": (N_("Means pickup"), N_("What stands there for pickup.")),
    "delivery_texts": (N_("Means delivery"), N_("What stands there for delivery.")),
    "instruction_names": (N_("Instructions in"), N_("Names of the attributes with words for the driver.")),
    "flavour_names": (N_("Flavour in"), N_("Names of a line's properties that hold its flavour.")),
    "writing_names": (N_("Writing in"), N_("Names of a line's properties with what is written on the cake.")),
    "allergen_texts": (N_("Allergy in"), N_("Properties whose names hold one of these are warnings.")),
    "skipped_names": (N_("Not for the kitchen"), N_("Properties that no ticket shows.")),
    "skipped_prefix": (N_("Nor what begins with"), N_("Properties that begin so are the shop's own.")),
    "no_variant": (N_("Means no size"), N_("What the shop writes for a product without sizes.")),
    "accompany_words": (N_("Rides with a cake"), N_("Words of titles that need no baking: candles, balloons.")),
    "not_accompany": (N_("But not in"), N_("Phrases in which such a word says something else.")),
    "cake_words": (N_("Always a cake"), N_("A word before one of these describes the cake: a balloon cake is a cake.")),
    "gift_card_words": (N_("Gift cards"), N_("Words of titles that are gift cards.")),
    "tip_words": (N_("Tips"), N_("Words of titles that are tips.")),
    "charge_words": (N_("Charges"), N_("Words of titles that are fees.")),
    "counter_sources": (N_("Counter sales from"), N_("Sources whose orders are over when they come.")),
    "counter_customer": (N_("Counter customer"), N_("Who stands for the customer of a counter sale.")),
    "unpaid_statuses": (N_("Not paid"), N_("Payment statuses that hold an order.")),
    "untitled": (N_("Without a title"), N_("How a line without a title is called.")),
}


class DocketSection(Section):
    """One line a rule."""

    title = N_("Due dates and orders")
    about = N_("By which words the shop's orders are read")
    commands = ("set_docket",)

    def lines(self) -> list[Line]:
        """The due date first."""
        from data.orders.configuring import rules_of

        rules = rules_of(self.setup.store)
        return [Line(name, _(label), in_words(rules[name]), _(meaning)) for name, (label, meaning) in DOCKET.items()]

    def change(self, key: str) -> None:
        """A word, or one a line."""
        from data.orders.configuring import rules_of

        label = _(DOCKET[key][0])
        value = rules_of(self.setup.store)[key]
        self.room.fill(value_form(label, label, value, lambda given: self._set(key, given), needed=True))

    def _set(self, name: str, value: Any) -> None:
        from data.core.packed import pack
        from data.orders.configuring import SetDocket

        self.room.do(SetDocket(self.setup.store.id, pack({name: value})))
