"""A bank's day file held against the log: what is new, known, different, taken back, missing."""

import logging
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from functools import partial
from itertools import islice
from typing import Final
from uuid import UUID

import numpy as np
from numpy.typing import NDArray

from api.commands.recorders import Came, Damaged, Recorders
from api.office import BANGKOK, Office
from domain.bank_line import BankLine
from domain.billers import Billers
from domain.errors import StreamDamaged
from domain.local_body import Signed
from domain.payment import Payment, Received, payment_stream
from importers.bank import DayFile, Sums
from projections.told_payments import UNKNOWN, ToldPayments, told_payments

COMPARED_AT_ONCE: Final = 2_000
MOST_LISTED: Final = 1_000
"""Payments that differ or are missing are counted all and listed up to so many."""

_LOG: Final = logging.getLogger("thidin.bank")
_EARLIER: Final = timedelta(days=3)
"""Nobody tells of a payment before it is made; clocks may differ."""


@dataclass(kw_only=True)
class Amount:
    """How many, and their satang."""

    count: int = 0
    satang: int = 0

    def add(self, satang: int) -> None:
        """Count one more."""
        self.count += 1
        self.satang += satang


@dataclass(frozen=True, kw_only=True)
class Different:
    """A line of the file that says otherwise than what was told first; what was first stands."""

    bank_reference: str
    amount_satang: int
    why: str


@dataclass(frozen=True, kw_only=True)
class Missing:
    """A payment of the file's days that the log has and the file has not."""

    bank_reference: str
    receipt: str
    amount_satang: int
    source: str


@dataclass(kw_only=True)
class Reconciled:
    """What a day file was found to say; the sums always lead back to the file's.

    Payments of the file are new, known, different or damaged; its reversals are new, known or
    damaged. `suspended` are those of the new that match nothing and wait by name. `damaged` are
    those whose payment or account in the log cannot be read. `missing` stands in the log alone.
    """

    sha256: str
    stated: Sums
    new: Amount = field(default_factory=Amount)
    suspended: Amount = field(default_factory=Amount)
    known: Amount = field(default_factory=Amount)
    different: Amount = field(default_factory=Amount)
    taken_back: Amount = field(default_factory=Amount)
    taken_back_before: Amount = field(default_factory=Amount)
    damaged: Amount = field(default_factory=Amount)
    damaged_reversals: Amount = field(default_factory=Amount)
    missing: Amount = field(default_factory=Amount)
    differences: list[Different] = field(default_factory=list)
    missed: list[Missing] = field(default_factory=list)
    position: int = 0

    @property
    def agrees(self) -> bool:
        """Whether bank and log say the same now."""
        amiss = (self.different, self.damaged, self.damaged_reversals, self.missing)
        return not any(one.count for one in amiss)

    def must_add_up(self) -> None:
        """Check that every line is accounted for once: a bug otherwise."""
        paid = (self.new, self.known, self.different, self.damaged)
        back = (self.taken_back, self.taken_back_before, self.damaged_reversals)
        assert sum(one.count for one in paid) == self.stated.payments
        assert sum(one.satang for one in paid) == self.stated.payments_satang
        assert sum(one.count for one in back) == self.stated.reversals
        assert sum(one.satang for one in back) == self.stated.reversals_satang


def reconcile(
    office: Office,
    file: DayFile,
    *,
    billers: Billers,
    by: Signed,
    advanced: Callable[[int], None] | None = None,
) -> Reconciled:
    """Hold a day file against the log and record what the log does not have.

    The same file again changes nothing; killed in between, the next call finishes. `advanced` is
    told how many lines were compared since it was told last. Raises `BankFileRefused` where the
    file changed since it was checked, `StaleStream`, `LogBusy`, `LogUnavailable`,
    `RecordingStopped`.
    """
    found = Reconciled(sha256=file.sha256, stated=file.sums)
    told = told_payments(office.log, bank=file.bank, days=file.days, since=_since(file))
    seen = np.zeros(len(told.low), dtype=np.bool_)
    with Recorders(office=office, billers=billers, by=by, take=partial(_count, found)) as recorders:
        for lines in _chunks(file.lines()):
            places = told.find([payment_stream(line.bank, line.bank_reference) for line in lines])
            seen[places[places != UNKNOWN]] = True
            recorders.add(_not_known(lines, places, told, found))
            if advanced is not None:
                advanced(len(lines))
        recorders.finish()
    _list_missing(office, told, seen, found)
    found.position = office.log.head()
    found.must_add_up()
    return found


def _since(file: DayFile) -> datetime:
    first = min(file.days, default=None)
    if first is None:
        return datetime.max.replace(tzinfo=BANGKOK)
    return datetime.combine(first, time(0), tzinfo=BANGKOK) - _EARLIER


def _chunks(lines: Iterator[BankLine]) -> Iterator[list[BankLine]]:
    while chunk := list(islice(lines, COMPARED_AT_ONCE)):
        yield chunk


def _not_known(
    lines: Sequence[BankLine], places: NDArray[np.int64], told: ToldPayments, found: Reconciled
) -> Iterator[BankLine]:
    """Count the lines that say what the log says; yield the others, for the log to decide."""
    here = places != UNKNOWN
    safe = np.where(here, places, 0)
    if not len(told.low):
        yield from lines
        return
    amounts = np.where(here, told.amount_satang[safe], UNKNOWN).tolist()
    taken_back = (here & told.taken_back[safe]).tolist()
    for line, amount, back in zip(lines, amounts, taken_back, strict=True):
        if line.kind == "payment" and line.amount_satang == amount:
            found.known.add(amount)
        elif line.kind == "reversal" and back:
            found.taken_back_before.add(line.amount_satang)
        else:
            yield line


def _count(found: Reconciled, lines: Sequence[BankLine], came: Sequence[Came]) -> None:
    """Count what came of lines that the log did not have."""
    for line, outcome in zip(lines, came, strict=True):
        back = line.kind == "reversal"
        if isinstance(outcome, Damaged):
            (found.damaged_reversals if back else found.damaged).add(line.amount_satang)
            _list_different(found, line, outcome.why)
        elif back:
            (found.taken_back if outcome.new else found.taken_back_before).add(line.amount_satang)
        elif outcome.conflict:
            found.different.add(line.amount_satang)
            _list_different(found, line, outcome.conflict)
        elif outcome.new:
            found.new.add(line.amount_satang)
            if outcome.state == "in-suspense":
                found.suspended.add(line.amount_satang)
        else:
            found.known.add(line.amount_satang)


def _list_different(found: Reconciled, line: BankLine, why: str) -> None:
    if len(found.differences) < MOST_LISTED:
        found.differences.append(
            Different(bank_reference=line.bank_reference, amount_satang=line.amount_satang, why=why)
        )


def _list_missing(
    office: Office, told: ToldPayments, seen: NDArray[np.bool_], found: Reconciled
) -> None:
    """List what the log has of the file's days and the file has not; what was reversed may lack."""
    missing = told.of_days & ~seen & ~told.taken_back
    found.missing = Amount(count=int(missing.sum()), satang=int(told.amount_satang[missing].sum()))
    places = np.flatnonzero(missing)[:MOST_LISTED]
    missed = (_missing(office, stream) for stream in told.streams(places))
    found.missed = sorted(filter(None, missed), key=lambda one: one.bank_reference)


def _missing(office: Office, stream: UUID) -> Missing | None:
    """Return what the log has of a payment the file lacks, None where it cannot be read."""
    try:
        received = next(
            one.event for one in office.log.stream(stream) if isinstance(one.event, Received)
        )
    except StreamDamaged as damaged:
        _LOG.error("A payment that a bank's day file lacks is not listed: %s", damaged)
        return None
    told = received.told
    return Missing(
        bank_reference=told.bank_reference,
        receipt=Payment(bank=told.bank, bank_reference=told.bank_reference).receipt_number,
        amount_satang=told.amount_satang,
        source=told.source,
    )
