"""The story of a shift that went wrong: where some commands and rows were at each step, and what was said of them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from data.exchange.message import Answer, Request
from sync_agent.simulate.node import SimNode


@dataclass(slots=True)
class Story:
    """Nothing is watched unless asked for: most shifts have no story."""

    commands: frozenset[str] = frozenset()
    tickets: tuple[str, ...] = ()
    lines: list[str] = field(default_factory=list)
    _seen: dict[tuple[str, str], dict[str, Any]] = field(default_factory=dict)

    @property
    def watching(self) -> bool:
        """Whether anybody will read it."""
        return bool(self.commands or self.tickets)

    def tell(self, step: int, says: str) -> None:
        """Something happened."""
        if self.watching:
            self.lines.append(f"step {step}: {says}")

    def issued(self, step: int, node: SimNode, command_id: str, says: str) -> None:
        """A scan at a terminal."""
        if command_id in self.commands:
            self.tell(step, f"{node.name} issues {command_id}: {says}")

    def exchanged(self, step: int, below: str, node: SimNode, asked: Request, answer: Answer) -> None:
        """What `node` answered about the watched commands."""
        pushed = [sent.command_id for sent in asked.batch if sent.command_id in self.commands]
        found = {r.command_id: f"{r.status}:{r.code}" for r in answer.results if r.command_id in self.commands}
        if not pushed and not found:
            return
        said = ", ".join(f"{ident} {found.get(ident, 'not reached')}" for ident in pushed)
        end = f"chain {answer.to_origin[:8]} is at {answer.seq}{' FORKED' if answer.forked else ''}"
        self.tell(step, f"{node.name} answers {below}: {said}; {end}, epoch {answer.epoch[:8]}")

    def look(self, step: int, nodes: Iterable[SimNode]) -> None:
        """On which disks the watched things are now, where that is new."""
        if not self.watching:
            return
        for node in nodes:
            for command_id in sorted(self.commands):
                self._note(step, node, command_id, _row(node, "journal", _IN_JOURNAL, "command_id", command_id))
            for ticket_id in self.tickets:
                self._note(step, node, f"ticket {ticket_id}", _row(node, "ticket", _OF_TICKET, "id", ticket_id))

    def _note(self, step: int, node: SimNode, what: str, now: dict[str, Any]) -> None:
        before = self._seen.get((node.name, what), {})
        if now == before:
            return
        self._seen[node.name, what] = now
        moved = [f"{name} {value}" for name, value in now.items() if before.get(name) != value]
        self.tell(step, f"{node.name} has {what}: {', '.join(moved) if now else 'nothing any more'}")


_IN_JOURNAL = ("origin", "seq", "status", "code", "settled")
_OF_TICKET = ("stage", "cycle", "assignee_id", "storage", "cancelled_at", "in_queue")


def _row(node: SimNode, table: str, columns: tuple[str, ...], key: str, value: str) -> dict[str, Any]:
    sql = f"SELECT {', '.join(columns)} FROM {table} WHERE {key} = ?"  # noqa: S608
    found = node.disk.read(sql, (value,))
    return dict(zip(columns, found[0], strict=True)) if found else {}
