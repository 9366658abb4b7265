"""`adjacency` and `groups`: which plots lie side by side, as the local body says (s.42)."""

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from domain.calendar import from_days, to_days
from domain.delivery import Columns
from domain.rows import Text
from importers.cells.codes import parcel_code
from importers.cells.texts import label
from importers.feeds.feed import (
    LOCAL_BODY,
    Context,
    Handed,
    Persons,
    Reader,
    Whole,
    as_text,
)
from importers.feeds.gathered import Gathered
from importers.feeds.land import as_of_field, body_fields, check_body, code_keys, numbers, words
from importers.headings import Feed, Field
from importers.problems import FileRefused, file_problem
from importers.rows import ParsedBatch, finding


def adjacency_feed(context: Context) -> Feed:
    """Return the headings of a list of pairs of plots."""
    return Feed(
        name="adjacency",
        thai="แปลงที่ดินติดต่อกัน",
        fields=(
            as_of_field(context),
            body_fields()[0],
            Field(
                name="parcel_code",
                parser=parcel_code(),
                aliases=("รหัสแปลงที่ดิน", "รหัสแปลง"),
                required=True,
            ),
            Field(
                name="adjoins",
                parser=parcel_code(),
                aliases=("ติดต่อกับ", "ติดต่อกับแปลง"),
                required=True,
            ),
        ),
    )


def group_feed(context: Context) -> Feed:
    """Return the headings of a list of plots with their group codes."""
    return Feed(
        name="groups",
        thai="รหัสกลุ่มที่ดิน",
        fields=(
            as_of_field(context),
            body_fields()[0],
            Field(
                name="parcel_code",
                parser=parcel_code(),
                aliases=("รหัสแปลงที่ดิน", "รหัสแปลง"),
                required=True,
            ),
            Field(
                name="group_code",
                parser=label(40),
                aliases=("รหัสกลุ่มที่ดิน", "กลุ่มที่ดิน"),
                required=True,
            ),
        ),
    )


@dataclass
class Contiguity:
    """Collects pairs of plots, or plots with their group."""

    context: Context
    pairs: bool
    kept: Gathered = field(default_factory=Gathered)
    as_of: int = 0

    def take(self, parsed: ParsedBatch) -> ParsedBatch:
        """Check a batch: a plot does not adjoin itself."""
        check_body(parsed, self.context)
        column = parsed.column("as_of_date")
        default = to_days(self.context.as_of) if self.context.as_of else 0
        since = np.where(column.given, numbers(parsed, "as_of_date"), default)
        self.as_of = max(self.as_of, int(since.max(initial=0)))
        own = code_keys(parsed)
        other = code_keys(parsed, "adjoins") if self.pairs else words(parsed, "group_code")
        if self.pairs:
            itself = np.asarray(own.to_pylist()) == np.asarray(other.to_pylist())
            if itself.any():
                parsed = parsed.with_findings([("adjoins", finding("PAR-01", itself))])
        self.kept.add(
            {"property": own, "other": other, "since": since, "row": parsed.rows}, parsed.ok
        )
        return parsed

    def persons(self, parsed: ParsedBatch) -> Persons | None:
        """Return nobody."""
        del parsed
        return None

    def finish(self) -> Whole:
        """Hand the pairs or groups over."""
        if self.context.body is None:
            raise FileRefused(file_problem("FILE-09"))
        kept = self.kept
        columns: dict[str, NDArray[np.generic] | Text] = {
            "property": as_text(kept.strings("property")),
            "since": kept.numbers("since"),
            "row": kept.numbers("row"),
        }
        other = as_text(kept.strings("other"))
        count = len(kept.strings("property"))
        facts: dict[str, Columns]
        if self.pairs:
            facts = {"adjacency": {**columns, "other": other, "on": np.ones(count, np.uint8)}}
        else:
            facts = {"group": {**columns, "group": other}}
        handed = Handed(
            place=self.context.body,
            province=False,
            act="SurveyReceived",
            authority=LOCAL_BODY,
            as_of=from_days(self.as_of),
            facts=facts,
        )
        return Whole(handed=[handed])


READERS = (
    Reader(feed=adjacency_feed, collector=lambda context: Contiguity(context=context, pairs=True)),
    Reader(feed=group_feed, collector=lambda context: Contiguity(context=context, pairs=False)),
)
