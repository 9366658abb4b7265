"""A browser for these tests; where there is none the tests say so, and in CI they fail."""

import os
import shutil
from collections.abc import Iterator
from ctypes.util import find_library
from pathlib import Path

import pytest
from playwright.sync_api import expect, sync_playwright

from tests.browser.chromium import PATIENCE_MS, Chromium
from tests.browser.street import Street, of_street
from tests.browser.visitor import CHIEF, CLERK, DESK, PHONE, Visitor

QUIET = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
)


@pytest.fixture(scope="package")
def browser() -> Iterator[Chromium]:
    """Debian's Chromium. Not for all tests: no other loop of events may run while it is driven."""
    path = shutil.which("chromium")
    if path is None or find_library("atomic") is None:
        assert not os.environ.get("CI"), "Continuous integration tries the pages in a browser."
        pytest.skip("there is no Chromium with libatomic: apt-get install chromium libatomic1")
    expect.set_options(timeout=PATIENCE_MS)
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=path, args=list(QUIET))
        yield Chromium(browser=opened)
        opened.close()


@pytest.fixture(scope="module")
def street(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Street]:
    """A street of pages that the tests of a module share."""
    folder: Path = tmp_path_factory.mktemp("street") / "office"
    yield from of_street(folder)


@pytest.fixture
def phone(browser: Chromium, street: Street) -> Iterator[Visitor]:
    """Somebody with a phone."""
    made = Visitor.at(browser, street, size=PHONE)
    yield made
    made.close()


@pytest.fixture
def desk(browser: Chromium, street: Street) -> Iterator[Visitor]:
    """Somebody at a desk."""
    made = Visitor.at(browser, street, size=DESK)
    yield made
    made.close()


@pytest.fixture
def plain(browser: Chromium, street: Street) -> Iterator[Visitor]:
    """Somebody with a phone on which no scripts run."""
    made = Visitor.at(browser, street, size=PHONE, scripts=False)
    yield made
    made.close()


@pytest.fixture
def two(
    browser: Chromium, street: Street, mine: str, theirs: str
) -> Iterator[tuple[Visitor, Visitor]]:
    """A clerk and a chief at work, each at a browser and in a language of their own."""
    clerk, chief = (Visitor.reading(language, browser, street) for language in (mine, theirs))
    clerk.sign_in(CLERK, "clerk")
    chief.sign_in(CHIEF, "chief")
    yield clerk, chief
    for one in (clerk, chief):
        one.close()
    assert clerk.errors + chief.errors == []
