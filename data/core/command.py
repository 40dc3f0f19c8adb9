"""A command is a small value that says what someone wants; once shipped, its name and version are kept for ever."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from typing import Any, ClassVar, Self

from data.core.actor import Actor, Role
from data.core.clock import Instant


@dataclass(frozen=True, slots=True)
class Command:
    """Base of all commands: class facts say who may give it and whether it can be undone."""

    name: ClassVar[str]
    version: ClassVar[int] = 1
    upcasters: ClassVar[Mapping[int, Callable[[dict[str, Any]], dict[str, Any]]]] = {}
    """By an older version: how its arguments become those of the next. Pure, as rules are."""
    least: ClassVar[Role] = Role.STAFF
    for_service: ClassVar[bool] = False
    undoable: ClassVar[bool] = False
    physical: ClassVar[bool] = False
    """A fact at the bench (a stage scan): the authority records it whatever it thinks of it."""

    def to_args(self) -> dict[str, Any]:
        """The arguments as JSON values."""
        return {f.name: getattr(self, f.name) for f in fields(self)}

    @classmethod
    def from_args(cls, args: dict[str, Any]) -> Self:
        """The command of these JSON arguments; raises TypeError for an unknown or missing one."""
        lists = {f.name for f in fields(cls) if str(f.type).startswith("tuple")}
        return cls(**{k: _frozen(v) if k in lists else v for k, v in args.items()})


def _frozen(value: Any) -> Any:
    return tuple(_frozen(v) for v in value) if isinstance(value, list | tuple) else value


@dataclass(frozen=True, slots=True)
class Context:
    """What a rule may know beside the rows: who, where, when; `now` is the envelope's issue time, everywhere."""

    command_id: str
    now: Instant
    actor: Actor
    terminal_id: str
    settling: bool = False
    """True when the authority rules or a replica replays: a fact at the bench is then never argued with."""
