"""`sync-agent forecast work`: makes the forecasts of the stores that wait for theirs; a hub begins it by night."""

from __future__ import annotations

import argparse
import secrets
from typing import TYPE_CHECKING

from sync_agent.cli import OK, tell
from sync_agent.commands.forecast_run import NICE
from sync_agent.commands.giving_way import give_way
from sync_agent.commands.where_made import at, where

if TYPE_CHECKING:
    from sync_agent.forecasts.authority import Authority
    from sync_agent.forecasts.making import Made

SAYS = "makes the forecasts of the stores that wait for theirs; a hub, or a lone terminal's agent, begins it by itself"


def arguments(parser: argparse.ArgumentParser) -> None:
    """Where they wait."""
    where(parser)


def run(args: argparse.Namespace) -> int:
    """0 when nobody waits any more, 1 when it could not be done, 3 when they are made elsewhere."""
    from sync_agent.hub.logs import to_stderr

    to_stderr()
    give_way(NICE)
    return at(args, lambda authority: _work(args, authority))


def _work(args: argparse.Namespace, authority: Authority) -> int:
    from data.store.machine import ThisMachine
    from sync_agent.forecasts.worker import Worker

    def told(made: Made) -> None:
        verdict = {"verdict": made.outlook.status, "store": made.place.store_id, "date": made.date}
        tell(args, verdict | {"says": made.outlook.says}, f"{made.place.store_id}: {made.outlook.says}")

    worker = Worker(authority, secrets.token_hex(8), ThisMachine().now, lambda: secrets.token_hex(16))
    done = worker.until_none(told)
    tell(args, {"verdict": "done", "stores": done}, f"{done} stores were seen to")
    return OK
