"""An owner in two local bodies: all on one page and a map, and one payment for both bills."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import expect

from domain.billers import COMMON, made_up_billers
from domain.money import parse_baht
from tests.api.cli.clerk import BODY, YEAR, Clerk, identity, title, use, written
from tests.api.http.collecting import issue, issued
from tests.api.http.town import OTHER_BODY
from tests.browser.chromium import Chromium
from tests.browser.street import Street, of_street
from tests.browser.visitor import PHONE, Visitor
from tests.importers.feeds.test_geo import collection, map_file, square
from tests.made_once import copied

BOTH = 2_400_000


def two_bodies(folder: Path) -> None:
    """Write a town whose owners 1 and 2 have a plot in the body next to it, too, and notices."""
    copied(issued, folder)
    clerk = Clerk(folder)
    plots = {4: 1, 5: 2}
    rows = [
        title(
            number, lao_code=OTHER_BODY, id_no=identity(owner), last_name=f"ลำดับ{owner}",
            parcel_code=f"02A00{number}", tambon_code="600702",
        )
        for number, owner in plots.items()
    ]  # fmt: skip
    used = [use(one, lao_code=OTHER_BODY, parcel_code=f"02A00{one}") for one in plots]
    files = [written(folder / "titles-2.csv", rows), written(folder / "uses-2.csv", used)]
    handed: list[tuple[str, list[str | Path]]] = [
        (OTHER_BODY, [*files, _map(folder, "02A004", 40)]),
        (BODY, [_map(folder, "01A001", 0)]),
    ]
    for body, given in handed:
        where = ("--body", body, "--as-of", "2026-01-01", "--corrections", folder)
        done = clerk.run("import", *given, *where, "--confirm")
        assert done.exit_code == 0, done.output
    assert clerk.run("assess", "--year", YEAR).exit_code == 0
    issue(clerk, OTHER_BODY)


def _map(folder: Path, code: str, east: int) -> Path:
    inside = folder / f"map-{code}"
    inside.mkdir()
    return map_file(inside, collection(({"parcel_code": code}, square(east))))


@pytest.fixture(scope="module")
def street(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Street]:
    """A street on which two bodies collect."""
    yield from of_street(tmp_path_factory.mktemp("two-bodies") / "office", begun=two_bodies)


def pays(street: Street, visitor: Visitor, number: int) -> None:
    """Let the bank tell of the payment of the order that the visitor sees."""
    collecting = street.collecting
    said = collecting.transfer(
        number,
        ref1=visitor.path.rpartition("/")[2],
        biller=made_up_billers([]).biller(COMMON),
        amount_satang=BOTH,
    )
    collecting.tells(said)
    collecting.recorded()


def lines(visitor: Visitor) -> list[int]:
    """Return the sums of the bills that are shown, in satang."""
    shown = visitor.page.locator(".th-bill__sum .th-amount").all_inner_texts()
    return [parse_baht(one.split()[0].replace(",", "")) for one in shown]


@pytest.mark.parametrize("language", ["", "/en"], ids=["in Thai", "in English"])
def test_everything_owned_in_two_bodies_is_seen_and_paid_with_one_qr(
    browser: Chromium, street: Street, language: str
) -> None:
    owner = Visitor.reading(language, browser, street, size=PHONE)
    page = owner.page
    owner.sign_in(2 if language else 1)
    owner.go(f"{language}/my")
    assert lines(owner) == [BOTH // 2, BOTH // 2]
    total = "24,000.00 baht" if language else "24,000.00 บาท"
    expect(page.locator("p.th-total").first).to_have_text(total)
    for place in ("องค์การบริหารส่วนตำบลตัวอย่าง", "อบต.อื่น"):
        assert page.locator(f"caption:has-text('{place}')").count() == 1
    if owner.scripts:
        expect(page.locator("#my-map .leaflet-tooltip")).to_have_count(2)
        drawn = page.locator("#my-map .leaflet-tooltip").all_inner_texts()
        assert set(drawn) == {"01A001", "02A004"}
    assert owner.barriers() == []

    owner.press("main form button")
    one_qr = "Pay 2 bills with one QR" if language else "ชำระ 2 ใบด้วย QR เดียว"
    expect(page.locator("h1")).to_contain_text(one_qr)
    expect(page.locator(".th-qr svg")).to_be_visible()
    assert owner.barriers() == []
    pays(street, owner, 22 if language else 21)
    if not owner.scripts:
        owner.press("#payment-state a")

    expect(page.locator("#payment-state")).to_contain_text("Paid" if language else "ชำระแล้ว")
    expect(page.locator(".th-qr")).to_have_count(0)
    assert owner.barriers() == []
    owner.go(f"{language}/my")
    assert ("There is nothing to pay" if language else "ไม่มียอดที่ต้องชำระ") in owner.text()
    paid = "Paid" if language else "ใบแจ้งที่ชำระแล้ว"
    assert page.locator(f"table:has(caption:has-text('{paid}')) tbody tr").count() == 2
    assert owner.errors == []
    owner.close()
