"""Notices of assessment as issued: what the roll asks for beside the bills it was computed from.

Each notice is computed again from the register position of its own act. Where a tax or the digest
of a bill is another than the roll's, no letter is printed at all.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

import numpy as np
from numpy.typing import NDArray

from api.documents import Addressee, Amended, AssessmentNotice
from api.letters.addressees import AT_ONCE, Addressees
from api.letters.bill_sheets import BillSheets, SheetsOfBill
from api.letters.refusals import LetterDiffers, NoLetter
from api.letters.writing_body import WritingBody
from domain.roll import NoticesAmended, NoticesIssued, Roll
from projections.bill_engine import bill_hashes
from projections.registers import BodyBills

FEW: Final = 200
"""For so many notices the bills of their taxpayers alone are computed."""
_SHOWN: Final = 3
_REASONS: Final = {
    1: "ทราบข้อเท็จจริงเพิ่มเติมภายหลัง (มาตรา 53)",
    2: "มีการแก้ไขบัญชีรายการทรัพย์สิน (มาตรา 32)",
    3: "ผลการพิจารณาคำคัดค้าน (มาตรา 73)",
    4: "คำวินิจฉัยอุทธรณ์ (มาตรา 80)",
    5: "คำพิพากษาของศาล (มาตรา 82)",
    6: "มีการลดหรือยกเว้นภาษี (มาตรา 56 และ 57)",
    7: "ผลการพิจารณาคำร้องขอคืนภาษี (มาตรา 54)",
}
"""Why a notice takes an earlier one's place, by the numbers of AMENDED_FOR."""

Issue = NoticesIssued | NoticesAmended


@dataclass(frozen=True, kw_only=True)
class _Asked:
    """One notice of an act: its number, the act and the notice's row in it."""

    notice: int
    taxpayer: int
    tax_satang: int
    hash: int
    issue: Issue
    row: int


@dataclass(frozen=True, kw_only=True)
class _Source:
    """The bills one register position gives, and where each taxpayer's is, -1 for none."""

    bills: BodyBills
    sheets: BillSheets
    addressees: Addressees
    place: dict[int, int]


class Notices:
    """Some notices of a body's year, ready to print. Iterating yields them by number.

    Raises `NotIssued`, `NoticeUnknown`, `NoLetter`, `LetterDiffers` when made, so that a run is
    refused before its first page.
    """

    def __init__(
        self,
        body: WritingBody,
        *,
        notices: Sequence[int] | None = None,
        amendment: int | None = None,
    ) -> None:
        self._body = body
        self._roll = body.roll
        self._asked = _asked(self._roll, notices, amendment)
        positions = sorted({one.issue.register_position for one in self._asked})
        self._sources = {position: self._source(position) for position in positions}
        self._must_agree()

    def __len__(self) -> int:
        """Count the notices."""
        return len(self._asked)

    def __iter__(self) -> Iterator[AssessmentNotice]:
        """Yield the notices in order of their numbers."""
        for start in range(0, len(self._asked), AT_ONCE):
            some = self._asked[start : start + AT_ONCE]
            addressees = self._addressees(some)
            for one in some:
                yield self._notice(one, addressees[one.notice])

    def _source(self, position: int) -> _Source:
        body, mine = self._body, self._at(position)
        parties = [one.taxpayer for one in mine] if len(mine) <= FEW else None
        registers = body.office.registers
        bills = registers.bills(
            body.body, body.office.law, tax_year=body.tax_year, position=position, parties=parties
        )
        taxpayers = bills.arranged.assessables.taxpayer.tolist()
        return _Source(
            bills=bills,
            sheets=BillSheets(registers, bills, body.tambons),
            addressees=Addressees(body.office.vault, bills.arranged.view),
            place={who: place for place, who in enumerate(taxpayers)},
        )

    def _at(self, position: int) -> list[_Asked]:
        return [one for one in self._asked if one.issue.register_position == position]

    def _must_agree(self) -> None:
        """Hold tax and digest of each bill against the roll's. Raises `LetterDiffers`."""
        other = [number for position in self._sources for number in self._differing(position)]
        if other:
            numbers = ", ".join(self._body.bill(one).number for one in sorted(other)[:_SHOWN])
            more = " and others" if len(other) > _SHOWN else ""
            raise LetterDiffers(
                f"{len(other):,} of {len(self):,} notices, computed again from the register as it "
                f"was when they were issued, are not what the roll asks for ({numbers}{more}). "
                "Nothing was printed. Run thidin verify; if the program was updated since, its "
                "law or rounding may have changed."
            )

    def _differing(self, position: int) -> list[int]:
        source, mine = self._sources[position], self._at(position)
        assessment = source.bills.assessment
        hashes = bill_hashes(source.bills.arranged.assessables, assessment)
        place = np.array([source.place.get(one.taxpayer, -1) for one in mine], dtype=np.int64)
        tax = np.array([one.tax_satang for one in mine], dtype=np.int64)
        digest = np.array([one.hash for one in mine], dtype=np.int64)
        same = (_at(assessment.bill_tax_satang, place) == tax) & (_at(hashes, place) == digest)
        return [mine[at].notice for at in np.flatnonzero(~same).tolist()]

    def _addressees(self, some: Sequence[_Asked]) -> dict[int, Addressee]:
        found: dict[int, Addressee] = {}
        for position, source in self._sources.items():
            mine = [one for one in some if one.issue.register_position == position]
            people = source.addressees.of([one.taxpayer for one in mine])
            found.update(zip((one.notice for one in mine), people, strict=True))
        return found

    def _notice(self, one: _Asked, addressee: Addressee) -> AssessmentNotice:
        body, issue = self._body, one.issue
        source = self._sources[issue.register_position]
        place = source.place.get(one.taxpayer, -1)
        sheets = source.sheets.of(place) if place >= 0 else _nothing()
        first = self._roll.issues[0][1]
        assert isinstance(first, NoticesIssued)
        amended = self._amended(one) if isinstance(issue, NoticesAmended) else None
        until = first.pay_by if amended is None else self._until(one, amended, first.pay_by)
        to_pay = max(one.tax_satang - (amended.paid_satang if amended else 0), 0)
        rule = body.law.instalments
        may = amended is None and one.tax_satang >= rule.least_tax_satang
        payable = None
        if to_pay and not (amended and amended.ask_for_sum):
            payable = body.payable(one.notice, amount_satang=to_pay, until=until)
        return AssessmentNotice(
            office=body.written,
            addressee=addressee,
            number=body.bill(one.notice).number,
            issued_on=issue.issued_on,
            tax_year=body.tax_year,
            tax_satang=one.tax_satang,
            pay_by=first.pay_by,
            pay_at=body.letterhead.pay_at,
            payable=payable,
            terms=body.terms,
            signed=body.chief,
            instalments_until=first.pay_by if may else None,
            instalments_most=rule.most,
            phase_in_satang=sheets.phase_in_satang,
            amended=amended,
            land=sheets.land,
            condominium=sheets.condominium,
        )

    def _amended(self, one: _Asked) -> Amended:
        """Say what of the tax was asked for and paid by the day of the amendment."""
        issue = one.issue
        assert isinstance(issue, NoticesAmended)
        earlier = [it for it in self._roll.history_of(one.notice) if it.number < issue.amendment]
        stands = self._body.account(one.notice).on(issue.issued_on)
        owed = stands.outstanding
        paid = stands.paid.tax_satang + max(stands.credit_satang, 0)
        return Amended(
            number=len(earlier),
            reason=_REASONS[int(issue.notices["reason"][one.row])],
            before_satang=int(issue.notices["tax_before_satang"][one.row]),
            paid_satang=paid,
            days=self._body.law.terms["reassessed_tax"].count,
            ask_for_sum=owed.total_satang != max(one.tax_satang - paid, 0),
        )

    def _until(self, one: _Asked, amended: Amended, pay_by: date) -> date:
        """Return until when the sum surely holds, even if the letter is received at once (s.53)."""
        since = one.issue.issued_on
        added = one.tax_satang > amended.before_satang
        days = amended.days if added else max((pay_by - since).days, 1)
        return self._body.account(one.notice).same_until(since, days=days)


def _asked(roll: Roll, notices: Sequence[int] | None, amendment: int | None) -> list[_Asked]:
    """Return the notices asked for as last issued, or as in one amendment; by number."""
    newest = np.full(roll.notices + 1, -1, dtype=np.int64)
    row_of = np.zeros(roll.notices + 1, dtype=np.int64)
    issues = [issue for _, issue in roll.issues]
    for act, issue in enumerate(issues):
        if amendment is None or amendment == getattr(issue, "amendment", 0):
            numbers = issue.notices["notice"]
            newest[numbers], row_of[numbers] = act, np.arange(len(numbers))
    if notices is not None:
        for one in notices:
            roll.taxpayer_of(one)
        wanted = np.isin(np.arange(roll.notices + 1), notices)
        newest[~wanted] = -1
    numbers = np.flatnonzero(newest >= 0).tolist()
    if not numbers:
        raise NoLetter(
            f"Local body {roll.body:08d} has no notice of amendment {amendment} for tax year "
            f"{roll.tax_year} to print."
        )
    found = []
    for number in numbers:
        issue, row = issues[int(newest[number])], int(row_of[number])
        found.append(
            _Asked(
                notice=number,
                taxpayer=int(issue.notices["taxpayer"][row]),
                tax_satang=int(issue.notices["tax_satang"][row]),
                hash=int(issue.notices["hash"][row]),
                issue=issue,
                row=row,
            )
        )
    return found


def _at(column: NDArray[np.int64], place: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return a column's values at places `(n,)`, 0 where a place is -1."""
    if not len(column):
        return np.zeros(len(place), dtype=np.int64)
    return np.where(place >= 0, column[place], 0)


def _nothing() -> SheetsOfBill:
    return SheetsOfBill(land=None, condominium=None, tax_satang=0, phase_in_satang=0)
