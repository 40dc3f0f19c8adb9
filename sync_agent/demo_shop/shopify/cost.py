"""What a question costs, reckoned before it is answered: every object, as often as it was asked for."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    IntValueNode,
    OperationDefinitionNode,
    OperationType,
    SelectionSetNode,
    VariableNode,
)

MOST, MUTATION = 1000, 10
BUCKET, RESTORE = 2000.0, 100.0

Status = dict[str, float]


def requested(document: DocumentNode, variables: Mapping[str, Any]) -> int:
    """Points of a document with these variables."""
    fragments = {one.name.value: one for one in document.definitions if isinstance(one, FragmentDefinitionNode)}
    asked = _operation(document)
    if is_mutation(document):
        return MUTATION * len(asked.selection_set.selections)
    return _Reckoning(fragments, variables).of(asked.selection_set)


def is_mutation(document: DocumentNode) -> bool:
    """Whether something is to be changed: that costs what it costs, whatever comes back."""
    return _operation(document).operation is OperationType.MUTATION


def _operation(document: DocumentNode) -> OperationDefinitionNode:
    return next(one for one in document.definitions if isinstance(one, OperationDefinitionNode))


def actual(data: object) -> int:
    """Points of what was in fact answered."""
    if isinstance(data, dict):
        return 1 + sum(map(actual, data.values()))
    return sum(map(actual, data)) if isinstance(data, list) else 0


class _Reckoning:
    def __init__(self, fragments: Mapping[str, FragmentDefinitionNode], variables: Mapping[str, Any]) -> None:
        self._fragments, self._variables = fragments, variables

    def of(self, selections: SelectionSetNode | None) -> int:
        """Points of a set of fields."""
        cost = 0
        for one in selections.selections if selections else ():
            if isinstance(one, FragmentSpreadNode):
                cost += self.of(self._fragments[one.name.value].selection_set)
            elif isinstance(one, FieldNode):
                cost += self._field(one)
            else:
                cost += self.of(one.selection_set)  # type: ignore[attr-defined] # an inline fragment
        return cost

    def _field(self, field: FieldNode) -> int:
        if field.selection_set is None or field.name.value == "pageInfo":
            return 0
        within = self.of(field.selection_set)
        first, ids = self._given(field, "first"), self._given(field, "ids")
        if first is not None:  # the objects of a page are counted at its `nodes`
            return 2 + int(first) * within
        return (len(ids) if ids is not None else 1) * (1 + within)

    def _given(self, field: FieldNode, name: str) -> Any:
        value = next((one.value for one in field.arguments or () if one.name.value == name), None)
        if isinstance(value, VariableNode):
            return self._variables.get(value.name.value)
        return int(value.value) if isinstance(value, IntValueNode) else None


class Bucket:
    """Points that a shop has left for us."""

    def __init__(self, mono: Callable[[], float]) -> None:
        """Full."""
        self._mono, self._left, self._at = mono, BUCKET, mono()

    @property
    def left(self) -> float:
        """Points left now."""
        now = self._mono()
        self._left, self._at = min(BUCKET, self._left + (now - self._at) * RESTORE), now
        return self._left

    def take(self, points: float) -> None:
        """Somebody asked."""
        self._left = max(0.0, self.left - points)

    def fill(self) -> None:
        """As if nobody had asked."""
        self._left = BUCKET

    def status(self) -> Status:
        """As answers tell it."""
        return {"maximumAvailable": BUCKET, "currentlyAvailable": float(int(self.left)), "restoreRate": RESTORE}
