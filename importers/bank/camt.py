"""ISO 20022 statements (camt.053) and notifications (camt.054) of an account, read as they come.

Only what the bank booked counts. An entry is one payment or a batch of them; a debit that reverses
a credit takes a payment back. Entities, document types and the network are off, and what was read
is let go at once, so that a file of any length needs little memory.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Any, BinaryIO, Final

from lxml import etree

from domain.bank_line import BankLine
from importers.bank import values
from importers.bank.camt_elements import (
    CREDIT,
    DEBIT,
    Fields,
    Money,
    day_and_time,
    fields_of,
    first,
    money,
    name_of,
    references,
    total,
)
from importers.bank.control import Seen
from importers.bank.refused import BankFileRefused, ValueWrong

ROOTS: Final = {"BkToCstmrStmt": "camt.053", "BkToCstmrDbtCdtNtfctn": "camt.054"}
_ACCOUNTS: Final = frozenset({"Stmt", "Ntfctn"})
_WANTED: Final = (
    "Acct",
    "Bal",
    "FrToDt",
    "TxsSummry",
    "TxDtls",
    "Ntry",
    "Stmt",
    "Ntfctn",
)
_OPENING: Final = frozenset({"OPBD", "PRCD"})
_CLOSING: Final = "CLBD"
_BILLER: Final = ("RltdPties/Cdtr/Pty/Id/OrgId/Othr/Id", "RltdPties/Cdtr/Id/OrgId/Othr/Id")
_MIDNIGHT: Final = time(0, 0, tzinfo=values.BANGKOK)


@dataclass(kw_only=True)
class _Account:
    """One statement or notification so far: all its credits and debits, not payments alone."""

    biller: str = ""
    credits: int = 0
    credits_satang: int = 0
    debits: int = 0
    debits_satang: int = 0
    stated: dict[str, tuple[int | None, int | None]] = field(default_factory=dict)
    balances: dict[str, int] = field(default_factory=dict)
    entries: int = 0
    entry: "_Entry | None" = None


@dataclass(kw_only=True)
class _Entry:
    """What an entry says before its details, and what those added up to."""

    money: Money
    booked: bool
    reversal: bool
    day: date
    at: datetime
    reference: str
    channel: str
    number: int
    details: int = 0
    details_satang: int = 0

    @property
    def where(self) -> str:
        return f"entry {self.number:,}, detail {self.details:,}"


def read_camt(file: BinaryIO, *, bank: str, seen: Seen) -> Iterator[BankLine]:
    """Yield the lines of a file; `seen` learns its sums. Raises `BankFileRefused`."""
    events = etree.iterparse(
        file,
        events=("start", "end"),
        tag=[f"{{*}}{name}" for name in (*_WANTED, *ROOTS)],
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        dtd_validation=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    account: _Account | None = None
    roots = 0
    try:
        for event, element in events:
            name = name_of(element.tag)
            if event == "start":
                roots += _begun(element, name, bank)
                account = _Account() if name in _ACCOUNTS else account
            elif account is not None:
                yield from _ended(element, name, account, bank, seen)
                _let_go(element, name)
    except etree.XMLSyntaxError as wrong:
        raise BankFileRefused(
            "it is not whole XML, or holds what no statement does.", where=f"line {wrong.lineno:,}"
        ) from None
    except ValueWrong as wrong:
        raise BankFileRefused(str(wrong), where=_place(account)) from None
    if not roots:
        raise BankFileRefused("it is no camt.053 or camt.054 of ISO 20022.")


def _place(account: _Account | None) -> str:
    if account is None:
        return ""
    return account.entry.where if account.entry else f"after entry {account.entries:,}"


def _begun(element: Any, name: str, bank: str) -> int:  # noqa: ANN401 - lxml has no stubs
    """Refuse a document type as soon as there is one; count the message's root."""
    if name not in ROOTS:
        return 0
    if element.getroottree().docinfo.doctype:
        raise ValueWrong("a statement has no document type.")
    assert len(bank) == len("014")
    return 1


def _ended(
    element: Any,  # noqa: ANN401
    name: str,
    account: _Account,
    bank: str,
    seen: Seen,
) -> Iterator[BankLine]:
    match name:
        case "TxDtls":
            yield from _detail(element, account, bank, seen)
        case "Ntry":
            yield from _entry_ended(element, account, bank, seen)
        case "Acct":
            _of_account(fields_of(element), account, bank)
        case "Bal":
            _balance(fields_of(element), account)
        case "FrToDt":
            _span(fields_of(element), seen)
        case "TxsSummry":
            _summary(fields_of(element), account)
        case "Stmt" | "Ntfctn":
            _account_ended(account, seen)


def _let_go(element: Any, name: str) -> None:  # noqa: ANN401
    """Free what was read: an entry's or a detail's parts, and its place among its siblings."""
    if name in {"TxDtls", "Ntry"}:
        element.clear()
        while element.getprevious() is not None and name_of(element.getprevious().tag) == name:
            del element.getparent()[element.getparent().index(element) - 1]


def _of_account(fields: Fields, account: _Account, bank: str) -> None:
    member = first(fields, "Svcr/FinInstnId/ClrSysMmbId/MmbId")
    if member and member.zfill(3) != bank:
        raise ValueWrong(f"this is the account of another bank than {bank}.")
    currency = first(fields, "Ccy")
    if currency not in {"", "THB"}:
        raise ValueWrong("the account is not in baht (THB).")
    account.biller = first(fields, "Ownr/Id/OrgId/Othr/Id")


def _span(fields: Fields, seen: Seen) -> None:
    for name in ("FrDtTm", "ToDtTm"):
        stated = first(fields, name)
        if stated:
            seen.days.add(values.bangkok_day(values.time_of(stated, zone_needed=False)))


def _summary(fields: Fields, account: _Account) -> None:
    for name, key in (("TtlCdtNtries", CREDIT), ("TtlDbtNtries", DEBIT)):
        count, stated = first(fields, f"{name}/NbOfNtries"), first(fields, f"{name}/Sum")
        account.stated[key] = (
            values.count_of(count) if count else None,
            total(stated) if stated else None,
        )


def _balance(fields: Fields, account: _Account) -> None:
    kind = first(fields, "Tp/CdOrPrtry/Cd")
    signed = total(first(fields, "Amt")) * (-1 if first(fields, "CdtDbtInd") == DEBIT else 1)
    account.balances["open" if kind in _OPENING else "close" if kind == _CLOSING else kind] = signed


def _head(element: Any, account: _Account) -> _Entry:  # noqa: ANN401
    """Read what stands in an entry before its details. Raises `ValueWrong`."""
    account.entries += 1
    fields = fields_of(element, leave="NtryDtls")
    found = money(fields)
    if found is None:
        raise ValueWrong("an entry has no amount.")
    day, at = day_and_time(fields, "BookgDt")
    entry = _Entry(
        money=found,
        booked=first(fields, "Sts/Cd", "Sts") == "BOOK",
        reversal=first(fields, "RvslInd") in {"true", "1"},
        day=day,
        at=at or datetime.combine(day, _MIDNIGHT),
        reference=first(fields, "AcctSvcrRef"),
        channel=first(fields, "BkTxCd/Prtry/Cd"),
        number=account.entries,
    )
    account.entry = entry
    return entry


def _detail(element: Any, account: _Account, bank: str, seen: Seen) -> Iterator[BankLine]:  # noqa: ANN401
    entry = account.entry or _head(element.getparent().getparent(), account)
    entry.details += 1
    fields = fields_of(element)
    paid = money(fields, direction=CREDIT if entry.money.credit else DEBIT) or entry.money
    entry.details_satang += paid.satang
    if paid.credit != entry.money.credit:
        raise ValueWrong("a detail goes the other way than its entry.")
    yield from _line(fields, entry, paid, account, bank, seen)


def _entry_ended(element: Any, account: _Account, bank: str, seen: Seen) -> Iterator[BankLine]:  # noqa: ANN401
    entry = account.entry or _head(element, account)
    if not entry.details:
        yield from _line(fields_of(element), entry, entry.money, account, bank, seen)
    elif entry.details_satang != entry.money.satang:
        raise ValueWrong("the details do not add up to the entry's amount.")
    stated = element.findtext("{*}NtryDtls/{*}Btch/{*}NbOfTxs")
    if stated and entry.details and values.count_of(stated) != entry.details:
        raise ValueWrong(f"the batch states {int(stated):,} payments.")
    if entry.booked and entry.money.credit:
        account.credits += 1
        account.credits_satang += entry.money.satang
    elif entry.booked:
        account.debits += 1
        account.debits_satang += entry.money.satang
    account.entry = None


def _line(
    fields: Fields, entry: _Entry, paid: Money, account: _Account, bank: str, seen: Seen
) -> Iterator[BankLine]:
    """Yield the payment or reversal a detail, or an entry without details, tells of.

    ASSUMPTION: a reversal carries the bank's reference of the payment it takes back; the standard
    leaves that to bank and customer, so each bank has to agree.
    """
    if not entry.booked or paid.credit == entry.reversal:
        seen.others += 1
        return
    moment = first(fields, "RltdDts/AccptncDtTm", "RltdDts/TxDtTm")
    paid_at = values.time_of(moment, zone_needed=False) if moment else entry.at
    ref1, ref2 = references(fields)
    reference = first(fields, "Refs/AcctSvcrRef") or _only(entry)
    line = BankLine(
        kind="reversal" if entry.reversal else "payment",
        bank=bank,
        bank_reference=values.bank_reference_of(reference),
        amount_satang=paid.satang,
        paid_at=paid_at,
        paid_on=values.bangkok_day(paid_at) if moment else entry.day,
        channel=values.channel_of(first(fields, "BkTxCd/Prtry/Cd") or entry.channel),
        biller=values.biller_of(first(fields, *_BILLER) or account.biller),
        ref1=ref1,
        ref2=ref2,
        source="file",
    )
    seen.sums.add(line)
    yield line


def _only(entry: _Entry) -> str:
    """Return the entry's own reference, which names a payment where it is the entry's only one."""
    if entry.details > 1:
        raise ValueWrong("in a batch each detail has its own AcctSvcrRef.")
    return entry.reference


def _account_ended(account: _Account, seen: Seen) -> None:
    """Hold what the bank states of an account against its entries. Raises `ValueWrong`."""
    for key, count, moved in (
        (CREDIT, account.credits, account.credits_satang),
        (DEBIT, account.debits, account.debits_satang),
    ):
        stated_count, stated_total = account.stated.get(key, (None, None))
        if stated_count not in {None, count}:
            raise ValueWrong(f"the bank states {stated_count:,} {key} entries, not {count:,}.")
        if stated_total not in {None, moved}:
            raise ValueWrong(f"the {key} entries do not add up to the sum the bank states.")
    if {"open", "close"} <= account.balances.keys():
        after = account.balances["open"] + account.credits_satang - account.debits_satang
        if after != account.balances["close"]:
            raise ValueWrong("the opening balance and the entries do not lead to the closing one.")
        seen.controls += 1
    seen.controls += bool(account.stated)
