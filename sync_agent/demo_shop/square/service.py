"""Square's API as it is played: every question held against the schema, then against its mood, then answered."""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, unquote, urlencode

from sync_agent.demo_shop.door import Answer, Asked
from sync_agent.demo_shop.faults import DOWN, EXPIRED, THROTTLED
from sync_agent.demo_shop.square.contract import check_answer, faults_of_question, version
from sync_agent.demo_shop.square.faults import ANSWER_LOST
from sync_agent.demo_shop.square.refusals import Refusal

if TYPE_CHECKING:
    from sync_agent.demo_shop.square.played import PlayedSquare

Handler = Callable[[Any, "Question"], dict[str, Any]]
_ONCE = ("/v2/inventory/changes/batch-create", "/v2/webhooks/subscriptions")
"""Questions that carry a key, so that an answer may be lost."""
_PAGE = 3


class Question:
    """One that has been let in."""

    def __init__(self, body: Any, query: Mapping[str, list[str]], ident: str, authorization: str) -> None:
        """`ident` is what stands in the path, if anything."""
        self.body, self.ident, self.authorization = body, ident, authorization
        self._query = query

    def said(self, name: str) -> str | None:
        """A parameter of the query."""
        return next(iter(self._query.get(name, ())), None)


class Service:
    """Answers in the name of one played shop."""

    def __init__(self, played: PlayedSquare) -> None:
        """Nothing was asked yet."""
        self._played, self._faults = played, played.faults
        self.violations: list[str] = []

    def answer(self, asked: Asked) -> Answer:
        """Whatever is asked; raises only NotSquares, which is this played shop's own mistake."""
        if asked.path == "/oauth2/authorize" and asked.method == "GET":
            return self._agreed(asked)
        try:
            return _json(200, self._heard(asked))
        except Refusal as refusal:
            return Answer(
                refusal.status,
                json.dumps(refusal.body).encode(),
                {"content-type": "application/json", **refusal.headers},
            )

    def _heard(self, asked: Asked) -> dict[str, Any]:
        route = next((one for one in _ROUTES if one[0] == asked.method and one[2].fullmatch(asked.path)), None)
        if route is None:
            self.violations.append(f"{asked.method} {asked.path} is not played here")
            raise Refusal(404, "NOT_FOUND", "No such operation.")
        method, template, pattern, handle = route
        found = pattern.fullmatch(asked.path)
        question = Question(
            self._checked(method, template, asked),
            parse_qs(asked.query, keep_blank_values=True),
            unquote(found["ident"]) if found and "ident" in pattern.groupindex else "",
            asked.headers.get("authorization", ""),
        )
        self._let_in(template, question)
        body = handle(self._played, question)
        check_answer(method, template, body)
        if method == "POST" and template in _ONCE and self._faults.strikes(ANSWER_LOST):
            raise Refusal(503, "SERVICE_UNAVAILABLE", "The service is unavailable.")
        return body

    def _checked(self, method: str, template: str, asked: Asked) -> Any:
        """The body, when it keeps to the schema."""
        wrong = []
        if asked.headers.get("square-version") != version():
            wrong.append(f"{asked.path}: Square-Version is {asked.headers.get('square-version')!r}")
        body = None
        if asked.body:
            try:
                body = json.loads(asked.body)
            except ValueError:
                wrong.append(f"{asked.path}: the body is not JSON")
            if asked.headers.get("content-type") != "application/json":
                wrong.append(f"{asked.path}: Content-Type is {asked.headers.get('content-type')!r}")
        wrong += faults_of_question(method, template, body)
        if wrong:
            self.violations += wrong
            raise Refusal(400, "BAD_REQUEST", "; ".join(wrong)[:500])
        return body

    def _let_in(self, template: str, question: Question) -> None:
        """Moods first: whoever is throttled is not even asked who he is."""
        if template.startswith("/oauth2/"):
            return
        if self._faults.strikes(THROTTLED):
            told = {"Retry_After": str(1 + self._faults.pick(3))} if self._faults.pick(2) else {}
            raise Refusal(429, "RATE_LIMITED", "Too many requests.", **told)
        if self._faults.strikes(DOWN):
            raise Refusal(503, "SERVICE_UNAVAILABLE", "The service is unavailable.")
        if template.startswith("/v2/webhooks/"):
            self._played.grants.check_own(question.authorization)
            return
        self._played.grants.check(question.authorization)
        paging = isinstance(question.body, dict) and "cursor" in question.body
        if paging and self._faults.strikes(EXPIRED):
            self._played.grants.end_all()
            self._played.grants.check(question.authorization)

    def _agreed(self, asked: Asked) -> Answer:
        """The seller says yes at once, and is sent back."""
        said = {name: values[0] for name, values in parse_qs(asked.query).items()}
        if said.get("client_id") != self._played.grants.client_id or not said.get("redirect_uri"):
            return _json(400, Refusal(400, "BAD_REQUEST", "client_id and redirect_uri.").body)
        code = self._played.grants.agree(said["redirect_uri"], said.get("code_challenge"))
        back = urlencode({"code": code, "response_type": "code", "state": said.get("state", "")})
        return Answer(302, b"", {"location": f"{said['redirect_uri']}?{back}"})


def _json(status: int, body: Mapping[str, Any]) -> Answer:
    return Answer(status, json.dumps(body, ensure_ascii=False).encode(), {"content-type": "application/json"})


def _paged(name: str, things: list[dict[str, Any]], cursor: str | None) -> dict[str, Any]:
    """A page, and the cursor of the next one."""
    try:
        start = int(base64.urlsafe_b64decode(cursor)) if cursor else 0
    except ValueError as trouble:
        raise Refusal(400, "INVALID_CURSOR", "Not a cursor.") from trouble
    page = {name: things[start : start + _PAGE]} if things[start : start + _PAGE] else {}
    more = start + _PAGE < len(things)
    return {**page, **({"cursor": base64.urlsafe_b64encode(str(start + _PAGE).encode()).decode()} if more else {})}


def _catalog(played: PlayedSquare, question: Question) -> dict[str, Any]:
    if question.body.get("object_types") != ["ITEM"]:
        raise Refusal(400, "INVALID_VALUE", "Only items are played here.")
    return _paged("objects", played.seller.catalog(), question.body.get("cursor"))


def _hooks_listed(played: PlayedSquare, question: Question) -> dict[str, Any]:
    listed = played.hooks.listed(with_disabled=question.said("include_disabled") == "true")
    return _paged("subscriptions", listed, question.said("cursor"))


def _route(method: str, template: str, handle: Handler) -> tuple[str, str, re.Pattern[str], Handler]:
    spelled = "(?P<ident>[^/]+)".join(map(re.escape, re.split(r"\{\w+\}", template)))
    return method, template, re.compile(spelled), handle


_SUBSCRIPTION = "/v2/webhooks/subscriptions/{subscription_id}"
_ROUTES = (
    _route("POST", "/oauth2/token", lambda played, q: played.grants.token(q.body)),
    _route("POST", "/oauth2/revoke", lambda played, q: played.grants.revoke(q.authorization, q.body)),
    _route("GET", "/v2/locations", lambda played, q: {"locations": played.seller.places()}),
    _route("POST", "/v2/catalog/search", _catalog),
    _route("POST", "/v2/orders/search", lambda played, q: played.till.search(q.body)),
    _route("GET", "/v2/orders/{order_id}", lambda played, q: played.till.retrieve(q.ident)),
    _route("POST", "/v2/inventory/changes/batch-create", lambda played, q: played.shelves.change(q.body)),
    _route(
        "POST",
        "/v2/inventory/counts/batch-retrieve",
        lambda played, q: _paged("counts", played.shelves.retrieve(q.body), q.body.get("cursor")),
    ),
    _route("GET", "/v2/webhooks/subscriptions", _hooks_listed),
    _route("POST", "/v2/webhooks/subscriptions", lambda played, q: played.hooks.create(q.body)),
    _route("GET", _SUBSCRIPTION, lambda played, q: played.hooks.retrieve(q.ident)),
    _route("PUT", _SUBSCRIPTION, lambda played, q: played.hooks.update(q.ident, q.body)),
    _route("DELETE", _SUBSCRIPTION, lambda played, q: played.hooks.remove(q.ident)),
)
