"""Shopify's own schema, and the rules that hold at run time and stand in no schema."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator, Mapping
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any

from graphql import (
    DocumentNode,
    FieldNode,
    GraphQLError,
    GraphQLSchema,
    NoDeprecatedCustomRule,
    OperationDefinitionNode,
    build_client_schema,
    parse,
    validate,
)

_FILE = "shopify_admin_2026-07.json.gz"
_WANT_A_KEY = (
    "inventorySetQuantities",
    "inventoryAdjustQuantities",
    "inventoryMoveQuantities",
    "inventorySetOnHandQuantities",
    "inventoryActivate",
    "refundCreate",
)


@cache
def schema() -> GraphQLSchema:
    """The Admin schema. Shopify's own breaks graphql-core's check of schemas (deprecated interface fields), so that
    check is left out; documents are checked in full."""
    packed = (files("sync_agent.demo_shop") / "schemas" / _FILE).read_bytes()
    return build_client_schema(json.loads(gzip.decompress(packed))["data"], assume_valid=True)


@lru_cache(maxsize=256)
def checked(text: str) -> DocumentNode:
    """A document that keeps to the schema; raises GraphQLError with the first thing that is wrong."""
    document = parse(text)
    for error in validate(schema(), document):
        raise error
    for field in _root_fields(document):
        if field.name.value in _WANT_A_KEY and not any(d.name.value == "idempotent" for d in field.directives or ()):
            raise GraphQLError(f"The @idempotent directive is required for {field.name.value}")
    return document


@lru_cache(maxsize=256)
def deprecated(text: str) -> str | None:
    """What Shopify says of a document that asks for something it gives up."""
    return next((error.message for error in validate(schema(), parse(text), [NoDeprecatedCustomRule])), None)


def check_variables(variables: Mapping[str, Any]) -> None:
    """Raises GraphQLError where a quantity is set and nothing is said, not even null, of what is believed there."""
    for part in _objects(variables):
        for name in ("quantities", "changes"):
            for quantity in part.get(name) or ():
                if isinstance(quantity, dict) and "changeFromQuantity" not in quantity:
                    raise GraphQLError("changeFromQuantity must be given, or written as null")


def _root_fields(document: DocumentNode) -> Iterator[FieldNode]:
    for definition in document.definitions:
        if isinstance(definition, OperationDefinitionNode):
            yield from (one for one in definition.selection_set.selections if isinstance(one, FieldNode))


def _objects(value: object) -> Iterator[Mapping[str, Any]]:
    if isinstance(value, dict):
        yield value
        for part in value.values():
            yield from _objects(part)
    elif isinstance(value, list):
        for part in value:
            yield from _objects(part)
