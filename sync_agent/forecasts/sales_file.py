"""Daily sales in a file, held against the stores and products here: every line is understood, or none is taken."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from itertools import pairwise
from pathlib import Path

from data.forecasts.forecast import UNIT
from sync_agent.forecasts.spreadsheet import BadSales, Line, Sheet, day_of, opened, truth_of

NEEDED = ("item", "date", "quantity")
WISHED = ("store", "price", "sold_out")
COLUMNS = (*NEEDED, *WISHED)
EARLIEST = date(2000, 1, 1)
"""An earlier day is a spreadsheet's empty cell, or a typing error."""
LONGEST_GAP = 730
"""Days between two sales of a store. A longer pause is a wrong year, or another business."""
MOST_LINES = 5_000_000
MOST = 10**9
_CENTS = 100
_NAMED = 10


@dataclass(frozen=True, slots=True)
class Shop:
    """A store into which sales are taken: its names, its day of today, and its products by what a file may call them
    (several: nobody can tell which)."""

    id: str
    names: frozenset[str]
    today: str
    products: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class DaySold:
    """Of an item on a day: thousandths, minor units a piece, and the line where it stands."""

    quantity: int
    price: int | None
    sold_out: bool
    line: int


Key = tuple[str, str, str]
"""Store, product, day."""


@dataclass(slots=True)
class Read:
    """What a file says. `unknown` are items that are no product here, by store, each with the line where it is first;
    `unread` are columns that nobody looks at."""

    sold: dict[Key, DaySold] = field(default_factory=dict)
    unknown: dict[tuple[str, str], int] = field(default_factory=dict)
    unread: tuple[str, ...] = ()
    lines: int = 0


def read(path: Path, shops: Iterable[Shop], made_up: Callable[[str, str], str] | None = None) -> Read:
    """All of a file; where `made_up` is given it names a new product of a store for an item that is none yet. Raises
    BadSales, OSError."""
    sheet = opened(path, ("quantity", "price"))
    sheet.need(NEEDED, WISHED)
    reader = _Reader(sheet, tuple(shops), made_up)
    for line in sheet.lines():
        reader.take(line)
    found = reader.found
    if not found.lines:
        raise BadSales(f"{path} has no line below the first")
    if found.unknown:
        raise BadSales(_unknown(path, found.unknown))
    _hold_against_gaps(path, found.sold)
    found.unread = tuple(name for name in sheet.columns if name and name not in COLUMNS)
    return found


class _Reader:
    def __init__(self, sheet: Sheet, shops: tuple[Shop, ...], made_up: Callable[[str, str], str] | None) -> None:
        self.found = Read()
        self._sheet, self._shops, self._made_up = sheet, shops, made_up
        self._by_name = {name: shop for shop in shops for name in shop.names}

    def take(self, line: Line) -> None:
        """One more. Raises BadSales."""
        if self.found.lines == MOST_LINES:
            raise BadSales(f"{self._sheet.path} has more than {MOST_LINES} lines: take it in by parts")
        self.found.lines += 1
        shop = self._shop(line)
        day = self._day(line, shop)
        sold = DaySold(
            self._amount(line, "quantity", UNIT, needed=True) or 0,
            self._amount(line, "price", _CENTS),
            self._truth(line),
            line.number,
        )
        product = self._product(line, shop)
        if product is None:
            return
        known = self.found.sold.setdefault((shop.id, product, day), sold)
        if known is not sold:
            raise self._wrong(line, f"{line.cells['item']!r} on {day} is in line {known.line} already")

    def _shop(self, line: Line) -> Shop:
        named = line.cells.get("store", "").strip()
        if named:
            shop = self._by_name.get(named.casefold())
            if shop is None:
                raise self._wrong(line, f"{named!r} is no store here: {', '.join(one.id for one in self._shops)}")
            return shop
        if len(self._shops) != 1:
            raise self._wrong(line, f"of which store? A column `store`, or --store: {_ids(self._shops)}")
        return self._shops[0]

    def _product(self, line: Line, shop: Shop) -> str | None:
        item = " ".join(line.cells["item"].split())
        if not item:
            raise self._wrong(line, "the item is empty")
        known = shop.products.get(item.casefold(), ())
        if len(known) > 1:
            raise self._wrong(line, f"{item!r} is the name of {len(known)} products: write its SKU")
        if known:
            return known[0]
        if self._made_up is not None:
            return self._made_up(shop.id, item)
        self.found.unknown.setdefault((shop.id, item), line.number)
        return None

    def _day(self, line: Line, shop: Shop) -> str:
        text = line.cells["date"].strip()
        day = day_of(text)
        if day is None:
            raise self._wrong(line, f"{text!r} is no date: write it like 2026-11-21")
        if day < EARLIEST:
            raise self._wrong(line, f"{day} is before {EARLIEST}")
        if day.isoformat() > shop.today:
            raise self._wrong(line, f"{day} is still to come: only what was sold is taken in")
        return day.isoformat()

    def _amount(self, line: Line, column: str, unit: int, *, needed: bool = False) -> int | None:
        text = line.cells.get(column, "").strip()
        if not text and not needed:
            return None
        try:
            amount = self._sheet.number(text)
        except ValueError:
            raise self._wrong(line, f"{text!r} is no {column}") from None
        if amount < 0:
            raise self._wrong(line, f"{text!r}: a {column} is not below zero")
        if amount > MOST:
            raise self._wrong(line, f"{text!r}: no {column} is so large")
        return int((amount * unit).to_integral_value(rounding="ROUND_HALF_EVEN"))

    def _truth(self, line: Line) -> bool:
        text = line.cells.get("sold_out", "")
        try:
            return truth_of(text)
        except ValueError:
            raise self._wrong(line, f"{text!r}: sold_out is 1 or 0") from None

    def _wrong(self, line: Line, says: str) -> BadSales:
        return BadSales(f"{self._sheet.path}, line {line.number}: {says}")


def _ids(shops: Iterable[Shop]) -> str:
    return ", ".join(shop.id for shop in shops)


def _unknown(path: Path, unknown: Mapping[tuple[str, str], int]) -> str:
    told = [f"{item!r} (line {line})" for (_, item), line in list(unknown.items())[:_NAMED]]
    more = f" and {len(unknown) - _NAMED} more" if len(unknown) > _NAMED else ""
    return (
        f"{path}: {len(unknown)} items are no product here: {', '.join(told)}{more}. Write an item as its product's "
        "SKU or title, or let --create add them as products"
    )


def _hold_against_gaps(path: Path, sold: Mapping[Key, DaySold]) -> None:
    days: dict[str, dict[str, int]] = {}
    for (store, _, day), one in sold.items():
        days.setdefault(store, {}).setdefault(day, one.line)
    for store, lines in days.items():
        for before, after in pairwise(sorted(lines)):
            pause = (date.fromisoformat(after) - date.fromisoformat(before)).days
            if pause > LONGEST_GAP:
                raise BadSales(
                    f"{path}, line {lines[after]}: {after} is {pause} days after the sale before it in {store!r}: take "
                    "in the part from there on alone, or mend the year"
                )
