"""The words of messages: by kind, channel and language, from `texts.toml`.

As the cabinet has ordered for messages of the state, none holds a link or a domain name: what is
put in is looked at too, before anything is sent.
"""

import re
import tomllib
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from string import Formatter
from types import MappingProxyType
from typing import Any, Final

from api.documents.thai_writing import MONTHS
from domain.calendar import be_year
from domain.local_body import Joined
from domain.money import show_baht_grouped

CHANNELS: Final = ("email", "sms", "portal")
BOTH: Final = "both"
_ENGLISH_MONTHS: Final = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September",
    "October", "November", "December",
)  # fmt: skip
_SHORT_OF: Final = (("องค์การบริหารส่วนตำบล", "อบต. "), ("เทศบาลตำบล", "ทต. "))
_LINK: Final = re.compile(
    r"https?|www|://|@"
    # A dot with a letter behind it, of any script: Thailand has domain names in Thai as well.
    r"|[^\s.]\.[^\W\d_]"
    r"|\d{1,3}(?:\.\d{1,3}){3}"
)
_TELEPHONE: Final = re.compile(r"0[\d -]{7,12}\d")
_DOT: Final = re.compile(r"\.(?=\S)")
_GSM: Final = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞ ÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
_GSM_TWICE: Final = frozenset("^{}\\[~]|€\f")


@dataclass(frozen=True, kw_only=True)
class Written:
    """A message as it goes out, and as it is kept; only e-mail has a subject."""

    subject: str
    text: str
    code: str = ""

    @property
    def kept(self) -> str:
        """Return the text without its code, which whoever stole a session must not read."""
        return self.text.replace(self.code, "•" * len(self.code)) if self.code else self.text


@cache
def texts() -> Mapping[str, Any]:
    """Return the words, by kind of message, and what all have in common."""
    source = files("api.notifications").joinpath("texts.toml").read_text("utf-8")
    return MappingProxyType(tomllib.loads(source))


def placeholders(text: str) -> set[str]:
    """Return the names that a text leaves room for."""
    return {name for _, name, _, _ in Formatter().parse(text) if name}


def write(
    kind: str,
    *,
    channel: str,
    language: str,
    told: Mapping[str, Any],
    body: Joined | None,
    telephone: str,
    code: str = "",
) -> Written:
    """Write a message; in both languages Thai comes first. `code` is one to type back."""
    languages = ("th", "en") if language == BOTH else (language,)
    values = {**told, "code": code}
    parts = [_written(kind, channel, one, values, body, telephone) for one in languages]
    between = "\n" if channel == "sms" else "\n\n"
    return Written(
        subject=" / ".join(part.subject for part in parts if part.subject),
        text=between.join(part.text for part in parts),
        code=code,
    )


def _written(
    kind: str,
    channel: str,
    language: str,
    told: Mapping[str, Any],
    body: Joined | None,
    telephone: str,
) -> Written:
    words, common = texts()[kind], texts()["common"]
    values = {
        "reference": told["reference"],
        "amount": show_baht_grouped(told["amount_satang"] or 0),
        "day": _day(told["day"], language),
        "receipt": told["receipt"],
        "code": told["code"],
        "body": _name(body, channel, language),
        "phone": common[f"phone_{language}"].format(phone=telephone) if telephone else "",
        "how": common[f"how_{language}"],
    }
    text = _filled(words[channel][language], values)
    whose = common["why"][told.get("why") or "own"]
    if channel == "email":
        said = "\n\n".join(one for one in (text, whose[language]) if one)
        text = f"{common[f'greeting_{language}']}\n\n{said}\n\n{common[f'closing_{language}']}"
        return Written(subject=_filled(words[f"subject_{language}"], values), text=text)
    return Written(subject="", text=f"{whose[f'short_{language}']} {text}".strip())


def _filled(text: str, values: Mapping[str, str]) -> str:
    # An empty phrase leaves a space behind.
    return re.sub(r" +(?=\n|$)", "", re.sub(r"  +", " ", text.format(**values))).strip()


def _day(iso: str | None, language: str) -> str:
    if iso is None:
        return ""
    day = date.fromisoformat(iso)
    if language == "th":
        return f"{day.day} {MONTHS[day.month - 1]} {be_year(day)}"
    return f"{day.day} {_ENGLISH_MONTHS[day.month - 1]} {day.year}"


def _name(body: Joined | None, channel: str, language: str) -> str:
    """Name a local body, in short where each letter costs; no name looks like a domain's."""
    if body is None:
        return ""
    name = body.name_en if language == "en" and body.name_en else body.name_th
    if channel == "sms":
        for long, short in _SHORT_OF:
            name = name.replace(long, short)
    return _DOT.sub(". ", name)


def telephone_of(contact: str) -> str:
    """Return the telephone number that a letterhead's line of contact holds, "" where it has none.

    `โทร. 0 5412 3456 ต่อ 12` has 054123456.
    """
    found = _TELEPHONE.search(contact)
    return re.sub(r"[ -]", "", found[0]) if found else ""


def holds_link(text: str) -> bool:
    """Say whether a text holds a link, an address, or anything a telephone makes a link of."""
    return bool(_LINK.search(unicodedata.normalize("NFKC", text).lower()))


def sms_parts(text: str) -> int:
    """Count the short messages a text takes: 160 plain letters or 70 others, less when joined."""
    if set(text) <= _GSM | _GSM_TWICE:
        units, alone, joined = len(text) + sum(text.count(one) for one in _GSM_TWICE), 160, 153
    else:
        units, alone, joined = len(text.encode("utf-16-le")) // 2, 70, 67
    return 1 if units <= alone else -(-units // joined)
