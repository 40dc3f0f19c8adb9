"""Values made the short way are those that their class makes: a row read and a row written by a rule compare equal."""

from __future__ import annotations

from dataclasses import FrozenInstanceError, fields, replace
from typing import Any

import pytest

from data.core.frozen import altered, maker
from data.store.kinds import Kind
from tests.support.dump import KINDS


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.table)
def test_a_value_is_what_its_class_makes(kind: Kind) -> None:
    cls: Any = kind.cls
    cells = [f"cell {n}" for n in range(len(kind.columns))]
    ours, theirs = maker(cls)(*cells), cls(*cells)
    assert (type(ours), ours, hash(ours), repr(ours)) == (cls, theirs, hash(theirs), repr(theirs))
    changed: dict[str, Any] = {kind.columns[-1]: "another"}
    assert altered(ours, **changed) == replace(theirs, **changed)
    with pytest.raises(FrozenInstanceError):
        setattr(ours, kind.columns[0], "thawed")


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.table)
def test_nothing_is_left_out_and_nothing_made_up(kind: Kind) -> None:
    cls: Any = kind.cls
    with pytest.raises(TypeError):
        maker(cls)(*range(len(fields(cls)) - 1))
    with pytest.raises(KeyError):
        altered(maker(cls)(*kind.columns), unheard_of=1)
