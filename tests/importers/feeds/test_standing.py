"""Exemptions (s.8), reductions (s.55), relief (s.56, s.57) and the tax of 2562 (s.97) as files."""

from datetime import date
from pathlib import Path

import pytest

from domain.calendar import to_days
from domain.register import Corrected
from domain.tables import NO_END
from tests.importers.feeds.office import Known, Office, counted, csv_file
from tests.importers.feeds.samples import STANDING

DAY = date(2026, 1, 1)


def known(tmp_path: Path, *rows: str) -> tuple[Office, Known]:
    office = Office()
    office.hand_in(csv_file(tmp_path, "standing.csv", STANDING.heading, *rows))
    facts = office.known(DAY)
    return office, {name: dict(facts[name]) for name in ("exemption", "reduction", "relief",
                                                          "old_tax")}  # fmt: skip


def test_each_kind_goes_to_its_own_table_with_exact_numbers(tmp_path: Path) -> None:
    _, facts = known(tmp_path, *STANDING.rows)

    assert facts == {
        "exemption": {("C:01A001", 8): ("C:01A001", 8, 1_000_000)},
        "reduction": {("C:01A002",): ("C:01A002", 4, to_days(date(2028, 12, 31)))},
        "relief": {("B:01A002-B001", 2569, 57): ("B:01A002-B001", 57, 2569, 500_000)},
        "old_tax": {("C:01A003",): ("C:01A003", 125_000)},
    }


def test_it_is_an_act_of_the_officer_with_its_reason(tmp_path: Path) -> None:
    office, _ = known(tmp_path, *STANDING.rows)

    assert office.register.act_kinds == [Corrected.__name__]
    assert office.register.acts[0].reason == "RELIEF-GRANTED"


def test_a_third_of_a_property_may_be_exempt(tmp_path: Path) -> None:
    _, facts = known(tmp_path, "05600601,01A001,,exemption,5,,33.3333,,1/1/2567,,")

    assert facts["exemption"] == {("C:01A001", 5): ("C:01A001", 5, 333_333)}


def test_relief_without_a_day_holds_from_the_tax_date_of_its_year(tmp_path: Path) -> None:
    office, _ = known(tmp_path, *STANDING.groups[2])

    assert office.known(date(2025, 12, 31))["relief"] == {}
    assert len(office.known(date(2026, 1, 1))["relief"]) == 1


def test_a_reduction_for_some_years_ends_by_itself_if_no_end_is_given(tmp_path: Path) -> None:
    _, facts = known(
        tmp_path,
        "05600601,01A001,,reduction,,npa,,,1/3/2567,,",
        "05600601,01A002,,reduction,,inherited-residence,,,1/3/2567,,",
    )

    ends = {key: row[2] for (key,), row in facts["reduction"].items()}
    assert ends == {"C:01A001": to_days(date(2029, 2, 28)), "C:01A002": NO_END}


def test_an_entry_may_be_told_by_number_or_thai_words(tmp_path: Path) -> None:
    _, facts = known(
        tmp_path,
        "05600601,01A001,,reduction,,2,,,1/3/2567,,",
        "05600601,01A002,,reduction,,โรงผลิตไฟฟ้าและสิ่งปลูกสร้างที่เกี่ยวเนื่อง,,,1/3/2567,,",
    )

    assert [row[1] for row in facts["reduction"].values()] == [2, 2]


def test_what_was_granted_can_be_ended_with_an_operation(tmp_path: Path) -> None:
    office, _ = known(tmp_path, *STANDING.groups[0])
    heading = f"{STANDING.heading},คำสั่ง"

    office.hand_in(
        csv_file(tmp_path, "end.csv", heading, "05600601,01A001,,exemption,8,,,,1/1/2569,,,D")
    )

    assert office.known(DAY)["exemption"] == {("C:01A001", 8): ("C:01A001", 8, 0)}
    assert office.known(date(2025, 12, 31))["exemption"][("C:01A001", 8)][2] == 1_000_000


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("05600601,,,exemption,8,,100,,1/1/2567,,", "REQ-01 [parcel_code]: ต้องกรอก parcel_code"),
        ("05600601,01A001,,exemption,,,100,,1/1/2567,,", "REQ-01 [item]: ต้องกรอก item"),
        ("05600601,01A001,,exemption,13,,100,,1/1/2567,,", 'CODE-08 [item] พบ "13"'),
        ("05600601,01A001,,exemption,8,,100,,,,", "REQ-01 [since]: ต้องกรอก since"),
        ("05600601,01A001,,exemption,8,,101,,1/1/2567,,", 'NUM-02 [percent] พบ "101"'),
        ("05600601,01A001,,reduction,,,50,,1/1/2567,,", "REQ-01 [entry]: ต้องกรอก entry"),
        ("05600601,01A001,,reduction,,npa,,,1/1/2567,1/1/2566,", 'DATE-01 [until] พบ "1/1/2566"'),
        ("05600601,01A001,,relief,57,,50,,1/1/2567,,", "REQ-01 [tax_year]: ต้องกรอก tax_year"),
        ("05600601,01A001,,relief,41,,50,,,,2569", 'CODE-08 [item] พบ "41"'),
        ("05600601,01A001,,old_tax,,,,,1/1/2563,,", "REQ-01 [amount]: ต้องกรอก amount"),
    ],
)
def test_a_row_that_lacks_what_its_kind_needs_is_kept_back(
    tmp_path: Path, row: str, said: str
) -> None:
    office = Office()

    decided = office.hand_in(csv_file(tmp_path, "standing.csv", STANDING.heading, row))

    assert counted(decided) == (1, 0, 0, 1)
    messages = [one.message for one in decided[0].table.problems if one.row == 2]
    assert any(message.startswith(said) for message in messages), messages
