"""One shift: so many steps of work, talk and trouble by seed; then all lines are healed, and all must agree."""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Iterable, Mapping
from random import Random
from typing import Any

from data.exchange.message import Answer, Request
from data.store.errors import StoreError
from sync_agent.simulate import oracle
from sync_agent.simulate.burning import PowerCutError, SimDisk
from sync_agent.simulate.closing import broken, close, same_as_above
from sync_agent.simulate.company import Company, Question
from sync_agent.simulate.faults import MET
from sync_agent.simulate.house import House
from sync_agent.simulate.net import Believed, Net
from sync_agent.simulate.node import AUTHORITY, SimNode
from sync_agent.simulate.people import Person
from sync_agent.simulate.rehearsal import rehearse
from sync_agent.simulate.settled import disks_in_the_morning
from sync_agent.simulate.shop import Shop, tell
from sync_agent.simulate.story import Story
from sync_agent.simulate.trouble import Trouble
from sync_agent.simulate.troubles.disks import Shelf
from sync_agent.simulate.verdict import Verdict

_log = logging.getLogger(__name__)
STEPS = 120
STEP_MS = 20_000
PATIENCE = 8
"""So many steps a node waits for an answer before it gives it up for lost."""
LOOKS = 0.02
"""The chance in one step that the oracle looks at a node in the middle of everything."""


class Shift:
    """The same seed, the same shift on any machine. Five terminals, a store hub and a cloud hub, about an hour."""

    def __init__(
        self,
        seed: int,
        faults: frozenset[str],
        *,
        steps: int = STEPS,
        cloud: SimDisk | None = None,
        story: Story | None = None,
        rules: Counter[str] | None = None,
    ) -> None:
        """Everybody has heard the cloud once. `cloud`: the authority's disk as on the first morning; one in memory
        unless given. `rules` counts what the rules decide."""
        self.seed, self.steps, self.faults = seed, steps, faults
        self.dice = Random(seed)
        self.hits: Counter[str] = Counter()
        self.answers: Counter[str] = Counter()
        self.rules: Counter[str] = Counter() if rules is None else rules
        self.oracle, self.story = oracle.Oracle(), story or Story()
        self.house = House(self.dice, self.oracle, disks_in_the_morning(cloud))
        self.tables = oracle.tables_of(self.house.nodes["n1"].disk.read)
        self.net = Net(self.dice, self.hits, faults)
        self.people, self.shop = Person(self.dice), Shop(self.dice, faults)
        self.trouble, self.shelf = Trouble(self, faults), Shelf()
        self.company = Company(seed, self.net, faults, self.hits)
        self.step = 0
        self.noticed: list[str] = []
        self.pruned = False
        self.offline: dict[str, int] = {}
        """Nodes that work where no line reaches, and until which step."""
        self.doubles: dict[str, int] = {}
        """Nodes with a second agent, and until which step."""
        self._asleep: dict[str, int] = {}
        self._waiting: dict[tuple[str, str], int] = {}
        self._stood: dict[str, Mapping[str, Any]] = {}

    def run(self) -> Verdict:
        """Works, then heals everything and lets the oracle look."""
        try:
            self.trouble.begin()
            for step in range(1, self.steps + 1):
                self.step = step
                self._one_step()
            verdict = close(self)
            self.story.look(self.step + 1, self.house.nodes.values())
            return verdict
        except Exception as trouble:
            _log.exception("seed %d broke in step %d", self.seed, self.step)
            return broken(self, trouble)
        finally:
            self.house.close()

    def _one_step(self) -> None:
        for node in self.house.nodes.values():
            node.machine.passes(STEP_MS)
        for name in [name for name, until in self._asleep.items() if until <= self.step]:
            self.house.nodes[name].up = True
            del self._asleep[name]
        self.trouble.perhaps()
        self._something()
        self._deliver()
        if self.dice.random() < LOOKS:
            self._look(self.dice.choice(self.house.below()))
        self.story.look(self.step, self.house.nodes.values())

    def put_to_sleep(self, node: SimNode, steps: int) -> None:
        """It stands still for so long."""
        node.up = False
        self._asleep[node.name] = self.step + steps

    def forgot(self, node: SimNode) -> None:
        """Its disk is another one: what it had heard by now is no promise any more."""
        self._stood.pop(node.name, None)

    def _something(self) -> None:
        roll = self.dice.random()
        if roll < 0.62:
            self._work(self.dice.choice(self.house.terminals()))
        elif roll < 0.95:
            self.talk(self.dice.choice(self.house.below()))
        else:
            self._hear_the_shop()

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
            self._cut(node)
            return
        self.answers[f"{receipt.status}:{receipt.code}"] += 1
        if receipt.status in ("applied", "merged"):
            self.story.issued(self.step, node, receipt.command_id, receipt.says)
            self.oracle.heard(receipt.command_id, command.name, node.name, self.step)
            self.people.did(node, receipt.command_id, who)

    def talk(self, node: SimNode, agent: str = "") -> None:
        """One exchange of an agent is under way at a time; a `poked` one does not wait."""
        if not node.up or node.above is None or self.offline.get(node.name, 0) > self.step:
            return
        if not agent and self.doubles.get(node.name, 0) > self.step:
            agent = self.dice.choice(("", "second"))
        if agent != "poked" and self._waiting.get((node.name, agent), 0) > self.step:
            return
        asked = node.ask(self.dice.randrange(1, 12))
        self._waiting[node.name, agent] = self.step + PATIENCE
        self._send(node.name, node.above, asked)

    def _send(self, sender: str, to: str, body: Request | Answer) -> None:
        try:
            self.net.send(self.step, sender, to, body)
        except Believed as trouble:
            self.noticed.append(str(trouble))

    def _hear_the_shop(self) -> None:
        told, fault = self.shop.speaks()
        if fault:
            self.hits[fault] += 1
        for one in told:
            try:
                tell(self.house.cloud, one)
            except StoreError:
                continue
            except PowerCutError:
                self._cut(self.house.cloud)

    def _deliver(self) -> None:
        due = self.net.arriving(self.step)
        while due:
            letter = due.pop(0)
            node = self.house.nodes.get(letter.to)
            if node is None or not node.up:
                continue
            if isinstance(letter.body, Answer):
                self._absorb(node, letter.body)
            else:
                self._answer(node, self.company.of(letter.sender, letter.to, letter.body, due))

    def _answer(self, node: SimNode, questions: Iterable[Question]) -> None:
        asked = [(asker, each) for asker, each in questions if not self._refused(asker)]
        try:
            words = node.answer_all([each for _, each in asked])
        except PowerCutError:
            self._cut(node)
            return
        told = [(*by, word) for by, word in zip(asked, words, strict=True) if isinstance(word, Answer)]
        if told and self.trouble.lost_after_commit():
            self._cut(node)
            return
        for asker, each, answer in told:
            below = self.house.nodes.get(asker)
            if below is not None:
                self.heard(below, node, each, answer)
            self._send(node.name, asker, answer)

    def _refused(self, asker: str) -> bool:
        refused = self.trouble.refused_by_hub()
        if refused:
            self._waiting[asker, ""] = self.step + self.dice.randrange(2, 20)
        return refused

    def heard(self, below: SimNode, node: SimNode, asked: Request, answer: Answer) -> None:
        """Counts what `node` said to one below it."""
        self.story.exchanged(self.step, below.name, node, asked, answer)
        self.hits["F42"] += answer.too_old
        for result in answer.results:
            self.answers[f"hub {result.status}:{result.code}"] += 1
            met = MET.get(f"{result.status}:{result.code}")
            if met in self.faults and node.kind == AUTHORITY:
                self.hits[met] += 1
            self.hits["F50"] += result.status == "dead"

    def _absorb(self, node: SimNode, answer: Answer) -> None:
        self._waiting.pop((node.name, ""), None)
        try:
            took = node.absorb(answer)
        except StoreError:
            return
        except PowerCutError:
            self._cut(node)
            return
        now = oracle.standing(node.disk.read)
        wrong = oracle.went_back(self._stood.get(node.name, {}), now)
        self._notice(node, wrong + (oracle.emptied(node.disk.read, node.scopes) if took.taken else []))
        self._stood[node.name] = now
        self.answers["fork"] += took.forked
        self.answers["stale answer"] += not took.taken
        self.answers["reset"] += took.taken and answer.reset

    def _cut(self, node: SimNode) -> None:
        self.story.tell(self.step, f"the power goes at {node.name}")
        node.restart()

    def _look(self, node: SimNode) -> None:
        """In the middle of everything, at a node below: its guesses, its rows, its stores."""
        wrong = oracle.foreign(node.disk.read, self.tables, node.scopes)
        wrong += [f"guesses made again differ in {what}" for what in rehearse(node, self.tables)]
        self._notice(node, wrong + same_as_above(self, node))

    def _notice(self, node: SimNode, wrong: list[str]) -> None:
        self.noticed += [f"{node.name} in step {self.step}: {what}" for what in wrong]
