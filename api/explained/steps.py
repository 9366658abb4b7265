"""The steps of one line of a bill, in the order of the Act: provision, words, baht, facts."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Final

from api.explained.amounts import (
    KINDS,
    area,
    baht_of_csat,
    baht_of_nanobaht,
    percent_of_pcm,
    percent_of_ppm,
)
from api.explained.facts import CLASSES, STRUCTURES
from domain.law import Citation
from domain.money import show_baht_grouped
from projections.as_of import BUILDING
from projections.explained_line import Line, Share
from projections.origin import Fact

OF_TABLE: Final = {
    1: "เกษตรกรรม agriculture",
    2: "บ้านหลังหลัก (ที่ดินและบ้าน) main residence",
    3: "บ้านหลังหลัก (เฉพาะบ้าน) main residence, building only",
    4: "ที่อยู่อาศัยอื่น other residence",
    5: "อื่น ๆ other",
    6: "ว่างเปล่า vacant",
}
"""The rate tables (s.94) in words."""

_UNIT = {1: "วา²", 2: "ม²", 3: "ม²"}
_BEHIND: Final = {
    "value": (
        "parcel",
        "building",
        "unit",
        "registration",
        "owner",
        "price",
        "land_price",
        "building_price",
        "condo_price",
    ),
    "use": ("use",),
    "exempt": ("exemption",),
    "contiguous": ("group", "adjacency"),
    "reduction": ("reduction",),
    "relief": ("relief",),
}


@dataclass(frozen=True, kw_only=True)
class Step:
    """One row: the section in the margin, words, baht (as text), numbers of the facts behind it."""

    section: str
    words: str
    baht: str
    facts: Sequence[int] = ()
    strong: bool = False


@dataclass
class Footnotes:
    """The facts of a bill numbered from 1, each once, in the order in which they are needed."""

    facts: list[Fact] = field(default_factory=list)

    def number(self, fact: Fact) -> int:
        """Return the fact's number."""
        if fact not in self.facts:
            self.facts.append(fact)
        return self.facts.index(fact) + 1


def steps_of(line: Line, notes: Footnotes) -> Iterator[Step]:
    """Yield the steps of a line from its properties' values to its tax."""
    for share in line.shares:
        yield from _values(share, notes)
    if len(line.shares) > 1:
        yield Step(
            section="s.42",
            words="ฐานรวม the properties together",
            baht=baht_of_csat(line.value_csat),
            facts=_notes(line, "contiguous", notes),
        )
    yield from _exempt(line, notes)
    yield Step(
        section="s.37",
        words="ฐานภาษีสุทธิ net base",
        baht=baht_of_csat(line.net_csat),
        strong=True,
    )
    yield from _rated(line, notes)
    yield from _reduced(line, notes)
    yield Step(section="", words="ภาษี tax", baht=show_baht_grouped(line.tax_satang), strong=True)


def _values(share: Share, notes: Footnotes) -> Iterator[Step]:
    thai, english = KINDS[share.kind]
    fixed = "ราคาเฉพาะ fixed " if share.fixed_price else ""
    price = show_baht_grouped(share.price_satang)
    yield Step(
        section="s.35",
        words=f"{thai} {english} {share.property}: {area(share.kind, share.area)} × {fixed}"
        f"{price}/{_UNIT[share.kind]}{_depreciated(share)}",
        baht=baht_of_csat(share.whole_csat),
        facts=_behind(share, "value", notes),
    )
    use, facts = CLASSES[share.use], _behind(share, "use", notes)
    main = " (บ้านหลังหลัก main residence)" if share.main and share.use == "residence" else ""
    part = f" {share.num:,}/{share.den:,}" if share.den > 1 else " ทั้งหมด all of it"
    yield Step(
        section="s.38" if share.den > 1 else "s.37",
        words=f"  ใช้ประโยชน์ used as {use}{main}{part}",
        baht=baht_of_csat(share.value_csat),
        facts=facts,
    )
    if _named_in_vain(share):
        yield Step(
            section="s.41",
            words="  ไม่ใช่บ้านหลังหลักของผู้เสียภาษีนี้ not this taxpayer's main residence: "
            "the name in the house register was an earlier owner's, or the owner is no natural "
            "person",
            baht="",
            facts=facts,
        )
    if share.exempt_csat:
        yield Step(
            section="s.8",
            words=f"  ยกเว้น exempt {percent_of_ppm(share.exempt_ppm)}",
            baht=baht_of_csat(-share.exempt_csat),
            facts=_behind(share, "exempt", notes),
        )


def _named_in_vain(share: Share) -> bool:
    """Say whether a survey named a main residence that is not this taxpayer's (s.41)."""
    named = any(fact.table == "use" and fact.values["main"] in (1, 2) for fact in share.facts)
    return share.use == "residence" and named and not share.main


def _behind(share: Share, step: str, notes: Footnotes) -> list[int]:
    """Return the numbers of the facts of one property that a step rests on."""
    return [notes.number(fact) for fact in share.facts if fact.table in _BEHIND[step]]


def _notes(line: Line, step: str, notes: Footnotes) -> list[int]:
    """Return the numbers of the facts of all properties of a line that a step rests on."""
    found = [number for share in line.shares for number in _behind(share, step, notes)]
    return sorted(set(found))


def _depreciated(share: Share) -> str:
    if share.kind != BUILDING:
        return ""
    age = f"{share.age} ปี years" if share.age_known else "ไม่ทราบอายุ age unknown"
    structure = STRUCTURES.get(share.structure, "–")
    return f", {structure}, {age}: ค่าเสื่อม depreciation {share.depreciation_percent}%"


def _exempt(line: Line, notes: Footnotes) -> Iterator[Step]:
    exempted = line.exempted
    if exempted is None:
        return
    if exempted.limit_satang is None:
        limit = "ทั้งหมด all"
    else:
        limit = f"ไม่เกิน up to {exempted.limit_satang // 100_000_000:,} ล้านบาท million baht"
    yield Step(
        section=short(exempted.citation),
        words=f"ยกเว้น exempt, {limit}",
        baht=baht_of_csat(-exempted.exempt_csat),
        facts=_notes(line, "use", notes),
    )


def _rated(line: Line, notes: Footnotes) -> Iterator[Step]:
    where = line.ordinance or short(line.rates_citation)
    if line.ladder_net_csat != line.net_csat:
        yield Step(
            section="s.42",
            words="รวมฐานที่ดินติดต่อกัน base of the contiguous plots together",
            baht=baht_of_csat(line.ladder_net_csat),
            facts=_notes(line, "contiguous", notes),
        )
    for one in line.slices:
        upper = "" if one.upper_csat is None else f"{one.upper_csat // 10_000:,}"
        yield Step(
            section=where,
            words=f"  {one.lower_csat // 10_000:,} – {upper or 'ขึ้นไป and above'}: "
            f"{baht_of_csat(one.net_csat)} × {percent_of_pcm(one.rate_pcm)}",
            baht=baht_of_nanobaht(Fraction(one.tax_nanobaht)),
        )
    if line.vacant_years:
        added = percent_of_pcm(line.surcharge_pcm)
        yield Step(
            section="s.43",
            words=f"  ว่างเปล่าปีที่ {line.vacant_years} vacant for {line.vacant_years} years: "
            f"อัตราเพิ่ม rates raised by {added}",
            baht="",
            facts=_notes(line, "use", notes),
        )
    if line.ladder_net_csat != line.net_csat:
        yield Step(
            section="s.42",
            words="  ส่วนของรายการนี้ตามมูลค่า this line's part, by value",
            baht=baht_of_nanobaht(line.tax_before_nanobaht),
        )


def _reduced(line: Line, notes: Footnotes) -> Iterator[Step]:
    amount = line.tax_before_nanobaht
    for one in line.reductions:
        left = line.tax_before_nanobaht * one.remains
        yield Step(
            section=short(one.citation),
            words=f"ลด reduction {one.percent}%: {one.thai} {one.english}",
            baht=baht_of_nanobaht(left - amount),
            facts=_notes(line, "reduction", notes) if one.kind == "standing list" else (),
        )
        amount = left
    if line.relief_ppm:
        left = amount * (1_000_000 - line.relief_ppm) / 1_000_000
        yield Step(
            section="s.56, s.57",
            words=f"ลด/ยกเว้นเฉพาะราย relief {percent_of_ppm(line.relief_ppm)}",
            baht=baht_of_nanobaht(left - amount),
            facts=_notes(line, "relief", notes),
        )
    if line.rounded_nanobaht:
        yield Step(
            section="ASSUMPTION",
            words="ปัดเศษเป็นสตางค์ rounded to a satang",
            baht=baht_of_nanobaht(line.rounded_nanobaht),
        )


def short(citation: Citation) -> str:
    """Return a citation's section for the margin."""
    return citation.provision.replace("paragraph", "¶").replace(", decree item", "")
