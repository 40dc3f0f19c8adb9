"""The ways in which a played Square says no: a status, and errors as Square words them."""

from __future__ import annotations

_CATEGORIES = {401: "AUTHENTICATION_ERROR", 403: "AUTHENTICATION_ERROR", 429: "RATE_LIMIT_ERROR"}


class Refusal(Exception):
    """`headers` go with the answer."""

    def __init__(self, status: int, code: str, detail: str, **headers: str) -> None:
        """Keeps them."""
        super().__init__(f"{status} {code}: {detail}")
        self.status, self.code, self.detail = status, code, detail
        self.headers = {name.replace("_", "-"): value for name, value in headers.items()}

    @property
    def body(self) -> dict[str, object]:
        """The envelope."""
        usual = "API_ERROR" if self.status >= 500 else "INVALID_REQUEST_ERROR"
        category = _CATEGORIES.get(self.status, usual)
        return {"errors": [{"category": category, "code": self.code, "detail": self.detail}]}
