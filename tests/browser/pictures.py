"""`python -m tests.browser.pictures`: walk the demo's pages as each kind of user would.

The demo is there already (`make demo`). The pictures it takes are those of docs/tour.md.
"""

import csv
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from playwright.sync_api import Browser, Page, sync_playwright

from tests.browser.conftest import QUIET
from tests.browser.visitor import DESK, PHONE

PORT: Final = 8700
HOME: Final = f"http://127.0.0.1:{PORT}"
FOLDER: Final = Path("docs/pictures/tour")
CITY: Final = "03520102"
_TALLEST: Final = 1700


@dataclass(frozen=True, kw_only=True)
class Stop:
    """One picture: its name, where it is, what is done there first, and what of the page it shows.

    `of` is a selector, "" for the page from its top.
    """

    name: str
    path: str
    first: Callable[[Page], None] | None = None
    of: str = ""


@dataclass(frozen=True, kw_only=True)
class Walk:
    """Somebody's walk: who signs in (a name at the double, "" for nobody), in which role."""

    who: str
    role: str
    size: dict[str, int]
    stops: Sequence[Stop]


YEAR: Final = 2569
RAISED_FROM: Final = Path("var/demo/files/treasury/land_52_2566.csv")
PRICE: Final = "EVAPRICE"
SHOP: Final = "อรรัตน์"
"""Owner of the shop below, home above."""
VACANT: Final = "ชุตินุช"
"""Owner of the plot that objected."""


def _ask_for_codes(page: Page) -> None:
    """Ask for the codes to pay with, where an earlier walk has not."""
    if not page.locator(".th-qr").count():
        page.locator("main form button").first.click()
    page.locator(".th-qr").wait_for()


def _see_outlines(page: Page) -> None:
    """Wait until the plots are on the map."""
    page.locator("#my-map .leaflet-tooltip").first.wait_for()


def _dearer(folder: Path) -> Path:
    """Write the province's land prices as a round would that raises every third of them."""
    with RAISED_FROM.open(encoding="utf-8-sig", newline="") as listed:
        rows = list(csv.DictReader(listed))
    for row in rows[::3]:
        with suppress(ArithmeticError):
            row[PRICE] = str(Decimal(row[PRICE]) * 5 / 4)
    path = folder / "land_52_2570.csv"
    with path.open("w", encoding="utf-8-sig", newline="") as written:
        out = csv.DictWriter(written, list(rows[0]))
        out.writeheader()
        out.writerows(rows)
    return path


def _try_prices(page: Page) -> None:
    """Hand in a list, and see what it would do before it binds."""
    with TemporaryDirectory() as folder:
        page.locator("input[type=file]").first.set_input_files(_dearer(Path(folder)))
        page.locator("input[name=as_of]").fill("2027-01-01")
        page.locator("main form button").first.click()
        page.locator("text=1. ข้อตรวจก่อนปล่อย").wait_for(timeout=120_000)


def _see_impact(page: Page) -> None:
    """See what the list that was just handed in does to every bill of the province."""
    page.locator("a[href*='/lists/']").first.click()
    page.locator("input[name=tax_year]").fill(str(YEAR + 1))
    page.locator("form[action$=impact] button").click()
    page.locator("#job .th-chart").first.wait_for(timeout=120_000)


def walks() -> Sequence[Walk]:
    """Return the walks of the tour."""
    office = f"/office/{CITY}"
    plot = "P:1:52010000:4718"
    return (
        Walk(
            who="",
            role="",
            size=PHONE,
            stops=(
                Stop(name="start", path="/"),
                Stop(name="guest", path="/pay"),
                Stop(
                    name="calculator",
                    path="/calculator/result?kinds=land&year=2570&p1-value=90000000&p1-use=vacant",
                ),
            ),
        ),
        Walk(
            who=SHOP,
            role="",
            size=PHONE,
            stops=(
                Stop(name="my", path="/my"),
                Stop(name="my-map", path="/my", first=_see_outlines, of="#my-map"),
                Stop(name="order", path="/my", first=_ask_for_codes),
                Stop(name="why", path=f"/my/bills/{CITY}/{YEAR}"),
                Stop(name="pay", path=f"/my/pay/{CITY}/{YEAR}", first=_ask_for_codes),
                Stop(name="people", path="/en/my/people"),
            ),
        ),
        Walk(
            who=VACANT,
            role="",
            size=PHONE,
            stops=(Stop(name="matters", path="/en/my/matters"),),
        ),
        Walk(
            who="เจ้าหน้าที่ อปท.",
            role="clerk",
            size=DESK,
            stops=(
                Stop(name="office", path=office),
                Stop(name="imports", path=f"{office}/imports"),
                Stop(name="register", path=f"{office}/register?text=01F254"),
                Stop(name="property", path=f"{office}/register/property?key={plot}"),
                Stop(name="run", path=f"{office}/run"),
                Stop(name="suspense", path=f"{office}/money/suspense"),
                Stop(name="arrears", path=f"{office}/arrears"),
            ),
        ),
        Walk(
            who="กรมธนารักษ์ (",
            role="treasury",
            size=DESK,
            stops=(
                Stop(name="treasury", path="/treasury/52"),
                Stop(name="prices", path="/treasury/52", first=_try_prices),
                Stop(name="impact", path="/treasury/52", first=_see_impact),
            ),
        ),
        Walk(
            who="สำนักงานที่ดิน",
            role="land_office",
            size=DESK,
            stops=(Stop(name="land-office", path="/land-office"),),
        ),
        Walk(
            who="ส่วนกลาง",
            role="ministry",
            size=DESK,
            stops=(
                Stop(name="ministry", path="/ministry"),
                Stop(name="ministry-province", path="/ministry/provinces/52"),
            ),
        ),
    )


@contextmanager
def pages() -> Iterator[None]:
    """Run the demo's pages while pictures are taken."""
    thidin = str(Path(sys.executable).with_name("thidin"))
    running = subprocess.Popen([thidin, "pages", "--port", str(PORT)], stdout=subprocess.PIPE)
    assert running.stdout is not None
    try:
        # It says where the pages are once they are there.
        while b"Ctrl-C" not in running.stdout.readline():
            assert running.poll() is None, "the pages did not start"
        yield
    finally:
        running.terminate()
        running.wait()


def take(browser: Browser, walk: Walk) -> Iterator[Path]:
    """Walk, and yield each picture."""
    context = browser.new_context(viewport=walk.size, locale="th-TH")  # type: ignore[arg-type]
    page = context.new_page()
    if walk.who:
        page.goto(f"{HOME}/sign-in")
        page.locator('a[href^="/api/v1/sign-in/thaid"]').click()
        page.locator("a", has_text=walk.who).first.click()
        page.wait_for_url(f"{HOME}/**")
    if walk.role and page.url.endswith("/roles"):
        page.locator(f'input[name=role][value^="{walk.role}@"]').check()
        page.locator("main button").click()
        page.wait_for_load_state()
    for stop in walk.stops:
        page.goto(f"{HOME}{stop.path}")
        if stop.first is not None:
            stop.first(page)
        page.wait_for_load_state("networkidle")
        path = FOLDER / f"{stop.name}.png"
        if stop.of:
            page.locator(stop.of).screenshot(path=path)
            yield path
            continue
        height = min(int(page.evaluate("() => document.documentElement.scrollHeight")), _TALLEST)
        page.screenshot(
            path=path,
            full_page=True,
            clip={"x": 0, "y": 0, "width": walk.size["width"], "height": height},
        )
        yield path
    context.close()


def main() -> None:
    """Take every picture."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    chromium = shutil.which("chromium")
    assert chromium is not None, "apt-get install chromium libatomic1"
    with pages(), sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=list(QUIET))
        for walk in walks():
            for path in take(browser, walk):
                sys.stdout.write(f"{path}\n")
        browser.close()


if __name__ == "__main__":
    main()
