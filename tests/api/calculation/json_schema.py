"""As much of JSON Schema as the schema of the calculation uses; any other keyword is an error."""

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

TYPES: Mapping[str, tuple[type, ...]] = {
    "object": (dict,),
    "array": (list,),
    "string": (str,),
    "integer": (int,),
    "number": (int, float),
    "null": (type(None),),
}
SILENT = {"$schema", "$defs", "title", "description"}


def differences(value: Any, schema: Mapping[str, Any], whole: Mapping[str, Any]) -> Iterator[str]:
    """Yield what of a value is not as the schema says; `whole` is the schema with its $defs."""
    if "$ref" in schema:
        yield from differences(value, _named(schema["$ref"], whole), whole)
        return
    for keyword, wanted in schema.items():
        if keyword in SILENT:
            continue
        if keyword == "anyOf":
            if all(any(differences(value, one, whole)) for one in wanted):
                yield f"{value!r} is none of {wanted}"
        elif keyword in ("properties", "items", "additionalProperties"):
            yield from _inside(keyword, wanted, value, schema, whole)
        elif not _holds(keyword, wanted, value):
            yield f"{value!r} is not {keyword} {wanted!r}"


def _named(reference: str, whole: Mapping[str, Any]) -> Mapping[str, Any]:
    found: Mapping[str, Any] = whole["$defs"][reference.removeprefix("#/$defs/")]
    return found


def _inside(
    keyword: str, wanted: Any, value: Any, schema: Mapping[str, Any], whole: Mapping[str, Any]
) -> Iterator[str]:
    if keyword == "items" and isinstance(value, list):
        for one in value:
            yield from differences(one, wanted, whole)
    elif keyword == "properties" and isinstance(value, dict):
        for name in wanted.keys() & value.keys():
            yield from differences(value[name], wanted[name], whole)
    elif keyword == "additionalProperties" and isinstance(value, dict):
        assert wanted is False
        yield from (f"unknown {name}" for name in value.keys() - schema["properties"].keys())


def _holds(keyword: str, wanted: Any, value: Any) -> bool:
    counted = len(value) if isinstance(value, list | str) else None
    tests: Mapping[str, Callable[[], bool]] = {
        "type": lambda: isinstance(value, TYPES[wanted]) and not isinstance(value, bool),
        "enum": lambda: any(value == one and type(value) is type(one) for one in wanted),
        "required": lambda: not isinstance(value, dict) or set(wanted) <= value.keys(),
        "pattern": lambda: not isinstance(value, str) or re.search(wanted, value) is not None,
        "minimum": lambda: not isinstance(value, int | float) or value >= wanted,
        "minItems": lambda: counted is None or counted >= wanted,
        "minLength": lambda: counted is None or counted >= wanted,
        "maxItems": lambda: counted is None or counted <= wanted,
        "maxLength": lambda: counted is None or counted <= wanted,
    }
    return tests[keyword]()
