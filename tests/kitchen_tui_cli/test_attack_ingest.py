"""Orders that come again, in another form, out of turn or in a file that is none: nothing is lost, nothing doubled."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.kitchen_tui_cli.conftest import Shop

Ingest = Callable[..., dict[str, Any]]


@pytest.fixture
def ingest(shop: Shop, sample: Callable[[str], str]) -> Ingest:
    """Takes in the first sample with some of its fields changed; None leaves a field as it is."""

    def take(**changes: Any) -> dict[str, Any]:
        order = json.loads(Path(sample("01")).read_text()) | changes
        path = shop.folder / "order.json"
        path.write_text(json.dumps(order))
        return shop.one("ingest", str(path), "--store", "bannos")

    return take


def test_an_order_that_changes_and_changes_back_is_taken_in_each_time(shop: Shop, ingest: Ingest) -> None:
    ingest()
    ingest(note="with a box")
    back = ingest()

    assert (back["status"], back["note"]) == ("ingested", None)


def test_an_unpaid_order_that_is_unpaid_again_keeps_its_tickets(ingest: Ingest) -> None:
    assert ingest(financial_status="pending")["tickets"] == []
    made = ingest(financial_status="paid")["tickets"]

    assert [t["code"] for t in ingest(financial_status="pending")["tickets"]] == [t["code"] for t in made]


def test_an_older_form_is_a_duplicate_that_changes_nothing(ingest: Ingest) -> None:
    ingest(updated_at="2026-11-19T10:00:00+11:00", note="new")
    older = ingest(updated_at="2026-11-18T10:00:00+11:00", note="old")

    assert (older["status"], older["note"]) == ("duplicate", "new")


def test_an_older_form_stays_old_after_one_that_names_no_time(ingest: Ingest) -> None:
    ingest(updated_at="2026-11-19T10:00:00+11:00", note="new")
    ingest(updated_at=None, note="newest")

    assert ingest(updated_at="2026-11-18T10:00:00+11:00", note="old")["note"] == "newest"


def test_a_file_without_an_end_is_unreadable(shop: Shop) -> None:
    code, lines = shop.run("ingest", "/dev/zero", "--store", "bannos")

    assert (code, lines[0]["status"]) == (2, "unreadable")
