"""Which web pages may open the hub's socket: those that an admin named, by no trick of spelling any other (T14)."""

from __future__ import annotations

from pathlib import Path

import pytest
from websockets.asyncio.client import connect
from websockets.exceptions import InvalidStatus
from websockets.typing import Origin

from sync_agent.hub.serving import page_origin
from sync_agent.link.poke import socket_url
from tests.sync_agent.hub.test_process import hub, serving

PAGE, OTHER = "https://office.example.com", "https://evil.example.com"


@pytest.mark.parametrize(
    ("page", "origin"),
    [
        ("https://office.example.com", "https://office.example.com"),
        ("https://Office.Example.com/", "https://office.example.com"),
        ("https://office.example.com:443", "https://office.example.com"),
        ("http://192.0.2.7:3000", "http://192.0.2.7:3000"),
        ("http://[2001:db8::7]:80", "http://[2001:db8::7]"),
    ],
)
def test_a_page_is_known_as_browsers_name_it(page: str, origin: str) -> None:
    assert page_origin(page) == origin


@pytest.mark.parametrize(
    "page",
    ["*", "https://*.example.com", "office.example.com", "null", "", "https://office.example.com/app", "file:///x"],
)
def test_what_is_no_page_lets_nobody_in(page: str) -> None:
    with pytest.raises(ValueError, match="is no page"):
        page_origin(page)


async def test_a_hub_lets_in_the_named_page_alone_and_by_itself_none(tmp_path: Path) -> None:
    database = f"sqlite:///{tmp_path / 'hub.sqlite3'}"
    assert hub(tmp_path, "init", "--database", database, "--demo")[0] == 0
    for named, knocks in (((), {OTHER: 403, PAGE: 403}), (("--origin", f"{PAGE}/"), {OTHER: 403, PAGE: 101})):
        with serving(tmp_path, "--database", database, *named) as (_, url):
            for page, status in knocks.items():
                assert await knocked(url, page) == status, (named, page)


async def knocked(url: str, page: str) -> int:
    try:
        async with connect(socket_url(url), origin=Origin(page), proxy=None):
            return 101
    except InvalidStatus as refused:
        return refused.response.status_code
