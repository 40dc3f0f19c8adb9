"""A hub knows people, not folders: it would take back what nobody did, after the shell has said that it is done."""

from __future__ import annotations

import time
from dataclasses import replace

import pytest

from data.exchange.node import become, packed_scopes
from data.exchange.values import Node
from data.replica.standing import NOBODY, write_standing
from kitchen_tui.home import open_store
from tests.kitchen_tui_cli.conftest import Shop


@pytest.fixture
def enrolled(shop: Shop) -> Shop:
    database = open_store(shop.folder)
    ((terminal,),) = database.rows("SELECT id FROM terminal")
    with database.transaction():
        become(database, Node("n", terminal, "o", 0, "", True, False, "", packed_scopes(["bannos"])))
    database.close()
    return shop


def test_the_shell_of_an_enrolled_terminal_asks_who_does_it(enrolled: Shop) -> None:
    exit_code, said = enrolled.run("policies", "late_warning_minutes", "30")

    assert exit_code == 3
    assert "--badge" in said[0]["says"]


def test_what_only_looks_needs_nobody(enrolled: Shop) -> None:
    assert enrolled.run("notices")[0] == 0


def test_with_a_badge_it_is_done(enrolled: Shop) -> None:
    badge = enrolled.badges["ADMIN"]

    assert enrolled.one("policies", "late_warning_minutes", "30", "--badge", badge)["verdict"] == "accepted"


WEEK_AND_A_DAY = 8 * 24 * 3_600_000


def test_after_a_week_without_the_hub_the_shell_changes_nothing_that_others_rely_on(enrolled: Shop) -> None:
    database = open_store(enrolled.folder)
    database.run("UPDATE sync_node SET heard = 'E1'")
    heard_at = time.time_ns() // 1_000_000 - WEEK_AND_A_DAY
    write_standing(database, replace(NOBODY, heard_at=heard_at))
    database.close()
    badge = enrolled.badges["OWNER"]

    for verb in (
        ("policies", "late_warning_minutes", "30"),
        ("staff", "add", "New", "--role", "STAFF"),
    ):
        exit_code, said = enrolled.run(*verb, "--badge", badge)
        assert exit_code == 3, said
        assert "until it is heard" in said[-1]["says"]
    assert enrolled.run("queue")[0] == 0
