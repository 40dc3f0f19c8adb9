"""The queue question beside its own SQL, a hundred thousand tickets and a million, and the plan SQLite makes of it."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator
from contextlib import ExitStack, closing
from pathlib import Path

from tests.bench.figure import Figure, median_ms
from tests.bench.kit import Kit, first_in_line, seconds
from tests.bench.recording import Recorder, Replay, Statement, recorded

SMALL, LARGE = 100_000, 1_000_000
OPEN_SHARE = 20
WARM_UP = 5
_SORT_OR_FULL_SCAN = re.compile(r"TEMP B-TREE FOR .*ORDER BY|^SCAN (?!.*(?:USING|VIRTUAL TABLE|CONSTANT ROW))")


def measure(kit: Kit) -> Iterator[Figure]:
    rounds = kit.choose(200, 40)
    small = kit.copy(kit.bakery(SMALL, SMALL // OPEN_SHARE))
    asked, raw = _times(kit, small, rounds)
    yield Figure("queue question, 100k tickets, p50", median_ms(asked), "ms", median_ms(raw), "its raw SQL", 1.3)
    if not kit.quick:
        large = kit.bakery(LARGE, LARGE // OPEN_SHARE)
        asked, of_a_million = _interleaved(kit, small, large, rounds)
        yield Figure(
            "queue question, 1M tickets, p50", median_ms(of_a_million), "ms", median_ms(asked), "100k tickets", 2.5
        )
    yield from _plans(kit, small, "as made")
    with closing(sqlite3.connect(kit.subject.database(small))) as db:
        db.execute("ANALYZE")
        db.commit()
    yield from _plans(kit, small, "after ANALYZE")


def _times(kit: Kit, folder: Path, rounds: int) -> tuple[list[float], list[float]]:
    """Seconds of the question and of its recorded statements, in turns."""
    copy = kit.copy(folder)
    with ExitStack() as open_, first_in_line():
        line = open_.enter_context(closing(kit.subject.open_line(folder)))
        recorder, statements = _question(kit, copy, open_)
        replay = open_.enter_context(closing(Replay(recorder, copy, copy)))
        pairs = [(seconds(line.queue), seconds(replay.run, statements)) for _ in range(WARM_UP + rounds)]
    asked, raw = zip(*pairs[WARM_UP:], strict=True)
    return list(asked), list(raw)


def _interleaved(kit: Kit, small: Path, large: Path, rounds: int) -> tuple[list[float], list[float]]:
    with ExitStack() as open_, first_in_line():
        few, many = (open_.enter_context(closing(kit.subject.open_line(folder))) for folder in (small, large))
        pairs = [(seconds(few.queue), seconds(many.queue)) for _ in range(WARM_UP + rounds)]
    asked, of_a_million = zip(*pairs[WARM_UP:], strict=True)
    return list(asked), list(of_a_million)


def _plans(kit: Kit, folder: Path, when: str) -> Iterator[Figure]:
    with ExitStack() as open_:
        recorder, statements = _question(kit, folder, open_)
        replay = open_.enter_context(closing(Replay(recorder, folder, folder)))
        plan = [step for statement in statements if _reads(statement) for step in replay.plan(statement)]
    bad = sum(1 for step in plan if _SORT_OR_FULL_SCAN.search(step))
    yield Figure(f"sorts and full scans in its plan, {when}", bad, "", goal=0, note=" / ".join(plan))


def _question(kit: Kit, folder: Path, open_: ExitStack) -> tuple[Recorder, list[Statement]]:
    """The recorder of a line opened on the folder, and the statements of one question."""
    with recorded() as recorder:
        line = open_.enter_context(closing(kit.subject.open_line(folder)))
        line.queue()
        recorder.take()
        line.queue()
    return recorder, recorder.take()


def _reads(statement: Statement) -> bool:
    return bool(statement.args) and statement.args[0].lstrip().upper().startswith(("SELECT", "WITH"))
