"""No setting, name or answer of a shop sends us into somebody's own network (T19)."""

from __future__ import annotations

import httpx
import pytest

from sync_agent.shops.addresses import AT_HOME, CheckedTransport, NotPublic, checked, is_public, resolved
from sync_agent.shops.line import Line
from sync_agent.shops.registry import is_at_home
from sync_agent.shops.trouble import Unavailable

PRIVATE = [
    "127.0.0.1",
    "127.1.2.3",
    "0.0.0.0",
    "10.0.0.1",
    "10.255.255.255",
    "172.16.0.1",
    "172.31.255.254",
    "192.168.0.1",
    "169.254.169.254",
    "100.64.0.1",
    "100.127.255.254",
    "224.0.0.1",
    "239.1.1.1",
    "240.0.0.1",
    "255.255.255.255",
    "192.0.2.1",
    "198.51.100.7",
    "203.0.113.9",
    "198.18.0.1",
    "192.0.0.8",
    "::1",
    "::",
    "fe80::1",
    "fc00::1",
    "fd12:3456::1",
    "ff02::1",
    "2001:db8::1",
    "::ffff:127.0.0.1",
    "::ffff:10.0.0.1",
    "::ffff:8.8.8.8",
    "64:ff9b::7f00:1",
    "64:ff9b::a00:1",
    "64:ff9b:1::7f00:1",
    "192.88.99.1",
    "fec0::1",
    "3fff::1",
    "2002:7f00:1::",
    "2002:c0a8:1::",
    "2001:0:4136:e378:8000:63bf:3fff:fdd2",
    "fe80::1%eth0",
    "not-an-address",
    "1.2.3",
]
URLS = [
    "http://cakes.example/",
    "ftp://cakes.example/",
    "https://ana@cakes.example/",
    "https://ana:pin@cakes.example/",
    "https://cakes.example:22/",
    "https://cakes.example:8443/",
    "https://cakes.example:80/",
    "https:///path",
    "file:///etc/passwd",
    "gopher://cakes.example/",
]
BY_THE_SYSTEM = [
    "https://127.0.0.1/",
    "https://2130706433/",
    "https://0x7f000001/",
    "https://0177.0.0.1/",
    "https://127.1/",
    "https://0/",
    "https://localhost/",
    "https://[::1]/",
    "https://[::ffff:127.0.0.1]/",
    "https://017700000001/",
    "https://0x7f.1/",
]


@pytest.mark.parametrize("address", PRIVATE)
def test_an_address_of_somebodys_own_is_not_gone_to(address):
    assert not is_public(address)
    with pytest.raises(NotPublic):
        checked(httpx.URL("https://cakes.example/"), lambda _: [address])


@pytest.mark.parametrize("url", URLS)
def test_nor_anything_but_https_at_its_own_port(url):
    with pytest.raises(NotPublic):
        checked(httpx.URL(url), lambda _: ["93.184.216.34"])


@pytest.mark.parametrize("url", BY_THE_SYSTEM)
def test_nor_this_machine_however_it_is_spelled(url):
    with pytest.raises((NotPublic, Unavailable, httpx.InvalidURL)):
        checked(httpx.URL(url), resolved)


def test_one_private_address_among_public_ones_is_enough():
    with pytest.raises(NotPublic):
        checked(httpx.URL("https://cakes.example/"), lambda _: ["93.184.216.34", "10.0.0.1"])


def test_a_name_that_changes_its_mind_is_asked_once():
    answers = iter((["93.184.216.34"], ["127.0.0.1"]))
    assert checked(httpx.URL("https://cakes.example/"), lambda _: next(answers)) == "93.184.216.34"
    with pytest.raises(NotPublic):
        checked(httpx.URL("https://cakes.example/"), lambda _: next(answers))


def test_a_line_says_so_before_anything_is_sent():
    line = Line(CheckedTransport(lambda _: ["127.0.0.1"]))
    with pytest.raises(NotPublic):
        line.post("https://cakes.example/admin", {"X-Token": "secret"}, b"{}")


@pytest.mark.parametrize("address", ["93.184.216.34", "8.8.8.8", "2606:4700:4700::1111"])
def test_the_public_ones_are(address):
    assert checked(httpx.URL("https://cakes.example/"), lambda _: [address]) == address


def test_only_what_an_admin_has_named_may_stand_at_home(monkeypatch):
    assert not is_at_home("http://127.0.0.1:4010")
    monkeypatch.setenv(AT_HOME, "127.0.0.1:4010, 127.0.0.1:4011")

    assert is_at_home("http://127.0.0.1:4010/{shop}")
    assert not is_at_home("http://127.0.0.1:5432")
    assert not is_at_home("http://127.0.0.1:4010@evil.example/")
