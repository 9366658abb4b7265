"""A roll says no where the Act or the record does, and then nothing happened (s.13, s.44, s.61)."""

from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from domain.calendar import to_days
from domain.errors import OnePerson
from domain.local_body import Signed
from domain.log import Log, open_log
from domain.log.events import Event
from domain.roll import (
    CAME_BACK,
    NOTICE_PROPERTIES,
    NOTICES,
    SERVICES,
    TOLD,
    WARNED,
    AlreadyIssued,
    GateAnswer,
    NothingToIssue,
    NoticeBatch,
    NoticeUnknown,
    NotIssued,
    NotPrepared,
    Roll,
    ServiceImpossible,
)
from domain.rows import Rows
from tests.domain.deliveries import BODY, RECORDED_AT

ISSUED = date(2026, 4, 1)
PAY_BY = date(2026, 6, 30)
PREPARER = Signed(officer="officer-1", at=RECORDED_AT)
CHIEF = Signed(officer="chief-1", at=RECORDED_AT)


def batch(*tax_satang: int, position: int = 40) -> NoticeBatch:
    """Notices 1, 2, 3 of taxpayers 101, 102, 103, each with one property."""
    numbers = np.arange(1, len(tax_satang) + 1)
    tax = np.array(tax_satang, dtype=np.int64)
    return NoticeBatch(
        tax_year=2569,
        register_position=position,
        law="l" * 64,
        notices=Rows(
            NOTICES,
            {
                "notice": numbers,
                "taxpayer": 100 + numbers,
                "tax_before_satang": np.zeros_like(tax),
                "tax_satang": tax,
                "hash": 7 * numbers,
                "reason": np.zeros_like(numbers),
            },
        ),
        properties=Rows(
            NOTICE_PROPERTIES, {"notice": numbers, "property": numbers + 50, "tax_satang": tax}
        ),
    )


def services(
    *numbers: int, served: date = ISSUED, received: date = ISSUED, manner: int = 1
) -> Rows:
    count = len(numbers)
    return Rows(
        SERVICES,
        {
            "notice": np.array(numbers),
            "amendment": np.zeros(count, dtype=np.int64),
            "manner": np.full(count, manner),
            "served_on": np.full(count, to_days(served)),
            "received_on": np.full(count, to_days(received)),
        },
    )


class Desk:
    """A roll in a log of its own."""

    def __init__(self) -> None:
        self.log: Log = open_log("sqlite:///:memory:")
        self.roll = Roll(body=BODY, tax_year=2569)

    def record(self, *events: Event) -> int:
        position = self.log.record(events)
        self.roll.take_in(self.log.stream(self.roll.stream, after=self.roll.version))
        return position

    def issue(self, *tax_satang: int) -> None:
        self.record(self.roll.prepare(batch(*tax_satang), answered=(), by=PREPARER))
        given = batch(*tax_satang)
        self.record(*self.roll.issue(given, issued_on=ISSUED, pay_by=PAY_BY, by=CHIEF))


@pytest.fixture
def desk() -> Desk:
    return Desk()


def test_what_one_prepares_another_approves(desk: Desk) -> None:
    answer = GateAnswer(gate="gone", found=3, answer="checked")
    desk.record(desk.roll.prepare(batch(500, 700), answered=[answer], by=PREPARER))

    desk.record(*desk.roll.issue(batch(500, 700), issued_on=ISSUED, pay_by=PAY_BY, by=CHIEF))

    (_, issued) = desk.roll.issues[0]
    assert (issued.prepared_by, issued.approved_by) == ("officer-1", "chief-1")
    assert desk.roll.tax_satang().tolist() == [500, 700]
    assert desk.roll.taxpayer_of(2) == 102
    assert desk.roll.prepared is None


def test_nobody_approves_what_they_prepared(desk: Desk) -> None:
    desk.record(desk.roll.prepare(batch(500), answered=(), by=PREPARER))
    head = desk.log.head()

    with pytest.raises(OnePerson) as refused:
        desk.roll.issue(batch(500), issued_on=ISSUED, pay_by=PAY_BY, by=PREPARER)

    assert str(refused.value) == (
        "officer-1 prepared these notices and so cannot approve them; another person has to."
    )
    assert desk.log.head() == head


def test_notices_other_than_those_prepared_are_not_issued(desk: Desk) -> None:
    desk.record(desk.roll.prepare(batch(500), answered=(), by=PREPARER))

    with pytest.raises(NotPrepared, match="prepare them again"):
        desk.roll.issue(batch(501), issued_on=ISSUED, pay_by=PAY_BY, by=CHIEF)
    moved = replace(batch(500), register_position=41)
    with pytest.raises(NotPrepared, match="prepare them again"):
        desk.roll.issue(moved, issued_on=ISSUED, pay_by=PAY_BY, by=CHIEF)


def test_notices_nobody_prepared_are_not_issued(desk: Desk) -> None:
    with pytest.raises(NotPrepared, match="Nobody has prepared"):
        desk.roll.issue(batch(500), issued_on=ISSUED, pay_by=PAY_BY, by=CHIEF)


def test_a_year_is_issued_once(desk: Desk) -> None:
    desk.issue(500)

    with pytest.raises(AlreadyIssued) as refused:
        desk.roll.issue(batch(500), issued_on=ISSUED, pay_by=PAY_BY, by=CHIEF)

    assert "already; what changed since is an amendment" in str(refused.value)


def test_no_notices_are_prepared_where_nobody_owes(desk: Desk) -> None:
    with pytest.raises(NothingToIssue):
        desk.roll.prepare(batch(), answered=(), by=PREPARER)


def test_an_issue_of_many_notices_is_one_act_in_parts(desk: Desk) -> None:
    desk.issue(*range(1, 25_001))

    assert [len(event.notices) for _, event in desk.roll.issues] == [10_000, 10_000, 5_000]
    assert {event.parts for _, event in desk.roll.issues} == {3}
    assert desk.roll.notices == 25_000
    assert desk.roll.tax_satang().tolist() == list(range(1, 25_001))


def test_a_notice_that_does_not_exist_is_said_so(desk: Desk) -> None:
    desk.issue(500)

    with pytest.raises(NoticeUnknown) as refused:
        desk.roll.taxpayer_of(2)

    assert str(refused.value) == (
        f"Local body {BODY:08d} has 1 notices for tax year 2569; there is no number 2."
    )


def test_the_first_service_of_a_notice_counts(desk: Desk) -> None:
    desk.issue(500)
    later = services(1, served=date(2026, 4, 9), received=date(2026, 4, 20), manner=3)
    desk.record(desk.roll.serve(later, by=PREPARER))
    desk.record(desk.roll.serve(services(1, received=date(2026, 4, 12), manner=2), by=PREPARER))

    service = desk.roll.service_of(1)

    assert service is not None
    assert (service.received_on, service.manner) == (date(2026, 4, 12), 2)


def test_what_is_said_of_a_notice_is_found_among_many_acts_large_and_small(desk: Desk) -> None:
    desk.issue(*range(1, 12_001))
    everybody = range(12_000, 0, -1)
    desk.record(desk.roll.serve(services(*everybody, received=date(2026, 4, 20)), by=PREPARER))
    back = services(11_000, received=date(2026, 4, 21), manner=CAME_BACK)
    desk.record(desk.roll.serve(back, by=PREPARER))
    again = services(11_000, 3, served=date(2026, 5, 4), received=date(2026, 5, 4), manner=2)
    desk.record(desk.roll.serve(again, by=PREPARER))

    first, third = desk.roll.service_of(11_000), desk.roll.service_of(3)

    assert [one.tax_satang for one in desk.roll.history_of(11_000)] == [11_000]
    assert desk.roll.known_at(11_000) == 40
    assert (first and first.received_on, third and third.received_on) == (
        date(2026, 5, 4),
        date(2026, 4, 20),
    )
    assert desk.roll.service_of(11_000, amendment=1) is None
    assert desk.roll.history_of(12_000)[0].tax_satang == 12_000


@pytest.mark.parametrize(
    "wrong",
    [
        services(1, served=date(2026, 3, 31), received=ISSUED),
        services(1, served=date(2026, 4, 9), received=date(2026, 4, 8)),
        services(1, manner=9),
    ],
    ids=["before the issue", "received before served", "no such manner"],
)
def test_a_service_that_cannot_be_is_refused(desk: Desk, wrong: Rows) -> None:
    desk.issue(500)

    with pytest.raises(ServiceImpossible):
        desk.roll.serve(wrong, by=PREPARER)


def test_only_who_was_warned_can_have_received_a_warning(desk: Desk) -> None:
    desk.issue(500, 700)
    warned = Rows(WARNED, {"notice": np.array([2]), "tax_satang": np.array([700])})
    desk.record(desk.roll.warn(warned, issued_on=date(2026, 7, 5), days_to_pay=15, by=PREPARER))

    with pytest.raises(ServiceImpossible, match="No letter of warning was sent for notice 1"):
        desk.roll.serve_warnings(services(1), by=PREPARER)

    got = services(2, served=date(2026, 7, 6), received=date(2026, 7, 8))
    desk.record(desk.roll.serve_warnings(got, by=PREPARER))
    warning = desk.roll.warning_of(2)
    assert warning is not None
    assert warning.service is not None
    assert warning.service.received_on == date(2026, 7, 8)
    assert desk.roll.warning_of(1) is None


def test_before_the_issue_nothing_is_served_warned_or_listed(desk: Desk) -> None:
    one = Rows(
        TOLD, {"property": np.array([1]), "notice": np.array([1]), "tax_satang": np.array([5])}
    )

    with pytest.raises(NotIssued):
        desk.roll.serve(services(1), by=PREPARER)
    with pytest.raises(NotIssued):
        desk.roll.tell_land_office(one, told_on=date(2026, 8, 3), by=PREPARER)
