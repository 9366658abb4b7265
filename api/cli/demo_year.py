"""The demo's second half: one local body's year from notices to arrears, days of 2569 throughout.

Every step calls the command that the command line and HTTP call, with the day it is said to be.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cached_property
from pathlib import Path
from typing import Final

from rich.console import Console

from api.cli.clearing import show as show_clearance
from api.cli.collecting import print_standing
from api.cli.correcting import shares_of
from api.cli.demo_season import PAID, Season, working
from api.cli.noticing import show_preview
from api.cli.printing import baht
from api.commands.accounts import view_of_notice
from api.commands.arrears import (
    serve_warnings,
    tell_land_office,
    warn,
    warned_alike,
)
from api.commands.clearance import ask
from api.commands.counter import entered
from api.commands.notices import (
    Issued,
    approve_notices,
    last_day_to_pay,
    prepare_notices,
    preview_notices,
    serve_notices,
    served_alike,
)
from api.commands.objections import accept_silences, bill_if_accepted, file_matter, finish_all
from api.commands.orders import ask_for_bill
from api.commands.payments import receive
from api.office import BANGKOK, Office
from domain.bill_reference import BillReference
from domain.calendar import show_date_be
from domain.collection import received_on
from domain.local_body import Signed
from domain.objection import Claim, Statement
from domain.roll import SERVED_BY
from projections.read_models import properties_like

ISSUED: Final = date(2026, 4, 1)
POSTED: Final = date(2026, 4, 3)
LATE_FILE: Final = date(2026, 5, 11)
OBJECTED: Final = date(2026, 4, 20)
WARNED: Final = date(2026, 7, 2)
WARNING_RECEIVED: Final = date(2026, 7, 9)
TOLD: Final = date(2026, 8, 3)
PAID_LATE: Final = date(2026, 8, 20)
MOST_LIKE_IT: Final = 10
"""Properties under codes that begin as a parcel's does: its building, and what was split off it."""
_POST: Final = next(number for number, name in SERVED_BY.items() if name == "registered-post")


@dataclass(frozen=True, kw_only=True)
class DemoYear:
    """The year of one body. `spared` are parcel codes whose owners do not pay in the season."""

    office: Office
    out: Console
    body: int
    tax_year: int
    folder: Path
    spared: Sequence[str]

    def clerk(self, on: date) -> Signed:
        """The officer who prepares, at nine in the morning of a day."""
        return Signed(officer="officer-1", at=_at(on))

    def chief(self, on: date) -> Signed:
        """The chief who approves, in the afternoon."""
        return Signed(officer="chief-1", at=_at(on) + timedelta(hours=5))

    def bill(self, notice: int) -> BillReference:
        """Return what names a notice."""
        return BillReference(body=self.body, tax_year=self.tax_year, notice=notice)

    def bill_of(self, parcel_code: str) -> BillReference | None:
        """Return the bill of the owner of a parcel, None where no notice was issued to them.

        Of a building whose owner is another person, that one's bill.
        """
        roll = self.office.rolls.roll(self.body, self.tax_year)
        found = properties_like(self.office.views, parcel_code, body=self.body, most=MOST_LIKE_IT)
        owners = [int(one["party"]) for one in found if one["code"] == parcel_code]
        notices = [roll.notice_of(one) for one in owners]
        return next((self.bill(one) for one in notices if one is not None), None)

    # The year's notices

    def issue(self) -> None:
        """Look, prepare, approve, post: two people, one act for all notices."""
        self._say(f"thidin notices preview --body {self.body:08d} --year {self.tax_year}")
        seen = preview_notices(self.office, body=self.body, tax_year=self.tax_year)
        show_preview(self.out, seen)
        answers = {gate: "checked" for gate, count in seen.found.items() if count}
        prepare_notices(
            self.office,
            body=self.body,
            tax_year=self.tax_year,
            answers=answers,
            by=self.clerk(ISSUED),
        )
        issued = self._approve(ISSUED)
        roll = self.office.rolls.roll(self.body, self.tax_year)
        law = self.office.law.for_year(self.tax_year)
        services = served_alike(
            roll,
            manner=_POST,
            served_on=POSTED,
            received_on=received_on(law, manner=_POST, served_on=POSTED) + timedelta(days=4),
        )
        serve_notices(
            self.office,
            body=self.body,
            tax_year=self.tax_year,
            services=services,
            by=self.clerk(POSTED),
        )
        self.out.print(
            f"{issued.notices:,} notices of {baht(issued.tax_satang)} baht: prepared by officer-1, "
            f"approved by chief-1, numbered without a gap, sent by registered post on "
            f"{show_date_be(POSTED)}; to be paid by {show_date_be(self._pay_by)}."
        )

    @cached_property
    def _pay_by(self) -> date:
        return last_day_to_pay(self.office, body=self.body, tax_year=self.tax_year)

    def _approve(self, on: date) -> Issued:
        return approve_notices(
            self.office,
            body=self.body,
            tax_year=self.tax_year,
            issued_on=on,
            pay_by=self._pay_by,
            by=self.chief(on),
        )

    def collect(self) -> None:
        """Take the money of most taxpayers by three channels."""
        spared = (self.bill_of(code) for code in self.spared)
        Season(
            office=self.office,
            out=self.out,
            roll=self.office.rolls.roll(self.body, self.tax_year),
            pay_by=self._pay_by,
            folder=self.folder,
            kept=frozenset(bill.notice for bill in spared if bill is not None),
            clerk=self.clerk(PAID),
            chief=self.chief(PAID),
        ).collect()

    def collect_at_the_counter(self, *, every: int) -> int:
        """Take the money of every so-maniest notice at the counter; return how many paid."""
        roll = self.office.rolls.roll(self.body, self.tax_year)
        kept = {self.bill_of(code) for code in self.spared}
        tax = roll.tax_satang().tolist()
        lines = [
            entered(
                self.bill(notice),
                amount_satang=tax[notice - 1],
                channel="counter",
                receipt=f"69-{notice:05d}",
                paid_on=PAID,
                today=PAID,
            )
            for notice in range(1, roll.notices + 1, every)
            if self.bill(notice) not in kept
        ]
        by = self.clerk(PAID)
        return len(receive(self.office, lines, billers=self.office.billers, by=by))

    # Late facts, an objection

    def bill_the_difference(self, buyer: int) -> None:
        """Bill what the late file changed, and nothing else (s.53)."""
        prepare_notices(
            self.office,
            body=self.body,
            tax_year=self.tax_year,
            answers={},
            by=self.clerk(LATE_FILE),
        )
        issued = self._approve(LATE_FILE)
        notice = self.office.rolls.roll(self.body, self.tax_year).notice_of(buyer)
        assert notice is not None
        self.out.print(
            f"Billed by difference on {show_date_be(LATE_FILE)}: {issued.notices} notice, "
            f"{self.bill(notice).number} to the buyer, due 30 days after it is received (s.53)."
        )

    def object(self, parcel_code: str) -> None:
        """Object to a notice; nobody answers for 60 days, so it is accepted (s.73)."""
        (plot, *_) = properties_like(self.office.views, parcel_code, body=self.body, most=1)
        bill = self.bill_of(parcel_code)
        assert bill is not None
        taxpayer = int(plot["party"])
        uses = {"use": {**shares_of("agriculture=100"), "vacant_from": 0}}
        claims = (Claim(property=plot["key"], since=date(2025, 11, 1), changes=uses),)
        by = self.clerk(OBJECTED)
        hoped = bill_if_accepted(
            self.office,
            body=self.body,
            tax_year=self.tax_year,
            taxpayer=taxpayer,
            claims=claims,
            by=by,
        )
        matter, _ = file_matter(
            self.office,
            body=self.body,
            tax_year=self.tax_year,
            statement=Statement(
                matter="objection",
                taxpayer=taxpayer,
                notice=bill.notice,
                grounds=("use",),
                claims=claims,
                documents=(),
            ),
            filed_on=OBJECTED,
            by=by,
        )
        assert matter.filed is not None
        answer_by = matter.filed.answer_by
        self.out.print(
            f"{matter.reference}: since November the plot is farmed, says its owner. Now "
            f"{baht(hoped.now_satang)} baht, {baht(hoped.then_satang)} if accepted. To be answered "
            f"by {show_date_be(answer_by)}."
        )
        after = answer_by + timedelta(days=1)
        year = {"body": self.body, "tax_year": self.tax_year}
        accept_silences(self.office, **year, today=after, by=self.clerk(after))
        finish_all(self.office, **year, on=after, by=self.clerk(after))
        roll = self.office.rolls.roll(self.body, self.tax_year)
        asked = int(roll.tax_satang()[bill.notice - 1])
        self.out.print(
            f"Nobody answered. On {show_date_be(after)} silence accepts it (s.73): the register is "
            f"corrected and the notice amended to {baht(asked)} baht."
        )

    # Arrears

    def warn_the_late(self, parcel_code: str) -> BillReference:
        """Warn those in arrears, tell the land office, and return one bill that is late."""
        year = {"body": self.body, "tax_year": self.tax_year}
        with working("every account of the year"):
            listed = warn(self.office, **year, on=WARNED, by=self.clerk(WARNED))
        roll = self.office.rolls.roll(self.body, self.tax_year)
        services = warned_alike(roll, manner=_POST, served_on=WARNED, received_on=WARNING_RECEIVED)
        serve_warnings(self.office, **year, services=services, by=self.clerk(WARNING_RECEIVED))
        with working("every account of the year"):
            told = tell_land_office(self.office, **year, on=TOLD, by=self.clerk(TOLD))
        self.out.print(
            f"On {show_date_be(WARNED)} {listed.count:,} notices are late by "
            f"{baht(listed.tax_satang)} baht of tax: each gets a letter of warning (s.61). On "
            f"{show_date_be(TOLD)} the land office is told of {told.count:,} properties (s.60)."
        )
        bill = self.bill_of(parcel_code)
        assert bill is not None
        view = view_of_notice(self.office, bill=bill)
        print_standing(self.out, bill, view, view.on(PAID_LATE))
        return bill

    def ask_clearance(self, parcel_code: str, *, before: int | None = None) -> int:
        """Let the land office ask about a parcel, now and as at an earlier position; return now."""
        self._say(f"thidin clearance {parcel_code} --body {self.body:08d}")
        for position in (None, before)[: 1 if before is None else 2]:
            answer = ask(
                self.office,
                body=self.body,
                text=parcel_code,
                on=PAID_LATE,
                today=PAID_LATE,
                position=position,
            )
            show_clearance(self.out, [answer])
        return self.office.log.head()

    def pay_late(self, bill: BillReference) -> str:
        """Pay a late bill with its charges at the counter; return the receipt's number."""
        asked = ask_for_bill(self.office, bill=bill, on=PAID_LATE)
        line = entered(
            bill,
            amount_satang=asked.amount_satang,
            channel="counter",
            receipt="69-09001",
            paid_on=PAID_LATE,
            today=PAID_LATE,
        )
        (done,) = receive(
            self.office, [line], billers=self.office.billers, by=self.clerk(PAID_LATE)
        )
        self.out.print(
            f"{show_date_be(PAID_LATE)}: {baht(asked.amount_satang)} baht paid at the counter, "
            f"receipt {done.receipt}."
        )
        return done.receipt

    def _say(self, command: str) -> None:
        self.out.print(f"[dim]$ {command}[/]")


def _at(on: date) -> datetime:
    return datetime.combine(on, time(9), tzinfo=BANGKOK)
