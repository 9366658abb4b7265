"""What went wrong, as RFC 9457 problems: Thai first, English beside it, nothing of the input.

The type of a problem is a URN and not an address: it names the problem and leads nowhere.
"""

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any, Final

from fastapi.responses import JSONResponse

from domain.errors import Refused

URN: Final = "urn:thidin:problem:"
MEDIA_TYPE: Final = "application/problem+json"
DEFAULT: Final = "refused"
RETRY_SECONDS: Final[Mapping[str, int]] = MappingProxyType(
    {
        "idempotency-key-in-use": 1,
        "log-busy": 2,
        "log-unavailable": 30,
        "not-kept": 2,
        "position-not-reached": 1,
        "provider-failed": 10,
        "too-busy": 2,
        "too-many": 60,
    }
)
"""After how many seconds it is worth trying again."""

_LONG_NUMBER: Final = re.compile(r"[0-9๐-๙](?:[ -]?[0-9๐-๙]){9,}")
_QUOTED: Final = re.compile(r"'[^']*'|\"[^\"]*\"")


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One kind of problem: its status and its sentences."""

    status: int
    title_th: str
    title_en: str
    detail_th: str
    detail_en: str


@cache
def catalogue() -> Mapping[str, Entry]:
    """Return every kind of problem by its name."""
    source = files("api.http").joinpath("problems.toml").read_text("utf-8")
    return MappingProxyType({name: Entry(**told) for name, told in tomllib.loads(source).items()})


@dataclass
class Problem(Exception):  # noqa: N818 - RFC 9457 names it so
    """A request that is answered with a problem.

    `detail` replaces the English sentence where it can say more; `members` are further members of
    the answer. Neither holds anything of the request.
    """

    name: str
    detail: str = ""
    members: Mapping[str, Any] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)


def problem_response(problem: Problem, correlation: str) -> JSONResponse:
    """Return the answer that tells a problem; `correlation` finds it in the operators' log."""
    entry = catalogue()[problem.name]
    headers = dict(problem.headers)
    if problem.name in RETRY_SECONDS:
        headers.setdefault("Retry-After", str(RETRY_SECONDS[problem.name]))
    if problem.name == "not-signed-in":
        headers.setdefault("WWW-Authenticate", 'Bearer realm="thidin"')
    content = {
        "type": URN + problem.name,
        "title": entry.title_th,
        "status": entry.status,
        "detail": entry.detail_th,
        "english": {"title": entry.title_en, "detail": problem.detail or entry.detail_en},
        **problem.members,
        "correlation": correlation,
    }
    return JSONResponse(content, status_code=entry.status, headers=headers, media_type=MEDIA_TYPE)


def of_refusal(refused: Refused) -> Problem:
    """Return the problem of a refusal of the domain, by its code."""
    name = type(refused).code.lower()
    code = {"code": type(refused).code}
    if name not in catalogue():
        return Problem(DEFAULT, detail=unrevealing(str(refused)), members=code)
    return Problem(name, detail=unrevealing(str(refused)), members=code)


def unrevealing(text: str) -> str:
    """Return a sentence without what it quotes and without long numbers.

    A refusal at the command line repeats what was typed, since its reader typed it. Over HTTP what
    was sent may be anybody's, so it is not said back.
    """
    plain = _LONG_NUMBER.sub("…", _QUOTED.sub("…", text))
    return "".join(letter if letter.isprintable() else " " for letter in plain)


def listed_errors(errors: Sequence[Mapping[str, Any]]) -> list[dict[str, str]]:
    """Return a validation's findings: where and what, never the value or its neighbours."""
    return [
        {"where": _path(one.get("loc", ())), "code": str(one.get("type", "wrong"))}
        for one in errors[:_MOST_ERRORS]
    ]


_MOST_ERRORS: Final = 50
_PLAIN_NAME: Final = re.compile(r"[A-Za-z][A-Za-z_-]{0,39}")


def _path(location: Sequence[object]) -> str:
    """Write a place as `body.uses[0].percent`; a name that is no plain word is left out."""
    path = ""
    for part in location:
        if isinstance(part, int):
            path += f"[{part}]"
        elif isinstance(part, str) and _PLAIN_NAME.fullmatch(part):
            path += f".{part}" if path else part
    return path
