"""The fields of one JSON object of a request, read by a strict grammar: ASCII, exact, bounded."""

import re
from collections.abc import Collection, Mapping, Sequence
from decimal import Decimal
from typing import Any, Final

from api.calculation.refusal import Unanswerable, joined
from api.calculation.strict_json import Doubled, Literal, NotFinite

MOST_DIGITS: Final = 15
MOST_DECIMALS: Final = 10
LONGEST_TEXT: Final = 100

_NUMBER = re.compile(rf"(-?)([0-9]{{1,{MOST_DIGITS}}})(?:\.([0-9]{{1,{MOST_DECIMALS}}}))?")
_TOO_LONG = re.compile(r"-?[0-9]+(?:\.[0-9]+)?")
_EXPONENT = re.compile(r"-?[0-9]+(?:\.[0-9]+)?[eE][+-]?[0-9]+")
_SEPARATED = re.compile(r"-?[0-9]{1,3}(?:[,_' ][0-9]{3})+(?:\.[0-9]*)?")

# Letters that show nothing or turn a line's direction round would let one id look like another.
_UNSHOWN = re.compile(
    "[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ud800-\udfff]"
)


class Fields:
    """One JSON object and its path in the request; a field that is null counts as absent."""

    __slots__ = ("given", "path")

    def __init__(self, given: object, path: str, names: Collection[str]) -> None:
        self.path = path
        if isinstance(given, Doubled):
            raise Unanswerable(
                "repeated-field",
                "A field stands twice in this object; which of them counts cannot be told.",
                joined(path, given.name),
            )
        if type(given) is not dict and not isinstance(given, Mapping):
            raise Unanswerable("wrong-type", "An object with fields is expected here.", path)
        for name in given:
            if name not in names:
                raise Unanswerable(
                    "unknown-field",
                    f"There is no such field here; the fields are {', '.join(sorted(names))}.",
                    joined(path, name),
                )
        self.given: Mapping[str, Any] = given

    def has(self, name: str) -> bool:
        return self.given.get(name) is not None

    def where(self, name: str) -> str:
        """Return the path of a field that the format knows."""
        return f"{self.path}.{name}" if self.path else name

    def need(self, name: str, message: str) -> Any:  # noqa: ANN401 - whatever JSON holds
        """Return the value of a field; Unanswerable with the message where it is absent."""
        value = self.given.get(name)
        if value is None:
            raise Unanswerable("missing-field", message, self.where(name))
        return value

    def text(self, name: str) -> str | None:
        """Return a name such as an id, None where it is absent."""
        value = self.given.get(name)
        return None if value is None else read_text(value, self.where(name))

    def one_of(self, name: str, choices: Sequence[str], code: str) -> str | None:
        """Return a field that is one of several words, None where it is absent."""
        value = self.given.get(name)
        if value is None:
            return None
        if not isinstance(value, str) or value not in choices:
            raise Unanswerable(code, f"`{name}` is one of {', '.join(choices)}.", self.where(name))
        return value

    def flag(self, name: str) -> bool:
        """Return a field that is true or false; absent is false."""
        value = self.given.get(name)
        if value is not None and not isinstance(value, bool):
            raise Unanswerable(
                "wrong-type", f"`{name}` is true or false, without quotes.", self.where(name)
            )
        return bool(value)

    def number(self, name: str, *, places: int) -> int | None:
        """Return a number in units of `10**-places`, None where it is absent."""
        value = self.given.get(name)
        if value is None:
            return None
        plain = _plain(value, places)
        return read_number(value, self.where(name), places=places) if plain is None else plain

    def whole(self, name: str, *, least: int, most: int) -> int | None:
        """Return a whole number within bounds, None where it is absent."""
        value = self.number(name, places=0)
        if value is not None and not least <= value <= most:
            raise Unanswerable(
                "out-of-range",
                f"`{name}` is a whole number from {least} to {most}.",
                self.where(name),
            )
        return value

    def items(self, name: str, *, most: int) -> Sequence[Any]:
        """Return a list of at most so many items; absent is empty."""
        value = self.given.get(name)
        if value is None:
            return ()
        if not isinstance(value, list | tuple):
            raise Unanswerable("wrong-type", f"`{name}` is a list.", self.where(name))
        if len(value) > most:
            raise Unanswerable(
                "too-many", f"`{name}` has at most {most:,} items.", self.where(name)
            )
        return value


def read_text(value: object, where: str) -> str:
    """Return a name such as an id: 1 to 100 letters; a whole number stands for its digits."""
    if isinstance(value, Literal) and value.text.isdigit():
        value = value.text
    elif isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 10**MOST_DIGITS:
        value = str(value)
    if not isinstance(value, str):
        raise Unanswerable("wrong-type", "A text in quotes is expected here.", where)
    if not 0 < len(value) <= LONGEST_TEXT or _UNSHOWN.search(value):
        raise Unanswerable(
            "bad-text",
            f"A name here has 1 to {LONGEST_TEXT} letters, all of which can be seen.",
            where,
        )
    return value


def read_number(value: object, where: str, *, places: int) -> int:
    """Return a number that is not negative in units of `10**-places`.

    It is written with the digits 0 to 9, at most 15 before the point and 10 after it, in quotes or
    as a plain JSON number. More decimals than `places` are refused unless they are zeros.
    """
    written = _written(value, where)
    found = _NUMBER.fullmatch(written)
    if found is None:
        raise _no_number(written, where)
    sign, whole = str(found[1]), str(found[2])
    decimals = str(found[3] or "").rstrip("0")
    if sign:
        raise Unanswerable("negative", "Nothing here is below zero.", where)
    if len(decimals) > places:
        message = (
            f"At most {places} decimals can be taken into account here."
            if places
            else "A whole number is expected here."
        )
        raise Unanswerable("too-precise", message, where)
    return int(whole + decimals.ljust(places, "0"))


def _plain(value: object, places: int) -> int | None:
    """Return a number that is written as most are, None for all else."""
    text = value.text if isinstance(value, Literal) else value
    found = _NUMBER.fullmatch(text) if isinstance(text, str) else None
    if found is None or found[1]:
        return None
    decimals = found[3] or ""
    return None if len(decimals) > places else int(found[2] + decimals.ljust(places, "0"))


def _written(value: object, where: str) -> str:
    """Return how a number was written."""
    if isinstance(value, str):
        return value
    if isinstance(value, Literal):
        return value.text
    if isinstance(value, int) and not isinstance(value, bool):
        if abs(value) >= 10**MOST_DIGITS:
            raise _too_long(where)
        return str(value)
    if isinstance(value, Decimal) and value.is_finite():
        return str(value)
    if isinstance(value, float | NotFinite | Decimal):
        message = "A number here is finite and exact: write it as digits in quotes."
        raise Unanswerable("not-a-number", message, where)
    raise Unanswerable("wrong-type", 'A number in quotes is expected, such as "1234.56".', where)


def _no_number(text: str, where: str) -> Unanswerable:
    """Return what to tell the writer of something that is no number here."""
    if text.isascii() and _TOO_LONG.fullmatch(text):
        return _too_long(where)
    told = 'A number is written with the digits 0 to 9 and one point, such as "1234.56"'
    if any(letter.isdigit() and not letter.isascii() for letter in text):
        told += "; Thai and other digits are not read here"
    elif _EXPONENT.fullmatch(text):
        told += "; exponents are not read here"
    elif _SEPARATED.fullmatch(text):
        told += "; thousands are not separated"
    return Unanswerable("not-a-number", f"{told}.", where)


def _too_long(where: str) -> Unanswerable:
    return Unanswerable(
        "too-large",
        f"A number has at most {MOST_DIGITS} digits before the point and {MOST_DECIMALS} after it.",
        where,
    )
