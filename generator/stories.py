"""Named people in the pilot whose bills are worth reading: each a rule of the Act in one case."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, Final

import numpy as np

from generator.bodies import DON_THONG, KAO_LIAO, LAMPANG
from generator.buildings import SAME_AS_LAND
from generator.condominiums import LIVING
from generator.dice import Integers, Mask
from generator.names import MISTER, MRS
from generator.nation import Facts
from generator.owners import (
    FAMILY_NAMES,
    FIRST_NAMES,
    KNOWN_BY_NAME,
    NATURAL,
    natural_identity,
)
from generator.registry import code_of, property_key
from generator.uses import MAIN_RESIDENCE, UNUSED_3_YEARS
from generator.ways import FARM, HOME, MIXED, VACANT


@dataclass(frozen=True, kw_only=True)
class Story:
    """One case: where it is, whose it is, and what to look for. The people are made up."""

    name: str
    body: str
    sections: tuple[str, ...]
    thai: str
    english: str
    property_keys: tuple[str, ...]
    parcel_codes: tuple[str, ...]
    owner_ids: tuple[str, ...]
    facts: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Told:
    """A body's facts with its stories in them; `plots` and `unit` are not to be spoilt or sold."""

    facts: Facts
    stories: tuple[Story, ...]
    plots: Integers
    late_plot: int = -1
    unit: int = -1


LATE_DAY: Final = date(2025, 12, 20)
LATE_MONTH: Final = "256903"
_GRAND_HOME_BAHT: Final = 72_000_000
_FARM_BAHT: Final = 38_000_000
_UNUSED_SINCE: Final = date(2018, 6, 1)
_DAY_ZERO: Final = date(1970, 1, 1)
SHOPKEEPERS_PLOT: Final = 30
"""Which of the vacant plots in Kao Liao it is."""


@dataclass(frozen=True, kw_only=True)
class Known:
    """A person whom the stories of two local bodies speak of, under one number and one name."""

    identity: int
    prefix: int
    first: str
    family: str


FARMER: Final = Known(
    identity=int(natural_identity(DON_THONG.slot, np.asarray([KNOWN_BY_NAME]))[0]),
    prefix=MISTER,
    first="กิตกร",
    family="แก้วสมมุติกุล",
)
"""Has fields in Don Thong and in Kao Liao."""
SHOPKEEPER: Final = Known(
    identity=int(natural_identity(LAMPANG.slot, np.asarray([KNOWN_BY_NAME]))[0]),
    prefix=MRS,
    first="อรรัตน์",
    family="ทองตัวอย่างสกุล",
)
"""Has a shophouse in Lampang and a vacant plot in Kao Liao: bills of two bodies, one payment."""


def tell(facts: Facts) -> Told:
    """Put a pilot body's stories into its facts; other bodies stay as they are."""
    tellers: Mapping[int, Callable[[Facts], Told]] = {
        LAMPANG.code: _lampang,
        KAO_LIAO.code: _kao_liao,
        DON_THONG.code: _don_thong,
    }
    teller = tellers.get(facts.body.code)
    return teller(facts) if teller else Told(facts=facts, stories=(), plots=_none())


def _lampang(facts: Facts) -> Told:
    alone = _one_person_plots(facts)
    with_house = _plain_houses(facts)
    late = _choose(alone & with_house & (facts.parcels.way == HOME) & facts.homes, place=400)
    shop = _choose(alone & with_house & (facts.parcels.way == MIXED) & facts.homes, place=30)
    grand = _largest(facts, alone & with_house & (facts.parcels.way == HOME) & facts.homes)
    empty = _choose(alone & (facts.parcels.way == VACANT), place=50)
    apart = facts.buildings.owner != SAME_AS_LAND
    guest = int(np.flatnonzero(apart & np.isin(facts.buildings.parcel, np.flatnonzero(alone)))[7])
    facts = _priced(facts, np.asarray([grand]), _GRAND_HOME_BAHT)
    facts = _empty_since(facts, empty)
    facts = _owned_by(facts, shop, SHOPKEEPER)
    ground = int(facts.buildings.parcel[guest])
    stories = (
        _story(
            facts, "late transfer", [late], ("s.9",),
            "ขายที่ดินวันที่ 20 ธันวาคม 2568 แต่สำนักงานที่ดินส่งข้อมูลมาในไฟล์เดือนมีนาคม 2569",
            "Sold on 20 December 2568; the land office's file came only in March 2569.",
            {"sold_on": LATE_DAY.isoformat(), "delivered_in": LATE_MONTH,
             "buyer_id": _identity(facts, facts.owners.spare_from)},
        ),
        _story(
            facts, "shophouse", [shop], ("s.38", "s.41"),
            "ตึกแถวที่ชั้นล่างค้าขาย ชั้นบนเป็นที่อยู่อาศัยหลัก เจ้าของมีที่ดินว่างที่เก้าเลี้ยวด้วย",
            "Shop below, main home above; its owner has a vacant plot in Kao Liao, too.", {},
        ),
        _story(
            facts, "main residence above 50 million", [grand], ("s.41",),
            "บ้านหลังหลักมูลค่าเกิน 50 ล้านบาท", "A main residence worth more than 50 million.",
            {"land_value_baht": _value_baht(facts, grand)},
        ),
        _story(
            facts, "seventh vacant year", [empty], ("s.43",),
            "ที่ดินว่างเปล่า ปีภาษี 2569 เป็นปีที่ 7", "Vacant land in its 7th year in 2569.",
            {"unused_since": _UNUSED_SINCE.isoformat(), "vacant_years_in_2569": 7},
        ),
        _story(
            facts, "house on another's land", [ground], ("s.41", "s.48"),
            "เจ้าของบ้านกับเจ้าของที่ดินเป็นคนละคน ต่างคนต่างเสียภาษี",
            "House and land have different owners; each pays for their own.",
            {"house_owner_id": _identity(facts, int(facts.buildings.owner[guest]))},
        ),
    )  # fmt: skip
    flat = _flat(facts)
    plots = np.asarray([late, shop, grand, empty, ground])
    return Told(
        facts=facts,
        stories=(*stories, _of_flat(facts, flat)),
        plots=plots,
        late_plot=late,
        unit=flat,
    )


def _flat(facts: Facts) -> int:
    """Return a unit let as a home by a person who has one plot beside it, and a home of theirs."""
    units, owners = facts.units, facts.owners
    count = len(owners.people)
    plots = np.bincount(owners.heads(owners.party_of_parcel), minlength=count)
    homes = np.bincount(owners.heads(owners.party_of_parcel[facts.homes]), minlength=count)
    once = np.bincount(units.owner, minlength=count) == 1
    lives_elsewhere = once & (plots == 1) & (homes == 1) & (owners.people.person == NATURAL)
    let = (units.use == LIVING) & (units.named == 0) & (units.floor > 1)
    return _choose(let & lives_elsewhere[units.owner], place=3)


def _of_flat(facts: Facts, unit: int) -> Story:
    return Story(
        name="condominium unit let",
        body=facts.body.code8,
        sections=("s.37", "s.41"),
        thai="ห้องชุดที่ให้เช่าอยู่อาศัย เจ้าของมีบ้านหลังหลักอยู่ที่อื่นในเขตเดียวกัน",
        english="A condominium unit let as a home; its owner lives in a house of the same city.",
        property_keys=(),
        parcel_codes=(),
        owner_ids=(_identity(facts, int(facts.units.owner[unit])),),
    )


def _don_thong(facts: Facts) -> Told:
    farms = _one_person_plots(facts) & (facts.parcels.way == FARM) & ~_has_building(facts)
    party = facts.owners.party_of_parcel
    beside = farms[1:] & farms[:-1] & (party[1:] == party[:-1])
    beside &= facts.parcels.strip[1:] == facts.parcels.strip[:-1]
    firsts = np.flatnonzero(beside)
    size = facts.parcels.area_cwah[firsts] + facts.parcels.area_cwah[firsts + 1]
    plot = int(firsts[np.argmax(size)])
    plots = np.asarray([plot, plot + 1])
    facts = _priced(facts, plots, _FARM_BAHT)
    facts = _owned_by(facts, plot, FARMER)
    story = _story(
        facts, "farmer with two plots above 50 million", [plot, plot + 1], ("s.40", "s.42"),
        "เกษตรกรมีที่นาติดกันสองแปลง รวมเกิน 50 ล้านบาท และมีอีกแปลงที่เก้าเลี้ยว",
        "Two adjoining fields together above 50 million, and one more in Kao Liao.",
        {"land_value_baht": _value_baht(facts, plot) + _value_baht(facts, plot + 1)},
    )  # fmt: skip
    return Told(facts=facts, stories=(story,), plots=plots)


def _kao_liao(facts: Facts) -> Told:
    farms = _one_person_plots(facts) & (facts.parcels.way == FARM) & ~_has_building(facts)
    plot = _choose(farms, place=20)
    facts = _owned_by(facts, plot, FARMER)
    vacant = _one_person_plots(facts) & (facts.parcels.way == VACANT)
    empty = _choose(vacant, place=SHOPKEEPERS_PLOT)
    facts = _owned_by(facts, empty, SHOPKEEPER)
    joint_parties = facts.owners.sizes(facts.owners.party_of_parcel) > 1
    joint = _choose(joint_parties & (facts.parcels.way == HOME), place=5)
    stories = (
        _story(
            facts, "the farmer's other plot", [plot], ("s.40",),
            "ที่นาอีกแปลงของเกษตรกรดอนทอง ได้ยกเว้น 50 ล้านบาทแยกตามเขตอปท.",
            "The Don Thong farmer's other field: 50 million are exempt in each local body.", {},
        ),
        _story(
            facts, "the shopkeeper's other plot", [empty], ("s.9",),
            "ที่ดินว่างของเจ้าของตึกแถวในลำปาง ได้รับใบแจ้งจากสอง อปท. ชำระพร้อมกันได้ครั้งเดียว",
            "A vacant plot of the shop's owner in Lampang: notices of two bodies, one payment.", {},
        ),
        _story(
            facts, "joint owners", [joint], ("s.47",),
            "ผู้ถือกรรมสิทธิ์รวม บิลเดียวต่อหนึ่งแปลง", "Joint owners: one bill for the property.", {},
        ),
    )  # fmt: skip
    return Told(facts=facts, stories=stories, plots=np.asarray([plot, empty, joint]))


def _story(
    facts: Facts,
    name: str,
    plots: list[int],
    sections: tuple[str, ...],
    thai: str,
    english: str,
    more: Mapping[str, Any],
) -> Story:
    owners = facts.owners
    party = int(owners.party_of_parcel[plots[0]])
    members = owners.members[owners.party_start[party] : owners.party_start[party + 1]]
    return Story(
        name=name,
        body=facts.body.code8,
        sections=sections,
        thai=thai,
        english=english,
        property_keys=tuple(property_key(facts, plot) for plot in plots),
        parcel_codes=tuple(code_of(facts, plot) for plot in plots),
        owner_ids=tuple(_identity(facts, int(person)) for person in members),
        facts=more,
    )


def _identity(facts: Facts, person: int) -> str:
    return f"{int(facts.owners.people.identity[person]):013d}"


def _none() -> Integers:
    return np.zeros(0, dtype=np.int64)


def _one_person_plots(facts: Facts) -> Mask:
    """Return plots with a deed, owned by one natural person who owns nothing else."""
    owners = facts.owners
    party = owners.party_of_parcel
    alone = (owners.sizes(party) == 1) & (facts.parcels.title_type == 1)
    alone &= owners.people.person[owners.heads(party)] == NATURAL
    if facts.body.code == DON_THONG.code:
        return np.asarray(alone)
    heads = owners.heads(party)
    elsewhere = np.concatenate([_joint(facts), facts.buildings.owner, facts.units.owner])
    once = np.bincount(heads)[heads] == 1
    return np.asarray(alone & once & ~np.isin(heads, elsewhere), dtype=np.bool_)


def _joint(facts: Facts) -> Integers:
    owners = facts.owners
    return owners.members[len(owners.people) :]


def _has_building(facts: Facts) -> Mask:
    has = np.zeros(len(facts.parcels), dtype=np.bool_)
    has[facts.buildings.parcel] = True
    return has


def _plain_houses(facts: Facts) -> Mask:
    """Return plots with exactly one building in use, of concrete, of the land's owner."""
    buildings = facts.buildings
    count = np.bincount(buildings.parcel, minlength=len(facts.parcels))
    plain = (buildings.status == 1) & (buildings.structure == 2)  # noqa: PLR2004 - concrete
    plain &= buildings.owner == SAME_AS_LAND
    good = np.zeros(len(facts.parcels), dtype=np.bool_)
    good[buildings.parcel[plain]] = True
    return np.asarray(good & (count == 1), dtype=np.bool_)


def _choose(mask: Mask, *, place: int) -> int:
    return int(np.flatnonzero(mask)[place])


def _largest(facts: Facts, mask: Mask) -> int:
    return int(np.argmax(np.where(mask, facts.parcels.area_cwah, 0)))


def _priced(facts: Facts, plots: Integers, baht: int) -> Facts:
    """Give each plot the price, in whole hundreds a square wah, that makes it worth `baht`."""
    price = facts.parcels.price_baht.copy()
    price[plots] = -(-baht * 100 // (facts.parcels.area_cwah[plots] * 100)) * 100
    return replace(facts, parcels=replace(facts.parcels, price_baht=price))


def _value_baht(facts: Facts, plot: int) -> int:
    return int(facts.parcels.area_cwah[plot] * facts.parcels.price_baht[plot]) // 100


def _empty_since(facts: Facts, plot: int) -> Facts:
    uses = facts.land_uses
    row = int(np.flatnonzero(uses.of == plot)[0])
    since, code = uses.unused_since.copy(), uses.code.copy()
    since[row] = (_UNUSED_SINCE - _DAY_ZERO).days
    code[row] = UNUSED_3_YEARS
    assert code[row] != MAIN_RESIDENCE
    return replace(facts, land_uses=replace(uses, unused_since=since, code=code))


def _owned_by(facts: Facts, plot: int, known: Known) -> Facts:
    """Give the person who owns a plot the number and the name of a known one."""
    person = int(facts.owners.heads(facts.owners.party_of_parcel[[plot]])[0])
    people = facts.owners.people
    columns = {"identity": known.identity, "prefix": known.prefix}
    columns["first"] = FIRST_NAMES.index(known.first)
    columns["family"] = FAMILY_NAMES.index(known.family)
    changed = {name: getattr(people, name).copy() for name in columns}
    for name, value in columns.items():
        changed[name][person] = value
    return replace(facts, owners=replace(facts.owners, people=replace(people, **changed)))
