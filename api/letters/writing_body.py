"""The local body that writes: its letterhead, who signs, its biller id, the law of the year."""

from dataclasses import dataclass
from datetime import date
from functools import cached_property

from api.documents import Office as WrittenOffice
from api.documents import Payable, Signatory, Terms
from api.letterheads import BY_HAND, Letterhead
from api.letters.addressees import Addressees
from api.office import Office
from domain.bill_reference import BillReference
from domain.calendar import tax_date, to_days
from domain.law.year import YearLaw
from domain.roll import Roll
from projections.accounts import AccountView, account_view
from projections.as_of import as_of

_PCM_PER_PERCENT = 1_000
_PCM_PER_PERMILLE = 100


@dataclass(frozen=True)
class WritingBody:
    """What all letters of one body and tax year share. Raises `NotJoined`, `BillerWrong`."""

    office: Office
    body: int
    tax_year: int

    @cached_property
    def law(self) -> YearLaw:
        """The law of the tax year."""
        return self.office.law.for_year(self.tax_year)

    @cached_property
    def letterhead(self) -> Letterhead:
        """How the body's letters begin."""
        joined = self.office.registers.body(self.body).must_have_joined()
        return self.office.letterheads.letterhead(joined)

    @cached_property
    def tambons(self) -> dict[int, str]:
        """Names of sub-districts by code."""
        return dict(self.office.letterheads.tambons)

    @cached_property
    def written(self) -> WrittenOffice:
        """The head of a letter."""
        head = self.letterhead
        return WrittenOffice(name=head.name, address=head.address, contact=head.contact)

    @cached_property
    def chief(self) -> Signatory:
        """Who signs; a line to write on where the letterhead names nobody."""
        head = self.letterhead
        return Signatory(name=head.chief or BY_HAND, position=head.chief_position)

    @cached_property
    def terms(self) -> Terms:
        """The year's penalties, surcharge and clocks (s.68 to s.70, s.73, s.82)."""
        charges, terms = self.law.charges, self.law.terms
        return Terms(
            penalty_before_warning_percent=_percent(charges["penalty_before_warning"].percent_pcm),
            penalty_in_time_of_warning_percent=_percent(
                charges["penalty_within_warning"].percent_pcm
            ),
            penalty_percent=_percent(charges["penalty"].percent_pcm),
            surcharge_permille_a_month=charges["surcharge"].percent_pcm // _PCM_PER_PERMILLE,
            objection_days=terms["objection"].count,
            appeal_days=terms["appeal"].count,
            court_days=terms["suit"].count,
        )

    @cached_property
    def roll(self) -> Roll:
        """The year's roll. Raises `NotIssued` before the notices are out."""
        roll = self.office.rolls.roll(self.body, self.tax_year)
        roll.must_be_issued()
        return roll

    @cached_property
    def addressees(self) -> Addressees:
        """To whom letters go, joint owners as on the tax date as far as the log goes."""
        day = to_days(tax_date(self.tax_year))
        return Addressees(
            self.office.vault, as_of(self.office.registers.register(self.body), day=day)
        )

    def account(self, notice: int) -> AccountView:
        """Return the account of a notice. Raises `NoticeUnknown`."""
        return account_view(
            self.office.log,
            self.roll,
            self.office.registers.body(self.body),
            self.law,
            self.roll.taxpayer_of(notice),
        )

    def bill(self, notice: int) -> BillReference:
        """Name a notice of the body and year."""
        return BillReference(body=self.body, tax_year=self.tax_year, notice=notice)

    def payable(self, notice: int, *, amount_satang: int, until: date) -> Payable:
        """Return what a payer pays for a notice, and until when the amount holds."""
        return Payable(
            biller=self._biller,
            ref1=self.bill(notice).ref1,
            amount_satang=amount_satang,
            valid_until=until,
        )

    @cached_property
    def _biller(self) -> str:
        return self.office.billers.biller(self.body)


def _percent(pcm: int) -> int:
    return pcm // _PCM_PER_PERCENT
