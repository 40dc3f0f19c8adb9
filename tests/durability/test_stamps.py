"""Commands of one machine are told apart and put in order by their ids, whatever its clock does."""

from __future__ import annotations

from itertools import pairwise

import pytest

from data.store.machine import ThisMachine


class Clocked(ThisMachine):
    """A machine whose wall clock shows what it is told."""

    wall = 1_000_000

    def now(self) -> int:
        return self.wall


@pytest.mark.parametrize("step", [0, 1, -3_600_000])
def test_each_id_comes_after_the_one_before(step):
    machine, ids = Clocked(), []
    for _ in range(200):
        ids.append(machine.stamp().command_id)
        machine.wall += step

    assert all(earlier < later for earlier, later in pairwise(ids))


def test_the_time_of_a_command_is_what_the_clock_shows():
    machine = Clocked()

    assert [machine.stamp().at for _ in range(3)] == [machine.wall] * 3
