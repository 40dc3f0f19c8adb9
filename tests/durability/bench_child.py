"""One of two benches on one store: `python -m tests.durability.bench_child FOLDER CODE...`.

Says READY, waits for a line, then scans every code down the line, stage by stage, and tidies as the product does. Each
line is one scan, as JSON: verdict, code, sentence, command and ticket.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from kitchen_tui.desk import Desk
from tests.durability import bakery
from tests.durability.scanner import Stamps

STATIONS = ("Filling", "Covering", "Decorating", "Packing", "Packing")


def main(folder: Path, codes: list[str]) -> None:
    desk = Desk.at(folder)
    desk.machine = stamps = Stamps()
    sys.stdout.write("READY\n")
    sys.stdout.flush()
    sys.stdin.readline()
    for station in STATIONS:
        for code in codes:
            verdict = desk.scan(code, station, bakery.OLIVE)
            ticket = verdict.ticket.id if verdict.ticket else None
            said = (verdict.verdict, verdict.code, verdict.says, stamps.command_id, ticket)
            sys.stdout.write(json.dumps(said) + "\n")
            desk.database.tidy()
    desk.database.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2:])
