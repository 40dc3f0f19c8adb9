"""`sync-agent enrol` at a real hub: a code in, a place among the others, no secret anywhere but in the vault (F03)."""

from __future__ import annotations

import json
import logging
from contextlib import closing

import httpx
import pytest

from data.exchange.chain import pending
from data.exchange.node import node_of, scopes_of
from data.exchange.values import Node
from data.organization.commands import AddStore
from data.replica.issue import Seat, issue
from data.stock.setting_up import AddItem
from data.store.database import Database
from data.store.home import make_store, open_store, store_path
from data.store.machine import ThisMachine
from sync_agent import cli
from sync_agent.enrolling import NotEnrolled, enrol, hub_address
from sync_agent.hub.organizations import revoke
from sync_agent.secrets.papers import Wallet, papers_of
from sync_agent.secrets.vault import open_vault
from tests.support.cast import OLIVE


def run(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, dict[str, object], str]:
    """Exit code, the value and what was said to people."""
    code = cli.main(["enrol", "--json", *words])
    captured = capsys.readouterr()
    return code, json.loads(captured.out), captured.err


def here(database: Database) -> Node:
    node = node_of(database)
    assert node is not None
    return node


def test_a_terminal_gets_its_place(hub, tmp_path, capsys):
    folder = tmp_path / "terminal"
    words = ("--hub", hub.url, "--code", hub.code(), "--name", "Bench 1", "--data-dir", str(folder))
    code, told, _ = run(capsys, *words)

    assert (code, told["verdict"], told["number"], told["stores"], told["secrets"]) == (
        0,
        "enrolled",
        1,
        ["bannos"],
        "file",
    )
    with closing(open_store(folder)) as database:
        node = here(database)
    assert (node.id, node.terminal_id, scopes_of(node)) == (told["node"], told["terminal"], ("bannos",))
    assert (node.upstream, node.feeds, node.final, node.heard) == (True, False, 0, "")


def test_no_secret_is_anywhere_but_in_the_vault(hub, tmp_path, capsys, caplog):
    caplog.set_level(logging.DEBUG)
    folder, code = tmp_path / "terminal", hub.code()
    run(capsys, "--hub", hub.url, "--code", code, "--data-dir", str(folder))
    wallet = Wallet(open_vault(folder), folder)
    tokens, key = wallet.tokens(), wallet.key(lambda: "")
    written = b"".join(path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())
    said = caplog.text + "".join(capsys.readouterr())

    for secret in (tokens.access, tokens.refresh, *tokens.refresh.split(".")[1:], key, code, code.replace("-", "")):
        assert secret
        assert secret.encode() not in written
        assert secret not in said


def test_a_wrong_code_changes_nothing_and_says_so(hub, tmp_path, capsys):
    code, told, said = run(capsys, "--hub", hub.url, "--code", "2222-2222", "--data-dir", str(tmp_path / "t"))

    assert (code, told["verdict"], told["code"]) == (3, "refused", "bad_code")
    assert "ask for a new one" in said
    with closing(open_store(tmp_path / "t")) as database:
        assert node_of(database) is None


def test_once_more_with_the_same_code_after_an_interruption(hub, tmp_path, capsys):
    words = ("--hub", hub.url, "--code", hub.code(), "--data-dir", str(tmp_path / "t"))
    first, again = run(capsys, *words)[1], run(capsys, *words)[1]

    assert (first["node"], first["number"]) == (again["node"], again["number"])


def test_a_store_hub_feeds(hub, tmp_path, capsys):
    folder = tmp_path / "hub-of-the-store"
    run(capsys, "--hub", hub.url, "--code", hub.code(relay=True), "--data-dir", str(folder))
    with closing(open_store(folder)) as database:
        node = here(database)

    assert (node.upstream, node.feeds, bool(node.epoch), node.terminal_id) == (True, True, True, "")


def test_a_store_hub_is_no_terminal_and_no_cloud(hub, tmp_path, capsys):
    """A second process that exchanged for it would do it twice, and the log that is sealed is the cloud's."""
    folder = tmp_path / "store"
    run(capsys, "--hub", hub.url, "--code", hub.code(relay=True), "--data-dir", str(folder))
    assert cli.main(["run", "--once", "--data-dir", str(folder), "--json"]) == 3
    assert "hub --upstream" in json.loads(capsys.readouterr().out)["says"]
    assert cli.main(["hub", "verify", "--database", f"sqlite:///{store_path(folder)}", "--json"]) == 3
    assert json.loads(capsys.readouterr().out)["code"] == "store_hub"
    assert cli.main(["status", "--data-dir", str(folder)]) == 0
    assert "sync-agent run" not in capsys.readouterr().out, "that would be refused"


def test_a_revoked_terminal_comes_back_as_another_with_all_that_waited(hub, tmp_path, capsys):
    folder = tmp_path / "t"
    first = run(capsys, "--hub", hub.url, "--code", hub.code(), "--data-dir", str(folder))[1]
    with closing(open_store(folder)) as database:
        node = here(database)
        opening = AddStore("bannos", "Banno's", "B", "Australia/Sydney", "AUD", "en_AU", ("Small",), "00" * 16)
        for command in (opening, AddItem("milk", "bannos", "Milk", "g")):
            issue(database, Seat(node.terminal_id, node.origin), OLIVE, command, ThisMachine().stamp())
    revoke(hub.identity.doors, str(first["node"]), hub.identity.machine.now())
    second = run(capsys, "--hub", hub.url, "--code", hub.code(), "--data-dir", str(folder))[1]
    with closing(open_store(folder)) as database:
        after = here(database)
        waiting = [entry.name for entry in pending(database, after)]

    assert second["node"] == after.id != first["node"]
    assert after.origin != node.origin
    assert waiting == ["add_store", "add_item"]


def test_a_machine_with_a_shop_of_its_own_is_told_of_adopt_and_join(hub, tmp_path, capsys):
    folder = tmp_path / "alone"
    with closing(make_store(folder)) as database:
        opening = AddStore("bannos", "Banno's", "B", "Australia/Sydney", "AUD", "en_AU", ("Small",), "00" * 16)
        issue(database, Seat("t", "o"), OLIVE, opening, ThisMachine().stamp())
    good = hub.code()
    code, _, said = run(capsys, "--hub", hub.url, "--code", good, "--data-dir", str(folder))

    assert code == 3
    assert "adopt" in said
    assert "join" in said
    assert run(capsys, "--hub", hub.url, "--code", good, "--data-dir", str(tmp_path / "t"))[0] == 0, (
        "the code is unused"
    )


async def test_its_papers_open_the_hub(hub, tmp_path, capsys):
    folder = tmp_path / "t"
    told = run(capsys, "--hub", hub.url, "--code", hub.code(), "--data-dir", str(folder))[1]
    papers = papers_of(folder)
    async with httpx.AsyncClient(base_url=papers.hub, trust_env=False) as http:

        async def post(path: str, value: object) -> object:
            return (await http.post(path, json=value)).raise_for_status().json()

        first = await papers.token(post)
        second = await papers.renew(first, post)

    assert [hub.identity.door.admit(token).node_id for token in (first, second)] == [told["node"]] * 2


class TestTheAddress:
    @pytest.mark.parametrize(
        ("given", "kept"),
        [
            ("https://hub.example.com", "https://hub.example.com"),
            ("https://hub.example.com:8443/", "https://hub.example.com:8443"),
            ("http://127.0.0.1:8470", "http://127.0.0.1:8470"),
            ("http://localhost:8470", "http://localhost:8470"),
            ("http://[::1]:8470", "http://[::1]:8470"),
        ],
    )
    def test_is_https_or_this_machine(self, given, kept):
        assert hub_address(given) == kept

    @pytest.mark.parametrize(
        "given",
        ["http://192.168.1.5:8470", "http://10.0.0.2", "http://bakery-hub", "http://hub.local", "http://[fd00::1]"],
    )
    def test_is_http_in_ones_own_network_when_an_admin_says_so(self, given):
        assert hub_address(given, allow_http=True) == given
        with pytest.raises(NotEnrolled, match="--allow-http") as refused:
            hub_address(given)
        assert refused.value.code == "not_https"

    @pytest.mark.parametrize(
        "given", ["http://hub.example.com", "http://93.184.216.34", "http://localhost.example.com"]
    )
    def test_is_never_http_over_the_net(self, given):
        for allow in (False, True):
            with pytest.raises(NotEnrolled, match="in plain"):
                hub_address(given, allow_http=allow)

    @pytest.mark.parametrize(
        "given",
        [
            "",
            "hub.example.com",
            "ftp://hub.example.com",
            "https://",
            "https://user:password@hub.example.com",
            "https://hub.example.com/path",
            "https://hub.example.com?x=1",
            "https://hub.example.com:port",
            "https://[::1",
        ],
    )
    def test_is_one(self, given):
        with pytest.raises(NotEnrolled) as refused:
            hub_address(given)
        assert refused.value.code == "bad_address"


class TestSomethingElseAnswers:
    @pytest.mark.parametrize(
        "response",
        [
            httpx.Response(200, html="<html>Welcome to the airport</html>"),
            httpx.Response(201, html="<html>"),
            httpx.Response(201, json={"node_id": 1}),
            httpx.Response(201, json=[]),
            httpx.Response(302, headers={"location": "https://elsewhere"}),
            httpx.Response(404, text="not found"),
        ],
        ids=lambda response: f"{response.status_code}",
    )
    def test_it_is_not_taken_for_the_hub(self, tmp_path, response):
        wallet = Wallet(open_vault(tmp_path), tmp_path)
        http = httpx.Client(transport=httpx.MockTransport(lambda _: response))
        with pytest.raises(NotEnrolled) as refused:
            enrol(wallet, "https://hub", "2222-2222", "t", http=http)

        assert refused.value.code == "not_a_hub"
        assert wallet.vault.get("papers") is None

    def test_nobody_answers(self, tmp_path):
        with pytest.raises(NotEnrolled, match="cannot be reached"):
            enrol(Wallet(open_vault(tmp_path), tmp_path), "http://127.0.0.1:1", "2222-2222", "t")
