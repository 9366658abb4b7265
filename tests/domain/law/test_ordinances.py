"""s.37 paragraph 6: a local body's own rates, not below the decree's and not above the cap."""

from collections.abc import Sequence

import pytest

from domain.law import OrdinanceRefused, RateTable, load_law
from domain.law.rates import percent_to_pcm, show_percent


@pytest.fixture(scope="module")
def decree() -> RateTable:
    return load_law().for_year(2569).ladders


def test_s37_an_ordinance_raises_the_rates_it_names_and_keeps_the_slices(decree: RateTable) -> None:
    own = decree.with_ordinance({5: (400, 500, 600, 700, 1_200)})

    assert own.ladder(5).rates_pcm == (400, 500, 600, 700, 1_200)
    assert own.ladder(5).upper_satang == decree.ladder(5).upper_satang
    assert all(own.ladder(table) == decree.ladder(table) for table in (1, 2, 3, 4, 6))


def test_s37_the_decrees_own_rates_and_the_caps_themselves_are_allowed(decree: RateTable) -> None:
    least = {table: decree.ladder(table).rates_pcm for table in range(1, 7)}
    most = {1: (150,) * 5, 2: (300,) * 3, 3: (300,) * 4, 4: (300,) * 4, 5: (1_200,) * 5}

    assert decree.with_ordinance(least) == decree
    assert decree.with_ordinance(most).ladder(1).rates_pcm == (150,) * 5


@pytest.mark.parametrize(
    ("table", "rates", "told"),
    [
        (
            5,
            (299, 400, 500, 600, 700),
            (
                "Table 5 (other; class other), slice 1 (up to 50,000,000 baht): "
                "an ordinance sets 0.3% to 1.2% (s.37), not 0.299%."
            ),
        ),
        (
            6,
            (300, 400, 500, 600, 1_201),
            (
                "Table 6 (vacant; class vacant), slice 5 (above 5,000,000,000 baht): "
                "an ordinance sets 0.7% to 1.2% (s.37), not 1.201%."
            ),
        ),
        (
            3,
            (20, 30, 301, 301),
            (
                "Table 3 (main residence, building only; class residence), slice 3 "
                "(above 65,000,000 baht, up to 90,000,000 baht): "
                "an ordinance sets 0.05% to 0.3% (s.37), not 0.301%."
            ),
        ),
        (
            1,
            (10, 30),
            "Table 1 (agriculture) has 5 slices; the ordinance gives 2 rates.",
        ),
        (7, (10,), "There is no table 7; tables are 1 to 6."),
    ],
)
def test_s37_an_ordinance_below_the_decree_or_above_the_cap_is_refused(
    decree: RateTable, table: int, rates: Sequence[int], told: str
) -> None:
    before = dict(decree.ladders)

    with pytest.raises(OrdinanceRefused) as refused:
        decree.with_ordinance({table: rates})

    assert str(refused.value) == told
    assert decree.ladders == before


@pytest.mark.parametrize(
    ("text", "pcm"), [("0.02", 20), ("0.3", 300), ("3", 3_000), ("0.001", 1), ("1.25", 1_250)]
)
def test_a_rate_is_read_exactly_and_shown_as_it_was_written(text: str, pcm: int) -> None:
    assert percent_to_pcm(text) == pcm
    assert show_percent(pcm) == f"{text}%"


@pytest.mark.parametrize(
    "text", ["0.0001", "", ".5", "5.", "-1", "1e-1", "0,3", "๐.๓", "0.๓", " 0.3", "0.3%", "+1"]
)
def test_a_rate_that_is_not_plain_or_has_more_than_three_decimals_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="at most three decimals") as refused:
        percent_to_pcm(text)

    assert str(refused.value) == (
        f"A rate is a percentage with at most three decimals, such as 0.02, not {text!r}."
    )
