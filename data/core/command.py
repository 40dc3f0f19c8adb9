"""A command is a small value that says what someone wants; once shipped, its name and version are kept for ever."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from functools import cache
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

    relied_on: ClassVar[bool] = False
    """It changes what other terminals rely on: one that has not heard its hub for long does not take it."""

    def to_args(self) -> dict[str, Any]:
        """The arguments as JSON values."""
        cls: type = type(self)
        return {name: getattr(self, name) for name in _names(cls)}

    @classmethod
    def from_args(cls, args: dict[str, Any]) -> Self:
        """The command of these JSON arguments; raises TypeError for an unknown or missing one."""
        kind: type = cls
        lists = _lists(kind)
        return cls(**({k: _frozen(v) if k in lists else v for k, v in args.items()} if lists else args))


@cache
def _names(cls: type) -> tuple[str, ...]:
    return tuple(f.name for f in fields(cls))


@cache
def _lists(cls: type) -> frozenset[str]:
    return frozenset(f.name for f in fields(cls) if str(f.type).startswith("tuple"))


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
