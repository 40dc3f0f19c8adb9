"""A store's policies from the shell: shown, changed, and refused in words."""

from __future__ import annotations

import sqlite3

import pytest

from kitchen_tui.cli import main
from tests.kitchen_tui_cli.conftest import Shop


def value_of(shop: Shop, name: str) -> object:
    return shop.one("policies", name)["value"]


def test_every_policy_is_told_with_its_value(shop: Shop) -> None:
    exit_code, lines = shop.run("policies")

    assert exit_code == 0
    assert {"policy": "qc_by_staff", "value": False} in lines
    assert {"policy": "split_up_to", "value": 12} in lines


@pytest.mark.parametrize(
    ("name", "given", "kept"),
    [
        ("qc_by_staff", "yes", True),
        ("idle_sign_out_minutes", "5", 5),
        ("scan_ahead", "deny", "deny"),
        ("qc_reasons", "Smudged; Wrong name ;", ["Smudged", "Wrong name"]),
    ],
)
def test_a_policy_gets_a_new_value(shop: Shop, name: str, given: str, kept: object) -> None:
    assert shop.one("policies", name, given, "--badge", shop.badges["ADMIN"])["verdict"] == "accepted"
    assert value_of(shop, name) == kept


@pytest.mark.parametrize(
    ("name", "given"),
    [
        ("qc_by_stuff", "yes"),
        ("qc_by_staff", "perhaps"),
        ("split_up_to", "-1"),
        ("split_up_to", "0"),
        ("scan_ahead", "sometimes"),
        ("qc_reasons", "Smudged; smudged!"),
        ("qc_reasons", ""),
        ("qc_reasons", "生日"),
    ],
)
def test_nonsense_is_refused_and_changes_nothing(shop: Shop, name: str, given: str) -> None:
    before = shop.run("policies")[1]

    assert shop.run("policies", name, given)[0] in (2, 3)
    assert shop.run("policies")[1] == before


def test_policies_are_an_admins(shop: Shop) -> None:
    assert shop.run("policies", "qc_by_staff", "yes", "--badge", shop.badges["SUPERVISOR"])[0] == 3
    assert value_of(shop, "qc_by_staff") is False


def test_a_zone_that_is_not_known_stops_no_command_and_is_said(shop: Shop) -> None:
    with sqlite3.connect(shop.folder / "bakeline.sqlite3") as database:
        database.execute("UPDATE store SET timezone = 'Mars/Base'")
    database.close()

    assert main(["queue", "--data-dir", str(shop.folder)]) == 0
    assert "time zone Mars/Base is not known here: times are UTC" in shop.capsys.readouterr().err
