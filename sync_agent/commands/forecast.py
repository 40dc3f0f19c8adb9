"""`sync-agent forecast`: what will sell: made now (`run`) or by night (`work`), how near it came (`score`), and how
good it would have been (`backtest`)."""

from __future__ import annotations

import argparse
from typing import Any

from sync_agent.cli import FAILED, complain
from sync_agent.commands import forecast_backtest, forecast_run, forecast_score, forecast_work

_DOINGS: dict[str, Any] = {
    "run": forecast_run,
    "work": forecast_work,
    "score": forecast_score,
    "backtest": forecast_backtest,
}
_LIBRARIES = ("holidays", "numpy", "pandas", "shap", "sklearn")


def arguments(parser: argparse.ArgumentParser) -> None:
    """A word that says what."""
    doings = parser.add_subparsers(dest="doing", required=True, metavar="DOING")
    for name, doing in _DOINGS.items():
        below = doings.add_parser(name, help=doing.SAYS, description=doing.SAYS)
        below.add_argument("--json", action="store_true", default=argparse.SUPPRESS)
        doing.arguments(below)


def run(args: argparse.Namespace) -> int:
    """0 done, 1 not done, 2 asked wrongly, 3 refused."""
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
