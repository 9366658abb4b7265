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
from tests.browser.street import Street, of_street
from tests.browser.visitor import Visitor
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


def test_everything_owned_in_two_bodies_is_seen_on_a_map_and_paid_with_one_qr(
    phone: Visitor, street: Street
) -> None:
    page = phone.page
    phone.sign_in(1)
    phone.go("/en/my")
    expect(page.locator("#my-map .leaflet-tooltip")).to_have_count(2)
    phone.go("/my")
    assert lines(phone) == [BOTH // 2, BOTH // 2]
    expect(page.locator("p.th-total").first).to_have_text("24,000.00 บาท")
    for place in ("องค์การบริหารส่วนตำบลตัวอย่าง", "อบต.อื่น"):
        assert page.locator(f"caption:has-text('{place}')").count() == 1
    expect(page.locator("#my-map .leaflet-tooltip")).to_have_count(2)
    assert set(page.locator("#my-map .leaflet-tooltip").all_inner_texts()) == {"01A001", "02A004"}
    assert phone.barriers() == []

    phone.press("main form button")
    expect(page.locator("h1")).to_contain_text("ชำระ 2 ใบด้วย QR เดียว")
    expect(page.locator(".th-qr svg")).to_be_visible()
    assert phone.barriers() == []
    pays(street, phone, 21)

    expect(page.locator("#payment-state")).to_contain_text("ชำระแล้ว")
    expect(page.locator(".th-qr")).to_have_count(0)
    phone.go("/my")
    assert "ไม่มียอดที่ต้องชำระ" in phone.text()
    assert page.locator("table:has-text('ใบแจ้งที่ชำระแล้ว') tbody tr").count() == 2
    assert phone.errors == []


def test_one_payment_for_two_bodies_needs_no_scripts(plain: Visitor, street: Street) -> None:
    page = plain.page
    plain.sign_in(2, language="/en")
    plain.go("/en/my")
    assert sum(lines(plain)) == BOTH
    assert "24,000.00 baht" in plain.text()
    plain.press("main form button")
    expect(page.locator("h1")).to_contain_text("Pay 2 bills with one QR")
    assert plain.barriers() == []
    pays(street, plain, 22)

    plain.press("#payment-state a")

    expect(page.locator("#payment-state")).to_contain_text("Paid")
    assert page.locator("td:text-is('Paid')").count() == 2
