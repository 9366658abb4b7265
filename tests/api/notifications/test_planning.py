"""Who chose a channel is told of what happens, each thing once, and reminded of days to pay."""

import logging
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path

import pytest

from api.commands.accounts import agree_instalments, approve, propose
from api.commands.affairs import affairs_of, consent, delegate
from api.commands.arrears import warn
from api.commands.notices import approve_notices, prepare_notices
from api.commands.objections import (
    accept_silences,
    decide,
    file_matter,
    finish_all,
    propose_outcome,
)
from api.commands.payments import approve_match, propose_match
from api.http.notifying import SentElsewhere
from api.office import BANGKOK
from domain.account import Proposal
from domain.objection import Claim, Statement
from domain.payment import Part
from projections.notifications import PlannedElsewhere
from tests.api.commands.bank_town import BANK, bill
from tests.api.commands.desk import BODY, PAY_BY, YEAR
from tests.api.notifications.told_town import (
    NEIGHBOUR,
    OWNER,
    ToldTown,
    issued,
    told_town,
)
from tests.domain.log.stores import run
from tests.projections.town import deed

TAX = 6_000_000
MID_JUNE = date(2026, 6, 15)


@pytest.fixture
def town(tmp_path: Path) -> Iterator[ToldTown]:
    with told_town(tmp_path, {}) as made:
        yield made


@pytest.fixture
def told(town: ToldTown) -> ToldTown:
    """The owner chose e-mail in March, and was told of the notice in April."""
    town.chooses("email")
    town.notifying.plan()
    issued(town)
    town.notifying.plan()
    return town


def test_who_chose_is_told_of_a_notice_and_the_neighbour_is_not(
    log_url: str, tmp_path: Path
) -> None:
    with told_town(tmp_path, {}, url=log_url) as town:
        town.chooses("email", "sms", language="both")
        first = town.planned()
        issued(town)

        second = town.planned()

        assert first == [("channels-chosen", "email"), ("channels-chosen", "sms")]
        assert second == [("notice-issued", "email"), ("notice-issued", "sms")]
        assert {one.taxpayer for one in town.messages()} == {OWNER}
        (one, _) = town.messages()[-2:]
        assert one.told == {
            "body": BODY,
            "tax_year": YEAR,
            "reference": bill().ref1,
            "amount_satang": TAX,
            "day": "2026-06-30",
            "receipt": "",
        }
        assert one.language == "both"


def test_planning_again_adds_nothing_even_from_the_beginning(log_url: str, tmp_path: Path) -> None:
    with told_town(tmp_path, {}, url=log_url) as town:
        town.chooses("email")
        issued(town)
        town.notifying.plan()
        before = town.messages()

        again = town.planned()
        town.notifying.planner.begin_again()
        from_the_beginning = town.planned()

        assert len(before) == 1
        assert (again, from_the_beginning) == ([], [])
        assert town.messages() == before
        assert town.notifying.planner.position() == town.desk.office.log.head()


def test_a_planner_that_another_overtook_plans_nothing(told: ToldTown) -> None:
    planner = told.notifying.planner
    told.pays(TAX)
    told.desk.office.follow()
    before = planner.position()
    planner.plan(now=told.now)
    planner.position = lambda: before  # type: ignore[method-assign]

    with pytest.raises(PlannedElsewhere):
        planner.plan(now=told.now)

    assert [one.kind for one in told.messages()].count("paid") == 1


def test_one_program_plans_and_sends_at_a_time(told: ToldTown) -> None:
    with told.notifying._claim(), pytest.raises(SentElsewhere):
        told.notifying.plan()

    told.notifying.work()
    assert told.notifying.plan() == 0


def test_a_last_day_is_called_to_mind_ten_days_and_one_day_before_it(told: ToldTown) -> None:
    days = {}
    for number in range(15, 31):
        told.at(date(2026, 6, number))
        if new := told.planned():
            days[number] = new

    assert days == {20: [("due-soon", "email")], 29: [("due-soon", "email")]}
    assert [one.told["day"] for one in told.messages()[-2:]] == ["2026-06-30"] * 2
    ends = datetime(2026, 7, 1, tzinfo=BANGKOK).timestamp()
    assert [one.until for one in told.messages()[-2:]] == [ends, ends]


def test_who_was_not_reminded_in_time_is_reminded_once(told: ToldTown) -> None:
    told.at(date(2026, 6, 30))

    assert told.planned() == [("due-soon", "email")]
    assert told.planned() == []


def test_who_paid_is_not_reminded(told: ToldTown) -> None:
    told.at(MID_JUNE)
    told.pays(TAX)
    told.planned()

    told.at(date(2026, 7, 1))

    assert told.planned() == []


def test_an_unpaid_tax_is_spoken_of_once_after_its_day_with_what_is_to_pay_now(
    told: ToldTown,
) -> None:
    told.at(date(2026, 7, 1))
    first = told.planned()
    told.at(date(2026, 7, 2))

    # 60,000 baht, 10 percent penalty before any warning (s.68), 1 percent for July (s.70).
    assert first == [("overdue", "email")]
    assert told.messages()[-1].told["amount_satang"] == 6_000_000 + 600_000 + 60_000
    assert told.planned() == []


def test_who_chose_long_after_the_day_is_not_told_of_it(town: ToldTown) -> None:
    issued(town)
    town.at(date(2026, 7, 16))
    town.chooses("email")

    assert town.planned() == [("channels-chosen", "email")]


def test_who_chose_after_the_notice_is_reminded_and_not_told_of_the_notice(town: ToldTown) -> None:
    issued(town)
    town.at(MID_JUNE)
    town.chooses("sms")
    first = town.planned()
    town.at(date(2026, 6, 20))

    assert first == [("channels-chosen", "sms")]
    assert town.planned() == [("due-soon", "sms")]


def test_a_notice_that_came_within_the_ten_days_is_reminder_enough(town: ToldTown) -> None:
    town.at(date(2026, 6, 25))
    town.chooses("email")
    town.planned()
    prepare_notices(town.desk.office, body=BODY, tax_year=YEAR, answers={}, by=town.by("officer-1"))
    approve_notices(
        town.desk.office,
        body=BODY,
        tax_year=YEAR,
        issued_on=date(2026, 6, 25),
        pay_by=PAY_BY,
        by=town.by("chief-1"),
    )

    first = town.planned()
    town.at(date(2026, 6, 29))

    assert first == [("notice-issued", "email")]
    assert town.planned() == [("due-soon", "email")]


def test_instalments_are_called_to_mind_each_with_its_part(told: ToldTown) -> None:
    told.at(MID_JUNE)
    agree_instalments(told.desk.office, bill=bill(), count=3, on=MID_JUNE, by=told.by("taxpayer"))
    told.planned()
    seen = []

    for day, number in ((date(2026, 6, 20), 1), (date(2026, 7, 21), 2), (date(2026, 8, 30), 3)):
        told.at(day)
        told.planned()
        seen.append(told.messages()[-1])
        told.pays(2_000_000, number)
        told.planned()

    assert [one.kind for one in seen] == ["instalment-due"] * 3
    assert [one.told["amount_satang"] for one in seen] == [2_000_000] * 3
    assert [one.told["day"] for one in seen] == ["2026-06-30", "2026-07-31", "2026-08-31"]


def test_a_payment_is_told_with_its_receipt_and_overtakes_a_reminder(told: ToldTown) -> None:
    told.at(date(2026, 6, 20), 21)
    told.planned()
    told.passes(minutes=1)
    receipt = told.pays(TAX)

    new = told.planned()

    reminder, paid = told.messages()[-2:]
    assert new == [("paid", "email")]
    assert (paid.told["receipt"], paid.told["amount_satang"]) == (receipt, TAX)
    assert (reminder.kind, reminder.state, reminder.reason) == (
        "due-soon",
        "given-up",
        "overtaken",
    )


def test_at_night_only_answers_to_what_somebody_does_go_out(told: ToldTown) -> None:
    told.at(date(2026, 6, 20), 22, 30)
    told.pays(1_000_000)
    told.planned()
    told.at(date(2026, 6, 29), 5)
    told.planned()

    paid, reminder, early = told.messages()[-3:]
    morning = datetime(2026, 6, 21, 8, tzinfo=BANGKOK).timestamp()
    assert (paid.kind, paid.next_at) == ("paid", paid.planned_at)
    assert (reminder.kind, reminder.next_at) == ("due-soon", morning)
    assert early.next_at == datetime(2026, 6, 29, 8, tzinfo=BANGKOK).timestamp()


def test_what_a_bank_takes_back_is_told(told: ToldTown) -> None:
    told.at(MID_JUNE)
    receipt = told.pays(TAX)
    told.planned()
    told.pays(TAX, is_reversal=True)

    new = told.planned()

    assert new == [("payment-reversed", "email")]
    assert told.messages()[-1].told["receipt"] == receipt


def test_money_moved_to_another_is_told_to_both(told: ToldTown) -> None:
    told.chooses("sms", who=NEIGHBOUR)
    told.at(MID_JUNE)
    told.pays(TAX)
    told.planned()
    office = told.desk.office
    part = Part(body=BODY, tax_year=YEAR, notice=2, taxpayer=NEIGHBOUR, amount_satang=TAX)
    payment = {"bank": BANK, "bank_reference": "B00001"}
    propose_match(office, parts=[part], by=told.by("officer-1"), **payment, reason="MISTYPED")
    approve_match(office, on=MID_JUNE, by=told.by("chief-1"), **payment)

    assert told.planned() == [("paid", "sms"), ("payment-moved", "email")]


def test_a_payment_the_bank_took_back_before_it_told_of_it_is_not_told(told: ToldTown) -> None:
    told.at(MID_JUNE)
    told.pays(TAX, is_reversal=True)
    told.pays(TAX)

    assert told.planned() == []


def test_money_given_back_is_told_when_it_is_approved(told: ToldTown) -> None:
    told.at(MID_JUNE)
    told.pays(TAX + 100_000)
    told.planned()
    office = told.desk.office
    proposal = Proposal(kind="refund", reason="paid-twice", amount_satang=100_000,
                        ground="found-by-us")  # fmt: skip
    done = propose(office, bill=bill(), proposal=proposal, on=MID_JUNE, by=told.by("officer-1"))
    before = told.planned()
    approve(office, bill=bill(), number=done.number, on=MID_JUNE, by=told.by("chief-1"))

    assert before == []
    assert told.planned() == [("money-back", "email")]
    assert told.messages()[-1].told["amount_satang"] == 100_000


@pytest.mark.parametrize("decided", [True, False])
def test_s73_an_objection_is_told_when_filed_and_when_decided_or_won_by_silence(
    told: ToldTown, decided: bool
) -> None:
    filed_on, last_day = date(2026, 4, 20), date(2026, 6, 19)
    told.at(filed_on)
    claim = Claim(
        property=deed(1), since=date(2010, 1, 1), changes={"parcel": {"area_cwah": 20_000}}
    )
    statement = Statement(
        matter="objection", taxpayer=OWNER, notice=1, grounds=("area",), claims=(claim,),
        documents=(),
    )  # fmt: skip
    office = told.desk.office
    matter, _ = file_matter(
        office, body=BODY, tax_year=YEAR, statement=statement, filed_on=filed_on,
        by=told.by("taxpayer"),
    )  # fmt: skip
    filed = told.planned()
    told.at(date(2026, 6, 20))
    if decided:
        propose_outcome(office, matter, outcome="refused", claims=(), by=told.by("officer-1"))
        matter = office.matters.matter(BODY, YEAR, 1)
        decide(office, matter, decided_on=last_day, by=told.by("chief-1"))
    else:
        day, by = told.now.date(), told.by("clock")
        accept_silences(office, body=BODY, tax_year=YEAR, today=day, by=by)
        finish_all(office, body=BODY, tax_year=YEAR, on=day, by=by)

    new = told.planned()

    assert filed == [("matter-filed", "email")]
    outcome = "matter-decided" if decided else "matter-accepted"
    assert (outcome, "email") in new
    told_of = {one.kind: one.told for one in told.messages()}
    assert told_of["matter-filed"]["day"] == last_day.isoformat()
    assert told_of[outcome]["reference"] == "OB-05600601-69-000001"
    if not decided:
        # Half the plot is half the tax, which the amended notice says.
        assert told_of["notice-amended"]["amount_satang"] == TAX // 2


def test_leave_given_in_ones_name_is_told_at_once(told: ToldTown) -> None:
    told.at(MID_JUNE, 23)
    office, until = told.desk.office, date(2026, 12, 31)
    delegate(
        office, affairs_of(office, OWNER), to=9, scopes=("see",), until=until,
        today=MID_JUNE, at=told.now,
    )  # fmt: skip
    consent(
        office, affairs_of(office, OWNER), client="portal", scopes=("see",), until=until,
        today=MID_JUNE, at=told.now,
    )  # fmt: skip

    assert told.planned() == [("consent-given", "email"), ("delegation-given", "email")]
    assert {one.next_at for one in told.messages()[-2:]} == {told.now.timestamp()}


def test_s61_a_warning_letter_is_told_and_no_reminder_beside_it(told: ToldTown) -> None:
    told.at(date(2026, 7, 1))
    warn(
        told.desk.office, body=BODY, tax_year=YEAR, on=told.now.date(),
        by=told.by("officer-1"),
    )  # fmt: skip

    assert told.planned() == [("warned", "email")]
    assert told.messages()[-1].told["amount_satang"] == TAX


def test_acts_of_more_than_a_week_ago_are_told_no_more(town: ToldTown) -> None:
    """An outbox that was lost writes to nobody of what is long past."""
    town.chooses("email")
    issued(town)
    town.at(date(2026, 4, 8), 9, 1)

    assert town.planned() == []
    assert town.notifying.outbox.recipients() == 1


def test_who_chooses_another_channel_is_told_by_that_one_alone(told: ToldTown) -> None:
    told.at(date(2026, 6, 20), 21)
    told.planned()
    told.chooses("sms")

    told.planned()

    waited = [(one.kind, one.state, one.reason) for one in told.messages()]
    assert ("due-soon", "given-up", "unwanted") in waited
    assert ("due-soon", "waiting", "") in waited
    told.chooses()
    assert told.planned() == []
    assert told.notifying.outbox.recipients() == 0


def test_whoever_chooses_again_and_again_is_written_to_once_a_day(town: ToldTown) -> None:
    for _ in range(3):
        town.chooses("email")
        town.planned()
        town.passes(minutes=1)

    assert len(town.messages()) == 1


def test_s14_a_day_put_off_is_called_to_mind_anew(told: ToldTown) -> None:
    told.at(date(2026, 6, 20))
    told.planned()
    office = told.desk.office
    body = office.registers.body(BODY)
    put_off = body.extend_calendar(
        tax_year=YEAR, step="pay", until=date(2026, 7, 31), instrument="ประกาศ",
        by=told.by("officer-1"),
    )  # fmt: skip
    office.log.record([put_off])
    at_once = told.planned()
    told.at(date(2026, 7, 21))

    assert at_once == []
    assert told.planned() == [("due-soon", "email")]
    assert told.messages()[-1].told["day"] == "2026-07-31"


def test_a_damaged_matter_keeps_nobody_else_from_being_told(
    told: ToldTown, caplog: pytest.LogCaptureFixture
) -> None:
    office = told.desk.office
    told.at(MID_JUNE)
    told.pays(TAX)
    spoil = "UPDATE stored_events SET state = ? WHERE topic LIKE 'Payment.Alloc%'"
    run(office.settings.database_url, spoil, b"spoilt")
    told.pays(1_000_000, 2, notice=2)
    told.chooses("sms", who=NEIGHBOUR)
    caplog.set_level(logging.ERROR, "thidin.notifications")

    new = told.planned()

    assert new == [("channels-chosen", "sms")]
    assert "Nobody is told of an act of PAYMENT" in caplog.text
    assert told.notifying.planner.position() == office.log.head()
