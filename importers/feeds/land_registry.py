"""`reg`: the land registry, one row for one title and one of its owners (formats: 5.1)."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from domain.calendar import from_days, to_days
from domain.delivery import Numbered
from domain.rows import Text
from domain.tables import ACTIVE, OWNER
from importers.feeds.feed import (
    LAND_OFFICE,
    Context,
    Handed,
    Persons,
    Reader,
    Whole,
    as_text,
    firsts,
    late,
)
from importers.feeds.gathered import Gathered
from importers.feeds.land import (
    areas,
    as_of_field,
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
)
from importers.feeds.owners import OwnerRows, identities, kinds_of, put_together
from importers.feeds.repeated import skip_repeated, told_people, two_names
from importers.headings import Feed, Field
from importers.problems import FileRefused, Problem, Severity, file_problem
from importers.rows import ParsedBatch

CODED = "C:"
"""How the key of a plot begins that is known by the local body's code."""
REQUIRED = frozenset({"title_type"})


def feed(context: Context) -> Feed:
    """Return the headings of the land registry file."""
    fields = (as_of_field(context), *body_fields(), *title_fields(), *owner_fields())
    return Feed(
        name="reg",
        thai="ทะเบียนที่ดิน",
        fields=tuple(_required(one) for one in fields),
        one_of=(
            (("rai", "ngan", "wah"),),
            (("first_name",), ("full_name",)),
            (("title_no",), ("parcel_code",)),
        ),
    )


def _required(one: Field) -> Field:
    if one.name not in REQUIRED:
        return one
    return Field(name=one.name, parser=one.parser, aliases=one.aliases, required=True)


@dataclass
class LandRegistry:
    """Collects the rows of a land registry file."""

    context: Context
    kept: Gathered = field(default_factory=Gathered)
    held_back: list[tuple[pa.StringArray, NDArray[np.int64]]] = field(default_factory=list)
    as_of: int | None = None
    who: Sequence[str] = ()
    """What stands for each person of the batch that was taken last."""

    def take(self, parsed: ParsedBatch) -> ParsedBatch:
        """Check titles, areas, sheets and owners of a batch."""
        check_body(parsed, self.context)
        area, area_findings = areas(parsed, overflow=Severity.QUARANTINED)
        sheet, sheet_findings = sheets(parsed)
        parsed = parsed.with_findings(
            [
                *area_findings,
                *sheet_findings,
                *check_branch(parsed, self.context),
                *check_titles(parsed),
                *check_owners(parsed),
            ]
        )
        as_of = self._days(parsed, "as_of_date")
        self.as_of = max(self.as_of or 0, int(as_of.max(initial=0)))
        keys = title_keys(parsed)
        order = np.maximum(numbers(parsed, "owner_seq"), 1)
        number = numbers(parsed, "id_no")
        kind = kinds_of(numbers(parsed, "person_type"), number, juristic_names(parsed))
        self.who = identities(number, keys, order)
        num, den = shares(parsed)
        acquired = numbers(parsed, "acquired_date")
        self.kept.add(
            {
                "property": keys,
                "code": code_keys(parsed),
                "as_of": as_of,
                "since": np.where(parsed.column("acquired_date").given, acquired, as_of),
                "row": parsed.rows,
                "title_type": numbers(parsed, "title_type"),
                "sheet": priced_under(parsed, sheet),
                "tambon": numbers(parsed, "tambon_code"),
                "area_cwah": np.asarray(area.values),
                "page": survey_pages(parsed),
                "order": order,
                **told_people(parsed, number),
                "person": self.context.identify(self.who),
                "kind": kind,
                "relation": np.maximum(numbers(parsed, "relation"), OWNER),
                "num": num,
                "den": den,
            },
            parsed.ok,
        )
        if not parsed.ok.all():
            bad = ~parsed.ok
            self.held_back.append((keys.filter(pa.array(bad)), parsed.rows[bad]))
        return parsed

    def _days(self, parsed: ParsedBatch, name: str) -> NDArray[np.int64]:
        column = parsed.column(name)
        default = to_days(self.context.as_of) if self.context.as_of else 0
        return np.where(column.given, np.asarray(column.values).astype(np.int64), default)

    def persons(self, parsed: ParsedBatch) -> Persons:
        """Return the owners named in a batch."""
        number = numbers(parsed, "id_no")
        kind = kinds_of(numbers(parsed, "person_type"), number, juristic_names(parsed))
        return persons(parsed, self.who, kind)

    def finish(self) -> Whole:
        """Put owners together and hand the titles over."""
        if self.context.body is None:
            raise FileRefused(file_problem("FILE-09"))
        problems, keep = self._held_back()
        problems += skip_repeated(self.kept, keep, by="property")
        problems += self._on_two_sheets(keep)
        codes = self._codes(first := self._firsts(keep))
        doubled = self._doubled(keep, first, codes)
        if doubled:
            codes = self._codes(first := self._firsts(keep))
        problems += [*doubled, *two_names(self.kept, keep)]
        title, code = self._keys(first, codes)
        owners = OwnerRows(
            property=Numbered(which=self._kept(self._places(first), keep), keys=title.keys),
            **{
                name: self._kept(self.kept.narrow(name), keep)
                for name in ("since", "row", "order", "person", "kind", "relation", "num", "den")
            },
        )
        tables, followers, odd = put_together(owners, self.context)
        del owners
        tables["parcel"] = {
            "property": title,
            "code": code,
            "since": self.kept.narrow("as_of")[first],
            "status": np.full(len(first), ACTIVE, dtype=np.uint8),
            **{
                name: self.kept.narrow(name)[first]
                for name in ("row", "title_type", "sheet", "tambon", "area_cwah")
            },
        }
        paged = np.flatnonzero(self.kept.narrow("page")[first])
        if len(paged):
            tables["survey_page"] = {
                "property": Numbered(which=title.which[paged], keys=title.keys),
                "since": self.kept.narrow("as_of")[first][paged],
                **{name: self.kept.narrow(name)[first][paged] for name in ("row", "page")},
            }
        handed = Handed(
            place=self.context.body,
            province=False,
            act="LandRegistryReceived",
            authority=LAND_OFFICE,
            as_of=from_days(self.as_of or 0),
            facts=tables,
            followers=followers,
        )
        return Whole(handed=[handed], problems=[*problems, *odd])

    def _held_back(self) -> tuple[list[Problem], NDArray[np.bool_]]:
        """Keep back a title whole when one of its owners' rows is kept back (OWN-08)."""
        property_key = self.kept.strings("property")
        keep = np.ones(len(property_key), dtype=np.bool_)
        if not self.held_back:
            return [], keep
        bad = pa.concat_arrays([keys for keys, _ in self.held_back])
        same = pa.compute.is_in(property_key, value_set=bad).to_numpy(zero_copy_only=False)
        keep &= ~same
        return late("OWN-08", self.kept.numbers("row")[same]), keep

    @staticmethod
    def _kept(column: NDArray[Any], keep: NDArray[np.bool_]) -> NDArray[Any]:
        # All rows are kept of nearly every file, and need not be there twice.
        return column if keep.all() else column[keep]

    def _firsts(self, keep: NDArray[np.bool_]) -> NDArray[np.int64]:
        """Return the first kept row of each title."""
        return firsts(self.kept.codes("property"), np.flatnonzero(keep))

    def _on_two_sheets(self, keep: NDArray[np.bool_]) -> list[Problem]:
        """Keep back titles that stand on two map sheets on one day (DUP-02); change `keep`.

        One number on two sheets is two plots, and nothing tells which of them is whose.
        """
        at = np.flatnonzero(keep & (self.kept.numbers("sheet") > 0))
        property_key, sheet = self.kept.strings("property"), self.kept.numbers("sheet")[at]
        title = self.kept.codes("property")[at]
        first = np.zeros(int(title.max(initial=-1)) + 1, dtype=np.intp)
        first[title[::-1]] = np.arange(len(at))[::-1]
        as_of = self.kept.numbers("as_of")[at]
        other = (sheet != sheet[first[title]]) & (as_of == as_of[first[title]])
        if not other.any():
            return []
        titles = property_key.take(pa.array(at[other]))
        same = pa.compute.is_in(property_key, value_set=titles).to_numpy(zero_copy_only=False)
        mine = same & keep
        keep &= ~mine
        return late("DUP-02", self.kept.numbers("row")[mine], column="title_no")

    def _codes(self, first: NDArray[np.int64]) -> pa.DictionaryArray:
        return self.kept.strings("code").take(pa.array(first)).dictionary_encode()

    def _places(self, first: NDArray[np.int64]) -> NDArray[np.int32]:
        """Return of each row whose title is kept the place of its title's first row `(n,)`."""
        title = self.kept.codes("property")
        place = np.full(int(title.max(initial=-1)) + 1, -1, dtype=np.int32)
        place[title[first]] = np.arange(len(first))
        return place[title]

    def _keys(
        self, first: NDArray[np.int64], codes: pa.DictionaryArray
    ) -> tuple[Numbered, Numbered]:
        """Return the keys of the titles and of their parcel codes, in one list.

        A plot without a number is known by its code, which then stands there already.
        """
        titles = self.kept.strings("property").take(pa.array(first))
        unnumbered = np.flatnonzero(pc.starts_with(titles, CODED).to_numpy(zero_copy_only=False))
        known = pc.index_in(codes.dictionary, value_set=titles.take(pa.array(unnumbered)))
        place = pc.fill_null(known, -1).to_numpy(zero_copy_only=False).astype(np.int64)
        new = place < 0
        place[~new] = unnumbered[place[~new]]
        place[new] = len(titles) + np.arange(np.count_nonzero(new))
        more = codes.dictionary.filter(pa.array(new))
        keys = Text.concat([as_text(titles), as_text(more)])
        which = place[codes.indices.to_numpy(zero_copy_only=False)]
        return Numbered(which=np.arange(len(first), dtype=np.int32), keys=keys), Numbered(
            which=which, keys=keys
        )

    def _doubled(
        self, keep: NDArray[np.bool_], first: NDArray[np.int64], codes: pa.DictionaryArray
    ) -> list[Problem]:
        """Keep back titles that share one parcel code (DUP-01); change `keep` accordingly.

        `first` are the first kept rows `(k,)` of the titles, `codes` their parcel codes.
        """
        index = codes.indices.to_numpy(zero_copy_only=False)
        counts = np.bincount(index, minlength=len(codes.dictionary))
        uncoded = pc.index(codes.dictionary, "").as_py()
        if uncoded >= 0:
            counts[uncoded] = 0
        twice = counts[index] > 1
        if not twice.any():
            return []
        titles = self.kept.strings("property").take(pa.array(first[twice]))
        same = pa.compute.is_in(self.kept.strings("property"), value_set=titles)
        mine = same.to_numpy(zero_copy_only=False) & keep
        keep &= ~mine
        return late("DUP-01", self.kept.numbers("row")[mine], column="parcel_code")


READER = Reader(feed=feed, collector=LandRegistry)
