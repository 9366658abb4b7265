"""ISO 20022: what is booked counts, reversals take back, and hostile XML does nothing."""

from pathlib import Path

import pytest

from importers.bank import BankFileRefused, open_day_file
from tests.importers.bank.day_files import BANK, some, text_of, transfer, written


def test_a_pending_entry_is_not_yet_a_payment(tmp_path: Path) -> None:
    text = text_of("camt.053", [transfer(1)]).replace("BOOK", "PDNG")
    start, end = text.index("<TxsSummry>"), text.index("</TxsSummry>") + len("</TxsSummry>")
    without = text[:start] + text[end:]
    balanced = without.replace(">100100.01<", ">100000.00<")

    file = open_day_file(written(tmp_path, balanced), bank=BANK)

    assert (list(file.lines()), file.others, file.controls) == ([], 1, 1)


def test_a_fee_is_neither_a_payment_nor_a_reversal(tmp_path: Path) -> None:
    text = text_of("camt.053", some()).replace("<RvslInd>true</RvslInd>", "")

    file = open_day_file(written(tmp_path, text), bank=BANK)

    assert (file.sums.reversals, file.others) == (0, 1)


def test_a_debit_taken_back_is_no_payment_of_ours(tmp_path: Path) -> None:
    text = text_of("camt.053", [transfer(1)]).replace(
        "<CdtDbtInd>CRDT</CdtDbtInd><Sts>",
        "<CdtDbtInd>CRDT</CdtDbtInd><RvslInd>true</RvslInd><Sts>",
    )

    file = open_day_file(written(tmp_path, text), bank=BANK)

    assert (file.sums.payments, file.sums.reversals, file.others) == (0, 0, 1)


def test_references_in_free_text_are_read_too(tmp_path: Path) -> None:
    text = text_of("camt.053", [transfer(1)])
    start, end = text.index("<RmtInf>"), text.index("</RmtInf>")
    free = f"{text[:start]}<RmtInf><Ustrd>5200203690000017023 69043012</Ustrd>{text[end:]}"

    line = next(open_day_file(written(tmp_path, free), bank=BANK).lines())

    assert (line.ref1, line.ref2) == ("5200203690000017023", "69043012")


def test_an_entry_without_details_is_one_payment_by_its_own_reference(tmp_path: Path) -> None:
    text = text_of("camt.053", [transfer(1)])
    start, end = text.index("<NtryDtls>"), text.index("</Ntry>")

    line = next(open_day_file(written(tmp_path, text[:start] + text[end:]), bank=BANK).lines())

    assert (line.bank_reference, line.amount_satang) == ("E1", 100_01)
    assert (line.biller, line.paid_at.hour) == ("099400052002095", 0)


def test_older_versions_and_other_prefixes_are_the_same(tmp_path: Path) -> None:
    text = text_of("camt.053", some()).replace("001.08", "001.02")
    plain = (
        text.replace("<Sts><Cd>BOOK</Cd></Sts>", "<Sts>BOOK</Sts>")
        .replace("<Pty>", "")
        .replace("</Pty>", "")
    )

    assert open_day_file(written(tmp_path, plain), bank=BANK).sums.payments == 3


@pytest.mark.parametrize(
    "document_type",
    [
        '<!DOCTYPE Document [<!ENTITY a "x">]>',
        '<!DOCTYPE Document [<!ENTITY a SYSTEM "file:///etc/passwd">]>',
        '<!DOCTYPE Document SYSTEM "http://192.0.2.1/statement.dtd">',
    ],
)
def test_a_document_type_is_refused_before_anything_is_read(
    document_type: str, tmp_path: Path
) -> None:
    text = text_of("camt.053", some()).replace("?>\n", f"?>\n{document_type}\n", 1)

    with pytest.raises(BankFileRefused, match="a statement has no document type"):
        open_day_file(written(tmp_path, text), bank=BANK)


def test_entities_inside_entities_do_not_grow(tmp_path: Path) -> None:
    bomb = '<!DOCTYPE Document [<!ENTITY a "' + "x" * 1000 + '">'
    bomb += "".join(
        f'<!ENTITY {name} "{f"&{before};" * 10}">'
        for before, name in zip("abcdef", "bcdefg", strict=True)
    )
    text = text_of("camt.053", some()).replace("?>\n", f"?>\n{bomb}]>\n", 1)
    text = text.replace("<Ref>", "<Ref>&g;", 1)

    with pytest.raises(BankFileRefused):
        open_day_file(written(tmp_path, text), bank=BANK)


def test_an_endless_text_is_refused(tmp_path: Path) -> None:
    text = text_of("camt.053", some()).replace("<Ref>", "<Ref>" + "7" * 12_000_000, 1)

    with pytest.raises(BankFileRefused):
        open_day_file(written(tmp_path, text), bank=BANK)
