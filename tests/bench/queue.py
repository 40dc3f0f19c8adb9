"""The queue question beside its own SQL, a hundred thousand tickets and a million, and the plan SQLite makes of it."""

from __future__ import annotations

import re
import sqlite3
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, closing
from pathlib import Path

from tests.bench.figure import Figure, median_ms
from tests.bench.kit import Kit, first_in_line, seconds
from tests.bench.recording import Recorder, Replay, Statement, recorded

SMALL, LARGE = 100_000, 1_000_000
OPEN_SHARE = 20
WARM_UP = 5
_MADE_ON_THE_WAY = re.compile(r"(?:CO-ROUTINE|MATERIALIZE) (\S+)")
_READS_ALL = re.compile(r"SCAN (\w+)(?! VIRTUAL TABLE)\b|SEARCH (\w+) .*\(ANY\(")


def measure(kit: Kit) -> Iterator[Figure]:
    rounds = kit.choose(200, 40)
    small, analyzed = (kit.copy(kit.bakery(SMALL, SMALL // OPEN_SHARE)) for _ in range(2))
    asked, raw = _beside_its_sql(kit, small, rounds)
    yield Figure("queue question, 100k tickets, p50", median_ms(asked), "ms", median_ms(raw), "its raw SQL", 1.3)
    if not kit.quick:
        few, many = _in_turns(kit, small, kit.bakery(LARGE, LARGE // OPEN_SHARE), rounds)
        yield Figure("queue question, 1M tickets, p50", median_ms(many), "ms", median_ms(few), "100k tickets", 2.5)
    _analyze(kit.subject.database(analyzed))
    before, after = _in_turns(kit, small, analyzed, rounds)
    yield Figure("queue question after ANALYZE, p50", median_ms(after), "ms", median_ms(before), "before it")
    yield from _plans(_plan(kit, small), _plan(kit, analyzed))


def _beside_its_sql(kit: Kit, folder: Path, rounds: int) -> tuple[list[float], list[float]]:
    """Seconds of the question and of its recorded statements, in turns."""
    with ExitStack() as open_, first_in_line():
        line = open_.enter_context(closing(kit.subject.open_line(folder)))
        recorder, statements = _question(kit, folder, open_)
        replay = open_.enter_context(closing(Replay(recorder, folder, folder)))
        pairs = [(seconds(line.queue), seconds(replay.run, statements)) for _ in range(WARM_UP + rounds)]
    return _apart(pairs)


def _in_turns(kit: Kit, one: Path, other: Path, rounds: int) -> tuple[list[float], list[float]]:
    """Seconds of the question in one folder and in the other."""
    with ExitStack() as open_, first_in_line():
        first, second = (open_.enter_context(closing(kit.subject.open_line(folder))) for folder in (one, other))
        pairs = [(seconds(first.queue), seconds(second.queue)) for _ in range(WARM_UP + rounds)]
    return _apart(pairs)


def _apart(pairs: Sequence[tuple[float, float]]) -> tuple[list[float], list[float]]:
    counted = pairs[WARM_UP:]
    return [pair[0] for pair in counted], [pair[1] for pair in counted]


def _analyze(database: Path) -> None:
    with closing(sqlite3.connect(database)) as db:
        db.execute("ANALYZE")
        db.commit()


def _plans(made: Sequence[str], analyzed: Sequence[str]) -> Iterator[Figure]:
    note = " / ".join(dict.fromkeys(made))
    yield Figure("full scans and skip-scans in its plan", _reads_all(made), "", goal=0, note=note)
    changed = list((Counter(analyzed) - Counter(made)).elements())
    yield Figure("steps of the plan that ANALYZE changes", len(changed), "", goal=0, note=" / ".join(changed))


def _reads_all(plan: Sequence[str]) -> int:
    """Steps that read a whole table or index; a scan of what the statement itself has put together is none."""
    own = {made[1] for step in plan if (made := _MADE_ON_THE_WAY.match(step))}
    reads = (match for step in plan if (match := _READS_ALL.match(step)))
    return sum(1 for match in reads if match[1] not in own | {"CONSTANT"})


def _plan(kit: Kit, folder: Path) -> list[str]:
    with ExitStack() as open_:
        recorder, statements = _question(kit, folder, open_)
        replay = open_.enter_context(closing(Replay(recorder, folder, folder)))
        return [step for statement in statements if _asks(statement) for step in replay.plan(statement)]


def _question(kit: Kit, folder: Path, open_: ExitStack) -> tuple[Recorder, list[Statement]]:
    """The recorder of a line opened on the folder, and the statements of one question."""
    with recorded() as recorder:
        line = open_.enter_context(closing(kit.subject.open_line(folder)))
        line.queue()
        recorder.take()
    line.queue()
    return recorder, recorder.take()


def _asks(statement: Statement) -> bool:
    return bool(statement.args) and statement.args[0].lstrip().upper().startswith(("SELECT", "WITH"))
