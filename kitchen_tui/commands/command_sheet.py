"""`kitchen-tui command-sheet`: the barcodes of a whole shift on paper, and badges to cut out."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Mapping, Sequence
from pathlib import Path

from data.core.actor import Actor
from data.people.commands import SetBadge
from data.questions.people import staff_list
from data.replica.folder_owner import unknown_to_a_hub
from data.replica.issue import issue
from data.store.at_once import AtOnce
from kitchen_tui.command_sheet.contents import CALIBRATION, Badge, groups_of
from kitchen_tui.command_sheet.layout import Heading, Page, badge_pages, sheet_pages
from kitchen_tui.commands.frame import OK, Unsaid, WrongUse, actor_of, desk_of, nobody, refused, say
from kitchen_tui.desk import Desk
from kitchen_tui.founding import SetupRefused, must
from kitchen_tui.keys import badge_hash, new_badge
from kitchen_tui.staged import Staged

_FORMATS = (".pdf", ".png")


def command_sheet(args: Namespace) -> int:
    """Draws everything first; badges count only once the sheet that shows them is on the disk."""
    out = Path(args.out)
    if out.suffix.lower() not in _FORMATS:
        raise WrongUse(f"{out.name!r} names no format: it ends in .pdf or .png")
    if args.badges and args.calibration:
        raise WrongUse("--calibration is only the codes for the scanner: leave out --badges")
    desk = desk_of(args)
    actor = actor_of(args, desk)
    if actor is None:
        return nobody(args)
    people = [p for p in staff_list(desk.database, desk.store.id) if p.active] if args.badges else []
    keys = {person.id: new_badge() for person in people}
    badges = [Badge(p.name, p.role.capitalize(), p.number, keys[p.id]) for p in people]
    pages = _pages(desk, badges, only_calibration=args.calibration)
    files = _files(out, pages, f"{desk.store.name}: command sheet")
    try:
        with Staged(files) as staged:
            _hand_out(desk, actor, keys)
            _publish(staged)
    except SetupRefused as trouble:
        return refused(args, trouble.code, f"{trouble.says}: no badge was changed, and nothing was written")
    except OSError as trouble:
        raise WrongUse(f"{out} cannot be written: {trouble.strerror or trouble}") from trouble
    return _told(args, list(files), len(pages), len(badges))


def _pages(desk: Desk, badges: Sequence[Badge], *, only_calibration: bool) -> list[Page]:
    store, day = desk.store.name, desk.today()
    foot = f"Keep it like a key: these barcodes command every terminal of {store}. Printed {day}"
    calibration = sheet_pages((CALIBRATION,), Heading(store, "Set-up", f"For setting up a scanner. Printed {day}"))
    if only_calibration:
        return calibration
    cards = Heading(
        store, "Badges", f"Cut out, and keep each like a key. The badges of before stopped working on {day}"
    )
    sheet = sheet_pages(groups_of(desk.store), Heading(store, "Command sheet", foot))
    return [*sheet, *badge_pages(badges, cards), *calibration]


def _files(out: Path, pages: Sequence[Page], title: str) -> dict[Path, bytes]:
    # Loaded here: whoever misspelt the file's name need not wait for a picture library.
    from kitchen_tui.command_sheet.drawing import pdf, png

    if out.suffix.lower() == ".pdf":
        return {out: pdf(pages, title)}
    if len(pages) == 1:
        return {out: png(pages[0])}
    return {out.with_name(f"{out.stem}-{n}{out.suffix}"): png(page) for n, page in enumerate(pages, 1)}


def _hand_out(desk: Desk, actor: Actor, keys: Mapping[str, str]) -> None:
    """Everybody's badge or nobody's. Raises SetupRefused."""
    with desk.database.transaction():
        for staff_id, badge in keys.items():
            command = SetBadge(staff_id, badge_hash(badge))
            must(
                unknown_to_a_hub(desk.database, actor)
                or issue(AtOnce(desk.database), desk.seat, actor, command, desk.machine.stamp())
            )


def _publish(staged: Staged) -> None:
    try:
        staged.publish()
    except OSError as trouble:
        # The badges of before are gone already: the new ones must not be.
        kept = ", ".join(str(path) for path in staged.keep())
        raise Unsaid(f"it is done, but could not be moved to its place ({trouble.strerror}): see {kept}") from trouble


def _told(args: Namespace, files: Sequence[Path], pages: int, badges: int) -> int:
    where = ", ".join(str(path) for path in files)
    says = f"{pages} {'page' if pages == 1 else 'pages'}: {where}"
    if badges:
        says += f". {badges} new {'badge' if badges == 1 else 'badges'}; the old ones do not work any more"
    fields = {"verdict": "accepted", "code": "applied", "says": says, "pages": pages, "badges": badges}
    say(args, fields | {"files": [str(path) for path in files]}, says)
    return OK
