"""Relief after damage: two people, the register, the notice, and the books that tell it apart."""

from datetime import date
from pathlib import Path

import pytest

from api.commands.accounts import standing_of
from api.commands.books import books_of
from api.commands.payments import receive
from api.commands.reliefs import (
    Asked,
    DifferenceFirst,
    Effect,
    effect_of,
    finish,
    grant,
    propose,
    terms_of,
)
from domain.errors import OnePerson
from domain.relief import ReliefClosed, ReliefWrong
from projections.property_tax import property_tax
from tests.api.commands.desk import BODY, YEAR, Desk, officer
from tests.api.commands.test_payments import BILLERS, CLERK, bill, line

TAX = 6_000_000
FLOODED = date(2026, 5, 3)
GRANTED = date(2026, 5, 20)
CLERK_THEN, CHIEF_THEN = officer("officer-1", FLOODED), officer("chief-1", GRANTED)


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    desk = Desk(tmp_path, 1, 2, 2)
    desk.issue()
    return desk


def asked(*codes: str, ppm: int = 500_000) -> Asked:
    return Asked(
        provision=56,
        ground="FLOOD",
        approval="LP-0023.3-1187",
        since=FLOODED,
        reduction_ppm=ppm,
        properties=codes or ("01A001",),
    )


def relieve(desk: Desk, *codes: str, ppm: int = 500_000) -> None:
    relief = propose(
        desk.office, body=BODY, tax_year=YEAR, asked=asked(*codes, ppm=ppm), by=CLERK_THEN
    )
    grant(desk.office, relief, on=GRANTED, by=CHIEF_THEN)


def test_s56_half_the_tax_is_remitted_and_the_books_call_it_relief(desk: Desk) -> None:
    terms = terms_of(desk.office, body=BODY, tax_year=YEAR, asked=asked())
    effect = effect_of(desk.office, body=BODY, tax_year=YEAR, terms=terms, by=CLERK_THEN)
    relieve(desk)

    assert effect == Effect(taxpayers=1, properties=1, now_satang=TAX, then_satang=TAX // 2)
    stands = standing_of(desk.office, bill=bill(), on=GRANTED)
    assert (stands.assessed_satang, stands.relieved_satang) == (TAX, TAX // 2)
    assert stands.outstanding.tax_satang == TAX // 2
    assert stands.balances
    books = books_of(desk.office, on=GRANTED, body=BODY)
    assert books.bills[BODY, YEAR].relieved == TAX // 2
    assert books.wrong == ()


def test_what_was_paid_before_relief_came_is_credit_to_be_given_back(desk: Desk) -> None:
    receive(desk.office, [line()], billers=BILLERS, by=CLERK)
    relieve(desk, ppm=1_000_000)

    stands = standing_of(desk.office, bill=bill(), on=date(2026, 7, 1))
    assert (stands.relieved_satang, stands.credit_satang, stands.state) == (TAX, TAX, "credit")


def test_relief_on_one_of_two_plots_leaves_the_other_as_it_was(desk: Desk) -> None:
    relieve(desk, "01A002", ppm=1_000_000)

    bills = desk.office.registers.bills(BODY, desk.office.law, tax_year=YEAR, parties=[2])
    parts = property_tax(bills)
    keys = desk.office.registers.register(BODY).spaces["property"]
    (left,) = {keys.key(int(key)) for key in parts.property}
    assert left.endswith("3")
    assert parts.tax_satang.tolist() == [TAX]


def test_nobody_grants_what_they_proposed_and_nothing_is_granted_twice(desk: Desk) -> None:
    relief = propose(desk.office, body=BODY, tax_year=YEAR, asked=asked(), by=CLERK_THEN)
    head = desk.office.log.head()

    with pytest.raises(OnePerson):
        grant(desk.office, relief, on=GRANTED, by=CLERK_THEN)
    assert desk.office.log.head() == head

    grant(desk.office, relief, on=GRANTED, by=CHIEF_THEN)
    again = desk.office.reliefs.relief(BODY, YEAR, relief.number)
    assert again.state == "billed"
    with pytest.raises(ReliefClosed, match="RE-05600601-69-000001 is at an end: billed"):
        grant(desk.office, again, on=GRANTED, by=CHIEF_THEN)


def test_a_run_cut_short_after_the_register_is_taken_up_again(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    relief = propose(desk.office, body=BODY, tax_year=YEAR, asked=asked(), by=CLERK_THEN)
    bills = desk.office.registers.bills
    monkeypatch.setattr(type(desk.office.rolls), "roll", _cut_at(desk, 2))
    with pytest.raises(KeyboardInterrupt):
        grant(desk.office, relief, on=GRANTED, by=CHIEF_THEN)
    monkeypatch.undo()

    again = desk.office.reliefs.relief(BODY, YEAR, relief.number)
    assert again.state == "granted"
    finish(desk.office, again, on=GRANTED, by=CHIEF_THEN)

    assert standing_of(desk.office, bill=bill(), on=GRANTED).relieved_satang == TAX // 2
    assert len(bills(BODY, desk.office.law, tax_year=YEAR).arranged.row_property) == 3


def _cut_at(desk: Desk, count: int) -> object:
    """Return a way to read rolls that is interrupted the n-th time."""
    roll, times = type(desk.office.rolls).roll, iter(range(1, 100))

    def cut(self: object, *where: int) -> object:
        if next(times) == count:
            raise KeyboardInterrupt
        return roll(self, *where)  # type: ignore[arg-type]

    return cut


def test_what_differs_already_is_billed_before_relief_is_taken_off(desk: Desk) -> None:
    desk.town.used(1, other=0, residence=1)
    relief = propose(desk.office, body=BODY, tax_year=YEAR, asked=asked(), by=CLERK_THEN)

    with pytest.raises(DifferenceFirst) as refused:
        grant(desk.office, relief, on=GRANTED, by=CHIEF_THEN)

    assert str(refused.value) == (
        "1 notices of RE-05600601-69-000001 are not what the register says by now. Bill the "
        "difference first (thidin notices prepare, approve), then grant the relief."
    )
    assert desk.office.reliefs.relief(BODY, YEAR, 1).state == "proposed"


@pytest.mark.parametrize(
    ("wrong", "why"),
    [
        ({"provision": 55}, "Relief is under section 56 or 57, not 55."),
        ({"ground": "Mr. Somchai"}, "The ground is one of"),
        ({"reduction_ppm": 0}, "Relief takes more than nothing off the tax"),
        ({"reduction_ppm": 1_000_001}, "at most all of it"),
        ({"properties": ()}, "None of these properties is taxed in 2569"),
    ],
)
def test_what_is_no_relief_is_refused(desk: Desk, wrong: dict[str, object], why: str) -> None:
    given = {**vars(asked()), **wrong}
    head = desk.office.log.head()

    with pytest.raises(ReliefWrong, match=why):
        propose(desk.office, body=BODY, tax_year=YEAR, asked=Asked(**given), by=CLERK_THEN)

    assert desk.office.log.head() == head


def test_s56_an_announcement_for_a_tambon_concerns_all_that_is_taxed_in_it(desk: Desk) -> None:
    parcels = desk.office.registers.register(BODY).facts["parcel"]
    (tambon,) = set(parcels.column("tambon").tolist())
    area = Asked(**{**vars(asked()), "properties": (), "tambon": tambon})
    other = Asked(**{**vars(area), "tambon": tambon + 1})

    terms = terms_of(desk.office, body=BODY, tax_year=YEAR, asked=area)

    assert len(terms.relieved) == 3
    with pytest.raises(ReliefWrong):
        terms_of(desk.office, body=BODY, tax_year=YEAR, asked=other)
