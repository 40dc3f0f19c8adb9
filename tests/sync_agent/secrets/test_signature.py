"""A batch is its sender's: whatever of it is changed, it is not any more (SECURITY T16)."""

from __future__ import annotations

from dataclasses import replace

import pytest

from sync_agent.secrets.signature import (
    BadSignature,
    Push,
    check_push,
    check_text,
    new_key,
    public_key,
    sign_push,
    sign_text,
)

KEY = new_key()
PUBLIC = public_key(KEY)
PUSH = Push("node-1", "o-1", 1, 3, b'{"batch":[]}', "token")
AT = 1_795_734_000_000


def test_it_fits_and_tells_the_senders_time():
    assert check_push(PUBLIC, PUSH, sign_push(KEY, PUSH, AT)) == AT


def test_a_terminal_whose_clock_is_years_off_is_understood():
    assert check_push(PUBLIC, PUSH, sign_push(KEY, PUSH, 0)) == 0


@pytest.mark.parametrize(
    "changed",
    [
        {"node_id": "node-2"},
        {"origin": "o-2"},
        {"first": 2},
        {"last": 4},
        {"body": b'{"batch":[1]}'},
        {"token": "another"},
        {"node_id": "node-1o-", "origin": "1"},
    ],
    ids=",".join,
)
def test_nothing_of_it_can_be_changed(changed):
    with pytest.raises(BadSignature):
        check_push(PUBLIC, replace(PUSH, **changed), sign_push(KEY, PUSH, AT))


@pytest.mark.parametrize(
    "header",
    [None, "", "t=1", "t=1,s=", "t=x,s=AAAA", "s=AAAA,t=1", "t=1,s=no base64", "t=1,s=" + "A" * 88, "t=\u0661,s=AAAA"],
)
def test_what_is_no_signature_is_refused(header):
    with pytest.raises(BadSignature):
        check_push(PUBLIC, PUSH, header)


def test_its_time_is_signed_too():
    signed = sign_push(KEY, PUSH, AT)
    with pytest.raises(BadSignature):
        check_push(PUBLIC, PUSH, signed.replace(str(AT), str(AT + 1)))


def test_another_key_does_not_fit():
    with pytest.raises(BadSignature):
        check_push(public_key(new_key()), PUSH, sign_push(KEY, PUSH, AT))


@pytest.mark.parametrize("public", ["", "00", "zz" * 32, "00" * 32])
def test_a_key_that_is_none_fits_nothing(public):
    with pytest.raises(BadSignature):
        check_push(public, PUSH, sign_push(KEY, PUSH, AT))


def test_what_was_signed_for_one_purpose_is_good_for_no_other():
    signed = sign_text(KEY, "refresh", "abc")
    check_text(PUBLIC, signed, "refresh", "abc")
    for purpose, parts in (("enrol", ("abc",)), ("refresh", ("ab", "c")), ("refresh", ("abc", ""))):
        with pytest.raises(BadSignature):
            check_text(PUBLIC, signed, purpose, *parts)
