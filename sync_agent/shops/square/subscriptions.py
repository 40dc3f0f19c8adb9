"""Webhook subscriptions: one for our URL with all our topics, and a signature key of its own."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any
from urllib.parse import quote

from data.orders.loose_json import mapping
from sync_agent.shops.square.app import VERSION
from sync_agent.shops.square.client import Client
from sync_agent.shops.square.pages import walk
from sync_agent.shops.trouble import Unavailable

_PATH = "/v2/webhooks/subscriptions"
NAME = "Bakeline"


def topics_at(client: Client, url: str) -> list[str]:
    """What Square tells at this URL; what was switched off is not told."""
    told = [topic for one in _ours(client, url) if one.get("enabled") for topic in _topics(one)]
    return list(dict.fromkeys(told))


def subscribe(client: Client, url: str, topics: Sequence[str], fresh: Callable[[], str]) -> list[str]:
    """Makes, or switches on and completes, our subscription, and answers its signature keys. `fresh` makes the key of
    a question: with an old one Square would answer with a subscription that has been removed since."""
    ours = sorted(_ours(client, url), key=lambda one: not one.get("enabled"))
    wanted = list(topics)
    if not ours:
        about = {"name": NAME, "enabled": True, "event_types": wanted, "notification_url": url, "api_version": VERSION}
        made = client.post(_PATH, {"idempotency_key": fresh(), "subscription": about})
        return [_key(client, mapping(made.get("subscription")))]
    telling = [one for one in ours if one.get("enabled")]
    if any(set(wanted) <= set(_topics(one)) for one in telling):
        return [_key(client, one) for one in telling]
    first = ours[0]
    about = {"enabled": True, "event_types": list(dict.fromkeys([*_topics(first), *wanted]))}
    client.put(_path_of(first), {"subscription": about})
    return [_key(client, one) for one in (first, *(other for other in telling if other is not first))]


def _key(client: Client, subscription: Mapping[str, Any]) -> str:
    """What this one signs with: each has a key of its own, which a list of them may leave out."""
    key = subscription.get("signature_key")
    if not key:
        key = mapping(client.get(_path_of(subscription)).get("subscription")).get("signature_key")
    if not isinstance(key, str) or not key:
        raise Unavailable("Square did not tell the signature key of a subscription", "no_signature_key")
    return key


def _path_of(subscription: Mapping[str, Any]) -> str:
    return f"{_PATH}/{quote(str(subscription.get('id')), safe='')}"


def _ours(client: Client, url: str) -> list[dict[str, Any]]:
    """Those for our URL, to the byte: the signature is made over it."""
    pages = walk(lambda cursor: client.get(_listing(cursor)), _ids)
    return [one for page in pages for one in _listed(page) if one.get("notification_url") == url]


def _listing(cursor: Mapping[str, str]) -> str:
    more = "".join(f"&{name}={quote(value, safe='')}" for name, value in cursor.items())
    return f"{_PATH}?include_disabled=true{more}"


def _ids(page: Mapping[str, Any]) -> list[str]:
    return [str(one.get("id")) for one in _listed(page)]


def _listed(page: Mapping[str, Any]) -> list[dict[str, Any]]:
    given = page.get("subscriptions")
    found = [one for one in given if isinstance(one, dict)] if isinstance(given, list) else []
    return [one for one in found if str(one.get("id")).isascii()]


def _topics(subscription: Mapping[str, Any]) -> list[str]:
    given = subscription.get("event_types")
    return [topic for topic in given if isinstance(topic, str)] if isinstance(given, list) else []
