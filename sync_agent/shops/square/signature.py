"""Square's signature of a webhook: over the URL that it was told to call, to the byte, and the raw body after it."""

from __future__ import annotations

import base64
import hmac
from collections.abc import Sequence

HEADER = "x-square-hmacsha256-signature"
RETIRED = "x-square-signature"
"""SHA-1, and no longer to be believed."""
NOBODYS = "no signature key is kept for this shop"
_AT_LEAST = 2
"""So many signatures are always reckoned: the time it takes tells neither of a shop nor of a second key."""


def signed(url: str, raw: bytes, given: str, keys: Sequence[str]) -> bool:
    """Whether `given` is the signature by one of the keys: there is one for each subscription, two while one follows
    another. `url` is the configured one, never what a proxy says was called."""
    said = given.encode("utf-8", "replace")
    spare = (NOBODYS,) * max(0, _AT_LEAST - len(keys))
    same = [hmac.compare_digest(signature(url, raw, key), said) for key in (*keys, *spare)]
    return any(same[: len(keys)])


def signature(url: str, raw: bytes, key: str) -> bytes:
    """What stands in the header."""
    return base64.b64encode(hmac.digest(key.encode(), url.encode() + raw, "sha256"))
