"""Labels and hostile texts that the tests of this room share."""

from __future__ import annotations

import random
from dataclasses import replace
from typing import Any

from hardware.label.description import LabelText
from hardware.label.profile import PROFILES, Profile

ZPL_PROFILES = [profile for profile in PROFILES.values() if profile.language == "zpl"]
ESCPOS_PROFILES = [profile for profile in PROFILES.values() if profile.language == "escpos"]

TICKET = LabelText(
    kind="ticket",
    code="B20104A",
    human_id="bannos-20104-A",
    customer="Anastasia Nguyen",
    due="Fri 27 Nov",
    window="10:00-12:00",
    product="Chocolate Gelato Cake",
    size="Large",
    flavour="Hazelnut",
    writing="Happy Birthday Ana",
    accessories=("2 x Candle pack",),
    allergens="NUTS, MILK",
    method="pickup",
)
PACKING = replace(TICKET, kind="packing", notes="No cherries on top", kept=("Gift: yes", "Delivery name: Tom"))

ATTACKS = (
    "^XZ^XA~JR",
    "_5E_7E",
    "_5EXZ",
    "^FH_^FD_",
    "^CC+ +XZ",
    "~CC!",
    "~DYE:X,A,B,1,,AA",
    "^DFE:A.ZPL^FS",
    "\x1bp\x00\x32\xfa",
    "\x1dV\x00",
    "\x1d(A\x02\x00\x00\x02",
    "\x10\x14\x01\x00\x05",
    "\x00\x00",
    "\x1b@",
    "\x1bt\x10",
    "\x0c\x18\x7f",
    "\x80\x9b\x9f",
    "\u202eevil\u202c",
    "\u2066x\u2069",
    "\ud800\udfff",
    "\u200b\ufeff",
    "\r\n\v\f\u2028",
    ">:>5",
    "{C{B",
    "%s %(x)s {0}",
    "\\&\\&",
    "ß Łódź Ζωή 世界 🎂❤️👩‍👧",
    "e\u0301" + "\u0301" * 40,
    "W" * 400,
    "…»°",
)
_PIECES = (*ATTACKS, "cake", "Happy", "Zoë", " ", "  ", "^", "~", "_", "\x1b", "\x1d", "ß", "—", "é", "世")
_FIELDS = (
    "customer",
    "due",
    "window",
    "product",
    "size",
    "flavour",
    "writing",
    "allergens",
    "notes",
    "method",
    "store",
)


def random_code(dice: random.Random) -> str:
    """As orders of shops and of the counter have them."""
    number = f"{dice.choice(('', 'P'))}{dice.randrange(1, 10 ** dice.randrange(3, 8))}"
    return f"{dice.choice('ABCDEFGHIJKLMNOQRSTUVWXYZ')}{number}{dice.choice(('', *'ABCDEFGHIJ', '-11'))}"


def hostile_label(dice: random.Random) -> LabelText:
    said: dict[str, Any] = {name: _hostile(dice) for name in _FIELDS if dice.random() < 0.6}
    return replace(
        TICKET,
        kind=dice.choice(("ticket", "packing")),
        code=random_code(dice),
        human_id=_hostile(dice),
        accessories=tuple(_hostile(dice) for _ in range(dice.randrange(4))),
        kept=tuple(_hostile(dice) for _ in range(dice.randrange(3))),
        reprint=dice.randrange(3),
        test=dice.random() < 0.2,
        **said,
    )


def texts_of(label: LabelText) -> list[str]:
    return [*(getattr(label, name) for name in _FIELDS), label.human_id, *label.accessories, *label.kept]


def profile_of(dice: random.Random) -> Profile:
    return dice.choice(list(PROFILES.values()))


def _hostile(dice: random.Random) -> str:
    if dice.random() < 0.3:
        return "".join(
            chr(dice.choice((dice.randrange(256), dice.randrange(0x110000)))) for _ in range(dice.randrange(40))
        )
    return "".join(dice.choice(_PIECES) for _ in range(dice.randrange(1, 9)))
