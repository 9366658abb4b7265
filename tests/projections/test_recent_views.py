"""Views of a register that are kept: never of yesterday, and never more than there is room for."""

from domain.calendar import tax_date, to_days
from projections.recent_views import RecentViews
from tests.domain.deliveries import BODY
from tests.projections.town import LAW, Town

DAY = to_days(tax_date(2569))


def tax(town: Town, *, position: int | None = None, year: int = 2569) -> int:
    bills = town.registers.bills(BODY, LAW, tax_year=year, position=position, parties=[1])
    return int(bills.assessment.bill_tax_satang.sum())


def test_a_bill_that_was_looked_at_before_follows_a_correction() -> None:
    town = Town()
    town.priced({1: 50_000})
    town.titles({"number": 1})
    before = town.used(1, other=1)
    # 20 million in other use: 0.3%; as a home 0.02%.
    assert (tax(town), tax(town)) == (60_000_00, 60_000_00)

    town.corrected("use", 1, residence=1)

    assert (tax(town), tax(town, position=before)) == (4_000_00, 60_000_00)


def test_one_view_answers_every_question_about_a_day_until_something_is_recorded() -> None:
    town, views = Town(), RecentViews()
    town.titles({"number": 1})
    register = town.registers.register(BODY)

    first = views.of(register, day=DAY, position=None)

    assert views.of(register, day=DAY, position=None) is first
    assert views.of(register, day=DAY, position=register.position) is not first
    town.titles({"number": 2})
    register = town.registers.register(BODY)
    assert views.of(register, day=DAY, position=None) is not first


def test_the_eldest_view_is_let_go_where_there_is_no_room() -> None:
    town = Town()
    town.titles({"number": 1}, {"number": 2})
    register = town.registers.register(BODY)
    keys = len(register.spaces["property"])
    views = RecentViews(most_keys=2 * keys)
    days = range(DAY, DAY + 3)

    first, second, _ = (views.of(register, day=day, position=None) for day in days)

    assert views.of(register, day=DAY + 1, position=None) is second
    assert views.of(register, day=DAY, position=None) is not first
