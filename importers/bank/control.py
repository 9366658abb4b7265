"""The sums a bank states beside its lines, and the sums of the lines themselves."""

from dataclasses import dataclass, field
from datetime import date

from domain.bank_line import BankLine
from domain.money import show_baht_grouped
from importers.bank.refused import BankFileRefused


@dataclass(kw_only=True)
class Sums:
    """How many payments and reversals there are, and their satang."""

    payments: int = 0
    payments_satang: int = 0
    reversals: int = 0
    reversals_satang: int = 0

    def add(self, line: BankLine) -> None:
        """Count one line."""
        if line.kind == "payment":
            self.payments += 1
            self.payments_satang += line.amount_satang
        else:
            self.reversals += 1
            self.reversals_satang += line.amount_satang

    def must_agree(self, stated: "Sums", *, where: str) -> None:
        """Hold the sums against what the bank states. Raises `BankFileRefused`."""
        for what, mine, theirs in (
            ("payments", self.payments, stated.payments),
            ("reversals", self.reversals, stated.reversals),
        ):
            if mine != theirs:
                raise BankFileRefused(
                    f"the bank states {theirs:,} {what} and the file holds {mine:,}.", where=where
                )
        for what, mine, theirs in (
            ("payments", self.payments_satang, stated.payments_satang),
            ("reversals", self.reversals_satang, stated.reversals_satang),
        ):
            if mine != theirs:
                raise BankFileRefused(
                    f"the bank states {show_baht_grouped(theirs)} baht of {what} and the file's "
                    f"lines add up to {show_baht_grouped(mine)}.",
                    where=where,
                )


@dataclass(kw_only=True)
class Seen:
    """What a reading of a file found: its sums, the days it is of, what was not a payment.

    `others` counts entries that are neither payments nor their reversals, such as fees; `controls`
    counts the stated sums that were held against the lines.
    """

    sums: Sums = field(default_factory=Sums)
    days: set[date] = field(default_factory=set)
    others: int = 0
    controls: int = 0
