"""The walk through the places and the pager beside the scans work from end to end, before they are believed."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from data.store.sqlite import SqliteDatabase
from kitchen_tui.places.index import PLACES
from tests.bench import pager, paging, places, product, rehearsal
from tests.bench.furnished import furnish
from tests.bench.kit import Kit
from tests.bench.subject import MissingError

pytestmark = pytest.mark.long


@pytest.fixture
def kit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Kit:
    monkeypatch.setenv("BENCH_NICE", "off")
    monkeypatch.setattr(Kit, "choose", lambda *_: 2)
    return Kit(product, tmp_path, quick=True)


def test_every_place_is_walked_to_beside_the_station(kit: Kit, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(places, "MANY", 400)
    judged = [figure for figure in places.measure(kit) if figure.goal == 1.5]
    assert [figure.name.split(",")[0] for figure in judged] == [place.name for place in PLACES]
    assert all(figure.value > 0 and figure.beside and figure.beside_name == "the station" for figure in judged)


def test_scans_alone_and_beside_the_pager_are_measured_in_turns(kit: Kit, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(paging, "TICKETS", 1_000)
    figures = list(paging.measure(kit))
    assert [figure.beside_name for figure in figures] == ["scan alone, p50", "scan alone, p99"]
    assert all(figure.value > 0 and figure.beside for figure in figures)


def test_a_furnished_bakery_has_something_for_every_place(kit: Kit) -> None:
    folder = kit.copy(kit.bakery(1_000, 100))
    furnish(product.database(folder), product.STORE)
    with closing(sqlite3.connect(product.database(folder))) as db:
        (stages,) = db.execute("SELECT count(DISTINCT stage) FROM ticket WHERE in_queue").fetchone()
        (held,) = db.execute("SELECT count(*) FROM orders WHERE status = 'PENDING'").fetchone()
        (open_,) = db.execute("SELECT count(*) FROM notice WHERE acknowledged_at IS NULL").fetchone()
    assert (stages, held > 0, open_ > 0) == (4, True, True)
    with closing(SqliteDatabase(product.database(folder))) as database:
        pager.read_once(database, product.STORE, 1)


def test_the_peers_have_no_places_and_no_lists(tmp_path: Path) -> None:
    for bench in (places, paging):
        with pytest.raises(MissingError):
            next(bench.measure(Kit(rehearsal, tmp_path)))
