"""Letters of warning as the roll has them (s.61): what is owed if paid by when."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import groupby

from api.documents import IfPaid, WarningLetter
from api.letters.refusals import LetterDiffers, NoLetter
from api.letters.writing_body import WritingBody
from domain.collection import CollectionLaw, Owed, Split, standing
from domain.collection import WarningLetter as Warned
from domain.roll import WarningsIssued
from projections.accounts import AccountView

_PCM_PER_PERCENT = 1_000


@dataclass(frozen=True, kw_only=True)
class _Warning:
    """One letter: its notice, the act, and what it asks for as recorded, in satang."""

    notice: int
    taxpayer: int
    act: WarningsIssued
    tax_satang: int


class Warnings:
    """Some or all letters of warning of a body's year. Iterating yields them by act and notice.

    `left_out` are the notices whose letter is not printed, as money came in since that had been
    paid before the warning: what was recorded then is owed no more. Raises `NotIssued`,
    `NoticeUnknown`, `NoLetter`, and `LetterDiffers` where all that were asked for are left out.
    """

    def __init__(self, body: WritingBody, *, notices: Sequence[int] | None = None) -> None:
        self._body = body
        for one in notices or ():
            body.roll.taxpayer_of(one)
        asked = [one for one in _warnings(body) if notices is None or one.notice in set(notices)]
        if not asked:
            raise NoLetter(
                f"No letter of warning of local body {body.body:08d} for tax year {body.tax_year} "
                "was recorded for that. Record them first: thidin arrears warn."
            )
        self._views = {one.notice: body.account(one.notice) for one in asked}
        self._asked = [one for one in asked if self._agrees(one)]
        mine = {one.notice for one in self._asked}
        self.left_out = sorted({one.notice for one in asked} - mine)
        if not self._asked:
            raise LetterDiffers(
                f"{len(asked):,} letters of warning were recorded, and none is owed as it says: "
                "money that had been paid before came in since. Nothing was printed."
            )

    def __len__(self) -> int:
        """Count the letters."""
        return len(self._asked)

    def __iter__(self) -> Iterator[WarningLetter]:
        """Yield the letters."""
        people = self._body.addressees.each([one.taxpayer for one in self._asked])
        for one, addressee in zip(self._asked, people, strict=True):
            body, view = self._body, self._views[one.notice]
            late = _late(view, one.act, on=one.act.issued_on)
            rates = {part.penalty_pcm for part in _late(view, one.act, on=_last_day(one.act))}
            yield WarningLetter(
                office=body.written,
                addressee=addressee,
                number=f"{body.bill(one.notice).number}/เตือน",
                issued_on=one.act.issued_on,
                tax_year=body.tax_year,
                notice_number=body.bill(one.notice).number,
                notice_on=body.roll.history_of(one.notice)[0].issued_on,
                due_on=min(part.due_on for part in late if part.due_on),
                tax_satang=one.tax_satang,
                penalty_percent=rates.pop() // _PCM_PER_PERCENT if len(rates) == 1 else None,
                if_paid=tuple(self._if_paid(one, view)),
                days_to_pay=one.act.days_to_pay,
                seizure_days=body.law.terms["seizure"].count,
                pay_at=body.letterhead.pay_at,
                terms=body.terms,
                signed=body.chief,
            )

    def _agrees(self, one: _Warning) -> bool:
        late = _late(self._views[one.notice], one.act, on=one.act.issued_on)
        return sum(part.split.tax_satang for part in late) == one.tax_satang

    def _if_paid(self, one: _Warning, view: AccountView) -> Iterator[IfPaid]:
        """Yield each sum with the last day on which it settles what is late.

        The days are those that the letter gives, counted from its own day: received later it gives
        more, but no sum could be named that then still held.
        """
        first = one.act.issued_on
        days = (first + timedelta(days=count) for count in range(one.act.days_to_pay + 1))
        sums = ((_split(_late(view, one.act, on=day)), day) for day in days)
        for split, run in groupby(sums, key=lambda pair: pair[0]):
            *_, (_, until) = run
            yield IfPaid(
                penalty_satang=split.penalty_satang,
                surcharge_satang=split.surcharge_satang,
                payable=self._body.payable(
                    one.notice, amount_satang=split.total_satang, until=until
                ),
            )


def _warnings(body: WritingBody) -> Iterator[_Warning]:
    for act in body.roll.warnings:
        numbers, taxes = act.warned["notice"].tolist(), act.warned["tax_satang"].tolist()
        for notice, tax in zip(numbers, taxes, strict=True):
            yield _Warning(
                notice=notice,
                taxpayer=int(body.roll.taxpayers[notice - 1]),
                act=act,
                tax_satang=tax,
            )


def _late(view: AccountView, act: WarningsIssued, *, on: date) -> list[Owed]:
    """Return what was late when the letter was written, with the charges if paid on a day.

    As if the letter were received on its own day, and no money had come after it.
    """
    received = Warned(
        issued_on=act.issued_on, received_on=act.issued_on, days_to_pay=act.days_to_pay
    )
    facts = replace(
        view.facts,
        warning=received,
        money=tuple(one for one in view.facts.money if one.paid_on <= act.issued_on),
        demands=tuple(one for one in view.facts.demands if one.issued_on <= act.issued_on),
    )
    owed = standing(facts, CollectionLaw.of(view.law), on=on).owed
    return [one for one in owed if one.due_on is not None and one.due_on < act.issued_on]


def _last_day(act: WarningsIssued) -> date:
    return act.issued_on + timedelta(days=act.days_to_pay)


def _split(late: Sequence[Owed]) -> Split:
    return sum((one.split for one in late), Split())
