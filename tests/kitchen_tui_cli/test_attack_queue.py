"""The queue is searched in any letters, and paged while people work on it."""

from __future__ import annotations

import pytest

from tests.kitchen_tui_cli.conftest import Shop

NEW = ("order", "new", "--item")


@pytest.fixture
def busy(shop: Shop) -> Shop:
    for item, customer, *due in (
        ("Crème brûlée", "Élodie Ünal", "--due", "2026-12-01"),
        ("A_B; size=Large", "100% Ada"),
        ("Opera; size=Small", "Σίσυφος", "--due", "2030-12-01"),
        ("Opera; size=Large", "Off!", "--due", "2030-12-01"),
        ("Opera", "O'Brien", "--due", "2020-01-01"),
        ("Opera; size=Huge", "Ada"),
    ):
        shop.one(*NEW, item, "--customer", customer, *due, "--confirm")
    shop.one("line", "priority", "BP01002", "high")
    return shop


def found(shop: Shop, text: str) -> list[str]:
    return [line["code"][-1] for line in shop.run("queue", "--search", text)[1]]


@pytest.mark.parametrize(
    ("text", "whose"),
    [
        ("élodie", "1"),
        ("ÉLODIE ü", "1"),
        ("e\u0301lodie", "1"),
        ("BRÛLÉE", "1"),
        ("σίσυφοσ", ""),
        ("ΣΊΣΥ", "3"),
        ("%", "2"),
        ("_", "2"),
        ("!", "4"),
        ("o'brien", "5"),
        ("#bp01006", "6"),
        ("bannos-P01006 ", "6"),
        ("x" * 60_000, ""),
    ],
)
def test_a_search_takes_letters_as_people_do_and_signs_as_they_are(busy: Shop, text: str, whose: str) -> None:
    assert "".join(found(busy, text)) == whose


def test_pages_have_no_gap_and_no_repeat_while_what_was_seen_leaves_the_queue(busy: Shop) -> None:
    whole = [line["code"] for line in busy.run("queue")[1]]
    seen: list[str] = []
    for _ in whole:
        page = [line["code"] for line in busy.run("queue", "--limit", "2", *(("--after", seen[-1]) if seen else ()))[1]]
        seen += page
        for code in page[:1]:
            busy.one("order", "cancel", code, "--reason", "called")
            busy.one("notices", "--ack", busy.run("notices")[1][-1]["id"])

    assert seen == whole
    assert len(seen) == 6
