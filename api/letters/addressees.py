"""To whom a letter goes: names and addresses from the vault as an envelope has them.

Where the vault knows nobody, the letter says so and still goes out: the Act has it posted at the
property or printed in a newspaper (s.13). Names are in the letters alone.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import Final

from api.documents import Addressee
from importers.cells.words import rows_of
from importers.places import provinces
from projections.as_of import AsOf
from projections.vault import Vault
from projections.vault.person import Person

NAME_UNKNOWN: Final = "เจ้าของหรือผู้ครอบครองทรัพย์สินตามรายการที่แนบ (ไม่ปรากฏชื่อในทะเบียน)"
ADDRESS_UNKNOWN: Final = "ไม่ปรากฏที่อยู่ในทะเบียน (ปิด ณ ที่ตั้งทรัพย์สินหรือลงหนังสือพิมพ์ ตามมาตรา 13)"
AT_ONCE: Final = 500
"""The vault is asked of so many people at a time."""
_COMPANIES: Final = (
    ("บริษัทมหาชนจำกัด", "บริษัท", "จำกัด (มหาชน)"),
    ("บริษัทจำกัด (มหาชน)", "บริษัท", "จำกัด (มหาชน)"),
    ("บมจ.", "บริษัท", "จำกัด (มหาชน)"),
    ("บริษัทจำกัด", "บริษัท", "จำกัด"),
    ("บจก.", "บริษัท", "จำกัด"),
)
"""How files call companies, and how their names are written."""
_BANGKOK: Final = "กรุงเทพมหานคร"
_PHONE: Final = re.compile(r"(?: ?(?:โทร\.?)? ?0[0-9][0-9 -]{6,10}[0-9])+$")
_POST_CODE: Final = re.compile(r"[1-9][0-9]{4}")
_MOO: Final = re.compile(r"[0-9]{1,2}")
_LABELLED: Final = re.compile(
    r"(?:ต\.|อ\.|จ\.|ถ\.|ซ\.|ม\.|ตำบล|แขวง|อำเภอ|เขต|จังหวัด|ถนน|ซอย|ตรอก|หมู่|กรุงเทพ|.*[0-9])"
)
_PARTS: Final = 4
"""House number, tambon, amphoe, province: with fewer nothing can be told apart."""
_WHOLE: Final = 1_000_000_000
_NAMED: Final = 2
"""Joint owners named on a letter; the others are counted."""


class Addressees:
    """The addressees of one body's taxpayers, asked of the vault many at once."""

    def __init__(self, vault: Vault, view: AsOf) -> None:
        self._vault, self._view = vault, view
        self._members = _members(view)

    def of(self, taxpayers: Sequence[int]) -> list[Addressee]:
        """Return to whom letters to these taxpayers go, in their order."""
        asked = {one for who in taxpayers for one in (who, *self._members.get(who, ()))}
        known = self._vault.reveal_all(sorted(asked))
        return [self._addressee(who, known) for who in taxpayers]

    def each(self, taxpayers: Sequence[int]) -> Iterator[Addressee]:
        """Yield to whom letters to these taxpayers go, asked of the vault in parts."""
        for start in range(0, len(taxpayers), AT_ONCE):
            yield from self.of(taxpayers[start : start + AT_ONCE])

    def _addressee(self, who: int, known: Mapping[int, Person]) -> Addressee:
        members = [known[one] for one in self._members.get(who, ()) if one in known]
        people = [known[who]] if who in known else members
        named = [one for one in people if one.name.strip()]
        address = next((one.address for one in people if one.address.strip()), "")
        return Addressee(
            name=_names([one.name for one in named], len(self._members.get(who, ()))),
            address=on_an_envelope(address) or ADDRESS_UNKNOWN,
        )


def _names(names: Sequence[str], members: int) -> str:
    if not names:
        return NAME_UNKNOWN
    named = " และ".join(with_its_prefix(one) for one in names[:_NAMED])
    others = max(members, len(names)) - min(len(names), _NAMED) if members else 0
    return f"{named} และเจ้าของรวมอีก {others} คน" if others > 0 else named


def _members(view: AsOf) -> Mapping[int, Sequence[int]]:
    """Return the joint owners behind each party, the largest share first."""
    facts = view.facts("member")
    if len(facts) == 0:
        return {}
    rows = facts.known(day=view.day, position=view.position)
    shares: dict[int, dict[int, int]] = {}
    for party, member, num, den in zip(
        *(facts.column(name)[rows].tolist() for name in ("party", "member", "num", "den")),
        strict=True,
    ):
        shares.setdefault(party, {})[member] = num * _WHOLE // max(den, 1)
    return {party: sorted(of, key=lambda one: (-of[one], one)) for party, of in shares.items()}


def with_its_prefix(name: str) -> str:
    """Write a name as Thais do, where an office's file has the prefix first and by itself.

    `นาย สมชาย ใจดี` is นายสมชาย ใจดี, `บริษัทจำกัด สมมุติ` is บริษัท สมมุติ จำกัด.
    """
    plain = " ".join(name.split())
    for told, before, after in _COMPANIES:
        if plain.startswith(f"{told} "):
            return f"{before} {plain.removeprefix(told).strip()} {after}"
    first, _, rest = plain.partition(" ")
    return f"{first}{rest}" if rest and first in _prefixes() else plain


def on_an_envelope(address: str) -> str:
    """Say what is which in an address of bare names that ends in a province, or its post code.

    `12 3 เวียงเหนือ เมืองลำปาง ลำปาง 52000` gains หมู่ที่, ตำบล, อำเภอ, จังหวัด. Offices write addresses
    in any way, so what is not plainly of that form stays as they wrote it. A telephone at the end
    is left out.
    """
    plain = _PHONE.sub("", address.strip())
    parts = plain.split()
    post_code = [parts.pop()] if parts and _POST_CODE.fullmatch(parts[-1]) else []
    if len(parts) < _PARTS:
        return plain
    tambon, amphoe, province = parts[-3:]
    if province not in _provinces() or any(_LABELLED.match(one) for one in (tambon, amphoe)):
        return plain
    labels = ("แขวง", "เขต", "") if province == _BANGKOK else ("ตำบล", "อำเภอ", "จังหวัด")
    named = [label + one for label, one in zip(labels, (tambon, amphoe, province), strict=True)]
    before = parts[:-3]
    if len(before) > 1 and _MOO.fullmatch(before[-1]):
        before[-1:] = ["หมู่ที่", before[-1]]
    return " ".join((*before, *named, *post_code))


@cache
def _prefixes() -> frozenset[str]:
    """The prefixes written without a space; those of firms keep theirs (`บริษัท ก จำกัด`)."""
    people = [row for row in rows_of("name_prefixes") if row["person"] == "natural"]
    words = {word for row in people for word in (row["thai"], *row["also"].split(";")) if word}
    return frozenset(word for word in words if not word.isascii())


@cache
def _provinces() -> frozenset[str]:
    return frozenset(one.thai for one in provinces().values())
