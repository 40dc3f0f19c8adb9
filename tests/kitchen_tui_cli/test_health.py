"""A damaged file is noticed while nobody waits, and told in words."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path
from queue import SimpleQueue
from threading import Event

import pytest

from data.store.schema import FILE_NAME
from data.store.sqlite import SqliteDatabase
from kitchen_tui.cli import main
from kitchen_tui.health import complaint, look_later
from tests.kitchen_tui_cli.conftest import Shop


def test_a_sound_file_gives_no_complaint_also_while_it_is_written(shop: Shop) -> None:
    with closing(SqliteDatabase(shop.folder / FILE_NAME)) as database, database.transaction():
        assert complaint(shop.folder / FILE_NAME) is None


@pytest.fixture
def damaged(shop: Shop) -> Path:
    path = shop.folder / FILE_NAME
    raw = bytearray(path.read_bytes())
    raw[4096 : 4096 * 12] = bytes(4096 * 11)
    path.write_bytes(raw)
    return path


def test_a_damaged_file_is_told_in_words(damaged: Path) -> None:
    said: SimpleQueue[str] = SimpleQueue()

    look_later(damaged, said.put, after_s=0)

    assert "damaged" in said.get(timeout=30)


def test_a_look_that_was_called_off_says_nothing(damaged: Path) -> None:
    said = Event()

    timer = look_later(damaged, lambda _: said.set(), after_s=30)
    timer.cancel()
    timer.join(timeout=30)

    assert not said.is_set()


def test_a_fresh_demo_takes_the_old_ones_place_and_never_a_real_shops(shop: Shop, tmp_path: Path) -> None:
    demo = ["demo", "--init-only", "--json", "--data-dir", str(tmp_path / "demo")]
    assert main(demo) == 0
    assert main(["order", "new", "--customer", "Ada", "--item", "Opera", *demo[2:]]) == 0
    assert main([*demo, "--fresh"]) == 0
    assert main(["order", "show", "bannos-P01001", *demo[2:]]) == 2

    assert shop.run("demo", "--init-only", "--fresh")[0] == 3
    assert shop.run("staff", "list")[1]
