"""`val_land`, `val_building`, `val_condo`: the Treasury's price lists (formats: 5.4)."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from domain.calendar import from_days, to_days
from domain.delivery import Columns
from domain.price_list import condo_price_key, hash_price_key
from importers.cells.codes import code
from importers.cells.column import Finding
from importers.cells.dates import date as date_cell
from importers.cells.floors import floors_of
from importers.cells.map_sheets import part, quadrant, scale
from importers.cells.numbers import decimal, integer
from importers.cells.texts import label, text
from importers.cells.words import building_type, rows_of, vocabulary, word_key
from importers.feeds.feed import (
    TREASURY,
    Context,
    Handed,
    Persons,
    Reader,
    Whole,
    as_text,
    late,
)
from importers.feeds.gathered import Gathered
from importers.feeds.land import numbers, sheets, words
from importers.feeds.repeated import skip_repeated
from importers.headings import Feed, Field
from importers.problems import FileRefused, Problem, file_problem
from importers.rows import ParsedBatch, finding

PRICE_PLACES: Final = 8
PRICE_UNITS_PER_SATANG: Final = 10**6
_TELLS_APART: Final = {
    "land_price": "sheet",
    "building_price": "type",
    "condo_price": "condominium",
}
_KEYS: Final = {"land_price": "sheet", "building_price": "type", "condo_price": "price_key"}
HIGH_LAND_PRICE_SATANG: Final = 150_000_000
"""Above 1.5 million baht a square wah a price is a slip or a record (VAL-03)."""


def price_field(name: str, *aliases: str) -> Field:
    """Return the column of a price in baht, with up to eight decimals."""
    return Field(name=name, parser=decimal(PRICE_PLACES, 0, 10**18 - 1), aliases=aliases,
                 column_required=True)  # fmt: skip


def province_fields() -> tuple[Field, ...]:
    """Return the columns that say for which province, and from which day, a price holds."""
    return (
        Field(name="province_code", parser=code(2), aliases=("CHANGWAT_CODE", "รหัสจังหวัด")),
        Field(name="province", parser=text(100), aliases=("CHANGWAT_NAME", "จังหวัด")),
        Field(name="branch_code", parser=code(8), aliases=("BRANCH_CODE", "รหัสสำนักงานที่ดิน")),
        Field(name="effective_from", parser=date_cell(), aliases=("วันที่มีผลใช้บังคับ",)),
    )


def val_land_feed(_context: Context) -> Feed:
    """Return the headings of a list of land prices."""
    return Feed(
        name="val_land",
        thai="ราคาประเมินที่ดิน",
        fields=(
            Field(name="utm1", parser=code(4, problem="MAP-06"), aliases=("UTMMAP1",),
                  required=True),
            Field(name="utm2", parser=quadrant(), aliases=("UTMMAP2",), required=True),
            Field(name="utm3", parser=code(4, problem="MAP-03"), aliases=("UTMMAP3",),
                  required=True),
            Field(name="utm4", parser=part(), aliases=("UTMMAP4",), required=True),
            Field(name="utm_scale", parser=scale(), aliases=("UTMSCALE",), required=True),
            Field(name="land_no", parser=integer(0, 999_999), aliases=("LAND_NO", "เลขที่ดิน"),
                  required=True),
            price_field("price_per_wah", "EVAPRICE", "ราคาประเมินต่อ ตร.ว.", "ราคาต่อตร.วา"),
            *province_fields(),
        ),
    )  # fmt: skip


def val_building_feed(_context: Context) -> Feed:
    """Return the headings of a list of building prices."""
    return Feed(
        name="val_building",
        thai="ราคาประเมินสิ่งปลูกสร้าง",
        fields=(
            Field(name="type_code", parser=building_type(), required=True,
                  aliases=("ID_CONSTR", "รหัสประเภท")),
            Field(name="type_name", parser=text(200),
                  aliases=("NAME_CONSTR", "ประเภทสิ่งปลูกสร้าง")),
            price_field("price_per_m2", "PRICE_CONSTR", "ราคาต่อ ตร.ม."),
            *province_fields(),
        ),
    )  # fmt: skip


def val_condo_feed(_context: Context) -> Feed:
    """Return the headings of a list of condominium prices."""
    return Feed(
        name="val_condo",
        thai="ราคาประเมินห้องชุด",
        fields=(
            Field(name="treasury_condo_id", parser=label(40), required=True,
                  aliases=("CONDO_ID", "รหัสอาคารชุด")),
            Field(name="condo_name", parser=text(200), aliases=("CONDO_NAME", "ชื่ออาคารชุด")),
            Field(name="building", parser=text(100), aliases=("BUILD_NAME", "อาคาร")),
            Field(name="floor_text", parser=label(400), aliases=("OFLEVEL", "ชั้น"),
                  column_required=True),
            Field(name="use_text", parser=text(200), aliases=("USE_CATG", "การใช้")),
            price_field("price_per_m2", "VAL_AMT_P_MET", "ราคาต่อ ตร.ม."),
            *province_fields(),
        ),
    )  # fmt: skip


@dataclass
class Prices:
    """Collects the rows of one price list, for one province or many."""

    context: Context
    table: str
    price: str
    keys: Callable[[ParsedBatch], tuple[Mapping[str, Any], list[tuple[str, Finding]]]]
    kept: Gathered = field(default_factory=Gathered)

    def take(self, parsed: ParsedBatch) -> ParsedBatch:
        """Check keys, provinces and prices of a batch."""
        province, lost = self._province(parsed)
        column = parsed.column(self.price)
        raw = np.asarray(column.values).astype(np.int64)
        satang = (raw + PRICE_UNITS_PER_SATANG // 2) // PRICE_UNITS_PER_SATANG
        key, found = self.keys(parsed)
        unpriced = ~column.given & column.ok
        high = (self.table == "land_price") & (satang > HIGH_LAND_PRICE_SATANG)
        for code_, name, where in (
            ("VAL-01", self.price, unpriced),
            ("VAL-02", self.price, column.given & (satang <= 0)),
            ("VAL-03", self.price, high),
            ("REQ-01", "province_code", lost),
        ):  # fmt: skip
            if where.any():
                found.append((name, finding(code_, where)))
        parsed = parsed.with_findings(found)
        self.kept.add(
            {
                **key,
                "since": self._since(parsed),
                "row": parsed.rows,
                "price_satang": satang,
                "province": province,
            },
            parsed.ok & ~unpriced,
        )
        return parsed

    def _province(self, parsed: ParsedBatch) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
        """Return each row's province, by code, else by name, else by land office, else as told."""
        told = self.context.province or 0
        found = numbers(parsed, "province_code")
        branch = numbers(parsed, "branch_code") // 10**6
        names = words(parsed, "province").dictionary_encode()
        by_name = np.asarray(
            [_province_code(name) for name in names.dictionary.to_pylist()], dtype=np.int64
        )
        index = names.indices.to_numpy(zero_copy_only=False)
        named = by_name[index] if len(by_name) else np.zeros(len(parsed), np.int64)
        found = np.where(found > 0, found, np.where(named > 0, named, branch))
        found = np.where(found > 0, found, told)
        lost = found == 0
        if len(parsed) and lost.all():
            raise FileRefused(file_problem("VAL-08"))
        return found, lost

    def _since(self, parsed: ParsedBatch) -> NDArray[np.int64]:
        column = parsed.column("effective_from")
        default = to_days(self.context.as_of) if self.context.as_of else 0
        if default == 0 and not column.given.all():
            raise FileRefused(file_problem("VAL-07"))
        return np.where(column.given, np.asarray(column.values).astype(np.int64), default)

    def persons(self, parsed: ParsedBatch) -> Persons | None:
        """Return nobody: a price list names no one."""
        del parsed
        return None

    def finish(self) -> Whole:
        """Hand each province its list; rows that contradict each other are kept back (DUP-03)."""
        fresh = np.ones(len(self.kept.numbers("row")), dtype=np.bool_)
        repeated = skip_repeated(self.kept, fresh, by=_TELLS_APART[self.table])
        if repeated:
            self.kept = self.kept.only(fresh)
        if self.table == "condo_price":
            self.kept = _by_floor(self.kept)
        keep, problems = self._contradictions()
        problems += repeated
        province = self.kept.numbers("province")
        handed = [
            self._handed(int(code_), np.flatnonzero(keep & (province == code_)))
            for code_ in np.flatnonzero(np.bincount(province[keep]))
        ]
        problems += self._gaps()
        return Whole(handed=handed, problems=problems)

    def _contradictions(self) -> tuple[NDArray[np.bool_], list[Problem]]:
        code = self.kept.codes(_KEYS[self.table])
        at = np.flatnonzero(np.bincount(code)[code] > 1)
        columns: list[NDArray[Any]] = [code[at]]
        columns += [self.kept.numbers(name)[at] for name in ("province", "since")]
        price = self.kept.numbers("price_satang")[at]
        order = np.lexsort((price, *reversed(columns)))
        same = np.ones(max(len(order) - 1, 0), dtype=np.bool_)
        for column in columns:
            same &= column[order][1:] == column[order][:-1]
        differs = same & (price[order][1:] != price[order][:-1])
        bad = np.zeros(len(code), dtype=np.bool_)
        bad[at[order[1:][differs]]] = True
        bad[at[order[:-1][differs]]] = True
        return ~bad, late("DUP-03", self.kept.numbers("row")[bad], column=self.price)

    def _gaps(self) -> list[Problem]:
        """Say which building types of the Treasury's list a province does not price (VAL-06)."""
        if self.table != "building_price":
            return []
        province, kind = self.kept.numbers("province"), self.kept.numbers("type")
        known = len(vocabulary("building_types").by_code)
        return [
            file_problem("VAL-06", province=f"{int(code_):02d}", n=str(known - len(types)))
            for code_ in np.unique(province)
            if len(types := np.unique(kind[province == code_])) < known
        ]

    def _handed(self, province: int, at: NDArray[np.intp]) -> Handed:
        kept, rows = self.kept, pa.array(at)
        facts: dict[str, Any] = {
            name: kept.numbers(name)[at] for name in ("since", "row", "price_satang")
        }
        if self.table == "land_price":
            facts["sheet"] = kept.numbers("sheet")[at]
        elif self.table == "building_price":
            facts["type"] = kept.numbers("type")[at]
        else:
            facts["price_key"] = kept.numbers("price_key")[at]
            facts["key"] = as_text(kept.strings("key").take(rows))
        tables: Mapping[str, Columns] = {self.table: facts}
        return Handed(
            place=province,
            province=True,
            act="PricesAnnounced",
            authority=TREASURY,
            as_of=from_days(int(facts["since"].max(initial=0))),
            facts=tables,
            rows_in=int(np.count_nonzero(np.bincount(facts["row"]))),
        )


def _by_floor(kept: Gathered) -> Gathered:
    """Return one row for each floor of each row.

    A building with one price alone has it for both uses: the list prices rooms, not their use.
    """
    texts = [kept.strings(name).to_pylist() for name in ("condominium", "building", "floor", "use")]
    at: list[int] = []
    keys: list[str] = []
    for row, (condominium, building, floor, use) in enumerate(zip(*texts, strict=True)):
        for one in floors_of(floor) or ():
            at.append(row)
            keys.append(
                condo_price_key(condominium=condominium, building=building, floor=one, use=use)
            )
    known = set(keys)
    for place in range(len(at)):
        other = OTHER_PRICE if keys[place].endswith(RESIDENCE_PRICE) else RESIDENCE_PRICE
        twin = keys[place][:-1] + other
        if twin not in known:
            at.append(at[place])
            keys.append(twin)
    rows = np.asarray(at, dtype=np.int64)
    expanded = Gathered()
    columns: dict[str, Any] = {
        name: kept.numbers(name)[rows] for name in ("since", "row", "price_satang", "province")
    }
    columns["key"] = pa.array(keys, type=pa.string())
    columns["price_key"] = hashed(columns["key"])
    expanded.add(columns, np.ones(len(rows), dtype=np.bool_))
    return expanded


def _province_code(name: str) -> int:
    found = vocabulary_of_provinces().get(word_key(name)) if name else None
    return found or 0


@cache
def vocabulary_of_provinces() -> Mapping[str, int]:
    """Return the code of each province by its name in either language, as compared."""
    return {
        word_key(name): int(row["code"])
        for row in rows_of("provinces")
        for name in (row["thai"], row["english"])
    }


def _land_keys(parsed: ParsedBatch) -> tuple[Mapping[str, Any], list[tuple[str, Finding]]]:
    keys, found = sheets(parsed)
    return {"sheet": keys}, found


def _building_keys(parsed: ParsedBatch) -> tuple[Mapping[str, Any], list[tuple[str, Finding]]]:
    return {"type": numbers(parsed, "type_code")}, []


def _condo_keys(parsed: ParsedBatch) -> tuple[Mapping[str, Any], list[tuple[str, Finding]]]:
    """Return the key of each row with its floors as text; `Prices.finish` takes floors apart."""
    floors = words(parsed, "floor_text").dictionary_encode()
    read = np.asarray([floors_of(one) is not None for one in floors.dictionary.to_pylist()])
    index = floors.indices.to_numpy(zero_copy_only=False)
    unread = ~read[index] if len(read) else np.zeros(len(parsed), np.bool_)
    found = [("floor_text", finding("VAL-04", unread))] if unread.any() else []
    return {
        "condominium": words(parsed, "treasury_condo_id"),
        "building": words(parsed, "building"),
        "floor": words(parsed, "floor_text"),
        "use": use_classes(words(parsed, "use_text")),
    }, found


RESIDENCE_PRICE: Final = "R"
OTHER_PRICE: Final = "O"


def use_classes(use_text: pa.StringArray) -> pa.StringArray:
    """Return which of two prices a use text means: R to live in, O anything else; "" is R."""
    lives = pc.match_substring_regex(use_text, "อาศัย|พักอาศัย|ห้องชุด$")
    return pc.if_else(pc.or_(lives, pc.equal(use_text, "")), RESIDENCE_PRICE, OTHER_PRICE)


def condo_keys(
    condominium: pa.StringArray,
    building: pa.StringArray,
    floor: pa.StringArray,
    use: pa.StringArray,
) -> pa.StringArray:
    """Return the text under which a condominium price is found, column by column."""
    parts = [
        pc.utf8_upper(pc.utf8_trim_whitespace(one)) for one in (condominium, building, floor, use)
    ]
    return pc.binary_join_element_wise(*parts, "|")


def hashed(keys: pa.StringArray) -> NDArray[np.int64]:
    """Return the hash of each price key, 0 for an empty one."""
    encoded = keys.dictionary_encode()
    known = [hash_price_key(key) if key else 0 for key in encoded.dictionary.to_pylist()]
    index = encoded.indices.to_numpy(zero_copy_only=False)
    return np.asarray(known, dtype=np.int64)[index] if known else np.zeros(0, np.int64)


def _reader(
    feed: Callable[[Context], Feed],
    table: str,
    price: str,
    keys: Callable[[ParsedBatch], tuple[Mapping[str, Any], list[tuple[str, Finding]]]],
) -> Reader:
    return Reader(
        feed=feed,
        collector=lambda context: Prices(context=context, table=table, price=price, keys=keys),
    )


READERS = (
    _reader(val_land_feed, "land_price", "price_per_wah", _land_keys),
    _reader(val_building_feed, "building_price", "price_per_m2", _building_keys),
    _reader(val_condo_feed, "condo_price", "price_per_m2", _condo_keys),
)
