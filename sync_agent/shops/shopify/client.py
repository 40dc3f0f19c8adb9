"""One question to one shop: a document and its variables, and the data that comes back."""

from __future__ import annotations

import json
import logging
from collections.abc import Mapping
from typing import Any

from sync_agent.shops.line import Line
from sync_agent.shops.shopify.answers import read_answer
from sync_agent.shops.shopify.app import VERSION, App
from sync_agent.shops.shopify.budget import Budget
from sync_agent.shops.shopify.documents import document
from sync_agent.shops.shopify.oauth import checked_shop
from sync_agent.shops.trouble import Throttled

_LOG = logging.getLogger(__name__)
_PATH = f"/admin/api/{VERSION}/graphql.json"


class Client:
    """Knows the address, the token and the budget of a shop."""

    def __init__(self, line: Line, app: App, account: str, token: str, budget: Budget) -> None:
        """Raises Rejected for what is no shop of Shopify."""
        self._line, self._budget = line, budget
        self._url = app.url(checked_shop(account), _PATH)
        self._headers = {
            "Content-Type": "application/json",
            "Accept": "application/json",
            "X-Shopify-Access-Token": token,
        }

    def ask(self, name: str, variables: Mapping[str, Any]) -> Mapping[str, Any]:
        """The data; raises a ShopTrouble. What the budget cannot pay is not sent."""
        wait = self._budget.wait(name)
        if wait > 0:
            raise Throttled("The shop's limit is used up for now", wait)
        body = json.dumps({"query": document(name), "variables": variables}).encode()
        heard = self._line.post(self._url, self._headers, body)
        reason = heard.headers.get("x-shopify-api-deprecated-reason")
        if reason:
            _LOG.warning("Shopify will give up what we ask with %s: %s", name, reason)
        return read_answer(heard, lambda cost: self._budget.learn(name, cost))
