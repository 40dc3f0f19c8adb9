"""PINs against many hands at once, and against a damaged or unwritable key."""

from __future__ import annotations

import stat
from itertools import count

import pytest

from kitchen_tui.desk import Desk
from tests.kitchen_tui_cli.conftest import Shop

PIN = "482913"


def test_tries_at_the_same_moment_are_not_all_the_first(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    """The second one comes while the PIN of the first is still being looked at."""
    shop.one("staff", "pin", "Olive", "--pin", PIN)
    one, other = Desk.at(shop.folder), Desk.at(shop.folder)
    during: list[str] = []

    def look(pin: str, verifier: str | None) -> bool:
        during.append(other.door.pin(101, PIN).code)
        return False

    monkeypatch.setattr(one.door.verifier, "matches", look)

    assert one.door.pin(101, "271828").code == "wrong_pin"
    assert during == ["wait"]
    one.database.close()
    other.database.close()


@pytest.mark.parametrize("kept", ["", "00", "zz" * 32, "é" * 64])
def test_a_damaged_key_is_told_and_no_pin_is_set_by_it(shop: Shop, kept: str) -> None:
    (shop.folder / "pepper.key").write_text(kept, encoding="utf-8")

    code, lines = shop.run("staff", "pin", "Olive", "--pin", PIN)

    assert (code, lines[0]["verdict"]) == (1, "failed")
    assert "pepper.key" in lines[0]["says"]
    assert not (shop.folder / "crash.log").exists()


def test_a_key_that_cannot_be_made_is_told(shop: Shop) -> None:
    (shop.folder / "pepper.key").mkdir()

    code, lines = shop.run("staff", "pin", "Olive", "--pin", PIN)

    assert (code, lines[0]["verdict"]) == (1, "failed")


def test_the_key_is_whole_for_its_owner_only_and_leaves_no_pieces(shop: Shop) -> None:
    shop.one("staff", "pin", "Olive", "--pin", PIN)

    key = shop.folder / "pepper.key"
    assert stat.S_IMODE(key.stat().st_mode) == 0o600
    assert [p.name for p in shop.folder.glob("pepper*")] == ["pepper.key"]


def test_a_badge_sets_the_pin_of_its_own_person_whatever_others_are_called(shop: Shop) -> None:
    number = shop.one("staff", "add", "Kim")["number"]
    badge = shop.one("staff", "add", str(number))["badge"]

    assert shop.one("staff", "pin", "--pin", PIN, "--badge", badge)["says"] == f"{number} has a PIN"
    assert [p["name"] for p in shop.run("staff", "list")[1] if p["pin"]] == [str(number)]


def test_a_clock_that_moves_between_two_looks_makes_nobody_wait(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    shop.one("staff", "pin", "Olive", "--pin", PIN)
    desk = Desk.at(shop.folder)
    ticks = count(1_000, step=50)
    monkeypatch.setattr(desk.machine, "mono_ms", lambda: next(ticks))

    assert desk.door.pin(101, PIN).code == "signed_in"
    desk.database.close()
