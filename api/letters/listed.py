"""Lists of what each taxpayer has in a body (s.30): ภ.ด.ส. 3 land and buildings, 4 units."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from api.documents import Addressee, ListedBuilding, ListedLand, ListedUnit, PropertyList
from api.letters.addressees import Addressees
from api.letters.described import NONE, Described
from api.letters.refusals import NoLetter
from api.letters.writing_body import WritingBody
from domain.taxpayer import of_building, show
from projections.as_of import BUILDING, LAND, UNIT
from projections.properties import CLASSES, sizes_of
from projections.property_facts import owner_row

_UNTAXED = {
    "no-price": "ยังไม่มีราคาประเมิน",
    "no-use": "ยังไม่ได้สำรวจการทำประโยชน์",
    "no-area": "ยังไม่ทราบขนาด",
    "too-large": "โปรดตรวจขนาดและราคา",
}
"""What is said of a property that cannot be taxed yet, by the codes of GAPS."""


@dataclass(frozen=True, kw_only=True)
class _Property:
    key: int
    kind: int
    uses: Sequence[int]
    area: int
    age: int
    remark: str


class Lists:
    """Lists of some or all taxpayers of a body as known now. Iterating yields them by taxpayer.

    A taxpayer with land and units gets two, land first. What cannot be taxed yet is listed with
    the reason, so that its owner can help. Raises `NotJoined`, `NoLetter`.
    """

    def __init__(
        self, body: WritingBody, *, on: date, taxpayers: Sequence[int] | None = None
    ) -> None:
        self._body, self._on = body, on
        self._bills = body.office.registers.bills(
            body.body, body.office.law, tax_year=body.tax_year, parties=taxpayers
        )
        self._described = Described(self._bills.arranged.view, body.tambons)
        self._of = self._by_owner()
        self._house_numbers: dict[int, str] = {}
        self._parts = [
            (who, units)
            for who, listed in sorted(self._of.items())
            for units in (False, True)
            if any((one.kind == UNIT) == units for one in listed)
        ]
        if not self._parts:
            raise NoLetter(
                f"Nobody asked for has property in local body {body.body:08d} on 1 January "
                f"{body.tax_year} that could be listed."
            )

    def __len__(self) -> int:
        """Count the lists."""
        return len(self._parts)

    def __iter__(self) -> Iterator[PropertyList]:
        """Yield the lists."""
        people = Addressees(self._body.office.vault, self._bills.arranged.view)
        addressees = people.each([who for who, _ in self._parts])
        self._house_numbers = self._find_house_numbers()
        for (who, units), addressee in zip(self._parts, addressees, strict=True):
            yield self._list(who, addressee, units=units)

    def _find_house_numbers(self) -> dict[int, str]:
        """Return the house numbers of the listed buildings that a survey gave one."""
        keys = [one.key for listed in self._of.values() for one in listed if one.kind == BUILDING]
        vault, body = self._body.office.vault, self._body.body
        kept_under = vault.pseudonyms([of_building(body, self._described.key(key)) for key in keys])
        known = vault.reveal_all(kept_under.tolist())
        return {
            key: known[number].address
            for key, number in zip(keys, kept_under.tolist(), strict=True)
            if number in known
        }

    def _list(self, who: int, addressee: Addressee, *, units: bool) -> PropertyList:
        body, mine = self._body, self._of[who]
        form = 4 if units else 3
        return PropertyList(
            office=body.written,
            addressee=addressee,
            number=f"{show(who)}/{body.tax_year}-{form}",
            issued_on=self._on,
            tax_year=body.tax_year,
            signed=body.chief,
            land=() if units else tuple(self._plot(one) for one in mine if one.kind == LAND),
            buildings=(
                () if units else tuple(self._building(one) for one in mine if one.kind == BUILDING)
            ),
            units=tuple(self._unit(one) for one in mine if one.kind == UNIT) if units else (),
        )

    def _by_owner(self) -> dict[int, list[_Property]]:
        """Return each owner's properties by key: those in bills, and those that cannot be yet."""
        arranged, view = self._bills.arranged, self._bills.arranged.view
        remarks: dict[int, str] = {}
        for code, keys in arranged.gaps.items():
            if code in _UNTAXED:
                remarks.update((key, _UNTAXED[code]) for key in keys.tolist())
        owned = dict(
            zip(arranged.properties.key.tolist(), arranged.properties.party.tolist(), strict=True)
        )
        for key in remarks:
            row = np.asarray([owner_row(view, key)], dtype=np.int32)
            owned[key] = int(view.value("owner", "party", row)[0])
        keys = np.array(sorted(key for key, who in owned.items() if who), dtype=np.int32)
        area, _, age = sizes_of(view, keys, self._bills.law)
        uses = np.stack([view.value("use", name, view.use[keys]) for name in CLASSES], axis=1)
        found: dict[int, list[_Property]] = {}
        for place, key in enumerate(keys.tolist()):
            one = _Property(
                key=key,
                kind=int(view.kind[key]),
                uses=tuple(_parts(int(area[place]), uses[place].tolist())),
                area=int(area[place]),
                age=int(age[place]),
                remark=remarks.get(key, ""),
            )
            found.setdefault(owned[key], []).append(one)
        return found

    def _plot(self, one: _Property) -> ListedLand:
        plot = self._described.plot(one.key)
        farmed, lived, other, vacant = one.uses
        return ListedLand(
            title_type=plot.title_type,
            title_no=plot.title_no,
            land_no=plot.land_no,
            survey_page=plot.survey_page,
            location=" ".join(filter(None, (plot.location, one.remark))),
            area_cwah=one.area,
            agriculture_cwah=farmed,
            residence_cwah=lived,
            other_cwah=other,
            vacant_cwah=vacant,
        )

    def _building(self, one: _Property) -> ListedBuilding:
        house = self._described.building(one.key)
        farmed, lived, other, vacant = one.uses
        return ListedBuilding(
            house_no=self._house_numbers.get(one.key, NONE),
            type=house.type,
            structure=house.structure,
            area_dm2=one.area,
            agriculture_dm2=farmed,
            residence_dm2=lived,
            other_dm2=other,
            vacant_dm2=vacant,
            age_years=one.age,
            remark=" ".join(filter(None, (f"รหัส {house.code}", one.remark))),
        )

    def _unit(self, one: _Property) -> ListedUnit:
        unit = self._described.unit(one.key)
        _, lived, other, vacant = one.uses
        return ListedUnit(
            condominium=" ".join(filter(None, (unit.name, f"อาคาร {unit.building}"))),
            registration=unit.registration,
            title_no=unit.titles or NONE,
            survey_page=NONE,
            tambon=unit.tambon.removeprefix("ตำบล") or NONE,
            amphoe=NONE,
            unit_no=unit.unit_no,
            area_dm2=one.area,
            residence_dm2=lived,
            other_dm2=other,
            vacant_dm2=vacant,
            remark=one.remark,
        )


def _parts(area: int, weights: Sequence[int]) -> Iterator[int]:
    """Yield the area of each use: surveys' areas are taken as proportions of the whole (s.38)."""
    whole, before = sum(weights), 0
    for weight in weights:
        upto = before + weight
        yield area * upto // whole - area * before // whole if whole else 0
        before = upto
