"""Lines of a Square order as docket lines."""

from __future__ import annotations

import re
from collections.abc import Mapping

from data.core.money import MOST_MINOR, exact
from data.orders.docket import DocketLine
from data.orders.docket_kinds import kind_of, says_gift_card
from data.orders.docket_lines import Pairs, allergens, said_properties, sort_properties, split_variant
from data.orders.loose_json import contains, is_one_of, mapping, text, title, units
from data.orders.reading import DocketRules

NOTE, QUANTITY = "Note", "Quantity"
_CUSTOM_AMOUNT, _GIFT_CARD = "CUSTOM_AMOUNT", "GIFT_CARD"
_OPTIONS_JOIN = re.compile(r",\s+")


def read_lines(value: object, rules: DocketRules, currency: str) -> tuple[DocketLine, ...]:
    """The lines in order, each with an id of its own. What is no object is taken for a title, so that nothing bought
    is passed over."""
    lines: list[DocketLine] = []
    taken: set[str] = set()
    for position, entry in enumerate(value if isinstance(value, list) else [], start=1):
        if entry is None:
            continue
        item = mapping(entry) or {"name": entry}
        given = title(item.get("uid"))
        line_id = given if given is not None and given not in taken else f"line-{position}"
        taken.add(line_id)
        lines.append(_read_line(item, line_id, rules, currency))
    return tuple(lines)


def _read_line(item: Mapping[str, object], line_id: str, rules: DocketRules, currency: str) -> DocketLine:
    sort_of_item = (text(item.get("item_type")) or "").strip().upper()
    note = text(item.get("note"))
    name = title(item.get("name"))
    if name is None and note is not None and sort_of_item == _CUSTOM_AMOUNT:
        # An amount that was typed in at the counter has no name: what was typed beside it says what was sold.
        name, note = title(note), None
    variant = _variant(item, rules)
    size, flavour = split_variant(_OPTIONS_JOIN.sub(" / ", variant) if variant and " / " not in variant else variant)
    count, measured = _quantity(item)
    properties = said_properties(_modifiers(item) + _metadata(item) + _noted(note, rules), rules)
    flavour, writing, kept = sort_properties(properties, flavour, rules)
    product_id = text(item.get("catalog_object_id"))
    gift_card = sort_of_item == _GIFT_CARD or says_gift_card(name or "", rules)
    return DocketLine(
        line_id=line_id,
        kind=kind_of(name or "", rules, gift_card=gift_card, custom=product_id is None),
        title=name or "",
        variant=variant,
        sku=text(item.get("sku")),
        product_id=product_id,
        variant_id=product_id,
        size=size,
        flavour=flavour,
        writing=writing,
        kept=(*measured, *kept),
        allergens=allergens(properties, rules),
        quantity=count,
        unit_price=_unit_price(item, currency),
        gift_card=gift_card,
    )


def _variant(item: Mapping[str, object], rules: DocketRules) -> str | None:
    variant = title(item.get("variation_name"))
    return None if variant is not None and is_one_of(variant, rules.no_variant) else variant


def _quantity(item: Mapping[str, object]) -> tuple[int, Pairs]:
    """How many to make, and what a ticket must say beside it: what was weighed is one thing of that weight; a part of
    one is made whole; one where Square names no number that can be read."""
    written = text(item.get("quantity"))
    unit = mapping(mapping(item.get("quantity_unit")).get("measurement_unit"))
    if unit:
        return 1, ((QUANTITY, f"{written or '?'} {_unit_name(unit)}".strip()),)
    count = units(item.get("quantity"))
    if written is None or count is None:
        return 1, ()
    number = exact(item.get("quantity"))
    whole = number is not None and number == number.to_integral_value()
    return count, () if whole else ((QUANTITY, written),)


def _unit_name(unit: Mapping[str, object]) -> str:
    own = mapping(unit.get("custom_unit"))
    given = title(own.get("abbreviation")) or title(own.get("name"))
    named = (title(words) for key, words in unit.items() if key.endswith("_unit") and isinstance(words, str))
    return given or next((n.lower().removeprefix("metric_").removeprefix("imperial_") for n in named if n), "")


def _modifiers(item: Mapping[str, object]) -> Pairs:
    """Options are plain names; one written `Flavour: Pistachio` has a name and a value. None of it is `0 x Nuts`."""
    given = item.get("modifiers")
    said = []
    for entry in given if isinstance(given, list) else []:
        option = mapping(entry) or {"name": entry}
        words = text(option.get("name")) or text(option.get("catalog_object_id"))
        if words is None:
            continue
        name, colon, value = words.partition(":")
        pair = (name.strip(), value.strip()) if colon and name.strip() and value.strip() else ("", words)
        count = exact(option.get("quantity"))
        said.append(pair if count is None or count == 1 else (pair[0], f"{count.normalize():f} x {pair[1]}"))
    return tuple(said)


def _metadata(item: Mapping[str, object]) -> Pairs:
    return tuple((str(name), words) for name, value in mapping(item.get("metadata")).items() if (words := text(value)))


def _noted(note: str | None, rules: DocketRules) -> Pairs:
    """A line's note, out of which the lines that begin like `Writing:` or `Gelato flavour:` are taken."""
    told, rest = [], []
    for row in (note or "").splitlines():
        name, colon, value = row.partition(":")
        if colon and value.strip() and contains(name, rules.flavour_names + rules.writing_names):
            told.append((name.strip(), value.strip()))
        else:
            rest.append(row)
    kept = "\n".join(rest).strip()
    return (*told, (NOTE, kept)) if kept else tuple(told)


def _unit_price(item: Mapping[str, object], currency: str) -> int:
    """What one costs with its options."""
    price = amount(item.get("base_price_money"), currency)
    given = item.get("modifiers")
    for option in map(mapping, given if isinstance(given, list) else []):
        count = units(option.get("quantity"))
        price += amount(option.get("base_price_money"), currency) * (1 if count is None else count)
    return price if abs(price) <= MOST_MINOR else 0


def amount(money: object, currency: str) -> int:
    """Smallest units of a Money object in the order's currency; 0 for another's, and for what is no amount."""
    given = mapping(money)
    number = exact(given.get("amount"))
    other = (text(given.get("currency")) or currency).strip().upper() != currency
    if other or number is None or number != number.to_integral_value() or abs(number) > MOST_MINOR:
        return 0
    return int(number)
