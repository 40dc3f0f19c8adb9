"""An admin at another machine, or another user at this one, has not the key that the hub's secrets were sealed with:
what would be sealed there no hub could open, and every delivery of that shop would be lost."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import pytest

from data.shops.kept import ShopSecret
from data.store.kinds import kind_of
from sync_agent.cli import FAILED, OK, main
from sync_agent.hub.keys import FOLDER
from sync_agent.hub.organizations import organizations
from sync_agent.hub.store import opened


@pytest.fixture
def hub(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[str, ...]:
    """Founded with the key of one folder; the shell names another one from here on."""
    monkeypatch.setenv(FOLDER, str(tmp_path / "keys"))
    on = ("--database", f"sqlite:///{tmp_path / 'hub.sqlite3'}")
    assert main(["hub", *on, "init", "--name", "Cakes", "--demo"]) == OK
    monkeypatch.setenv(FOLDER, str(tmp_path / "others"))
    return on


ASKED = [
    ("hub", "--listen", "127.0.0.1:0"),
    ("hub", "token", "--role", "OWNER", "--store", "bannos"),
    ("poll", "--once"),
    ("work", "--once"),
    ("reconcile", "--once"),
]


@pytest.mark.parametrize("asked", ASKED)
def test_it_is_said_and_nothing_begins(hub, asked, capsys):
    verb, *words = asked
    assert main([verb, *hub, *words]) == FAILED
    assert FOLDER in capsys.readouterr().err


def test_no_secret_of_a_shop_is_sealed_with_it(hub, tmp_path, capsys):
    secret = tmp_path / "secret.txt"
    secret.write_text("signs-our-webhooks")
    shop = ("--store", "bannos", "--domain", "cakes.myshopify.com", "--webhook-secret-file", str(secret))
    assert main(["shop", "add", "shopify", *hub, *shop]) == FAILED
    assert FOLDER in capsys.readouterr().err
    with closing(opened(hub[1])) as store:
        (whose,) = organizations(store)
        kind = kind_of(ShopSecret)
        assert not store.read(whose.id, lambda database: database.rows(kind.select))
