"""Another law, another price, another reading: tried on the registers, and nothing recorded."""

from pathlib import Path

import pytest

from api.charts import ChartRefused
from api.cli.simulating import NothingSupposed, SupposedUnclear
from domain.law import LawIncomplete, SettingRefused
from tests.api.cli.clerk import BODY, YEAR, Clerk, clerk_of_two_plots, sheet, use, written
from tests.projections.test_simulation import HALF_OF_TABLE_5


@pytest.fixture
def shops(tmp_path: Path) -> Clerk:
    """Two shops of 4 million each: 12,000 baht a year."""
    return clerk_of_two_plots(tmp_path / "office")


@pytest.fixture
def draft(tmp_path: Path) -> Path:
    """A draft decree with half the rates of table 5."""
    path = tmp_path / "draft.toml"
    path.write_text(HALF_OF_TABLE_5, encoding="utf-8")
    return path


def test_a_draft_is_tried_on_the_register_and_nothing_is_recorded(
    shops: Clerk, draft: Path
) -> None:
    head = shops.head()

    found = shops.told("simulate", "--year", YEAR, "--law", draft)

    (body,) = found["bodies"]
    assert (body["before"], body["after"]) == ("24,000.00", "12,000.00")
    assert body["by_class"]["other"] == {"before": "24,000.00", "after": "12,000.00"}
    (band,) = [one for one in found["bands"] if one["bills"]]
    assert (band["least_baht"], band["winners"], band["saved"]) == (1_000_000, 2, "12,000.00")
    assert [one["after"] for one in found["biggest_changes"]] == ["6,000.00", "6,000.00"]
    assert shops.head() == head
    assert shops.tax() == "24,000.00"


def test_prices_of_a_file_are_tried_and_not_recorded(shops: Clerk, tmp_path: Path) -> None:
    dearer = [{**sheet(1), "EVAPRICE": "20000.00000000", "branch_code": "60010000"}]
    head = shops.head()

    found = shops.told(
        "simulate", "--year", YEAR, "--prices", written(tmp_path / "new.csv", dearer)
    )

    (body,) = found["bodies"]
    assert (body["before"], body["after"]) == ("24,000.00", "36,000.00")
    assert shops.head() == head


def test_a_clerk_reads_who_pays_less_and_who_more(shops: Clerk, draft: Path) -> None:
    output = shops.run("simulate", "--year", YEAR, "--law", draft, "--body", BODY).output

    for words in ("อื่น ๆ other", "-12,000.00", "winners and losers", "biggest changes", "TP-"):
        assert words in output


def test_a_reading_that_moves_no_bill_says_so(shops: Clerk) -> None:
    result = shops.run("simulate", "--year", YEAR, "--set", "age_zero=as_one_year")

    assert result.exit_code == 0
    assert "No bill would change." in result.output


@pytest.mark.parametrize(("suffix", "begins"), [(".svg", b"<svg"), (".png", b"\x89PNG")])
def test_a_chart_is_written_as_a_file(
    shops: Clerk, draft: Path, tmp_path: Path, suffix: str, begins: bytes
) -> None:
    chart = tmp_path / f"chart{suffix}"

    result = shops.run("simulate", "--year", YEAR, "--law", draft, "--chart", chart)

    assert result.exit_code == 0, result.output
    assert chart.read_bytes().startswith(begins)


@pytest.mark.parametrize(
    ("words", "kind", "message"),
    [
        (
            (),
            NothingSupposed,
            (
                "Suppose something: --law FILE, --prices FILE or --set NAME=VALUE (a wrong NAME "
                "lists them all)."
            ),
        ),
        (
            ("--set", "age_zero"),
            SupposedUnclear,
            "An open point is set as name=value, not 'age_zero'.",
        ),
        (
            ("--set", "age_zero=maybe"),
            SettingRefused,
            "The setting age_zero is one of no_depreciation, as_one_year, not 'maybe'.",
        ),
        (
            ("--set", "age_zero=as_one_year", "--chart", "chart.pdf"),
            ChartRefused,
            "A chart is written as .svg or .png, not '.pdf'.",
        ),
    ],
)
def test_what_is_supposed_must_be_clear(
    shops: Clerk, words: tuple[str, ...], kind: type[Exception], message: str
) -> None:
    refused = shops.refusal("simulate", "--year", YEAR, *words)

    assert isinstance(refused, kind)
    assert str(refused) == message


def test_a_file_that_is_no_price_list_is_refused(shops: Clerk, tmp_path: Path) -> None:
    refused = shops.refusal(
        "simulate", "--year", YEAR, "--prices", written(tmp_path / "use2.csv", [use(1)])
    )

    assert isinstance(refused, SupposedUnclear)
    assert str(refused) == "use2.csv is no price file of the Treasury."


def test_a_file_that_is_no_law_is_refused(shops: Clerk, tmp_path: Path) -> None:
    wrong = tmp_path / "wrong.toml"
    wrong.write_text("rates = 1", encoding="utf-8")

    result = shops.run("simulate", "--year", YEAR, "--law", wrong)

    assert isinstance(result.exception, LawIncomplete)
    assert str(result.exception) == "wrong.toml has no [instrument]."


def test_without_bodies_there_is_nothing_to_try_it_on(tmp_path: Path, draft: Path) -> None:
    refused = Clerk(tmp_path).refusal("simulate", "--year", YEAR, "--law", draft)

    assert isinstance(refused, NothingSupposed)
    assert str(refused) == "No local body has joined yet: there is no register to try it on."
