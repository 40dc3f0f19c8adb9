"""The names by which a store's shop speaks: every word the docket goes by is configuration, compared in any case."""

from __future__ import annotations

from dataclasses import asdict, dataclass, fields
from functools import lru_cache
from typing import Any

from data.core.packed import pack, unpack


@dataclass(frozen=True, slots=True)
class DocketRules:
    """Defaults are those of REQUIREMENTS.md. `*_names` are compared with the names of attributes and properties,
    `*_words` with whole words of a title, singular or plural."""

    due_names: tuple[str, ...] = ("Local Delivery Date and Time",)
    window_word: str = "between"
    pickup_tags: tuple[str, ...] = ("PICKUP",)
    delivery_tags: tuple[str, ...] = ("DEL",)
    method_names: tuple[str, ...] = ("Delivery Method",)
    pickup_texts: tuple[str, ...] = ("pickup", "pick up", "pick-up")
    delivery_texts: tuple[str, ...] = ("delivery",)
    instruction_names: tuple[str, ...] = ("Delivery Instructions",)

    flavour_names: tuple[str, ...] = ("gelato flavour",)
    writing_names: tuple[str, ...] = ("writing",)
    allergen_texts: tuple[str, ...] = ("allerg", "dietary")
    skipped_names: tuple[str, ...] = ("_origin", "_raw", "gwp", "_LocalDeliveryID")
    skipped_prefix: str = "_"
    no_variant: tuple[str, ...] = ("Default Title",)

    accompany_words: tuple[str, ...] = ("candle", "balloon", "topper", "pick", "decoration")
    not_accompany: tuple[str, ...] = (
        "pick your",
        "pick any",
        "pick a",
        "pick an",
        "pick the",
        "pick and mix",
        "pick & mix",
        "pick n mix",
        "pick me up",
        "pick up",
    )
    """Phrases in which such a word says something else."""
    cake_words: tuple[str, ...] = ("cake", "cupcake", "cheesecake", "torte", "gateau")
    """A word directly before one of these describes the cake: a balloon cake is a cake."""
    gift_card_words: tuple[str, ...] = ("gift card",)
    tip_words: tuple[str, ...] = ("tip", "gratuity")
    charge_words: tuple[str, ...] = ("surcharge", "fee", "delivery")

    counter_sources: tuple[str, ...] = ("pos",)
    counter_customer: str = "Counter"
    unpaid_statuses: tuple[str, ...] = ("pending", "voided", "expired")
    untitled: str = "Untitled item"
    split_up_to: int = 12
    zone: str = "UTC"
    """The store's, for shops that name an instant where people mean a day."""

    def packed(self) -> str:
        """The rules as the store's `docket` column keeps them."""
        return pack(asdict(self))


DEFAULT_RULES = DocketRules()


@lru_cache(maxsize=64)
def docket_rules(packed: str, split_up_to: int) -> DocketRules:
    """The rules of a store: what its `docket` column names, else the default; `split_up_to` is its policy."""
    known = {f.name for f in fields(DocketRules)}
    given: dict[str, Any] = {
        name: tuple(value) if isinstance(value, list) else value
        for name, value in unpack(packed or "{}").items()
        if name in known
    }
    return DocketRules(**given | {"split_up_to": split_up_to})
