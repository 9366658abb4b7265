"""Why a bill is what it is: every step with its section, where facts come from, and last year's."""

from collections.abc import Iterator
from typing import Any

import pytest

from api.pages.drawing.waterfall import Step, waterfall
from tests.api.cli.clerk import BODY
from tests.api.http.collecting import Collecting, of_collecting
from tests.api.pages.reading import read

WHY = f"/my/bills/{BODY}"


@pytest.fixture(scope="module")
def collecting(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Collecting]:
    yield from of_collecting(tmp_path_factory.mktemp("why") / "office")


def page(collecting: Collecting, path: str, owner: int = 1) -> Any:
    person = collecting.town.signed_in(owner)
    return person.client.get(path, headers=dict(person.headers))


def test_each_step_stands_with_its_section_from_the_value_to_the_tax(
    collecting: Collecting,
) -> None:
    words = read(page(collecting, f"{WHY}/2569"))

    # 400 square wah at 10,000 baht; 4,000,000 at 0.3 %.
    for step in (
        "ที่ดิน โฉนดเลขที่ 1001 1 ไร่ × ตารางวาละ 10,000.00 มาตรา 35 4,000,000.00",
        "มูลค่าที่ต้องเสียภาษี มาตรา 37 4,000,000.00",
        "มูลค่า 0 ถึง 50,000,000 4,000,000.00 × 0.30% มาตรา 37, พระราชกฤษฎีกา ข้อ (5) 12,000.00",
        "ภาษีของรายการนี้ 12,000.00",
    ):
        assert step in words


def test_each_fact_says_who_told_it_since_when_it_is_true_and_when_it_was_recorded(
    collecting: Collecting,
) -> None:
    words = read(page(collecting, f"/en{WHY}/2569"))

    assert "Owner (natural person) Department of Lands · true since 5/3/2560 recorded" in words
    assert "Land price 10,000.00 baht a square wah Treasury Department" in words


def test_the_parts_of_the_difference_lead_from_one_years_tax_to_the_others(
    collecting: Collecting,
) -> None:
    shown = page(collecting, f"{WHY}/2569")
    api = collecting.town.signed_in(1).get(f"/taxpayers/me/bills/{BODY}/2569/explanation").json()

    words, since = read(shown), api["difference"]
    assert f"เหตุใดจึงต่างจากปี {since['before_year']}" in words or not since["parts"]
    for part in since["parts"]:
        assert part["thai"] in words
    assert shown.text.count("th-waterfall") == (1 if since["parts"] else 0)


def test_a_year_to_come_is_called_a_forecast_and_no_notice(collecting: Collecting) -> None:
    now, then = (read(page(collecting, f"/en{WHY}/{year}")) for year in (2569, 2570))

    assert "If nothing changes, about 12,000.00 baht in 2570" in now
    assert "Next year's tax, as far as known 12,000.00 baht This is no notice." in then


def test_nobody_sees_why_anothers_bill_is_so(collecting: Collecting) -> None:
    assert page(collecting, f"{WHY}/2569", owner=9).status_code == 404


def test_a_waterfall_says_what_it_draws_and_lets_no_text_act() -> None:
    drawn = waterfall(
        Step(label="<script>", satang=100, written="1.00"),
        [
            Step(label="more", satang=50, written="+0.50"),
            Step(label="less", satang=-150, written="-1.50"),
        ],
        Step(label="after", satang=0, written="0.00"),
        title="why",
    )

    assert "&lt;script&gt;" in drawn
    assert drawn.count('class="bar-up"') == drawn.count('class="bar-down"') == 1
    assert 'role="img" aria-label="why"' in drawn
