"""Pages that follow one another by Square's cursors, and that must come to an end."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass, replace
from hashlib import sha256
from typing import Any

from sync_agent.shops.trouble import Rejected, Unavailable

MOST_PAGES = 2_000
"""More than this in one walk is a vendor that has lost its way, not a shop."""


@dataclass(frozen=True, slots=True)
class Mark:
    """Where a walk stands: `cursor` asks for the next page, `number` counts those that were read, `last` knows the
    page before by its content, `group` counts the walks that make one."""

    cursor: str | None = None
    number: int = 0
    last: str = ""
    group: int = 0

    def packed(self) -> str:
        """As text that can wait in a table until the walk goes on."""
        return json.dumps(asdict(self), separators=(",", ":"))

    def after(self, cursor: object, ids: Iterable[str]) -> Mark | None:
        """The mark behind a page with these things; None behind the last. Raises Unavailable for a walk without end:
        the same cursor or the same page again, or more pages than any shop has."""
        if not isinstance(cursor, str) or not cursor:
            return None
        if not cursor.isascii():
            raise Unavailable("Square's pages lead to nowhere", "bad_cursor")
        named = "\n".join(ids)
        content = sha256(named.encode("utf-8", "surrogatepass")).hexdigest() if named else ""
        endless = cursor == self.cursor or (bool(content) and content == self.last) or self.number >= MOST_PAGES
        if endless:
            raise Unavailable("Square's pages do not end", "endless_pages")
        return replace(self, cursor=cursor, number=self.number + 1, last=content)


def mark_of(after: str | None) -> Mark:
    """The mark that was packed; the beginning for None. Raises Rejected for what is none."""
    if after is None:
        return Mark()
    try:
        return Mark(**json.loads(after))
    except (ValueError, TypeError) as trouble:
        raise Rejected("The place at which the reading of pages was to go on is not known", "bad_mark") from trouble


def walk(
    ask: Callable[[dict[str, str]], dict[str, Any]], named: Callable[[dict[str, Any]], Iterable[str]]
) -> list[Any]:
    """Every page of a question; `ask` is given the cursor as it goes into the body, `named` names what a page holds."""
    mark: Mark | None = Mark()
    pages = []
    while mark is not None:
        page = ask({"cursor": mark.cursor} if mark.cursor else {})
        pages.append(page)
        mark = mark.after(page.get("cursor"), named(page))
    return pages
