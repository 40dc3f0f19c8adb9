"""`kitchen-tui scan`, `undo` and `line`: the station without a screen."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing

import pytest

from data.organization.store import Store
from data.store.database import StoredRows
from data.store.schema import FILE_NAME
from data.store.sqlite import SqliteDatabase
from hardware.scan.commands import command_code
from kitchen_tui.verbs import HAND_OVER
from tests.kitchen_tui_cli.conftest import Shop

Sample = Callable[[str], str]
ACCEPTED, NOOP, CONFIRM, REFUSED = "accepted", "noop", "confirm", "refused"


@pytest.fixture
def code(shop: Shop, sample: Sample) -> str:
    return str(shop.one("ingest", sample("01"), "--store", "bannos")["tickets"][0]["code"])


def test_a_ticket_goes_down_the_line_by_scans_alone(shop: Shop, code: str) -> None:
    stages = []
    for station in ("filling", "covering", "decorating", "packing", "packing"):
        exit_code, said = shop.scan(code, station)
        assert (exit_code, said["verdict"]) == (0, ACCEPTED)
        stages.append(said["ticket"]["stage"])

    assert stages == ["Covering", "Decorating", "Packing", "Packing", "Complete"]
    assert shop.run("queue")[1] == []


def test_a_second_scan_tells_who_did_it_and_when(shop: Shop, code: str) -> None:
    shop.scan(code, "filling")

    exit_code, said = shop.scan(code, "filling", role="SUPERVISOR")

    assert (exit_code, said["verdict"], said["code"]) == (0, NOOP, "already_done")
    assert "Staff" in said["says"]


def test_one_stage_ahead_asks_and_the_confirm_counts(shop: Shop, code: str) -> None:
    exit_code, said = shop.scan(code, "covering")
    assert (exit_code, said["verdict"]) == (3, CONFIRM)
    assert said["ticket"]["stage"] == "Filling"

    exit_code, said = shop.scan(code, "covering", "--confirm")
    assert (exit_code, said["verdict"], said["ticket"]["stage"]) == (0, ACCEPTED, "Decorating")

    shown = shop.one("ticket", code)
    assert {f["stage"]: f["kind"] for f in shown["facts"]} == {"Filling": "inferred", "Covering": "observed"}
    assert shown["filling_complete_ts"] is None


@pytest.mark.parametrize("verb", ["PACKING", "SIGNOUT"])
def test_what_only_a_screen_can_do_is_not_said_to_be_done(shop: Shop, verb: str) -> None:
    with closing(SqliteDatabase(shop.folder / FILE_NAME)) as database:
        store = StoredRows(database).get(Store, "bannos")
    assert store is not None

    exit_code, said = shop.scan(command_code(bytes.fromhex(store.secret), verb), "filling")

    assert (exit_code, said["verdict"], said["code"]) == (0, NOOP, "no_screen")


def test_the_same_scan_again_is_the_answer_to_the_confirm(shop: Shop, code: str) -> None:
    shop.scan(code, "covering")

    assert shop.scan(code, "covering")[1]["verdict"] == ACCEPTED


def test_two_stages_ahead_is_the_wrong_station_for_staff_and_names_the_right_one(shop: Shop, code: str) -> None:
    exit_code, said = shop.scan(code, "decorating", "--confirm")

    assert (exit_code, said["verdict"], said["code"]) == (3, REFUSED, "wrong_station")
    assert "FILLING" in said["says"]
    assert shop.scan(code, "decorating", "--confirm", role="SUPERVISOR")[1]["verdict"] == ACCEPTED


@pytest.mark.parametrize("text", ["B20001", "b20001", "bannos-20001", "20001", "#B20001", " BANNOS-20001 "])
def test_a_ticket_is_found_in_every_form_people_write_it(shop: Shop, code: str, text: str) -> None:
    assert shop.scan(text, "filling")[1]["verdict"] == ACCEPTED


def test_a_number_of_several_tickets_asks_which(shop: Shop, sample: Sample) -> None:
    shop.one("ingest", sample("02"), "--store", "bannos")

    exit_code, said = shop.scan("20002", "filling")

    assert (exit_code, said["code"]) == (3, "which")
    assert said["choices"] == ["bannos-20002-A", "bannos-20002-B", "bannos-20002-C"]
    assert shop.scan("20002-B", "filling")[1]["ticket"]["id"] == "bannos-20002-B"


def test_an_unknown_code_is_kept_and_counts_when_its_order_comes(shop: Shop, sample: Sample) -> None:
    exit_code, said = shop.scan("B20001", "filling")
    assert (exit_code, said["verdict"], said["code"]) == (3, REFUSED, "unknown")

    shop.one("ingest", sample("01"), "--store", "bannos")

    shown = shop.one("ticket", "B20001")
    assert shown["stage"] == "Covering"
    assert shown["filling_complete_ts"] < shown["created_at"]


def test_a_cancelled_ticket_stops_once_and_then_only_records_the_work(shop: Shop, code: str) -> None:
    shop.scan(code, "filling")
    shop.one("order", "cancel", "bannos-20001", "--reason", "customer called")

    exit_code, said = shop.scan(code, "covering")
    assert (exit_code, said["verdict"], said["code"]) == (3, REFUSED, "cancelled")
    assert shop.one("ticket", code)["covering_complete_ts"] is None

    exit_code, said = shop.scan(code, "covering")
    assert (exit_code, said["code"]) == (0, "on_cancelled")
    assert shop.one("ticket", code)["order_status"] == "CANCELLED"
    assert shop.run("queue")[1] == []


def test_a_changed_ticket_stops_until_it_is_scanned_again(shop: Shop, code: str) -> None:
    shop.scan(code, "filling")
    shop.one("order", "modify", "bannos-20001", "--line", f"{code}: size=Large", "--reason", "customer called")

    exit_code, said = shop.scan(code, "covering")
    assert (exit_code, said["code"]) == (3, "changed")
    assert "Large" in said["says"]
    assert shop.scan(code, "covering")[1]["verdict"] == ACCEPTED


def test_undo_takes_back_ones_own_last_scan(shop: Shop, code: str) -> None:
    shop.scan(code, "filling")

    assert shop.run("undo", "--badge", shop.badges["SUPERVISOR"])[0] == 3
    exit_code, lines = shop.run("undo", "--badge", shop.badges["STAFF"])

    assert (exit_code, lines[0]["ticket"]["stage"]) == (0, "Filling")
    assert shop.run("undo", "--badge", shop.badges["STAFF"])[0] == 3


def test_a_badge_of_nobody_is_refused(shop: Shop, code: str) -> None:
    exit_code, lines = shop.run("scan", code, "--station", "filling", "--badge", "ID0000000000000")

    assert (exit_code, lines[0]["code"]) == (3, "unknown_badge")


def test_only_a_supervisor_sends_a_cake_back_and_says_why(shop: Shop, code: str) -> None:
    for station in ("filling", "covering", "decorating", "packing", "packing"):
        shop.scan(code, station)

    assert shop.run("line", "return", code, "crack", "--badge", shop.badges["STAFF"])[0] == 3
    assert shop.run("line", "return", code, "--badge", shop.badges["SUPERVISOR"])[1][0]["code"] == "reason_needed"
    said = shop.one("line", "return", code, "crack in the icing", "--badge", shop.badges["SUPERVISOR"])

    assert (said["ticket"]["stage"], said["ticket"]["cycle"]) == ("Decorating", 1)
    assert shop.one("order", "show", "bannos-20001")["order_status"] == "PREPARING"


@pytest.mark.parametrize("text", ["", " ", "\x1b[31m", "💥", "A" * 65, "DOLOGOUT00000000", "ID000000000000", "'; --"])
def test_rubbish_is_refused_and_changes_nothing(shop: Shop, code: str, text: str) -> None:
    exit_code, said = shop.scan(text, "filling")

    assert (exit_code, said["verdict"]) == (3, REFUSED)
    assert shop.one("ticket", code)["stage"] == "Filling"


def test_an_order_is_handed_over_by_two_scans_once_all_of_it_is_packed(shop: Shop, sample: Sample) -> None:
    shop.one("ingest", sample("02"), "--store", "bannos")
    with closing(SqliteDatabase(shop.folder / FILE_NAME)) as database:
        store = StoredRows(database).get(Store, "bannos")
    assert store is not None
    hand_over = command_code(bytes.fromhex(store.secret), HAND_OVER)
    for suffix in "ABC":
        assert shop.scan(hand_over, "packing")[1]["code"] == "hand_over"
        assert shop.scan("20002", "packing")[1]["code"] == "not_ready"
        for station in ("filling", "covering", "decorating", "packing", "packing"):
            shop.scan(f"20002-{suffix}", station)

    shop.scan(hand_over, "packing")
    assert shop.scan("20002", "packing")[:1] == (0,)
    assert shop.one("order", "show", "bannos-20002")["order_status"] == "COMPLETED"
    assert shop.scan("20002-A", "packing")[1]["code"] == "already_done"
