"""One visit to a page: who asks, in which language, and the ways a page may answer."""

import re
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Final
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from api.http.asking import front_of
from api.http.bodies import MOST_BODY_BYTES
from api.http.front import Front
from api.pages import forms
from api.pages.forms import Form, read_form
from api.pages.inner import Answer, Api, ApiProblem
from api.pages.language import ENGLISH_PREFIX, Language, Writer
from api.pages.navigation import sections_of
from api.pages.templating import Templates
from api.policy import Role

SEEN: Final = "thidin-seen"
ACTING_FOR: Final = "thidin-for"
"""The cookie with the code of whom a taxpayer acts for; the API asks each time whether they may."""

_CODE: Final = re.compile(r"TP-[0-9A-Z]{13}")
_TAX_PAGES: Final = "/my"
_OWN_PAGES: Final = ("/my/people", "/my/settings", "/my/messages", "/my/looks", "/my/data")
_SEEN_SECONDS: Final = 120
_SEE_OTHER: Final = 303
_UNPROCESSABLE: Final = 422
CONTENT_SECURITY: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)


@dataclass(kw_only=True)
class Visit:
    """A request for a page, and everything a page needs to answer it."""

    request: Request
    templates: Templates
    language: Language
    _session: dict[str, Any] | None = field(default=None, repr=False)

    @property
    def front(self) -> Front:
        """The front office, for the day and the settings; data come from `api` alone."""
        return front_of(self.request)

    @cached_property
    def api(self) -> Api:
        """The service's API, asked as whoever asks for this page."""
        seen = self.request.cookies.get(SEEN, "")
        return Api(
            request=self.request,
            base=self.front.settings.origin,
            seen=int(seen) if seen.isascii() and seen.isdigit() and len(seen) < 18 else 0,  # noqa: PLR2004 - 63 bits
            acting_for=self.acting_for if self._is_others else "",
        )

    @property
    def _is_others(self) -> bool:
        """Whether the page shows the affairs of whom one acts for, where one acts for somebody."""
        return self.path.startswith(_TAX_PAGES) and not self.path.startswith(_OWN_PAGES)

    @property
    def acting_for(self) -> str:
        """The code of whom the person acts for, "" for themselves."""
        code = self.request.cookies.get(ACTING_FOR, "")
        return code if _CODE.fullmatch(code) else ""

    @property
    def write(self) -> Writer:
        """Writes in the reader's language."""
        return Writer(self.language)

    @property
    def thai(self) -> bool:
        """Whether the reader reads Thai."""
        return self.language is Language.THAI

    @property
    def path(self) -> str:
        """The page's address without the language."""
        path = self.request.url.path
        if self.language is Language.ENGLISH:
            path = path.removeprefix(ENGLISH_PREFIX) or "/"
        return path

    def part(self, name: str) -> str:
        """Return a named part of the address."""
        return str(self.request.path_params[name])

    def asked(self, name: str) -> str:
        """Return what the address asks for after its `?`, "" where it does not."""
        return self.request.query_params.get(name, "").strip()

    def quoted(self, text: str) -> str:
        """Return a text as it may stand behind the `?` of an address."""
        return quote(text, safe="")

    async def form(self, *, most: int = MOST_BODY_BYTES) -> Form:
        """Read what the page's form sent. Raises `Problem`."""
        return await read_form(self.request, most=most)

    async def session(self) -> dict[str, Any]:
        """Return as whom the person is known, as `/session` of the API tells it."""
        if self._session is None:
            self._session = (await self.api.get("/session")).told
        assert self._session is not None
        return self._session

    async def show(self, template: str, *, status: int = 200, **context: object) -> Response:
        """Answer with a page."""
        session = await self.session()
        whole = {
            "visit": self,
            "session": session,
            "sections": sections_of(session),
            "mode": self.front.settings.mode,
            "form_token": forms.token_for(self.request),
            "once": forms.fresh_once(),
            "today": self.front.today(),
            "acting": await self._acting(session),
            "problem": None,
            **context,
        }
        text = self.templates.render(self.language, template, whole)
        return self._kept(HTMLResponse(text, status_code=status, headers=_headers(self.language)))

    async def _acting(self, session: Mapping[str, Any]) -> dict[str, Any] | None:
        """Return for whom the person acts, with the name where they may see; None for oneself."""
        if not self.acting_for or session["role"] != Role.TAXPAYER:
            return None
        let = (await self.api.get("/taxpayers/me/delegations/received")).told["items"]
        found = next((one for one in let if one["taxpayer"] == self.acting_for), None)
        return {
            "code": self.acting_for,
            "name": found["name"] if found else None,
            "joint_owners": found["joint_owners"] if found else None,
        }

    async def again(self, template: str, problem: ApiProblem, **context: object) -> Response:
        """Answer with the page of a form whose command was refused, saying why."""
        status = problem.status if problem.status >= 400 else _UNPROCESSABLE  # noqa: PLR2004 - HTTP
        return await self.show(template, status=status, problem=problem, **context)

    def go(self, path: str) -> Response:
        """Answer by sending the browser to another page, in the same language."""
        return self._kept(RedirectResponse(self.language.path(path), status_code=_SEE_OTHER))

    def to_sign_in(self) -> Response:
        """Send the browser to sign in, and back to this page afterwards."""
        query = self.request.url.query
        after = self.request.url.path + (f"?{query}" if query else "")
        return self.go(f"/sign-in?after={quote(after, safe='')}")

    def file(self, content: bytes, *, media_type: str, name: str) -> Response:
        """Answer with a file to keep."""
        told = {"Content-Disposition": f'attachment; filename="{name}"'}
        return self._kept(Response(content, media_type=media_type, headers=told))

    def passed_on(self, answer: Answer) -> Response:
        """Answer with a file that the API answered with, under its name."""
        told = {"Content-Disposition": answer.headers["content-disposition"]}
        media_type = answer.headers["content-type"]
        return self._kept(Response(answer.content, media_type=media_type, headers=told))

    def _kept(self, response: Response) -> Response:
        for cookie in self.api.cookies:
            response.headers.append("set-cookie", cookie)
        if self.request.method != "GET" and self.api.seen:
            response.set_cookie(
                SEEN,
                str(self.api.seen),
                max_age=_SEEN_SECONDS,
                path="/",
                secure=self.front.settings.secure,
                httponly=True,
                samesite="lax",
            )
        return response


Handler = Callable[[Visit], Awaitable[Response]]


def _headers(language: Language) -> Mapping[str, str]:
    return {
        "Content-Security-Policy": CONTENT_SECURITY,
        "Content-Language": language.value,
        # Under no-referrer a browser hides from us, too, that a form comes from our own page.
        "Referrer-Policy": "same-origin",
    }


class _Named(Route):
    """A route that lets the service's own log name its pattern, as those of the API do."""

    async def handle(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer."""
        scope["route"] = self
        await super().handle(scope, receive, send)


class Section:
    """The pages of one family, each in both languages."""

    def __init__(self) -> None:
        self._pages: list[tuple[str, str, Handler]] = []

    def get(self, path: str) -> Callable[[Handler], Handler]:
        """Mark what answers with a page."""
        return self._marked("GET", path)

    def post(self, path: str) -> Callable[[Handler], Handler]:
        """Mark what takes a page's form."""
        return self._marked("POST", path)

    def routes(self, templates: Templates) -> list[Route]:
        """Return the routes."""
        return [
            _Named(
                language.path(path),
                _answering(handler, templates, language),
                methods=[method],
                name=f"{handler.__module__.rpartition('.')[2]}.{handler.__name__}",
            )
            for method, path, handler in self._pages
            for language in Language
        ]

    def _marked(self, method: str, path: str) -> Callable[[Handler], Handler]:
        def mark(handler: Handler) -> Handler:
            self._pages.append((method, path, handler))
            return handler

        return mark


def _answering(
    handler: Handler, templates: Templates, language: Language
) -> Callable[[Request], Awaitable[Response]]:
    async def answer(request: Request) -> Response:
        visit = Visit(request=request, templates=templates, language=language)
        # What went wrong is told as a page of this visit: see `api/pages/site.py`.
        request.state.visit = visit
        return await handler(visit)

    return answer
