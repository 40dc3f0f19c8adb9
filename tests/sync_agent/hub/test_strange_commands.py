"""Whatever a command holds, it is refused in words or it settles: none makes the hub fail, or stays in the way."""

from __future__ import annotations

import json
import secrets
import time
from dataclasses import fields, replace
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from data.core import hlc
from data.core.ids import uuid7
from data.core.packed import pack
from data.exchange.message import Request, Sent
from data.line.complete import CompleteFilling
from data.orders.docket import docket_to_args
from data.replica.asking import request
from data.store.catalogue import NAMES, command_class
from sync_agent.hub.limits import Rate
from sync_agent.hub.running import Hub, fresh
from sync_agent.hub.store import HubStore
from sync_agent.link.batch import coded
from sync_agent.link.hearing import read_answer
from sync_agent.link.spelling import write_request
from tests.support.cast import ANA, BENCH, MILK, NOW
from tests.support.dockets import docket
from tests.sync_agent.hub.rig import code_of
from tests.sync_agent.hub.test_exchange import MakeReplica, ordered, tickets

SETTLED = {"applied", "noop", "merged", "conflict", "rejected", "dead"}
DEEP = 3_000
HUGE = 10**400
_strange = st.one_of(
    st.none(),
    st.booleans(),
    st.sampled_from([0, -1, 2**31, 2**63 - 1, 2**63, -(2**63) - 1, HUGE, 1.5, -0.0, 1e308]),
    st.sampled_from(["", "\0", "a\0b", "\ud800", "ana", "bannos", "nowhere", "store", "\u202e", "x" * 5_000]),
    st.sampled_from(["null", "[]", "{}", "[1]", '"a"', "{", "NaN", '{"a":"\\u0000"}', "[" * DEEP + "]" * DEEP]),
    st.text(max_size=20),
)
values = st.recursive(
    _strange,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=12,
)


@st.composite
def arguments(draw: st.DrawFn, name: str, good: dict[str, Any]) -> str:
    """Of a command: some right, some wrong, some missing, some too many; or nothing of the kind."""
    kind = draw(st.integers(0, 9))
    if kind == 0:
        return json.dumps(draw(values))
    if kind == 1:
        return draw(
            st.sampled_from(["", "{", "null", "[]", "NaN", "1" * 5_000, "[" * DEEP, '{"a":' * DEEP + "1" + "}" * DEEP])
        )
    names = [each.name for each in fields(command_class(name))]
    found = {each: good.get(each) for each in names} | good
    for each in draw(st.lists(st.sampled_from([*names, "surplus", ""]), max_size=3)):
        found[each] = draw(values)
    for each in draw(st.lists(st.sampled_from(names or ["none"]), max_size=1)):
        found.pop(each, None)
    return json.dumps(found)


@st.composite
def commands(draw: st.DrawFn, ticket: str, order: str) -> dict[str, Any]:
    """What differs from a scan that is in order."""
    name = draw(st.sampled_from([*NAMES, "complete_filling", "", "no_such_command", "undo\0"]))
    good = {"ticket_id": ticket, "order_id": order, "cycle": 0, "store_id": "bannos", "staff_id": ANA.staff_id}
    good |= {"docket": pack(docket_to_args(docket("20009"))), "quantity": 1, "item_id": MILK, "reason": "x"}
    return {
        "name": name,
        "v": draw(st.sampled_from([1, 1, 1, 0, -1, 2, 2**62])),
        "args": draw(arguments(name, good)) if name in NAMES else json.dumps(good),
        "actor_id": draw(st.sampled_from([ANA.staff_id, "nobody", "", "a\0", "\ud800"])),
        "actor_role": draw(st.sampled_from([ANA.role.value, "OWNER", "SERVICE", "GONE", "", "KING"])),
        "terminal_id": draw(st.sampled_from([BENCH, BENCH, "", "no-terminal"])),
        "issued_at": draw(st.sampled_from([NOW, NOW, 0, -1, 2**47, 2**62, -(2**62)])),
    }


def sent(seq: int, prev: str | None, how: dict[str, Any]) -> Sent:
    """A command with something strange about it."""
    ident = uuid7(NOW, secrets.token_bytes(10))
    usual: dict[str, Any] = {"actor_name": "Ana", "hlc": hlc.after(0, NOW), "boot_id": "b", "mono_ns": seq}
    return Sent(seq=seq, command_id=ident, prev_id=prev, **usual, **how)


def spelled(asked: Request) -> bytes:
    """As somebody would spell it who does not look at what is in it."""
    told = json.loads(write_request(replace(asked, batch=())))
    return json.dumps({**told, "batch": coded(asked.batch)}).encode()


def in_a_chain(hows: list[dict[str, Any]]) -> tuple[Sent, ...]:
    found: list[Sent] = []
    for seq, how in enumerate(hows, 1):
        found.append(sent(seq, found[-1].command_id if found else None, how))
    return tuple(found)


def test_every_command_is_refused_in_words_or_settles(store: HubStore, hub: Hub, replica: MakeReplica) -> None:
    hub.rate = Rate(time.monotonic, 1e9, 1e9)
    ordered(store, 2)
    one = replica("one")
    one.exchange()
    cake, last = tickets(one)

    @settings(max_examples=100, deadline=None, suppress_health_check=list(HealthCheck))
    @given(st.lists(commands(cake.id, cake.order_id), min_size=1, max_size=3))
    def tried(hows: list[dict[str, Any]]) -> None:
        asked = Request("one", "", {"bannos": (0, "")}, ("bannos",), fresh(), in_a_chain(hows))
        answered = one.post(spelled(asked))
        if answered.status_code == 200:
            answer = read_answer(answered.content).answer
            assert {result.status for result in answer.results} <= SETTLED
            assert answer.too_old or answer.seq == len(hows)
        else:
            assert 400 <= answered.status_code < 500
            assert code_of(answered)

    tried()
    far = replica("two")
    far.exchange()
    assert far.do(CompleteFilling(last.id, 0)).accepted
    far.exchange()
    assert request(far.database).batch == ()
