"""The demo's season of payment: confirmations lost and doubled, day files, counter, suspense."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cached_property
from pathlib import Path
from typing import Final

import numpy as np
from rich.console import Console
from rich.status import Status

from api.cli.printing import baht, table
from api.commands.bank import Drained, drain, inbox_of
from api.commands.counter import entered
from api.commands.payments import approve_match, propose_match, receive
from api.commands.reconcile import Reconciled, reconcile
from api.office import Office
from domain.bill_reference import BillReference, ref2
from domain.local_body import Signed
from domain.payment import Part
from domain.roll import Roll
from generator.bank_messages import Paid, confirmation, day_file
from importers.bank import open_day_file

APP_BANK: Final = "014"
BRANCH_BANK: Final = "004"
BY_APP: Final = 13_000
AT_BRANCHES: Final = 5_500
AT_COUNTER: Final = 500
EVERY_LOST: Final = 400
EVERY_TWICE: Final = 15
EVERY_MISTYPED: Final = 2_600

PAID: Final = date(2026, 4, 27)


@dataclass(frozen=True, kw_only=True)
class Season:
    """Payments of a body's bills before their last day, `pay_by`; `kept` are bills left unpaid."""

    office: Office
    out: Console
    roll: Roll
    pay_by: date
    folder: Path
    kept: frozenset[int]
    clerk: Signed
    chief: Signed

    def collect(self) -> None:
        """Take money by three channels: confirmations lost and doubled, a day file, the counter."""
        notices = self._payers()
        app = [self._paid(APP_BANK, number) for number in notices[:BY_APP]]
        app[0:BY_APP:EVERY_MISTYPED] = [self._mistyped(one) for one in app[::EVERY_MISTYPED]]
        sent = [one for number, one in enumerate(app, 1) if number % EVERY_LOST]
        doubled = sent[::EVERY_TWICE]
        with working(f"{len(sent):,} confirmations"):
            drained = self._confirm([*doubled, *reversed(sent)])
        self.out.print(
            f"Bank {APP_BANK} confirmed {len(sent):,} payments by app, out of order and "
            f"{len(doubled)} of them twice: {drained.new:,} recorded, each once. "
            f"{len(app) - len(sent)} confirmations were lost on the way."
        )
        branch = [self._paid(BRANCH_BANK, n) for n in notices[BY_APP : BY_APP + AT_BRANCHES]]
        with working("day files"):
            rows = [
                self._reconciled(APP_BANK, "014, after its messages", app),
                self._reconciled(BRANCH_BANK, "004, branches; no messages", branch),
                self._reconciled(APP_BANK, "014, the same file again", app),
            ]
        headings = (
            "day file of bank",
            "lines",
            "new",
            "known",
            "in suspense",
            "baht new",
            "agrees",
        )
        self.out.print(table("", headings, rows))
        self._at_the_counter(notices[BY_APP + AT_BRANCHES : BY_APP + AT_BRANCHES + AT_COUNTER])
        self._match(app[0], notices[0])

    def _payers(self) -> list[int]:
        wanted = BY_APP + AT_BRANCHES + AT_COUNTER + len(self.kept)
        numbers = np.linspace(1, self.roll.notices, wanted, dtype=np.int64).tolist()
        return [one for one in dict.fromkeys(numbers) if one not in self.kept]

    def _paid(self, bank: str, notice: int) -> Paid:
        satang = self._tax_satang(notice)
        return Paid(
            reference=f"{bank}{PAID:%Y%m%d}{notice:08d}",
            amount_satang=satang,
            paid_at=self.clerk.at + timedelta(seconds=notice % 25_000),
            biller=self._biller,
            ref1=self._bill(notice).ref1,
            ref2=ref2(valid_until=self.pay_by, amount_satang=satang),
        )

    @cached_property
    def _biller(self) -> str:
        return self.office.billers.biller(self.roll.body)

    def _tax_satang(self, notice: int) -> int:
        return int(self._tax[notice - 1])

    @cached_property
    def _tax(self) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
        return self.roll.tax_satang()

    def _bill(self, notice: int) -> BillReference:
        return BillReference(body=self.roll.body, tax_year=self.roll.tax_year, notice=notice)

    def _mistyped(self, paid: Paid) -> Paid:
        wrong = f"{(int(paid.ref1[-1]) + 1) % 10}"
        return replace(paid, ref1=paid.ref1[:-1] + wrong)

    def _confirm(self, payments: Sequence[Paid]) -> Drained:
        inbox = inbox_of(self.office)
        try:
            kept = [
                inbox.submit(confirmation(one), bank=APP_BANK, headers={}, received_at=one.paid_at)
                for one in payments
            ]
            for one in kept:
                one.result()
            return drain(self.office, inbox, billers=self.office.billers, by=self.clerk)
        finally:
            inbox.close()

    def _reconciled(self, bank: str, name: str, payments: Sequence[Paid]) -> tuple[str, ...]:
        path = self.folder / f"day-{bank}-{PAID:%Y%m%d}.csv"
        path.write_text(day_file(payments, bank=bank, day=PAID), encoding="utf-8")
        found: Reconciled = reconcile(
            self.office,
            open_day_file(path, bank=bank),
            billers=self.office.billers,
            by=self.clerk,
        )
        return (
            name,
            f"{found.stated.payments:,}",
            f"{found.new.count:,}",
            f"{found.known.count:,}",
            f"{found.suspended.count:,}",
            baht(found.new.satang),
            "yes" if found.agrees else "no",
        )

    def _at_the_counter(self, notices: Sequence[int]) -> None:
        lines = [
            entered(
                self._bill(notice),
                amount_satang=self._tax_satang(notice),
                channel="counter",
                receipt=f"69-{number:05d}",
                paid_on=PAID,
                today=PAID,
            )
            for number, notice in enumerate(notices, 1)
        ]
        done = receive(self.office, lines, billers=self.office.billers, by=self.clerk)
        received = sum(one.amount_satang for one in lines)
        self.out.print(
            f"{len(done)} taxpayers paid {baht(received)} baht at the counter; an officer entered "
            "each with its number in the receipt book."
        )

    def _match(self, mistyped: Paid, notice: int) -> None:
        part = Part(
            body=self.roll.body,
            tax_year=self.roll.tax_year,
            notice=notice,
            taxpayer=self.roll.taxpayer_of(notice),
            amount_satang=mistyped.amount_satang,
        )
        which = {"bank": APP_BANK, "bank_reference": mistyped.reference}
        propose_match(self.office, **which, parts=[part], by=self.clerk)
        approve_match(self.office, **which, on=PAID, by=self.chief)
        self.out.print(
            f"A payer mistyped the reference, so {mistyped.baht} baht waited in suspense; "
            "officer-1 found the notice, chief-1 approved: it counts from the day it was paid."
        )


def working(what: str) -> Status:
    """Say on the terminal what is under way."""
    return Console(stderr=True).status(f"{what} ...")
