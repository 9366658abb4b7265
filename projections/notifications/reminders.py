"""What of an account is called to mind on a day, and the next day on which to look at it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from domain.bill_reference import BillReference
from domain.collection import Standing
from projections.accounts import AccountView
from projections.notifications import kinds
from projections.notifications.happening import Happening
from projections.notifications.rules import OVERDUE_FOR, WORTH_TELLING, Rules, end_of

NEVER: Final = date.max
"""Look again only when an act changes the account or its roll."""


@dataclass(frozen=True, kw_only=True)
class Looked:
    """What to call to mind, and when to look again; `again` is None where nothing is owed."""

    happenings: Sequence[Happening]
    again: date | None


def look(view: AccountView, *, on: date, now: datetime, rules: Rules) -> Looked:
    """Look at an account on a day.

    Before each last day to pay, once for each lead; not where the notice itself came within it.
    After the day once, unless the warning letter has said so (s.61).
    """
    standing = view.on(on)
    if not standing.outstanding.tax_satang:
        return Looked(happenings=(), again=None)
    open_satang = _open(standing)
    happenings = [
        happening
        for due_on, satang in sorted(open_satang.items())
        if (happening := _told(view, due_on, satang, on=on, now=now, rules=rules))
    ]
    days = [
        day
        for due_on in open_satang
        for day in (
            *(due_on - timedelta(days=one) for one in rules.lead_days),
            due_on + timedelta(days=1),
        )
        if day > on
    ]
    return Looked(happenings=happenings, again=min(days, default=NEVER))


def _open(standing: Standing) -> dict[date, int]:
    """Add up what is owed for each last day; what was not received yet has none."""
    found: dict[date, int] = {}
    for one in standing.owed:
        if one.due_on is not None:
            found[one.due_on] = found.get(one.due_on, 0) + one.split.total_satang
    return found


def _told(
    view: AccountView, due_on: date, satang: int, *, on: date, now: datetime, rules: Rules
) -> Happening | None:
    days = (due_on - on).days
    if days < 0:
        warned = view.facts.warning is not None
        if warned or -days > OVERDUE_FOR.days:
            return None
        return _happening(view, kinds.OVERDUE, due_on, satang, "", now + WORTH_TELLING)
    lead = rules.lead(days)
    issued_on = max(one.issued_on for one in view.facts.demands if one.issued_on <= on)
    if lead is None or (due_on - issued_on).days <= lead:
        return None
    in_parts = due_on in {one.due_on for one in view.facts.instalments}
    kind = kinds.INSTALMENT_DUE if in_parts else kinds.DUE_SOON
    return _happening(view, kind, due_on, satang, str(lead), end_of(due_on))


def _happening(
    view: AccountView, kind: str, due_on: date, satang: int, lead: str, until: datetime
) -> Happening:
    account = view.account
    bill = BillReference(body=account.body, tax_year=account.tax_year, notice=view.notice)
    return Happening(
        kind=kind,
        what=f"{bill.ref1} {due_on.isoformat()} {lead or kind}",
        taxpayer=account.taxpayer,
        until=until,
        body=account.body,
        tax_year=account.tax_year,
        reference=bill.ref1,
        amount_satang=satang,
        day=due_on,
    )
