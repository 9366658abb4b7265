"""A local body joins, sets its own rates within s.37, puts off dates (s.14) and closes years."""

from datetime import UTC, date, datetime

import numpy as np
import pytest

from domain.errors import NotJoined
from domain.local_body import (
    BILL_HASHES,
    ROWS_PER_EVENT,
    AlreadyClosed,
    AlreadyJoined,
    LocalBody,
    NotACollector,
    OtherProvince,
    Signed,
    UnknownStep,
)
from domain.log.events import Event, Recorded
from domain.rows import Rows

BY = Signed(officer="officer-1", at=datetime(2026, 1, 5, tzinfo=UTC))


def joined() -> LocalBody:
    body = LocalBody(code=5600601)
    take(
        body, body.join(name_th="เทศบาลตำบลเก้าเลี้ยว", name_en="", kind="SUB_MUN", province=60, by=BY)
    )
    return body


def take(body: LocalBody, event: Event) -> None:
    body.apply(Recorded(position=body.version + 100, event=event))


def test_a_body_joins_once() -> None:
    body = joined()

    with pytest.raises(AlreadyJoined) as refused:
        body.join(name_th="x", name_en="", kind="TAO", province=60, by=BY)

    assert str(refused.value) == "Local body 05600601 has already joined."
    assert body.version == 1


def test_a_body_joins_in_the_province_of_its_code() -> None:
    body = LocalBody(code=5600601)

    with pytest.raises(OtherProvince) as refused:
        body.join(name_th="x", name_en="", kind="TAO", province=10, by=BY)

    assert str(refused.value) == (
        "Local body 05600601 is in province 60 by its code, not in 10. Its prices are the "
        "province's, so this has to be right."
    )
    assert body.version == 0


def test_s5_a_provincial_administration_does_not_levy_the_tax() -> None:
    body = LocalBody(code=2110101)

    with pytest.raises(NotACollector) as refused:
        body.join(name_th="อบจ.สมุทรปราการ", name_en="", kind="PAO", province=11, by=BY)

    assert str(refused.value) == (
        "A body of kind PAO does not levy this tax (s.5). "
        "Kinds that do: BANGKOK, PATTAYA, CITY_MUN, TOWN_MUN, SUB_MUN, TAO."
    )


def test_nothing_can_be_done_for_a_body_that_has_not_joined() -> None:
    body = LocalBody(code=5600601)

    with pytest.raises(NotJoined, match="Local body 05600601 is not known here"):
        body.take_step(step="data_in", by=BY)


def test_s37_an_ordinance_holds_for_its_years_and_from_its_position() -> None:
    body = joined()
    rates = {5: (350, 450, 550, 650, 750)}
    event = body.enact_ordinance(
        reference="ข้อบัญญัติ 1/2569",
        first_tax_year=2569,
        last_tax_year=2570,
        rates_pcm=rates,
        by=BY,
    )
    take(body, event)

    assert body.ordinance_rates(tax_year=2569) == rates
    assert body.ordinance_rates(tax_year=2568) == {}
    assert body.ordinance_rates(tax_year=2571) == {}
    assert body.ordinance_rates(tax_year=2569, position=100) == {}


def test_s14_a_step_is_put_off_by_an_instrument() -> None:
    body = joined()
    event = body.extend_calendar(
        tax_year=2569, step="pay", until=date(2026, 6, 30), instrument="มท 0808.3/ว 10869", by=BY
    )
    take(body, event)

    assert [one.until for _, one in body.extensions] == [date(2026, 6, 30)]


def test_an_unknown_step_of_the_roll_out_is_refused() -> None:
    body = joined()

    with pytest.raises(UnknownStep, match="Step 'nearly' is not one of invited, data_in"):
        body.take_step(step="nearly", by=BY)

    assert body.steps == []


def test_a_year_is_closed_once() -> None:
    body = joined()
    bills = Rows.empty(BILL_HASHES)
    for event in body.close_year(tax_year=2568, as_known_at=7, law="x", bills=bills, by=BY):
        take(body, event)

    with pytest.raises(AlreadyClosed) as refused:
        body.close_year(tax_year=2568, as_known_at=9, law="x", bills=bills, by=BY)

    assert str(refused.value) == (
        "Tax year 2568 of local body 05600601 is already closed, as known at log position 7."
    )
    assert body.closed[2568].as_known_at == 7


def test_a_large_bodys_year_closes_in_events_of_limited_size_and_is_one_year() -> None:
    body = joined()
    count = 2 * ROWS_PER_EVENT + 1
    columns = {
        name: np.arange(count, dtype=np.int64) for name in ("taxpayer", "tax_satang", "hash")
    }
    bills = Rows(BILL_HASHES, columns)

    events = body.close_year(tax_year=2568, as_known_at=7, law="x", bills=bills, by=BY)
    for event in events:
        take(body, event)

    assert [len(event.bills) for event in events] == [ROWS_PER_EVENT, ROWS_PER_EVENT, 1]
    assert [(event.part, event.parts) for event in events] == [(1, 3), (2, 3), (3, 3)]
    assert body.closed[2568].bills == bills
