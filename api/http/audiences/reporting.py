"""A local body's reports as CSV or XLSX, in which no name can run as a formula."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Any, Final, Literal

from fastapi import Path, Query, Response

from api.commands.arrears import arrears_of
from api.http.asking import POSITION, FrontOffice, MinPosition, may
from api.http.front import Front
from api.http.looks import looked_at_everybody
from api.http.routes import audience
from api.http.shown import BodyCode, TaxYear
from api.policy import Principal
from domain import taxpayer
from domain.bill_reference import BillReference
from domain.money import show_baht
from importers.safe_tables import Cell, as_csv, as_xlsx
from projections.read_models import office_pages

CSV: Final = "text/csv; charset=utf-8"
XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
AT_ONCE: Final = 5_000

router = audience("/local-bodies/{body}/reports/{tax_year}", "local body")

Row = Mapping[str, Any]


@dataclass(frozen=True, kw_only=True)
class Report:
    """A table: its headings and what makes its rows, of a body and a year."""

    thai: str
    headings: Sequence[str]
    rows: Callable[[Front, int, int], Iterable[Sequence[Cell]]]


def _notices(front: Front, body: int, tax_year: int) -> Iterator[Sequence[Cell]]:
    rows = office_pages.every_notice(front.office.views, body, tax_year)
    for row, name, address in _named(front, rows):
        yield (
            BillReference(body=body, tax_year=tax_year, notice=row["notice"]).number,
            taxpayer.show(row["taxpayer"]),
            name,
            address,
            show_baht(row["first_tax_satang"]),
            show_baht(row["tax_satang"]),
            *(_day(row[column]) for column in ("issued_on", "received_on", "warned_on")),
        )


def _payments(front: Front, body: int, tax_year: int) -> Iterator[Sequence[Cell]]:
    for row in office_pages.every_payment(front.office.views, body, tax_year):
        bill = BillReference(body=body, tax_year=tax_year, notice=row["notice"])
        yield (
            row["receipt"],
            _day(row["paid_on"]),
            bill.number,
            show_baht(row["amount_satang"]),
            row["channel"],
            row["bank"],
            row["bank_reference"],
            row["state"],
        )


def _arrears(front: Front, body: int, tax_year: int) -> Iterator[Sequence[Cell]]:
    with front.hearings.held() as office:
        found = arrears_of(office, body=body, tax_year=tax_year, on=front.today())
    rows = [{"taxpayer": one.taxpayer, "arrear": one} for one in found]
    for row, name, address in _named(front, rows):
        one, late = row["arrear"], row["arrear"].standing.overdue
        yield (
            BillReference(body=body, tax_year=tax_year, notice=one.notice).number,
            taxpayer.show(one.taxpayer),
            name,
            address,
            show_baht(late.tax_satang),
            show_baht(late.penalty_satang),
            show_baht(late.surcharge_satang),
            show_baht(late.total_satang),
        )


def _properties(front: Front, body: int, _: int) -> Iterator[Sequence[Cell]]:
    rows = [
        {**row, "taxpayer": row["party"]}
        for row in office_pages.every_property(front.office.views, body)
    ]
    for row, name, address in _named(front, rows):
        yield (
            row["key"],
            row["code"],
            row["sheet"],
            f"{row['area'] // 100}.{row['area'] % 100:02d}",
            taxpayer.show(row["party"]) if row["party"] else "",
            name,
            address,
        )


def _named(front: Front, rows: Sequence[Row]) -> Iterator[tuple[Row, str, str]]:
    """Yield rows with the name and address of their taxpayer, some thousands at a time."""
    for first in range(0, len(rows), AT_ONCE):
        some = rows[first : first + AT_ONCE]
        people = front.office.vault.reveal_all(sorted({row["taxpayer"] for row in some} - {0}))
        for row in some:
            person = people.get(row["taxpayer"])
            yield row, person.name if person else "", person.address if person else ""


def _day(day: Any) -> str:  # noqa: ANN401 - a day, or None
    return day.isoformat() if day else ""


_WHO: Final = ("ผู้เสียภาษี taxpayer", "ชื่อ name", "ที่อยู่ address")
REPORTS: Final[Mapping[str, Report]] = {
    "notices": Report(
        thai="ใบแจ้ง",
        headings=(
            "ใบแจ้ง notice",
            *_WHO,
            "ภาษีครั้งแรก first tax",
            "ภาษี tax",
            "ออกวันที่ issued",
            "รับวันที่ received",
            "เตือนวันที่ warned",
        ),
        rows=_notices,
    ),
    "payments": Report(
        thai="การรับชำระ",
        headings=(
            "ใบเสร็จ receipt",
            "วันที่ paid on",
            "ใบแจ้ง notice",
            "บาท baht",
            "ช่องทาง channel",
            "ธนาคาร bank",
            "อ้างอิง reference",
            "สถานะ state",
        ),
        rows=_payments,
    ),
    "arrears": Report(
        thai="ค้างชำระ",
        headings=(
            "ใบแจ้ง notice",
            *_WHO,
            "ภาษี tax",
            "เบี้ยปรับ penalty",
            "เงินเพิ่ม surcharge",
            "รวม together",
        ),
        rows=_arrears,
    ),
    "properties": Report(
        thai="ทะเบียน",
        headings=(
            "ทรัพย์สิน property",
            "รหัสแปลง parcel code",
            "ระวาง map sheet",
            "เนื้อที่ area",
            *_WHO,
        ),
        rows=_properties,
    ),
}
Name = Literal["notices", "payments", "arrears", "properties"]


@router.get("/{name}", summary="รายงาน A report as CSV or XLSX", response_class=Response)
async def report(
    *,
    body: BodyCode,
    tax_year: TaxYear,
    name: Annotated[Name, Path(examples=["notices"])],
    front: FrontOffice,
    principal: Annotated[Principal, may("people.read")],
    seen: MinPosition,
    form: Annotated[Literal["csv", "xlsx"], Query()] = "csv",
) -> Response:
    """Return a whole table of the body's year; amounts are baht, days ISO 8601."""

    def make() -> tuple[int, bytes]:
        position = front.fresh(seen)
        looked_at_everybody(front, principal, "people.read", body=int(body))
        wanted = REPORTS[name]
        rows = wanted.rows(front, int(body), int(tax_year))
        if form == "csv":
            return position, as_csv(wanted.headings, rows)
        return position, as_xlsx(wanted.thai, wanted.headings, rows)

    position, content = await front.pools.exports.run(make)
    file = f"{name}-{body}-{tax_year}.{form}"
    return Response(
        content,
        media_type=CSV if form == "csv" else XLSX,
        headers={POSITION: str(position), "Content-Disposition": f'attachment; filename="{file}"'},
    )
