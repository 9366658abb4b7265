"""The measurements run, and what they measure is right: peers agree with the engine."""

import numpy as np
import pytest

from bench import (
    collecting,
    columns_to_bills,
    files_to_log,
    log_to_register,
    national_issue,
    notices,
    one_body,
    ordinary_log,
    report,
)
from bench.beside_peers import Beside, Peer, installed, measure, peers
from bench.nation import FULL_LAW, PARCELS, body_sizes, make_nation
from bench.triad import triad_gb_per_second
from domain.law import load_law
from projections.bill_engine import assess, bill_taxes

TINY = 0.0005
PEERS = list(peers())


@pytest.mark.parametrize("peer", PEERS, ids=[peer.tool for peer in PEERS])
def test_a_peer_computes_the_very_bills_of_the_engine(peer: Peer) -> None:
    if not installed(peer):
        pytest.skip(f"{peer.library} is not installed; it comes with the extra `bench`")

    found = measure(TINY, [peer], repeats=0)

    assert [one.tool for one in found][2:] == [peer.tool]
    assert found[0].bills > 10_000
    stock = "float32" in peer.tool
    assert [one.differing_bills > 0 for one in found] == [False, False, stock]


def test_the_totals_alone_are_the_totals_of_the_explained_bills_in_every_year() -> None:
    columns = make_nation(TINY, mix=FULL_LAW).columns

    for year in (2563, 2565, 2569):
        law = load_law().for_year(year)
        ordinances = [columns_to_bills.own_rates(law)]
        explained = assess(columns, law, ordinances).bill_tax_satang
        assert np.array_equal(bill_taxes(columns, law, ordinances, workers=2), explained)
        assert explained.any()


def test_the_nation_is_as_large_and_as_skewed_as_it_says() -> None:
    bodies = body_sizes(1.0, 2569)

    assert len(bodies) == 7_770
    assert abs(int(bodies.sum()) - PARCELS) < 20_000
    assert bodies[0] == 2_000_000
    assert np.median(bodies) < 5_000


def test_the_same_seed_makes_the_same_nation() -> None:
    one, other = make_nation(TINY), make_nation(TINY)

    one.columns.check()
    for name, column in vars(one.columns).items():
        assert np.array_equal(column, vars(other.columns)[name]), name


def test_the_nation_has_every_provision_in_it() -> None:
    columns = make_nation(0.004).columns

    assert set(np.unique(columns.table)) == {1, 2, 3, 4, 5, 6}
    assert set(np.unique(columns.kind)) == {1, 2, 3}
    assert len(columns.shared_rows)
    assert len(columns.exempt_rows)
    assert len(columns.relief_lines)
    assert columns.rate_set.any()
    assert columns.reduction.any()
    assert columns.vacant_years.max() == 7
    assert columns.lines > len(columns.ladder_start) - 1


@pytest.mark.slow
def test_a_run_of_notices_is_joined_and_written_whole() -> None:
    found = notices.measure(30)

    assert (found.notices, found.files) == (30, 1)
    assert found.bytes > 30 * 20_000


def test_clean_files_reach_the_log_whole() -> None:
    found = files_to_log.measure(300, vault=True)

    assert [one.feed for one in found] == list(files_to_log.FEEDS)
    assert all(one.rows >= 250 and one.peak_mib > 0 for one in found)


def test_files_of_two_bodies_reach_one_log_at_once() -> None:
    found = files_to_log.measure_at_once(300)

    assert found.bodies == 2
    assert found.rows >= 6 * 250
    assert found.seconds > 0


def test_a_recorded_nation_is_replayed_whole() -> None:
    found = log_to_register.measure(0.0001, repeats=1)

    assert found.facts > 10_000
    assert found.column_bytes > found.facts * 10


def test_the_ordinary_log_keeps_the_same_parcels_and_owners_in_more_bytes() -> None:
    ordinary, columns = ordinary_log.measure(100)

    assert ordinary.facts == 200
    assert columns.facts > ordinary.facts
    assert ordinary.bytes / ordinary.facts > columns.bytes / columns.facts
    assert [line.what for line in report.kept([ordinary, columns])] == [ordinary.way, columns.way]


def test_the_memory_s_speed_is_measured() -> None:
    assert triad_gb_per_second(mib=1, repeats=1) > 0


def test_a_corrected_fact_reaches_its_bill() -> None:
    found = one_body.measure(200, repeats=1)

    assert found.bills > 0
    assert len(found.corrected_ms) == 3


def test_the_document_says_how_many_bills_differ() -> None:
    one = Beside(
        tool="Abacus",
        rows=2_000,
        bills=1_000,
        cold_seconds=2.0,
        warm_seconds=1.0,
        processor_seconds=0.5,
        times=20.0,
        processor_times=10.0,
        differing_bills=1,
        largest_difference_satang=25,
    )
    machine = {
        "processor": "one",
        "cores": 2,
        "memory_gib": 24,
        "python": "3.11",
        "commit": "abc",
        "load": 0.3,
    }

    lines = report.beside([one])
    text = report.document({"beside_peers": lines}, machine, size=0.1, before="")

    assert text.splitlines()[-1] == (
        "| Abacus | 2,000 rows | 2.00 s | 1.00 s, 20.0 x | 500000 ns a row (250000 of processor), "
        "10.0 x |  | 1 bills differ (0.1000%), by up to 25 satang |"
    )


def test_writing_one_part_leaves_the_others_as_they_were() -> None:
    machine = {
        "processor": "one",
        "cores": 2,
        "memory_gib": 24,
        "python": "3.11",
        "commit": "abc",
        "load": 0,
    }
    first = report.document({"one_body": [], "beside_peers": []}, machine, size=1, before="")
    again = {**machine, "commit": "def"}

    text = report.document({"one_body": []}, again, size=1, before=first)

    assert text.index("commit abc") < text.index("commit def")
    assert report.document({}, machine, size=1, before=text) == text


def test_a_national_issue_reaches_the_log_and_the_read_model() -> None:
    found = national_issue.measure(TINY)

    assert found.notices > 10_000
    assert found.properties > 2 * found.notices


def test_confirmations_over_http_are_all_recorded_and_bills_all_shown() -> None:
    found = collecting.measure_http(share=0.002, processes=1)

    stores = {one.store for one in found}
    assert "SQLite" in stores
    asked = [(len(one.load.seconds), one.load.refused) for one in found]
    assert asked == [(36, 0), (10, 0), (60, 0)] * len(stores)
    assert all(one.processor_seconds > 0 for one in found)
    assert all(line.by_unit for line in report.asked(found))


def test_a_day_file_is_new_once_and_then_but_for_one_line_in_a_hundred() -> None:
    found = collecting.measure_file(600)

    assert [(one.lines, one.new) for one in found] == [(600, 600), (600, 6)]
    assert len(report.reconciled(found)) == 2
