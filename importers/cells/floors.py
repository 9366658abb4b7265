"""The floors of a condominium price row: free text such as `8,9,10 และชั้นดาดฟ้า` or `2-15`."""

import re
from typing import Final

_SEPARATORS: Final = re.compile(r"\s*(?:,|;|/|และ|กับ|\s)\s*")
_RANGE: Final = re.compile(r"([0-9]{1,3})\s*(?:-|–|ถึง)\s*([0-9]{1,3})")
_WORD: Final = re.compile(r"(?:ชั้น\s*(?:ที่\s*)?)?([0-9]{1,3}[A-Za-z]?|[ก-๙A-Za-z]{1,20})")
_RANGE_SPACES: Final = re.compile(r"\s*(-|–|ถึง)\s*")
_FLOOR: Final = re.compile(r"ชั้น(?:ที่)?\s*")
_MOST_FLOORS: Final = 200


def floors_of(text: str) -> tuple[str, ...] | None:
    """Return the floors a text names, in order, None where it cannot be read (VAL-04).

    Digits are Arabic already. A floor is a number, a number with a letter (12A) or a name
    (ดาดฟ้า, ใต้ดิน); "ชั้น" before it is dropped.
    """
    cleaned = _RANGE_SPACES.sub(r"\1", _FLOOR.sub(" ", text).strip())
    floors: list[str] = []
    for part in _SEPARATORS.split(cleaned):
        if not part:
            continue
        if match := _RANGE.fullmatch(part):
            low, high = int(match[1]), int(match[2])
            if not low <= high <= low + _MOST_FLOORS:
                return None
            floors += [str(floor) for floor in range(low, high + 1)]
        elif match := _WORD.fullmatch(part):
            floors.append(match[1].upper())
        else:
            return None
    return tuple(dict.fromkeys(floors)) or None
