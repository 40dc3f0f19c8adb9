"""One shift: so many steps of work, talk and trouble by seed; then all lines are healed, and all must agree."""

from __future__ import annotations

import logging
from collections import Counter
from dataclasses import dataclass, field
from random import Random

from data.core.actor import SERVICE_ACTOR
from data.exchange.message import Answer, Request
from data.ledger.own import rule
from data.ledger.serve import NotServed
from data.store.errors import StoreError
from sync_agent.simulate.disk import PowerCutError
from sync_agent.simulate.faults import Trouble
from sync_agent.simulate.house import House
from sync_agent.simulate.net import Net
from sync_agent.simulate.node import SimNode
from sync_agent.simulate.oracle import Oracle, command_ids, diverged, doubled, leftovers, travelling
from sync_agent.simulate.people import Person
from sync_agent.simulate.world import ORDERS_A_STORE, STORES, arrival, docket

STEPS = 160
STEP_MS = 20_000
ROUNDS = 60
"""So many times everybody talks to everybody at most until all is said."""
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a shift showed. `wrong` is empty for a clean one."""

    seed: int
    acked: int
    excused: int
    lost: tuple[str, ...]
    doubled: tuple[str, ...]
    diverged: tuple[str, ...]
    hits: Counter[str] = field(default_factory=Counter)
    answers: Counter[str] = field(default_factory=Counter)

    @property
    def clean(self) -> bool:
        """Whether nothing was lost, doubled or different."""
        return not (self.lost or self.doubled or self.diverged)


class Shift:
    """The same seed, the same shift, whatever the machine."""

    def __init__(self, seed: int, faults: frozenset[str], steps: int = STEPS) -> None:
        """Before the first scan everybody has heard the cloud once."""
        self.seed, self.steps = seed, steps
        self.dice = Random(seed)
        self.hits: Counter[str] = Counter()
        self.answers: Counter[str] = Counter()
        self.oracle = Oracle()
        self.house = House(self.dice, self.oracle)
        self.net = Net(self.dice, self.hits, faults, healed=True)
        self.people = Person(self.dice)
        self.trouble = Trouble(self, faults)
        self.step = 0
        self._waiting: dict[str, int] = {}
        self._settle_down(12)
        self.net.healed = False

    def run(self) -> Verdict:
        """Works, then heals everything and lets the oracle look."""
        for self.step in range(1, self.steps + 1):
            self._tick()
            self.trouble.perhaps()
            self._something()
            self._deliver()
        return self._end()

    def _tick(self) -> None:
        for node in self.house.nodes.values():
            node.machine.true += STEP_MS

    def _something(self) -> None:
        roll = self.dice.random()
        if roll < 0.62:
            self._work(self.dice.choice(self.house.terminals()))
        elif roll < 0.95:
            self._talk(self.dice.choice(self.house.below()))
        else:
            self._shop()

    def _work(self, node: SimNode) -> None:
        if not node.up:
            return
        found = self.people.next_command(node, self.dice.choice(node.scopes))
        if found is None:
            return
        command, who = found
        try:
            receipt = node.issue(command, who, node.terminal)
        except StoreError:
            return
        except PowerCutError:
            node.restart()
            return
        self.answers[f"{receipt.status}:{receipt.code}"] += 1
        if receipt.status in ("applied", "merged"):
            self.oracle.heard(receipt.command_id, command.name, node.name, self.step)
            self.people.did(node, receipt.command_id, who)

    def _talk(self, node: SimNode, most: int | None = None) -> None:
        """One exchange under way at a time; an answer that does not come is given up for lost."""
        if not node.up or node.above is None or self._waiting.get(node.name, 0) > self.step:
            return
        asked = node.ask(self.dice.randrange(1, 12) if most is None else most)
        self._waiting[node.name] = self.step + 8
        self.net.send(self.step, node.name, node.above, asked)

    def _shop(self) -> None:
        """The shop tells the cloud of an order: the same again, or a changed one, or an old one late."""
        cloud, dice = self.house.cloud, self.dice
        store = dice.choice(STORES)
        order = docket(
            store,
            dice.randrange(ORDERS_A_STORE + 2),
            quantity=dice.randrange(1, 4),
            size=dice.choice(("Small", "Medium")),
            version=dice.randrange(1, 50),
        )
        try:
            rule(cloud.disk, arrival(store, order), SERVICE_ACTOR, "shopify", cloud.machine.stamp(), cloud.fresh)
        except StoreError:
            return
        except PowerCutError:
            cloud.restart()

    def _deliver(self) -> None:
        for letter in self.net.arriving(self.step):
            node = self.house.nodes.get(letter.to)
            if node is None or not node.up:
                continue
            if isinstance(letter.body, Request):
                self._answer(node, letter.sender, letter.body)
            else:
                self._absorb(node, letter.body)

    def _answer(self, node: SimNode, asker: str, asked: Request) -> None:
        try:
            answer = node.answer(asked)
        except (NotServed, StoreError):
            return
        except PowerCutError:
            node.restart()
            return
        if self.trouble.lost_after_commit():
            node.restart()
            return
        for result in answer.results:
            self.hits[f"{result.status}:{result.code}"] += 1
        self.net.send(self.step, node.name, asker, answer)

    def _absorb(self, node: SimNode, answer: Answer) -> None:
        self._waiting.pop(node.name, None)
        try:
            took = node.absorb(answer)
        except StoreError:
            return
        except PowerCutError:
            node.restart()
            return
        self.hits["fork"] += took.forked
        self.hits["stale answer"] += not took.taken
        self.hits["reset"] += took.taken and answer.reset

    def _settle_down(self, rounds: int) -> bool:
        """Everybody talks until nobody has anything more to say; answers whether that came about."""
        quiet = 0
        for _ in range(rounds):
            before = self._said()
            for node in self.house.below():
                self._waiting.clear()
                self._talk(node, 200)
                for _ in range(4):
                    self.step += 1
                    self._deliver()
            quiet = quiet + 1 if self._said() == before else 0
            if quiet >= 2:
                return True
        return False

    def _said(self) -> list[object]:
        return [(n.name, n.disk.rows("SELECT origin, final, heard, epoch FROM sync_node"),
                 n.disk.rows("SELECT * FROM sync_cookie ORDER BY scope"),
                 n.disk.rows("SELECT * FROM sync_head ORDER BY scope")) for n in self.house.nodes.values()]

    def _end(self) -> Verdict:
        self.net.heal()
        self.trouble.end()
        settled = self._settle_down(ROUNDS)
        cloud = self.house.cloud.disk.connection
        held = command_ids(cloud)
        lost = tuple(f"{b.command_id} {b.name} at {b.node} in step {b.step}" for b in self.oracle.lost(held))
        apart = [] if settled else ["the nodes never came to rest"]
        for node in self.house.below():
            apart += [f"{node.name}: {what}" for what in leftovers(node.disk.connection)]
            ours = travelling(node.disk.connection, node.scopes)
            apart += [f"{node.name}: {table}" for table in diverged(ours, travelling(cloud, node.scopes))]
        return Verdict(
            self.seed,
            len(self.oracle.beeps),
            len(self.oracle.destroyed & self.oracle.beeps.keys()),
            lost,
            tuple(doubled(cloud)),
            tuple(apart),
            self.hits,
            self.answers,
        )


