"""Letters of a body's year, joined from log, vault and law and written into a folder as PDF."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Protocol

from api.documents import Digits, Letter
from api.documents.run import Written, superseded, write_letters
from api.letters import Agreements, Lists, Notices, Receipts, Warnings, WritingBody
from api.office import Office
from domain.bill_reference import BillReference


class Letters(Protocol):
    """Some letters of one kind, counted before the first is made."""

    def __len__(self) -> int: ...

    def __iter__(self) -> Iterator[Letter]: ...


@dataclass(frozen=True, kw_only=True)
class Which:
    """Which letters: a body's year, and some notices of it; None for all."""

    body: int
    tax_year: int
    notices: tuple[int, ...] | None = None

    def named(self, kind: str) -> str:
        """Return how files of them begin: nobody's name, but the body, the year, one's notice."""
        if self.notices is not None and len(self.notices) == 1:
            bill = BillReference(body=self.body, tax_year=self.tax_year, notice=self.notices[0])
            return f"{kind}-{bill.ref1}"
        return f"{kind}-{self.body:08d}-{self.tax_year}"


@dataclass(frozen=True, kw_only=True)
class Run:
    """What became of a run: its files, how many letters, and files of earlier runs beside them."""

    files: Sequence[Written]
    letters: int
    superseded: Sequence[Path]


def notices(office: Office, which: Which, *, amendment: int | None = None) -> Notices:
    """Return notices of assessment as last issued, or as in one amendment (0: the first issue)."""
    return Notices(_body(office, which), notices=which.notices, amendment=amendment)


def warnings(office: Office, which: Which) -> Warnings:
    """Return letters of warning as recorded (s.61)."""
    return Warnings(_body(office, which), notices=which.notices)


def agreements(office: Office, which: Which) -> Agreements:
    """Return agreements to pay in parts (s.52)."""
    return Agreements(_body(office, which), notices=which.notices)


def receipts(office: Office, which: Which, *, on: date) -> Receipts:
    """Return receipts as the accounts stand on a day."""
    return Receipts(_body(office, which), on=on, notices=which.notices)


def lists(office: Office, which: Which, *, on: date) -> Lists:
    """Return lists of property (s.30), of the taxpayers of some notices or of everybody."""
    body = _body(office, which)
    taxpayers = None
    if which.notices is not None:
        taxpayers = [body.roll.taxpayer_of(one) for one in which.notices]
    return Lists(body, on=on, taxpayers=taxpayers)


def write(
    letters: Letters,
    into: Path,
    *,
    named: str,
    progress: Callable[[Written], None],
    digits: Digits = Digits.ARABIC,
    specimen: bool = False,
) -> Run:
    """Write letters into a folder. A run that was cut short goes on where it stopped."""
    files = write_letters(letters, into, progress, named=named, digits=digits, specimen=specimen)
    return Run(files=files, letters=len(letters), superseded=superseded(files, into, named=named))


def _body(office: Office, which: Which) -> WritingBody:
    return WritingBody(office, which.body, which.tax_year)
