"""Commands on the wire: small, limited, and none too large to be ever sent."""

from __future__ import annotations

import gzip
import json
from dataclasses import replace
from random import Random
from uuid import UUID

import pytest

from data.core import hlc
from data.core.ids import uuid7
from data.core.packed import pack
from data.exchange.message import Request, Sent
from sync_agent.link.batch import MOST_BYTES, MOST_COMMANDS, TooMuch, fitting
from sync_agent.link.reading import Malformed
from sync_agent.link.spelling import read_request, write_request

NOW = 1_795_734_000_000
STAGES = ("filling", "covering", "decorating", "packing")


def scans(count: int, seed: int = 1) -> Request:
    """A queue of a busy terminal: other tickets, other seconds, two people."""
    dice, batch, prev = Random(seed), [], None
    at, mono, reading = NOW, 10**12, 0
    for seq in range(1, count + 1):
        at += dice.randrange(800, 6000)
        mono += (at - NOW) % 7 * 1_000_000 + dice.randrange(10**9)
        reading = hlc.after(reading, at)
        ident = uuid7(at, dice.randbytes(10))
        args = pack({"ticket_id": str(UUID(bytes=dice.randbytes(16))), "cycle": 0, "ahead": False})
        who = dice.choice((("ana", "Ana"), ("bo", "Bo")))
        name = f"complete_{dice.choice(STAGES)}"
        batch.append(Sent(seq, ident, prev, name, 1, args, *who, "STAFF", "t1", at, reading, "boot", mono))
        prev = ident
    return Request("node", "e" * 32, {"north": (17, "f" * 32)}, ("north",), "o" * 32, tuple(batch), "boot", mono)


def test_a_command_costs_sixty_bytes_at_most() -> None:
    """30 days offline at 2,000 scans a day have to go up over a thin line."""
    request = scans(MOST_COMMANDS)
    body = gzip.compress(write_request(request), 6)
    assert read_request(gzip.decompress(body)).request == request
    assert len(body) / MOST_COMMANDS <= 60


def test_more_commands_than_a_hub_takes_are_refused() -> None:
    with pytest.raises(TooMuch):
        read_request(write_request(scans(MOST_COMMANDS + 1)))


def test_a_small_batch_that_grows_large_is_refused_before_it_does() -> None:
    """One making, used two hundred times: a few kilobytes would be forty megabytes."""
    told = json.loads(write_request(scans(MOST_COMMANDS)))
    told["batch"]["make"] = [["x", 1, "a" * 200_000]]
    told["batch"]["use"] = [0] * MOST_COMMANDS
    told["batch"]["with"] = ""
    with pytest.raises(TooMuch):
        read_request(json.dumps(told).encode())


def test_what_fits_is_a_beginning_of_the_batch() -> None:
    request = scans(3)
    large = replace(request, batch=tuple(replace(c, args="x" * (MOST_BYTES // 2)) for c in request.batch))
    assert fitting(request) is request
    assert fitting(large).batch == large.batch[:1]
    assert len(fitting(scans(MOST_COMMANDS + 5)).batch) == MOST_COMMANDS
    assert read_request(write_request(fitting(large))).request == fitting(large)


def test_one_command_goes_however_large() -> None:
    """Or everything behind it would wait for ever."""
    request = scans(1)
    huge = replace(request, batch=(replace(request.batch[0], args="x" * (2 * MOST_BYTES)),))
    assert fitting(huge) is huge
    assert read_request(write_request(huge)).request == huge


@pytest.mark.parametrize("name", ["use", "by", "from", "boot"])
def test_a_command_that_points_beyond_a_table_is_refused(name: str) -> None:
    for place in (-1, 99):
        told = json.loads(write_request(scans(2)))
        told["batch"][name] = [0, place]
        with pytest.raises(Malformed):
            read_request(json.dumps(told).encode())


def test_a_clock_that_was_set_makes_no_batch_unreadable() -> None:
    """The wall clock leaps by two hundred years and back, the monotonic one starts anew."""
    request = scans(4)
    a, b, c, d = request.batch
    leap = 200 * 365 * 86_400_000
    batch = (a, replace(b, issued_at=NOW + leap, hlc=NOW + leap << 16), replace(c, mono_ns=5), d)
    request = replace(request, batch=batch)
    assert read_request(write_request(request)).request == request
