"""A stolen terminal: revoked at the hub, it hands over what it had not sent, and keeps nothing (SECURITY T8)."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

import httpx
import pytest

from data.core.actor import Actor, Role
from data.exchange.node import node_of
from data.ledger import quarantine
from data.line.unknown import RecordUnknownScan
from data.organization.commands import SetPolicies
from data.people.staff import Staff
from data.replica.asking import request
from data.replica.emptying import empty, is_emptied
from data.replica.issue import Seat, issue
from data.store.database import Database, StoredRows
from data.store.home import open_store, store_path
from data.store.machine import ThisMachine
from data.store.peppers import peppers_or_new
from kitchen_tui.desk import Desk
from kitchen_tui.home import OUT_OF_SERVICE
from sync_agent import cli, service
from sync_agent.hub.organizations import organizations, revoke
from sync_agent.link import retiring
from sync_agent.link.papers import node_papers
from sync_agent.link.spelling import write_request
from sync_agent.link.trouble import REVOKED, Trouble
from sync_agent.retirement import RetiredError
from sync_agent.secrets.papers import Wallet
from sync_agent.secrets.signature import HANDOVER, HEADER, sign_text
from sync_agent.secrets.vault import key_path, open_vault
from tests.sync_agent.secrets.conftest import Hub

pytestmark = pytest.mark.long

CANARY = "S-CANARY-4711"
MACHINE = ThisMachine()


class Stolen:
    """An enrolled terminal that has heard its hub, its folder, and what it is called there."""

    def __init__(self, hub: Hub, folder: Path) -> None:
        self.hub, self.folder = hub, folder
        words = ["--hub", hub.url, "--code", hub.code(), "--data-dir", str(folder)]
        assert cli.main(["enrol", *words]) == 0
        self.work()
        with closing(open_store(folder)) as database:
            node = node_of(database)
            assert node is not None
            self.node = node
            (owner,) = StoredRows(database).where(Staff, role="OWNER")
            self.owner = Actor(owner.id, owner.name, Role.OWNER)
        peppers_or_new(folder)

    def work(self) -> None:
        """What `sync-agent run --once` does."""
        service.work(self.folder, node_papers, once=True)

    def scan(self, code: str = CANARY, database: Database | None = None) -> str:
        """Something that only this disk knows of."""
        if database is None:
            with closing(open_store(self.folder)) as opened:
                return self.scan(code, opened)
        command = RecordUnknownScan("bannos", code, "Filling")
        receipt = issue(database, Seat(self.node.terminal_id, self.node.origin), self.owner, command, MACHINE.stamp())
        assert receipt.accepted
        return receipt.command_id

    def revoked(self) -> None:
        """At the hub, which believes what it has read of a member for a second."""
        assert revoke(self.hub.identity.doors, self.node.id, MACHINE.now())
        self.hub.identity.door._seen.clear()
        self.hub.app.state.hub.door._seen.clear()

    def wallet(self) -> Wallet:
        return Wallet(open_vault(self.folder), self.folder)


@pytest.fixture
def stolen(hub: Hub, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Iterator[Stolen]:
    yield Stolen(hub, tmp_path / "terminal")
    capsys.readouterr()


def at_hub(hub: Hub, work):
    (whose,) = organizations(hub.identity.doors)
    return hub.identity.doors.write(whose.id, work)


def held(hub: Hub) -> list[tuple[bool, int, int, int]]:
    return [(one.complete, one.waiting, one.settled, one.dropped) for one in at_hub(hub, quarantine.held)]


def scans_at(hub: Hub) -> list[str]:
    return [row[0] for row in at_hub(hub, lambda database: database.rows("SELECT code FROM unknown_scan"))]


def every_byte(folder: Path) -> bytes:
    return b"".join(path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file())


class TestARevokedTerminal:
    def test_hands_over_what_it_had_not_sent_and_keeps_nothing(self, stolen: Stolen, hub: Hub):
        stolen.scan()
        wallet = stolen.wallet()
        secrets = [wallet.key(lambda: ""), wallet.tokens().refresh, *peppers_or_new(stolen.folder)]
        (stolen.folder / "exports").mkdir()
        (stolen.folder / "exports" / "orders.csv").write_text("a list of customers")
        stolen.revoked()
        with pytest.raises(RetiredError, match="taken out of service"):
            stolen.work()

        assert held(hub) == [(True, 1, 0, 0)]
        assert scans_at(hub) == [], "nothing of it is carried out"
        left = every_byte(stolen.folder) + every_byte(stolen.folder.parent / "config")
        for secret in (CANARY, "a list of customers", stolen.owner.name, *secrets):
            assert secret.encode() not in left, secret
        assert not key_path(stolen.folder).exists()
        assert not (stolen.folder / "secrets.sealed").exists()
        with closing(open_store(stolen.folder)) as database:
            assert is_emptied(database)

    def test_says_so_from_then_on_and_never_more_than_that(self, stolen: Stolen, capsys: pytest.CaptureFixture[str]):
        stolen.revoked()
        for _ in range(2):
            with pytest.raises(RetiredError):
                stolen.work()
        assert cli.main(["status", "--data-dir", str(stolen.folder)]) == 0
        assert "taken out of service" in capsys.readouterr().out
        with pytest.raises(Exception, match=OUT_OF_SERVICE):
            Desk.at(stolen.folder)
        assert cli.main(["run", "--once", "--data-dir", str(stolen.folder)]) == 3

    def test_can_be_enrolled_anew(self, stolen: Stolen, hub: Hub):
        stolen.revoked()
        with pytest.raises(RetiredError):
            stolen.work()
        again = Stolen(hub, stolen.folder)
        assert again.node.id != stolen.node.id
        again.work()

    def test_whose_tokens_have_long_ended_is_told_so_as_well(self, stolen: Stolen, hub: Hub):
        """Found in a drawer after a month: what it holds is worth as much then."""
        stolen.scan()
        stolen.revoked()
        hub.identity.doors.write("*", _outdate)
        with pytest.raises(RetiredError):
            stolen.work()
        assert held(hub) == [(True, 1, 0, 0)]


def _outdate(database: Database) -> None:
    with database.transaction():
        database.run("UPDATE hub_family SET until = 1")


class TestNothingIsLostSilently:
    def test_a_hub_that_cannot_be_reached_erases_nothing(self, stolen: Stolen, hub: Hub, monkeypatch):
        stolen.scan()
        stolen.revoked()

        async def unreachable(*_):
            raise Trouble("unreachable", "The hub cannot be reached")

        monkeypatch.setattr("sync_agent.link.client.Client.hand_over", unreachable)
        with pytest.raises(Trouble):
            stolen.work()
        with closing(open_store(stolen.folder)) as database:
            assert not is_emptied(database)
            assert database.rows("SELECT count(*) FROM unknown_scan") == [(1,)]
        assert stolen.wallet().tokens().refresh

    def test_a_hub_that_has_enough_of_it_erases_nothing_and_keeps_nothing(self, stolen: Stolen, hub: Hub, monkeypatch):
        monkeypatch.setattr(quarantine, "MOST_KEPT", 1)
        stolen.scan("S70001A")
        stolen.scan("S70002A")
        stolen.revoked()
        with pytest.raises(Trouble) as trouble:
            stolen.work()
        assert trouble.value.code == REVOKED
        assert "nothing is erased before the hub has what was not sent" in trouble.value.says
        assert held(hub) == []
        with closing(open_store(stolen.folder)) as database:
            assert database.rows("SELECT count(*) FROM unknown_scan") == [(2,)]

    def test_an_answer_that_claims_less_than_was_brought_erases_nothing(self, stolen: Stolen, monkeypatch):
        stolen.scan()
        stolen.revoked()

        async def forgetful(*_):
            return {"kept": 0, "done": True}

        monkeypatch.setattr("sync_agent.link.client.Client.hand_over", forgetful)
        with pytest.raises(Trouble, match="not kept everything"):
            stolen.work()
        with closing(open_store(stolen.folder)) as database:
            assert not is_emptied(database)

    def test_what_is_scanned_while_it_hands_over_is_handed_over_too(self, stolen: Stolen, hub: Hub, monkeypatch):
        stolen.scan("S70001A")
        stolen.revoked()
        done: list[str] = []

        def and_a_scan(database, upto, now):
            if not done:
                done.append(stolen.scan("S70002A"))
            return empty(database, upto, now)

        monkeypatch.setattr(retiring, "empty", and_a_scan)
        with pytest.raises(RetiredError):
            stolen.work()
        assert held(hub) == [(True, 2, 0, 0)]

    @pytest.mark.parametrize("where", ["before the rows", "after the rows", "before the files"])
    def test_killed_in_the_middle_it_goes_on(self, stolen: Stolen, hub: Hub, monkeypatch, where: str):
        stolen.scan()
        stolen.revoked()

        def cut(*_, **__):
            raise KeyboardInterrupt

        with monkeypatch.context() as patch:
            if where == "before the rows":
                patch.setattr(retiring, "empty", cut)
            elif where == "after the rows":
                patch.setattr(service, "finish", cut)
            else:
                patch.setattr("shutil.rmtree", cut)
            with pytest.raises(KeyboardInterrupt):
                stolen.work()
        with pytest.raises(RetiredError):
            stolen.work()
        assert held(hub) == [(True, 1, 0, 0)]
        assert CANARY.encode() not in every_byte(stolen.folder)
        assert not (stolen.folder / "pepper.key").exists()

    def test_an_app_that_is_open_meanwhile_sees_an_empty_store(self, stolen: Stolen):
        with closing(open_store(stolen.folder)) as app:
            assert app.rows("SELECT count(*) FROM staff") != [(0,)]
            stolen.revoked()
            with pytest.raises(RetiredError):
                stolen.work()
            assert app.rows("SELECT count(*) FROM staff") == [(0,)]
            assert is_emptied(app)
        assert store_path(stolen.folder).exists()


class TestAHandover:
    """Only of a node that was revoked, and only by its own key."""

    def body(self, stolen: Stolen) -> bytes:
        with closing(open_store(stolen.folder)) as database:
            return write_request(replace(request(database), more=False))

    def post(self, stolen: Stolen, body: bytes, signature: str) -> httpx.Response:
        headers = {"Content-Type": "application/json", "Content-Encoding": "gzip", HEADER: signature}
        url = f"{stolen.hub.url}/api/v1/handover"
        return httpx.post(url, content=gzip.compress(body), headers=headers, trust_env=False)

    def signed(self, stolen: Stolen, body: bytes, key: str | None = None) -> str:
        key = key or stolen.wallet().key(lambda: "")
        return sign_text(key, HANDOVER, stolen.node.id, sha256(body).hexdigest())

    def test_of_a_node_that_is_not_revoked_is_refused(self, stolen: Stolen, hub: Hub):
        stolen.scan()
        body = self.body(stolen)
        answered = self.post(stolen, body, self.signed(stolen, body))
        assert (answered.status_code, answered.json()["detail"]["code"]) == (403, "not_revoked")
        assert held(hub) == []

    def test_that_somebody_else_signed_is_refused(self, stolen: Stolen, hub: Hub):
        stolen.scan()
        body = self.body(stolen)
        stolen.revoked()
        for signature in ("", "x", self.signed(stolen, body, "11" * 32), self.signed(stolen, body + b" ")):
            answered = self.post(stolen, body, signature)
            assert (answered.status_code, answered.json()["detail"]["code"]) == (403, "bad_signature")
        stranger = json.dumps(json.loads(body) | {"node": "nobody"}).encode()
        assert self.post(stolen, stranger, self.signed(stolen, stranger)).status_code == 403
        assert held(hub) == []

    def test_that_comes_twice_is_kept_once(self, stolen: Stolen, hub: Hub):
        stolen.scan()
        body = self.body(stolen)
        stolen.revoked()
        for _ in range(2):
            assert self.post(stolen, body, self.signed(stolen, body)).json() == {"kept": 1, "done": True}
        assert held(hub) == [(True, 1, 0, 0)]

    def test_that_is_no_request_is_told_so(self, stolen: Stolen):
        stolen.revoked()
        assert self.post(stolen, b"[1]", "x").status_code == 400

    def test_is_no_way_around_the_door(self, stolen: Stolen):
        """Every other door stays shut."""
        stolen.revoked()
        with closing(open_store(stolen.folder)) as database:
            body = write_request(request(database))
        headers = {"Authorization": f"Bearer {stolen.wallet().tokens().access}", "Content-Type": "application/json"}
        answered = httpx.post(f"{stolen.hub.url}/api/v1/sync", content=body, headers=headers, trust_env=False)
        assert (answered.status_code, answered.json()["detail"]["code"]) == (403, REVOKED)


class TestAPersonDecides:
    @pytest.fixture
    def handed_over(self, stolen: Stolen) -> list[str]:
        with closing(open_store(stolen.folder)) as database:
            ids = [stolen.scan(f"S7000{n}A", database) for n in range(3)]
            seat = Seat(stolen.node.terminal_id, stolen.node.origin)
            nonsense = SetPolicies("bannos", '{"lead_days":2}')
            receipt = issue(database, seat, stolen.owner, nonsense, MACHINE.stamp())
            ids.append(receipt.command_id)
        stolen.revoked()
        with pytest.raises(RetiredError):
            stolen.work()
        return ids

    def asked(self, hub: Hub, capsys: pytest.CaptureFixture[str], *words: str) -> list[dict[str, object]]:
        capsys.readouterr()
        url = f"sqlite:///{hub.path}"
        assert cli.main(["hub", "quarantine", *words, "--database", url, "--json"]) == 0
        return [json.loads(line) for line in capsys.readouterr().out.splitlines()]

    def test_after_a_look(self, stolen: Stolen, hub: Hub, handed_over: list[str], capsys: pytest.CaptureFixture[str]):
        (listed,) = self.asked(hub, capsys)
        assert (listed["node"], listed["waiting"], listed["complete"]) == (stolen.node.id, 4, True)
        shown = self.asked(hub, capsys, stolen.node.id)
        assert [line["command"] for line in shown] == handed_over
        assert scans_at(hub) == []

    def test_it_counts_by_the_way_of_every_command(
        self, stolen: Stolen, hub: Hub, handed_over: list[str], capsys: pytest.CaptureFixture[str]
    ):
        told = self.asked(hub, capsys, stolen.node.id, "--settle", "--only", handed_over[0], "--only", handed_over[3])
        assert [line["status"] for line in told] == ["applied", "applied"]
        (dropped,) = self.asked(hub, capsys, stolen.node.id, "--drop", "--only", handed_over[1])
        assert dropped["commands"] == 1
        (rest,) = self.asked(hub, capsys, stolen.node.id, "--settle")
        assert rest["command"] == handed_over[2]
        assert sorted(scans_at(hub)) == ["S70000A", "S70002A"]
        assert held(hub) == [(True, 0, 3, 1)]
        assert self.asked(hub, capsys, stolen.node.id, "--settle") == [{"verdict": "nothing"}]
