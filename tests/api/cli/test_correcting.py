"""`thidin correct`: what an officer may say of one property, and what is refused."""

from pathlib import Path

import pytest

from tests.api.cli.clerk import BODY, Clerk, clerk, title, use, written

__all__ = ["clerk"]


@pytest.fixture
def assessed(clerk: Clerk, tmp_path: Path) -> Clerk:
    """A clerk of one plot of 4 million baht in other use: 0.3% = 12,000."""
    clerk.take(written(tmp_path / "reg.csv", [title(1)]))
    clerk.take(written(tmp_path / "use.csv", [use(1)]))
    return clerk


def corrected(clerk: Clerk, *words: str) -> str:
    given = ["correct", "01A001", "--body", BODY, "--since", "2026-01-01"]
    result = clerk.run(*given, "--reason", "DOCUMENT-SEEN", *words)
    assert result.exit_code == 0, result.output
    return clerk.tax()


def test_s38_an_area_and_a_use_are_corrected_by_the_parcel_code(assessed: Clerk) -> None:
    # 2 rai: 8 million at 0.3%; half of it residence: 4 x 0.02% + 4 x 0.3%
    assert corrected(assessed, "--area", "2-0-0") == "24,000.00"
    assert corrected(assessed, "--use", "residence=50,other=50", "--not-main") == "12,800.00"


def test_s8_s55_a_half_exempt_and_a_half_reduced_are_a_quarter(assessed: Clerk) -> None:
    assert corrected(assessed, "--exempt", "5=50") == "6,000.00"
    assert corrected(assessed, "--reduction", "1") == "3,000.00"
    assert corrected(assessed, "--reduction", "0") == "6,000.00"


def test_s57_a_relief_is_of_the_tax_of_its_year(assessed: Clerk) -> None:
    # 12,000 less 90% after a flood
    assert corrected(assessed, "--relief", "57=90") == "1,200.00"
    assert corrected(assessed, "--relief", "57=0") == "12,000.00"


def test_s97_the_old_tax_changes_nothing_after_the_first_years(assessed: Clerk) -> None:
    assert corrected(assessed, "--old-tax", "100.00") == "12,000.00"


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["--exempt", "13=50"], "An item of s.8 is 1 to 12, not '13'."),
        (["--exempt", "5=150"], "An exempt share is 0 to 100 percent."),
        (["--reduction", "99"], "The standing list (s.55) has no entry 99; it has 1 inherited-"),
        (["--relief", "58=50"], "A relief is 56 or 57=0 to 100 percent, not '58=50'."),
        (["--old-tax", "much"], "An amount is baht with at most two decimals"),
        (["--area", "two rai"], "An area is written rai-ngan-wah, 1-2-53.6, not 'two rai'."),
        (["--use", "residence=50"], "The shares of use add up to 100, not 50."),
    ],
)
def test_what_no_law_or_list_knows_is_refused_and_nothing_is_recorded(
    assessed: Clerk, words: list[str], told: str
) -> None:
    head = assessed.head()
    given = ["correct", "01A001", "--body", BODY, "--since", "2026-01-01"]

    refused = assessed.refusal(*given, "--reason", "DOCUMENT-SEEN", *words)

    assert str(refused).startswith(told)
    assert assessed.head() == head


def test_a_position_the_log_has_not_reached_is_refused(assessed: Clerk) -> None:
    head = assessed.head()

    refused = assessed.refusal("assess", "--year", "2569", "--as-known-at", str(head + 1))

    assert str(refused) == f"The log has positions 1 to {head}, not {head + 1}."
