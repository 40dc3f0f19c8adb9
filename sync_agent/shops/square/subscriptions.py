"""Webhook subscriptions: one for our URL with all our topics, and a signature key of its own."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any
from urllib.parse import quote

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
    ours = _ours(client, url)
    wanted = list(topics)
    if not ours:
        about = {"name": NAME, "enabled": True, "event_types": wanted, "notification_url": url, "api_version": VERSION}
        heard = client.post(_PATH, {"idempotency_key": fresh(), "subscription": about})
        return [_key(heard)]
    if any(one.get("enabled") and set(wanted) <= set(_topics(one)) for one in ours):
        return [key for one in ours if one.get("enabled") and isinstance(key := one.get("signature_key"), str) and key]
    first = ours[0]
    about = {"enabled": True, "event_types": list(dict.fromkeys([*_topics(first), *wanted]))}
    heard = client.put(f"{_PATH}/{quote(str(first.get('id')), safe='')}", {"subscription": about})
    return [_key(heard) if _carries_key(heard) else str(first.get("signature_key") or "")]


def _carries_key(heard: Mapping[str, Any]) -> bool:
    about = heard.get("subscription")
    return isinstance(about, dict) and bool(about.get("signature_key"))


def _key(heard: Mapping[str, Any]) -> str:
    if not _carries_key(heard):
        raise Unavailable("Square made a subscription and did not tell its signature key", "no_signature_key")
    return str(heard["subscription"]["signature_key"])


def _ours(client: Client, url: str) -> list[dict[str, Any]]:
    """Those for our URL, to the byte: the signature is made over it."""
    pages = walk(lambda cursor: client.get(_listing(cursor)), _ids)
    found = [one for page in pages for one in page.get("subscriptions") or [] if isinstance(one, dict)]
    return [one for one in found if one.get("notification_url") == url]


def _listing(cursor: Mapping[str, str]) -> str:
    more = "".join(f"&{name}={quote(value, safe='')}" for name, value in cursor.items())
    return f"{_PATH}?include_disabled=true{more}"


def _ids(page: Mapping[str, Any]) -> list[str]:
    return [str(one.get("id")) for one in page.get("subscriptions") or [] if isinstance(one, dict)]


def _topics(subscription: Mapping[str, Any]) -> list[str]:
    given = subscription.get("event_types")
    return [topic for topic in given if isinstance(topic, str)] if isinstance(given, list) else []
