"""What a line asks of the kitchen, by its title. In doubt it is made: better a surplus ticket than a forgotten cake."""

from __future__ import annotations

import re
from functools import lru_cache

from data.orders.docket import ACCOMPANY, IGNORE, MAKE
from data.orders.loose_json import fold
from data.orders.reading import DocketRules

_LONGEST = 300
_JOINS = re.compile(r"\b(?:with|and|plus|incl\w*)\b|[,&+(:]|\s[-–—/]\s")


def kind_of(title: str, rules: DocketRules, *, gift_card: bool, custom: bool) -> str:
    """MAKE, ACCOMPANY or IGNORE. `custom` lines belong to no product of the shop: only they are read as charges."""
    if gift_card or _whole(rules.tip_words).fullmatch(_plain(title)):
        return IGNORE
    if custom and _is_charge(title, rules):
        return IGNORE
    return ACCOMPANY if _says(_without(title, rules.not_accompany), rules.accompany_words, rules) else MAKE


def says_gift_card(title: str, rules: DocketRules) -> bool:
    """Whether a title says gift card, whatever the shop's own flag says."""
    return _says(title, rules.gift_card_words, rules)


def _is_charge(title: str, rules: DocketRules) -> bool:
    # "Cake delivery fee" is a charge; in "Wedding cake, delivery included" the cake goes first and the charge with it.
    plain = _plain(title)
    charges = list(_saying(rules.charge_words + rules.tip_words, rules.cake_words).finditer(plain))
    cake = _whole(rules.cake_words).search(plain)
    if not charges or cake is None:
        return bool(charges)
    return _JOINS.search(plain[cake.end() : charges[-1].start()]) is None


def _says(title: str, words: tuple[str, ...], rules: DocketRules) -> bool:
    return _saying(words, rules.cake_words).search(_plain(title)) is not None


def _without(title: str, phrases: tuple[str, ...]) -> str:
    return _whole(phrases).sub(" ", _plain(title))


def _plain(title: str) -> str:
    return fold(title[:_LONGEST])


@lru_cache(maxsize=64)
def _saying(words: tuple[str, ...], cakes: tuple[str, ...]) -> re.Pattern[str]:
    # The word, unless the next one is a cake: it then only describes it.
    return re.compile(f"{_whole(words).pattern}(?![ -]+{_whole(cakes).pattern})")


@lru_cache(maxsize=64)
def _whole(words: tuple[str, ...]) -> re.Pattern[str]:
    """Any of these as whole words, singular or plural: `fee` is not in `coffee`, nor `pick` in `pickle`."""
    forms = "|".join(_forms(fold(word)) for word in words if word.strip())
    return re.compile(rf"(?<![^\W_])(?:{forms})(?![^\W_])" if forms else r"(?!)")


def _forms(word: str) -> str:
    escaped = r"[ -]?".join(map(re.escape, word.split()))
    return f"{escaped[:-1]}(?:y|ies)" if word.endswith("y") else f"{escaped}(?:e?s)?"
