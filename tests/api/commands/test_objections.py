"""What a taxpayer says is wrong is computed, decided by two, or accepted by silence (s.73)."""

from datetime import date
from pathlib import Path

import pytest

from api.commands.objections import (
    accept_silences,
    bill_if_accepted,
    decide,
    file_matter,
    finish,
    finish_all,
    propose_outcome,
)
from domain.correction import UnknownProperty
from domain.errors import OnePerson
from domain.objection import Claim, MatterClosed, Objection, Statement, TooEarly, TooLate
from tests.api.commands.desk import BODY, YEAR, Desk, officer
from tests.projections.town import deed

HALF_THE_PLOT = Claim(
    property=deed(1), since=date(2010, 1, 1), changes={"parcel": {"area_cwah": 20_000}}
)
FILED = date(2026, 4, 20)
LAST_DAY = date(2026, 6, 19)


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    made = Desk(tmp_path, 7, 8)
    made.issue()
    return made


def objection(desk: Desk, *, on: date = FILED, claims: tuple[Claim, ...] = ()) -> Objection:
    statement = Statement(
        matter="objection",
        taxpayer=7,
        notice=1,
        grounds=("area",),
        claims=claims or (HALF_THE_PLOT,),
        documents=("ab" * 32,),
    )
    filed, _ = file_matter(
        desk.office,
        body=BODY,
        tax_year=YEAR,
        statement=statement,
        filed_on=on,
        by=officer("taxpayer", on),
    )
    return filed


def tax(desk: Desk) -> list[int]:
    return [int(one) for one in desk.office.rolls.roll(BODY, YEAR).tax_satang()]


def test_what_the_bill_would_be_is_the_engines_own(desk: Desk) -> None:
    # Half of 20 million baht at 0.3 percent.
    found = bill_if_accepted(
        desk.office,
        body=BODY,
        tax_year=YEAR,
        taxpayer=7,
        claims=(HALF_THE_PLOT,),
        by=officer("anyone"),
    )

    assert (found.now_satang, found.then_satang) == (60_000_00, 30_000_00)
    assert tax(desk) == [60_000_00, 60_000_00]


def test_an_objection_is_to_be_answered_in_60_days(desk: Desk) -> None:
    filed = objection(desk).filed

    assert filed is not None
    assert (filed.answer_by, filed.late) == (LAST_DAY, False)


def test_an_objection_31_days_after_the_notice_is_late(desk: Desk) -> None:
    on_time = objection(desk, on=date(2026, 5, 1)).filed
    late = objection(desk, on=date(2026, 5, 2)).filed

    assert on_time is not None
    assert late is not None
    assert (on_time.late, late.late) == (False, True)


def test_what_is_accepted_is_corrected_and_billed_anew_for_that_taxpayer_only(desk: Desk) -> None:
    matter = objection(desk)
    propose_outcome(
        desk.office, matter, outcome="accepted", claims=(HALF_THE_PLOT,), by=officer("officer-1")
    )
    matter = desk.office.matters.matter(BODY, YEAR, 1)

    decide(desk.office, matter, decided_on=date(2026, 5, 20), by=officer("chief-1"))

    matter = desk.office.matters.matter(BODY, YEAR, 1)
    (_, issued, changed) = [0, *desk.office.rolls.roll(BODY, YEAR).history_of(1)]
    assert matter.state == "accepted"
    assert not matter.to_be_rebilled
    assert tax(desk) == [30_000_00, 60_000_00]
    assert (issued.tax_satang, changed.tax_satang, changed.reason) == (60_000_00, 30_000_00, 3)


def test_who_proposes_an_outcome_does_not_decide_it(desk: Desk) -> None:
    matter = objection(desk)
    propose_outcome(desk.office, matter, outcome="refused", claims=(), by=officer("chief-1"))
    matter = desk.office.matters.matter(BODY, YEAR, 1)
    head = desk.office.log.head()

    with pytest.raises(OnePerson):
        decide(desk.office, matter, decided_on=date(2026, 5, 20), by=officer("chief-1"))

    assert desk.office.log.head() == head


def test_silence_of_60_days_accepts_and_the_61st_day_says_so(desk: Desk) -> None:
    objection(desk)
    by = officer("daily run")

    early = accept_silences(desk.office, body=BODY, tax_year=YEAR, today=LAST_DAY, by=by)
    after = accept_silences(desk.office, body=BODY, tax_year=YEAR, today=date(2026, 6, 20), by=by)
    finish_all(desk.office, body=BODY, tax_year=YEAR, on=date(2026, 6, 20), by=by)

    assert (early, after) == (0, 1)
    assert desk.office.matters.matter(BODY, YEAR, 1).state == "accepted-by-silence"
    assert tax(desk) == [30_000_00, 60_000_00]
    again = accept_silences(desk.office, body=BODY, tax_year=YEAR, today=date(2026, 7, 1), by=by)
    assert again == 0


def test_a_late_objection_is_not_accepted_by_silence(desk: Desk) -> None:
    matter = objection(desk, on=date(2026, 5, 2))

    with pytest.raises(MatterClosed):
        matter.accept_by_silence(today=date(2026, 12, 1), at=officer("x").at)


def test_before_the_last_day_silence_means_nothing(desk: Desk) -> None:
    with pytest.raises(TooEarly):
        objection(desk).accept_by_silence(today=LAST_DAY, at=officer("x").at)


def test_a_refusal_after_the_last_day_comes_too_late(desk: Desk) -> None:
    matter = objection(desk)
    propose_outcome(desk.office, matter, outcome="refused", claims=(), by=officer("officer-1"))
    matter = desk.office.matters.matter(BODY, YEAR, 1)

    with pytest.raises(TooLate, match=r"counts as accepted since \(s.73 paragraph 2\)"):
        decide(desk.office, matter, decided_on=date(2026, 6, 20), by=officer("chief-1"))


def test_a_decision_cut_short_before_the_billing_is_finished_later(desk: Desk) -> None:
    matter = objection(desk)
    propose_outcome(
        desk.office, matter, outcome="accepted", claims=(HALF_THE_PLOT,), by=officer("officer-1")
    )
    matter = desk.office.matters.matter(BODY, YEAR, 1)
    desk.office.log.record([matter.decide(decided_on=FILED, by=officer("chief-1"))])
    before = tax(desk)

    finished = finish_all(desk.office, body=BODY, tax_year=YEAR, on=FILED, by=officer("daily run"))
    head = desk.office.log.head()
    again = finish(
        desk.office,
        desk.office.matters.matter(BODY, YEAR, 1),
        on=FILED,
        by=officer("daily run"),
    )

    assert before == [60_000_00, 60_000_00]
    assert finished == 1
    assert tax(desk) == [30_000_00, 60_000_00]
    assert again == head


def test_a_correction_of_the_list_before_the_notices_changes_the_register_only(
    tmp_path: Path,
) -> None:
    desk = Desk(tmp_path, 7)
    statement = Statement(
        matter="list", taxpayer=7, notice=0, grounds=("area",), claims=(HALF_THE_PLOT,),
        documents=(),
    )  # fmt: skip
    matter, _ = file_matter(
        desk.office, body=BODY, tax_year=YEAR, statement=statement, filed_on=date(2026, 1, 10),
        by=officer("taxpayer"),
    )  # fmt: skip
    propose_outcome(
        desk.office, matter, outcome="accepted", claims=(HALF_THE_PLOT,), by=officer("officer-1")
    )
    matter = desk.office.matters.matter(BODY, YEAR, 1)

    decide(desk.office, matter, decided_on=date(2026, 1, 20), by=officer("chief-1"))
    desk.issue()

    assert tax(desk) == [30_000_00]


def test_a_claim_about_a_property_the_register_does_not_know_is_refused(desk: Desk) -> None:
    head = desk.office.log.head()
    strange = Claim(property="Z9", since=FILED, changes={"parcel": {"area_cwah": 1}})

    with pytest.raises(UnknownProperty):
        objection(desk, claims=(strange,))

    assert desk.office.log.head() == head


def test_a_refusal_is_appealed_and_the_committee_is_right(desk: Desk) -> None:
    matter = objection(desk)
    propose_outcome(desk.office, matter, outcome="refused", claims=(), by=officer("officer-1"))
    matter = desk.office.matters.matter(BODY, YEAR, 1)
    decide(desk.office, matter, decided_on=date(2026, 5, 20), by=officer("chief-1"))
    matter = desk.office.matters.matter(BODY, YEAR, 1)
    desk.office.log.record(
        [
            matter.appeal(
                filed_on=date(2026, 6, 1),
                last_day=date(2026, 6, 19),
                forward_by=date(2026, 6, 16),
                decide_by=date(2026, 7, 31),
                by=officer("taxpayer"),
            )
        ]
    )
    matter = desk.office.matters.matter(BODY, YEAR, 1)
    with_committee = matter.state
    desk.office.log.record(
        [
            matter.record_decision(
                outcome="accepted",
                claims=(HALF_THE_PLOT,),
                decided_on=date(2026, 7, 10),
                by=officer("officer-1"),
            )
        ]
    )

    finish_all(desk.office, body=BODY, tax_year=YEAR, on=date(2026, 7, 10), by=officer("officer-1"))

    assert with_committee == "with-committee"
    assert desk.office.matters.matter(BODY, YEAR, 1).state == "accepted"
    assert desk.office.rolls.roll(BODY, YEAR).history_of(1)[-1].reason == 4
