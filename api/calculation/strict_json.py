"""JSON read strictly: numbers keep their own digits, doubled fields and NaN stay visible.

Python's reader takes the last of two equal fields, makes numbers floating point and accepts NaN.
Here such a thing becomes a value of its own, so that only the request it stands in is refused.
"""

import json
from dataclasses import dataclass
from typing import Any, Final

from api.calculation.refusal import Unanswerable

JSON_SPACE: Final = " \t\r\n"


@dataclass(frozen=True, slots=True)
class Literal:
    """A JSON number as it was written, not yet read."""

    text: str


@dataclass(frozen=True, slots=True)
class NotFinite:
    """NaN, Infinity or -Infinity, which are no JSON."""


@dataclass(frozen=True, slots=True)
class Doubled:
    """A JSON object in which a field stands twice."""

    name: str


def parse(text: str, *, line: int = 1) -> Any:  # noqa: ANN401 - whatever JSON holds
    """Return what a JSON text holds; raises Unanswerable where it is not JSON.

    `line` is the number of the text's first line, for people who look for the place.
    """
    try:
        return _DECODER.decode(text)
    except json.JSONDecodeError as wrong:
        place = f"line {wrong.lineno + line - 1}, column {wrong.colno}"
        raise Unanswerable(
            "not-json", f"This is not JSON: it cannot be read on from {place}.", place
        ) from None
    except RecursionError:
        raise Unanswerable(
            "too-deep", "Lists and objects stand too deep inside one another to be a request."
        ) from None


def is_unfinished(text: str) -> bool:
    """Say whether a text is the beginning of JSON that more lines may finish."""
    try:
        _DECODER.decode(text)
    except json.JSONDecodeError as wrong:
        return wrong.pos >= len(text.rstrip(JSON_SPACE))
    except RecursionError:
        return False
    return False


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any] | Doubled:
    found = dict(pairs)
    if len(found) == len(pairs):
        return found
    seen: set[str] = set()
    for name, _ in pairs:
        if name in seen:
            return Doubled(name)
        seen.add(name)
    msg = "fewer fields than pairs, yet none stands twice"
    raise AssertionError(msg)


def _constant(_: str) -> NotFinite:
    return NotFinite()


_DECODER: Final = json.JSONDecoder(
    object_pairs_hook=_object, parse_float=Literal, parse_int=Literal, parse_constant=_constant
)
