"""Single values out of ISO 20022 elements, whatever version of the standard they are of."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Any, Final

from importers.bank import values
from importers.bank.refused import ValueWrong

CREDIT: Final = "CRDT"
DEBIT: Final = "DBIT"
_AMOUNT: Final = re.compile(r"([0-9]{1,13})(?:\.([0-9]{1,5}))?")
_DAY: Final = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})")
_DEEPEST: Final = 12

Fields = Mapping[str, list[str]]
"""The texts under an element by their path of names; an amount's currency at `Amt@Ccy`."""


@dataclass(frozen=True, kw_only=True)
class Money:
    """An amount in satang and whether it came in."""

    satang: int
    credit: bool


@cache
def name_of(tag: str) -> str:
    """Return an element's name without its namespace."""
    return tag.rpartition("}")[2]


def fields_of(element: Any, *, leave: str = "") -> Fields:  # noqa: ANN401 - lxml has no stubs
    """Read all texts under an element in one go, without those under children named `leave`."""
    found: dict[str, list[str]] = {}
    for child in element:
        if name_of(child.tag) != leave:
            _take(child, "", found, _DEEPEST)
    return found


def _take(element: Any, before: str, found: dict[str, list[str]], deepest: int) -> None:  # noqa: ANN401
    path = before + name_of(element.tag)
    text = element.text
    if text and (text := text.strip()):
        found.setdefault(path, []).append(text)
        if path.endswith("Amt"):
            found.setdefault(f"{path}@Ccy", []).append(element.get("Ccy", ""))
    if deepest:
        for child in element:
            _take(child, f"{path}/", found, deepest - 1)


def first(fields: Fields, *paths: str) -> str:
    """Return the first text at the first of these paths that has one, "" where none has."""
    for path in paths:
        if path in fields:
            return fields[path][0]
    return ""


def money(fields: Fields, *, direction: str = "") -> Money | None:
    """Read an amount and its direction, None where there is no amount. Raises `ValueWrong`.

    A detail may give its amount in AmtDtls alone and leave the direction to its entry.
    """
    path = next((path for path in ("Amt", "AmtDtls/TxAmt/Amt") if path in fields), None)
    if path is None:
        return None
    if first(fields, f"{path}@Ccy") != "THB":
        raise ValueWrong("an amount is not in baht (THB).")
    stated = first(fields, "CdtDbtInd") or direction
    if stated not in {CREDIT, DEBIT}:
        raise ValueWrong("CdtDbtInd must be CRDT or DBIT.")
    return Money(satang=satang(first(fields, path)), credit=stated == CREDIT)


def satang(text: str) -> int:
    """Read an amount above zero. Raises `ValueWrong`."""
    return values.satang_of_baht(_two_decimals(text))


def total(text: str) -> int:
    """Read a total, which may be nothing. Raises `ValueWrong`."""
    return values.total_of_baht(_two_decimals(text))


def _two_decimals(text: str) -> str:
    """The standard allows five decimals, of which baht use two."""
    found = _AMOUNT.fullmatch(text)
    decimals = (found[2] or "").rstrip("0") if found else ""
    if found is None or len(decimals) > len("00"):
        raise ValueWrong("an amount is baht with at most two decimals.")
    return f"{found[1]}.{decimals:0<2}"


def day_and_time(fields: Fields, path: str) -> tuple[date, datetime | None]:
    """Read a day (Dt) or a day and time (DtTm). Raises `ValueWrong`."""
    if moment := first(fields, f"{path}/DtTm"):
        at = values.time_of(moment, zone_needed=False)
        return values.bangkok_day(at), at
    found = _DAY.match(first(fields, f"{path}/Dt"))
    if found is None:
        raise ValueWrong(f"an entry has no day ({path}) written like 2026-04-30.")
    return values.day_of("".join(found.groups()), day_first=False), None


def references(fields: Fields) -> tuple[str, str]:
    """Return references 1 and 2: structured creditor references, else the free text's two words."""
    found = fields.get("RmtInf/Strd/CdtrRefInf/Ref") or (
        " ".join(fields.get("RmtInf/Ustrd", [])).split()
    )
    ref1, ref2, *_ = (*found, "", "")
    return values.typed(ref1), values.typed(ref2)
