"""What a node shows at its hub's door: who it is, its key, and the tokens that follow one another. All in the vault."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import ExitStack, asynccontextmanager
from dataclasses import asdict, dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Any

from data.core.clock import Instant
from data.exchange.message import Request
from data.store.errors import NotRecorded
from data.store.machine import ThisMachine
from data.store.turns import Turns
from sync_agent.secrets.signature import HANDOVER, HEADER, Push, sign_push, sign_text
from sync_agent.secrets.vault import Vault, open_vault

REFRESH_PATH = "/api/v1/token/refresh"
LOCK = "tokens.lock"
"""In the data folder: of two processes that find a token ended, one renews it and the other one takes what it got."""
_PATIENCE_S = 60
_STEP_S = 0.05
ALL = _KEY, _PAPERS, _TOKENS = "key", "papers", "tokens"

Post = Callable[[str, Any], Awaitable[Any]]


class NoPapers(LookupError):
    """This machine was not enrolled, or its secrets cannot be found; the text says so."""


@dataclass(frozen=True, slots=True)
class Papers:
    """Whom the hub took this node for. `number` is a terminal's."""

    hub: str
    node_id: str
    kind: str
    terminal_id: str | None
    number: int | None
    organization_id: str
    organization: str
    scopes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Tokens:
    """A pair; the access token ends by itself, the refresh token with its first use."""

    access: str = field(repr=False)
    refresh: str = field(repr=False)


class Wallet:
    """A vault with a node's papers in it."""

    def __init__(self, vault: Vault, folder: Path) -> None:
        """`folder` is the data folder."""
        self.vault, self.folder = vault, folder

    def key(self, make: Callable[[], str]) -> str:
        """The private key; made, and kept before it is used, where there is none."""
        found = self.vault.get(_KEY)
        if found is None:
            found = make()
            self.vault.put(_KEY, found)
        return found

    def forget_key(self) -> None:
        """The next `key` is a new one: this machine is to be another than the one that it was copied from."""
        self.vault.forget(_KEY)

    def forget_all(self) -> None:
        """Nobody knows this machine any more."""
        for name in (_TOKENS, _KEY, _PAPERS):
            self.vault.forget(name)

    def papers(self) -> Papers:
        """Raises NoPapers."""
        text = self.vault.get(_PAPERS)
        if text is None:
            raise NoPapers("This machine has no papers: enrol it (`sync-agent enrol`)")
        said = json.loads(text)
        return Papers(**said | {"scopes": tuple(said["scopes"])})

    def tokens(self) -> Tokens:
        """The newest pair; raises NoPapers."""
        text = self.vault.get(_TOKENS)
        if text is None:
            raise NoPapers("This machine has no tokens: enrol it (`sync-agent enrol`)")
        return Tokens(**json.loads(text))

    def keep(self, tokens: Tokens, papers: Papers | None = None) -> None:
        """Durable when it returns."""
        if papers is not None:
            self.vault.put(_PAPERS, json.dumps(asdict(papers)))
        self.vault.put(_TOKENS, json.dumps(asdict(tokens)))

    @asynccontextmanager
    async def renewing(self) -> AsyncIterator[None]:
        """While one process of this machine renews its tokens; raises NotRecorded when another one never ends."""
        turns = Turns(self.folder / LOCK, patience_ms=0)
        end = time.monotonic() + _PATIENCE_S
        with ExitStack() as held:
            held.callback(turns.close)
            while True:
                try:
                    held.enter_context(turns.mine())
                    break
                except NotRecorded:
                    if time.monotonic() > end:
                        raise
                    await asyncio.sleep(_STEP_S)
            yield


class NodePapers:
    """What sync_agent.link.client.Papers asks for, from a wallet."""

    def __init__(self, wallet: Wallet, now: Callable[[], Instant]) -> None:
        """Raises NoPapers. The key and the papers are read once, the tokens whenever they may have changed."""
        self._wallet, self._now = wallet, now
        self._papers, self._tokens = wallet.papers(), wallet.tokens()
        self._key = wallet.key(_no_key)

    @property
    def hub(self) -> str:
        """The hub's address, without a path."""
        return self._papers.hub

    async def token(self, post: Post) -> str:
        """The newest access token; if it has ended, the hub says so, and `renew` follows."""
        return self._tokens.access

    async def renew(self, refused: str, post: Post) -> str:
        """The next one, unless another process has it already. Raises what `post` raises."""
        async with self._wallet.renewing():
            self._tokens = await asyncio.to_thread(self._wallet.tokens)
            if self._tokens.access == refused:
                self._tokens = await self._next(post)
                await asyncio.to_thread(self._wallet.keep, self._tokens)
        return self._tokens.access

    async def _next(self, post: Post) -> Tokens:
        given = self._tokens.refresh
        proof = sign_text(self._key, "refresh", given)
        said = await post(REFRESH_PATH, {"refresh_token": given, "proof": proof})
        return Tokens(said["access_token"], said["refresh_token"])

    def headers(self, request: Request, body: bytes, token: str) -> Mapping[str, str]:
        """The signature of a batch; nothing for a request that brings no commands."""
        if not request.batch:
            return {}
        first, last = request.batch[0].seq, request.batch[-1].seq
        push = Push(request.node_id, request.origin, first, last, body, token)
        return {HEADER: sign_push(self._key, push, self._now())}

    def last_words(self, body: bytes) -> Mapping[str, str]:
        """The signature of what a revoked node hands over, which no token goes with."""
        signature = sign_text(self._key, HANDOVER, self._papers.node_id, sha256(body).hexdigest())
        return {HEADER: signature}


def _no_key() -> str:
    raise NoPapers("The key of this machine's enrolment is gone: enrol it again (`sync-agent enrol`)")


def papers_of(folder: Path) -> NodePapers:
    """Those of a data folder, from its vault; raises NoPapers, and what a vault raises."""
    return NodePapers(Wallet(open_vault(folder), folder), ThisMachine().now)
