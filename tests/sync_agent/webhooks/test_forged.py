"""Ten thousand who are not the vendor: none is believed (SECURITY T18)."""

from __future__ import annotations

import base64
import hmac
import random
from collections import Counter

import pytest

from tests.sync_agent.webhooks.rig import SECRET, Door

pytestmark = pytest.mark.long

_SIGNATURES = ("x-shopify-hmac-sha256", "x-square-hmacsha256-signature")
_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/="


_WAYS = (
    *("body", "added", "swapped"),
    *("signature", "cut", "longer", "none", "hex", "elsewhere"),
    *("secret", "path", "url", "account"),
)
Forgery = tuple[bytes, dict[str, str], str]


def _forged(there: Door, dice: random.Random, way: str) -> Forgery:
    """A true delivery, of which one thing is not as it was signed: body, headers, and where it goes."""
    raw = there.plain(order=dice.randrange(10**9))
    headers = there.sign(raw)
    (name,) = (name for name in headers if name.lower() in _SIGNATURES)
    if way in ("body", "added", "swapped"):
        return _another_body(there, dice, way, raw), headers, there.path
    if way in ("secret", "path", "url", "account"):
        return _another_sender(there, dice, way, raw, headers, name)
    said = headers.pop(name)
    if way == "none":
        return raw, headers, there.path
    if way == "elsewhere":
        return raw, headers | {dice.choice(["x-square-signature", "X-Signature", "Authorization"]): said}, there.path
    return raw, headers | {name: _another_signature(dice, way, said)}, there.path


def _another_body(there: Door, dice: random.Random, way: str, raw: bytes) -> bytes:
    if way == "swapped":
        return there.plain(order=-1)
    if way == "added":
        return raw + dice.choice([b" ", b"\n", b"}", b"\x00"])
    changed = bytearray(raw)
    changed[dice.randrange(len(raw))] ^= 1 << dice.randrange(8)
    return bytes(changed)


def _another_signature(dice: random.Random, way: str, said: str) -> str:
    if way == "cut":
        return said[: dice.randrange(len(said))]
    if way == "longer":
        return said + "".join(dice.choices(_LETTERS, k=dice.randrange(1, 400)))
    if way == "hex":
        return base64.b64decode(said).hex()
    # Not the last letter before the padding: half of what it says is not looked at by who decodes it.
    at = dice.randrange(len(said) - 2)
    return said[:at] + dice.choice([letter for letter in _LETTERS if letter != said[at]]) + said[at + 1 :]


def _another_sender(
    there: Door, dice: random.Random, way: str, raw: bytes, headers: dict[str, str], name: str
) -> Forgery:
    if way == "secret":
        return raw, there.sign(raw, SECRET[: dice.randrange(len(SECRET))] + str(dice.randrange(1000))), there.path
    if way == "path":
        other = {"shopify": "square", "square": "shopify"}[there.vendor]
        return raw, headers, dice.choice([f"/webhooks/{there.vendor}/flourlane", f"/webhooks/{other}/bannos"])
    if way == "url":
        # As Square signs, with a URL that is nearly the one that it was given; Shopify signs none.
        hooks = there.bench.hooks
        url = dice.choice([hooks + "/", hooks + "?a=1", hooks.replace("https", "http"), hooks[:-1], hooks.upper()])
        signed = hmac.digest(SECRET.encode(), url.encode() + raw, "sha256")
        return raw, headers | {name: base64.b64encode(signed).decode()}, there.path
    if there.vendor == "shopify":
        return raw, headers | {"X-Shopify-Shop-Domain": f"other-{dice.randrange(1000)}.myshopify.com"}, there.path
    raw = there.plain(merchant_id=f"OTHER{dice.randrange(1000)}")
    return raw, there.sign(raw), there.path


@pytest.mark.parametrize("many", [250, pytest.param(10_000, marks=pytest.mark.proof)])
def test_none_of_many_forged_deliveries_is_accepted_and_true_ones_among_them_are(there: Door, many: int):
    """Not the topic: Shopify's stands outside what it signs, so what a delivery does is read from its body."""
    before, dice, true = len(there.kept()), random.Random(11), 0
    answers: Counter[tuple[str, int]] = Counter()
    for n in range(many):
        way = _WAYS[n % len(_WAYS)]
        raw, headers, path = _forged(there, dice, way)
        answers[way, there.post(raw, headers, path).status_code] += 1
        if n % 100 == 0:
            raw = there.plain()
            assert there.post(raw, there.sign(raw)).status_code == 200
            true += 1

    assert {way for way, _ in answers} == set(_WAYS)
    assert {status for _, status in answers} == {401}, answers
    assert len(there.kept()) == before + true
