"""`label`: one ticket's label, drawn into a file or on this screen, or printed as a job like any other."""

from __future__ import annotations

import base64
import os
import sys
from argparse import Namespace
from dataclasses import replace
from pathlib import Path
from typing import Any

from data.core.actor import Actor
from data.core.command import Command
from data.kitchen.label import FAILED as JOB_FAILED
from data.kitchen.ticket import Ticket
from data.line.labels import PrintPackingLabel
from data.line.printing import PrintBarcode
from data.questions.find import ticket_named
from data.questions.labels import jobs_of_command
from hardware.label.description import PACKING, LabelText
from hardware.label.preview import preview
from hardware.label.profile import ESCPOS, PROFILES, NotPrintable, Profile, refusal
from kitchen_tui.commands.frame import FAILED, OK, Unsaid, WrongUse, actor_of, answer, desk_of, nobody, refused, say
from kitchen_tui.commands.scanning import one_ticket
from kitchen_tui.commands.show import ticket_json
from kitchen_tui.desk import Desk
from kitchen_tui.previews import next_label
from kitchen_tui.printing.once import became, print_now
from kitchen_tui.staged import Staged

_USUAL = {ESCPOS: "receipt-80"}
_USUAL_PROFILE = "label-4x6-203"
_SCREEN_CELLS = 60
_STDOUT = "-"


def label(args: Namespace) -> int:
    """Draws with `--format`, else asks for a label job."""
    if args.format is None and (args.out is not None or args.profile):
        raise WrongUse("--out and --profile go with --format zpl, escpos, png or text")
    if args.out == "":
        raise WrongUse("--out wants the name of a file, or - for standard output")
    profile = _profile(args) if args.format else None
    desk = desk_of(args)
    actor = actor_of(args, desk)
    if actor is None:
        return nobody(args)
    ticket = one_ticket(desk, args.id)
    if profile is None:
        return _queue(args, desk, ticket, actor)
    if ticket.cancelled_at is not None:
        return refused(args, "cancelled", f"{ticket.code} is cancelled: no label")
    text = next_label(desk, ticket, args.kind)
    try:
        drawn = _drawn(args, text, profile)
    except NotPrintable as trouble:
        return refused(args, "not_printable", trouble.says)
    return _given(args, ticket, profile, drawn)


def _queue(args: Namespace, desk: Desk, ticket: Ticket, actor: Actor) -> int:
    command: Command = (
        PrintPackingLabel(ticket.id, args.printer) if args.kind == PACKING else PrintBarcode(ticket.id, args.printer)
    )
    receipt = desk.do(command, actor)
    now = ticket_named(desk.database, ticket.human_id)
    told = None if now is None else ticket_json(now, desk.today())
    made = jobs_of_command(desk.database, receipt.command_id, ticket.id) if args.printer else []
    job = print_now(desk, made[0].id) if made else None
    if job is None:
        return answer(args, receipt, ticket=told)
    fields = {"id": job.id, "state": job.state, "printer": job.printer, "says": job.says}
    code = answer(args, replace(receipt, says=f"{receipt.says}: {became(job)}"), ticket=told, job=fields)
    return FAILED if job.state == JOB_FAILED else code


def _profile(args: Namespace) -> Profile:
    name = args.profile or _USUAL.get(args.format, _USUAL_PROFILE)
    if name not in PROFILES:
        raise WrongUse(f"no profile {name!r}: one of {', '.join(PROFILES)}")
    return PROFILES[name]


def _drawn(args: Namespace, text: LabelText, profile: Profile) -> bytes:
    if args.format == "text":
        says = refusal(text.code, profile)
        if says is not None:
            raise NotPrintable(says)
        return ("\n".join(preview(text, profile, _SCREEN_CELLS)) + "\n").encode()
    from kitchen_tui.printing.rendering import rendered

    return rendered(text, profile, args.format)


def _given(args: Namespace, ticket: Ticket, profile: Profile, drawn: bytes) -> int:
    fields: dict[str, Any] = {
        "verdict": "accepted",
        "code": "drawn",
        "says": f"{ticket.code}: {args.kind} label, {len(drawn)} bytes for {profile.name}",
        "ticket": ticket.human_id,
        "kind": args.kind,
        "format": args.format,
        "profile": profile.name,
        "bytes": len(drawn),
    }
    if args.out:
        trouble = _written(args.out, drawn)
        if trouble is None:
            say(args, {**fields, "out": str(args.out)}, f"{fields['says']}: {args.out}")
        return OK if trouble is None else _not_written(args, str(args.out), trouble)
    if args.json:
        more = {"text": drawn.decode()} if args.format == "text" else {"base64": base64.b64encode(drawn).decode()}
        say(args, {**fields, **more}, "")
        return OK
    if args.format == "text":
        say(args, fields, drawn.decode().rstrip("\n"))
        return OK
    if sys.stdout.isatty():
        raise WrongUse("these bytes are for a printer, not for a screen: give --out FILE")
    trouble = _written(_STDOUT, drawn)
    if trouble is not None:
        raise Unsaid(f"cannot write to standard output: {trouble}")
    return OK


def _not_written(args: Namespace, where: str, why: str) -> int:
    says = f"cannot write {where}: {why}"
    say(args, {"verdict": "failed", "code": "not_written", "says": says}, says)
    return FAILED


def _written(place: str, drawn: bytes) -> str | None:
    """Why the bytes could not be written there; None when they are."""
    try:
        if place == _STDOUT:
            _pour(drawn)
        else:
            _write(Path(place), drawn)
    except (OSError, ValueError) as trouble:
        return (trouble.strerror if isinstance(trouble, OSError) else None) or str(trouble)
    return None


def _pour(drawn: bytes) -> None:
    sys.stdout.flush()
    with os.fdopen(os.dup(sys.stdout.fileno()), "wb") as out:
        out.write(drawn)


def _write(path: Path, drawn: bytes) -> None:
    """All of it or nothing; a device or a pipe takes the bytes as they are."""
    if path.exists() and not path.is_file():
        path.write_bytes(drawn)
        return
    # A label is no secret.
    with Staged({path: drawn}, mode=0o644) as staged:
        staged.publish()
