"""A node's tokens follow one another, whoever of its processes asks, and are written down nowhere but in its vault."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pytest

from data.exchange.message import Request, Sent
from sync_agent.secrets.papers import LOCK, REFRESH_PATH, NodePapers, NoPapers, Papers, Tokens, Wallet, papers_of
from sync_agent.secrets.signature import HEADER, Push, check_push, check_text, new_key, public_key
from sync_agent.secrets.vault import open_vault

PAPERS = Papers("https://hub", "node-1", "terminal", "t-1", 1, "org", "Cakes", ("bannos",))
SENT = Sent(7, "c7", None, "undo", 1, "{}", "ana", "Ana", "STAFF", "t-1", 0, 0, "b", 0)


class Hub:
    """Gives each refresh token one successor, and counts how often it is asked."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.proofs: list[str] = []

    async def post(self, path: str, value: Any) -> Any:
        assert path == REFRESH_PATH
        self.asked.append(value["refresh_token"])
        self.proofs.append(value["proof"])
        await asyncio.sleep(0)
        n = len(self.asked) + 1
        return {"access_token": f"access-{n}", "refresh_token": f"refresh-{n}"}


@pytest.fixture
def wallet(tmp_path: Path) -> Wallet:
    """Of a node that was enrolled."""
    made = Wallet(open_vault(tmp_path), tmp_path)
    made.key(new_key)
    made.keep(Tokens("access-1", "refresh-1"), PAPERS)
    return made


def papers(wallet: Wallet) -> NodePapers:
    return NodePapers(wallet, lambda: 5)


async def test_the_token_that_is_kept_is_used_until_the_hub_refuses_it(wallet):
    hub = Hub()

    assert [await papers(wallet).token(hub.post) for _ in range(2)] == ["access-1", "access-1"]
    assert hub.asked == []


async def test_a_refused_token_is_renewed_with_the_key_and_kept(wallet):
    hub = Hub()

    assert await papers(wallet).renew("access-1", hub.post) == "access-2"
    assert wallet.tokens() == Tokens("access-2", "refresh-2")
    check_text(public_key(wallet.key(new_key)), hub.proofs[0], "refresh", "refresh-1")


async def test_of_two_processes_one_asks_and_both_go_on(wallet, tmp_path):
    hub = Hub()
    one, two = papers(wallet), papers(Wallet(open_vault(tmp_path), tmp_path))

    told = await asyncio.gather(one.renew("access-1", hub.post), two.renew("access-1", hub.post))

    assert set(told) == {"access-2"}
    assert hub.asked == ["refresh-1"]


async def test_when_the_answer_is_lost_the_same_token_is_shown_again(wallet):
    hub = Hub()

    async def cut(path: str, value: Any) -> Any:
        await hub.post(path, value)
        raise ConnectionError("the line was cut")

    one = papers(wallet)
    with pytest.raises(ConnectionError):
        await one.renew("access-1", cut)
    assert await one.renew("access-1", hub.post)
    assert hub.asked == ["refresh-1", "refresh-1"]


async def test_the_lock_is_free_again_after_a_failure(wallet, tmp_path):
    async def fails(path: str, value: Any) -> Any:
        raise ConnectionError

    with pytest.raises(ConnectionError):
        await papers(wallet).renew("access-1", fails)
    async with wallet.renewing():
        assert (tmp_path / LOCK).exists()


def test_a_batch_is_signed_for_its_token(wallet):
    asked = Request("node-1", "e", {}, ("bannos",), "o-1", (SENT,))
    headers = papers(wallet).headers(asked, b"body", "access-1")

    assert (
        check_push(public_key(wallet.key(new_key)), Push("node-1", "o-1", 7, 7, b"body", "access-1"), headers[HEADER])
        == 5
    )
    assert papers(wallet).headers(Request("node-1", "e", {}, ("bannos",), "o-1"), b"body", "access-1") == {}


class TestWithoutPapers:
    def test_it_says_what_to_do(self, tmp_path):
        with pytest.raises(NoPapers, match="enrol it"):
            papers_of(tmp_path)

    def test_whose_key_is_gone_is_enrolled_again(self, wallet, tmp_path):
        wallet.vault.forget("key")
        with pytest.raises(NoPapers, match="enrol it again"):
            papers_of(tmp_path)

    def test_whose_tokens_are_gone_too(self, wallet, tmp_path):
        wallet.vault.forget("tokens")
        with pytest.raises(NoPapers, match="enrol it"):
            papers_of(tmp_path)


def test_they_are_found_again(wallet, tmp_path):
    assert papers_of(tmp_path).hub == "https://hub"
    assert wallet.papers() == PAPERS


def test_no_secret_shows_when_they_are_printed(wallet):
    assert "refresh-1" not in repr(wallet.tokens())
    assert "access-1" not in repr(papers(wallet))
