"""ISO 20022 statements (camt.053.001.08) and notifications (camt.054.001.08) of one account."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import Final
from xml.sax.saxutils import escape

from sandbox_bank.transfer import BANGKOK, Transfer, baht

_SPACE: Final = "urn:iso:std:iso:20022:tech:xsd:"
_BATCH: Final = 100


def camt_053(transfers: Iterable[Transfer], *, bank: str, day: date) -> Iterator[str]:
    """Write a statement: balances, totals, and one entry a transfer."""
    told = list(transfers)
    yield _opening("camt.053.001.08", "BkToCstmrStmt", "Stmt", told, bank=bank, day=day)
    credits_satang, debits_satang = _sum(told, back=False), _sum(told, back=True)
    yield _balance("OPBD", 100_000_00, day)
    yield _balance("CLBD", 100_000_00 + credits_satang - debits_satang, day)
    yield _summary(told, entries=(_count(told, back=False), _count(told, back=True)))
    for number, one in enumerate(told, 1):
        yield _entry([one], number)
    yield "</Stmt></BkToCstmrStmt></Document>\n"


def camt_054(transfers: Iterable[Transfer], *, bank: str, day: date) -> Iterator[str]:
    """Write a notification whose entries are batches of at most a hundred transfers."""
    told = list(transfers)
    batches = [
        alike[start : start + _BATCH]
        for alike in (
            [one for one in told if not one.is_reversal],
            [one for one in told if one.is_reversal],
        )
        for start in range(0, len(alike), _BATCH)
    ]
    yield _opening("camt.054.001.08", "BkToCstmrDbtCdtNtfctn", "Ntfctn", told, bank=bank, day=day)
    back = sum(batch[0].is_reversal for batch in batches)
    yield _summary(told, entries=(len(batches) - back, back))
    for number, batch in enumerate(batches, 1):
        yield _entry(batch, number)
    yield "</Ntfctn></BkToCstmrDbtCdtNtfctn></Document>\n"


def _opening(
    version: str, message: str, account: str, told: Sequence[Transfer], *, bank: str, day: date
) -> str:
    biller = told[0].biller if told else "000000000000000"
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<Document xmlns="{_SPACE}{version}"><{message}>'
        f"<GrpHdr><MsgId>S{day:%Y%m%d}</MsgId><CreDtTm>{day}T23:59:59+07:00</CreDtTm></GrpHdr>"
        f"<{account}><Id>S{day:%Y%m%d}</Id><CreDtTm>{day}T23:59:59+07:00</CreDtTm>"
        f"<FrToDt><FrDtTm>{day}T00:00:00+07:00</FrDtTm><ToDtTm>{day}T23:59:59+07:00</ToDtTm>"
        f"</FrToDt><Acct><Id><Othr><Id>{biller[3:13]}</Id></Othr></Id><Ccy>THB</Ccy><Ownr><Id>"
        f"<OrgId><Othr><Id>{biller}</Id></Othr></OrgId></Id></Ownr><Svcr><FinInstnId><ClrSysMmbId>"
        f"<ClrSysId><Cd>THCBC</Cd></ClrSysId><MmbId>{bank}</MmbId></ClrSysMmbId></FinInstnId>"
        "</Svcr></Acct>\n"
    )


def _balance(kind: str, satang: int, day: date) -> str:
    return (
        f"<Bal><Tp><CdOrPrtry><Cd>{kind}</Cd></CdOrPrtry></Tp>"
        f'<Amt Ccy="THB">{baht(abs(satang))}</Amt>'
        f"<CdtDbtInd>{'CRDT' if satang >= 0 else 'DBIT'}</CdtDbtInd><Dt><Dt>{day}</Dt></Dt></Bal>\n"
    )


def _summary(told: Sequence[Transfer], *, entries: tuple[int, int]) -> str:
    return (
        f"<TxsSummry><TtlCdtNtries><NbOfNtries>{entries[0]}</NbOfNtries>"
        f"<Sum>{baht(_sum(told, back=False))}</Sum></TtlCdtNtries>"
        f"<TtlDbtNtries><NbOfNtries>{entries[1]}</NbOfNtries>"
        f"<Sum>{baht(_sum(told, back=True))}</Sum></TtlDbtNtries></TxsSummry>\n"
    )


def _sum(told: Sequence[Transfer], *, back: bool) -> int:
    return sum(one.amount_satang for one in told if one.is_reversal == back)


def _count(told: Sequence[Transfer], *, back: bool) -> int:
    return sum(one.is_reversal == back for one in told)


def _entry(batch: Sequence[Transfer], number: int) -> str:
    first = batch[0]
    direction = "DBIT" if first.is_reversal else "CRDT"
    amount = baht(sum(one.amount_satang for one in batch))
    reversal = "<RvslInd>true</RvslInd>" if first.is_reversal else ""
    many = f"<Btch><NbOfTxs>{len(batch)}</NbOfTxs></Btch>" if len(batch) > 1 else ""
    details = "".join(_detail(one, direction) for one in batch)
    return (
        f'<Ntry><NtryRef>{number}</NtryRef><Amt Ccy="THB">{amount}</Amt>'
        f"<CdtDbtInd>{direction}</CdtDbtInd>{reversal}<Sts><Cd>BOOK</Cd></Sts>"
        f"<BookgDt><Dt>{first.day}</Dt></BookgDt><AcctSvcrRef>E{number}</AcctSvcrRef>"
        f"<BkTxCd><Prtry><Cd>{first.channel}</Cd></Prtry></BkTxCd>"
        f"<NtryDtls>{many}{details}</NtryDtls></Ntry>\n"
    )


def _detail(one: Transfer, direction: str) -> str:
    at = one.paid_at.astimezone(BANGKOK).isoformat()
    references = "".join(
        f"<Strd><CdtrRefInf><Ref>{escape(text)}</Ref></CdtrRefInf></Strd>"
        for text in (one.ref1, one.ref2)
        if text
    )
    return (
        f"<TxDtls><Refs><AcctSvcrRef>{one.reference}</AcctSvcrRef></Refs>"
        f'<Amt Ccy="THB">{one.baht}</Amt><CdtDbtInd>{direction}</CdtDbtInd>'
        f"<BkTxCd><Prtry><Cd>{one.channel}</Cd></Prtry></BkTxCd>"
        f"<RltdPties><Dbtr><Pty><Nm>{escape(one.payer)}</Nm></Pty></Dbtr>"
        f"<Cdtr><Pty><Id><OrgId><Othr><Id>{one.biller}</Id></Othr></OrgId></Id></Pty></Cdtr>"
        f"</RltdPties><RmtInf>{references}</RmtInf>"
        f"<RltdDts><AccptncDtTm>{at}</AccptncDtTm></RltdDts></TxDtls>"
    )
