"""Two hundred orders as customers write them: most are short, some go on and on, a few are meant to break something."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence

from data.orders.docket import Docket
from tests.support.cast import TODAY
from tests.support.dockets import cake, candles, docket

_PRODUCTS = (
    "Chocolate Mud Cake",
    "Pistachio & Rosewater Cake with Candied Orange and a Very Long Name That Shops Love",
    "Strawberry Shortcake",
    "Gelato Cake",
    "Käsesahnetorte",
    "抹茶ロールケーキ",
)
_SIZES = ("Small", "Medium", "Large", None)
_FLAVOURS = ("Hazelnut", "Salted caramel", "Pistachio, Mango, Blood orange and Lemon", None)
_WRITINGS = (
    "Happy Birthday Ada",
    "Mira is 7 🎂",
    "Alles Gute zum Geburtstag, lieber Großvater! " * 3,
    "生日快乐",
    None,
)
_ALLERGENS = ("nuts", "no nuts, no sesame", "EGG FREE; severe peanut allergy, please clean the bench " * 4, None)
_NOTES = ("Leave with the concierge", "Please ring.\nTwice.\nThe bell is broken.", "x" * 10_000, "words " * 1_600, None)
_WINDOWS = (
    ("10:00 AM and 12:00 PM", 600, 720),
    ("noonish, or a bit later if the traffic is bad", None, None),
    (None,) * 3,
)


def two_hundred() -> Iterator[Docket]:
    """Always the same ones, numbered from 20001; every combination that is the longest is among them."""
    dice = random.Random(20_001)
    for n in range(200):
        longest = n % 25 == 0
        window, begins, ends = dice.choice(_WINDOWS)
        line = cake(
            title=_one(dice, _PRODUCTS, longest) or "",
            size=dice.choice(_SIZES),
            flavour=_one(dice, _FLAVOURS, longest),
            writing=_one(dice, _WRITINGS, longest),
            allergens=_one(dice, _ALLERGENS, longest),
            kept=(("Candle colour", "gold"), ("Message on the box", "With love " * dice.randint(1, 9))),
            quantity=1,
        )
        yield docket(
            str(20_001 + n),
            line,
            *([candles(quantity=3)] if n % 3 == 0 else []),
            note=_one(dice, _NOTES, longest),
            due_date=dice.choice((TODAY, "2026-11-28", "2026-12-24", "2027-01-02")),
            window=window,
            window_from=begins,
            window_to=ends,
            test=n % 40 == 1,
        )


def _one(dice: random.Random, texts: Sequence[str | None], longest: bool) -> str | None:
    return max((text for text in texts if text), key=len) if longest else dice.choice(texts)
