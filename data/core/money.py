"""Money is an int of a currency's smallest unit; what shops write is read exactly, and never becomes a float."""

from __future__ import annotations

import math
import re
from decimal import ROUND_HALF_UP, Context, Decimal

NO_CURRENCY = "XXX"
"""ISO 4217's own code for "no currency involved": an amount that came without one."""

_WITHOUT_DECIMALS = "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF"
_WITH_THREE = "BHD IQD JOD KWD LYD OMR TND"

MOST_MINOR = 2**63 - 1
"""What a column for amounts holds."""
# Wide enough that no accepted number is rounded before the one rounding we mean.
_EXACT = Context(prec=100, rounding=ROUND_HALF_UP)
_WRITTEN = re.compile(r"[+-]?(?:\d{1,20}(?:\.\d{0,20})?|\.\d{1,20})", re.ASCII)


def decimals(currency: str) -> int:
    """How many decimals amounts of this currency have: 0, 2 or 3; 2 for a code nobody knows."""
    code = currency.upper()
    if code in _WITHOUT_DECIMALS.split():
        return 0
    return 3 if code in _WITH_THREE.split() else 2


def exact(number: object) -> Decimal | None:
    """A JSON number or its text (`"-4.20"`) as the decimal that was written; None for anything else."""
    if isinstance(number, bool):
        return None
    if isinstance(number, int):
        return Decimal(number)
    if isinstance(number, float):
        return Decimal(repr(number)) if math.isfinite(number) else None
    if isinstance(number, str) and _WRITTEN.fullmatch(number.strip()):
        return Decimal(number.strip())
    return None


def parse_minor(amount: object, currency: str) -> int | None:
    """Smallest units of an amount as a shop writes it (`"89.00"`), rounded half away from zero; None when it is no
    amount, or one beyond 64 bits."""
    number = exact(amount)
    if number is None or abs(number) > MOST_MINOR:
        return None
    minor = int(number.scaleb(decimals(currency), _EXACT).to_integral_value(context=_EXACT))
    return minor if abs(minor) <= MOST_MINOR else None


def format_minor(minor: int, currency: str) -> str:
    """An amount of smallest units as plain decimal text: `8900` of AUD is `89.00`."""
    places = decimals(currency)
    if places == 0:
        return str(minor)
    whole, part = divmod(abs(minor), 10**places)
    return f"{'-' if minor < 0 else ''}{whole}.{part:0{places}d}"
