"""What was entered wrongly is put right after the day was closed: by two people, on a later day."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.api.cli.clerk import BODY
from tests.api.http.collecting import Collecting, of_collecting
from tests.api.http.test_issuing import with_chief
from tests.api.pages.reader import Reader
from tests.api.pages.reading import read

AT = f"/office/{BODY}"


@pytest.fixture
def collecting(tmp_path: Path) -> Iterator[Collecting]:
    yield from of_collecting(tmp_path / "office")


@pytest.fixture
def clerk(collecting: Collecting) -> Reader:
    return Reader(collecting.town.officer())


@pytest.fixture
def chief(collecting: Collecting) -> Reader:
    return Reader(with_chief(collecting.town))


def closed_with_one_entry(collecting: Collecting, clerk: Reader) -> dict[str, str]:
    """Take 12,000 for the first notice and close the day with what was counted, 11,000."""
    told = {
        "notice": collecting.bill(1).number, "amount": "12000.00", "channel": "counter",
        "receipt": "69-00017", "paid_on": "2026-06-15",
    }  # fmt: skip
    clerk.sends(f"/en{AT}/money/take", told)
    clerk.sends(f"/en{AT}/money/day", {"on": "2026-06-15", "counted": "11000.00"})
    return told


def test_what_was_forgotten_on_a_closed_day_is_entered_for_it_and_approved_by_another(
    collecting: Collecting, clerk: Reader, chief: Reader
) -> None:
    told = closed_with_one_entry(collecting, clerk)
    more = {"notice": collecting.bill(2).number, "receipt": "69-00018", "amount": "500.00"}
    day = f"/en{AT}/money/day?on=2026-06-15"
    assert "A closed day is not opened again, and what was counted stands." in read(clerk.page(day))

    late = clerk.sends(f"/en{AT}/money/take", {**told, **more})
    entry = late.headers["Location"]
    waits, before = read(chief.page(entry)), collecting.stands(2).paid.tax_satang
    approved = chief.sends(entry, {"do": "approve-match"})

    assert "entered for a day that is closed: another officer agrees" in waits
    assert (before, approved.status_code) == (0, 303)
    assert collecting.stands(2).paid.tax_satang == 50_000
    assert (
        "counted 11,000.00 baht, entered 12,000.00 baht, difference -1,000.00 baht Corrected "
        "since by 500.00 baht, so that the difference is -1,500.00 baht"
    ) in read(clerk.page(day))


def test_an_entry_of_another_amount_is_struck_out_by_two_people_and_entered_anew(
    collecting: Collecting, clerk: Reader, chief: Reader
) -> None:
    told = closed_with_one_entry(collecting, clerk)
    entry = f"/en{AT}/money/suspense/000/{BODY}-69-00017"

    proposed = clerk.sends(entry, {"do": "strike-out", "reason": "OTHER-AMOUNT"})
    desk, alone = read(chief.page(f"/en{AT}")), read(clerk.page(entry))
    approved = chief.sends(entry, {"do": "approve-return"})
    right = {"amount": "11000.00", "receipt": "69-00017-2"}
    anew = clerk.sends(f"/en{AT}/money/take", {**told, **right})
    chief.sends(anew.headers["Location"], {"do": "approve-match"})

    assert (proposed.status_code, approved.status_code) == (303, 303)
    assert "Entry to be struck out 12,000.00 baht proposed by officer-7, waits" in desk
    assert (
        "officer-7 proposes to strike this entry out: another amount was taken Waits for the chief"
    ) in alone
    assert "Struck out or sent back" in read(clerk.page(entry))
    assert "Counter Struck out or sent back 1 12,000.00" in read(
        clerk.page(f"/en{AT}/money/day?on=2026-06-15")
    )
    assert collecting.stands(1).paid.tax_satang == 1_100_000
    assert "Corrected since by -1,000.00 baht, so that the difference is 0.00 baht" in read(
        clerk.page(f"/en{AT}/money/day?on=2026-06-15")
    )


def test_money_to_be_moved_from_one_notice_to_another_waits_at_the_chiefs_desk(
    collecting: Collecting, clerk: Reader, chief: Reader
) -> None:
    closed_with_one_entry(collecting, clerk)
    entry = f"/en{AT}/money/suspense/000/{BODY}-69-00017"
    told = {
        "do": "move", "notice": collecting.bill(2).number, "amount": "12000.00",
        "reason": "ENTERED-WRONGLY",
    }  # fmt: skip

    clerk.sends(entry, told)
    desk = read(chief.page(f"/en{AT}"))
    chief.sends(entry, {"do": "approve-match"})

    waits = "Money to be moved to another notice 12,000.00 baht proposed by officer-7, waits"
    assert waits in desk
    assert waits not in read(chief.page(f"/en{AT}"))
    assert (collecting.stands(1).paid.tax_satang, collecting.stands(2).state) == (0, "settled")
