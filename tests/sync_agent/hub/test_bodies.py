"""A body that does not come to an end is not waited for, and one that breaks off is nobody's fault here."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from fastapi import HTTPException, Request

from sync_agent.hub import limits
from sync_agent.hub.limits import body_of, raw_body

PART = {"type": "http.request", "body": b"{", "more_body": True}


def request(*parts: dict[str, Any]) -> Request:
    """One whose body comes in these parts, and then nothing more."""
    left = list(parts)

    async def receive() -> dict[str, Any]:
        if left:
            return left.pop(0)
        await asyncio.sleep(3_600)
        raise AssertionError("It was waited for")

    scope = {"type": "http", "method": "POST", "path": "/", "headers": [(b"content-type", b"application/json")]}
    return Request(scope, receive)


def refused(*parts: dict[str, Any]) -> tuple[int, Any]:
    with pytest.raises(HTTPException) as trouble:
        asyncio.run(raw_body(request(*parts), "application/json"))
    detail: Any = trouble.value.detail
    return trouble.value.status_code, detail["code"]


def test_a_body_that_drips_is_given_up(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(limits, "WHOLE_S", 0.05)
    assert refused() == (408, "too_slow")
    assert refused(PART, PART) == (408, "too_slow")


def test_a_line_that_is_lost_is_told_as_that():
    assert refused(PART, {"type": "http.disconnect"}) == (400, "cut_off")


def test_a_body_in_many_parts_is_one():
    parts: list[dict[str, Any]] = [
        PART | {"body": b'{"a":'},
        PART | {"body": b""},
        {"type": "http.request", "body": b"1}"},
    ]
    assert asyncio.run(body_of(request(*parts), "application/json")) == b'{"a":1}'
