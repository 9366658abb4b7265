"""A bill explained: every figure is the engine's, adds up, and names its section, act and row."""

from datetime import date

import pytest

from domain.register import LandRegistryReceived
from projections.explained_line import Line
from projections.explanation import Explanation, NothingToExplain, explain
from projections.used_settings import NEVER_IN_A_BILL, questions
from tests.domain.deliveries import BODY
from tests.projections.random_town import YEARS, random_town
from tests.projections.town import LAW, LONG_AGO, Town, code, deed, house

MILLION = 1_000_000


def bill_of(
    town: Town, taxpayer: int = 1, year: int = 2569, position: int | None = None
) -> Explanation:
    return explain(
        town.registers, LAW, body=BODY, taxpayer=taxpayer, tax_year=year, position=position
    )


def only_line(bill: Explanation) -> Line:
    (line,) = bill.lines
    return line


def baht(csat: int) -> str:
    return f"{csat / 10_000:,.2f}"


def test_a_shop_is_explained_from_price_to_tax() -> None:
    town = Town()
    town.priced({1: 50_000})
    registry = town.titles({"number": 1})
    survey = town.used(1, other=1)

    bill = bill_of(town)

    # 400 square wah x 50,000 = 20 million; 20 million x 0.3% = 60,000.
    line = only_line(bill)
    (share,) = line.shares
    (rate,) = line.slices
    assert (share.property, share.area, share.price_satang) == (deed(1), 40_000, 50_000_00)
    assert (baht(line.value_csat), baht(line.net_csat)) == ("20,000,000.00", "20,000,000.00")
    assert (rate.rate_pcm, rate.tax_nanobaht) == (300, 60_000 * 10**9)
    assert (line.tax_satang, bill.tax_satang) == (60_000_00, 60_000_00)
    assert line.rates_citation.provision.startswith("s.37")
    places = {fact.table: (fact.subject, fact.origin.position) for fact in share.facts}
    assert places == {
        "parcel": (deed(1), registry),
        "owner": (deed(1), registry),
        "use": (code(1), survey),
        "land_price": ("", 2),
    }


def test_each_fact_names_office_file_row_and_the_day_it_became_true() -> None:
    town = Town()
    town.priced({1: 50_000})
    town.titles({"number": 1})
    town.used(1, other=1, since=date(2024, 7, 9))

    (share,) = only_line(bill_of(town)).shares

    (use,) = [fact for fact in share.facts if fact.table == "use"]
    assert use.since == date(2024, 7, 9)
    assert (use.origin.act, use.origin.row) == ("SurveyReceived", 2)
    assert use.origin.file_sha256 == f"{3:064x}"
    assert use.origin.officer == "officer-1"


def test_s38_shop_and_home_are_two_lines_whose_values_are_the_whole() -> None:
    town = Town()
    town.priced({1: 50_000}, house_baht=10_000)
    town.titles({"number": 1})
    town.used(1, residence=1, main=0)
    town.built(1, m2=300, residence=2, other=1, main=1)

    bill = bill_of(town)

    shares = [share for line in bill.lines for share in line.shares if share.kind == 2]
    assert sorted((share.use, share.num, share.den) for share in shares) == [
        ("other", 1, 3),
        ("residence", 2, 3),
    ]
    assert sum(share.value_csat for share in shares) == shares[0].whole_csat
    # 300 m² x 10,000 = 3 million, concrete of 9 years: 9% off.
    assert {share.depreciation_percent for share in shares} == {9}
    assert baht(shares[0].whole_csat) == "2,730,000.00"
    home = next(line for line in bill.lines if line.table == 2)
    assert home.exempted is not None
    assert home.exempted.citation.provision == "s.41 paragraph 1"
    assert home.net_csat == 0


def test_s43_the_years_of_vacancy_and_the_surcharge_are_told() -> None:
    town = Town()
    town.priced({1: 2_500})
    town.titles({"number": 1})
    town.used(1, vacant=1, vacant_from=2563)

    line = only_line(bill_of(town))

    # The 7th year: twice 0.3 points more. 1 million x (0.3 + 0.6)% = 9,000.
    assert (line.vacant_years, line.surcharge_pcm) == (7, 600)
    assert line.slices[0].rate_pcm == 900
    assert line.vacancy_citation is not None
    assert line.vacancy_citation.provision == "s.43"
    assert line.tax_satang == 9_000_00


def test_s55_each_reduction_is_a_step_with_what_remains() -> None:
    town = Town()
    town.priced({1: 25_000})
    town.titles({"number": 1})
    town.used(1, other=1)
    town.corrected("reduction", 1, entry=1)

    line = only_line(bill_of(town, year=2566))

    # 10 million x 0.3% = 30,000; half by the standing list, and 15% by the decree of 2566.
    assert [(one.kind, one.percent) for one in line.reductions] == [
        ("standing list", 50),
        ("year's decree", 15),
    ]
    assert line.tax_satang == 30_000_00 * 50 * 85 // 10_000
    (share,) = line.shares
    assert [fact.values["entry"] for fact in share.facts if fact.table == "reduction"] == [1]


def test_s8_and_s57_are_told_with_their_facts() -> None:
    town = Town()
    town.priced({1: 25_000})
    town.titles({"number": 1})
    town.used(1, other=1)
    town.corrected("exemption", 1, item=5, share_ppm=400_000)
    town.corrected("relief", 1, provision=57, tax_year=2569, reduction_ppm=250_000)

    line = only_line(bill_of(town))

    # 10 million, 40% exempt: 6 million x 0.3% = 18,000, a quarter remitted: 13,500.
    assert baht(line.exempt_s8_csat) == "4,000,000.00"
    assert (line.relief_ppm, line.tax_satang) == (250_000, 13_500_00)
    (share,) = line.shares
    assert {"exemption", "relief"} <= {fact.table for fact in share.facts}


def test_s42_lines_of_one_base_share_its_slices() -> None:
    town = Town()
    town.priced({1: 100_000, 2: 100_000})
    town.titles({"number": 1}, {"number": 2})
    town.used(1, other=1)
    town.used(2, other=1)
    town.corrected("adjacency", 1, other=code(2), on=1)
    town.corrected("reduction", 2, entry=4)

    bill = bill_of(town)

    # 40 + 40 million: 50 x 0.3% + 30 x 0.4% = 270,000; half each, and 90% off the second.
    assert [line.ladder_net_csat for line in bill.lines] == [80 * MILLION * 10_000] * 2
    assert [len(line.slices) for line in bill.lines] == [2, 2]
    assert [line.tax_satang for line in bill.lines] == [135_000_00, 13_500_00]
    assert {"contiguous_classes"} <= {one.name for one in bill.assumptions}


def test_s97_what_was_relieved_stands_beside_the_old_tax() -> None:
    town = Town()
    town.priced({1: 50_000})
    town.titles({"number": 1})
    town.used(1, other=1)
    town.corrected("old_tax", 1, tax_satang=1_000_00)

    bill = bill_of(town, year=2563)

    # 60,000 less 90% = 6,000; 1,000 + a quarter of the 5,000 more = 2,250.
    assert (bill.old_tax_satang, bill.phase_in_satang, bill.tax_satang) == (
        1_000_00, 3_750_00, 2_250_00,
    )  # fmt: skip
    assert bill.phase_in_citation is not None
    assert bill.phase_in_citation.provision.startswith("s.97")


def test_joint_owners_are_named_with_their_shares() -> None:
    town = Town()
    town.priced({1: 50_000})
    town.titles({"number": 1, "party": 77, "person": 3, "members": (5, 6)})
    town.used(1, other=1)

    bill = bill_of(town, taxpayer=77)

    assert [(one.values["member"], one.values["num"], one.values["den"]) for one in bill.members] \
        == [(5, 1, 2), (6, 1, 2)]  # fmt: skip
    assert "joint_owners_natural" in {one.name for one in bill.assumptions}


def test_s37_the_bodys_own_rates_are_cited_as_its_ordinance() -> None:
    town = Town()
    town.priced({1: 50_000})
    town.titles({"number": 1})
    town.used(1, other=1)
    town.enacted(2569, {5: (350, 450, 550, 650, 750)})

    line = only_line(bill_of(town))

    assert line.ordinance == "ข้อบัญญัติ 1/2569"
    assert line.tax_satang == 70_000_00


def test_a_house_on_anothers_land_is_its_owners_alone() -> None:
    town = Town()
    town.priced({1: 50_000}, house_baht=10_000)
    town.titles({"number": 1})
    town.used(1, other=1)
    town.built(1, m2=100, other=1)
    town.act(LandRegistryReceived, owner=[{"property": house(1), "party": 2, "since": LONG_AGO}])

    of_land, of_house = bill_of(town, 1), bill_of(town, 2)

    assert [share.property for share in only_line(of_land).shares] == [deed(1)]
    assert [share.property for share in only_line(of_house).shares] == [house(1)]
    assert only_line(of_house).shares[0].on_own_land == ""


def test_a_house_whose_plot_was_merged_names_the_registration() -> None:
    town = Town()
    town.priced({1: 50_000, 9: 50_000}, house_baht=10_000)
    town.titles({"number": 1})
    town.used(1, other=1)
    town.built(1, m2=100, other=1)
    on = date(2025, 5, 1)
    merged = town.act(
        LandRegistryReceived,
        parcel=[
            {"property": deed(1), "status": 2, "area_cwah": 40_000, "since": on, "code": code(1),
             "sheet": 1},
            {"property": deed(9), "area_cwah": 80_000, "since": on, "sheet": 9},
        ],
        owner=[{"property": deed(9), "party": 1, "since": on}],
        registration=[{"property": deed(9), "other": deed(1), "status": 3, "since": on}],
    )  # fmt: skip

    shares = [share for line in bill_of(town).lines for share in line.shares]

    (building,) = [share for share in shares if share.property == house(1)]
    registrations = [fact for fact in building.facts if fact.table == "registration"]
    assert building.on_own_land == deed(9)
    assert [(one.subject, one.values["other"]) for one in registrations] == [(deed(9), deed(1))]
    assert registrations[0].origin.position == merged


def test_a_property_that_is_in_no_bill_is_listed_with_the_reason() -> None:
    town = Town()
    town.priced({1: 50_000})
    town.titles({"number": 1}, {"number": 2})
    town.used(1, other=1)

    bill = bill_of(town)

    assert [(one.property, one.code) for one in bill.left_out] == [
        (deed(2), "no-price"),
        (deed(2), "no-use"),
    ]


def test_somebody_who_owned_nothing_has_nothing_to_explain() -> None:
    town = Town()
    town.priced({1: 50_000})
    town.titles({"number": 1})
    town.used(1, other=1)

    with pytest.raises(NothingToExplain) as refused:
        bill_of(town, taxpayer=9)

    assert str(refused.value) == (
        "This taxpayer owned nothing taxable in 05600601 on 1 January 2569, "
        "as known at log position 4."
    )


def test_s9_a_late_transfer_is_explained_from_both_sides() -> None:
    town = Town()
    town.priced({1: 50_000})
    town.titles({"number": 1, "party": 1})
    before = town.used(1, other=1)
    late = town.sold(1, to=2, on=date(2025, 12, 20))

    seller_then = bill_of(town, 1, position=before)
    buyer_now = bill_of(town, 2)

    assert (seller_then.tax_satang, seller_then.known_at) == (60_000_00, before)
    assert (buyer_now.tax_satang, buyer_now.known_at) == (60_000_00, late)
    (share,) = only_line(buyer_now).shares
    (owner,) = [fact for fact in share.facts if fact.table == "owner"]
    assert (owner.since, owner.origin.position) == (date(2025, 12, 20), late)
    with pytest.raises(NothingToExplain):
        bill_of(town, 1)
    with pytest.raises(NothingToExplain):
        bill_of(town, 2, position=before)


@pytest.mark.parametrize("seed", range(12))
def test_explanations_of_random_registers_add_up_to_the_engines_bills(seed: int) -> None:
    town = random_town(seed)
    told = 0

    for year in YEARS:
        bills = town.registers.bills(BODY, LAW, tax_year=year)
        taxes = dict(
            zip(
                bills.arranged.assessables.taxpayer.tolist(),
                bills.assessment.bill_tax_satang.tolist(),
                strict=True,
            )
        )
        for taxpayer, tax in taxes.items():
            bill = bill_of(town, taxpayer, year)
            told += 1
            assert bill.tax_satang == tax, f"seed {seed}"
            assert sum(line.tax_satang for line in bill.lines) - bill.phase_in_satang == tax
            for line in bill.lines:
                exempt = line.exempted.exempt_csat if line.exempted else 0
                assert line.net_csat == line.value_csat - line.exempt_s8_csat - exempt
                assert sum(one.net_csat for one in line.slices) == line.ladder_net_csat
                assert abs(line.rounded_nanobaht) <= 5_000_000
    assert told > 0


def test_every_open_point_is_told_where_it_comes_up_or_never_comes_up_in_a_bill() -> None:
    town = Town()
    town.priced({1: 50_000})
    town.titles({"number": 1})
    town.used(1, other=1)
    bills = town.registers.bills(BODY, LAW, tax_year=2569)

    known = {one.name for one in LAW.for_year(2569).settings}

    assert questions(bills) | NEVER_IN_A_BILL == known
    assert not questions(bills) & NEVER_IN_A_BILL
