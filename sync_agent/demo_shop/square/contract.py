"""Square's OpenAPI document: what is sent must keep to it strictly, and what is answered must be what it describes."""

from __future__ import annotations

import gzip
import json
from functools import cache
from pathlib import Path
from typing import Any

from openapi_schema_validator import OAS30Validator

_FILE = Path(__file__).parents[1] / "schemas" / "square-openapi.strict.json.gz"


class NotSquares(AssertionError):
    """The played shop was about to answer something that Square would not."""


@cache
def _document() -> dict[str, Any]:
    document: dict[str, Any] = json.loads(gzip.decompress(_FILE.read_bytes()))
    return document


@cache
def _operations() -> dict[tuple[str, str], tuple[str | None, str]]:
    """By method and path: the name of the schema of the body, if it has one, and that of a good answer."""
    found = {}
    for path, operations in _document()["paths"].items():
        for method, operation in operations.items():
            content = operation.get("requestBody", {}).get("content", {}).get("application/json", {})
            answer = operation["responses"]["200"]["content"]["application/json"]["schema"]
            found[method.upper(), path] = (_name(content.get("schema")), _name(answer) or "")
    return found


@cache
def version() -> str:
    """The version of the API that the document describes."""
    (header,) = _document()["components"]["securitySchemes"]["oauth2"]["x-additional-headers"]
    return str(header["schema"]["default"])


def _name(schema: Any) -> str | None:
    return schema["$ref"].rpartition("/")[2] if schema and "$ref" in schema else None


@cache
def _validator(name: str, strict: bool) -> OAS30Validator:
    components = _document()["components"]
    kept = components if strict else _loose(components)
    return OAS30Validator({"$ref": f"#/components/schemas/{name}", "components": kept})


def _loose(value: Any) -> Any:
    """Square may add fields to what it answers."""
    if isinstance(value, dict):
        return {k: _loose(v) for k, v in value.items() if not (k == "additionalProperties" and v is False)}
    return [_loose(part) for part in value] if isinstance(value, list) else value


def _faults(name: str, body: Any, *, strict: bool) -> list[str]:
    errors = _validator(name, strict).iter_errors(body)
    return [f"{name} {'/'.join(map(str, error.absolute_path)) or '(body)'}: {error.message[:300]}" for error in errors]


def faults_of_question(method: str, path: str, body: Any) -> list[str]:
    """What is wrong with a body that was sent; `path` with its parameters' names, as the document has it."""
    name, _ = _operations()[method, path]
    if name is None:
        return [] if body is None else [f"{method} {path} takes no body"]
    return _faults(name, body, strict=True)


def check_answer(method: str, path: str, body: Any) -> None:
    """Raises NotSquares."""
    _check(_operations()[method, path][1], body)


def check_event(topic: str, body: Any) -> None:
    """Raises NotSquares for a webhook's body that Square would not send."""
    name = "".join(part.capitalize() for part in topic.split(".")) + "Event"
    _check(name, body)


def _check(name: str, body: Any) -> None:
    faults = _faults(name, body, strict=False)
    if faults:
        raise NotSquares("; ".join(faults))
