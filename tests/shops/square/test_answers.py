"""Whatever Square answers becomes one of our troubles, by what one has to do about it."""

from __future__ import annotations

import json

import httpx
import pytest

from sync_agent.shops.line import Line
from sync_agent.shops.square.app import App
from sync_agent.shops.square.vendor import Square
from sync_agent.shops.trouble import Disconnected, Rejected, Stale, Throttled, TokenExpired, Unavailable
from tests.contract.bench import Clock


def envelope(code: str, detail: str = "What went wrong.") -> bytes:
    return json.dumps({"errors": [{"category": "API_ERROR", "code": code, "detail": detail}]}).encode()


def shop_that_answers(status: int, body: bytes, headers: dict[str, str] | None = None, most_bytes: int = 10_000):
    """A shop whose every question is answered so."""

    def answer(request: httpx.Request) -> httpx.Response:
        return httpx.Response(status, content=body, headers=headers or {})

    line = Line(httpx.MockTransport(answer), most_bytes=most_bytes)
    return Square(App("id", base="https://square.example"), line, Clock()).open("M1", "token", "https://hub.example")


@pytest.mark.parametrize(
    ("status", "body", "kind", "code"),
    [
        (401, envelope("ACCESS_TOKEN_EXPIRED"), TokenExpired, "ACCESS_TOKEN_EXPIRED"),
        (401, envelope("ACCESS_TOKEN_REVOKED"), Disconnected, "ACCESS_TOKEN_REVOKED"),
        (401, envelope("UNAUTHORIZED"), Disconnected, "UNAUTHORIZED"),
        (401, b"", Disconnected, "disconnected"),
        (403, envelope("INSUFFICIENT_SCOPES"), Rejected, "INSUFFICIENT_SCOPES"),
        (400, envelope("IDEMPOTENCY_KEY_REUSED"), Rejected, "IDEMPOTENCY_KEY_REUSED"),
        (400, envelope("INVALID_CURSOR"), Rejected, "INVALID_CURSOR"),
        (409, envelope("VERSION_MISMATCH"), Stale, "VERSION_MISMATCH"),
        (429, envelope("RATE_LIMITED"), Throttled, "RATE_LIMITED"),
        (429, b"slow down", Throttled, "throttled"),
        (500, envelope("INTERNAL_SERVER_ERROR"), Unavailable, "INTERNAL_SERVER_ERROR"),
        (502, b"<html>bad gateway</html>", Unavailable, "http_502"),
        (503, envelope("SERVICE_UNAVAILABLE"), Unavailable, "SERVICE_UNAVAILABLE"),
        (504, b"", Unavailable, "http_504"),
        (408, b"", Unavailable, "http_408"),
        (301, b"", Rejected, "http_301"),
        (302, b"", Rejected, "http_302"),
        (200, envelope("BAD_REQUEST"), Rejected, "BAD_REQUEST"),
        (200, envelope("RATE_LIMITED"), Throttled, "RATE_LIMITED"),
        (200, b"", Unavailable, "garbled"),
        (200, b"[]", Unavailable, "garbled"),
        (200, b"<html>captive portal</html>", Unavailable, "garbled"),
        (200, b"[" * 9_000, Unavailable, "garbled"),
        (400, b'{"errors": "none"}', Rejected, "http_400"),
        (400, b'{"errors": [7]}', Rejected, "http_400"),
        (404, b"", Rejected, "NOT_FOUND"),
    ],
)
def test_an_answer_is_told_in_our_words(status, body, kind, code):
    with pytest.raises(kind) as trouble:
        shop_that_answers(status, body).places()

    assert (type(trouble.value), trouble.value.code) == (kind, code)


@pytest.mark.parametrize(
    ("headers", "wait"),
    [({}, 1.0), ({"Retry-After": "7"}, 7.0), ({"Retry-After": "soon"}, 1.0), ({"Retry-After": "-3"}, 1.0)],
)
def test_how_long_to_wait_is_what_square_says_and_a_little_where_it_does_not(headers, wait):
    with pytest.raises(Throttled) as trouble:
        shop_that_answers(429, envelope("RATE_LIMITED"), headers).places()

    assert trouble.value.wait == wait


def test_a_sentence_of_squares_is_cleaned_and_cut_before_anybody_sees_it():
    with pytest.raises(Rejected) as trouble:
        shop_that_answers(400, envelope("BAD_REQUEST", "\x1b[31m" + "x" * 5_000)).places()

    assert "\x1b" not in str(trouble.value)
    assert len(str(trouble.value)) < 400


def test_an_answer_larger_than_anything_asked_for_is_not_read_to_its_end():
    with pytest.raises(Rejected) as trouble:
        shop_that_answers(200, b" " * 10_001).places()

    assert trouble.value.code == "too_large"


@pytest.mark.parametrize("lost", [httpx.ConnectError, httpx.ReadTimeout, httpx.RemoteProtocolError])
def test_a_lost_line_leaves_open_whether_it_was_done(lost):
    def answer(request: httpx.Request) -> httpx.Response:
        raise lost("no")

    line = Line(httpx.MockTransport(answer))
    shop = Square(App("id", base="https://square.example"), line, Clock()).open("M1", "token", "https://hub.example")
    with pytest.raises(Unavailable):
        shop.places()


@pytest.mark.parametrize("token", ["", "two words", "line\nbreak", "ключ", "nul\0"])
def test_a_token_that_no_header_could_carry_means_connecting_again(token):
    vendor = Square(App("id"), Line(httpx.MockTransport(lambda _: pytest.fail("asked"))), Clock())
    with pytest.raises(Disconnected):
        vendor.open("M1", token, "https://hub.example")


def test_every_question_names_the_pinned_version_and_follows_no_redirect():
    heard: list[httpx.Request] = []

    def answer(request: httpx.Request) -> httpx.Response:
        heard.append(request)
        return httpx.Response(307, headers={"location": "https://elsewhere.example/"})

    line = Line(httpx.MockTransport(answer))
    shop = Square(App("id", base="https://square.example/"), line, Clock()).open("M1", "tok", "https://hub.example")
    with pytest.raises(Rejected):
        shop.places()

    (request,) = heard
    assert str(request.url) == "https://square.example/v2/locations"
    assert request.headers["square-version"] == "2025-08-20"
    assert request.headers["authorization"] == "Bearer tok"
