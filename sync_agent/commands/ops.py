"""`sync-agent ops`: how quickly the hub answers and works, beside its targets, and each route with its percentiles."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from sync_agent.cli import FAILED, OK, tell
from sync_agent.commands.at_the_shops import at_the_hub, opener_of, served

if TYPE_CHECKING:
    from data.ledger.timings import Percentiles
    from sync_agent.work.figures import Target


def arguments(parser: argparse.ArgumentParser) -> None:
    """Of the last day."""
    at_the_hub(parser)
    parser.add_argument("--check", action="store_true", help="1 where a target is missed, for a monitor")


def run(args: argparse.Namespace) -> int:
    """0, or 1 where a target is missed and --check was given."""
    return served(args, lambda: _ops(args))


def _ops(args: argparse.Namespace) -> int:
    from sync_agent.work.figures import figures

    with opener_of(args.database) as opener:
        found = figures(opener.store, opener.now())
    for target in found.targets:
        tell(args, _target(target), _said(target))
    for route in found.routes:
        tell(args, _route(route), f"{route.route}: {_percentiles(route)}")
    return FAILED if args.check and not all(target.met for target in found.targets) else OK


def _said(target: Target) -> str:
    value = "nothing yet" if target.value is None else _amount(target, target.value)
    return f"{target.name}: {value} (target {_amount(target, target.limit)}): {'met' if target.met else 'MISSED'}"


def _amount(target: Target, value: float) -> str:
    if isinstance(target.limit, float):
        return f"{value:.2%}"
    return f"{value:,.0f} {target.unit}".rstrip()


def _target(target: Target) -> dict[str, object]:
    told: dict[str, object] = {"verdict": "met" if target.met else "missed", "target": target.name}
    return told | {"value": target.value, "limit": target.limit, "unit": target.unit}


def _percentiles(one: Percentiles) -> str:
    return f"{one.calls} calls, {one.ok / one.calls:.2%} ok, p50 {one.p50} p95 {one.p95} p99 {one.p99} ms"


def _route(one: Percentiles) -> dict[str, object]:
    told: dict[str, object] = {"verdict": "measured", "route": one.route, "calls": one.calls, "ok": one.ok}
    return told | {"p50": one.p50, "p95": one.p95, "p99": one.p99}
