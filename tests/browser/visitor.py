"""Somebody at a browser: goes to pages, signs in, and is asked what the page is like."""

import sys
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Request

from tests.browser.street import Street

PHONE = {"width": 390, "height": 844}
DESK = {"width": 1280, "height": 900}
NARROWEST = 320
PATIENCE_MS = 120_000
"""On a machine that others use, a page may take long; what it shows in the end is what counts."""
SERIOUS = frozenset({"serious", "critical"})
RULES_KEPT = """() => axe.run(document, {
    runOnly: ['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa'],
    resultTypes: ['violations'],
})"""
"""What is kept is not told piece by piece: it is most of the answer."""


SHIFTS = """() => new Promise(resolve => {
    let sum = 0;
    new PerformanceObserver(list => {
        for (const one of list.getEntries()) sum += one.value;
    }).observe({type: 'layout-shift', buffered: true});
    requestAnimationFrame(() => requestAnimationFrame(() => resolve(sum)));
})"""


@cache
def axe() -> str:
    """The accessibility rules, as their package has them."""
    return (Path(sys.prefix) / "web/node_modules/axe-core/axe.min.js").read_text("utf-8")


@dataclass(kw_only=True)
class Visitor:
    """A browser of one person's own. `strangers` are other hosts that a page asked for anything."""

    street: Street
    context: BrowserContext
    page: Page
    strangers: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    is_citizen: bool = True

    @staticmethod
    def at(
        browser: Browser, street: Street, *, size: dict[str, int], scripts: bool = True
    ) -> "Visitor":
        """Open a browser at a street."""
        context = browser.new_context(viewport=size, java_script_enabled=scripts, locale="th-TH")  # type: ignore[arg-type]
        context.set_default_timeout(PATIENCE_MS)
        page = context.new_page()
        made = Visitor(street=street, context=context, page=page)
        page.on("request", made._note)
        page.on("pageerror", lambda error: made.errors.append(str(error)))
        page.on("console", made._hear)
        return made

    def go(self, path: str) -> int:
        """Go to a page and return its status."""
        answer = self.page.goto(f"{self.street.origin}{path}")
        assert answer is not None
        return answer.status

    def sign_in(self, person: int, role: str = "", language: str = "") -> None:
        """Sign in at the double of ThaID, and choose a role where one is named."""
        self.go(f"{language}/sign-in")
        self.page.locator('a[href^="/api/v1/sign-in/thaid"]').click()
        self.page.locator(f'a[href*="{self.street.choose(person)}"]').click()
        self.page.wait_for_url(f"{self.street.origin}/**")
        if role:
            self.page.locator(f'input[name=role][value^="{role}@"]').check()
            self.page.locator("main button").click()
            self.page.wait_for_url(lambda url: not urlsplit(url).path.endswith("/roles"))

    @property
    def path(self) -> str:
        """The address the browser is at, without the host."""
        return urlsplit(self.page.url).path

    def text(self) -> str:
        """What the page's main part says."""
        return self.page.locator("main").inner_text()

    def barriers(self) -> Sequence[str]:
        """What keeps people with disabilities from using the page, where it is serious (axe)."""
        if not self.page.evaluate("() => 'axe' in window"):
            self.page.evaluate(axe())
        found = self.page.evaluate(RULES_KEPT)
        return [
            f"{one['id']}: {node['target']} {node.get('failureSummary', '')}"
            for one in found["violations"]
            if one["impact"] in SERIOUS
            for node in one["nodes"]
        ]

    def overflow(self) -> int:
        """How many pixels of the page stick out at its side."""
        return int(
            self.page.evaluate(
                "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"
            )
        )

    def shift(self) -> float:
        """How far what stands on the page has jumped since it came (cumulative layout shift)."""
        self.page.wait_for_load_state("networkidle")
        return float(self.page.evaluate(SHIFTS))

    def close(self) -> None:
        """Close the browser."""
        self.context.close()

    def _hear(self, said: ConsoleMessage) -> None:
        # The double of ThaID has no icon, and says so on its own pages.
        if said.type == "error" and said.location["url"].startswith(self.street.origin):
            self.errors.append(said.text)

    def _note(self, request: Request) -> None:
        if not request.url.startswith((self.street.origin, "blob:", "data:")):
            host = urlsplit(request.url).hostname or ""
            if "/api/v2/oauth2/" not in request.url:
                self.strangers.append(host)
