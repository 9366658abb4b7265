"""The Treasury's pages: a list is checked, tried, released by one person, published by another."""

from collections.abc import Iterator

import pytest

from api.policy import Role
from tests.api.http.test_pricing import listed
from tests.api.http.town import Town, of_office
from tests.api.pages.reader import Reader
from tests.api.pages.reading import read


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    yield from of_office(tmp_path_factory.mktemp("treasury") / "office")


def test_a_list_goes_from_file_to_announcement_by_two_people(town: Town) -> None:
    first = Reader(town.signed_in(23, Role.TREASURY))
    second = Reader(town.signed_in(22, Role.TREASURY))
    file = listed(town, 1, 2, baht=40_000).read_bytes()

    sent = first.sends(
        "/treasury/60",
        {"as_of": "2026-06-01"},
        files={"file": ("prices.csv", file, "text/csv")},
    )
    town.front.pools.exports.idle()
    here = sent.headers["Location"]
    checked = read(first.page(here))
    tried = first.sends(f"{here}/impact", {"tax_year": "2570"}, of=here)
    town.front.pools.exports.idle()
    impact = read(first.page(tried.headers["Location"]))
    unanswered = first.sends(f"{here}/release", {}, of=here)
    first.sends(f"{here}/release", {"check:threefold": "seen-in-market"}, of=here)
    mine, other = read(first.page(here)), second.page(f"/en{here}")
    second.sends(f"{here}/publish", {}, of=here)
    town.front.pools.exports.idle()
    done = read(second.page(f"/en{here}"))

    assert "ราคาที่เปลี่ยน 3 เท่าขึ้นไปจากรอบก่อน" in checked
    # From June 2569 on: the first bills it binds are those of 2570.
    assert "ผลต่อภาษีปี 2570 หากใช้ราคานี้" in checked
    # Two plots of 4 million at 0.3 % become 16 million each: 96,000 and the third's 12,000.
    assert "36,000.00 บาท ภาษีเดิม ปี 2570 108,000.00 บาท ภาษีตามราคาใหม่ +200.0 %" in impact
    assert "1–5 ล้านบาท 3 0 0.00 2 72,000.00" in impact
    assert "1–5 ล้านบาท 0 / 0 0 / 0 0 / 2 0 / 0" in impact
    assert "ยังตอบข้อตรวจไม่ครบ" in read(unanswered)
    assert "เจ้าหน้าที่อีกคนต้องเป็นผู้ประกาศ" in mine
    assert "Released by officer-9" in read(other)
    assert f"Announced at event {town.office.log.head():,}" in done

    # The map shows what was tried last, and the rounds stand side by side.
    nation, rounds = first.page("/en/treasury"), read(first.page("/en/treasury/60/rounds"))
    assert "Nakhon Sawan 2570 36,000.00 108,000.00 +200.0" in read(nation)
    assert 'aria-label="Nakhon Sawan: +200.0 %"' in nation.text
    assert "Rounds side by side" in rounds
    assert "Land (per square wah) 12 12" in rounds


def test_a_year_without_objections_to_prices_says_so(town: Town) -> None:
    reader = Reader(town.signed_in(23, Role.TREASURY))

    told = read(reader.page("/treasury/60/objections?tax_year=2569"))

    assert "ไม่มีคำคัดค้านราคาในปีนี้" in told


def test_another_province_is_absent(town: Town) -> None:
    assert Reader(town.signed_in(23, Role.TREASURY)).page("/treasury/61").status_code == 404
