"""`kitchen-tui jobs list|retry|cancel`: the labels that were asked for, and what became of them."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Callable

from data.core.clock import HOUR, MINUTE, iso
from data.core.command import Command
from data.kitchen.label import FAILED as JOB_FAILED
from data.kitchen.label import QUEUED
from data.line.labels import CancelLabel, RetryLabel
from data.questions.labels import JobLine, jobs_beginning, label_jobs, printers_of
from kitchen_tui.commands.frame import OK, WrongUse, actor_of, answer, desk_of, nobody, say
from kitchen_tui.desk import Desk
from kitchen_tui.paper import first_choice
from kitchen_tui.printing.alone import alone

ALL = "all"
_SHOWN = 8
"""Characters of a job's id that a person sees, and may type."""


def listing(args: Namespace) -> int:
    """The newest last."""
    desk = desk_of(args)
    jobs = label_jobs(desk.database, finished=args.all)
    now = desk.now()
    for job in jobs:
        mark = f" REPRINT {job.reprint}" if job.reprint else ""
        where = _where(desk, job)
        why = f": {job.says.removeprefix(f'{where}: ')}" if job.says else ""
        words = f"{job.id[:_SHOWN]}  {job.code:12} {job.kind:8}{mark:11} {job.state:10} {_ago(job.age_ms(now)):>5}  "
        say(args, _fields(job), f"{words}{where}{why}".rstrip())
    if not jobs and not args.json:
        say(args, {}, "No label waits" if not args.all else "No label was asked for")
    elif any(job.state == QUEUED for job in jobs) and not args.json and _nobody_prints(desk):
        say(args, {}, "Nothing prints now: labels come out when `kitchen-tui station` runs")
    return OK


def retry(args: Namespace) -> int:
    """Tries them again, now."""
    return _each(args, lambda job: RetryLabel(job.id), (JOB_FAILED, QUEUED))


def cancel(args: Namespace) -> int:
    """They are not printed any more."""
    return _each(args, lambda job: CancelLabel(job.id), (JOB_FAILED, QUEUED))


def _each(args: Namespace, command: Callable[[JobLine], Command], states: tuple[str, ...]) -> int:
    desk = desk_of(args)
    actor = actor_of(args, desk)
    if actor is None:
        return nobody(args)
    chosen = [job for text in args.id for job in _meant(desk, text, states)]
    if not chosen:
        say(args, {"verdict": "noop", "code": "no_job", "says": "No label waits"}, "No label waits")
        return OK
    return max(answer(args, desk.do(command(job), actor), job=job.id) for job in chosen)


def _meant(desk: Desk, text: str, states: tuple[str, ...]) -> list[JobLine]:
    if text == ALL:
        return [job for job in label_jobs(desk.database) if job.state in states]
    found = jobs_beginning(desk.database, text.strip().lower())
    if not found:
        raise WrongUse(f"no label job begins with {text!r}: see `kitchen-tui jobs list --all`")
    if len(found) > 1:
        raise WrongUse(f"{text!r} begins {len(found)} label jobs: give more of the id")
    return found


def _fields(job: JobLine) -> dict[str, object]:
    return {**job._asdict(), "at": iso(job.at), "next_at": iso(job.next_at), "changed_at": iso(job.changed_at)}


def _where(desk: Desk, job: JobLine) -> str:
    """The printer that has it or had it; of one that waits, the printer that would print it."""
    return _who(desk, job) or "no printer" if job.state == QUEUED else job.printer or "-"


def _who(desk: Desk, job: JobLine) -> str | None:
    return first_choice(job.wanted, job.kind, list(printers_of(desk.database, desk.terminal.id).values()))


def _nobody_prints(desk: Desk) -> bool:
    with alone(desk.path.parent) as free:
        return free


def _ago(ms: int) -> str:
    if ms < MINUTE:
        return f"{ms // 1000} s"
    return f"{ms // MINUTE} min" if ms < 2 * HOUR else f"{ms // HOUR} h"
