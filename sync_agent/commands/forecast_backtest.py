"""`sync-agent forecast backtest`: the forecast made again at past origins, held against what then sold and others."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sync_agent.cli import FAILED, OK, USAGE, complain, in_words, tell

if TYPE_CHECKING:
    from forecasting.tables import BadTable
    from sync_agent.forecasts.sales_folder import Sales

SAYS = "how good forecasts of these sales would have been, beside three others"
_FIGURES = ("WAPE", "MASE", "RMSSE", "bias", "WQL", "cov80", "seconds")
_WIDE = 9


def arguments(parser: argparse.ArgumentParser) -> None:
    """Which sales, how far ahead, how often."""
    parser.add_argument("sales", type=Path, metavar="FILE_OR_FOLDER", help="a CSV (or .csv.gz), or the folder it is in")
    parser.add_argument("--horizon", type=int, default=7, metavar="DAYS", help="days ahead, 1 to 28 (%(default)s)")
    parser.add_argument("--origins", type=int, default=8, metavar="N", help="so many times (%(default)s)")
    parser.add_argument("--step", type=int, metavar="DAYS", help="from one time to the next (28, for short sales 14)")


def run(args: argparse.Namespace) -> int:
    """0 done, 1 a peer gave up, 2 the sales cannot be read, are too short, or it was asked wrongly."""
    from forecasting import backtest
    from forecasting.backtesting import NAIVE
    from forecasting.peers import NAMES, PYTHON, PeersFailed, python
    from forecasting.tables import BadTable
    from sync_agent.forecasts.sales_folder import read_sales

    peers = (NAIVE, *NAMES) if python() else (NAIVE,)
    try:
        sales = read_sales(args.sales)
    except (ValueError, OSError) as trouble:
        return complain(args, in_words(trouble), USAGE, "bad_sales")
    try:
        table = backtest(
            sales.frame,
            args.horizon,
            origins=args.origins,
            step=args.step,
            country=sales.country,
            region=sales.region,
            known_future=sales.known_future,
            peers=peers,
        )
    except BadTable as trouble:
        return complain(args, _where(sales, trouble), USAGE, "bad_sales")
    except ValueError as trouble:
        return complain(args, str(trouble), USAGE)
    except PeersFailed as trouble:
        return complain(args, f"A peer gave up: {trouble}", FAILED)
    notes = _notes(
        sales,
        f"{' and '.join(NAMES)} need statsforecast, which is not installed ({PYTHON} names a Python that has it)"
        if len(peers) == 1
        else "",
    )
    _show(args, [{str(name): value for name, value in row.items()} for row in table.to_dict("records")], notes)
    return OK


def _where(sales: Sales, trouble: BadTable) -> str:
    if trouble.row is None:
        return f"{sales.file}: {trouble}"
    return f"{sales.file}, line {sales.lines[trouble.row]}: {trouble.why}"


def _notes(sales: Sales, missing: str) -> list[str]:
    unused = f"Not looked at, as nothing says that they are known ahead: {', '.join(sales.unused)}"
    return [*([missing] if missing else []), *([unused] if sales.unused else [])]


def _show(args: argparse.Namespace, rows: list[dict[str, Any]], notes: list[str]) -> None:
    first = rows[0]
    short = f" ({args.origins} asked for: the sales are too short)" if first["origins"] < args.origins else ""
    head = (
        f"{first['series']} series, {first['rows']} scored days, {args.horizon} days ahead from {first['origins']} "
        f"origins{short}"
    )
    if args.json:
        for row in rows:
            tell(args, {name: None if value != value else value for name, value in row.items()}, "")
        for note in notes:
            tell(args, {"note": note}, "")
        return
    width = max(len(row["model"]) for row in rows)
    lines = [head, " " * width + "".join(f"{name:>{_WIDE}}" for name in _FIGURES)]
    lines += [f"{row['model']:<{width}}" + "".join(_shown(name, row[name]) for name in _FIGURES) for row in rows]
    tell(args, {}, "\n".join([*lines, *notes]))


def _shown(name: str, value: float) -> str:
    if value != value:
        return f"{'-':>{_WIDE}}"
    return (
        f"{value:>{_WIDE}.2f}"
        if name == "seconds"
        else f"{value:>+{_WIDE}.3f}"
        if name == "bias"
        else f"{value:>{_WIDE}.3f}"
    )
