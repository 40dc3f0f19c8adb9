"""The rules of the protocol by name: what takes each away for a run, and when it has decided something.

A rule that no shift misses is no rule, so each must be found missing (tests/simulation).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import wraps
from typing import Any

from sync_agent.simulate import removals
from sync_agent.simulate.patching import Patch, Wrap

Decided = Callable[[tuple[Any, ...], Any, BaseException | None], object]
"""Whether a call with these arguments, this result or this exception was one in which the rule mattered."""

FOLLOWS, ABSORB, SWAP = "data.ledger.receive:follows", "data.replica.rebase:", "data.replica.swap:"
FITS, TAKEN_BACK = f"{SWAP}fits", "data.replica.staging:Staged.taken_back"
SERVE, RECEIVE = "data.ledger.serve:", "data.ledger.receive:"


@dataclass(frozen=True, slots=True)
class Rule:
    """`says` what holds; `removed` how not; `seen` and `decided` where and when it is counted."""

    says: str
    removed: tuple[Patch, ...]
    seen: str
    decided: Decided


def _answered(value: object) -> Decided:
    return lambda _, result, __: result == value


def _some(_: tuple[Any, ...], result: Any, __: BaseException | None) -> object:
    return result


def _failed(_: tuple[Any, ...], __: Any, trouble: BaseException | None) -> object:
    return trouble is not None


def _given(n: int) -> Decided:
    return lambda args, _, __: len(args[n]) > 0


RULES = {
    "base_images": Rule(
        "before the news is laid, what was guessed of its rows is taken back",
        ((TAKEN_BACK, removals.answers(dict)),),
        TAKEN_BACK,
        _given(1),
    ),
    "first_image": Rule(
        "only the first guess of a row keeps what stood there",
        (("data.exchange.ruling:keep_images", removals.images_overwritten),),
        "data.exchange.ruling:keep_images",
        _given(1),
    ),
    "concerned": Rule(
        "a guess that looked at a row of the news is made again",
        (("data.exchange.marks:Guesses.concerned_by", removals.answers(set)),),
        "data.exchange.marks:Guesses.concerned_by",
        _some,
    ),
    "one_swap": Rule(
        "what comes from above is swapped in and replayed in one transaction",
        (("sync_agent.simulate.node:absorb", removals.torn),),
        "sync_agent.simulate.node:absorb",
        _failed,
    ),
    "one_ruling": Rule(
        "the commands of an exchange, their rows and their versions are one transaction",
        (("sync_agent.simulate.node:SimNode._ruled", removals.torn),),
        "sync_agent.simulate.node:SimNode._ruled",
        _failed,
    ),
    "own_answer": Rule(
        "an answer to another question is thrown away",
        ((f"{ABSORB}answers", removals.answers(lambda: True)),),
        f"{ABSORB}answers",
        _answered(False),
    ),
    "reset_deletes": Rule(
        "a snapshot deletes what is not in it",
        ((f"{SWAP}_ours", removals.answers(list)),),
        f"{SWAP}_ours",
        _some,
    ),
    "unsettle": Rule(
        "what the upstream has forgotten waits again",
        ((f"{SWAP}taken_over", removals.never_back),),
        f"{SWAP}taken_over",
        lambda args, _, __: args[2] < args[1].final,
    ),
    "rekey_all": Rule(
        "after a fork everything that is still there goes up again, not only what waits",
        ((f"{SWAP}rekey", removals.only_what_waits),),
        f"{SWAP}rekey",
        lambda *_: True,
    ),
    "chain_compare": Rule(
        "a node compares the end of its chain upstream with its own",
        ((FITS, removals.answers(lambda: True)),),
        FITS,
        _answered(False),
    ),
    "chain_link": Rule(
        "a command is taken only when it holds on to the one taken before it",
        ((FOLLOWS, removals.any_link),),
        FOLLOWS,
        lambda args, result, _: result == "fork" and args[2].seq == args[1][0] + 1,
    ),
    "forks": Rule(
        "a chain of two minds is noticed, below or above",
        ((FOLLOWS, removals.no_fork), (FITS, removals.answers(lambda: True))),
        FOLLOWS,
        _answered("fork"),
    ),
    "gaps": Rule(
        "a command that comes before its predecessor waits",
        ((FOLLOWS, removals.no_gap),),
        FOLLOWS,
        _answered("gap"),
    ),
    "command_id": Rule(
        "a command is carried out once, by whatever way it comes",
        (
            (f"{RECEIVE}is_known", removals.answers(lambda: False)),
            (f"{RECEIVE}has_happened", removals.answers(lambda: False)),
        ),
        f"{RECEIVE}is_known",
        _some,
    ),
    "history": Rule(
        "a node below guesses nothing that its upstream's rows say has happened",
        (("data.exchange.ruling:has_happened", removals.answers(lambda: False)),),
        "data.exchange.ruling:has_happened",
        _some,
    ),
    "version_tag": Rule(
        "a cookie counts only with the tag under which its version was given out",
        ((f"{SERVE}was_head", removals.number_only),),
        f"{SERVE}was_head",
        _answered(False),
    ),
    "slept_too_long": Rule(
        "who holds a version from before the oldest mark hears everything",
        ((f"{SERVE}_slept_too_long", removals.answers(lambda: False)),),
        f"{SERVE}_slept_too_long",
        _some,
    ),
    "one_version": Rule(
        "each transaction that changes rows of a scope has a version of its own",
        ((f"{SERVE}stamp", removals.same_version), ("data.ledger.own:stamp", removals.same_version)),
        f"{SERVE}stamp",
        _given(1),
    ),
    "tombstones": Rule(
        "a row that is gone leaves a tombstone where it was",
        (("data.exchange.versions:_scope_before", removals.answers(lambda: None)),),
        "data.exchange.versions:_scope_before",
        _some,
    ),
    "relay_versions": Rule(
        "a store hub gives a new version to every row that its own rebase changed",
        ((f"{ABSORB}stamp", removals.answers(lambda: None)),),
        f"{ABSORB}stamp",
        _given(1),
    ),
    "relay_silent": Rule(
        "a store hub answers nobody before it has heard its own hub",
        ((f"{SERVE}_feeding", removals.talks_at_once),),
        f"{SERVE}_feeding",
        _failed,
    ),
    "scopes": Rule(
        "a node hears of its own stores only",
        (("data.ledger.feed:all_below", removals.of_all_stores),),
        "data.ledger.feed:all_below",
        lambda *_: True,
    ),
    "kept_back": Rule(
        "an order that the authority keeps to itself is in no whole answer",
        (("data.exchange.archived:shown", removals.answers(lambda: "")),),
        "data.exchange.archived:shown",
        _some,
    ),
    "whole_orders": Rule(
        "whatever touches an order that is kept back brings all of it back",
        (("data.exchange.versions:brought_back", removals.answers(list)),),
        "data.exchange.versions:brought_back",
        _some,
    ),
    "disk_is_not_dead": Rule(
        "a disk that fails is no verdict on a command",
        ((f"{RECEIVE}NotRecorded", removals.never),),
        f"{RECEIVE}settle",
        _failed,
    ),
    "savepoint": Rule(
        "a rule that breaks leaves nothing of its command",
        (
            ("data.store.sqlite:SqliteDatabase.step", removals.no_savepoint),
            ("data.store.postgres:PostgresDatabase.step", removals.no_savepoint),
            ("data.store.ahead:Ahead.step", removals.no_savepoint),
        ),
        "data.exchange.ruling:execute",
        _failed,
    ),
    "too_old": Rule(
        "a command from a later release waits until its hub knows it",
        ((f"{RECEIVE}readable", removals.answers(lambda: True)),),
        f"{RECEIVE}readable",
        _answered(False),
    ),
    "notice": Rule(
        "who gave a command that was not taken is told",
        ((f"{RECEIVE}reject", removals.answers(list)),),
        f"{RECEIVE}reject",
        _some,
    ),
    "labels_at_issue": Rule(
        "labels are printed where a command is given, never where it is ruled on or replayed",
        (("data.exchange.ruling:execute", removals.prints_too),),
        "data.exchange.ruling:execute",
        lambda args, _, __: args[1].jobs,
    ),
    "chain_from_its_start": Rule(
        "a chain is pruned from its beginning only",
        (("data.store.housekeeping:_chains", removals.pruned_by_clock),),
        "data.store.housekeeping:_chains",
        _some,
    ),
}
UNSEEN = {
    "wider": "what a guess made again touches for the first time is followed to the guesses that looked at it: it "
    "takes a stock that two changes at once leave as it was (tests/simulation/test_wider.py)",
    "counter_first": "the counter of a scope is locked first: only commits at the same time miss it "
    "(tests/sync_agent/hub/test_feed_under_load.py)",
}
"""Rules that no shift misses, and why."""


class UnknownRule(ValueError):
    """No rule of that name can be taken away."""


def without(words: str) -> tuple[Patch, ...]:
    """What takes these rules away ("a,b"); raises UnknownRule."""
    found: list[Patch] = []
    for name in (word.strip() for word in words.split(",")):
        if name not in RULES:
            raise UnknownRule(f"There is no rule {name!r}: --without list shows them")
        found += RULES[name].removed
    return tuple(found)


def counting(rules: Counter[str], but: Iterable[str] = ()) -> list[Patch]:
    """Counts in `rules` how often each rule has decided something; those in `but` are not there."""
    return [(rule.seen, _counted(rules, name, rule.decided)) for name, rule in RULES.items() if name not in but]


def _counted(rules: Counter[str], name: str, decided: Decided) -> Wrap:
    def wrap(original: Any) -> Any:
        @wraps(original)
        def counted(*args: Any, **named: Any) -> Any:
            try:
                result = original(*args, **named)
            except BaseException as trouble:
                rules[name] += bool(decided(args, None, trouble))
                raise
            rules[name] += bool(decided(args, result, None))
            return result

        return counted

    return wrap
