"""Tables that a forecast is told, read by the same rules: what cannot be read is refused by table, row and column."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd

EARLIEST = date(2000, 1, 1)
"""An earlier date is a spreadsheet's empty cell or a typing error, never a sale."""
LATEST = date(2100, 1, 1)
MOST = 10**9
"""A larger number is a barcode in the wrong column; and its reasons would not sum to it in millionths."""
_DAY, _ZONE = r"\s*\d{4}-?\d\d-?\d\d", r"(?<=\d\d:\d\d)(:\d\d(\.\d+)?)?\s*(Z|[+-]\d\d:?\d\d)$"


class BadTable(ValueError):
    """A table that cannot be used. Says which row of which table, and what is wrong with it.

    `row` is the row's place in the table, from 0, and `why` what is wrong with it; None where no row is."""

    def __init__(self, says: str, row: int | None = None, why: str | None = None) -> None:
        super().__init__(says)
        self.row, self.why = row, why


@dataclass(frozen=True, slots=True)
class Table:
    """A table as it was given, its rows counted from 1. `called`: as in "events"; the sales are called nothing."""

    frame: pd.DataFrame
    called: str = ""
    error: type[BadTable] = BadTable

    @property
    def title(self) -> str:
        """Begins a sentence about the whole."""
        return f"The {self.called or 'sales'}"

    def need(self, columns: Sequence[str]) -> None:
        """Raises: a column is missing."""
        missing = [name for name in columns if name not in self.frame.columns]
        if missing:
            there = listed(list(self.frame.columns)) or "none"
            raise self.error(f"{self.title} lack the column {listed(missing)}: they have {there}")

    def only(self, columns: Sequence[str]) -> None:
        """Raises: there is a column that nothing is known of."""
        other = [name for name in self.frame.columns if name not in columns]
        if other:
            raise self.error(f"{self.title} have a column {listed(other)} that is not known: {listed(columns)} are")

    def names(self, column: str, *, blank: str | None = None) -> pd.Series:
        """Text without spaces around it. An empty cell is `blank`, or refused."""
        given = self.frame[column]
        text = given.astype("string").str.strip()
        empty = given.isna() | (text == "").fillna(value=True)
        if blank is None:
            self.refuse(empty, lambda _: f"the {column} is empty")
            return text.astype(object)
        return text.mask(empty, blank).astype(object)

    def days(self, column: str = "date") -> pd.Series:
        """Days, as they are written: a time of the day is dropped, whatever its time zone."""
        given = self.frame[column]
        days = _as_written(given)
        self.refuse(days.isna(), lambda row: f"{said(given[row])} is no date like 2026-11-21")
        days = pd.Series(days.dt.normalize())
        self.refuse(days < pd.Timestamp(EARLIEST), lambda row: f"{days[row]:%Y-%m-%d} is before {EARLIEST}")
        self.refuse(days > pd.Timestamp(LATEST), lambda row: f"{days[row]:%Y-%m-%d} is after {LATEST}")
        return days

    def numbers(
        self, column: str, what: str, *, least: float = -np.inf, most: float = np.inf, blank: float | None = None
    ) -> pd.Series:
        """Finite numbers from `least` to `most`. An empty cell is `blank`, or refused. `what`: as in "a price"."""
        given = self.frame[column]
        numbers = pd.to_numeric(given, errors="coerce").astype(float)
        empty = given.isna() | (given.astype("string").str.strip() == "").fillna(value=True)
        wrong = ~pd.Series(np.isfinite(numbers), index=numbers.index) if blank is None else numbers.isna() & ~empty
        self.refuse(wrong | np.isinf(numbers), lambda row: f"{said(given[row])} is no {what}")
        self.refuse(numbers > most, lambda row: f"{said(given[row])} is no {what}: it is above {most:,}")
        self.refuse(numbers < least, lambda row: f"{said(given[row])} is no {what}: it is below {least:g}")
        return numbers if blank is None else numbers.fillna(blank)

    def flags(self, column: str) -> "pd.Series[bool]":
        """Yes or no: 1 or 0, an empty cell is no."""
        numbers = self.numbers(column, f"{column}, which is 0 or 1", blank=0.0)
        self.refuse(
            ~numbers.isin([0.0, 1.0]), lambda row: f"{said(self.frame[column][row])} is no {column}: it is 0 or 1"
        )
        return numbers > 0

    def once(self, read: pd.DataFrame, key: Sequence[str]) -> None:
        """Raises: two rows of what was read say something of the same."""
        twice = read.duplicated(list(key))
        of = ", ".join(f"the {name}" for name in key)
        self.refuse(twice, lambda row: f"{of} are those of an earlier row")

    def refuse(self, wrong: "pd.Series[bool]", why: Callable[[int], str]) -> None:
        """Raises: a row is wrong. The first such row is named."""
        if wrong.any():
            row = int(wrong.index[wrong.to_numpy()][0])
            where = f"Row {row + 1}{f' of the {self.called}' if self.called else ''}"
            raise self.error(f"{where}: {why(row)}", row, why(row))


def table(frame: pd.DataFrame, called: str = "", error: type[BadTable] = BadTable) -> Table:
    """Raises: it is no table."""
    if not isinstance(frame, pd.DataFrame):
        raise error(f"The {called or 'sales'}: a DataFrame is expected, not {type(frame).__name__}")
    twice = frame.columns[frame.columns.duplicated()]
    if len(twice):
        raise error(f"The {called or 'sales'} have two columns {said(twice[0])}")
    return Table(frame.reset_index(drop=True).rename(columns=str), called, error)


def _as_written(given: pd.Series) -> pd.Series:
    """Times without their zones; NaT where it is no date."""
    if pd.api.types.is_datetime64_any_dtype(given):
        return pd.Series(given.dt.tz_localize(None))
    if isinstance(given.dtype, pd.PeriodDtype):
        return pd.Series(given.dt.to_timestamp())
    text = given.astype("string").str.replace(_ZONE, "", regex=True)
    return pd.to_datetime(text.where(text.str.match(_DAY)), errors="coerce", format="ISO8601")


def said(value: object) -> str:
    """A cell as it was written."""
    return repr(value.item() if isinstance(value, np.generic) else value)


def listed(names: Sequence[object]) -> str:
    """Names, quoted."""
    return ", ".join(repr(name) for name in names)
