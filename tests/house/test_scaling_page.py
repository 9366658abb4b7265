"""The arithmetic of docs/scaling.md follows from the unit costs it states."""

from tests.house.scaling_page import SCALING, Costs, costs_measured, costs_told, page

WRITE = "python -m tests.house.scaling_page"
MEASURED = """
| PostgreSQL: confirmations, each on disk before its answer, 300 asked a second | \
18,000 requests, 0 refused | 60.0 s |  | 300 a second; p50 4 ms, p99 20 ms, slowest 90 ms; \
all recorded 0.4 s later (2,500 us of processor each) |  | aim |
| PostgreSQL: confirmations, each on disk before its answer, 1,000 asked a second | \
5,000 requests, 0 refused | 5.0 s |  | 990 a second; p50 4 ms, p99 20 ms, slowest 90 ms; \
all recorded 5.0 s later (2,400 us of processor each) |  | aim |
| PostgreSQL: bills looked at again, as they stand today, 1,000 asked a second | \
10,000 requests, 0 refused | 10.0 s |  | 1,000 a second; p50 2 ms, p99 9 ms, slowest 30 ms \
(600 us of processor each) |  | aim |
"""


def test_the_tables_follow_from_the_unit_costs_the_page_states() -> None:
    told = SCALING.read_text("utf-8")

    assert told == page(told, costs_told(told)), f"run: {WRITE}"


def test_unit_costs_are_read_out_of_the_page_of_performance() -> None:
    costs = costs_measured(MEASURED)

    assert costs == Costs(confirmation_us=2_500, view_us=600, recorded=500)
    # 300 x 2.5 ms + 10,000 x 0.6 ms = 6.75 cores busy, at 60 % of 11.25.
    assert costs.cores(300, 10_000) == 12


def test_a_page_of_performance_without_them_says_nothing() -> None:
    assert costs_measured("| PostgreSQL: confirmations |") is None
