"""`condo`: condominium units, one row for one unit and one of its owners (formats: 5.3)."""

from dataclasses import dataclass, field

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from domain.calendar import from_days, to_days
from domain.delivery import Columns
from domain.tables import ACTIVE, OWNER
from importers.cells.codes import code
from importers.cells.numbers import decimal, integer
from importers.cells.texts import label, text
from importers.cells.truths import truth
from importers.cells.words import word_of
from importers.feeds import use
from importers.feeds.feed import (
    LAND_OFFICE,
    LOCAL_BODY,
    Context,
    Handed,
    Persons,
    Reader,
    Whole,
    as_text,
    late,
    numbered,
)
from importers.feeds.gathered import Gathered
from importers.feeds.land import (
    as_of_field,
    body_fields,
    check_body,
    check_branch,
    check_owners,
    juristic_names,
    numbers,
    owner_fields,
    persons,
    shares,
    words,
)
from importers.feeds.owners import OwnerRows, identities, kinds_of, put_together
from importers.feeds.repeated import skip_repeated, told_people, two_names
from importers.feeds.treasury import OTHER_PRICE, condo_keys, hashed, use_classes
from importers.headings import Feed, Field
from importers.problems import FileRefused, Problem, file_problem
from importers.rows import ParsedBatch, finding

LARGEST_AREA_DM2 = 2**31 - 1
OTHER_USE = 2


def feed(context: Context) -> Feed:
    """Return the headings of a file of condominium units."""
    return Feed(
        name="condo",
        thai="ห้องชุด",
        fields=(
            as_of_field(context),
            *body_fields(),
            Field(name="tambon_code", parser=code(6, problem="CODE-02"),
                  aliases=("รหัสตำบล", "TUMBON_CODE")),
            Field(name="condo_reg_no", parser=label(20), required=True,
                  aliases=("เลขทะเบียนอาคารชุด", "ทะเบียนอาคารชุดเลขที่", "REGNO")),
            Field(name="condo_name", parser=text(200),
                  aliases=("ชื่ออาคารชุด", "CONDONAME", "CONDO_NAME")),
            Field(name="treasury_condo_id", parser=label(40),
                  aliases=("รหัสอาคารชุด", "CONDO_ID")),
            Field(name="title_nos", parser=text(400), aliases=("โฉนดเลขที่",)),
            Field(name="building", parser=label(50),
                  aliases=("อาคาร", "ชื่ออาคาร", "เลขอาคาร", "BUILDINGNO", "BUILD_NAME")),
            Field(name="floor", parser=label(20), aliases=("ชั้น", "ชั้นที่", "FLOORNO"),
                  required=True),
            Field(name="unit_no", parser=label(20), required=True,
                  aliases=("เลขที่ห้องชุด", "ห้องชุดเลขที่", "UNITNO")),
            Field(name="area_m2", parser=decimal(2, 1, LARGEST_AREA_DM2), required=True,
                  aliases=("เนื้อที่ห้องชุด", "ขนาดพื้นที่รวม (ตร.ม.)", "CONDOROOMAREA")),
            Field(name="extra_area_m2", parser=decimal(2, 0),
                  aliases=("พื้นที่ระเบียง/ทรัพย์ส่วนบุคคล", "ASSET_AREA_TOT")),
            Field(name="ratio_num", parser=integer()),
            Field(name="ratio_den", parser=integer()),
            Field(name="use_code", parser=word_of("condo_uses", "CODE-07"),
                  aliases=("ลักษณะการทำประโยชน์",)),
            Field(name="use_text", parser=text(200), aliases=("การใช้", "USE_CATG")),
            Field(name="house_register", parser=truth(), aliases=("มีชื่อในทะเบียนบ้าน",)),
            *owner_fields(),
        ),
        one_of=((("first_name",), ("full_name",)),),
    )  # fmt: skip


@dataclass
class Condominium:
    """Collects the rows of a file of condominium units."""

    context: Context
    kept: Gathered = field(default_factory=Gathered)
    held_back: list[pa.StringArray] = field(default_factory=list)
    as_of: int = 0

    def take(self, parsed: ParsedBatch) -> ParsedBatch:
        """Check units, owners and floors of a batch."""
        check_body(parsed, self.context)
        found = [*check_branch(parsed, self.context), *check_owners(parsed)]
        companies = juristic_names(parsed)
        common = pc.match_substring(words(parsed, "first_name"), "นิติบุคคลอาคารชุด")
        where = np.asarray(common.to_numpy(zero_copy_only=False), dtype=np.bool_)
        if where.any():
            found.append(("first_name", finding("OWN-06", where)))
        parsed = parsed.with_findings(found)
        column = parsed.column("as_of_date")
        default = to_days(self.context.as_of) if self.context.as_of else 0
        as_of = np.where(column.given, np.asarray(column.values).astype(np.int64), default)
        self.as_of = max(self.as_of, int(as_of.max(initial=0)))
        keys = unit_keys(parsed)
        order = np.maximum(numbers(parsed, "owner_seq"), 1)
        number = numbers(parsed, "id_no")
        num, den = shares(parsed)
        price_keys = condo_keys(
            words(parsed, "treasury_condo_id"),
            words(parsed, "building"),
            words(parsed, "floor"),
            _price_class(parsed),
        )
        code_ = numbers(parsed, "use_code")
        self.kept.add(
            {
                "property": keys,
                "as_of": as_of,
                "since": np.where(
                    parsed.column("acquired_date").given, numbers(parsed, "acquired_date"), as_of
                ),
                "row": parsed.rows,
                "tambon": numbers(parsed, "tambon_code"),
                "area_dm2": numbers(parsed, "area_m2"),
                "price_key": hashed(price_keys),
                "condominium": words(parsed, "condo_name"),
                "titles": words(parsed, "title_nos"),
                "use": np.where(
                    parsed.column("use_code").given,
                    use.column_of(code_, use.CONDO_USES, "use"),
                    -1,
                ),
                "main": np.asarray(parsed.column("house_register").values).astype(np.int64),
                "order": order,
                **told_people(parsed, number),
                "person": self.context.identify(identities(number, keys, order)),
                "kind": kinds_of(numbers(parsed, "person_type"), number, companies),
                "relation": np.maximum(numbers(parsed, "relation"), OWNER),
                "num": num,
                "den": den,
            },
            parsed.ok,
        )
        if not parsed.ok.all():
            self.held_back.append(keys.filter(pa.array(~parsed.ok)))
        return parsed

    def persons(self, parsed: ParsedBatch) -> Persons:
        """Return the owners named in a batch."""
        number = numbers(parsed, "id_no")
        order = np.maximum(numbers(parsed, "owner_seq"), 1)
        kind = kinds_of(numbers(parsed, "person_type"), number, juristic_names(parsed))
        return persons(parsed, identities(number, unit_keys(parsed), order), kind)

    def finish(self) -> Whole:
        """Put owners together; hand units to the land office's act and uses to the survey's."""
        if self.context.body is None:
            raise FileRefused(file_problem("FILE-09"))
        kept = self.kept
        property_key = kept.strings("property")
        keep = np.ones(len(property_key), dtype=np.bool_)
        problems: list[Problem] = []
        if self.held_back:
            bad = pa.concat_arrays(self.held_back)
            waits = pc.is_in(property_key, value_set=bad).to_numpy(zero_copy_only=False)
            problems = late("OWN-08", kept.numbers("row")[waits])
            keep &= ~waits
        problems += skip_repeated(kept, keep, by="property")
        problems += two_names(kept, keep)
        owners = OwnerRows(
            property=numbered(property_key.filter(pa.array(keep))),
            **{
                name: kept.numbers(name)[keep]
                for name in ("since", "row", "order", "person", "kind", "relation", "num", "den")
            },
        )
        tables, followers, odd = put_together(owners, self.context)
        codes = property_key.dictionary_encode().indices.to_numpy(zero_copy_only=False)
        at = np.flatnonzero(keep)
        first = at[np.sort(np.unique(codes[at], return_index=True)[1])]
        names = ("row", "price_key", "area_dm2", "tambon")
        tables["unit"] = {
            "property": as_text(property_key.take(pa.array(first))),
            "since": kept.numbers("as_of")[first],
            "status": np.full(len(first), ACTIVE, dtype=np.uint8),
            **{name: kept.numbers(name)[first] for name in names},
        }
        if (named := self._named(first)) is not None:
            tables["condominium"] = named
        used = first[kept.numbers("use")[first] >= 0]
        which = kept.numbers("use")[used]
        area = kept.numbers("area_dm2")[used]
        tables["use"] = {
            "property": as_text(property_key.take(pa.array(used))),
            "since": kept.numbers("as_of")[used],
            "row": kept.numbers("row")[used],
            **{name: np.where(which == place, area, 0) for place, name in enumerate(use.USES)},
            "vacant_from": np.zeros(len(used), dtype=np.int64),
            "main": np.where(which == use.RESIDENCE, kept.numbers("main")[used], 0),
        }
        handed = Handed(
            place=self.context.body,
            province=False,
            act="LandRegistryReceived",
            authority=LAND_OFFICE if not len(used) else LOCAL_BODY,
            as_of=from_days(self.as_of),
            facts=tables,
            followers=followers,
        )
        return Whole(handed=[handed], problems=[*problems, *odd])

    def _named(self, first: NDArray[np.int64]) -> Columns | None:
        """Return name and titles of the condominium of each unit that was given one of them."""
        name, titles = self.kept.strings("condominium"), self.kept.strings("titles")
        given = pc.or_(pc.not_equal(name, ""), pc.not_equal(titles, ""))
        at = first[given.to_numpy(zero_copy_only=False)[first]]
        if not len(at):
            return None
        return {
            "property": as_text(self.kept.strings("property").take(pa.array(at))),
            "since": self.kept.numbers("as_of")[at],
            "row": self.kept.numbers("row")[at],
            "name": as_text(name.take(pa.array(at))),
            "titles": as_text(titles.take(pa.array(at))),
        }


def _price_class(parsed: ParsedBatch) -> pa.StringArray:
    """Return which of the Treasury's two prices a unit has: by its use text, else its use code."""
    by_text = use_classes(words(parsed, "use_text"))
    other = (numbers(parsed, "use_code") == OTHER_USE) & ~parsed.column("use_text").given
    return pc.if_else(pa.array(other), OTHER_PRICE, by_text)


def unit_keys(parsed: ParsedBatch) -> pa.StringArray:
    """Return each row's key `U:<branch>:<registration>:<building>:<unit>`."""
    branch = pc.utf8_lpad(pa.array(numbers(parsed, "branch_code").astype(str)), 8, "0")
    return pc.binary_join_element_wise(
        "U",
        branch,
        words(parsed, "condo_reg_no"),
        words(parsed, "building"),
        words(parsed, "unit_no"),
        ":",
    )


READER = Reader(feed=feed, collector=Condominium)
