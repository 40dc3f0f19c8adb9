"""The oracle itself: it must see what is wrong, or a clean run proves nothing."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing

import pytest

from data.core.ids import derived_id
from sync_agent.simulate import oracle
from sync_agent.simulate.disk import Disk
from sync_agent.simulate.settled import first_morning


@pytest.fixture
def disk() -> Iterator[Disk]:
    """The cloud's, on the first morning."""
    with closing(Disk(first_morning()["cloud"])) as found:
        yield found


def dumped(disk: Disk) -> oracle.Dump:
    return oracle.dump(disk.read, oracle.tables_of(disk.read), "north")


def test_everything_that_travels_is_compared(disk):
    from data.exchange.travelling import TABLES

    assert set(oracle.tables_of(disk.read).columns) == set(TABLES)


def test_on_the_first_morning_all_is_well(disk):
    assert oracle.doubled(disk.read) == []
    assert oracle.leftovers(disk.read) == []
    assert oracle.unsaid(disk.read, pruned=False) == []
    assert oracle.printed(disk.read, None) == []


def test_one_cell_of_one_row_is_a_difference(disk):
    before = dumped(disk)
    disk.run("UPDATE ticket SET storage = 'Shelf 1' WHERE id = (SELECT min(id) FROM ticket WHERE store_id = 'north')")

    (found,) = oracle.differences(dumped(disk), before)
    assert found.startswith("ticket: 1 rows of ours, 1 of theirs")


def test_stock_that_moved_twice_is_seen(disk):
    disk.run("UPDATE inventory_items SET on_hand = on_hand - 1 WHERE id = 'box-north'")

    assert any(what.startswith("box-north: ") for what in oracle.doubled(disk.read))


def test_a_row_of_another_store_is_seen(disk):
    tables = oracle.tables_of(disk.read)

    assert oracle.foreign(disk.read, tables, ("north", "south")) == []
    assert any(what.startswith("ticket: ") for what in oracle.foreign(disk.read, tables, ("north",)))


def test_a_beep_that_is_nowhere_is_lost_unless_every_disk_is_gone():
    judge = oracle.Oracle()
    for n, ident in enumerate(("kept", "lost", "burnt")):
        judge.heard(ident, "complete_filling", "n1", n)
    judge.destroyed.add("burnt")

    assert [beep.command_id for beep in judge.lost({"kept"})] == ["lost"]


def test_cookies_that_go_back_in_one_epoch_are_seen():
    now = {"heard": "e", "cookies": {"north": 4}}

    assert oracle.went_back({"heard": "e", "cookies": {"north": 5}}, now) == ["north: 5 became 4"]
    assert oracle.went_back({"heard": "d", "cookies": {"north": 5}}, now) == []


def test_a_gap_in_a_chain_is_seen(disk):
    with closing(Disk(first_morning()["n1"])) as terminal:
        (origin,) = terminal.read("SELECT origin FROM sync_node")[0]
        for seq, ident, prev in ((1, "a", None), (3, "c", "b")):
            columns = [row[1] for row in terminal.read("PRAGMA table_info(journal)")]
            row = dict.fromkeys(columns, 0) | {"origin": origin, "seq": seq, "command_id": ident, "prev_id": prev}
            marks = ", ".join("?" * len(columns))
            terminal.run(f"INSERT INTO journal ({', '.join(columns)}) VALUES ({marks})", list(row.values()))

        assert oracle.broken_chain(terminal.read) == ["in its chain 1 is followed by 3"]


def test_a_command_that_was_not_taken_without_a_word_is_seen():
    journal = [("c-1", "set_storage", "rejected"), ("c-2", "undo", "dead")]
    notices = [(derived_id("c-2", "notice:rejected"),)]

    def read(sql: str, _values: object) -> list[tuple[object, ...]]:
        return list(notices if "FROM notice" in sql else journal)

    assert oracle.unsaid(read, pruned=False) == ["c-1 set_storage is rejected and nobody is told"]


def test_an_order_that_is_not_the_shop_s_newest_is_seen(disk):
    gid, at = disk.read("SELECT gid, content_at FROM orders ORDER BY gid LIMIT 1")[0]

    assert oracle.newest_of_the_shop(disk.read, {gid: at}) == []
    assert oracle.newest_of_the_shop(disk.read, {gid: at + 1}) == [f"{gid} is as of {at}, its shop says {at + 1}"]
