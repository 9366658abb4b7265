"""A notice says what the roll asks for, from the bill it was computed from, or is not printed."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np
import pytest

from api.documents import Typesetter, write
from api.letters import LetterDiffers, NoLetter, Notices, WritingBody
from api.letters.addressees import ADDRESS_UNKNOWN, NAME_UNKNOWN
from domain.local_body import Signed
from domain.roll import NoticeUnknown
from domain.rows import Rows
from projections.notices import first_issue
from tests.api.cli.clerk import BODY, YEAR, Clerk, clerk, clerk_of, identity, title, use, written
from tests.api.cli.test_collecting import WHERE, Town, town
from tests.api.documents.pages import texts, unspaced

__all__ = ["clerk", "town"]


def writing(town: Clerk) -> WritingBody:
    return WritingBody(town.office(), int(BODY), int(YEAR))


def test_a_notice_asks_for_what_the_roll_asks_for(town: Town) -> None:
    body = writing(town)
    roll = body.office.rolls.roll(int(BODY), int(YEAR))

    notices = list(Notices(body))

    assert [one.tax_satang for one in notices] == roll.tax_satang().tolist()
    assert [one.number for one in notices] == [body.bill(1).number, body.bill(2).number]
    first = notices[0]
    assert first.payable is not None
    assert first.payable.ref1 == body.bill(1).ref1
    assert first.payable.amount_satang == 1_200_000
    assert (first.issued_on, first.pay_by) == (date(2026, 4, 1), date(2026, 6, 30))
    assert first.instalments_until == date(2026, 6, 30)
    assert first.signed.position == "นายกองค์การบริหารส่วนตำบลตัวอย่าง"


def test_a_notice_shows_the_plot_by_its_title_and_each_step_to_the_tax(town: Town) -> None:
    notices = {one.addressee.name: one for one in Notices(writing(town))}

    land = notices["นายตัวอย่าง ลำดับ1"].land

    assert land is not None
    (plot,), (tax,) = land.land, land.taxes
    assert (plot.title_type, plot.title_no, plot.land_no) == ("โฉนดที่ดิน", "1001", "1")
    assert plot.location == "แปลง 01A001"
    assert (plot.area_cwah, plot.price_satang, plot.value_csat) == (
        40_000,
        10_000_00,
        40_000_000_000,
    )
    assert (tax.items, tax.use, tax.rates_pcm) == ("ที่ดิน 1", "อื่น ๆ", (300,))
    assert (tax.before_satang, tax.reduced_satang, tax.tax_satang) == (1_200_000, 0, 1_200_000)


def test_one_notice_is_printed_by_its_number_and_an_unknown_number_is_refused(town: Town) -> None:
    (one,) = Notices(writing(town), notices=[2])
    assert one.number.endswith("00000002")

    with pytest.raises(NoticeUnknown):
        Notices(writing(town), notices=[3])
    with pytest.raises(NoLetter):
        Notices(writing(town), amendment=1)


def test_whom_the_vault_does_not_know_is_written_to_at_the_property(town: Town) -> None:
    office = town.office()
    (owner,) = office.vault.pseudonyms([identity(1)])
    assert office.vault.erase(int(owner))

    notices = {one.addressee.name: one for one in Notices(writing(town))}

    assert sorted(notices) == sorted([NAME_UNKNOWN, "นายตัวอย่าง ลำดับ2"])
    assert notices[NAME_UNKNOWN].addressee.address == ADDRESS_UNKNOWN


def test_joint_owners_are_named_the_first_two_and_the_others_counted(tmp_path: Path) -> None:
    clerk = clerk_of(tmp_path / "office")
    owners = [
        title(1, owner_seq=number, id_no=identity(number), last_name=f"ลำดับ{number}",
              owner_share_num=1, owner_share_den=3)
        for number in (1, 2, 3)
    ]  # fmt: skip
    clerk.take(written(tmp_path / "reg.csv", owners))
    clerk.take(written(tmp_path / "use.csv", [use(1)]))
    town = issued(Town(clerk.folder))

    (notice,) = Notices(writing(town))

    assert notice.addressee.name.startswith("นายตัวอย่าง ลำดับ")
    assert notice.addressee.name.endswith("และเจ้าของรวมอีก 1 คน")


def issued(town: Town) -> Town:
    seen = town.told("notices", "preview", *WHERE)
    answers = [f"--answer={gate}=checked" for gate, found in seen["gates"].items() if found]
    town.does("notices", "prepare", *WHERE, *answers)
    town.approves("notices", "approve", *WHERE, "--issued-on", "2026-04-01")
    return town


def test_a_roll_that_asks_for_another_tax_than_the_bill_is_not_printed(clerk: Clerk) -> None:
    folder = clerk.folder
    clerk.take(written(folder / "reg.csv", [title(1)]))
    clerk.take(written(folder / "use.csv", [use(1)]))
    office = clerk.office()
    roll = office.rolls.roll(int(BODY), int(YEAR))
    honest = first_issue(office.registers.bills(int(BODY), office.law, tax_year=int(YEAR)))
    columns = {one.name: honest.notices[one.name] for one in honest.notices.schema.columns}
    wrong = Rows(
        honest.notices.schema, {**columns, "tax_satang": np.asarray(columns["tax_satang"]) + 1}
    )
    batch = replace(honest, notices=wrong)
    officer, chief = office.signed(), Signed(officer="chief-1", at=office.signed().at)
    office.log.record([roll.prepare(batch, answered=(), by=officer)])
    roll = office.rolls.roll(int(BODY), int(YEAR))
    days = {"issued_on": date(2026, 4, 1), "pay_by": date(2026, 6, 30)}
    office.log.record(roll.issue(batch, **days, by=chief))

    with pytest.raises(LetterDiffers) as refused:
        Notices(writing(clerk))

    assert str(refused.value) == (
        "1 of 1 notices, computed again from the register as it was when they were issued, are "
        "not what the roll asks for (0560-0701-69/00000001). Nothing was printed. Run thidin "
        "verify; if the program was updated since, its law or rounding may have changed."
    )


def test_a_notice_that_takes_anothers_place_says_why_and_what_was_paid(
    town: Town, tmp_path: Path
) -> None:
    town.takes(town.first, "5000", "A-1", on="2026-04-20")
    bigger = title(1, rai=2, as_of_date="1/1/2569")
    town.take(written(tmp_path / "march.csv", [bigger]), confirm=True)
    town.does("notices", "prepare", *WHERE)
    town.approves("notices", "approve", *WHERE, "--issued-on", "2026-05-01")

    (notice,) = Notices(writing(town), amendment=1)

    amended = notice.amended
    assert amended is not None
    assert (amended.number, amended.before_satang) == (1, 1_200_000)
    assert amended.paid_satang == 500_000
    assert notice.payable is not None
    assert notice.payable.amount_satang == notice.tax_satang - 500_000
    assert notice.payable.valid_until == date(2026, 5, 31)
    assert notice.instalments_until is None


def test_a_notice_that_asks_for_nothing_any_more_says_so_and_has_no_codes(
    town: Town, tmp_path: Path
) -> None:
    (owner,) = town.office().vault.pseudonyms([identity(1)])
    number = town.office().rolls.roll(int(BODY), int(YEAR)).notice_of(int(owner))
    assert number is not None
    bill = writing(town).bill(number).number
    town.takes(bill, "12000", "A-1", on="2026-04-20")
    sold = title(1, id_no=identity(2), acquired_date="20/12/2568", as_of_date="1/3/2569")
    town.take(written(tmp_path / "march.csv", [sold]), confirm=True)
    town.does("notices", "prepare", *WHERE)
    town.approves("notices", "approve", *WHERE, "--issued-on", "2026-05-01")

    (gone,) = Notices(writing(town), notices=[number])

    assert (gone.tax_satang, gone.payable, gone.land) == (0, None, None)
    page = "".join(texts(write(gone, Typesetter())))
    assert unspaced("ชำระเกิน 12,000.00 บาท") in page
    assert unspaced("ไม่ต้องชำระ") in page
    assert unspaced("ใช้แทนฉบับก่อน") in page


def test_an_amended_notice_with_charges_running_sends_to_the_office(
    town: Town, tmp_path: Path
) -> None:
    bigger = title(1, rai=2, as_of_date="1/1/2569")
    town.take(written(tmp_path / "late.csv", [bigger]), confirm=True)
    town.does("notices", "prepare", *WHERE)
    town.approves("notices", "approve", *WHERE, "--issued-on", "2026-08-03")

    (notice,) = Notices(writing(town), amendment=1)

    assert notice.amended is not None
    assert notice.amended.ask_for_sum
    assert notice.payable is None
    assert unspaced("จำนวนนี้ยังไม่รวมเบี้ยปรับและเงินเพิ่ม") in "".join(texts(write(notice, Typesetter())))


def test_both_notices_of_a_taxpayer_can_still_be_printed_as_they_were(
    town: Town, tmp_path: Path
) -> None:
    bigger = title(1, rai=2, as_of_date="1/1/2569")
    town.take(written(tmp_path / "late.csv", [bigger]), confirm=True)
    town.does("notices", "prepare", *WHERE)
    town.approves("notices", "approve", *WHERE, "--issued-on", "2026-05-01")
    body = writing(town)

    first = [one.tax_satang for one in Notices(body, amendment=0)]
    last = [one.tax_satang for one in Notices(body)]

    assert first == [1_200_000, 1_200_000]
    assert min(last) == 1_200_000
    assert last == body.roll.tax_satang().tolist()
