"""A bank's day file is taken whole or not at all, in every form banks send."""

from datetime import date
from pathlib import Path

import pytest

from importers.bank import BankFileRefused, open_day_file
from importers.bank.control import Sums
from tests.importers.bank.day_files import BANK, DAY, some, text_of, transfer, written

ALL_FORMS = ("fixed-width", "comma-separated", "camt.053", "camt.054")
PAID = Sums(payments=3, payments_satang=300_06, reversals=1, reversals_satang=100_03)


@pytest.mark.parametrize("form", ALL_FORMS)
def test_every_form_says_the_same(form: str, tmp_path: Path) -> None:
    file = open_day_file(written(tmp_path, text_of(form, some())), bank=BANK)

    lines = list(file.lines())

    assert file.sums == PAID
    assert file.days == {DAY}
    assert file.controls >= 1
    assert [(line.kind, line.bank_reference) for line in lines] == [
        ("payment", "B01000000001"),
        ("payment", "B01000000002"),
        ("payment", "B01000000003"),
        ("reversal", "B01000000003"),
    ]
    first = lines[0]
    assert (first.bank, first.amount_satang, first.paid_on) == (BANK, 100_01, DAY)
    assert first.paid_at == transfer(1).paid_at
    assert (first.biller, first.ref1, first.ref2) == (
        "099400052002095",
        "5200203690000017023",
        "69043012",
    )
    assert (first.channel, first.source, first.body) == ("qr", "file", None)


@pytest.mark.parametrize("form", ["fixed-width", "comma-separated"])
def test_a_file_may_be_written_in_windows_874(form: str, tmp_path: Path) -> None:
    path = written(tmp_path, text_of(form, some()), encoding="cp874")

    file = open_day_file(path, bank=BANK)

    assert file.encoding == "cp874"
    assert file.sums == PAID


@pytest.mark.parametrize("form", ["comma-separated", "camt.053", "camt.054"])
def test_a_day_without_payments_is_a_file_too(form: str, tmp_path: Path) -> None:
    assert open_day_file(written(tmp_path, text_of(form, [])), bank=BANK).sums == Sums()


def test_a_file_holds_as_many_accounts_as_it_needs(tmp_path: Path) -> None:
    other = transfer(7, biller="099400010001900")

    file = open_day_file(written(tmp_path, text_of("fixed-width", [*some(), other])), bank=BANK)

    assert file.controls == 2
    assert file.sums.payments == 4
    assert [line.biller for line in file.lines()][-1] == "099400010001900"


@pytest.mark.parametrize("form", ALL_FORMS)
def test_the_file_of_another_bank_is_refused(form: str, tmp_path: Path) -> None:
    path = written(tmp_path, text_of(form, some()))

    with pytest.raises(BankFileRefused, match="of another bank than 006"):
        open_day_file(path, bank="006")


@pytest.mark.parametrize("form", ALL_FORMS)
def test_a_file_cut_off_anywhere_is_refused(form: str, tmp_path: Path) -> None:
    text = text_of(form, [transfer(1), transfer(2)])

    for length in range(0, len(text.rstrip()) - 1, 7 if form.startswith("camt") else 1):
        path = written(tmp_path, text[:length])
        with pytest.raises(BankFileRefused, match="nothing of it is recorded"):
            open_day_file(path, bank=BANK)


@pytest.mark.parametrize(
    ("form", "was", "becomes", "message"),
    [
        (
            "fixed-width",
            "0000000010001   ",
            "0000000010002   ",
            "(line 6): the bank states 300.06 baht of payments and the file's lines add up to 300",
        ),
        ("fixed-width", "T000006", "T000007", "(line 6): this should be record 000006"),
        ("fixed-width", "D000003", "D000002", "(line 3): this should be record 000003"),
        ("fixed-width", "30042026090001", "31042026090001", "(line 2): there is no such day"),
        ("fixed-width", "30042026090001", "30042569090001", "(line 2): the year is outside"),
        ("fixed-width", "30042026090001", "30042026250001", "(line 2): there is no such time"),
        ("fixed-width", "0000000010001", "00000001000 1", "(line 2): an amount is satang"),
        ("fixed-width", "00010001C", "00010001X", "(line 2): column 153 must be C"),
        ("fixed-width", "B01000000001", "B01 00000001", "(line 2): the bank's reference"),
        ("fixed-width", "D000002", "D 00002", "(line 2): this should be record 000002"),
        (
            "comma-separated",
            "T,3,300.06,1,100.03",
            "T,2,300.06,1,100.03",
            "(line 6): the bank states 2 payments and the file holds 3.",
        ),
        (
            "comma-separated",
            "T,3,300.06,1,100.03",
            "T,3,300.06,1,100.04",
            "(line 6): the bank states 100.04 baht of reversals and the file's lines add up to 1",
        ),
        ("comma-separated", "D,2,", "D,3,", "(line 3): this should be payment 2"),
        ("comma-separated", "100.01", "1e2", "(line 2): an amount is baht with exactly"),
        ("comma-separated", ",C,", ",X,", "(line 2): cell 4 must be C"),
        ("comma-separated", "H,014", "h,014", "it begins neither with H"),
        ("comma-separated", "T,3", "T,3\nT,3", "(line 6): T has 5 cells."),
        (
            "camt.053",
            "<NbOfNtries>3<",
            "<NbOfNtries>4<",
            "(after entry 4): the bank states 4 CRDT entries, not 3.",
        ),
        (
            "camt.053",
            "<Sum>300.06<",
            "<Sum>300.07<",
            "(after entry 4): the CRDT entries do not add up to the sum the bank states.",
        ),
        (
            "camt.053",
            ">100200.03<",
            ">100200.04<",
            "the opening balance and the entries do not lead to the closing one.",
        ),
        (
            "camt.054",
            '<Amt Ccy="THB">100.02<',
            '<Amt Ccy="THB">100.04<',
            "(entry 1, detail 3): the details do not add up to the entry's amount.",
        ),
        ("camt.054", "<NbOfTxs>3<", "<NbOfTxs>2<", "the batch states 2 payments."),
        ("camt.054", 'Ccy="THB"', 'Ccy="USD"', "an amount is not in baht (THB)."),
    ],
)
def test_one_wrong_value_refuses_the_whole_file_and_says_where(
    form: str, was: str, becomes: str, message: str, tmp_path: Path
) -> None:
    text = text_of(form, some())
    assert was in text

    with pytest.raises(BankFileRefused) as refused:
        open_day_file(written(tmp_path, text.replace(was, becomes, 1)), bank=BANK)

    assert message in str(refused.value)


def test_every_byte_of_a_small_file_changed_is_noticed_or_changes_no_money(tmp_path: Path) -> None:
    text = text_of("comma-separated", [transfer(1, payer="")])
    sums = open_day_file(written(tmp_path, text), bank=BANK).sums

    for place in range(len(text)):
        for letter in '09,"A\n':
            changed = text[:place] + letter + text[place + 1 :]
            try:
                file = open_day_file(written(tmp_path, changed), bank=BANK)
            except BankFileRefused:
                continue
            assert file.sums == sums


def test_what_a_payer_typed_is_never_in_a_refusal(tmp_path: Path) -> None:
    text = text_of("comma-separated", [transfer(1, ref1="1103700000006", payer="ลับ")])

    with pytest.raises(BankFileRefused) as refused:
        open_day_file(written(tmp_path, text.replace("100.01", "x")), bank=BANK)

    assert "1103700000006" not in str(refused.value)
    assert "ลับ" not in str(refused.value)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "it is empty."),
        (b"\0H,014", "it is no text."),
        (b"PK\x03\x04", "it begins neither with H"),
        (b"H,014,20260430\n\xff\xfe", "it is neither UTF-8 nor Windows-874."),
        (b"<html><body/></html>", "it is no camt.053 or camt.054"),
        (b"<Document>", "it is not whole XML"),
    ],
)
def test_what_is_no_day_file_is_refused(content: bytes, message: str, tmp_path: Path) -> None:
    path = tmp_path / "day-file"
    path.write_bytes(content)

    with pytest.raises(BankFileRefused) as refused:
        open_day_file(path, bank=BANK)

    assert message in str(refused.value)


def test_a_file_changed_between_the_two_readings_is_noticed(tmp_path: Path) -> None:
    file = open_day_file(written(tmp_path, text_of("comma-separated", some())), bank=BANK)
    written(tmp_path, text_of("comma-separated", some(5)))

    with pytest.raises(BankFileRefused, match="it was changed while it was being read"):
        list(file.lines())


def test_a_file_without_a_stated_day_is_of_the_days_of_its_lines(tmp_path: Path) -> None:
    text = text_of("camt.054", some())
    start, end = text.index("<FrToDt>"), text.index("</FrToDt>")

    file = open_day_file(written(tmp_path, text[:start] + text[end + 9 :]), bank=BANK)

    assert file.days == {date(2026, 4, 30)}
