"""A founding over HTTP: with a founder's code only, by JSON, cut off anywhere, refused in words."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from shutil import copyfile
from typing import Any

import httpx
import pytest

from data.exchange.digests import digests_of
from data.exchange.directory import Member
from data.exchange.node import node_of
from data.replica.founding import under_way
from data.store.database import StoredRows
from sync_agent.asking import Ask
from sync_agent.hub.app import application
from sync_agent.hub.enrolment import Enrolled, enrol, founding_code, new_code
from sync_agent.hub.identity import Identity
from sync_agent.hub.organizations import found
from sync_agent.hub.running import Hub
from sync_agent.hub.store import SqliteStore
from sync_agent.link.trouble import REFUSED, UNREACHABLE, Trouble
from sync_agent.lives import founding_desk
from sync_agent.lives.adopting import bring
from tests.support.bakery import Bakery
from tests.support.day import a_day
from tests.support.memory import Shop
from tests.sync_agent.hub_auth.gate import MASTER, Clocks, Knocking
from tests.sync_agent.lives.bakeries import names, same, talk

STORES = ("bannos", "flourlane")


class House:
    """A hub with an organization and no store, and its doorway."""

    def __init__(self, store: SqliteStore) -> None:
        self.store, self.clock = store, Clocks()
        self.identity = Identity(store, MASTER, self.clock)
        self.whose = found(store, "Banno's", self.clock).organization
        self.app = application(Hub(store, self.identity.door, now=self.clock.now), [founding_desk.router])

    def founder(self) -> Enrolled:
        code = founding_code(self.identity)[1].code
        return enrol(self.identity, Knocking().applicant(code))

    def ask(self, token: str, after: int = 10_000, lose: Callable[[int, str], bool] = lambda *_: False) -> Ask:
        """A line that is cut after so many answers; `lose`: the answer is lost, what was asked was done."""
        asked = 0

        async def ask(method: str, path: str, value: Any) -> Any:
            nonlocal asked
            asked += 1
            if asked > after:
                raise Trouble(UNREACHABLE, "cut")
            transport = httpx.ASGITransport(self.app)
            headers = {"Authorization": f"Bearer {token}"}
            async with httpx.AsyncClient(transport=transport, base_url="http://hub", headers=headers) as http:
                answer = await http.request(method, path, json=value)
            if lose(asked, path):
                raise Trouble(UNREACHABLE, "the answer was lost")
            if answer.status_code == 422:
                raise Trouble(REFUSED, answer.json()["detail"]["says"])
            assert answer.status_code == 200, answer.text
            return answer.json()

        return ask


@pytest.fixture
def house(tmp_path: Path, template: Path) -> Iterator[House]:
    path = tmp_path / "hub.sqlite3"
    copyfile(template, path)
    with closing(SqliteStore(path)) as store:
        yield House(store)


@pytest.fixture
def alone(shop: Shop) -> Bakery:
    bakery = shop.open()
    a_day(bakery)
    bakery.database.run("UPDATE order_payload SET order_id = ?", (bakery.order("20008").id,))
    return bakery


def brought(bakery: Bakery, ask: Ask, node_id: str) -> None:
    asyncio.run(bring(bakery.database, ask, node_id, bakery.machine.at, names("n"), lambda *_: None))


def posted(ask: Ask, what: str, value: Any) -> None:
    async def post() -> None:
        await ask("POST", f"/api/v1/founding/{what}", value)

    asyncio.run(post())


def test_a_founder_brings_its_stores(house: House, alone: Bakery) -> None:
    expected = {store: digests_of(alone.database, store) for store in STORES}
    payloads = alone.database.rows("SELECT * FROM order_payload")
    founder = house.founder()
    brought(alone, house.ask(founder.access_token), founder.member.id)
    with house.store.door(house.whose.id) as hub:
        assert {store: digests_of(hub, store) for store in STORES} == expected
        assert hub.rows("SELECT * FROM order_payload") == payloads
        member = StoredRows(hub).get(Member, founder.member.id)
        assert member is not None
        assert (member.kind, member.scopes) == ("terminal", '["bannos","flourlane"]'), "a terminal like any other now"
        talk(alone.database, hub, names("x"))
        same(alone.database, hub)


def test_with_answers_lost_and_the_line_cut_it_goes_on(house: House, alone: Bakery) -> None:
    """Each time some pages further; the last answer of all is lost as well."""
    expected = {store: digests_of(alone.database, store) for store in STORES}
    founder = house.founder()
    lines: list[dict[str, Any]] = [{"after": n} for n in (0, 1, 3, 5)]
    lines += [{"lose": lambda n, _, m=m: n == m} for m in (1, 2, 4)]
    lines.append({"lose": lambda _, path: path.endswith("finish")})
    for line in lines:
        with pytest.raises(Trouble, match=r"cut|lost"):
            brought(alone, house.ask(founder.access_token, **line), founder.member.id)
    brought(alone, house.ask(founder.access_token), founder.member.id)
    assert under_way(alone.database) is None
    with house.store.door(house.whose.id) as hub:
        assert {store: digests_of(hub, store) for store in STORES} == expected


def test_a_code_for_a_terminal_of_another_store_founds_nothing(house: House, alone: Bakery) -> None:
    founder = house.founder()
    brought(alone, house.ask(founder.access_token), founder.member.id)
    code = new_code(house.identity, "bannos")[1].code
    terminal = enrol(house.identity, Knocking().applicant(code))
    with pytest.raises(Trouble, match="join"):
        posted(house.ask(terminal.access_token), "begin", _begin())


def _begin() -> dict[str, Any]:
    return {"terminal_id": "t", "origin": "o", "stores": [["new", "N"]], "terminals": [], "staff": []}


def test_refused_it_is_alone_again_and_everything_counts(house: House, shop: Shop, alone: Bakery) -> None:
    first, second = house.founder(), house.founder()
    other = shop.open()
    other.database.run("UPDATE terminal SET origin = ? WHERE here", ("another-machine",))
    brought(other, house.ask(first.access_token), first.member.id)
    with pytest.raises(Trouble, match="already"):
        brought(alone, house.ask(second.access_token), second.member.id)
    assert node_of(alone.database) is None
    assert alone.database.rows("SELECT count(*) FROM journal WHERE NOT settled") == [(0,)]


@pytest.mark.parametrize(
    "page",
    [
        {"table": "sync_node", "after": "", "upto": '["sync_node","x"]', "records": []},
        {"table": "store", "after": "", "upto": '["store","x"]', "records": [["too", "short"]]},
        {"table": "store", "after": "", "upto": '["ticket","x"]', "records": []},
        {"table": "store", "after": "", "upto": "no place", "records": []},
        {"table": "store", "after": "", "upto": "[]", "records": []},
        {"table": "order_payload", "after": "", "upto": '["order_payload","a","b"]', "records": [["a", "b", "!", 1]]},
    ],
)
def test_pages_that_are_none_are_refused(house: House, page: dict[str, Any]) -> None:
    founder = house.founder()
    ask = house.ask(founder.access_token)
    posted(ask, "begin", _begin())
    with pytest.raises(Trouble):
        posted(ask, "page", page)
    with house.store.door(house.whose.id) as hub:
        assert not hub.rows("SELECT 1 FROM store UNION ALL SELECT 1 FROM order_payload")
