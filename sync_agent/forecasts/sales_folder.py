"""Sales to be measured on, from a file: a CSV, or a folder with `sales.csv` and what is known of it in `meta.json`."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from forecasting.history import COLUMNS, FLAGS, OPTIONAL, PARTS
from sync_agent.forecasts.spreadsheet import BadSales, Line, Sheet, day_of, opened, truth_of

NAMES = ("sales.csv.gz", "sales.csv")
META = "meta.json"
_NEEDED = ("item", "date", "quantity")
_NUMBERS = ("quantity", "price", *PARTS)


@dataclass(frozen=True, slots=True)
class Sales:
    """`frame`: its cells as days, numbers and truths; whether they make sense is not looked at. `lines`: where each row
    of it stands in the `file`. `known_future`: columns that are known for days to come."""

    file: Path
    frame: pd.DataFrame
    lines: Sequence[int]
    country: str | None = None
    region: str | None = None
    known_future: tuple[str, ...] = ()

    @property
    def unused(self) -> tuple[str, ...]:
        """Columns that no forecast looks at, as nobody says that they are known for days to come."""
        return tuple(str(name) for name in self.frame if name not in (*COLUMNS, *OPTIONAL, *self.known_future))


def read_sales(path: Path) -> Sales:
    """A CSV file (`.gz` too), or the folder that it lies in. Without a column `store` all is of one, which is called as
    the file is. Raises BadSales, which says what is wrong and where, and OSError."""
    file = _file(path)
    told = _meta(path / META) if path.is_dir() else {}
    known = tuple(name.strip().casefold() for name in told.get("known_future") or ())
    sheet = opened(file, (*_NUMBERS, *known))
    sheet.need(_NEEDED, ("store", *OPTIONAL))
    missing = [name for name in known if name not in sheet.columns]
    if missing:
        raise BadSales(f"{path / META} says that {', '.join(missing)} is known, but {file} has no such column")
    cells: dict[str, list[object]] = defaultdict(list)
    lines = []
    for line in sheet.lines():
        lines.append(line.number)
        for name in filter(None, sheet.columns):
            cells[name].append(_cell(sheet, line, name, known))
    if not lines:
        raise BadSales(f"{file} has no line below the first")
    frame = pd.DataFrame(cells)
    if "store" not in frame:
        frame["store"] = file.name.split(".")[0]
    return Sales(file, frame, lines, told.get("country"), told.get("subdiv"), known)


def _cell(sheet: Sheet, line: Line, name: str, known: Sequence[str]) -> object:
    text = line.cells[name].strip()
    try:
        if name == "date":
            return _day(text)
        if name in FLAGS:
            return truth_of(text)
        if name == "quantity" or (text and (name in _NUMBERS or name in known)):
            return float(sheet.number(text))
    except ValueError:
        what = "date: write it like 2026-11-21" if name == "date" else name
        says = f"{text!r}: {name} is 1 or 0" if name in FLAGS else f"{text!r} is no {what}"
        raise BadSales(f"{sheet.path}, line {line.number}: {says}") from None
    return text or None


def _day(text: str) -> str:
    found = day_of(text)
    if found is None:
        raise ValueError(text)
    return found.isoformat()


def _file(path: Path) -> Path:
    if not path.exists():
        raise BadSales(f"There is no {path}")
    if not path.is_dir():
        return path
    found = [path / name for name in NAMES if (path / name).is_file()]
    if not found:
        raise BadSales(f"The folder {path} has no {' and no '.join(NAMES)}")
    return found[0]


def _meta(file: Path) -> Mapping[str, Any]:
    if not file.exists():
        return {}
    try:
        told = json.loads(file.read_text(encoding="utf-8-sig"))
    except (ValueError, OSError) as why:
        raise BadSales(f"{file} cannot be read as JSON: {' '.join(str(why).split())}") from why
    wrong = None if isinstance(told, dict) else "an object is expected"
    if wrong is None:
        known = told.get("known_future") or []
        lists = isinstance(known, list) and all(isinstance(name, str) for name in known)
        texts = all(isinstance(told.get(name), str | None) for name in ("country", "subdiv"))
        wrong = None if lists and texts else "country and subdiv are text, known_future is a list of columns"
    if wrong is not None:
        raise BadSales(f"{file}: {wrong}")
    return dict(told)
