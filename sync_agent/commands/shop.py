"""`sync-agent shop`: which shops sell for which store, how they stand, and how one comes and goes."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from data.core.clock import iso
from sync_agent.cli import FAILED, OK, REFUSED, USAGE, complain, tell
from sync_agent.commands import shop_asking
from sync_agent.commands.at_the_shops import at_the_hub, doing, opener_of, secret_in, served

if TYPE_CHECKING:
    from data.shops.integration import PosIntegration
    from sync_agent.work.opening import Opener


def arguments(parser: argparse.ArgumentParser) -> None:
    """A word after it says what."""
    at_the_hub(parser)
    doings = parser.add_subparsers(dest="doing", required=True, metavar="DOING")
    add = doing(doings, "add", "a shop whose token one has: a private app, a script")
    add.add_argument("vendor", choices=("shopify", "square"))
    add.add_argument("--store", required=True, metavar="S", help="for which it sells")
    add.add_argument("--domain", metavar="D", help="of a Shopify shop, such as cakes.myshopify.com")
    add.add_argument("--merchant", metavar="ID", help="of a Square seller")
    add.add_argument("--location", metavar="ID", help="where it keeps its stock; by itself where there is only one")
    add.add_argument(
        "--webhook-secret-file", required=True, type=Path, metavar="F", help="what its webhooks are signed with"
    )
    add.add_argument(
        "--token-file", type=Path, metavar="F", help="what opens it; without it, only its webhooks are taken"
    )
    add.add_argument("--notification-url", default="", metavar="URL", help="at which it tells us things, to the byte")
    add.add_argument("--base-url", metavar="URL", help="where the vendor is found, if elsewhere")
    shop_asking.add(lambda name, says: doing(doings, name, says))
    place = doing(doings, "place", "where a shop keeps the stock of its store")
    place.add_argument("shop", metavar="SHOP")
    place.add_argument("location", metavar="ID")
    doing(doings, "list", "every shop: state, last sync, what is wrong")
    for name, says in (
        ("test", "asks the shop something harmless"),
        ("retry", "what it could not be told is tried again"),
        ("disconnect", "it sells for the store no more"),
    ):
        one = doing(doings, name, says)
        one.add_argument("shop", metavar="SHOP", help="its domain, merchant or id")


def run(args: argparse.Namespace) -> int:
    """0 done, 1 it could not be done, 2 asked wrongly, 3 refused."""
    doings = {"add": _add, "list": _list, "place": _place, "test": _test, "disconnect": _disconnect}
    doings |= {"retry": _retry} | shop_asking.DOINGS
    return served(args, lambda: doings[args.doing](args))


def found(opener: Opener) -> list[tuple[str, PosIntegration]]:
    """All shops of all organizations."""
    from sync_agent.work.service import every_shop

    return every_shop(opener.store)


def _add(args: argparse.Namespace) -> int:
    from data.shops.connecting import ConnectShop
    from data.shops.integration import PosIntegration, integration_id
    from sync_agent.hub.organizations import organization_with
    from sync_agent.shops.keys import ACCESS, BASE_URL, HOOKS_URL, WEBHOOK

    # Shopify names a shop in small letters, whatever its owner types.
    account = args.domain and args.domain.lower() if args.vendor == "shopify" else args.merchant
    if not account:
        wanted = "--domain" if args.vendor == "shopify" else "--merchant"
        return complain(args, f"Which shop? {wanted}", USAGE)
    if args.vendor == "square" and not args.notification_url:
        return complain(args, "Square signs the URL too: --notification-url, to the byte", USAGE)
    values = {WEBHOOK: secret_in(args.webhook_secret_file), HOOKS_URL: args.notification_url}
    values |= {ACCESS: secret_in(args.token_file)} if args.token_file else {}
    values |= {BASE_URL: args.base_url} if args.base_url else {}
    with opener_of(args.database) as opener:
        organization = organization_with(opener.store, args.store).id
        ident, now = integration_id(args.store, args.vendor, account), opener.now()
        row = PosIntegration(
            ident, args.store, args.vendor, account, args.location, "PENDING", now, None, None, None, now
        )
        connect = ConnectShop(args.store, args.vendor, account, args.location, connected=bool(args.token_file))
        result = opener.give(organization, row, connect)
        if result.status == "refused":
            return complain(args, result.says, REFUSED)
        opener.keep_values(organization, row, _before(opener, organization, row, values) | values)
        told = {"verdict": "added", "shop": ident, "vendor": args.vendor, "account": account, "store": args.store}
        if not args.token_file:
            tell(args, told | {"status": "PENDING"}, f"{account}: its webhooks are taken; nothing is asked of it")
            return OK
        return _introduced(args, opener, organization, row, told)


def _before(opener: Opener, organization: str, row: PosIntegration, values: dict[str, str]) -> dict[str, str]:
    """After a rotation the vendor signs with the older secret for a while: both are taken."""
    from sync_agent.shops.keys import WEBHOOK, WEBHOOK_BEFORE

    known = opener.store.read(organization, lambda database: opener.keys.of(database, row.id)).get(WEBHOOK)
    return {WEBHOOK_BEFORE: known} if known and known != values[WEBHOOK] else {}


def _introduced(
    args: argparse.Namespace, opener: Opener, organization: str, row: PosIntegration, told: dict[str, object]
) -> int:
    """The shop answers: where it keeps stock, what it sells."""
    from sync_agent.shops.trouble import ShopTrouble
    from sync_agent.work.introducing import introduce

    try:
        found = introduce(opener, organization, row, args.location)
    except ShopTrouble as trouble:
        return complain(args, f"{row.account} is kept, but does not answer as it should: {trouble}", FAILED)
    told |= {"status": "CONNECTED", "location": found.location, "things": found.things, "known": found.known}
    says = (
        f"{row.account} sells for {args.store}; {found.known} of its {found.things} things are known here by their SKU"
    )
    if found.location is None:
        named = ", ".join(f"{place.id} ({place.name})" for place in found.places)
        says += (
            f". Where does it keep the stock of {args.store}? sync-agent shop place {row.account} ID, one of {named}"
        )
    tell(args, told, says)
    return OK


def _place(args: argparse.Namespace) -> int:
    from data.shops.connecting import SetShopState
    from sync_agent.shops.trouble import ShopTrouble

    with opener_of(args.database) as opener:
        known = _named(opener, args.shop)
        if known is None:
            return complain(args, f"No shop here is {args.shop}", USAGE)
        organization, shop = known
        try:
            places = opener.with_shop(organization, shop, lambda there: there.places())
        except ShopTrouble as trouble:
            return complain(args, str(trouble), FAILED)
        if args.location not in [place.id for place in places]:
            named = ", ".join(f"{place.id} ({place.name})" for place in places)
            return complain(args, f"{shop.account} keeps nothing at {args.location}, only at {named}", USAGE)
        opener.give(organization, shop, SetShopState(shop.id, location=args.location, says=""))
    says = f"{shop.account} is told what there is at {args.location}"
    tell(args, {"verdict": "placed", "shop": shop.id, "location": args.location}, says)
    return OK


def _list(args: argparse.Namespace) -> int:
    with opener_of(args.database) as opener:
        shops = found(opener)
        for _, shop in shops:
            told: dict[str, object] = {
                "shop": shop.id,
                "store": shop.store_id,
                "vendor": shop.vendor,
                "account": shop.account,
            }
            told |= {"status": shop.status, "since": iso(shop.since), "synced_at": iso(shop.synced_at)}
            told |= {"heard_at": iso(shop.heard_at), "says": shop.says}
            says = f"{shop.account} ({shop.vendor}) for {shop.store_id}: {shop.status}"
            synced = f", synced {iso(shop.synced_at)}" if shop.synced_at else ", not synced yet"
            tell(args, told, says + synced + (f" - {shop.says}" if shop.says else ""))
        if not shops:
            tell(args, {"verdict": "nothing"}, "No shop is connected")
    return OK


def _test(args: argparse.Namespace) -> int:
    from sync_agent.shops.trouble import ShopTrouble

    with opener_of(args.database) as opener:
        known = _named(opener, args.shop)
        if known is None:
            return complain(args, f"No shop here is {args.shop}", USAGE)
        try:
            places = opener.with_shop(*known, lambda there: there.places())
        except ShopTrouble as trouble:
            return complain(args, str(trouble), FAILED)
    says = f"{known[1].account} answers: {', '.join(place.name for place in places)}"
    tell(args, {"verdict": "answers", "places": [place.id for place in places]}, says)
    return OK


def _retry(args: argparse.Namespace) -> int:
    from data.shops.work import RetryFailedSync

    with opener_of(args.database) as opener:
        known = _named(opener, args.shop)
        if known is None:
            return complain(args, f"No shop here is {args.shop}", USAGE)
        organization, shop = known
        result = opener.give(organization, shop, RetryFailedSync(shop.id))
    if result.status == "refused":
        return complain(args, result.says, REFUSED, result.code)
    tell(args, {"verdict": result.status, "shop": shop.id, "says": result.says}, result.says)
    return OK


def _disconnect(args: argparse.Namespace) -> int:
    from data.shops.connecting import DisconnectShop
    from sync_agent.shops.trouble import ShopTrouble
    from sync_agent.work.letting_go import given_back, left_to_do
    from sync_agent.work.letting_go import tell as not_given_back

    with opener_of(args.database) as opener:
        known = _named(opener, args.shop)
        if known is None:
            return complain(args, f"No shop here is {args.shop}", USAGE)
        organization, shop = known
        result = opener.give(organization, shop, DisconnectShop(shop.id, "by an admin"))
        told: dict[str, object] = {"verdict": result.status, "shop": shop.id}
        try:
            wrong = given_back(opener, organization, shop)
        except ShopTrouble as trouble:
            told |= {"permission": "later", "code": trouble.code}
            tell(args, told, f"{result.says}; a running hub gives its permission back, for now: {trouble}")
            return OK
        opener.forget(organization, shop)
        if wrong:
            not_given_back(opener, organization, shop, wrong)
    says = f"{result.says}. {left_to_do(shop, wrong)}" if wrong else result.says
    tell(args, told | {"permission": "with_its_owner" if wrong else "given_back"}, says)
    return OK


def _named(opener: Opener, name: str) -> tuple[str, PosIntegration] | None:
    return next((one for one in found(opener) if name in (one[1].id, one[1].account)), None)
