"""A machine comes to its hub: a key of its own, a code that an admin read out, and a place among the others."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from ipaddress import ip_address
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx

from data.core.clock import Instant
from data.core.outcome import Put
from data.core.text import one_line
from data.exchange.directory import Organization
from data.exchange.node import become, change, node_of, packed_scopes
from data.exchange.values import Node
from data.replica.chaining import new_chain
from data.store.database import Database, StoredRows
from data.store.errors import StoreError
from data.store.execute import apply
from data.store.home import has_store, make_store, open_store
from sync_agent.secrets.papers import Papers, Tokens, Wallet
from sync_agent.secrets.pins import PATH, FolderKeys, heard, question
from sync_agent.secrets.signature import new_key, public_key, sign_text

RELAY = "relay"
ENROL_PATH = "/api/v1/enrol"
_TIMEOUT = httpx.Timeout(20, connect=5)


class NotEnrolled(Exception):
    """`code` is stable, the text is for people."""

    def __init__(self, code: str, says: str) -> None:
        """Keeps both."""
        super().__init__(says)
        self.code, self.says = code, says


@dataclass(frozen=True, slots=True)
class Told:
    """What the hub answered."""

    papers: Papers
    tokens: Tokens


def _no_address() -> NotEnrolled:
    return NotEnrolled("bad_address", "The hub's address is like https://hub.example.com")


def _no_hub() -> NotEnrolled:
    return NotEnrolled("not_a_hub", "Something else answers in the hub's place: is the address right?")


def hub_address(text: str, *, allow_http: bool = False) -> str:
    """The address of a hub without a path. Tokens go over it, so it is https, or this very machine; http within a
    private network only when the admin says so. Raises NotEnrolled."""
    try:
        parts = urlsplit(text.strip())
        host, port = parts.hostname or "", parts.port
    except ValueError as trouble:
        raise _no_address() from trouble
    if parts.scheme not in ("https", "http") or not host or parts.username or parts.query or parts.path.strip("/"):
        raise _no_address()
    if parts.scheme == "http" and not _is_here(host) and not (allow_http and _is_private(host)):
        near = ", or --allow-http where nobody else listens in your own network" if _is_private(host) else ""
        raise NotEnrolled("not_https", f"Tokens would go over the net in plain: use https{near}")
    name = f"[{host}]" if ":" in host else host
    return f"{parts.scheme}://{name}" + (f":{port}" if port else "")


def _is_here(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _is_private(host: str) -> bool:
    """An address of a private network, or a name that only such a one knows."""
    try:
        return ip_address(host).is_private
    except ValueError:
        return "." not in host or host.endswith((".local", ".lan", ".home.arpa", ".internal"))


def enrol(
    wallet: Wallet, hub: str, code: str, name: str, terminal_id: str | None = None, http: httpx.Client | None = None
) -> Told:
    """Asks the hub and keeps what it tells; once more with the same code after an interruption. `terminal_id` is of a
    terminal that worked alone. Raises NotEnrolled."""
    key = wallet.key(new_key)
    public = public_key(key)
    asked = {"code": code, "public_key": public, "proof": sign_text(key, "enrol", public, code), "name": name}
    if terminal_id is not None:
        asked["terminal_id"] = terminal_id
    said = _answer(hub, asked, http)
    try:
        papers = Papers(
            hub=hub,
            node_id=said["node_id"],
            kind=said["kind"],
            terminal_id=said["terminal_id"],
            number=said["number"],
            organization_id=said["organization_id"],
            organization=said["organization"],
            scopes=tuple(said["scopes"]),
        )
        told = Told(papers, Tokens(said["access_token"], said["refresh_token"]))
    except (KeyError, TypeError) as trouble:
        raise _no_hub() from trouble
    wallet.keep(told.tokens, told.papers)
    if told.papers.kind != RELAY:
        _share_pins(FolderKeys(wallet.folder), told, http)
    return told


def _share_pins(keys: FolderKeys, told: Told, http: httpx.Client | None) -> None:
    """So that PINs open from the first moment on, and those that were set here alone open elsewhere. What comes in the
    way the agent makes good later."""
    bearer = {"Authorization": f"Bearer {told.tokens.access}"}
    with suppress(httpx.HTTPError, ValueError, StoreError), _client(http) as client:
        asked: dict[str, list[str]] | None = question(keys)
        for _ in range(2):
            if asked is not None:
                response = client.post(f"{told.papers.hub}{PATH}", json=asked, headers=bearer).raise_for_status()
                asked = heard(keys, response.json())


@contextmanager
def _client(given: httpx.Client | None) -> Iterator[httpx.Client]:
    if given is not None:
        yield given
        return
    with httpx.Client(timeout=_TIMEOUT, trust_env=False, follow_redirects=False) as client:
        yield client


def _answer(hub: str, asked: dict[str, str], http: httpx.Client | None) -> dict[str, Any]:
    try:
        with _client(http) as client:
            response = client.post(f"{hub}{ENROL_PATH}", json=asked)
    except (httpx.HTTPError, httpx.InvalidURL) as trouble:
        raise NotEnrolled("unreachable", f"The hub at {hub} cannot be reached") from trouble
    try:
        said = response.json()
        if response.status_code != 201:
            raise _refused(response.status_code, said["detail"])
    except (json.JSONDecodeError, KeyError, TypeError, UnicodeDecodeError) as trouble:
        raise _no_hub() from trouble
    if not isinstance(said, dict):
        raise _no_hub()
    return said


def _refused(status: int, detail: Any) -> NotEnrolled:
    if isinstance(detail, dict):
        code = str(detail.get("code")) if status < 500 else "unwell"
        return NotEnrolled(code, one_line(str(detail.get("says", "")))[:300])
    if status >= 500:
        return NotEnrolled("unwell", f"The hub cannot do it now ({status}): try again, and look at its log")
    return NotEnrolled("refused", f"The hub refuses ({status}): is the code spelled right?")


def place(folder: Path) -> Database:
    """The store of a machine that is to be enrolled. Raises NotEnrolled for one with a shop of its own, NotAStore."""
    database = open_store(folder) if has_store(folder) else make_store(folder)
    if node_of(database) is None and database.rows("SELECT 1 FROM store LIMIT 1"):
        database.close()
        raise NotEnrolled(
            "has_a_shop",
            "There is a shop on this machine: `sync-agent adopt` gives it to the hub, `sync-agent join` takes its "
            "terminal to a store that the hub has",
        )
    return database


def take_place(database: Database, papers: Papers, fresh: Callable[[], str], now: Instant) -> None:
    """The database is this node from now on. One that was another gives its waiting commands a new chain. A store hub
    knows whose it is: terminals will come to it with codes of its own."""
    scopes = packed_scopes(papers.scopes)
    with database.transaction():
        if papers.kind == RELAY and StoredRows(database).get(Organization, papers.organization_id) is None:
            apply(database, Put(Organization(papers.organization_id, papers.organization, now)))
        node = node_of(database)
        if node is None:
            become(database, _node(papers, scopes, fresh))
            return
        if node.id != papers.node_id:
            node = new_chain(database, node, fresh)
            database.run("UPDATE sync_node SET id = ?, terminal_id = ?", (papers.node_id, papers.terminal_id or ""))
            node = node_of(database) or node
        change(database, node, scopes=scopes)


def _node(papers: Papers, scopes: str, fresh: Callable[[], str]) -> Node:
    relay = papers.kind == RELAY
    return Node(
        id=papers.node_id,
        terminal_id=papers.terminal_id or "",
        origin=fresh(),
        final=0,
        heard="",
        upstream=True,
        feeds=relay,
        epoch=fresh() if relay else "",
        scopes=scopes,
    )
