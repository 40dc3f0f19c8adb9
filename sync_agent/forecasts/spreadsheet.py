"""A file of sales as tills and spreadsheets write it: lines of cells, whatever parts them and however it is encoded."""

from __future__ import annotations

import csv
import gzip
import io
import re
import zlib
from codecs import BOM_UTF8, BOM_UTF16_BE, BOM_UTF16_LE
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from pathlib import Path

_PARTED_BY = (";", "\t", ",", "|")
_LONGEST_HEADER = 65_536
_BOMS = ((BOM_UTF8, "utf-8-sig"), (BOM_UTF16_LE, "utf-16"), (BOM_UTF16_BE, "utf-16"))
_GZIP = b"\x1f\x8b"
_GROUPED = {",": re.compile(r"\d{1,3}(\.\d{3})+(,\d+)?"), ".": re.compile(r"\d{1,3}(,\d{3})+(\.\d+)?")}
"""By the sign before decimals: a number whose thousands are set apart."""


_YES = frozenset(("1", "yes", "y", "true", "x", "ja", "j", "wahr"))
_NO = frozenset(("", "0", "no", "n", "false", "nein", "falsch"))


class BadSales(ValueError):
    """A file of sales that cannot be read; says which line, and what is wrong with it."""


@dataclass(frozen=True, slots=True)
class Line:
    """The cells of a line by the names of their columns, and its number in the file, the header being 1."""

    number: int
    cells: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Sheet:
    """How a file is written; `decimal` is the sign before decimals."""

    path: Path
    encoding: str
    parted_by: str
    columns: tuple[str, ...]
    decimal: str = "."

    def need(self, columns: Sequence[str], wished: Sequence[str] = ()) -> None:
        """Raises BadSales: a column is missing."""
        missing = [name for name in columns if name not in self.columns]
        if missing:
            there = ", ".join(repr(name) for name in self.columns if name) or "nothing"
            more = f", and if wished {', '.join(wished)}" if wished else ""
            raise BadSales(
                f"{self.path}, line 1: no column {', '.join(map(repr, missing))}. The first line names the columns: "
                f"{', '.join(columns)}{more}. Here it has {there}"
            )

    def lines(self) -> Iterator[Line]:
        """Each line after the first that is not empty. Raises BadSales."""
        yield from _lines(self.path, self.encoding, self.parted_by, self.columns)

    def number(self, text: str) -> Decimal:
        """What a cell says; raises ValueError for what is no number."""
        plain = text.strip().replace("\u00a0", "").replace("'", "")
        if _GROUPED[self.decimal].fullmatch(plain):
            plain = plain.replace("." if self.decimal == "," else ",", "")
        try:
            found = Decimal(plain.replace(",", ".") if self.decimal == "," else plain)
        except InvalidOperation:
            raise ValueError(text) from None
        if not found.is_finite():
            raise ValueError(text)
        return found


@lru_cache(maxsize=20_000)
def day_of(text: str) -> date | None:
    """Of 2026-11-21, with a time or without, and of 21.11.2026. With slashes nobody can tell day and month."""
    try:
        return datetime.fromisoformat(text).date()
    except ValueError:
        pass
    try:
        return datetime.strptime(text, "%d.%m.%Y").date()  # noqa: DTZ007
    except ValueError:
        return None


def truth_of(text: str) -> bool:
    """Of 1, yes, true, x and what is like them, and of their contraries; an empty cell is no. Raises ValueError."""
    plain = text.strip().casefold()
    if plain not in _YES | _NO:
        raise ValueError(text)
    return plain in _YES


def opened(path: Path, numbers: tuple[str, ...]) -> Sheet:
    """How a CSV (or .csv.gz) is written; `numbers` are the columns in which a comma may stand before decimals. Raises
    BadSales, OSError."""
    head = _head(path)
    if not head.strip():
        raise BadSales(f"{path} is empty")
    if b"\0" in head and not head.startswith((BOM_UTF16_LE, BOM_UTF16_BE)):
        raise BadSales(f"{path} is no CSV: save the sheet as CSV first")
    encoding = _encoding(path, head)
    first = head.decode(encoding, "replace").splitlines()[0]
    parted_by = max(_PARTED_BY, key=lambda sign: (first.count(sign), -_PARTED_BY.index(sign)))
    columns = tuple(name.strip().casefold() for name in next(csv.reader([first], delimiter=parted_by), []))
    twice = sorted({name for name in columns if name and columns.count(name) > 1})
    if twice:
        raise BadSales(f"{path}, line 1: the column {twice[0]!r} is there twice")
    sheet = Sheet(path, encoding, parted_by, columns)
    return Sheet(path, encoding, parted_by, columns, _decimal(sheet, numbers))


def _head(path: Path) -> bytes:
    try:
        with _raw(path) as file:
            return file.read(_LONGEST_HEADER)
    except (EOFError, zlib.error, gzip.BadGzipFile) as trouble:
        raise BadSales(f"{path} cannot be unpacked: {trouble}") from trouble


def _raw(path: Path) -> gzip.GzipFile | io.BufferedReader:
    with path.open("rb") as file:
        packed = file.read(2) == _GZIP
    return gzip.open(path, "rb") if packed else path.open("rb")


def _encoding(path: Path, head: bytes) -> str:
    """UTF-8, or what Windows writes where it is none."""
    for mark, name in _BOMS:
        if head.startswith(mark):
            return name
    try:
        with _raw(path) as file:
            for line in file:
                line.decode("utf-8")
    except UnicodeDecodeError:
        return "cp1252"
    except (EOFError, zlib.error, gzip.BadGzipFile) as trouble:
        raise BadSales(f"{path} cannot be unpacked: {trouble}") from trouble
    return "utf-8"


def _decimal(sheet: Sheet, numbers: tuple[str, ...]) -> str:
    """A comma where cells are not parted by commas and one of them has one."""
    if sheet.parted_by == ",":
        return "."
    asked = [name for name in numbers if name in sheet.columns]
    return "," if any("," in line.cells[name] for line in sheet.lines() for name in asked) else "."


def _lines(path: Path, encoding: str, parted_by: str, columns: tuple[str, ...]) -> Iterator[Line]:
    try:
        with _raw(path) as file, io.TextIOWrapper(file, encoding, errors="replace", newline="") as text:
            reader = csv.reader(text, delimiter=parted_by)
            for cells in reader:
                if reader.line_num == 1 or not any(cell.strip() for cell in cells):
                    continue
                if len(cells) != len(columns):
                    raise BadSales(
                        f"{path}, line {reader.line_num}: {len(cells)} cells where the first line has {len(columns)}"
                    )
                yield Line(reader.line_num, dict(zip(columns, cells, strict=True)))
    except csv.Error as trouble:
        raise BadSales(f"{path} is no CSV: {trouble}") from trouble
    except (EOFError, zlib.error, gzip.BadGzipFile) as trouble:
        raise BadSales(f"{path} cannot be unpacked: {trouble}") from trouble
