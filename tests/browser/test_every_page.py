"""On every page: no barrier, all by keyboard, nothing beside the edge, nothing from elsewhere."""

from collections.abc import Iterator, Mapping
from dataclasses import replace

import pytest
from playwright.sync_api import Route, expect

from api.http.settings import TRAINING
from domain import taxpayer
from tests.api.cli.clerk import title, written
from tests.api.http.test_hearing import paper
from tests.api.http.test_imports import HERE, finished, handed
from tests.api.http.test_issuing import did
from tests.api.http.test_pricing import listed
from tests.api.http.test_relieving import flood
from tests.browser.chromium import Chromium
from tests.browser.street import Street
from tests.browser.visitor import CLERK, DESK, NARROWEST, PHONE, Visitor

GUEST = (
    "/",
    "/sign-in",
    "/nowhere",
    "/pay",
    "/check-receipt",
    "/help?reference=05600701",
    "/calculator",
    "/calculator/facts?kinds=land,building,unit",
    "/calculator/result?kinds=land&year=2570&p1-value=90000000&p1-use=vacant",
    "/calculator/result?kinds=land&year=2569",
)
TAXPAYER = (
    "/my",
    "/my/bills/05600701/2569",
    "/my/bills/05600701/2570",
    "/my/pay",
    "/my/pay/05600701/2569",
    "/my/parts/05600701/2569",
    "/my/refund/05600701/2569",
    "/my/receipts",
    "/my/matters",
    "/my/matters/new",
    "/my/matters/new/objection/05600701/2569",
    "/my/people",
    "/my/settings",
    "/my/messages",
    "/my/looks",
)
TREASURY = (
    "/treasury",
    "/treasury/60",
    "/treasury/60/rounds",
    "/treasury/60/objections",
)
LAND_OFFICE = ("/land-office", "/land-office/deliveries", "/check-clearance")
MINISTRY = (
    "/ministry",
    "/ministry?measure=collected",
    "/ministry/provinces/60",
    "/ministry/bodies",
    "/ministry/bodies?stage=invited",
)
OFFICE = (
    "/office/05600701",
    "/office/05600701/people",
    "/office/05600701/imports",
    "/office/05600701/register?text=01A001",
    "/office/05600701/register/property?key=01A001",
    "/office/05600701/run",
    "/office/05600701/money",
    "/office/05600701/money/take",
    "/office/05600701/money/suspense",
    "/office/05600701/money/bank",
    "/office/05600701/money/day",
    "/office/05600701/money/reports",
    "/office/05600701/arrears",
    "/office/05600701/clearance?key=01A001",
    "/office/05600701/matters",
    "/office/05600701/matters/2569/1",
    "/office/05600701/matters/new?taxpayer={owner}",
    "/office/05600701/owners/{owner}",
    "/office/05600701/accounts/2569/1",
    "/office/05600701/money/suspense/014/B00007",
    "/office/05600701/imports/{job}",
    "/office/05600701/reliefs",
    "/office/05600701/gaps",
    "/office/05600701/late",
)
HTML = "text/html; charset=utf-8"
STANDS_STILL = 0.1
"""What is still good by the measure of web pages; what loads late has its room kept."""
PAGES: dict[tuple[int, str], tuple[str, ...]] = {
    (0, ""): GUEST,
    (1, ""): TAXPAYER,
    (21, ""): ("/roles",),
    (21, "clerk"): OFFICE,
    (23, "treasury"): TREASURY,
    (23, "land_office"): LAND_OFFICE,
    (22, "ministry"): MINISTRY,
}
"""Pages by who looks at them: the person's number (0: nobody signed in) and role."""
WALKS = [(who, language) for who in PAGES for language in ("", "/en")]


def named(walk: tuple[tuple[int, str], str]) -> str:
    (person, role), language = walk
    return f"{role or ('taxpayer' if person else 'guest')}-{person}{language.replace('/', '-')}"


@pytest.fixture(scope="module")
def names(street: Street) -> Mapping[str, str]:
    """What addresses of single things name: all of them are there, and wait for somebody."""
    collecting = street.collecting
    clerk, owner = collecting.town.officer(), taxpayer.show(collecting.town.person(1))
    did(clerk, f"{HERE}/decisions/2569/matters", "matter", **paper(collecting))
    did(clerk, f"{HERE}/reliefs/2569", "relief", **flood(properties=["01A002"]))
    waiver = {"kind": "waiver", "reason": "ILLNESS", "percent": 50}
    did(clerk, f"{HERE}/decisions/2569/accounts/1/proposals", "waiver", **waiver)
    collecting.tells(collecting.transfer(7, ref1="1103700000006"))
    collecting.recorded()
    file = written(collecting.town.folder / "two.csv", [title(6), title(7, rai="สองไร่")])
    job = finished(collecting.town, clerk, handed(clerk, f"{HERE}/imports", file))
    return {"owner": owner, "job": str(job["job"])}


@pytest.fixture
def walker(
    browser: Chromium, street: Street, request: pytest.FixtureRequest, names: Mapping[str, str]
) -> Iterator[tuple[Visitor, tuple[str, ...]]]:
    """Somebody at a phone, signed in if need be, and the pages to look at."""
    (person, role), language = request.param
    visitor = Visitor.new(browser, street, size=PHONE)
    if person:
        visitor.sign_in(person, role)
    paths = [f"{language}{path.format(**names)}" for path in PAGES[person, role]]
    if role == "treasury":
        paths += tried(visitor, language)
    yield visitor, tuple(paths)
    visitor.close()


def tried(visitor: Visitor, language: str) -> list[str]:
    """Hand in a price list and try it; return where it and its effect are shown."""
    page = visitor.page
    visitor.go(f"{language}/treasury/60")
    page.locator("#file").set_input_files(listed(visitor.street.collecting.town, 1, baht=30_000))
    page.locator("#as_of").fill("2027-01-01")
    page.locator("main form button").first.click()
    page.locator("form[action$=impact] button").wait_for()
    handed_in = visitor.path
    page.locator("form[action$=impact] button").click()
    expect(page.locator("#job .th-chart").first).to_be_visible()
    return [handed_in, visitor.path]


@pytest.mark.parametrize("walker", WALKS, ids=map(named, WALKS), indirect=True)
def test_every_page_is_for_everybody(walker: tuple[Visitor, tuple[str, ...]]) -> None:
    visitor, pages = walker
    for path in pages:
        assert visitor.go(path) < 500, path
        assert visitor.page.locator("h1").count() == 1, path
        assert visitor.beyond_keyboard() == [], path
        assert visitor.barriers() == [], (path, PHONE)
        # What comes late has come meanwhile.
        assert visitor.shift() < STANDS_STILL, path
        visitor.page.set_viewport_size(DESK)  # type: ignore[arg-type]
        assert visitor.barriers() == [], (path, DESK)
        visitor.page.set_viewport_size({"width": NARROWEST, "height": 640})
        assert visitor.overflow() <= 0, path
        visitor.page.evaluate("() => { document.documentElement.style.fontSize = '200%'; }")
        assert visitor.overflow() <= 0, f"{path} with text twice as large"
        visitor.page.set_viewport_size(PHONE)  # type: ignore[arg-type]
        assert visitor.strangers == [], path
    told = ("404", "422")
    refused = [error for error in visitor.errors if not any(one in error for one in told)]
    assert refused == []


def test_the_first_page_is_light_and_stands_still(browser: Chromium, street: Street) -> None:
    visitor = Visitor.new(browser, street, size=PHONE)
    weighed = visitor.context.new_cdp_session(visitor.page)
    weighed.send("Network.enable")
    came: list[float] = []
    weighed.on("Network.loadingFinished", lambda told: came.append(told["encodedDataLength"]))

    visitor.go("/")
    shift = visitor.shift()
    visitor.close()

    assert sum(came) < 100 * 1024
    assert shift < 0.01


def test_one_comes_everywhere_by_keyboard(phone: Visitor) -> None:
    phone.go("/")
    phone.page.keyboard.press("Tab")
    assert phone.page.evaluate("() => document.activeElement.className") == "govuk-skip-link"

    reached = set()
    for _ in range(20):
        phone.page.keyboard.press("Tab")
        reached.add(phone.page.evaluate("() => document.activeElement.getAttribute('href')"))

    assert {"/en", "/pay", "/sign-in", "/calculator"} <= reached


@pytest.mark.parametrize("language", ["", "/en"], ids=["with scripts", "without scripts"])
@pytest.mark.parametrize(
    ("person", "role", "landing"), [(1, "", "/my"), (CLERK, "clerk", "/office/05600701")]
)
def test_one_signs_in_and_chooses_a_role_by_keyboard(
    browser: Chromium, street: Street, *, person: int, role: str, landing: str, language: str
) -> None:
    somebody = Visitor.reading(language, browser, street)

    somebody.sign_in_at_thaid(person, role, language)

    assert somebody.path == f"{language}{landing}"
    somebody.close()


@pytest.mark.parametrize("language", ["", "/en"])
def test_the_header_does_not_jump_on_a_phone_when_the_typeface_comes_late(
    browser: Chromium, street: Street, language: str
) -> None:
    somebody, held = Visitor.new(browser, street, size=PHONE), list[Route]()
    somebody.sign_in(22, "ministry")
    page, header = somebody.page, somebody.page.locator(".th-header")
    page.route("**/*.woff2", lambda route: held.append(route))  # noqa: PLW0108 - no builtin is taken
    page.goto(f"{street.origin}{language}/ministry", wait_until="domcontentloaded")
    before = header.bounding_box()

    # What was held back goes on its way.
    page.unroute("**/*.woff2")
    page.wait_for_load_state("networkidle")
    page.evaluate("() => document.fonts.ready.then(() => null)")

    assert held != []
    assert header.bounding_box() == before
    somebody.close()


UNFIT = """<!doctype html><html lang="en"><title>Unfit</title><h1 id="a">Unfit</h1><p id="a"></p>
<img src="/a.png"><p><a href="/" style="color: #eee; background: #fff">faint</a></p>
<input><button tabindex="5"></button><p style="width: 2000px">wide</p>"""


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_what_keeps_people_out_is_told(browser: Chromium, street: Street, *, scripts: bool) -> None:
    visitor = Visitor.at(browser, street, size=PHONE, scripts=scripts)
    visitor.page.route("**/unfit", lambda asked: asked.fulfill(body=UNFIT, content_type=HTML))
    visitor.go("/unfit")

    told = " ".join(visitor.unfit())

    for wrong in (
        "two things are named a",
        *("button-name", "color-contrast", "image-alt", "label"),
        '<button tabindex="5">',
        "it sticks out at 320 pixels",
    ):
        assert wrong in told
    visitor.page.unroute("**/unfit")
    visitor.close()


@pytest.fixture
def training(street: Street) -> Iterator[list[str]]:
    """Let the office be one for training for a while; what is told are beginnings anew."""
    front = street.collecting.town.front
    before = front.settings, front.start_over
    told: list[str] = []
    front.settings = replace(front.settings, mode=TRAINING)
    front.start_over = lambda: told.append("begun again")
    yield told
    front.settings, front.start_over = before


@pytest.mark.parametrize("language", ["", "/en"])
def test_a_training_office_says_so_on_every_page_and_is_begun_again_by_keyboard(
    browser: Chromium, street: Street, training: list[str], language: str
) -> None:
    officer = Visitor.reading(language, browser, street)
    officer.sign_in(CLERK, "clerk")
    assert officer.go(f"{language}/office/05600701") == 200
    assert officer.unfit() == []
    officer.press(".th-training a")
    officer.page.wait_for_url("**/training")
    assert officer.page.locator(".th-training a").count() == 1
    assert officer.unfit() == []

    officer.sends("main form button")

    assert ("is being put back" if language else "กำลังคืนทุกอย่าง") in officer.text()
    assert officer.unfit() == []
    assert training == ["begun again"]
    officer.close()
