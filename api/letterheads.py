"""How each local body's letters begin and who signs them: from a file, or left to fill in by hand.

The log holds what was decided, not who is chief this year or which telephone the office has; those
are settings, like biller ids.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from domain.errors import Refused, UnsafeSetting
from domain.local_body import BANGKOK, Joined
from importers.places import provinces

LETTERHEADS_FILE: Final = "THIDIN_LETTERHEADS_FILE"
BY_HAND: Final = "." * 44
"""Stands where a name is written by hand."""
_BODY_DIGITS: Final = 8
_TAMBON_DIGITS: Final = 6
_TEXTS: Final = ("name", "address", "contact", "pay_at", "chief", "chief_position")
_MUNICIPALITY: Final = "เทศบาล"
_SHORT: Final = "อบต."
_LONG: Final = "องค์การบริหารส่วนตำบล"


class LetterheadWrong(Refused):
    """The file of letterheads is not what it should be."""

    code = "letterhead-wrong"


@dataclass(frozen=True, kw_only=True)
class Letterhead:
    """What a body's letters say of the body: `pay_at` is where money is taken, `chief` may be "".

    `chief_position` is what the chief is called: "นายกเทศมนตรีตำบล…".
    """

    name: str
    address: str
    contact: str
    pay_at: str
    chief: str
    chief_position: str


@dataclass(frozen=True, kw_only=True)
class Letterheads:
    """The letterheads of the file by local body, and the names of its sub-districts by code."""

    of: Mapping[int, Mapping[str, str]] = field(default_factory=dict)
    tambons: Mapping[int, str] = field(default_factory=dict)
    production: bool = False

    def letterhead(self, body: Joined) -> Letterhead:
        """Return a body's letterhead; what the file leaves out is what the body's kind has.

        Raises `UnsafeSetting` in production where the file does not name the body: a taxpayer who
        thinks the notice wrong must know whom to ask.
        """
        given = self.of.get(body.code)
        if given is None and self.production:
            raise UnsafeSetting(
                f"Local body {body.code:08d} has no letterhead; put its address, telephone and "
                f"chief into the file that {LETTERHEADS_FILE} names."
            )
        return Letterhead(**{**_usual(body), **(given or {})})


def open_letterheads(path: Path | None, *, production: bool) -> Letterheads:
    """Return the letterheads of the file that THIDIN_LETTERHEADS_FILE names, or none.

    Raises `LetterheadWrong`.
    """
    if path is None:
        return Letterheads(production=production)
    try:
        found = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, tomllib.TOMLDecodeError, UnicodeDecodeError) as wrong:
        raise LetterheadWrong(f"The file of letterheads {path} cannot be read: {wrong}") from wrong
    if set(found) - {"bodies", "tambons"}:
        raise LetterheadWrong(f"{path} holds tables [bodies.05200203] and [tambons], nothing else.")
    return Letterheads(
        of={_code(path, code, _BODY_DIGITS): _texts(path, code, one)
            for code, one in found.get("bodies", {}).items()},
        tambons={_code(path, code, _TAMBON_DIGITS): str(name)
                 for code, name in found.get("tambons", {}).items()},
        production=production,
    )  # fmt: skip


def _code(path: Path, code: str, digits: int) -> int:
    if len(code) != digits or not (code.isascii() and code.isdigit()):
        raise LetterheadWrong(f"{path}: a code has {digits} digits; {code!r} does not.")
    return int(code)


def _texts(path: Path, code: str, given: Any) -> Mapping[str, str]:  # noqa: ANN401 - as TOML has it
    if not isinstance(given, dict) or not all(
        name in _TEXTS and isinstance(text, str) and text.strip() for name, text in given.items()
    ):
        raise LetterheadWrong(
            f"{path}: the table of {code} has texts named {', '.join(_TEXTS)}, none empty."
        )
    return dict(given)


def _usual(body: Joined) -> dict[str, str]:
    province = provinces().get(body.province)
    place = f"จังหวัด{province.thai}" if province and body.kind != BANGKOK else ""
    return {
        "name": body.name_th,
        "address": f"ที่ทำการ{body.name_th} {place}".strip(),
        "contact": "โทร. " + "." * 20,
        "pay_at": f"งานจัดเก็บรายได้ {body.name_th}",
        "chief": "",
        "chief_position": chief_of(body),
    }


def chief_of(body: Joined) -> str:
    """Return what the local chief of a body is called (s.5)."""
    if body.kind == BANGKOK:
        return "ผู้ว่าราชการกรุงเทพมหานคร"
    if body.kind == "PATTAYA":
        return "นายกเมืองพัทยา"
    if body.name_th.startswith(_MUNICIPALITY):
        return f"นายกเทศมนตรี{body.name_th.removeprefix(_MUNICIPALITY)}"
    if body.name_th.startswith(_SHORT):
        return f"นายก{_LONG}{body.name_th.removeprefix(_SHORT)}"
    return f"นายก{body.name_th}"
