"""The faults by their numbers: which happen in a shift, and which a shift cannot show and who shows them."""

from __future__ import annotations

FAULTS = {
    "F1": "a message is lost, in either direction",
    "F2": "a message arrives twice",
    "F3": "messages overtake each other, or come much later",
    "F4": "an answer or a request is cut off in the middle",
    "F5": "a line works in one direction only",
    "F6": "the store's network is down, or all that leaves the store",
    "F8": "somebody else answers 200 with a page of HTML",
    "F10": "the hub answers with an error, and is asked again later",
    "F11": "a flood of pokes: the same is asked five times at once",
    "F12": "the power goes before, inside or after a commit",
    "F14": "two agents on one disk exchange at once",
    "F15": "a node stands still for minutes, then goes on",
    "F18": "the disk is full at any write",
    "F19": "another program holds the database",
    "F24": "a disk is cloned, and both live",
    "F25": "a terminal is restored from an older image",
    "F26": "the store hub is lost and replaced by an empty one",
    "F27": "the store hub is restored from an older image",
    "F28": "the hub is restored with our tool",
    "F29": "the hub is set back and nobody tells it",
    "F30": "failover to a copy of the hub that misses a tail",
    "F31": "a terminal enrols again with commands waiting",
    "F32": "a terminal asks another hub from now on",
    "F33": "a clock jumps by a day or by ten years",
    "F34": "a clock is set back by an hour",
    "F35": "a clock drifts by 500 ppm",
    "F36": "a clock stands still",
    "F37": "midnight, or the end of summer time, in the store's zone",
    "F42": "a terminal is a release ahead of its hub",
    "F44": "marks, tombstones and journals are pruned, also past a sleeping terminal",
    "F45": "two terminals scan the same",
    "F46": "a cake is scanned ahead of its stage",
    "F47": "quality sends back while packing completes",
    "F48": "cancelled while it was worked on",
    "F50": "a rule breaks half-way through its writes",
    "F51": "the shop cancels an order",
    "F52": "a storm of old and repeated events of the shop, in any order",
    "F53": "the hub's night: closed orders leave those below, and what comes late brings them back",
    "F54": "exchanges that come while a hub is busy are served in one transaction",
}
MET = {
    "noop:duplicate": "F45",
    "merged:scan_ahead": "F46",
    "merged:stale_cycle": "F47",
    "merged:on_cancelled": "F48",
}
"""Nobody throws dice for these: people do them all the time. They count when an authority has answered so."""

ELSEWHERE = {
    "F7": "a slow line is a late message here (F3); a real one: tests/journeys/test_many_terminals.py",
    "F9": "TLS and its clock: tests/sync_agent/agent/test_client.py",
    "F13": "between label and commit: tests/durability/test_label_kill.py",
    "F16": "one of two programs of another release: tests/sync_agent/agent/test_swap.py",
    "F17": "torn and reordered sectors: tests/durability/test_power_cut.py and test_news_power_cut.py",
    "F20": "an I/O error is refused as a full disk is (F18); a read-only file: tests/durability/test_unreadable.py",
    "F21": "a damaged page: tests/durability/test_unreadable.py",
    "F22": "a disk that lies about syncing cannot be repaired, only measured: tests/durability/test_power_cut.py",
    "F23": "a -shm file that is gone: tests/durability/test_power_cut.py; a log that is gone is a disk set back (F25)",
    "F38": "commits at the same time need a real server: tests/sync_agent/hub/test_feed_under_load.py",
    "F39": "deadlocks and serialization failures: tests/sync_agent/hub/test_store.py",
    "F40": "an exhausted pool, which is answered by 503: tests/sync_agent/hub/test_store.py",
    "F41": "Redis down: tests/sync_agent/hub_events/test_bus.py",
    "F43": "a long backup or VACUUM beside writers: tests/sync_agent/hub/test_beside_a_backup.py",
    "F49": "no command moves an order between stores",
}
ALL = frozenset(FAULTS)


class UnknownFault(ValueError):
    """No fault of that number happens in a shift."""


def chosen(words: str) -> frozenset[str]:
    """ "all", "none" or "F1,F12"; raises UnknownFault."""
    if words in ("all", "none"):
        return ALL if words == "all" else frozenset()
    found = frozenset(word.strip().upper() for word in words.split(",") if word.strip())
    for fault in sorted(found - ALL):
        raise UnknownFault(f"{fault} does not happen in a shift: {ELSEWHERE.get(fault, 'there is no such fault')}")
    return found


def order(fault: str) -> int:
    """By number."""
    return int(fault[1:])
