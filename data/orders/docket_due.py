"""When an order is due: the first readable date among its attributes, then among its tags."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from data.orders.dates import readable_date, split_window, window_minutes
from data.orders.docket import DELIVERY, PICKUP
from data.orders.loose_json import is_one_of
from data.orders.reading import DocketRules


@dataclass(frozen=True, slots=True)
class Due:
    """`text` is what was read, or the first thing that could not be; `attribute` the pair it stood in, `method` what
    the tag it stood in says."""

    date: str | None = None
    text: str | None = None
    window: str | None = None
    minutes: tuple[int | None, int | None] = (None, None)
    attribute: tuple[str, str] | None = None
    method: str | None = None


def read_due(attributes: tuple[tuple[str, str], ...], tags: tuple[str, ...], rules: DocketRules) -> Due:
    """The due date of an order. Where no text is a date, the first is kept for a person to see."""
    named = [pair for pair in attributes if is_one_of(pair[0], rules.due_names)]
    found = [_read(pair[1], rules, attribute=pair) for pair in named]
    found += [_read(words, rules, method=method) for method, words in _tagged(tags, rules)]
    return next((due for due in found if due.date is not None), next(iter(found), Due()))


def _tagged(tags: tuple[str, ...], rules: DocketRules) -> Iterator[tuple[str, str]]:
    for tag in tags:
        name, _, words = tag.partition(":")
        if words.strip() and is_one_of(name, rules.pickup_tags):
            yield PICKUP, words.strip()
        elif words.strip() and is_one_of(name, rules.delivery_tags):
            yield DELIVERY, words.strip()


def _read(
    words: str, rules: DocketRules, *, attribute: tuple[str, str] | None = None, method: str | None = None
) -> Due:
    written, window = split_window(words, rules.window_word)
    day = readable_date(written)
    if day is None:
        return Due(text=words, attribute=attribute, method=method)
    return Due(day, words, window, window_minutes(window), attribute, method)
