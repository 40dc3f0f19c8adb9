"""Ten thousand who are not the vendor: none is believed (SECURITY T18)."""

from __future__ import annotations

import random
from collections import Counter

import pytest

from tests.sync_agent.webhooks.rig import SECRET, Door

pytestmark = pytest.mark.long

_SIGNATURES = ("x-shopify-hmac-sha256", "x-square-hmacsha256-signature")
_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/="


def _forged(there: Door, dice: random.Random) -> tuple[bytes, dict[str, str]]:
    """A true delivery of which one thing is not as it was signed."""
    raw = there.plain(order=dice.randrange(10**9))
    headers = there.sign(raw)
    (name,) = (name for name in headers if name.lower() in _SIGNATURES)
    said = list(headers[name])
    what = dice.choice(["body", "signature", "secret", "swapped", "cut", "longer", "none", "added"])
    if what == "body":
        changed = bytearray(raw)
        changed[dice.randrange(len(raw))] ^= 1 << dice.randrange(8)
        return bytes(changed), headers
    if what == "signature":
        # Not the last letter before the padding: half of what it says is not looked at by who decodes it.
        at = dice.randrange(len(said) - 2)
        said[at] = dice.choice([letter for letter in _LETTERS if letter != said[at]])
    elif what == "secret":
        return raw, there.sign(raw, SECRET[: dice.randrange(len(SECRET))] + str(dice.randrange(1000)))
    elif what == "swapped":
        return there.plain(order=-1), headers
    elif what == "cut":
        said = said[: dice.randrange(len(said))]
    elif what == "longer":
        said += dice.choices(_LETTERS, k=dice.randrange(1, 400))
    elif what == "added":
        return raw + dice.choice([b" ", b"\n", b"}", b"\x00"]), headers
    else:
        return raw, {kept: value for kept, value in headers.items() if kept != name}
    return raw, headers | {name: "".join(said)}


@pytest.mark.parametrize("many", [250, pytest.param(10_000, marks=pytest.mark.proof)])
def test_none_of_many_forged_deliveries_is_accepted_and_the_true_one_after_them_is(there: Door, many: int):
    before, dice = len(there.kept()), random.Random(11)
    answers = Counter(there.post(*_forged(there, dice)).status_code for _ in range(many))
    raw = there.plain()

    assert answers == {401: many}
    assert len(there.kept()) == before
    assert there.post(raw, there.sign(raw)).status_code == 200
