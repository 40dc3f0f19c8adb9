"""Sales from a file: a tidy CSV, or a folder with `sales.csv` and what is known of it in `meta.json`."""

import json
import warnings
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from forecasting.history import COLUMNS, OPTIONAL, BadHistory

NAMES = ("sales.csv.gz", "sales.csv")
META = "meta.json"


@dataclass(frozen=True, slots=True)
class Sales:
    """`frame`: as it was read, unchecked. `known_future`: its columns that are known for days to come."""

    frame: pd.DataFrame
    country: str | None = None
    region: str | None = None
    known_future: tuple[str, ...] = ()

    @property
    def unused(self) -> tuple[str, ...]:
        """Columns that no forecast looks at, as nobody says that they are known for days to come."""
        return tuple(str(name) for name in self.frame if name not in (*COLUMNS, *OPTIONAL, *self.known_future))


def read_sales(path: Path) -> Sales:
    """A CSV file (`.gz` too), or the folder that it lies in.

    Raises:
        BadHistory: there is no such file, or it is not what it should be; says what and where.
    """
    file = _file(path)
    try:
        frame = _parsed(file)
    except pd.errors.EmptyDataError as why:
        raise BadHistory(f"{file} is empty: it begins with the line {','.join(COLUMNS)}") from why
    except (pd.errors.ParserError, pd.errors.ParserWarning, UnicodeDecodeError, EOFError, OSError, ValueError) as why:
        raise BadHistory(f"{file} cannot be read as CSV: {_said(why)}") from why
    told = _meta(path / META) if path.is_dir() else {}
    sales = Sales(frame, told.get("country"), told.get("subdiv"), tuple(told.get("known_future") or ()))
    missing = [name for name in sales.known_future if name not in frame]
    if missing:
        raise BadHistory(f"{path / META} says that {', '.join(missing)} is known, but {file} has no such column")
    return sales


def _parsed(file: Path) -> pd.DataFrame:
    """A row with more fields than the header is refused; only an empty field is missing (a store may be called NA)."""
    with warnings.catch_warnings():
        warnings.simplefilter("error", pd.errors.ParserWarning)
        return pd.read_csv(
            file,
            dtype=dict.fromkeys(COLUMNS, str),
            index_col=False,
            skipinitialspace=True,
            keep_default_na=False,
            na_values=[""],
        )


def _file(path: Path) -> Path:
    if not path.exists():
        raise BadHistory(f"There is no {path}")
    if not path.is_dir():
        return path
    found = [path / name for name in NAMES if (path / name).is_file()]
    if not found:
        raise BadHistory(f"The folder {path} has no {' and no '.join(NAMES)}")
    return found[0]


def _meta(file: Path) -> Mapping[str, Any]:
    if not file.exists():
        return {}
    try:
        told = json.loads(file.read_text(encoding="utf-8"))
    except (ValueError, OSError) as why:
        raise BadHistory(f"{file} cannot be read as JSON: {_said(why)}") from why
    wrong = None if isinstance(told, dict) else "an object is expected"
    if wrong is None:
        known = told.get("known_future") or []
        lists = isinstance(known, list) and all(isinstance(name, str) for name in known)
        texts = all(isinstance(told.get(name), str | None) for name in ("country", "subdiv"))
        wrong = None if lists and texts else "country and subdiv are text, known_future is a list of columns"
    if wrong is not None:
        raise BadHistory(f"{file}: {wrong}")
    return dict(told)


def _said(why: Exception) -> str:
    return " ".join(str(why).split())
