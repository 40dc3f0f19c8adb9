"""The docket: what a kitchen needs to know of one order, whichever shop it came from."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import MISSING, asdict, dataclass, fields
from typing import Any, TypeVar

from data.core.clock import Instant

MAKE, ACCOMPANY, IGNORE = ("make", "accompany", "ignore")
PICKUP, DELIVERY = "pickup", "delivery"
BY_HAND = "hand"
"""The shop of an order taken by phone or at the counter."""
MOST_ASKED = 10_000
"""The most of one thing that a person may ask for; a shop may sell more."""
REASONS = ("customer", "product", "due_date")


@dataclass(frozen=True, slots=True)
class DocketLine:
    """One line of the order. `kept` holds the properties that are not size, flavour or writing, as the customer left
    them; `quantity` the units still wanted; `unit_price` smallest units of the docket's currency."""

    line_id: str
    kind: str
    title: str
    variant: str | None
    sku: str | None
    product_id: str | None
    variant_id: str | None
    size: str | None
    flavour: str | None
    writing: str | None
    kept: tuple[tuple[str, str], ...]
    allergens: str | None
    quantity: int
    unit_price: int
    gift_card: bool = False


@dataclass(frozen=True, slots=True)
class Docket:
    """One order as read. `due_text` and `method_text` are the shop's own words, kept also when nothing could be read
    from them; `attributes` what else came with the order; contact data is masked; amounts are smallest units;
    `version` counts the order's changes where the shop does; `fulfilled`: the shop says that the customer has it."""

    shop: str
    gid: str
    numeric_id: str
    number: str | None
    customer: str | None
    phone_masked: str | None
    email_masked: str | None
    due_date: str | None
    due_text: str | None
    window: str | None
    window_from: int | None
    window_to: int | None
    method: str | None
    method_text: str | None
    instructions: str | None
    note: str | None
    attributes: tuple[tuple[str, str], ...]
    allergens: str | None
    source: str
    counter: bool
    financial_status: str | None
    paid: bool
    currency: str
    total: int
    subtotal: int
    tax: int
    test: bool
    cancelled_at: Instant | None
    created_at: Instant | None
    updated_at: Instant | None
    lines: tuple[DocketLine, ...]
    sha256: str
    version: int | None = None
    fulfilled: bool = False

    @property
    def wanted(self) -> tuple[DocketLine, ...]:
        """The lines that mean work: to make or to accompany, with units left."""
        return tuple(line for line in self.lines if line.kind != IGNORE and line.quantity > 0)

    @property
    def counter_sale(self) -> bool:
        """Sold over the counter and taken away: a transaction without tickets. A due date that nobody can read still
        means that someone waits for something, so it makes an order of it."""
        return self.counter and self.due_date is None and self.due_text is None

    @property
    def nothing_to_make(self) -> bool:
        """There were lines, but none means work: gift cards, tips, charges, and lines removed since."""
        return bool(self.lines) and not self.wanted

    @property
    def gift_only(self) -> bool:
        """Nothing to make, and a gift card was bought: complete at birth."""
        return self.nothing_to_make and any(line.gift_card and line.quantity > 0 for line in self.lines)

    @property
    def walk_in(self) -> bool:
        """Taken down here for somebody who waits: no due date is what she said, not what she forgot."""
        return self.shop == BY_HAND and self.due_date is None and self.due_text is None

    def missing(self) -> tuple[str, ...]:
        """The reasons to hold the order, in the order of REASONS. None for an order that asks nothing of the kitchen:
        cancelled on arrival, a counter sale, nothing to make."""
        if self.cancelled_at is not None or self.counter_sale or self.nothing_to_make:
            return ()
        found = (self.customer, any(line.title for line in self.wanted), self.due_date or self.walk_in)
        return tuple(reason for reason, given in zip(REASONS, found, strict=True) if not given)


class UnreadableOrder(ValueError):
    """A payload that can never become a docket: a code for machines and a sentence for people."""

    def __init__(self, reason: str, says: str) -> None:
        super().__init__(says)
        self.reason = reason
        self.says = says


Value = TypeVar("Value", Docket, DocketLine)


def docket_to_args(docket: Docket) -> dict[str, Any]:
    """The docket in JSON values only: what `json.loads(json.dumps(...))` would give back unchanged. What an
    order does not have is written as it was before any had it: a day of an older release, seen again, comes out the
    same."""
    args: dict[str, Any] = _listed(asdict(docket))
    for name, value in (("version", docket.version), ("fulfilled", docket.fulfilled or None)):
        if value is None:
            del args[name]
    return args


def _listed(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _listed(part) for key, part in value.items()}
    return [_listed(part) for part in value] if isinstance(value, list | tuple) else value


def docket_from_args(args: Mapping[str, Any]) -> Docket:
    """The docket of such values. They come over the wire: raises ValueError naming the first field that is missing or
    of another type; a field nobody knows is passed over, for a newer sender may add one."""
    return _read(Docket, args, "docket")


def _read(kind: type[Value], args: Any, where: str) -> Value:
    if not isinstance(args, Mapping):
        raise ValueError(f"{where}: an object was expected")
    given = {}
    for field in fields(kind):
        if field.name in args:
            given[field.name] = _READERS[str(field.type)](args[field.name], f"{where}.{field.name}")
        elif field.default is MISSING:
            raise ValueError(f"{where}.{field.name}: missing")
    return kind(**given)


def _plain(*kinds: type) -> Callable[[Any, str], Any]:
    # By exact type: true is an int to isinstance, and would become a quantity of 1.
    def read(value: Any, where: str) -> Any:
        if type(value) not in kinds:
            raise ValueError(f"{where}: {' or '.join(k.__name__ for k in kinds)} was expected")
        return value

    return read


def _tuple_of(read_one: Callable[[Any, str], Any]) -> Callable[[Any, str], tuple[Any, ...]]:
    def read(value: Any, where: str) -> tuple[Any, ...]:
        if not isinstance(value, list | tuple):
            raise ValueError(f"{where}: a list was expected")
        return tuple(read_one(part, f"{where}[{n}]") for n, part in enumerate(value))

    return read


def _pair(value: Any, where: str) -> tuple[str, str]:
    texts = _texts(value, where)
    if len(texts) != 2:
        raise ValueError(f"{where}: a name and a text were expected")
    return texts[0], texts[1]


def _line(value: Any, where: str) -> DocketLine:
    return _read(DocketLine, value, where)


_texts = _tuple_of(_plain(str))
_READERS: dict[str, Callable[[Any, str], Any]] = {
    "str": _plain(str),
    "str | None": _plain(str, type(None)),
    "int": _plain(int),
    "bool": _plain(bool),
    "int | None": _plain(int, type(None)),
    "Instant | None": _plain(int, type(None)),
    "tuple[tuple[str, str], ...]": _tuple_of(_pair),
    "tuple[DocketLine, ...]": _tuple_of(_line),
}
"""How each type written in the dataclasses is read: a field of a new type fails here at once, in any test."""
