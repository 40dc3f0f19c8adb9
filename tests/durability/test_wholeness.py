"""The instrument first: whatever is missing of a command, or damaged in the file, is noticed and named."""

from __future__ import annotations

from pathlib import Path

import pytest

from kitchen_tui.desk import Desk
from tests.durability import bakery, wholeness

A_SCAN = "(SELECT min(command_id) FROM journal WHERE name = 'complete_covering')"


@pytest.fixture
def worked(folder: Path) -> Path:
    """A store in which two cakes went all the way and one scan was taken back."""
    desk = Desk.at(folder)
    for code in ("B20001A", "B20001B"):
        for station in ("Filling", "Covering", "Decorating", "Packing", "Packing"):
            desk.scan(code, station, bakery.OLIVE)
    desk.scan("B20002A", "Filling", bakery.OLIVE)
    desk.undo(bakery.OLIVE)
    desk.database.close()
    return bakery.store_file(folder)


def test_a_store_that_was_only_worked_with_is_whole(worked):
    with wholeness.opened(worked) as db:
        assert wholeness.complaints(db) == []


@pytest.mark.parametrize(
    ("sql", "named"),
    [
        (f"DELETE FROM journal WHERE command_id = {A_SCAN}", "which is not in the journal"),
        (f"DELETE FROM stage_events WHERE command_id = {A_SCAN}", "has no event"),
        (f"DELETE FROM stage_fact WHERE command_id = {A_SCAN}", "has no fact"),
        ("DELETE FROM label_job", "has no label"),
        ("DELETE FROM order_payload WHERE order_id = (SELECT min(order_id) FROM order_payload)", "has no payload"),
        ("UPDATE journal SET undone_by = 'nobody' WHERE name = 'start_packing'", "undone by a command that is not"),
        ("DELETE FROM stage_fact WHERE kind = 'retracted'", "its fact still stands"),
        ("UPDATE ticket SET stage = 'Covering' WHERE code = 'B20001A'", "B20001A stands at Covering"),
        ("UPDATE ticket SET in_queue = 1 WHERE code = 'B20001A'", "B20001A stands at Complete"),
        ("UPDATE orders SET status = 'CONFIRMED' WHERE number = '20001'", "its tickets say READY"),
        ("UPDATE inventory_items SET on_hand = on_hand + 1", "not the sum of its movements"),
        ("UPDATE journal SET seq = 1000 WHERE name = 'undo'", "is number 1000 after number"),
        ("UPDATE journal SET prev_id = 'nobody' WHERE name = 'undo'", "after number"),
    ],
)
def test_whatever_is_missing_or_does_not_fit_together_is_named(worked, sql, named):
    with wholeness.opened(worked) as db:
        db.execute(sql)

        assert any(named in complaint for complaint in wholeness.complaints(db))


def test_a_file_damaged_in_its_schema_is_named(worked):
    content = bytearray(worked.read_bytes())
    content[100:4096] = bytes(3996)
    worked.write_bytes(content)

    with wholeness.opened(worked) as db:
        assert wholeness.complaints(db)


def test_a_file_damaged_in_an_index_is_named(worked):
    with wholeness.opened(worked) as db:
        page = db.execute("SELECT rootpage FROM sqlite_master WHERE name = 'ix_ticket_order'").fetchone()[0]
    content = bytearray(worked.read_bytes())
    content[(page - 1) * 4096 + 2048 : page * 4096] = bytes(2048)
    worked.write_bytes(content)

    with wholeness.opened(worked) as db:
        assert wholeness.complaints(db)


def test_an_acknowledged_scan_that_is_gone_or_at_another_ticket_is_lost(worked):
    with wholeness.opened(worked) as db:
        kept = wholeness.commands(db)
        command, ticket = next((c, t) for c, t in kept.items() if t is not None)

        assert wholeness.lost(db, kept.items()) == []
        assert wholeness.lost(db, [(command, ticket), (command, "another"), ("unheard", ticket)]) == [
            command,
            "unheard",
        ]
