"""The books of a body or of the nation on a day, with everything that does not add up."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from api.office import Office
from projections.cash import AccountMoney, Cash, apart, cash
from projections.ledger import Assessed, bills, rolls


@dataclass(frozen=True, kw_only=True)
class Books:
    """Bills by body and year, payments, and what is wrong with either."""

    on: date
    bills: Mapping[tuple[int, int], Assessed]
    cash: Cash
    wrong: tuple[str, ...]

    @property
    def nation(self) -> Assessed:
        """All bills together."""
        return sum(self.bills.values(), Assessed())


def books_of(office: Office, *, on: date, body: int | None = None) -> Books:
    """Put the books together from the log. With `body`, its bills and all payments."""
    money = cash(office.log, on=on)
    wrong = list(money.wrong)
    found: dict[tuple[int, int], Assessed] = {}
    received: list[AccountMoney] = []
    for roll in rolls(office.log):
        if body is not None and roll.body != body:
            continue
        law = office.law.for_year(roll.tax_year)
        year = bills(office.log, roll, office.registers.body(roll.body), law, on=on)
        found[roll.body, roll.tax_year] = year.sums
        received.append(year.received)
        wrong += year.wrong
        if not year.sums.balances:
            wrong.append(f"{roll.body:08d}, {roll.tax_year}: the sums of all bills do not balance.")
    given = money.accounts if body is None else money.accounts.of_body(body)
    wrong += apart(given, AccountMoney.join(received))
    if not money.together.balances:
        wrong.append("What came in is not what was allocated, waits, or went back.")
    return Books(on=on, bills=found, cash=money, wrong=tuple(wrong))
