"""Single values out of ISO 20022 elements, whatever version of the standard they are of."""

import re
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from importers.bank import values
from importers.bank.refused import ValueWrong

_AMOUNT: Final = re.compile(r"([0-9]{1,13})(?:\.([0-9]{1,5}))?")
_DAY: Final = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})")


@dataclass(frozen=True, kw_only=True)
class Money:
    """An amount in satang and whether it came in."""

    satang: int
    credit: bool


def name_of(element: Any) -> str:  # noqa: ANN401 - lxml has no stubs
    """Return an element's name without its namespace."""
    tag: str = element.tag
    return tag.rpartition("}")[2]


def texts(element: Any, path: str) -> list[str]:  # noqa: ANN401
    """Return the texts of all elements at a path of names, in their order, without blanks."""
    found = [element]
    for name in path.split("/"):
        found = [inner for one in found for inner in one if name_of(inner) == name]
    return [text for one in found if (text := (one.text or "").strip())]


def first_text(element: Any, path: str) -> str:  # noqa: ANN401
    """Return the first text at a path of names, "" where there is none."""
    return next(iter(texts(element, path)), "")


def money(element: Any, *, needed: bool) -> Money | None:  # noqa: ANN401
    """Read an entry's or a detail's amount and direction. Raises `ValueWrong`.

    A detail may leave both out, or give its amount in AmtDtls alone.
    """
    holder, amount = element, _child(element, "Amt")
    if amount is None and (details := _child(element, "AmtDtls")) is not None:
        holder = _child(details, "TxAmt")
        amount = _child(holder, "Amt") if holder is not None else None
    if amount is None:
        if needed:
            raise ValueWrong("an entry has no amount.")
        return None
    if amount.get("Ccy") != "THB":
        raise ValueWrong("an amount is not in baht (THB).")
    direction = first_text(element, "CdtDbtInd") or _direction_of_entry(element)
    if direction not in {"CRDT", "DBIT"}:
        raise ValueWrong("CdtDbtInd must be CRDT or DBIT.")
    return Money(satang=_satang((amount.text or "").strip()), credit=direction == "CRDT")


def _direction_of_entry(element: Any) -> str:  # noqa: ANN401
    details = element.getparent()
    return first_text(details.getparent(), "CdtDbtInd") if details is not None else ""


def _child(element: Any, name: str) -> Any:  # noqa: ANN401
    return next((inner for inner in element if name_of(inner) == name), None)


def _satang(text: str) -> int:
    """Read an amount; the standard allows five decimals, of which baht use two."""
    found = _AMOUNT.fullmatch(text)
    decimals = (found[2] or "").rstrip("0") if found else ""
    if found is None or len(decimals) > len("00"):
        raise ValueWrong("an amount is baht with at most two decimals.")
    return values.satang_of_baht(f"{found[1]}.{decimals:0<2}")


def day_and_time(element: Any, path: str) -> tuple[date, datetime | None]:  # noqa: ANN401
    """Read a day (Dt) or a day and time (DtTm). Raises `ValueWrong`."""
    if moment := first_text(element, f"{path}/DtTm"):
        at = values.time_of(moment, zone_needed=False)
        return values.bangkok_day(at), at
    found = _DAY.match(first_text(element, f"{path}/Dt"))
    if found is None:
        raise ValueWrong(f"an entry has no day ({path}) written like 2026-04-30.")
    return values.day_of("".join(found.groups()), day_first=False), None


def references(element: Any) -> tuple[str, str]:  # noqa: ANN401
    """Return references 1 and 2: structured creditor references, else the free text's two words."""
    found = texts(element, "RmtInf/Strd/CdtrRefInf/Ref")
    if not found:
        found = " ".join(texts(element, "RmtInf/Ustrd")).split()
    ref1, ref2, *_ = (*found, "", "")
    return values.typed(ref1), values.typed(ref2)
