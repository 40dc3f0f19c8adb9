"""Line items of a shop's order as docket lines."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from data.core.money import parse_minor
from data.orders.docket import DocketLine
from data.orders.docket_kinds import kind_of, says_gift_card
from data.orders.loose_json import contains, flag, fold, identifier, is_one_of, mapping, pairs, text, title, units
from data.orders.reading import DocketRules

Pairs = tuple[tuple[str, str], ...]


def read_lines(value: object, rules: DocketRules, currency: str) -> tuple[DocketLine, ...]:
    """The lines in order, each with an id of its own. What is no object is taken for a title, so that nothing bought
    is passed over."""
    lines: list[DocketLine] = []
    taken: set[str] = set()
    for position, entry in enumerate(value if isinstance(value, list) else [], start=1):
        if entry is None:
            continue
        item = mapping(entry) or {"title": entry}
        given = identifier(item.get("admin_graphql_api_id")) or identifier(item.get("id"))
        line_id = given if given is not None and given not in taken else f"line-{position}"
        taken.add(line_id)
        lines.append(_read_line(item, line_id, rules, currency))
    return tuple(lines)


def _read_line(item: Mapping[str, object], line_id: str, rules: DocketRules, currency: str) -> DocketLine:
    name = title(item.get("title")) or title(item.get("name")) or ""
    variant = title(item.get("variant_title"))
    if variant is not None and is_one_of(variant, rules.no_variant):
        variant = None
    size, flavour = split_variant(variant)
    properties = said_properties(pairs(item.get("properties")), rules)
    flavour, writing, kept = sort_properties(properties, flavour, rules)
    product_id = identifier(item.get("product_id"))
    gift_card = flag(item.get("gift_card")) or says_gift_card(name, rules)
    return DocketLine(
        line_id=line_id,
        kind=kind_of(name, rules, gift_card=gift_card, custom=product_id is None),
        title=name,
        variant=variant,
        sku=text(item.get("sku")),
        product_id=product_id,
        variant_id=identifier(item.get("variant_id")),
        size=size,
        flavour=flavour,
        writing=writing,
        kept=kept,
        allergens=allergens(properties, rules),
        quantity=_quantity(item),
        unit_price=read_amount(item, "price", currency),
        gift_card=gift_card,
    )


def split_variant(variant: str | None) -> tuple[str | None, str | None]:
    """Size and flavour of a variant's title: what stands before the first ` / `, and the rest."""
    size, *rest = [part.strip() for part in re.split(r"\s/\s", f" {variant or ''} ")]
    return size or None, " / ".join(filter(None, rest)) or None


def said_properties(properties: Pairs, rules: DocketRules) -> Pairs:
    """The properties without those that apps leave for one another."""
    return tuple(
        (name, words)
        for name, words in properties
        if not (name.strip().startswith(rules.skipped_prefix) or contains(name, rules.skipped_names))
    )


def sort_properties(properties: Pairs, flavour: str | None, rules: DocketRules) -> tuple[str | None, str | None, Pairs]:
    """Flavour, writing, and the rest. Where the variant tells the flavour, a property that tells another is kept."""
    flavours, writings, kept = [], [], []
    for name, words in properties:
        if contains(name, rules.flavour_names) and (flavour is None or fold(words) == fold(flavour)):
            flavours.append(words.strip())
        elif contains(name, rules.writing_names):
            writings.append(words)
        else:
            kept.append((name, words))
    return flavour or ", ".join(flavours) or None, " / ".join(writings) or None, tuple(kept)


def joined(texts: Iterable[str | None]) -> str | None:
    """The texts with ` / ` between them, each told once."""
    return " / ".join(dict.fromkeys(filter(None, texts))) or None


def allergens(properties: Pairs, rules: DocketRules) -> str | None:
    """The texts that speak of allergies or diets, by their name or by themselves. They stay where they are as well."""
    spoken = (words for name, words in properties if contains(f"{name}\n{words}", rules.allergen_texts))
    return joined(spoken)


def _quantity(item: Mapping[str, object]) -> int:
    """Units still wanted; one where the shop names no number that can be read."""
    given = (units(item.get(key)) for key in ("current_quantity", "quantity"))
    return next((count for count in given if count is not None), 1)


def read_amount(item: Mapping[str, object], key: str, currency: str) -> int:
    """The amount under a key in the shop's currency, else the one of its `_set`; 0 when neither can be read."""
    in_set = mapping(mapping(item.get(f"{key}_set")).get("shop_money")).get("amount")
    given = (parse_minor(amount, currency) for amount in (item.get(key), in_set))
    return next((minor for minor in given if minor is not None), 0)
