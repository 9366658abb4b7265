"""The two languages of the pages: which one an address asks for, and how figures read in each."""

import unicodedata
from calendar import month_name
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Final

from markupsafe import Markup, escape

from api.documents import thai_writing
from domain.calendar import be_year, show_date_be
from domain.money import parse_baht, show_baht_grouped

ENGLISH_PREFIX: Final = "/en"
_UNSEEN: Final = frozenset({"Cc", "Cf", "Co", "Cs", "Zl", "Zp"})
_OF_LAW: Final = (
    ("s.", "มาตรา\u00a0"),
    ("paragraph", "วรรค"),
    ("decree item", "พระราชกฤษฎีกา ข้อ"),
    ("decree", "พระราชกฤษฎีกา"),
    ("item", "ข้อ"),
    (" to ", " ถึง "),
)
_WAH_OF_RAI: Final = 400
_WAH_OF_NGAN: Final = 100
_MOST_MARKS: Final = 4
"""Thai has at most three marks on a letter."""


class Language(StrEnum):
    """A language people read the pages in."""

    THAI = "th"
    ENGLISH = "en"

    @property
    def other(self) -> "Language":
        """The language the switch leads to."""
        return Language.ENGLISH if self is Language.THAI else Language.THAI

    def path(self, path: str) -> str:
        """Return the address of a page in this language."""
        if self is Language.THAI:
            return path
        return ENGLISH_PREFIX if path == "/" else f"{ENGLISH_PREFIX}{path}"


@dataclass(frozen=True)
class Writer:
    """Writes for people who read one language; templates call it by the names of `words`."""

    language: Language

    def say(self, thai: str, english: str, /, **values: object) -> Markup:
        """Return the sentence in the reader's language, each `{value}` escaped.

        Both languages stand side by side where they are used, so that neither can be forgotten.
        """
        told = thai if self.language is Language.THAI else english
        return Markup(told).format(**values)  # noqa: S704 - sentences of ours; format escapes values

    def counted(self, number: int, thai: str, one: str, many: str, /, **values: object) -> Markup:
        """Return the sentence for how many there are, `{n}`: English says one otherwise."""
        return self.say(thai, one if number == 1 else many, n=self.number(number), **values)

    def link(self, path: str) -> str:
        """Return the address of one of our pages in the reader's language."""
        return self.language.path(path)

    def day(self, day: date | str) -> str:
        """Write a day: in Thai with the Buddhist year, in English with both years."""
        told = _day(day)
        if self.language is Language.THAI:
            return thai_writing.day(told)
        return f"{told.day} {month_name[told.month]} {told.year} (B.E. {be_year(told)})"

    def short_day(self, day: date | str) -> str:
        """Write a day in figures, with the Buddhist year."""
        return show_date_be(_day(day))

    def moment(self, told: str) -> str:
        """Write a moment of ISO 8601 with its minutes."""
        moment = datetime.fromisoformat(told)
        clock = f"{moment:%H:%M}"
        if self.language is Language.THAI:
            return f"{self.day(moment.date())} เวลา {clock} น."
        return f"{self.day(moment.date())}, {clock}"

    def baht(self, amount: str | int) -> Markup:
        """Write an amount, given as the API has it (`1234.50`) or in satang, with its unit."""
        satang = amount if isinstance(amount, int) else parse_baht(amount)
        unit = "บาท" if self.language is Language.THAI else "baht"
        return Markup('<span class="th-amount">{} {}</span>').format(
            show_baht_grouped(satang), unit
        )

    def figure(self, amount: str | int) -> Markup:
        """Write an amount without its unit, for columns of figures."""
        satang = amount if isinstance(amount, int) else parse_baht(amount)
        return Markup('<span class="th-amount">{}</span>').format(show_baht_grouped(satang))

    def section(self, provision: str) -> str:
        """Write where the law says it: `s.43 paragraph 2` is `มาตรา 43 วรรค 2`."""
        if self.language is Language.ENGLISH:
            return provision
        for english, thai in _OF_LAW:
            provision = provision.replace(english, thai)
        return provision

    def area(self, amount: str, unit: str) -> str:
        """Write an area: land, given in square wah, in rai, ngan and square wah."""
        if unit != "wah2":
            metres = _plain(Decimal(amount))
            return f"{metres}\u00a0{'ตร.ม.' if self.language is Language.THAI else 'm²'}"
        rai, rest = divmod(Decimal(amount), _WAH_OF_RAI)
        ngan, wah = divmod(rest, _WAH_OF_NGAN)
        names = (
            ("ไร่", "งาน", "ตร.ว.") if self.language is Language.THAI else ("rai", "ngan", "wah²")
        )
        parts = [
            f"{_plain(one)}\u00a0{name}"
            for one, name in zip((rai, ngan, wah), names, strict=True)
            if one
        ]
        return " ".join(parts) or f"0\u00a0{names[-1]}"

    def exact(self, amount: str) -> Markup:
        """Write an amount with all the decimals it has, parts of a satang too."""
        whole, point, decimals = amount.partition(".")
        sign = "−" if whole.startswith("-") else ""
        return Markup('<span class="th-amount">{}{:,}{}{}</span>').format(
            sign, int(whole.lstrip("-")), point, decimals
        )

    def whole(self, amount: str) -> str:
        """Write an amount of whole baht without decimals, any other with them."""
        return show_baht_grouped(parse_baht(amount)).removesuffix(".00")

    def number(self, count: int) -> str:
        """Write a whole number with its thousands apart."""
        return f"{count:,}"

    def words(self) -> dict[str, Callable[..., object]]:
        """Return what templates may call."""
        return {
            "say": self.say,
            "counted": self.counted,
            "link": self.link,
            "day": self.day,
            "short_day": self.short_day,
            "moment": self.moment,
            "baht": self.baht,
            "figure": self.figure,
            "number": self.number,
            "whole": self.whole,
            "exact": self.exact,
            "area": self.area,
            "section": self.section,
            "name": name,
        }


def name(text: str | None, longest: int = 200) -> Markup:
    """Return a name or any other text that others wrote, so that it stays in its place.

    What cannot be seen, turns the direction of writing or piles marks up is left out, and a text
    without end is cut.
    """
    shown: list[str] = []
    marks = 0
    for letter in unicodedata.normalize("NFC", text or ""):
        category = unicodedata.category(letter)
        marks = marks + 1 if category in {"Mn", "Me"} else 0
        if category in _UNSEEN:
            shown.append(" " if category in {"Cc", "Zl", "Zp"} else "")
        elif marks < _MOST_MARKS:
            shown.append(letter)
    whole = "".join(shown)
    cut = whole if len(whole) <= longest else f"{whole[:longest]}…"
    return Markup('<bdi class="name">{}</bdi>').format(escape(cut))


def _plain(amount: Decimal) -> str:
    digits = f"{amount:,.2f}"
    return digits.rstrip("0").rstrip(".")


def _day(day: date | str) -> date:
    return day if isinstance(day, date) else date.fromisoformat(day)
