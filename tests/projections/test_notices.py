"""The first issue has every bill with tax to pay; an amendment has what differs, and only that."""

from collections.abc import Callable

import numpy as np
import pytest

from domain.calendar import from_days
from domain.local_body import Signed
from domain.roll import NoticeBatch, Roll
from projections.notices import amendment, amendment_of, first_issue
from projections.registers import Registers
from tests.domain.deliveries import BODY, RECORDED_AT
from tests.projections.town import LAW, Town

PREPARER = Signed(officer="officer-1", at=RECORDED_AT)
CHIEF = Signed(officer="chief-1", at=RECORDED_AT)


def shops(*owners: int) -> Town:
    """Plots of 20 million baht in commercial use, one for each owner: 60,000 baht of tax."""
    town = Town()
    town.priced(dict.fromkeys(range(1, 10), 50_000))
    for number, owner in enumerate(owners, start=1):
        town.titles({"number": number, "party": owner})
        town.used(number, other=1)
    return town


def issued(town: Town) -> Roll:
    roll = Roll(body=BODY, tax_year=2569)
    batch = first_issue(town.registers.bills(BODY, LAW, tax_year=2569))
    town.log.record([roll.prepare(batch, answered=(), by=PREPARER)])
    roll.take_in(town.log.stream(roll.stream))
    day = from_days(20_500)
    town.log.record(roll.issue(batch, issued_on=day, pay_by=from_days(20_600), by=CHIEF))
    roll.take_in(town.log.stream(roll.stream, after=roll.version))
    return roll


def amend(town: Town, roll: Roll, batch: NoticeBatch) -> None:
    town.log.record(
        roll.amend(batch, issued_on=from_days(20_620), by=CHIEF, prepared_by="officer-1")
    )
    roll.take_in(town.log.stream(roll.stream, after=roll.version))


def changed(town: Town, roll: Roll) -> NoticeBatch:
    return amendment(town.registers.bills(BODY, LAW, tax_year=2569), roll, reason=1)


def test_notices_are_numbered_from_one_without_a_gap_and_leave_out_who_owes_nothing() -> None:
    town = shops(7, 8, 9)
    town.corrected("exemption", 2, item=1, share_ppm=1_000_000)

    batch = first_issue(town.registers.bills(BODY, LAW, tax_year=2569))

    assert batch.notices["notice"].tolist() == [1, 2]
    assert batch.notices["taxpayer"].tolist() == [7, 9]
    assert batch.tax_satang == 120_000_00
    assert batch.properties["tax_satang"].sum() == 120_000_00


def test_nothing_differs_right_after_the_issue() -> None:
    town = shops(7, 8)
    roll = issued(town)

    assert len(changed(town, roll).notices) == 0


def test_a_sale_told_late_amends_the_seller_and_the_buyer_only() -> None:
    town = shops(7, 8, 9)
    roll = issued(town)
    town.sold(1, to=11, on=from_days(20_200))

    batch = changed(town, roll)
    amend(town, roll, batch)

    rows = list(
        zip(
            batch.notices["notice"].tolist(),
            batch.notices["taxpayer"].tolist(),
            batch.notices["tax_before_satang"].tolist(),
            batch.notices["tax_satang"].tolist(),
            strict=True,
        )
    )
    assert rows == [(1, 7, 60_000_00, 0), (4, 11, 0, 60_000_00)]
    assert roll.tax_satang().tolist() == [0, 60_000_00, 60_000_00, 60_000_00]
    assert roll.notice_of(11) == 4
    assert [one.tax_satang for one in roll.history_of(1)] == [60_000_00, 0]
    assert len(changed(town, roll).notices) == 0


def test_after_an_amendment_each_notice_has_the_properties_of_its_newest_issue() -> None:
    town = shops(7, 8)
    roll = issued(town)
    town.sold(1, to=8, on=from_days(20_200))

    amend(town, roll, changed(town, roll))

    properties = roll.properties()
    assert properties["notice"].tolist() == [2, 2]
    assert properties["tax_satang"].sum() == roll.tax_satang().sum()


def test_what_the_roll_said_before_the_amendment_can_still_be_asked() -> None:
    town = shops(7, 8)
    roll = issued(town)
    before = town.log.head()
    town.sold(1, to=8, on=from_days(20_200))
    amend(town, roll, changed(town, roll))

    assert roll.tax_satang(before).tolist() == [60_000_00, 60_000_00]
    assert roll.properties(before)["notice"].tolist() == [1, 2]


def test_an_amendment_for_some_taxpayers_leaves_the_others_alone() -> None:
    town = shops(7, 8, 9)
    roll = issued(town)
    town.sold(1, to=11, on=from_days(20_200))
    town.sold(2, to=12, on=from_days(20_200))
    some = np.array([7, 11], dtype=np.int64)

    bills = town.registers.bills(BODY, LAW, tax_year=2569, parties=some.tolist())
    batch = amendment_of(bills, roll, taxpayers=some, reason=3)

    assert batch.notices["taxpayer"].tolist() == [7, 11]


def test_a_batch_cut_into_parts_keeps_each_notice_with_its_properties() -> None:
    town = shops(7, 8, 9, 7)
    batch = first_issue(town.registers.bills(BODY, LAW, tax_year=2569))

    parts = batch.cut(2)

    assert [part["notice"].tolist() for part, _ in parts] == [[1, 2], [3]]
    assert [owned["notice"].tolist() for _, owned in parts] == [[1, 1, 2], [3]]


def test_who_approves_at_once_issues_what_another_process_would() -> None:
    town = shops(7, 8)
    prepared = town.registers.bills_to_issue(BODY, LAW, tax_year=2569)
    at = prepared.position

    approved = town.registers.bills_to_issue(BODY, LAW, tax_year=2569, position=at)

    elsewhere = Registers(log=town.log).bills(BODY, LAW, tax_year=2569, position=at)
    assert approved.arranged.assessables is prepared.arranged.assessables
    assert approved.assessment is not prepared.assessment
    assert first_issue(approved).digest == first_issue(elsewhere).digest


@pytest.mark.parametrize(
    "told",
    [
        lambda town: town.sold(1, to=9, on=from_days(20_200)),
        lambda town: town.priced({1: 90_000}),
        lambda town: town.enacted(2569, {5: (800,) * 5}),
    ],
    ids=["a sale", "a price", "an ordinance"],
)
def test_what_was_told_after_the_preparation_is_not_in_what_is_approved(
    told: Callable[[Town], int],
) -> None:
    town = shops(7, 8)
    prepared = town.registers.bills_to_issue(BODY, LAW, tax_year=2569)
    told(town)

    approved = town.registers.bills_to_issue(BODY, LAW, tax_year=2569, position=prepared.position)
    now = town.registers.bills_to_issue(BODY, LAW, tax_year=2569)

    assert first_issue(approved).digest == first_issue(prepared).digest
    assert first_issue(now).notices != first_issue(prepared).notices
    fresh = Registers(log=town.log).bills(BODY, LAW, tax_year=2569)
    assert first_issue(now).digest == first_issue(fresh).digest
