"""A hub knows people, not folders: it would take back what nobody did, after the shell has said that it is done."""

from __future__ import annotations

import pytest

from data.exchange.node import become, packed_scopes
from data.exchange.values import Node
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
