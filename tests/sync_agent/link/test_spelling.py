"""The wire: what goes in comes out, and what did not come whole is never half believed."""

from __future__ import annotations

import json
from contextlib import suppress
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.exchange.message import Answer, NewsRow, Request, Result, Sent
from data.exchange.travelling import kind_named
from data.store.schema import SCHEMA_VERSION
from sync_agent.link.hearing import Incomplete, read_answer
from sync_agent.link.reading import Malformed
from sync_agent.link.spelling import (
    NEWEST_SCHEMA,
    OLDEST_SCHEMA,
    PROTO,
    read_request,
    write_answer,
    write_request,
)
from tests.sync_agent.link.messages import ANSWERS, REQUESTS

EMPTY = Answer("e", {}, "o", "e", False, (), {"north": (3, "t")}, 0, None, False, False, (), 1)
NEWS = replace(
    EMPTY,
    rows=(
        NewsRow("inventory_txn", '["gone"]', None),
        NewsRow("staff", '["ana"]', ("ana", "north", 1, "Ana", "STAFF", True, None, None, 1)),
    ),
    results=(Result("c", "rejected", "no", "Not so"),),
)


def spelled(answer: Answer) -> bytes:
    return b"".join(write_answer(answer))


@given(REQUESTS)
def test_a_request_comes_as_it_went(request: Request) -> None:
    asked = read_request(write_request(request))
    assert asked.request == request
    assert asked.schema == SCHEMA_VERSION


@given(ANSWERS)
def test_an_answer_comes_as_it_went(answer: Answer) -> None:
    told = read_answer(spelled(answer))
    assert told.answer == answer
    assert told.schemas == (OLDEST_SCHEMA, NEWEST_SCHEMA)


def test_what_was_plainly_applied_is_not_told_one_by_one() -> None:
    answer = replace(NEWS, results=(*NEWS.results, Result("d", "applied", "applied", "Done")))
    assert read_answer(spelled(answer)).answer.results == NEWS.results


def test_an_answer_that_was_cut_off_anywhere_is_none() -> None:
    whole = spelled(NEWS)
    for length in range(len(whole)):
        with pytest.raises(Incomplete):
            read_answer(whole[:length])
    assert read_answer(whole).answer.rows == NEWS.rows


def test_an_answer_in_which_any_bit_turned_is_none() -> None:
    whole = spelled(NEWS)
    for at in range(len(whole)):
        for bit in range(8):
            changed = bytearray(whole)
            changed[at] ^= 1 << bit
            with pytest.raises(Incomplete):
                read_answer(bytes(changed))


def test_two_answers_in_one_are_none() -> None:
    with pytest.raises(Incomplete):
        read_answer(spelled(NEWS) + spelled(NEWS))


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (b"", "cut_off"),
        (b"<!doctype html><title>Welcome to FreeWifi</title>", "not_a_hub"),
        (b'{"detail":"Not Found"}', "not_a_hub"),
        (b"\xff\xfe\x00", "not_a_hub"),
    ],
)
def test_what_is_no_answer_is_said_to_be_none(body: bytes, code: str) -> None:
    with pytest.raises(Incomplete) as trouble:
        read_answer(body)
    assert trouble.value.code == code


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=4),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3),
    max_leaves=4,
)


def _places(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    found = [path]
    if isinstance(value, dict):
        for name, each in value.items():
            found += _places(each, (*path, name))
    elif isinstance(value, list):
        for n, each in enumerate(value):
            found += _places(each, (*path, n))
    return found


def _changed(value: Any, path: tuple[Any, ...], to: Any) -> Any:
    if not path:
        return to
    made = value.copy()
    made[path[0]] = _changed(value[path[0]], path[1:], to)
    return made


@given(REQUESTS, st.data())
def test_a_request_wrong_at_any_place_is_refused_in_words(request: Request, data: st.DataObject) -> None:
    told = json.loads(write_request(request))
    place = data.draw(st.sampled_from(_places(told)))
    body = json.dumps(_changed(told, place, data.draw(_JSON))).encode()
    with suppress(Malformed):
        read_request(body)


@given(ANSWERS, st.data())
def test_an_answer_wrong_at_any_place_is_refused_in_words(answer: Answer, data: st.DataObject) -> None:
    """The sum is right: whoever wrote it meant it."""
    lines = [json.loads(line) for line in spelled(answer).splitlines()[:-1]] if _plain(answer) else []
    if not lines:
        return
    place = data.draw(st.sampled_from(_places(lines)))
    wrong = _changed(lines, place, data.draw(_JSON))
    with suppress(Incomplete):
        read_answer(_summed(wrong if isinstance(wrong, list) else [wrong], answer))


def _plain(answer: Answer) -> bool:
    """Whether no text of it breaks a line for Python's splitlines, which knows more breaks than JSON does."""
    return len(spelled(answer).splitlines()) == spelled(answer).count(b"\n")


def _summed(lines: list[Any], answer: Answer) -> bytes:
    from zlib import crc32

    before = b"".join(json.dumps(line, separators=(",", ":")).encode() + b"\n" for line in lines)
    end = json.dumps({"end": True, "heads": answer.heads, "rows": len(answer.rows)}, separators=(",", ":")).encode()
    end = end[:-1]
    return before + end + b',"crc":"%08x"}\n' % crc32(end, crc32(before))


@given(REQUESTS, st.integers(0, 10_000), st.integers(0, 255))
def test_a_request_with_any_byte_changed_is_read_or_refused(request: Request, at: int, byte: int) -> None:
    body = bytearray(write_request(request))
    body[at % len(body)] = byte
    with suppress(Malformed):
        read_request(bytes(body))


@pytest.mark.parametrize(
    "body",
    [
        b"[" * 100_000,
        b'{"proto":1e400}',
        b'{"proto":NaN}',
        b'{"proto":' + b"9" * 5000 + b"}",
        b'{"proto":true}',
        b'{"proto":"\\ud800"}',
    ],
)
def test_what_no_database_could_keep_is_refused(body: bytes) -> None:
    with pytest.raises(Malformed):
        read_request(body)


def test_a_number_that_fits_no_column_is_refused() -> None:
    body = write_request(Request("n", "", {}, ("north",), "o", (), "b", 5)).replace(b'"mono":5', b'"mono":%d' % 2**63)
    with pytest.raises(Malformed):
        read_request(body)


def test_half_a_character_is_refused() -> None:
    body = write_request(Request("n", "", {}, ("north",), "o")).replace(b'"node":"n"', b'"node":"\\uDCFF"')
    with pytest.raises(Malformed):
        read_request(body)


def test_what_postgresql_cannot_keep_is_refused_and_what_only_speaks_of_it_is_not() -> None:
    """Packed arguments spell it out, and stay what they are."""
    sent = Sent(1, "c", None, "x", 1, '{"a":"\\u0000"}', "ana", "Ana", "STAFF", "t", 1, 1, "b", 1)
    request = Request("n", "", {}, ("north",), "o", (sent,))
    assert read_request(write_request(request)).request == request
    with pytest.raises(Malformed):
        read_request(write_request(replace(request, batch=(replace(sent, actor_name="A\0na"),))))


def test_another_protocol_is_told_apart() -> None:
    body = write_request(Request("n", "", {}, (), "o")).replace(b'"proto":%d' % PROTO, b'"proto":%d' % (PROTO + 1))
    with pytest.raises(Malformed) as trouble:
        read_request(body)
    assert trouble.value.code == "other_protocol"


STAFF = kind_named("staff")
ANA = ("ana", "north", 1, "Ana", "STAFF", True, None, "hash", 1)


def _of_a_peer(columns: list[str], row: list[Any], table: str = "staff") -> bytes:
    head = json.loads(spelled(EMPTY).splitlines()[0])
    head["head"]["columns"] = {table: columns}
    origin = {"origin": [0, None, False, False]}
    return _summed([head, {"table": table, "rows": [row]}, origin], replace(EMPTY, rows=NEWS.rows[:1]))


def test_a_column_that_only_a_newer_peer_has_is_left_out() -> None:
    body = _of_a_peer(["pronoun", *STAFF.columns], ["she", *ANA])
    assert read_answer(body).answer.rows[0].record == ANA


def test_a_column_that_an_older_peer_lacks_is_empty() -> None:
    """Columns are only ever added, and what is added may be empty."""
    columns = [name for name in STAFF.columns if name not in ("pin_hash", "active")]
    row = [value for name, value in zip(STAFF.columns, ANA, strict=True) if name in columns]
    (news,) = read_answer(_of_a_peer(columns, row)).answer.rows
    assert news.record == ("ana", "north", 1, "Ana", "STAFF", False, None, None, 1)


def test_columns_in_another_order_find_their_places() -> None:
    body = _of_a_peer(list(reversed(STAFF.columns)), list(reversed(ANA)))
    assert read_answer(body).answer.rows[0].record == ANA


def test_a_table_that_only_a_newer_peer_has_is_left_out() -> None:
    assert read_answer(_of_a_peer(["id"], ["x"], "oven")).answer.rows == ()


def test_a_row_without_its_key_is_refused() -> None:
    with pytest.raises(Incomplete):
        read_answer(_of_a_peer(["store_id"], ["north"]))


def test_a_truth_of_sqlite_and_one_of_postgresql_are_the_same() -> None:
    """One keeps 1, the other true; a column of the other takes no 1."""
    for truth in (1, True):
        record = read_answer(_of_a_peer(list(STAFF.columns), [*ANA[:5], truth, *ANA[6:]])).answer.rows[0].record
        assert record is not None
        assert record[5] is True
