"""What a shop was not told stands here with its reason until it is (O33, O54)."""

from __future__ import annotations

import pytest

from data.core.actor import SERVICE_ACTOR, Actor
from data.core.text import clean
from data.shops.link import LinkStock
from data.shops.work import ERROR, PENDING, SettleWork, Work
from kitchen_tui.places.work import WorkQueue
from tests.kitchen_tui.at_work import Kitchen
from tests.kitchen_tui.hostile import RECORDED
from tests.kitchen_tui_places.room import SIZES, StillRoom
from tests.kitchen_tui_places.snapshot import same
from tests.support.cast import ADI, ANA, BOX, SUE
from tests.support.selling import TILL, WEB, connect, of_web


def at_work_queue(kitchen: Kitchen, person: Actor | None = ADI, about: str = "") -> StillRoom:
    room = StillRoom(kitchen, person)
    room.enter(WorkQueue, about)
    return room


def queue(room: StillRoom) -> WorkQueue:
    assert isinstance(room.place, WorkQueue)
    return room.place


def states(kitchen: Kitchen) -> dict[str, str]:
    return {work.id: work.status for work in kitchen.bakery.all(Work)}


@pytest.mark.parametrize("size", SIZES, ids=str)
def test_the_work_is_drawn_at_every_size(selling: Kitchen, size: tuple[int, int]) -> None:
    same(f"work-{size[0]}x{size[1]}", at_work_queue(selling).text(*size))


def test_what_was_given_up_stands_first_with_its_reason(selling: Kitchen) -> None:
    lines = at_work_queue(selling).text(157, 40).splitlines()

    assert "2 failed" in lines[0]
    assert "2 waiting" in lines[0]
    assert "1 told" in lines[0]
    assert "given up" in lines[2]
    assert "Cake box" in lines[2]
    assert "The shop knows no such thing" in lines[2]
    assert "never" in lines[2]
    assert "Gelato Cake Small" in lines[3]
    assert "1/8" in lines[3]
    assert "in 4 min" in lines[3]
    assert all("waits" in line for line in lines[4:6])


def test_one_state_is_shown_after_the_other_and_esc_shows_all_again(selling: Kitchen) -> None:
    room = at_work_queue(selling)
    shown = []
    for _state in range(3):
        queue(room).do("filter")
        shown.append([line.subject for line in queue(room)._listing.items])
    assert shown == [["803", "802"], ["804", "801"] if shown[1][0] == "804" else ["801", "804"], ["801"]]

    assert queue(room).back()
    assert len(queue(room)._listing.items) == 4
    assert not queue(room).back()


def test_one_shop_is_shown_alone_and_esc_shows_all_of_them(selling: Kitchen) -> None:
    room = at_work_queue(selling, about=TILL)
    assert [line.shop_id for line in queue(room)._listing.items] == [TILL]
    assert "ML7QX2" in room.text(157, 40).splitlines()[0]

    assert queue(room).back()
    assert len(queue(room)._listing.items) == 4


def test_one_thing_is_tried_again_and_no_other(selling: Kitchen) -> None:
    room = at_work_queue(selling)
    queue(room).do("retry")

    assert states(selling)[of_web("803")] == PENDING
    assert states(selling)[of_web("802")] == ERROR


def test_all_that_failed_is_tried_again_at_once(selling: Kitchen) -> None:
    room = at_work_queue(selling)
    queue(room).do("retry_all")

    assert room.verdicts[-1].says == "2 things are tried again"
    assert ERROR not in states(selling).values()
    assert "retry_all" not in [deed.name for deed in queue(room).deeds()]


def test_all_of_one_shop_leaves_the_other_alone(selling: Kitchen) -> None:
    (waits,) = [work for work in selling.bakery.all(Work) if work.integration_id == TILL]
    selling.bakery.must(SettleWork(TILL, ((waits.id, waits.version, None, "no", None),)), SERVICE_ACTOR)
    room = at_work_queue(selling, about=WEB)
    queue(room).do("retry_all")

    assert states(selling)[waits.id] == ERROR
    assert states(selling)[of_web("803")] == PENDING


def test_when_somebody_was_quicker_nothing_is_told_twice(selling: Kitchen) -> None:
    room, other = at_work_queue(selling), at_work_queue(selling)
    queue(other).do("retry_all")
    queue(room).do("retry_all")

    assert room.verdicts[-1].verdict == "noop"


@pytest.mark.parametrize("person", [SUE, ANA, None])
def test_whoever_may_not_only_looks(selling: Kitchen, person: Actor | None) -> None:
    room = at_work_queue(selling, person)

    assert [deed.name for deed in queue(room).deeds()] == ["filter"]
    queue(room).enter()
    assert room.verdicts == []


def test_nothing_left_is_good_news(kitchen: Kitchen) -> None:
    room = at_work_queue(kitchen)

    assert "the shops know what there is" in room.text(110, 27)
    queue(room).enter()
    queue(room).do("retry")
    queue(room).do("retry_all")
    assert room.verdicts == []


def test_a_long_queue_comes_a_page_at_a_time(kitchen: Kitchen) -> None:
    connect(kitchen.bakery)
    links = tuple((str(2_000 + n), None, f"Thing {n}", None, "", BOX) for n in range(450))
    kitchen.bakery.must(LinkStock(WEB, links), ADI)
    room = at_work_queue(kitchen)
    assert len(queue(room)._listing.items) == 200
    assert "455 waiting" in room.text(110, 27)
    for _page in range(46):
        queue(room).step(10)

    assert len(queue(room)._listing.items) == 455
    assert len(queue(room).sheet().rows(room.sight)) == 455


def test_the_sheet_has_what_is_looked_at(selling: Kitchen) -> None:
    room = at_work_queue(selling)
    queue(room).do("filter:error")
    sheet = queue(room).sheet()
    rows = sheet.rows(room.sight)

    assert [(row[0], row[1], row[8]) for row in rows] == [
        ("given up", "Cake box", "The shop knows no such thing"),
        ("failed", "Gelato Cake Small", "The shop does not answer"),
    ]
    assert all(len(row) == len(sheet.columns) for row in rows)


@pytest.mark.parametrize("size", SIZES, ids=str)
def test_no_text_harms_the_screen(kitchen: Kitchen, size: tuple[int, int]) -> None:
    connect(kitchen.bakery)
    links = tuple((str(2_000 + n), clean(text), text, None, "", BOX) for n, text in enumerate(RECORDED))
    kitchen.bakery.must(LinkStock(WEB, links), ADI)
    for n, text in enumerate(RECORDED):
        result = (of_web(str(2_000 + n)), 1, None, text or "?", None)
        kitchen.bakery.must(SettleWork(WEB, (result,)), SERVICE_ACTOR)
    room = at_work_queue(kitchen)
    for _n in RECORDED:
        room.text(*size)
        queue(room).step(1)
