"""The end of a shift: all lines work, everybody talks until nothing is new, and the oracle looks at every table."""

from __future__ import annotations

from collections import Counter
from functools import partial
from typing import TYPE_CHECKING

from data.ledger.auditing import audit
from data.store.errors import StoreError
from sync_agent.simulate import oracle
from sync_agent.simulate.breaking import breaks
from sync_agent.simulate.house import CLOUD
from sync_agent.simulate.node import AUTHORITY, TERMINAL, SimNode
from sync_agent.simulate.rest import come_to_rest
from sync_agent.simulate.shop import event_id, tell
from sync_agent.simulate.verdict import Verdict
from sync_agent.simulate.world import STORES

if TYPE_CHECKING:
    from sync_agent.simulate.shift import Shift

COMPARED = "compared"


def close(shift: Shift) -> Verdict:
    """The verdict."""
    shift.net.heal()
    shift.trouble.end()
    settled = _settle(shift)
    cloud = shift.house.cloud.disk.read
    lost = [
        f"{b.command_id} {b.name} at {b.node} in step {b.step}" for b in shift.oracle.lost(oracle.command_ids(cloud))
    ]
    for node in shift.house.feeding():
        lost += oracle.died(node.disk.read, partial(_may_die, shift, node.kind))
    return Verdict(
        shift.seed,
        len(shift.oracle.beeps),
        len(shift.oracle.destroyed & shift.oracle.beeps.keys()),
        tuple(lost),
        tuple(oracle.doubled(cloud)),
        (*shift.noticed, *(() if settled else ("the nodes never came to rest",)), *_apart(shift)),
        shift.hits,
        Counter(shift.rules),
        shift.answers,
    )


def _may_die(shift: Shift, kind: str, command_id: str) -> bool:
    return "F50" in shift.faults and breaks(command_id, kind)


def broken(shift: Shift, trouble: Exception) -> Verdict:
    """The verdict on a shift in which the product raised what it never says it raises."""
    wrong = (*shift.noticed, f"in step {shift.step} the product broke: {trouble!r}")
    return Verdict(
        shift.seed, len(shift.oracle.beeps), 0, (), (), wrong, shift.hits, Counter(shift.rules), shift.answers
    )


def _settle(shift: Shift) -> bool:
    house, heard = shift.house, shift.heard
    try:
        for told in shift.shop.newest():
            tell(house.cloud, told, again=COMPARED)
        return come_to_rest(house, heard)
    except (StoreError, LookupError) as trouble:
        shift.story.tell(shift.step, f"cannot come to rest: {trouble!r}")
        shift.noticed.append(f"an exchange fails though nothing is wrong: {trouble!r}")
        return False


def _apart(shift: Shift) -> list[str]:
    house, tables = shift.house, shift.tables
    cloud = house.cloud.disk.read
    theirs = {store: oracle.shown(cloud, tables, store) for store in STORES}
    wrong: list[str] = []
    for node in house.below():
        wrong += [f"{node.name}: {what}" for what in _of_one(shift, node, theirs)]
    for node in house.nodes.values():
        whose = node.terminal if node.kind == TERMINAL else None
        wrong += [f"{node.name}: {what}" for what in oracle.printed(node.disk.read, whose)]
    wrong += [f"the log: chain {each.chain}: {each.says}" for each in audit(house.cloud.disk).broken]
    wrong += oracle.unsaid(cloud, pruned=shift.pruned)
    told = [one for one in shift.shop.newest() if not _may_die(shift, AUTHORITY, event_id(one, COMPARED))]
    return wrong + oracle.newest_of_the_shop(cloud, {order.gid: order.updated_at or 0 for _, order in told})


def _of_one(shift: Shift, node: SimNode, theirs: dict[str, oracle.Dump]) -> list[str]:
    read, tables = node.disk.read, shift.tables
    wrong = oracle.leftovers(read) + oracle.broken_chain(read) + oracle.foreign(read, tables, node.scopes)
    for store in node.scopes:
        wrong += oracle.differences(oracle.dump(read, tables, store), theirs[store])
    return wrong


def same_as_above(shift: Shift, node: SimNode) -> list[str]:
    """I5 in the middle of a shift: with nothing waiting and the heads of the one above, the rows are the same."""
    above = shift.house.nodes[node.above or CLOUD]
    read = node.disk.read
    heads: dict[str, str] = dict(above.disk.read("SELECT scope, tag FROM sync_head", ()))
    epoch = above.disk.read("SELECT epoch FROM sync_node", ())[0][0]
    cookies: dict[str, str] = dict(read("SELECT scope, tag FROM sync_cookie", ()))
    now = oracle.standing(read)
    waiting = read("SELECT 1 FROM journal WHERE NOT settled LIMIT 1", ())
    if waiting or now["heard"] != epoch or any(heads.get(s) != cookies.get(s) for s in node.scopes):
        return []
    return [
        what
        for store in node.scopes
        for what in oracle.differences(
            oracle.dump(read, shift.tables, store), oracle.shown(above.disk.read, shift.tables, store)
        )
    ]
