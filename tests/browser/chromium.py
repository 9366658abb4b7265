"""The browser of these tests. Who is done with a window leaves it empty to whoever comes next."""

from dataclasses import dataclass, field

from playwright.sync_api import Browser, Error, Page

PATIENCE_MS = 120_000
"""On a machine that others use, a page may take long; what it shows in the end is what counts."""
FORGET = "() => { localStorage.clear(); sessionStorage.clear(); }"


@dataclass(frozen=True, kw_only=True)
class Chromium:
    """The running browser. To open a window takes it longer than to show ten pages in one."""

    browser: Browser
    left: dict[bool, list[Page]] = field(default_factory=lambda: {True: [], False: []})
    """The windows that nobody looks through, by whether scripts run in them."""

    def window(self, *, scripts: bool) -> Page:
        """Return a window through which nobody looks and in which nobody is signed in."""
        return self.left[scripts].pop() if self.left[scripts] else self.new_window(scripts=scripts)

    def new_window(self, *, scripts: bool) -> Page:
        """Return a window that has not kept a picture, a font or a style from any page."""
        context = self.browser.new_context(java_script_enabled=scripts, locale="th-TH")
        context.set_default_timeout(PATIENCE_MS)
        return context.new_page()

    def leave(self, page: Page, *, scripts: bool) -> None:
        """Take a window back: it is at no page, and knows nobody and nothing that pages kept."""
        context = page.context
        try:
            page.evaluate(FORGET)
            page.goto("about:blank")
        except Error:
            # It is on its way to another page, or at none.
            context.close()
            return
        context.clear_cookies()
        for beside in context.pages[1:]:
            beside.close()
        self.left[scripts].append(page)
