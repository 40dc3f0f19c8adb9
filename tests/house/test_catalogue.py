"""Commands are for ever: each has one name, one rule, and comes back from its wire form as it went."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from importlib import import_module
from pathlib import Path

import pytest

from data.core.command import Command
from data.core.packed import pack
from data.store.catalogue import NAMES, UnknownCommand, command_class, read_command
from tests.support.day import a_day

DATA = Path(__file__).parents[2] / "data"
ROOMS = ("forecasts", "health", "line", "orders", "organization", "people", "procurement", "shops", "stock")
STAGES = {"complete_filling", "complete_covering", "complete_decorating", "complete_packing", "start_packing"}
PHYSICAL = STAGES | {"record_unknown_scan"}
UNDOABLE = STAGES | {"assign_staff", "set_storage", "hand_over_order"}
PLAIN = {"str", "int", "bool", "str | None", "int | None"}


def named_commands() -> Iterator[type[Command]]:
    """Every class in the rule rooms that is a command with a name."""
    for room in ROOMS:
        for path in sorted((DATA / room).glob("*.py")):
            module = import_module(f"data.{room}.{path.stem}")
            for value in vars(module).values():
                own = isinstance(value, type) and issubclass(value, Command) and value.__module__ == module.__name__
                if own and "name" in vars(value):
                    yield value


def test_every_command_that_is_written_can_be_found_by_its_name():
    assert sorted(cls.name for cls in named_commands()) == sorted(NAMES)


@pytest.mark.parametrize("name", NAMES)
class TestEveryCommand:
    def test_is_called_what_it_is_found_by(self, name):
        assert command_class(name).name == name
        assert name == name.lower()

    def test_is_frozen_and_holds_only_plain_values(self, name):
        cls = command_class(name)
        assert is_dataclass(cls)
        kinds = {str(f.type) for f in fields(cls)}
        assert {kind for kind in kinds if not kind.startswith("tuple[")} <= PLAIN

    def test_is_undoable_and_physical_as_the_rules_say(self, name):
        cls = command_class(name)

        assert (cls.undoable, cls.physical) == (name in UNDOABLE, name in PHYSICAL)

    def test_of_a_newer_program_is_not_guessed_at(self, name):
        with pytest.raises(UnknownCommand):
            read_command(name, command_class(name).version + 1, "{}")

    def test_with_an_argument_nobody_knows_is_not_guessed_at(self, name):
        with pytest.raises(TypeError):
            read_command(name, 1, pack({"unheard_of": 1}))


def test_a_name_nobody_knows_is_not_guessed_at():
    with pytest.raises(UnknownCommand):
        read_command("bake_a_pie", 1, "{}")


def test_every_command_of_a_day_comes_back_from_the_journal_as_it_went(bakery):
    a_day(bakery)
    journal = bakery.database.rows("SELECT name, v, args FROM journal")

    assert len(journal) > 60
    for name, version, args in journal:
        assert pack(read_command(name, version, args).to_args()) == args
