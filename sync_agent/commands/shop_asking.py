"""`sync-agent shop app|connect`: as which application we ask, and the question to a shop's owner."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path

from sync_agent.cli import OK, REFUSED, USAGE, complain, tell
from sync_agent.commands.at_the_shops import opener_of, secret_in


def add(make: Callable[[str, str], argparse.ArgumentParser]) -> None:
    """`make` adds a word below `shop`, with what all of them have."""
    app = make("app", "as which application of ours a vendor's shops are asked")
    app.add_argument("vendor", choices=("shopify", "square"))
    app.add_argument("--client-id", required=True, metavar="ID")
    app.add_argument("--client-secret-file", type=Path, metavar="F", help="Square can do without: by PKCE")
    app.add_argument(
        "--own-token-file", type=Path, metavar="F", help="the application's, which alone may subscribe at Square"
    )
    app.add_argument("--public-url", required=True, metavar="URL", help="this hub's, as the vendor and owners see it")
    app.add_argument("--base-url", metavar="URL", help="where the vendor is found, if elsewhere")
    connect = make("connect", "the URL at which a shop's owner says yes, as text and to photograph")
    connect.add_argument("vendor", choices=("shopify", "square"))
    connect.add_argument("--store", required=True, metavar="S", help="for which it is to sell")
    connect.add_argument("--domain", metavar="D", help="of a Shopify shop")


def _app(args: argparse.Namespace) -> int:
    from sync_agent.hub.organizations import organizations
    from sync_agent.shops.keys import BASE_URL, CLIENT_ID, CLIENT_SECRET, OWN_TOKEN, PUBLIC_URL, app_id

    if args.vendor == "shopify" and not args.client_secret_file:
        return complain(args, "Shopify wants --client-secret-file", USAGE)
    values = {CLIENT_ID: args.client_id, PUBLIC_URL: args.public_url}
    values |= {CLIENT_SECRET: secret_in(args.client_secret_file)} if args.client_secret_file else {}
    values |= {OWN_TOKEN: secret_in(args.own_token_file)} if args.own_token_file else {}
    values |= {BASE_URL: args.base_url} if args.base_url else {}
    with opener_of(args.database) as opener:
        for whose in organizations(opener.store):
            opener.keep_named(whose.id, app_id(args.vendor), values)
    tell(args, {"verdict": "kept", "vendor": args.vendor}, f"Shops of {args.vendor} are asked as {args.client_id}")
    return OK


def _connect(args: argparse.Namespace) -> int:
    from sync_agent.hub.organizations import organization_with
    from sync_agent.shops.trouble import ShopTrouble
    from sync_agent.work.connecting import NoApp, begin

    if args.vendor == "shopify" and not args.domain:
        return complain(args, "Which shop? --domain", USAGE)
    with opener_of(args.database) as opener:
        organization = organization_with(opener.store, args.store).id
        try:
            question = begin(opener, organization, args.store, args.vendor, args.domain)
        except (NoApp, ShopTrouble) as trouble:
            return complain(args, str(trouble), REFUSED)
    told = {"verdict": "asked", "integration_id": question.shop.id, "auth_url": question.url}
    tell(args, told, f"Its owner says yes here, within a quarter of an hour:\n{question.url}\n{_as_qr(question.url)}")
    return OK


def _as_qr(url: str) -> str:
    from io import StringIO

    import segno

    drawn = StringIO()
    segno.make(url, error="l").terminal(drawn, compact=True)
    return drawn.getvalue()


DOINGS = {"app": _app, "connect": _connect}
