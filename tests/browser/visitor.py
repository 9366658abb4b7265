"""Somebody at a browser: goes to pages, signs in, and is asked what the page is like."""

import sys
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import (
    BrowserContext,
    ConsoleMessage,
    Dialog,
    Error,
    Locator,
    Page,
    Request,
    expect,
)

from tests.browser.chromium import Chromium
from tests.browser.street import Street

PHONE = {"width": 390, "height": 844}
DESK = {"width": 1280, "height": 900}
NARROWEST = 320
CLERK, CHIEF = 21, 24
"""The numbers of two people of one body."""
SERIOUS = frozenset({"serious", "critical"})
RULES_KEPT = """() => axe.run(document, {
    runOnly: ['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa'],
    resultTypes: ['violations'],
})"""
"""What is kept is not told piece by piece: it is most of the answer."""
AT_ONCE = """() => {
    window.setTimeout = (done, after) => { if (!after) Promise.resolve().then(done); };
}"""

WITHOUT_TAB = """() => [
    ...document.querySelectorAll('a, button, input, select, textarea, summary, [tabindex]')
].filter(one => one.checkVisibility() && !one.disabled && one.type !== 'hidden' && (
    one.tabIndex > 0 || (one.tabIndex < 0 && !one.matches('[data-errors], h1'))
)).map(one => one.outerHTML.slice(0, 200))"""
"""What a mouse can use and the Tab key does not come to, or comes to out of its turn."""
TWICE = """() => {
    const names = [...document.querySelectorAll('[id]')].map(one => one.id);
    return names.filter((name, at) => names.indexOf(name) !== at);
}"""
"""Names that two things of a page have: a label or a link then means the first of them."""
LOOKS = 400
"""How often somebody without scripts looks again at most."""
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
    """A window of one person's own. `strangers` are other hosts that a page asked for anything."""

    street: Street
    browser: Chromium
    page: Page
    strangers: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    scripts: bool = True

    @staticmethod
    def at(
        browser: Chromium, street: Street, *, size: dict[str, int], scripts: bool = True
    ) -> "Visitor":
        """Open a browser at a street."""
        page = browser.window(scripts=scripts)
        return Visitor(street=street, browser=browser, page=page, scripts=scripts).looking(size)

    @staticmethod
    def new(browser: Chromium, street: Street, *, size: dict[str, int]) -> "Visitor":
        """Open a browser that was at no page before, so that everything comes to it anew."""
        page = browser.new_window(scripts=True)
        return Visitor(street=street, browser=browser, page=page).looking(size)

    def looking(self, size: dict[str, int]) -> "Visitor":
        """Look through the window from now on, and note what goes wrong in it."""
        self.page.set_viewport_size(size)  # type: ignore[arg-type]
        self.page.on("request", self._note)
        self.page.on("pageerror", self._fail)
        self.page.on("console", self._hear)
        self.page.on("dialog", self._dismiss)
        return self

    @staticmethod
    def reading(
        language: str, browser: Chromium, street: Street, *, size: dict[str, int] = DESK
    ) -> "Visitor":
        """Open a browser: scripts run for who reads Thai, none for who reads English."""
        return Visitor.at(browser, street, size=size, scripts=not language)

    def go(self, path: str) -> int:
        """Go to a page and return its status."""
        answer = self.page.goto(f"{self.street.origin}{path}")
        assert answer is not None
        return answer.status

    def sign_in(self, person: int, role: str = "") -> None:
        """Be signed in, and in a role where one is named: as on the pages, with none of them shown.

        To show them at each sign-in takes longer than most of what is then done.
        """
        asking, api = self.page.request, f"{self.street.origin}/api/v1"
        double = asking.get(f"{api}/sign-in/thaid")
        asking.get(f"{double.url}&{self.street.choose(person)}")
        session = asking.get(f"{api}/session").json()
        if role:
            body = next(one["body"] for one in session["roles"] if one["role"] == role)
            asking.post(
                f"{api}/session/role",
                data={"role": role, "body": body},
                headers={"Origin": self.street.origin},
            )
            session = asking.get(f"{api}/session").json()
        assert session["role"] == (role or "taxpayer"), person

    def sign_in_at_thaid(self, person: int, role: str = "", language: str = "") -> None:
        """Sign in at the double of ThaID, and choose a role where one is named."""
        self.go(f"{language}/sign-in")
        self.press('a[href^="/api/v1/sign-in/thaid"]')
        self.page.locator(f'a[href*="{self.street.choose(person)}"]').click()
        self.page.wait_for_url(f"{self.street.origin}/**")
        if role:
            self.tick(f'input[name=role][value^="{role}@"]')
            self.press("main button")
            self.page.wait_for_url(lambda url: not urlsplit(url).path.endswith("/roles"))

    def press(self, target: str | Locator, key: str = "Enter") -> None:
        """Do by keyboard what others do with a mouse: Tab comes there, and a key does it."""
        found = self.page.locator(target).first if isinstance(target, str) else target.first
        assert found.evaluate("one => one.tabIndex") == 0, target
        found.focus()
        expect(found).to_be_focused()
        found.press(key)

    def tick(self, target: str | Locator) -> None:
        """Choose a box or a button of several by keyboard."""
        self.press(target, "Space")

    def choose(self, target: str | Locator, value: str) -> None:
        """Choose one of a list by the arrow keys."""
        found = self.page.locator(target).first if isinstance(target, str) else target.first
        found.focus()
        expect(found).to_be_focused()
        steps = found.evaluate(
            "(one, value) => [...one.options].findIndex(each => each.value === value)"
            " - one.selectedIndex",
            value,
        )
        for _ in range(abs(steps)):
            found.press("ArrowDown" if steps > 0 else "ArrowUp")
        expect(found).to_have_value(value)

    def give(self, target: str | Locator, file: Path, key: str = "Enter") -> None:
        """Open the choice of files by a key, as the dialog of the system is the browser's."""
        with self.page.expect_file_chooser() as opened:
            self.press(target, key)
        opened.value.set_files(file)

    def sends(self, button: str | Locator) -> None:
        """Press what leads to another page, and find nothing wrong with what was sent."""
        self.press(button)
        self.page.wait_for_load_state()
        assert self.page.locator(".govuk-error-summary").count() == 0, self.text()

    def until_there(self, target: str) -> Locator:
        """Wait for what work behind the page brings; without scripts by looking again, as asked."""
        found = self.page.locator(target).first
        for _ in range(0 if self.scripts else LOOKS):
            again = self.page.locator("main a:text-matches('^(ดูอีกครั้ง|Look again)$')")
            if found.count() or not again.count():
                break
            self.press(again)
            self.page.wait_for_load_state()
        expect(found).to_be_visible()
        return found

    @property
    def context(self) -> BrowserContext:
        """What the windows of one person share: who is signed in."""
        return self.page.context

    @property
    def path(self) -> str:
        """The address the browser is at, without the host."""
        return urlsplit(self.page.url).path

    def text(self) -> str:
        """What the page's main part says."""
        return self.page.locator("main").inner_text()

    def barriers(self) -> Sequence[str]:
        """What keeps people with disabilities from using the page, where it is serious (axe).

        The rules are a script themselves, which is asked from outside; where no scripts run no
        timer does either, and the rules wait for some of no length.
        """
        page = self.page
        if not page.evaluate("() => 'axe' in window"):
            page.evaluate(axe())
            if not self.scripts:
                page.evaluate(AT_ONCE)
        found = page.evaluate(RULES_KEPT)
        twice = [f"two things are named {name}" for name in page.evaluate(TWICE)]
        return twice + [
            f"{one['id']}: {node['target']} {node.get('failureSummary', '')}"
            for one in found["violations"]
            if one["impact"] in SERIOUS
            for node in one["nodes"]
        ]

    def beyond_keyboard(self) -> Sequence[str]:
        """What of the page is for those with a mouse alone."""
        return list(self.page.evaluate(WITHOUT_TAB))

    def unfit(self) -> Sequence[str]:
        """What of the page as it stands keeps somebody out: by axe, by keyboard, by its width."""
        page, size = self.page, self.page.viewport_size
        found = [*self.barriers(), *self.beyond_keyboard()]
        if page.locator("h1").count() != 1:
            found.append("there is not one heading of all")
        page.set_viewport_size({"width": NARROWEST, "height": 640})
        if self.overflow() > 0:
            found.append("it sticks out at 320 pixels")
        page.evaluate("() => { document.documentElement.style.fontSize = '200%'; }")
        if self.overflow() > 0:
            found.append("it sticks out with text twice as large")
        page.evaluate("() => { document.documentElement.style.fontSize = ''; }")
        page.set_viewport_size(size or PHONE)  # type: ignore[arg-type]
        return [*found, *self.strangers]

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
        """Leave the window to others."""
        for happened, told in (
            ("request", self._note),
            ("pageerror", self._fail),
            ("console", self._hear),
            ("dialog", self._dismiss),
        ):
            self.page.remove_listener(happened, told)
        self.browser.leave(self.page, scripts=self.scripts)

    def _fail(self, error: Error) -> None:
        self.errors.append(str(error))

    def _dismiss(self, dialog: Dialog) -> None:
        self.errors.append(dialog.message)
        dialog.dismiss()

    def _hear(self, said: ConsoleMessage) -> None:
        # The double of ThaID has no icon, and says so on its own pages.
        if said.type == "error" and said.location["url"].startswith(self.street.origin):
            self.errors.append(said.text)

    def _note(self, request: Request) -> None:
        if not request.url.startswith((self.street.origin, "blob:", "data:")):
            host = urlsplit(request.url).hostname or ""
            if "/api/v2/oauth2/" not in request.url:
                self.strangers.append(host)
