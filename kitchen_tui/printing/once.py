"""Prints one label job from a command of the shell: here, or by the process that prints already."""

from __future__ import annotations

import time

from data.kitchen.label import PRINTED, QUEUED
from data.questions.labels import JobLine, label_job
from data.store import crash
from kitchen_tui.desk import Desk
from kitchen_tui.printing.alone import alone
from kitchen_tui.printing.hands import RealHands
from kitchen_tui.printing.spool import Place, Spool

PATIENCE_S = 10.0
_LOOK_S = 0.02


def print_now(desk: Desk, job_id: str, patience_s: float = PATIENCE_S) -> JobLine | None:
    """Tells what became of a job after at most some seconds: printed, failed, or still queued with the reason in
    `says`. None when there is no such job. Raises NotRecorded when the disk is in the way."""
    folder, end = desk.path.parent, time.monotonic() + patience_s
    with alone(folder) as mine:
        if mine:
            _print_here(desk, job_id, end)
        else:
            _wait_for_the_other(desk, job_id, end)
    return label_job(desk.database, job_id)


def became(job: JobLine) -> str:
    """What is to be said of a job after that."""
    if job.state == PRINTED:
        return job.says or f"printed on {job.printer}"
    if job.state == QUEUED:
        return f"it waits. {job.says}" if job.says else "it waits for its turn"
    return f"{job.state}. {job.says}" if job.says else job.state


def _print_here(desk: Desk, job_id: str, end: float) -> None:
    place = Place(desk.database, desk.terminal, lambda trouble: crash.keep(trouble, desk.path.parent))
    spool = Spool(place, RealHands, lambda _: None, only=job_id)
    try:
        while time.monotonic() < end:
            spool.round()
            if spool.settled(job_id):
                break
            time.sleep(_LOOK_S)
    finally:
        spool.close()


def _wait_for_the_other(desk: Desk, job_id: str, end: float) -> None:
    while time.monotonic() < end:
        job = label_job(desk.database, job_id)
        if job is None or not job.open or (job.says is not None and job.state == QUEUED):
            return
        time.sleep(_LOOK_S)
