"""Charts: what each shows, in which language, and that every figure drawn is a figure given."""

from pathlib import Path

import pytest

from api.charts import (
    FONTS,
    ChartRefused,
    Revenue,
    bills_by_size,
    revenue_by_class,
    wants_thai,
    winners_and_losers,
    write_chart,
)
from projections.simulation import Band

REVENUES = [
    Revenue(
        body=5600601,
        name="เทศบาลตำบลเก้าเลี้ยว",
        when=when,
        by_class_satang={"agriculture": 0, "residence": 5_000_00, "other": 1_99, "vacant": 7_00},
    )
    for when in ("as it is", "supposed")
]


def test_revenue_is_drawn_in_whole_baht_by_class() -> None:
    chart = revenue_by_class(REVENUES[:1], year=2569, thai=False)

    assert [(one["class"], one["baht"]) for one in chart["data"]["values"]] == [
        ("agriculture", 0), ("residence", 5_000), ("other", 1), ("vacant", 7),
    ]  # fmt: skip
    assert {one["body"] for one in chart["data"]["values"]} == {"05600601"}


@pytest.mark.parametrize(
    ("satang", "size"),
    [(0, "0"), (1, "≤ 10"), (10_00, "≤ 10"), (10_01, "≤ 100"), (1_000_000_01, "> 1,000,000")],
)
def test_a_bill_is_counted_once_at_its_size(satang: int, size: str) -> None:
    chart = bills_by_size([satang], year=2569, thai=False)

    assert [one["size"] for one in chart["data"]["values"] if one["bills"]] == [size]


def test_what_is_saved_goes_left_and_what_is_paid_more_right() -> None:
    band = Band(
        least_baht=1_000_000, below_baht=5_000_000, taxpayers=9, winners=3, losers=2,
        saved_satang=700_00, paid_more_satang=20_00,
    )  # fmt: skip

    values = winners_and_losers([band], year=2569, thai=False)["data"]["values"]

    assert [(one["band"], one["who"], one["satang"], one["shown"]) for one in values] == [
        ("1–5", "pay less", -70_000, "3"),
        ("1–5", "pay more", 2_000, "2"),
    ]


def test_an_svg_has_thai_words_and_names_thai_fonts(tmp_path: Path) -> None:
    file = tmp_path / "chart.svg"

    write_chart(revenue_by_class(REVENUES, year=2569, thai=wants_thai(file)), file)

    drawn = file.read_text(encoding="utf-8")
    assert "ที่อยู่อาศัย residence" in drawn
    assert "เทศบาลตำบลเก้าเลี้ยว" in drawn
    assert FONTS in drawn.replace("&apos;", "'")


def test_a_png_has_no_letters_that_cannot_be_drawn(tmp_path: Path) -> None:
    file = tmp_path / "chart.png"
    chart = revenue_by_class(REVENUES, year=2569, thai=wants_thai(file))

    write_chart(chart, file)

    assert file.read_bytes().startswith(b"\x89PNG")
    assert not any("\u0e00" <= letter <= "\u0e7f" for letter in str(chart))


def test_other_formats_are_refused(tmp_path: Path) -> None:
    with pytest.raises(ChartRefused) as refused:
        write_chart(bills_by_size([1], year=2569, thai=False), tmp_path / "chart.jpg")

    assert str(refused.value) == "A chart is written as .svg or .png, not '.jpg'."
    assert list(tmp_path.iterdir()) == []
