"""Enrolled terminals: which each is, the numbers of orders, notices of its own, the doctor, a day seen again."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from data.exchange.node import REPLAY
from data.line.acknowledge import Acknowledge
from data.line.scan import command_for
from data.notices.notice import Notice
from data.orders.cancelling import CancelOrder
from data.orders.handover import HandOverOrder
from data.orders.order import Order
from data.people.commands import SetBadge
from data.questions.notices import notices_by_level, notices_to_see, open_notices, waiting_count
from data.questions.standing import standing
from data.store.schema import FILE_NAME
from data.store.sqlite import SqliteDatabase
from kitchen_tui.cli import main
from kitchen_tui.desk import Desk
from kitchen_tui.doctor import hub as doctor
from kitchen_tui.founding import SetupRefused, refuse_second_shop
from kitchen_tui.keys import badge_hash
from tests.support.bakery import Bakery
from tests.support.cast import ANA, BENCH, OTHER_BENCH, SUE
from tests.support.dockets import docket
from tests.support.enrolled import EnrolledTerminal, Hub, mono_ms

BADGE = "IDSUE"


@pytest.fixture
def hub(bakery: Bakery) -> Hub:
    bakery.take_in(docket("20001"))
    return Hub(bakery)


@pytest.fixture
def two(hub: Hub, template: Path, tmp_path: Path) -> Iterator[tuple[EnrolledTerminal, EnrolledTerminal]]:
    """Two benches of one store, each with its folder."""
    ours = EnrolledTerminal(hub, template, tmp_path / "ours", BENCH)
    other = EnrolledTerminal(hub, template, tmp_path / "other", OTHER_BENCH)
    with ours.closing(), other.closing():
        yield ours, other


@contextmanager
def desk_of(terminal: EnrolledTerminal) -> Iterator[Desk]:
    with closing(SqliteDatabase(terminal.folder / FILE_NAME)) as database:
        yield Desk(database, terminal.folder)


NEW = ("order", "new", "--name", "Ada", "--phone-order", "--item", "Gelato Cake; size=Medium")


def test_each_knows_which_it_is_though_all_rows_say_here(two: tuple[EnrolledTerminal, ...]) -> None:
    for terminal in two:
        terminal.database.run("UPDATE terminal SET here = 1")
        with desk_of(terminal) as desk:
            assert desk.terminal.id == desk.seat.terminal_id == terminal.id


def test_whoever_is_enrolled_while_the_app_runs_is_that_terminal_from_then_on(
    template: Path, hub: Hub, tmp_path: Path
) -> None:
    terminal = EnrolledTerminal(hub, template, tmp_path / "one", BENCH)
    with terminal.closing(), desk_of(terminal) as desk:
        terminal.database.run("UPDATE sync_node SET terminal_id = ?", (OTHER_BENCH,))
        desk.reread()
        assert desk.seat.terminal_id == OTHER_BENCH


def test_a_folder_of_a_hub_is_no_place_for_a_second_shop(two: tuple[EnrolledTerminal, ...]) -> None:
    with pytest.raises(SetupRefused, match="belongs to a hub"):
        refuse_second_shop(two[0].database, two[0].folder)


def test_before_its_first_news_a_terminal_says_what_it_waits_for(
    two: tuple[EnrolledTerminal, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    two[0].database.run("UPDATE sync_node SET terminal_id = 'of-nobody-yet'")

    assert main(["queue", "--data-dir", str(two[0].folder)]) == 2
    assert "has not heard from its hub yet" in capsys.readouterr().err


def placed(desk: Desk, name: str) -> str:
    """An order taken by hand; its id."""
    from data.orders.compose import Asked, Item
    from kitchen_tui.order_taking import place

    receipt = place(desk, Asked(name, "2030-01-15", (Item("Gelato Cake", size="Medium"),)), 0, SUE, confirmed=True)
    assert receipt.status == "applied", receipt
    return str(receipt.order_id)


def test_orders_taken_by_hand_on_two_terminals_offline_never_share_a_number(
    hub: Hub, two: tuple[EnrolledTerminal, EnrolledTerminal]
) -> None:
    for terminal in two:
        with desk_of(terminal) as desk:
            for _ in range(2):
                placed(desk, terminal.id)
    for terminal in (*two, *two):
        terminal.exchange()

    for bakery in (hub.bakery, two[0].bakery, two[1].bakery):
        taken = {(o.number, o.customer) for o in bakery.all(Order) if o.number.startswith("P")}
        assert taken == {("P01001", BENCH), ("P01002", BENCH), ("P02001", OTHER_BENCH), ("P02002", OTHER_BENCH)}


def test_a_copy_of_a_terminal_that_takes_the_same_number_loses_nobodys_order(
    hub: Hub, two: tuple[EnrolledTerminal, EnrolledTerminal], template: Path, tmp_path: Path
) -> None:
    # Restored from a backup, or cloned: neither knows of the other's order, and both call it P01001.
    twin = EnrolledTerminal(hub, template, tmp_path / "twin", BENCH, "twin")
    with twin.closing():
        for terminal, customer in ((two[0], "Ada"), (twin, "Grace")):
            with desk_of(terminal) as desk:
                placed(desk, customer)
        for terminal in (two[0], twin, two[0], twin):
            terminal.exchange()
        taken = [o for o in hub.bakery.all(Order) if o.number.startswith("P")]

        assert sorted(o.customer or "" for o in taken) == ["Ada", "Grace"]
        assert len({o.number for o in taken}) == 2
        assert [o for o in twin.bakery.all(Order) if o.number.startswith("P")] == taken


class TestWhatTheHubDidNotTake:
    @pytest.fixture
    def refused(self, hub: Hub, two: tuple[EnrolledTerminal, EnrolledTerminal]) -> Notice:
        """Handed over at one bench, cancelled at the other before it heard of that."""
        ours, other = two
        ticket = other.bakery.ticket("20001")
        for station in ("Filling", "Covering", "Decorating", "Packing", "Packing"):
            fresh = other.bakery.ticket("20001")
            other.bakery.must(command_for(fresh, station, OTHER_BENCH), SUE, terminal=OTHER_BENCH)
        other.bakery.must(HandOverOrder(ticket.order_id), SUE, terminal=OTHER_BENCH)
        assert ours.bakery.do(CancelOrder(ticket.order_id, "rang"), SUE).status == "applied"
        for terminal in (other, ours, other):
            terminal.exchange()
        (notice,) = ours.bakery.notices("rejected")
        return notice

    def test_is_one_notice_in_words_of_the_kitchen(self, refused: Notice) -> None:
        assert refused.terminal_id == BENCH
        assert refused.text.startswith("Not taken: Order cancelled by Sue. ")
        assert "was handed over" in refused.text

    def test_is_shown_where_it_was_done_and_nowhere_else(
        self, refused: Notice, two: tuple[EnrolledTerminal, EnrolledTerminal], capsys: pytest.CaptureFixture[str]
    ) -> None:
        ours, other = two
        seen = {
            name: (
                [n.id for n in notices_to_see(t.database, "bannos", terminal_id=t.id) if n.code == "rejected"],
                [n.id for n in open_notices(t.database, "bannos", t.id) if n.code == "rejected"],
                waiting_count(t.database, "bannos", t.id).attentions,
                dict(notices_by_level(t.database, "bannos", t.id)).get("attention", 0),
            )
            for name, t in (("ours", ours), ("other", other))
        }
        assert seen["ours"] == ([refused.id], [refused.id], 1, 1)
        assert seen["other"] == ([], [], 0, 0)
        for terminal, shown in ((ours, True), (other, False)):
            assert main(["notices", "--data-dir", str(terminal.folder)]) == 0
            assert ("Not taken" in capsys.readouterr().out) is shown

    def test_stays_until_somebody_has_seen_it(
        self, refused: Notice, two: tuple[EnrolledTerminal, EnrolledTerminal]
    ) -> None:
        ours, _ = two
        ours.exchange()
        assert ours.bakery.notices("rejected") == [refused]
        ours.bakery.must(Acknowledge(refused.id), ANA)
        ours.exchange()
        ours.exchange()
        assert ours.bakery.notices("rejected") == []


class TestTheDoctor:
    def look(self, terminal: EnrolledTerminal, **told: object) -> dict[str, tuple[str, str]]:
        terminal.agent(heard_at=time.time_ns() // 1_000_000, **told)
        return {one.name: (one.verdict, one.says) for one in doctor.look_at_hub(terminal.folder)}

    def test_has_nothing_to_say_without_a_hub(self, template: Path, tmp_path: Path) -> None:
        assert doctor.look_at_hub(tmp_path) == []
        (tmp_path / FILE_NAME).write_bytes(template.read_bytes())
        assert doctor.look_at_hub(tmp_path) == []

    def test_tells_of_the_agent_the_hub_and_the_clock(self, two: tuple[EnrolledTerminal, ...]) -> None:
        found = self.look(two[0])

        assert {name: verdict for name, (verdict, _) in found.items()} == dict.fromkeys(
            ("sync agent", "hub", "clock and hub"), "ok"
        )
        assert found["hub"][1] == "Heard 0 s ago, nothing waits"

    def test_tells_what_is_wrong_with_each(self, two: tuple[EnrolledTerminal, ...]) -> None:
        two[0].bakery.must(command_for(two[0].bakery.ticket("20001"), "Filling", BENCH), ANA)
        found = self.look(two[0], pid=0, trouble="unreachable", says="No line to it", offset_ms=240_000)

        assert found["sync agent"][0] == "bad"
        assert found["hub"][0] == "warn"
        assert "1 unsent, the first for" in found["hub"][1]
        assert "No line to it" in found["hub"][1]
        assert found["clock and hub"] == ("bad", "This clock is 4 min slow")

    def test_tells_that_a_terminal_waits_for_its_first_news(
        self, two: tuple[EnrolledTerminal, ...], capsys: pytest.CaptureFixture[str]
    ) -> None:
        two[0].database.run("UPDATE sync_node SET terminal_id = 'of-nobody-yet'")
        main(["doctor", "--json", "--data-dir", str(two[0].folder)])

        assert "nothing of its hub has come yet" in capsys.readouterr().out


class TestADaySeenAgain:
    @pytest.fixture
    def replay(self, hub: Hub, template: Path, tmp_path: Path) -> Iterator[EnrolledTerminal]:
        hub.bakery.must(SetBadge("sue", badge_hash(BADGE)))
        terminal = EnrolledTerminal(hub, template, tmp_path / "replay", BENCH, REPLAY)
        with terminal.closing():
            yield terminal

    def test_is_looked_at_like_any_day(self, replay: EnrolledTerminal, capsys: pytest.CaptureFixture[str]) -> None:
        assert main(["queue", "--data-dir", str(replay.folder)]) == 0
        assert "20001" in capsys.readouterr().out
        assert standing(replay.database, "boot", mono_ms()).seen_again  # type: ignore[union-attr]

    def test_takes_nothing(self, replay: EnrolledTerminal, capsys: pytest.CaptureFixture[str]) -> None:
        before = replay.bakery.ticket("20001")

        assert main(["scan", "B20001", "--station", "filling", "--badge", BADGE, "--data-dir", str(replay.folder)]) == 3
        assert "a day seen again" in capsys.readouterr().out
        assert replay.bakery.ticket("20001") == before
