"""What can go wrong with a shop, by what one has to do about it; the sentences are for people."""

from __future__ import annotations


class ShopTrouble(Exception):
    """`code` is the vendor's word for it, or ours; never a token or a body."""

    code = "trouble"

    def __init__(self, says: str, code: str | None = None) -> None:
        """Keeps both."""
        super().__init__(says)
        self.code = code or type(self).code


class Throttled(ShopTrouble):
    """Too much for now: the same again after `wait` seconds, which the vendor told or which follow from its cost."""

    code = "throttled"

    def __init__(self, says: str, wait: float, code: str | None = None) -> None:
        """Keeps them."""
        super().__init__(says, code)
        self.wait = wait


class Unavailable(ShopTrouble):
    """It does not answer, or answered 5xx, or the line was lost: whether it was done is unknown. The same again
    with the same key, later."""

    code = "unavailable"


class TokenExpired(ShopTrouble):
    """The access token is no longer taken: one refresh, then the same once more."""

    code = "token_expired"


class Disconnected(ShopTrouble):
    """The shop has taken its permission back, or the refresh token is worth nothing: a person must connect it again."""

    code = "disconnected"


class Stale(ShopTrouble):
    """What we believed is there is not: read again, reckon anew, and ask with a new key."""

    code = "stale"


class Rejected(ShopTrouble):
    """It will never be taken like this: for a person."""

    code = "rejected"


class Forged(ShopTrouble):
    """A delivery whose signature does not hold (401)."""

    code = "forged"


class Unreadable(ShopTrouble):
    """A delivery that is signed and is still nothing we can read (2xx and a dead letter)."""

    code = "unreadable"
