"""`python -m tests.browser.pictures`: walk the demo's pages as each kind of user would.

The demo is there already (`make demo`). The pictures it takes are those of docs/tour.md.
"""

import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
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
    """One picture: its name, where it is, and what is done there first."""

    name: str
    path: str
    first: Callable[[Page], None] | None = None


@dataclass(frozen=True, kw_only=True)
class Walk:
    """Somebody's walk: who signs in (a name at the double, "" for nobody), in which role."""

    who: str
    role: str
    size: dict[str, int]
    stops: Sequence[Stop]


def walks() -> Sequence[Walk]:
    """Return the walks of the tour."""
    return (
        Walk(
            who="",
            role="",
            size=PHONE,
            stops=(Stop(name="start", path="/"), Stop(name="calculator", path="/calculator")),
        ),
        Walk(
            who="เจ้าหน้าที่ อปท.",
            role="clerk",
            size=DESK,
            stops=(Stop(name="office-home", path=f"/office/{CITY}"),),
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
        height = min(int(page.evaluate("() => document.documentElement.scrollHeight")), _TALLEST)
        path = FOLDER / f"{stop.name}.png"
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
    assert chromium is not None, "apt-get install chromium"
    with pages(), sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=list(QUIET))
        for walk in walks():
            for path in take(browser, walk):
                sys.stdout.write(f"{path}\n")
        browser.close()


if __name__ == "__main__":
    main()
