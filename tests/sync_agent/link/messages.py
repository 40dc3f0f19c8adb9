"""Requests and answers by dice, as nodes make them and as they never would."""

from __future__ import annotations

from dataclasses import fields
from typing import Any

from hypothesis import strategies as st

from data.core.packed import pack
from data.exchange.message import Answer, NewsRow, Request, Result, Sent
from data.exchange.travelling import TABLES, kind_named

WORDS = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=12)
COUNTS = st.integers(0, 2**62)
IDS = st.uuids(version=4).map(str) | WORDS
HEADS = st.dictionaries(WORDS, st.tuples(COUNTS, WORDS), max_size=3)
_ARGS = st.builds(lambda a, b, c: pack({"ticket_id": a, "of": b, "n": c}), IDS, IDS, COUNTS) | WORDS

SENT = st.builds(
    Sent,
    seq=COUNTS,
    command_id=IDS,
    prev_id=st.none() | IDS,
    name=WORDS,
    v=st.integers(0, 9),
    args=_ARGS,
    actor_id=IDS,
    actor_name=WORDS,
    actor_role=st.sampled_from(("STAFF", "OWNER")),
    terminal_id=IDS,
    issued_at=st.integers(-(2**40), 2**47 - 1),
    hlc=COUNTS,
    boot_id=WORDS,
    mono_ns=COUNTS,
)
REQUESTS = st.builds(
    Request,
    node_id=IDS,
    epoch=WORDS,
    cookies=HEADS,
    scopes=st.lists(WORDS, max_size=3).map(tuple),
    origin=IDS,
    batch=st.lists(SENT, max_size=6).map(tuple),
    boot_id=WORDS,
    mono_ns=COUNTS,
    more=st.booleans(),
)
_VALUES: dict[str, st.SearchStrategy[Any]] = {
    "str": WORDS,
    "int": COUNTS,
    "Instant": COUNTS,
    "bool": st.booleans() | st.sampled_from((0, 1)),
}


def _value(told: str) -> st.SearchStrategy[Any]:
    word, _, nullable = told.partition(" | ")
    return st.none() | _VALUES[word] if nullable else _VALUES[word]


@st.composite
def news(draw: st.DrawFn) -> NewsRow:
    """A row of any table, or the tombstone of one."""
    kind = kind_named(draw(st.sampled_from(TABLES)))
    record = tuple(draw(_value(str(f.type))) for f in fields(kind.cls))
    pk = pack([record[kind.columns.index(name)] for name in kind.key])
    return NewsRow(kind.table, pk, draw(st.sampled_from((record, None))))


ANSWERS = st.builds(
    Answer,
    to_epoch=WORDS,
    to_cookies=HEADS,
    to_origin=IDS,
    epoch=WORDS,
    reset=st.booleans(),
    rows=st.lists(news(), max_size=8).map(tuple),
    heads=HEADS,
    seq=COUNTS,
    command_id=st.none() | IDS,
    forked=st.booleans(),
    too_old=st.booleans(),
    results=st.lists(
        st.builds(Result, IDS, st.sampled_from(("noop", "merged", "conflict", "rejected", "dead")), WORDS, WORDS),
        max_size=3,
    ).map(tuple),
    server_time=COUNTS,
)
