"""`trf`: what the land office registered in a month, one row for one act, title and owner (s.10).

Read from the land office's raw tables (formats: 1.3) or from the canonical file with the officer's
links between the titles of a division or merger (formats: 5.5).
"""

from dataclasses import dataclass, field, replace
from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from domain.calendar import from_days, to_days
from domain.tables import OWNER
from importers.cells.column import Finding, Parsed
from importers.cells.dates import date as date_cell
from importers.cells.numbers import integer, money
from importers.cells.registrations import registration
from importers.cells.title_lists import title_list
from importers.feeds.acts import LINKED, Acts, facts_of, stated
from importers.feeds.feed import (
    LAND_OFFICE,
    Context,
    Handed,
    Persons,
    Reader,
    Whole,
    late,
)
from importers.feeds.gathered import Gathered
from importers.feeds.land import (
    areas,
    body_fields,
    check_body,
    check_branch,
    check_owners,
    check_titles,
    code_keys,
    juristic_names,
    numbers,
    owner_fields,
    persons,
    priced_under,
    shares,
    sheets,
    survey_pages,
    title_fields,
    title_keys,
    words,
)
from importers.feeds.owners import identities, kinds_of
from importers.feeds.repeated import skip_repeated, told_people, two_names
from importers.headings import Feed, Field, heading_key
from importers.problems import FileRefused, Problem, Severity, file_problem
from importers.rows import ParsedBatch, finding

DEED: Final = 1
CERTIFICATE_OF_USE: Final = 2
"""น.ส.3ก, which the land office keeps in tables of its own, on sheets without UTM3."""
_CERTIFICATE_HEADINGS: Final = frozenset(heading_key(one) for one in ("NS3A_NO", "เลขที่นส3ก"))
_ERA: Final = 543


def feed(context: Context) -> Feed:
    """Return the headings of a month's registered acts."""
    owner = tuple(one for one in owner_fields() if one.name != "acquired_date")
    return Feed(
        name="trf",
        thai="การจดทะเบียนประจำเดือน",
        fields=(*_act_fields(context), *body_fields(), *title_fields(), *owner, *_links()),
        one_of=((("title_no",),), (("rai", "ngan", "wah"),), (("first_name",), ("full_name",))),
    )


def _act_fields(context: Context) -> tuple[Field, ...]:
    return (
        Field(name="month", parser=integer(240_001, 270_012), aliases=("ประจำเดือน",)),
        Field(
            name="status_text",
            parser=registration(),
            aliases=("สถานะดำเนินการ", "สถานะ", "ประเภทการจดทะเบียน", "รายการ", "REG_CODE"),
            required=True,
        ),
        Field(
            name="reg_date",
            parser=date_cell(latest=to_days(context.today)),
            aliases=("วันที่จดทะเบียน", "วันที่", "REG_DATE"),
            required=True,
        ),
        Field(
            name="process_seq",
            parser=integer(0, 9_999),
            aliases=("ลำดับ", "PROCESS_ORDER", "PROCESS_SEQ"),
        ),
        Field(name="amount", parser=money(), aliases=("ราคาทุนทรัพย์", "จำนวนเงิน", "REG_AMT")),
    )


def _links() -> tuple[Field, ...]:
    return (
        Field(name="old_title_nos", parser=title_list(), aliases=("โฉนดเดิม", "MERGE_PARCEL")),
        Field(name="new_title_nos", parser=title_list(), aliases=("โฉนดแยก", "โฉนดใหม่")),
    )


@dataclass
class Transfers:
    """Collects the rows of a month's registered acts."""

    context: Context
    kept: Gathered = field(default_factory=Gathered)
    held_back: list[pa.StringArray] = field(default_factory=list)
    last: int = 0

    def take(self, parsed: ParsedBatch) -> ParsedBatch:
        """Check titles, areas, sheets, owners and links of a batch."""
        check_body(parsed, self.context)
        parsed = self._told(parsed)
        area, found = areas(parsed, overflow=Severity.QUARANTINED)
        sheet, sheet_findings = sheets(parsed)
        parsed = parsed.with_findings(
            [
                *found,
                *sheet_findings,
                *check_branch(parsed, self.context),
                *check_titles(parsed),
                *check_owners(parsed),
                *self._check(parsed),
            ]
        )
        since = numbers(parsed, "reg_date")
        self.last = max(self.last, int(since[parsed.ok].max(initial=0)))
        keys = title_keys(parsed)
        order = np.maximum(numbers(parsed, "owner_seq"), 1)
        number = numbers(parsed, "id_no")
        num, den = shares(parsed)
        self.kept.add(
            {
                "property": keys,
                "code": code_keys(parsed),
                "since": since,
                "row": parsed.rows,
                "sequence": numbers(parsed, "process_seq"),
                "effect": words(parsed, "status_text", "effect"),
                "status": words(parsed, "status_text", "status"),
                "old": words(parsed, "old_title_nos"),
                "new": words(parsed, "new_title_nos"),
                "title_type": numbers(parsed, "title_type"),
                "sheet": priced_under(parsed, sheet),
                "tambon": numbers(parsed, "tambon_code"),
                "area_cwah": np.asarray(area.values),
                "page": survey_pages(parsed),
                "order": order,
                **told_people(parsed, number),
                "person": self.context.identify(identities(number, keys, order)),
                "kind": _kinds(parsed),
                "relation": np.maximum(numbers(parsed, "relation"), OWNER),
                "num": num,
                "den": den,
            },
            parsed.ok,
        )
        if not parsed.ok.all():
            self.held_back.append(_days_of_titles(keys, since).filter(pa.array(~parsed.ok)))
        return parsed

    def _told(self, parsed: ParsedBatch) -> ParsedBatch:
        """Fill in what the land office's tables say by their names and headings alone."""
        size = len(parsed)
        columns = dict(parsed.columns)
        heading = heading_key(parsed.matched.heading("title_no"))
        if "title_type" not in columns:
            kind = CERTIFICATE_OF_USE if heading in _CERTIFICATE_HEADINGS else DEED
            columns["title_type"] = _all(kind, size)
        if "utm3" not in columns and heading in _CERTIFICATE_HEADINGS and "utm1" in columns:
            columns["utm3"] = _all(0, size, given=columns["utm1"].given)
        if "branch_code" not in columns:
            if self.context.branch is None:
                raise FileRefused(file_problem("HDR-01", name="รหัสสำนักงานที่ดิน (branch_code)"))
            columns["branch_code"] = _all(self.context.branch, size)
        return replace(parsed, columns=columns)

    def _check(self, parsed: ParsedBatch) -> list[tuple[str, Finding]]:
        """Return acts without the titles they link, without branch, or after their month."""
        effect = words(parsed, "status_text", "effect")
        linked = pc.is_in(effect, value_set=pa.array(LINKED)).to_numpy(zero_copy_only=False)
        old = parsed.column("old_title_nos")
        branch = parsed.column("branch_code")
        month = parsed.column("month")
        told = np.where(month.given, np.asarray(month.values), self.context.month or 0)
        day = numbers(parsed, "reg_date").astype("datetime64[D]")
        months = day.astype("datetime64[M]").astype(np.int64)
        registered = (months // 12 + 1970 + _ERA) * 100 + months % 12 + 1
        early = parsed.column("reg_date").given & (told > 0) & (registered > told)
        return [
            (name, finding(code, where))
            for code, name, where in (
                ("SPL-01", "old_title_nos", linked & ~old.given & old.ok),
                ("REQ-01", "branch_code", ~branch.given & branch.ok),
                ("DATE-02", "reg_date", early),
            )
            if where.any()
        ]

    def persons(self, parsed: ParsedBatch) -> Persons:
        """Return the owners named in a batch; a corrected name reaches the vault this way alone."""
        number = numbers(parsed, "id_no")
        order = np.maximum(numbers(parsed, "owner_seq"), 1)
        return persons(parsed, identities(number, title_keys(parsed), order), _kinds(parsed))

    def finish(self) -> Whole:
        """Put the acts together and hand over what they change."""
        if self.context.body is None:
            raise FileRefused(file_problem("FILE-09"))
        kept = self.kept
        keep = np.ones(len(kept.strings("property")), dtype=np.bool_)
        problems: list[Problem] = []
        if self.held_back:
            bad = pa.concat_arrays(self.held_back)
            days = _days_of_titles(kept.strings("property"), kept.numbers("since"))
            waits = pc.is_in(days, value_set=bad).to_numpy(zero_copy_only=False)
            problems = late("OWN-08", kept.numbers("row")[waits])
            keep &= ~waits
        problems += skip_repeated(kept, keep, by="property")
        problems += two_names(kept, keep)
        acts = Acts.of(kept, keep)
        facts, followers, found = facts_of(acts, self.context)
        handed = Handed(
            place=self.context.body,
            province=False,
            act="LandRegistryReceived",
            authority=LAND_OFFICE,
            as_of=from_days(self.last),
            facts=facts,
            followers=followers,
            stated=stated(acts),
        )
        return Whole(handed=[handed], problems=[*problems, *found])


def _kinds(parsed: ParsedBatch) -> NDArray[np.int64]:
    return kinds_of(
        numbers(parsed, "person_type"), numbers(parsed, "id_no"), juristic_names(parsed)
    )


def _days_of_titles(keys: pa.StringArray, since: NDArray[np.int64]) -> pa.StringArray:
    """Return what is kept back together: all acts on one title on one day."""
    return pc.binary_join_element_wise(keys, pa.array(since.astype(str)), "@")


def _all(value: int, size: int, *, given: NDArray[np.bool_] | None = None) -> Parsed:
    everywhere = np.ones(size, np.bool_)
    values = np.full(size, value, dtype=np.int64)
    return Parsed(
        parts={"value": values}, given=everywhere if given is None else given, ok=everywhere
    )


READER = Reader(feed=feed, collector=lambda context: Transfers(context=context))
