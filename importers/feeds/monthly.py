"""The land office's monthly files by their names, and its table of buildings without plots."""

import re
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from domain.calendar import from_days, to_days
from domain.tables import OWNER
from importers.cells.codes import building_code
from importers.cells.dates import date as date_cell
from importers.cells.numbers import decimal, integer, money
from importers.cells.registrations import registration, status_id
from importers.feeds.feed import (
    LAND_OFFICE,
    Context,
    Handed,
    Persons,
    Reader,
    Whole,
    as_text,
    numbered,
)
from importers.feeds.gathered import Gathered
from importers.feeds.land import (
    check_owners,
    juristic_names,
    numbers,
    owner_fields,
    persons,
    shares,
    words,
)
from importers.feeds.owners import OwnerRows, identities, kinds_of, put_together
from importers.headings import Feed, Field
from importers.problems import FileRefused, file_problem
from importers.rows import ParsedBatch, finding

_SENDER: Final = re.compile(r"(?:parcel|ns3a|construction)_([0-9]{8})_([0-9]{8})")
ERA: Final = 543
_MONTH: Final = re.compile(r"(?<![0-9])(25[0-9]{2}(?:0[1-9]|1[0-2]))(?![0-9])")


def told(context: Context, name: str) -> Context:
    """Return the context with what a file's name says: land office and month.

    The land office's tables do not say in their rows whose they are; their names do, and keep it
    in correction files. Raises `FileRefused` (FILE-04) where that is another local body.
    """
    if sender := _SENDER.search(name):
        if context.body is not None and int(sender[1]) != context.body:
            raise FileRefused(file_problem("FILE-04", body=sender[1]))
        context = replace(context, branch=int(sender[2]))
    if month := _MONTH.search(name):
        context = replace(context, month=int(month[1]))
    return context


def last_day(month: int) -> int:
    """Return the last day of a month, yyyymm of the Buddhist Era, in days since 1970-01-01."""
    year, number = divmod(month, 100)
    following = date(year - ERA + number // 12, number % 12 + 1, 1)
    return to_days(following) - 1


def feed(context: Context) -> Feed:
    """Return the headings of the buildings that changed hands in a month."""
    owner = tuple(one for one in owner_fields() if one.name != "acquired_date")
    return Feed(
        name="trf_building",
        thai="การจดทะเบียนสิ่งปลูกสร้างประจำเดือน",
        fields=(
            Field(name="status_text", parser=registration(), aliases=("REG_CODE",), required=True),
            Field(
                name="reg_date",
                parser=date_cell(latest=to_days(context.today)),
                aliases=("REG_DATE",),
                required=True,
            ),
            Field(name="process_seq", parser=integer(0, 9_999), aliases=("PROCESS_ORDER",)),
            Field(name="amount", parser=money(), aliases=("REG_AMT",)),
            Field(name="area_m2", parser=decimal(2, 1), aliases=("AREA",), column_required=True),
            Field(
                name="building_code",
                parser=building_code(),
                aliases=("รหัสสิ่งปลูกสร้าง", "รหัสโรงเรือน"),
            ),
            *owner,
        ),
        one_of=((("first_name",), ("full_name",)),),
    )


@dataclass
class Constructions:
    """Collects buildings that changed hands; without a building code each is a case (XREF-02)."""

    context: Context
    kept: Gathered = field(default_factory=Gathered)
    last: int = 0

    def take(self, parsed: ParsedBatch) -> ParsedBatch:
        """Keep back what names no building; an officer adds the column and sends it again."""
        code = parsed.column("building_code")
        unknown = ~code.given & code.ok
        found = [("", finding("XREF-02", unknown))] if unknown.any() else []
        parsed = parsed.with_findings([*found, *check_owners(parsed)])
        key = self._keys(parsed)
        since = numbers(parsed, "reg_date")
        self.last = max(self.last, int(since.max(initial=0)))
        order = np.maximum(numbers(parsed, "owner_seq"), 1)
        number = numbers(parsed, "id_no")
        num, den = shares(parsed)
        effect = words(parsed, "status_text", "effect")
        passes = pc.equal(effect, "TRANSFER").to_numpy(zero_copy_only=False)
        self.kept.add(
            {
                "property": key,
                "since": since,
                "row": parsed.rows,
                "passes": passes.astype(np.int64),
                "status": words(parsed, "status_text", "status"),
                "order": order,
                "person": self.context.identify(identities(number, key, order)),
                "kind": kinds_of(number * 0, number, juristic_names(parsed)),
                "relation": np.maximum(numbers(parsed, "relation"), OWNER),
                "num": num,
                "den": den,
            },
            parsed.ok,
        )
        return parsed

    def _keys(self, parsed: ParsedBatch) -> pa.StringArray:
        return pc.binary_join_element_wise("B", words(parsed, "building_code"), ":")

    def persons(self, parsed: ParsedBatch) -> Persons | None:
        """Return the owners of the buildings that are named."""
        given = parsed.column("building_code").given
        if not given.any():
            return None
        order = np.maximum(numbers(parsed, "owner_seq"), 1)
        number = numbers(parsed, "id_no")
        kind = kinds_of(number * 0, number, juristic_names(parsed))
        everyone = persons(parsed, identities(number, self._keys(parsed), order), kind)
        at = np.flatnonzero(given).tolist()
        return Persons(
            identity=[everyone.identity[one] for one in at],
            kind=[everyone.kind[one] for one in at],
            name=[everyone.name[one] for one in at],
            address=[everyone.address[one] for one in at],
        )

    def finish(self) -> Whole:
        """Hand the new owners over, and a registration for each act."""
        if self.context.body is None:
            raise FileRefused(file_problem("FILE-09"))
        kept = self.kept
        passes = np.flatnonzero(kept.numbers("passes"))
        key = kept.strings("property")
        names = ("since", "row", "order", "person", "kind", "relation", "num", "den")
        owners = OwnerRows(
            property=numbered(key.take(pa.array(passes))),
            **{name: kept.numbers(name)[passes] for name in names},
        )
        tables, followers, problems = put_together(owners, self.context)
        status = kept.strings("status").dictionary_encode()
        ids = np.asarray([status_id(one) for one in status.dictionary.to_pylist()], dtype=np.int64)
        which = status.indices.to_numpy(zero_copy_only=False)
        tables["registration"] = {
            "property": as_text(key),
            "other": as_text(pa.array([""] * len(key), type=pa.string())),
            "since": kept.numbers("since"),
            "row": kept.numbers("row"),
            "status": ids[which] if len(ids) else np.zeros(0, np.int64),
        }
        handed = Handed(
            place=self.context.body,
            province=False,
            act="LandRegistryReceived",
            authority=LAND_OFFICE,
            as_of=from_days(self.last),
            facts=tables,
            followers=followers,
        )
        return Whole(handed=[handed], problems=problems)


READER = Reader(feed=feed, collector=lambda context: Constructions(context=context))
