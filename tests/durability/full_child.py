"""A terminal whose disk fills up: `python -m tests.durability.full_child limited|small FOLDER`.

Each line it prints is one time that the disk was full, as JSON: the commands acknowledged before, what was said to the
scan that found no room and to a tidying then, and to the same scan when there was room again.
"""

from __future__ import annotations

import json
import os
import resource
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from data.store.errors import StoreError
from kitchen_tui.desk import Desk
from kitchen_tui.verdict import ACCEPTED, Verdict
from tests.durability import bakery
from tests.durability.scanner import Stamps

ROOMS = (0, 1, 32, 100, 4_096, 5_000, 40_000, 150_000)
"""Bytes that still fit: none, a part of the head of a frame, a part of a scan, two scans."""
LARGEST = 16 << 20

Fill = Callable[[int | None], None]
"""Leaves room for so many more bytes; None frees the disk."""


@contextmanager
def limited(folder: Path) -> Iterator[tuple[Path, Fill]]:
    """No file of this process may grow beyond its log (RLIMIT_FSIZE), whatever the disk has."""
    log = bakery.store_file(folder).with_name(f"{bakery.store_file(folder).name}-wal")

    def fill(room: int | None) -> None:
        soft = resource.RLIM_INFINITY if room is None else log.stat().st_size + room
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, resource.RLIM_INFINITY))

    yield folder, fill


@contextmanager
def small(folder: Path) -> Iterator[tuple[Path, Fill]]:
    """A small file system that a ballast file fills; needs `unshare --map-root-user --mount`. Brings the store back."""
    place = folder.with_name("small")
    place.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={LARGEST}", "none", str(place)], check=True)
    shutil.copytree(folder, place, dirs_exist_ok=True)
    ballast = place / "ballast"

    def fill(room: int | None) -> None:
        ballast.unlink(missing_ok=True)
        if room is not None:
            space = os.statvfs(place)
            ballast.write_bytes(bytes(max(0, space.f_bavail * space.f_frsize - room)))

    yield place, fill
    shutil.copytree(place, folder, dirs_exist_ok=True)


def full_again_and_again(desk: Desk, fill: Fill) -> Iterator[dict[str, Any]]:
    desk.machine = stamps = Stamps()
    acknowledged: list[tuple[str, str]] = []

    def scan(code: str) -> Verdict:
        verdict = desk.scan(code, "Filling", bakery.OLIVE)
        if verdict.ticket is not None:
            acknowledged.append((stamps.command_id, verdict.ticket.id))
        return verdict

    codes = (row[0] for row in desk.database.rows("SELECT code FROM ticket ORDER BY code"))
    for room in ROOMS:
        scan(next(codes))
        fill(room)
        code, full = next((c, v) for c in codes if (v := scan(c)).verdict != ACCEPTED)
        tidied = tidying(desk)
        fill(None)
        again = scan(code).verdict
        said = {"verdict": full.verdict, "headline": full.headline, "says": full.says}
        yield said | {"room": room, "tidied": tidied, "again": again, "acknowledged": acknowledged}
        acknowledged.clear()


def tidying(desk: Desk) -> str:
    """What a tidying says; it may find room where a scan did not."""
    try:
        desk.database.tidy(always=True)
    except StoreError as trouble:
        return trouble.says
    return "done"


def main(disk: str, folder: Path) -> None:
    with {"limited": limited, "small": small}[disk](folder) as (place, fill):
        desk = Desk.at(place)
        for time in full_again_and_again(desk, fill):
            sys.stdout.write(json.dumps(time) + "\n")
        desk.database.close()


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
