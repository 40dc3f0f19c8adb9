"""What one scans all see, who is cut off works on, and when the lines return every database holds the same."""

from __future__ import annotations

import re
from contextlib import ExitStack
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
import pytest

from tests.journeys.cut_lines import Namespaces, Proxies
from tests.journeys.kitchen import press, sees
from tests.journeys.many import CLOUD, ENOUGH_S, NAMES, STORE_HUB, House
from tests.support.databases import for_alembic, postgres_database

F1, F3, F4 = "\x1bOP", "\x1bOR", "\x1bOS"
PIN = "482913"
_TICKET = r"\bBP\d{5}\b"

pytestmark = [pytest.mark.long, pytest.mark.postgres]


def test_three_screens_show_one_kitchen_through_cut_lines(tmp_path: Path) -> None:
    with postgres_database() as url, ExitStack() as stack:
        house = House(tmp_path, for_alembic(url), Proxies(stack), stack)
        stack.callback(house.close)
        one_kitchen(house)


@pytest.mark.proof
def test_the_same_on_machines_with_networks_of_their_own(tmp_path: Path) -> None:
    """A cable that is pulled is silent: nobody is told that a connection has ended, as a proxy tells."""
    with postgres_database() as url, ExitStack() as stack:
        lines = Namespaces(stack)
        house = House(tmp_path, for_alembic(by_socket(url)), lines, stack)
        stack.callback(house.close)
        one_kitchen(house)
        lines.slow(CLOUD)
        house.order("bench", "Katherine Johnson")
        for _ in range(5):
            lines.cut(CLOUD)
            house.order("packing", "Dorothy Vaughan")
            lines.mend(CLOUD)
        house.at_rest()


def one_kitchen(house: House) -> None:
    house.at_rest()
    house.order("bench", "Ada Lovelace")
    house.at_rest()
    bench = house.screen("bench", "filling", (110, 32))
    oven = house.screen("oven", "covering", (55, 16))
    packing = house.screen("packing", "decorating", (157, 45))
    code = "".join(re.findall(_TICKET, sees(bench, "Gelato Cake"))[:1])

    bench.scan(code)
    sees(bench, "OK")
    sees(oven, code[1:])

    house.lines.cut(CLOUD)
    oven.scan(code)
    sees(oven, "OK")
    press(bench, F3)
    sees(bench, code[1:])
    house.order("packing", "Grace Hopper")
    press(packing, F1)
    theirs = sees(packing, "Grace Hopper", "UNREACHABLE", timeout=ENOUGH_S)

    house.lines.cut(STORE_HUB)
    bench.scan(code)
    sees(bench, "OK")
    house.agent_again("oven")
    sees(bench, "UNREACHABLE", timeout=ENOUGH_S)

    house.lines.mend(CLOUD)
    house.lines.mend(STORE_HUB)
    house.at_rest()
    press(packing, F4)
    sees(packing, code[1:], timeout=ENOUGH_S)
    press(bench, F1)
    ours = sees(bench, "Grace Hopper", timeout=ENOUGH_S)
    assert set(re.findall(_TICKET, theirs)) <= set(re.findall(_TICKET, ours))
    sign_ins_fit(house)
    a_pin_opens_everywhere(house)


def sign_ins_fit(house: House) -> None:
    """Each scan at a screen names its person's sign-in, and the cloud, which heard of it from below, found no fault."""
    for name in NAMES:
        unsigned = house.rows(name, "SELECT count(*) FROM journal WHERE name LIKE 'complete_%' AND session IS NULL")
        doubted = house.rows(name, "SELECT count(*) FROM notice WHERE code IN ('unauthorised', 'rejected')")
        assert (unsigned, doubted) == ([(0,)], [(0,)])
    assert house.rows("bench", "SELECT count(*) > 0 FROM journal WHERE name LIKE 'complete_%'") == [(1,)]


def a_pin_opens_everywhere(house: House) -> None:
    """Set at one terminal, below the store hub; tried at all of them when no hub can be asked."""
    house.set_pin("bench", PIN)
    house.at_rest()
    house.lines.cut(CLOUD)
    house.lines.cut(STORE_HUB)

    assert {name: house.opens(name, PIN) for name in NAMES} == dict.fromkeys(NAMES, "signed_in")
    assert house.opens("packing", "918273") == "wrong_pin"

    house.lines.mend(CLOUD)
    house.lines.mend(STORE_HUB)


def by_socket(url: str) -> str:
    """The same database by the server's file socket: a file knows no network."""
    with psycopg.connect(url) as server:
        row = server.execute("SHOW unix_socket_directories").fetchone()
    assert row is not None
    return f"postgresql://{urlsplit(url).path}?host={row[0].split(',')[0].strip()}"
