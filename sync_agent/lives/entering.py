"""A terminal's way into a store that a hub has: its papers, a copy of what it held, its place among the others."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from pathlib import Path

from data.questions.stores import this_terminal
from data.replica.joining import Past, join, past, start_empty
from data.store.home import store_path
from data.store.sqlite import SqliteDatabase
from sync_agent.enrolling import NotEnrolled, enrol
from sync_agent.secrets.papers import NoPapers, Papers, Wallet


class OtherShop(Exception):
    """The machine holds another shop's data; the text says what becomes of them."""


@dataclass(frozen=True, slots=True)
class Entered:
    """Who it is now; where the copy of what it held is; how many commands of before go up, and how many do not."""

    papers: Papers
    copy: Path | None
    sent: int
    stay: int


def entered(
    database: SqliteDatabase, folder: Path, wallet: Wallet, hub: str, code: str | None, name: str, *, yes: bool
) -> Entered:
    """Raises NotAlone, NotEnrolled, OtherShop, and what a wallet raises. Once the code was taken, the same again needs
    none."""
    before, terminal = past(database), this_terminal(database)
    papers = _papers(wallet, hub, code, name, None if terminal is None else terminal.id)
    same = before.same_shop(papers.scopes)
    if before.stores and not same and not yes:
        raise OtherShop(_warning(before, papers, _beside(folder)))
    copy = _kept(database, _beside(folder)) if before.stores else None
    if before.stores and not same:
        start_empty(database)
    origin = terminal.origin if same and terminal is not None else secrets.token_hex(16)
    terminal_id = papers.terminal_id or ""
    join(database, papers.node_id, terminal_id, origin, papers.scopes, lambda: secrets.token_hex(16))
    return Entered(papers, copy, before.sent if same else 0, before.stay if same else 0)


def _papers(wallet: Wallet, hub: str, code: str | None, name: str, terminal_id: str | None) -> Papers:
    if code:
        return _for_a_terminal(enrol(wallet, hub, code, name, terminal_id).papers)
    try:
        held = wallet.papers()
    except NoPapers:
        held = None
    if held is None or held.hub != hub:
        raise NotEnrolled("no_code", "An admin of the hub makes a code for this: `sync-agent hub terminal-code`")
    return _for_a_terminal(held)


def _for_a_terminal(papers: Papers) -> Papers:
    if papers.kind != "terminal":
        raise NotEnrolled("wrong_code", "This code is not for a terminal of a store")
    return papers


def _warning(before: Past, papers: Papers, copy: Path) -> str:
    return (
        f"This machine holds another shop ({', '.join(before.stores)}: {before.orders} orders), and is to join "
        f"{', '.join(papers.scopes)}. With --yes a copy of all of it is kept in {copy}, where kitchen-tui --data-dir "
        "opens it; nothing of it is sent to the hub, and this machine begins with the hub's store. "
        "The same again with --yes does it; the code is not needed any more"
    )


def _beside(folder: Path) -> Path:
    return folder.with_name(f"{folder.name}-before-joining")


def _kept(database: SqliteDatabase, copy: Path) -> Path:
    """A store of its own, in a folder that only its owner can read; the first copy stays whatever comes after it."""
    copy.mkdir(parents=True, exist_ok=True, mode=0o700)
    path = store_path(copy)
    n = 1
    while path.exists():
        n += 1
        path = copy.with_name(f"{copy.name}-{n}") / path.name
        path.parent.mkdir(exist_ok=True, mode=0o700)
    database.run("VACUUM INTO ?", (str(path),))
    path.chmod(0o600)
    return path.parent
