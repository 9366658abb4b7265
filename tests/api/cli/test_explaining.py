"""A clerk asks why: a bill line by line, why it differs, and what was known of a plot when."""

import json
from pathlib import Path

import pytest

from api.cli import app
from api.cli.explaining import OwnerUnknown, TaxpayerUnclear
from domain import taxpayer
from projections.explanation import NothingToExplain
from projections.history import PropertyUnknown
from tests.api.cli.clerk import (
    BODY,
    YEAR,
    Clerk,
    clerk,
    clerk_of_two_plots,
    identity,
    title,
    written,
)

__all__ = ["clerk"]

WHERE = ("--body", BODY, "--year", YEAR)


@pytest.fixture
def shops(tmp_path: Path) -> Clerk:
    """Two shops of 4 million each: 12,000 baht a year, of two taxpayers."""
    return clerk_of_two_plots(tmp_path / "office")


def shown_of(clerk: Clerk, number: int) -> str:
    """Return the taxpayer of a plot as people see it."""
    return taxpayer.show(int(clerk.office().vault.pseudonyms([identity(number)])[0]))


def test_the_owner_of_a_plot_is_told_from_price_to_tax(shops: Clerk) -> None:
    bill = shops.told("explain", "--property", "01A001", *WHERE)

    (line,) = bill["lines"]
    (share,) = line["properties"]
    assert bill["taxpayer"] == shown_of(shops, 1)
    assert (bill["tax"], line["value"], line["net"]) == ("12000.00", "4000000.00", "4000000.00")
    assert line["slices"] == [
        {"from": "0.00", "to": "50000000.00", "net": "4000000.00", "rate": "0.30%",
         "tax": "12000.00"}
    ]  # fmt: skip
    facts = {fact["table"]: fact for fact in share["facts"]}
    assert set(facts) == {"parcel", "owner", "use", "land_price"}
    assert (facts["use"]["authority"], facts["use"]["row"], facts["use"]["since"]) == (
        "LAO", 2, "2025-11-15",
    )  # fmt: skip
    assert bill["difference"]["before"] == "0.00"
    assert [part["part"] for part in bill["difference"]["parts"]] == ["gained"]


def test_the_taxpayer_the_plot_and_the_number_lead_to_the_same_bill(shops: Clerk) -> None:
    by_plot = shops.run("explain", "--property", "01A001", *WHERE)
    by_name = shops.run("explain", shown_of(shops, 1), *WHERE)
    by_number = shops.runner.invoke(
        app, ["explain", "--identity", "-", *WHERE], input=f"{identity(1)}\n",
        env=shops.environment,
    )  # fmt: skip

    assert by_plot.exit_code == by_name.exit_code == by_number.exit_code == 0
    assert by_plot.output == by_name.output == by_number.output


def test_a_clerk_reads_sections_figures_and_where_each_fact_comes_from(shops: Clerk) -> None:
    output = shops.run("explain", "--property", "01A001", *WHERE).output

    for words in (
        f"องค์การบริหารส่วนตำบลตัวอย่าง {BODY} · ปีภาษี {YEAR} · TP-",
        "รายการ line 1: อื่น ๆ other",
        "ที่ดิน land P:1:60010000:1001: 1-0-0.00 ไร่ × 10,000.00/วา²",
        "0 – 50,000,000: 4,000,000.00 × 0.30%",
        "ภาษีที่ต้องชำระ tax to pay: 12,000.00 บาท",
        "ที่มาของข้อเท็จจริง where each fact comes from",
        "ASSUMPTION s.42",
        "ทำไมต่างจากปี 2568 why it differs from 2568",
    ):
        assert words in output


def test_a_name_is_shown_only_where_it_is_asked_for(shops: Clerk) -> None:
    quiet = shops.run("explain", "--property", "01A001", *WHERE)
    told = shops.run("explain", "--property", "01A001", *WHERE, "--reveal")
    as_json = shops.told("explain", "--property", "01A001", *WHERE, "--reveal")

    assert "ตัวอย่าง ลำดับ1" not in quiet.output
    assert "ตัวอย่าง ลำดับ1" in told.output
    assert identity(1) not in quiet.output + told.output + json.dumps(as_json)
    assert list(as_json["names"]) == [shown_of(shops, 1)]


def test_s9_a_late_transfer_is_explained_from_both_sides(shops: Clerk, tmp_path: Path) -> None:
    before = shops.head()
    sold = title(1, id_no=identity(3), acquired_date="20/12/2568", as_of_date="1/3/2569")
    shops.take(written(tmp_path / "march.csv", [sold]), confirm=True)

    now = shops.told("explain", "--property", "01A001", *WHERE)
    then = shops.told("explain", "--property", "01A001", *WHERE, "--as-known-at", str(before))

    assert (now["taxpayer"], now["tax"]) == (shown_of(shops, 3), "12000.00")
    assert (then["taxpayer"], then["tax"]) == (shown_of(shops, 1), "12000.00")
    assert then["as_known_at"] == before
    seller = shops.refusal("explain", shown_of(shops, 1), *WHERE)
    assert isinstance(seller, NothingToExplain)


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (
            (),
            (
                "Name one taxpayer: TP-…, --property CODE, or --identity - with the number on the "
                "standard input."
            ),
        ),
        (
            ("TP-0000000000001", "--property", "01A001"),
            (
                "Name one taxpayer: TP-…, --property CODE, or --identity - with the number on the "
                "standard input."
            ),
        ),
        (("somebody",), "A taxpayer is written TP- and 13 letters or digits: a number of 63 bits."),
        (
            ("--identity", "1999900000001"),
            (
                "An identity number is not written on the command line, where others can read it. "
                "Write --identity - and give the number on the standard input."
            ),
        ),
        (("--identity", "-"), "The standard input has no identity number."),
    ],
)
def test_who_is_meant_must_be_clear(shops: Clerk, words: tuple[str, ...], message: str) -> None:
    refused = shops.refusal("explain", *words, *WHERE)

    assert isinstance(refused, TaxpayerUnclear)
    assert str(refused) == message


def test_a_plot_nobody_owned_yet_has_no_taxpayer(shops: Clerk) -> None:
    refused = shops.refusal("explain", "--property", "01A001", "--body", BODY, "--year", "2560")

    assert isinstance(refused, OwnerUnknown)
    assert str(refused) == (
        "Nobody is known to own P:1:60010000:1001 on 1 January 2560 as far as the register goes. "
        "Try another year, or thidin history."
    )


def test_a_plot_the_register_never_saw_is_refused(shops: Clerk) -> None:
    for command in (("explain", "--property", "9Z", *WHERE), ("history", "9Z", "--body", BODY)):
        refused = shops.refusal(*command)
        assert isinstance(refused, PropertyUnknown)
        assert str(refused) == (
            f"The register of {BODY} knows no property 9Z. Give a parcel code (01A001), "
            "a building code (01A001-B001) or a key such as P:1:60010000:100."
        )


def test_a_plots_history_tells_both_times(shops: Clerk, tmp_path: Path) -> None:
    sold = title(1, id_no=identity(3), acquired_date="20/12/2568", as_of_date="1/3/2569")
    shops.take(written(tmp_path / "march.csv", [sold]), confirm=True)
    late = shops.head()

    found = shops.told("history", "01A001", "--body", BODY, "--year", YEAR)

    owners = {(one["tax_year"], one["position"]): one["owner"] for one in found["known"]}
    positions = sorted({position for _, position in owners})
    assert positions[-1] == late
    assert owners[2569, positions[-2]] == shown_of(shops, 1)
    assert owners[2569, late] == shown_of(shops, 3)
    assert owners[2568, late] == shown_of(shops, 1)
    shown = shops.run("history", "01A001", "--body", BODY, "--year", YEAR)
    assert shown.exit_code == 0
    assert "true on 1 January, as known at position" in shown.output
    assert identity(3) not in shown.output
