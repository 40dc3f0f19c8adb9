"""`sync-agent forecast`: what will sell; `forecast backtest` shows how good that would have been."""

from __future__ import annotations

import argparse

from sync_agent.cli import FAILED, complain
from sync_agent.commands import forecast_backtest

_DOINGS = {"backtest": forecast_backtest}
_LIBRARIES = ("holidays", "numpy", "pandas", "shap", "sklearn")


def arguments(parser: argparse.ArgumentParser) -> None:
    """A word that says what."""
    doings = parser.add_subparsers(dest="doing", required=True, metavar="DOING")
    for name, doing in _DOINGS.items():
        below = doings.add_parser(name, help=doing.SAYS, description=doing.SAYS)
        below.add_argument("--json", action="store_true", default=argparse.SUPPRESS)
        doing.arguments(below)


def run(args: argparse.Namespace) -> int:
    """0 done, 1 not done, 2 asked wrongly."""
    try:
        code: int = _DOINGS[args.doing].run(args)
        return code
    except ModuleNotFoundError as missing:
        if missing.name not in _LIBRARIES:
            raise
        return complain(
            args,
            f"Forecasts need {missing.name}, which is not installed here: they come with the extra `forecast` "
            "(`pip install 'bakeline[forecast]'`, or `make forecast` in a checkout)",
            FAILED,
            "not_installed",
        )
