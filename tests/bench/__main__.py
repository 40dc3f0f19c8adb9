"""`python -m tests.bench`: prints every figure beside its limit; fails only on a gross regression."""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
import traceback
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

from tests.bench import (
    backlog,
    burst,
    drain,
    forecasts,
    health,
    hub,
    issue,
    labels,
    nights,
    offline,
    paging,
    paint,
    places,
    pokes,
    printing,
    product,
    queue,
    rehearsal,
    screens,
    start,
    sync_wait,
    webhook_paint,
    webhooks,
)
from tests.bench.figure import Figure
from tests.bench.kit import Kit, machine
from tests.bench.subject import MissingError, Subject

BENCHES: dict[str, Callable[[Kit], Iterator[Figure]]] = {
    "issue": issue.measure,
    "queue": queue.measure,
    "paint": paint.measure,
    "start": start.measure,
    "burst": burst.measure,
    "labels": labels.measure,
    "printing": printing.measure,
    "places": places.measure,
    "paging": paging.measure,
    "hub": hub.measure,
    "pokes": pokes.measure,
    "drain": drain.measure,
    "offline": offline.measure,
    "wait": sync_wait.measure,
    "screens": screens.measure,
    "webhooks": webhooks.measure,
    "webhook_paint": webhook_paint.measure,
    "backlog": backlog.measure,
    "forecasts": forecasts.measure,
    "nights": nights.measure,
    "health": health.measure,
}
FINE, REGRESSED, NOT_MEASURED = 0, 1, 2


def main(argv: Sequence[str] | None = None) -> int:
    asked = _parser().parse_args(argv)
    if asked.list:
        print("\n".join(BENCHES))
        return FINE
    sys.setswitchinterval(0.0002)  # the reader's clock must not wait for the emulator
    subject: Subject = rehearsal if asked.rehearse else product
    report: dict[str, Any] = {"machine": machine(), "figures": {}, "not measured": {}}
    print(f"# {'rehearsal, ' if asked.rehearse else ''}{report['machine']}")
    with tempfile.TemporaryDirectory(prefix="bakeline-bench-", dir=asked.dir, ignore_cleanup_errors=True) as folder:
        kit = Kit(subject, Path(folder), asked.quick)
        for name in asked.only or BENCHES:
            try:
                report["figures"][name] = [_shown(name, figure) for figure in BENCHES[name](kit)]
            except MissingError as missing:
                report["not measured"][name] = str(missing)
                print(f"{name:<6} NOT MEASURED: product missing ({missing})")
            except Exception as problem:  # the other figures are worth having all the same
                report["not measured"][name] = repr(problem)
                print(f"{name:<6} NOT MEASURED: {traceback.format_exc()}")
    if asked.json:
        asked.json.write_text(json.dumps(report, indent=1))
    return _verdict(report)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("--only", action="append", choices=BENCHES, metavar="NAME", help="this bench (may be repeated)")
    parser.add_argument("--json", type=Path, metavar="FILE", help="keep the figures here")
    parser.add_argument("--quick", action="store_true", help="fewer rounds, no million tickets")
    parser.add_argument("--list", action="store_true", help="name the benches")
    parser.add_argument("--dir", type=Path, help="a folder on the disk to be measured")
    parser.add_argument("--rehearse", action="store_true", help="measure the peers in the product's place")
    return parser


def _shown(bench: str, figure: Figure) -> dict[str, Any]:
    print(f"{bench:<6} {figure.line()}", flush=True)
    if figure.note:
        print(f"{'':<9}{figure.note}")
    return figure.as_json()


def _verdict(report: dict[str, Any]) -> int:
    if any(figure["gross"] for figures in report["figures"].values() for figure in figures):
        return REGRESSED
    return NOT_MEASURED if report["not measured"] else FINE


if __name__ == "__main__":
    sys.exit(main())
