"""Bodies read strictly: UTF-8 only, no doubled names, no NaN, nothing endless or too deep."""

import json
import math
import re
from typing import Any, Final, NoReturn

from api.http.problems import Problem

MOST_DEPTH: Final = 32
MOST_DIGITS: Final = 40
_SURROGATE: Final = re.compile(r"\\u[dD][89a-fA-F]")
_NUL: Final = re.compile(r"\\u0000|\x00")


def read_json(raw: bytes) -> Any:  # noqa: ANN401 - whatever JSON holds
    """Return what a body holds. Raises `Problem`, which says nothing of the body."""
    text = decoded(raw)
    try:
        found = _DECODER.decode(text)
        _check_depth(found)
        if _SURROGATE.search(text):
            json.dumps(found, ensure_ascii=False).encode("utf-8")
    except UnicodeEncodeError:
        raise Problem("encoding-wrong") from None
    except (ValueError, RecursionError):
        raise Problem("not-json") from None
    return found


def decoded(raw: bytes) -> str:
    """Return a body as text. Raises `Problem` unless it is UTF-8 without mark, NUL or halves."""
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError:
        raise Problem("encoding-wrong") from None
    if text.startswith("\ufeff") or _NUL.search(text):
        raise Problem("encoding-wrong")
    return text


def _check_depth(found: object) -> None:
    level: list[object] = [found]
    for _ in range(MOST_DEPTH):
        level = [
            inner
            for one in level
            if isinstance(one, dict | list)
            for inner in (one.values() if isinstance(one, dict) else one)
        ]
        if not level:
            return
    raise ValueError


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError
    return found


def _integer(digits: str) -> int:
    if len(digits) > MOST_DIGITS:
        raise ValueError
    return int(digits)


def _number(digits: str) -> float:
    found = float(digits)
    if not math.isfinite(found):
        raise ValueError
    return found


def _no_constant(_: str) -> NoReturn:
    raise ValueError


_DECODER: Final = json.JSONDecoder(
    object_pairs_hook=_object,
    parse_int=_integer,
    parse_float=_number,
    parse_constant=_no_constant,
)
