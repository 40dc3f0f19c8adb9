"""A power cut between print and commit: what is on paper is known or comes again as REPRINT, and nothing is lost."""

from __future__ import annotations

import shutil
from collections import Counter
from collections.abc import Callable, Iterable
from contextlib import closing
from dataclasses import dataclass, field, replace
from pathlib import Path
from random import Random

import pytest

from data.organization.printer import AddPrinter, Printer
from data.store.label_queue import step, take_back, waiting
from data.store.sqlite import SqliteDatabase
from hardware.printer.delivery import Delivery
from hardware.printer.status import Status
from kitchen_tui.desk import Desk
from kitchen_tui.printing.hands import Sheet
from kitchen_tui.printing.spool import Place, Spool
from tests.bench.recording import recorded
from tests.durability import bakery
from tests.durability.crash_disk import DATABASE, LOG, MODES, Acknowledged, CrashDisk, Files, after_power_cut
from tests.durability.shift import Spoken, Step, _writing, play

SEED = 20_263
LABELS = 12
ASKED, ON_PAPER = "asked", "on paper"
Planted = Callable[[tuple[Step, ...]], tuple[Step, ...]]


@dataclass
class Scene:
    """What the product said to its database while labels were asked for and printed, told moment by moment."""

    opening: tuple[Spoken, ...]
    steps: tuple[Step, ...]


@dataclass
class PaperPrinter:
    """Takes every label; the moment is told before anything more is written."""

    papers: list[tuple[str, int]] = field(default_factory=list)
    moment: Callable[[Acknowledged], None] = lambda _: None

    def at(self, _: Printer) -> PaperPrinter:
        return self

    def draw(self, sheet: Sheet) -> bytes:
        return f"{sheet.ticket.code} {sheet.reprint}".encode()

    def send(self, data: bytes) -> Delivery:
        self.moment(Acknowledged(ON_PAPER, data.decode()))
        return Delivery("printed", "")

    def ask(self) -> Status:
        return Status(True, "The printer is ready", "ready")


@pytest.fixture(scope="session")
def with_a_printer(template: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder: Path = tmp_path_factory.mktemp("labels") / "made"
    bakery.make(folder, template, orders=3)
    with closing(SqliteDatabase(bakery.store_file(folder))) as database:
        bakery.tell(database, AddPrinter(bakery.SEAT.terminal_id, "packer-1", "tcp:127.0.0.1", "label-4x6-203"))
        database.tidy(always=True)
    return folder


@pytest.fixture(scope="session")
def at_first(with_a_printer: Path) -> Files:
    return {DATABASE: bakery.store_file(with_a_printer).read_bytes()}


@pytest.fixture(scope="session")
def scene(with_a_printer: Path, tmp_path_factory: pytest.TempPathFactory) -> Scene:
    """Labels are asked for, two and two, and printed by the product's own round."""
    folder = Path(shutil.copytree(with_a_printer, tmp_path_factory.mktemp("scene") / "shop"))
    steps: list[Step] = []
    printer = PaperPrinter()
    with recorded() as recorder:
        desk = Desk(SqliteDatabase(bakery.store_file(folder)), folder)
        opening = _writing(recorder.take())

        def moment(told: Acknowledged) -> None:
            steps.append(Step(told, _writing(recorder.take())))

        printer.moment = moment
        spool = Spool(Place(desk.database, desk.terminal, raised), printer.at, lambda _: None)
        tickets = [row[0] for row in desk.database.rows("SELECT id FROM ticket ORDER BY code")]
        for n in range(0, LABELS, 2):
            for ticket in (tickets[n % len(tickets)], tickets[(n + 1) % len(tickets)]):
                receipt = desk.print_label(ticket, bakery.OLIVE)
                assert receipt.ticket is not None
                moment(Acknowledged(ASKED, receipt.ticket.code))
            drained(spool, desk)
        spool.close()
        desk.database.close()
    return Scene(opening, tuple(steps))


def raised(trouble: BaseException) -> None:
    """Nothing unexpected may happen here."""
    raise trouble


def drained(spool: Spool, desk: Desk) -> None:
    """Rounds until nothing waits; what the lane's thread does is over before the next round begins."""
    while desk.database.rows("SELECT 1 FROM label_job WHERE state IN ('queued', 'sending')"):
        spool._version = None  # the labels were asked for over the same connection
        spool.round()
        for lane in spool._lanes.values():
            if lane._doing is not None:
                lane._doing.exception(10)


@dataclass
class Tally:
    cuts: int = 0
    lost: list[str] = field(default_factory=list)
    twice: list[str] = field(default_factory=list)
    again: int = 0


def cut(scene: Scene, at_first: Files, scratch: Path, mode: str, cuts: int) -> Tally:
    """The power goes at random moments; when it is back, everything that waits is printed."""
    random, tally, disk = Random(SEED), Tally(), CrashDisk()
    disk.insert(at_first)
    play(disk, scene.opening, scene.steps)
    disk.unregister()
    for _ in range(cuts):
        happened = disk.happened[: random.randint(0, len(disk.happened))]
        files = after_power_cut(at_first, happened, mode, random)
        told = [h for h in happened if isinstance(h, Acknowledged)]
        asked = [h.ticket_id or "" for h in told if h.command_id == ASKED]
        before = [h.ticket_id or "" for h in told if h.command_id == ON_PAPER]
        after = printed_after(files, scratch)
        tally.cuts += 1
        papers = Counter(before + after)
        found = Counter(paper.split()[0] for paper in papers.elements())
        tally.lost += [code for code, labels in Counter(asked).items() if found[code] < labels]
        tally.twice += [paper for paper, times in papers.items() if times > 1]
        tally.again += len(papers) > len(asked)
    return tally


def printed_after(files: Files, scratch: Path) -> list[str]:
    """What the printing process would print when it comes up on this disk."""
    for suffix, name in (("", DATABASE), ("-wal", LOG), ("-shm", "")):
        path = scratch / f"cut.sqlite3{suffix}"
        path.unlink(missing_ok=True)
        if name in files:
            path.write_bytes(files[name])
    papers: list[str] = []
    with closing(SqliteDatabase(scratch / "cut.sqlite3")) as database:
        database.run("PRAGMA synchronous = OFF")
        take_back(database, bakery.SEAT.terminal_id, 1)
        codes: dict[str, str] = dict(database.rows("SELECT id, code FROM ticket"))
        for job in waiting(database, bakery.SEAT.terminal_id):
            claimed = step(database, 2, None, job.id, "packer-1")
            assert claimed is not None
            papers.append(f"{codes[job.ticket_id]} {claimed.reprint}")
    return papers


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("cuts", [50, pytest.param(500, marks=pytest.mark.proof)])
def test_no_power_cut_loses_a_label_or_makes_two_that_look_the_same(scene, at_first, tmp_path, count, mode, cuts):
    tally = cut(scene, at_first, tmp_path, mode, cuts)

    assert tally.lost == []
    assert tally.twice == []
    count(
        f"power cut between print and commit, {mode}: {tally.cuts} cuts, 0 lost, {tally.again} times one more, marked"
    )


def settled_before_it_is_sent(steps: tuple[Step, ...]) -> tuple[Step, ...]:
    """The mistake: what says `printed` stands on the disk before the label is on its way."""
    moved: list[Step] = []
    for one, after in zip(steps, (*steps[1:], None), strict=True):
        early = after.statements[: ends(after.statements)] if after and one.acknowledged.command_id == ON_PAPER else ()
        taken = moved_off(steps, one)
        moved.append(replace(one, statements=(*one.statements[taken:], *early)))
    return tuple(moved)


def moved_off(steps: tuple[Step, ...], one: Step) -> int:
    """How many of its statements went to the step before."""
    at = steps.index(one)
    return ends(one.statements) if at and steps[at - 1].acknowledged.command_id == ON_PAPER else 0


def ends(statements: Iterable[Spoken]) -> int:
    """The length of the first transaction."""
    return next(n for n, (sql, _) in enumerate(statements, 1) if sql == "COMMIT")


def not_claimed(steps: tuple[Step, ...]) -> tuple[Step, ...]:
    """The mistake: a label goes out while the store does not know of it."""
    return tuple(
        replace(s, statements=tuple(t for t in s.statements if "sends = sends + 1" not in t[0])) for s in steps
    )


@pytest.mark.parametrize(
    ("planted", "found"),
    [(settled_before_it_is_sent, "lost"), (not_claimed, "twice")],
    ids=["settled early", "unclaimed"],
)
def test_the_instrument_finds_the_two_mistakes_there_are_to_make(scene, at_first, tmp_path, planted, found):
    tally = cut(replace(scene, steps=planted(scene.steps)), at_first, tmp_path, "dropped", 60)

    assert getattr(tally, found) != []
