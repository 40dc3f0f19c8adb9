"""What a shop tells us by webhook: Shopify drops a subscription after enough deliveries in vain, so it is looked at."""

from __future__ import annotations

import re
from collections.abc import Sequence

from data.orders.loose_json import text
from sync_agent.shops.shopify.answers import trouble_of, user_errors
from sync_agent.shops.shopify.client import Client
from sync_agent.shops.shopify.deliveries import TOPICS
from sync_agent.shops.shopify.documents import SUBSCRIBE, SUBSCRIPTIONS
from sync_agent.shops.shopify.pages import read_page
from sync_agent.shops.trouble import Unavailable

_A_PAGE, _MOST_PAGES = 100, 20
_TAKEN = re.compile(r"already been taken", re.IGNORECASE)


def as_enum(topic: str) -> str:
    """`orders/create` as the API names it."""
    return topic.replace("/", "_").upper()


_BY_ENUM = {as_enum(topic): topic for topic in TOPICS}


def read_subscriptions(client: Client, hooks: str) -> Sequence[str]:
    """The topics that are told at our URL."""
    topics: list[str] = []
    after: str | None = None
    for _ in range(_MOST_PAGES):
        data = client.ask(SUBSCRIPTIONS, {"first": _A_PAGE, "after": after})
        nodes, after = read_page(data.get("webhookSubscriptions"), after)
        ours = [text(node.get("topic")) or "" for node in nodes if node.get("uri") == hooks]
        topics += [_BY_ENUM.get(name, name.lower()) for name in ours]
        if after is None:
            return topics
    raise Unavailable("The shop's pages do not end", "pages")


def subscribe(client: Client, topics: Sequence[str], hooks: str) -> None:
    """Makes these subscriptions; one that is there already is what we wanted."""
    for topic in topics:
        subscription = {"uri": hooks, "format": "JSON"}
        data = client.ask(SUBSCRIBE, {"topic": as_enum(topic), "subscription": subscription})
        errors = user_errors(data.get("webhookSubscriptionCreate"))
        wrong = [error for error in errors if not _TAKEN.search(text(error.get("message")) or "")]
        if wrong:
            raise trouble_of(wrong[0])
