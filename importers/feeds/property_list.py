"""`pds3`: a sheet shaped like form ภ.ด.ส.3, one row for a plot with a column for each use."""

from dataclasses import dataclass, field, replace
from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from domain.calendar import from_days
from importers.cells.areas import wah
from importers.cells.column import Finding
from importers.cells.dates import date as date_cell
from importers.cells.truths import truth
from importers.feeds import use
from importers.feeds.feed import LOCAL_BODY, Context, Handed, Persons, Reader, Whole
from importers.feeds.gathered import Gathered
from importers.feeds.land import (
    body_fields,
    check_body,
    code_keys,
    numbers,
    title_fields,
    title_keys,
    words,
)
from importers.feeds.survey import days
from importers.feeds.survey_headings import survey_date
from importers.headings import Feed, Field
from importers.problems import FileRefused, file_problem
from importers.rows import ParsedBatch, finding

ABOVE: Final = ("ลักษณะการทำประโยชน์ (ตร.ว.)", "ลักษณะการทำประโยชน์")
HEADINGS: Final = {
    "agriculture": ("เกษตรกรรม", "ประกอบเกษตรกรรม"),
    "residence": ("อยู่อาศัย", "ที่อยู่อาศัย"),
    "other": ("อื่น ๆ", "อื่นๆ"),
    "vacant": ("ว่างเปล่า/ไม่ได้ทำประโยชน์", "ว่างเปล่า"),
    "mixed": ("หลายประเภท",),
}


def feed(context: Context) -> Feed:
    """Return the headings of the list of land on form ภ.ด.ส.3."""
    title = {one.name: one for one in title_fields()}
    uses = (
        Field(
            name=name,
            parser=wah(),
            aliases=(*names, *(f"{above} {one}" for above in ABOVE for one in names)),
            column_required=name != "mixed",
        )
        for name, names in HEADINGS.items()
    )
    return Feed(
        name="pds3",
        thai="บัญชีรายการที่ดิน (ภ.ด.ส.3)",
        fields=(
            survey_date(context),
            *body_fields(),
            title["parcel_code"],
            replace(title["title_type"], merges=True),
            replace(title["title_no"], merges=True),
            title["land_no"],
            title["survey_no"],
            title["rai"],
            title["ngan"],
            title["wah"],
            *uses,
            Field(name="house_register", parser=truth(), aliases=("มีชื่อในทะเบียนบ้าน",)),
            Field(name="vacant_since", parser=date_cell(), aliases=("ว่างเปล่าตั้งแต่",)),
        ),
        one_of=((("parcel_code",), ("branch_code", "title_type", "title_no")),),
    )


CWAH_PER_RAI, CWAH_PER_NGAN = 40_000, 10_000


@dataclass
class PropertyList:
    """Collects the rows of a list of land; each use with an area becomes one use of the plot."""

    context: Context
    kept: Gathered = field(default_factory=Gathered)
    held_back: list[pa.StringArray] = field(default_factory=list)
    as_of: int = 0

    def take(self, parsed: ParsedBatch) -> ParsedBatch:
        """Check that each row names a plot and at least one use of its own."""
        check_body(parsed, self.context)
        coded = code_keys(parsed)
        titled = pc.if_else(pc.equal(words(parsed, "title_no"), ""), "", title_keys(parsed))
        key = pc.if_else(pc.equal(coded, ""), titled, coded)
        parsed = parsed.with_findings(self._check(parsed, key))
        since = days(parsed, self.context)
        self.as_of = max(self.as_of, int(since.max(initial=0)))
        named = numbers(parsed, "house_register") == 1
        empty = parsed.column("vacant_since")
        first = use.vacant_from(np.asarray(empty.values).astype(np.int64), empty.given)
        for place, name in enumerate(use.USES):
            area = numbers(parsed, name)
            use.gather(
                self.kept,
                property_key=key,
                since=since,
                row=parsed.rows,
                use=np.full(len(parsed), place, dtype=np.int64),
                area=area,
                main=((place == use.RESIDENCE) & named & (area > 0)).astype(np.int64),
                vacant=np.where((place == use.VACANT) & (area > 0), first, 0),
                ok=parsed.ok & (area > 0),
            )
        if not parsed.ok.all():
            self.held_back.append(key.filter(pa.array(~parsed.ok)))
        return parsed

    def _check(self, parsed: ParsedBatch, key: pa.StringArray) -> list[tuple[str, Finding]]:
        nameless = pc.equal(key, "").to_numpy(zero_copy_only=False)
        readable = parsed.column("parcel_code").ok & parsed.column("title_no").ok
        areas = np.stack([numbers(parsed, name) for name in use.USES])
        cells = np.logical_and.reduce([parsed.column(name).ok for name in use.USES])
        mixed = numbers(parsed, "mixed") > 0
        vacant = numbers(parsed, "vacant") > 0
        plot = (
            numbers(parsed, "rai") * CWAH_PER_RAI
            + numbers(parsed, "ngan") * CWAH_PER_NGAN
            + numbers(parsed, "wah")
        )
        since = parsed.column("vacant_since")
        return [
            (name, finding(code, where))
            for code, name, where in (
                ("REQ-01", "parcel_code", nameless & readable),
                ("USE-02", "mixed", mixed),
                ("AREA-01", "other", cells & ~mixed & (areas.sum(axis=0) <= 0)),
                ("USE-01", "rai", cells & (plot > 0) & (areas.sum(axis=0) > plot)),
                ("USE-04", "vacant_since", vacant & ~since.given & since.ok),
            )
            if where.any()
        ]

    def persons(self, parsed: ParsedBatch) -> Persons | None:
        """Return nobody: the form goes to the owner, it does not tell of one."""
        del parsed
        return None

    def finish(self) -> Whole:
        """Hand one use over for each plot and day."""
        if self.context.body is None:
            raise FileRefused(file_problem("FILE-09"))
        facts, followers, problems = use.put_together(self.kept, self.held_back)
        handed = Handed(
            place=self.context.body,
            province=False,
            act="SurveyReceived",
            authority=LOCAL_BODY,
            as_of=from_days(self.as_of),
            facts={"use": facts},
            followers=followers,
        )
        return Whole(handed=[handed], problems=problems)


READER = Reader(feed=feed, collector=lambda context: PropertyList(context=context))
