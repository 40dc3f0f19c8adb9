"""A demo from nothing: its hub is founded, serves, and both played shops are connected to it by their owners' yes."""

from __future__ import annotations

import logging
import os
import sys
import tempfile
import threading
import time
from contextlib import closing
from pathlib import Path
from shutil import which
from typing import Any

import httpx

from data.shops.connecting import DisconnectShop, SetShopState
from data.shops.integration import CONNECTED, SHOPIFY, SQUARE
from data.store.errors import StoreError
from data.store.machine import ThisMachine
from sync_agent.commands.at_the_shops import DATABASE
from sync_agent.demo_shop.furnishing import furnish
from sync_agent.demo_shop.street import Street
from sync_agent.demo_shop.telling import Says, Teller
from sync_agent.hub.enrolment import new_code
from sync_agent.hub.identity import Identity
from sync_agent.hub.keys import FOLDER, hub_master
from sync_agent.hub.organizations import DEMO, found, organizations
from sync_agent.hub.serving import Settings, ready, serve_forever
from sync_agent.hub.store import HubStore, opened
from sync_agent.secrets.key_file import write_private
from sync_agent.shops.addresses import AT_HOME
from sync_agent.shops.keys import BASE_URL, CLIENT_ID, CLIENT_SECRET, OWN_TOKEN, PUBLIC_URL, ShopKeys, app_id
from sync_agent.shops.trouble import ShopTrouble
from sync_agent.shops.vendor import Sellable, Shop
from sync_agent.work.connecting import NoApp, begin
from sync_agent.work.linking import link_all
from sync_agent.work.opening import Opener
from sync_agent.work.service import shops

_log = logging.getLogger(__name__)
_PATIENCE_S = 30.0
_EACH = 200
_STORE = DEMO.id


class Demo:
    """`says` hears, for programs and for people, what a newcomer does next. `trouble` is why it could not begin."""

    def __init__(self, folder: Path | None, every: float, seed: int | None, says: Says) -> None:
        """Founds the hub, if there is none in the folder. Raises NotFounded, NotAStore, KeyRefused, OSError."""
        self._folder = (folder or Path(tempfile.mkdtemp(prefix="bakeline-demo-shop-"))).absolute()
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        os.environ.setdefault(FOLDER, str(self._folder / "secrets"))
        self._machine, self._says, self.trouble = ThisMachine(), says, ""
        self.street = Street(seed if seed is not None else time.time_ns() % 1_000_000, every, self._machine.now)
        self._database = f"sqlite:///{self._folder / 'hub.sqlite3'}"
        self._teller = Teller(self._database, self._machine.now, says)
        with closing(ready(self._database)) as store:
            known = organizations(store)
            founded = None if known else found(store, "Demo bakery", self._machine, DEMO)
        self._badge = self._kept(founded.badge if founded else None)

    def _kept(self, badge: str | None) -> str | None:
        """A demo's badge is no secret of anybody's: who begins anew in its folder is told it again."""
        file = self._folder / "badge.txt"
        if badge is not None:
            file.unlink(missing_ok=True)
            write_private(file, badge.encode())
        return file.read_text().strip() if file.exists() else None

    def serve(self, listen: str) -> bool:
        """Until it is told to stop; False when it could not begin. Raises CannotListen."""
        # Played shops stand where no real one may: these two, and nobody else, are allowed by name.
        os.environ[AT_HOME] = ",".join(corner.url.removeprefix("http://") for corner in self.street.corners.values())
        with self.street.opened(), self._teller.watched():
            return serve_forever(Settings(self._database, listen), self._listens)

    def _listens(self, url: str) -> None:
        threading.Thread(target=self._begin, args=(url,), name="demo", daemon=True).start()

    def _begin(self, url: str) -> None:
        try:
            _answers(url)
            with closing(opened(self._database)) as store:
                self._connect(store, url)
                code = new_code(Identity(store, hub_master(), self._machine), _STORE)[1].code
            self._says(*self._newcomer(url, code))
            self.street.begin()
            self._teller.begin()
        except (ShopTrouble, StoreError, NoApp, httpx.HTTPError) as trouble:
            self.trouble = str(trouble)
            self._says({"verdict": "failed", "says": self.trouble}, f"The shops could not be connected: {self.trouble}")

    def _connect(self, store: HubStore, url: str) -> None:
        opener = Opener(store, ShopKeys(hub_master()), lambda organization, stores, but="": None)
        for organization, shop in shops(store):
            opener.give(organization, shop, DisconnectShop(shop.id, "the demo begins anew"))
        organization = organizations(store)[0].id
        shopify, square = self.street.shopify, self.street.square
        apps = {
            SHOPIFY: {CLIENT_ID: shopify.door.client_id, CLIENT_SECRET: shopify.client_secret},
            SQUARE: {
                CLIENT_ID: square.grants.client_id,
                CLIENT_SECRET: square.grants.client_secret,
                OWN_TOKEN: square.grants.own_token,
            },
        }
        for vendor, app in apps.items():
            corner = self.street.corners[vendor]
            opener.keep_named(organization, app_id(vendor), app | {PUBLIC_URL: url, BASE_URL: corner.url})
            account = shopify.account if vendor == SHOPIFY else None
            with corner.played.faults.kind():
                _say_yes(begin(opener, organization, _STORE, vendor, account).url)
        for whose, shop in shops(store):
            if shop.status == CONNECTED:
                with self.street.corners[shop.vendor].played.faults.kind():
                    place = opener.with_shop(whose, shop, lambda there: there.places())[0]
                    opener.give(whose, shop, SetShopState(shop.id, location=place.id, says=""))
                    furnish(opener, whose, _STORE, opener.with_shop(whose, shop, _everything), _EACH)
                    link_all(opener, whose, shop)

    def _newcomer(self, url: str, code: str) -> tuple[dict[str, Any], str]:
        terminal, programs = self._folder / "terminal", _programs()
        steps = (
            f"{programs}sync-agent enrol --hub {url} --allow-http --code {code} --data-dir {terminal}",
            f"{programs}sync-agent run --data-dir {terminal}",
            f"BAKELINE_HOME={terminal} {programs}kitchen-tui station",
        )
        told = {"verdict": "selling", "hub": url, "code": code, "badge": self._badge, "steps": list(steps)}
        badge = f"\nSign in with the owner's badge: {self._badge}" if self._badge else ""
        known = {DATABASE: self._database, FOLDER: os.environ[FOLDER], AT_HOME: os.environ[AT_HOME]}
        exports = "\n".join(f"  export {name}={value}" for name, value in known.items())
        lines = "\n".join(f"  {step}" for step in steps)
        return told, (
            f"Two shops sell for {_STORE} now. To see their orders arrive, in other windows (the second stays open):\n"
            f"{lines}{badge}\nEach order takes from the stock, and so does a count or a waste: the shops are told what "
            f"is left, and here it stands what moves.\nFor the commands of docs/shops.md, in one more window:\n"
            f"{exports}\n  {programs}sync-agent shop list\nCtrl+C ends it all."
        )


def _programs() -> str:
    """The folder to type before a program's name, as it was typed for this one; nothing where the shell finds them."""
    typed = Path(sys.argv[0])
    found = typed.name == "sync-agent" and which(typed.name) is None
    return f"{typed.parent}{os.sep}" if found else ""


def _answers(url: str) -> None:
    ends = time.monotonic() + _PATIENCE_S
    while True:
        try:
            httpx.get(f"{url}/healthz", timeout=2, trust_env=False).raise_for_status()
            return
        except httpx.HTTPError:
            if time.monotonic() > ends:
                raise
            time.sleep(0.1)


def _say_yes(url: str) -> None:
    """As the owner's browser does: to the vendor, and back to the hub."""
    httpx.get(url, timeout=_PATIENCE_S, trust_env=False, follow_redirects=True).raise_for_status()


def _everything(there: Shop) -> list[Sellable]:
    found: list[Sellable] = []
    after: str | None = None
    while True:
        some, after = there.sellables(after)
        found += some
        if after is None:
            return found
