"""What a page's form sends: read within limits, and only where our own page was what sent it."""

import hashlib
import hmac
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from starlette.datastructures import UploadFile
from starlette.requests import Request

from api.http.asking import front_of, refuse_other_sites, session_cookie
from api.http.bodies import MOST_BODY_BYTES, limited, must_not_declare_more
from api.http.problems import Problem

TOKEN: Final = "_token"  # noqa: S105 - the name of a field
ONCE: Final = "_once"
VERSION: Final = "_version"
_MOST_FIELDS: Final = 2_000


@dataclass(frozen=True, kw_only=True)
class GivenFile:
    """A file somebody sent."""

    name: str
    content: bytes


@dataclass(frozen=True, kw_only=True)
class Form:
    """The fields of a form as they were typed, blanks around them taken off."""

    fields: Mapping[str, tuple[str, ...]]
    files: Mapping[str, GivenFile] = field(default_factory=dict)

    def text(self, name: str) -> str:
        """Return a field, "" where it is not there."""
        given = self.fields.get(name, ())
        return given[0].strip() if given else ""

    def every(self, name: str) -> tuple[str, ...]:
        """Return all values of a field that may be given several times."""
        return tuple(one.strip() for one in self.fields.get(name, ()))

    @property
    def once(self) -> str:
        """The key that names what this form does, so that it is done once."""
        return self.text(ONCE)

    @property
    def version(self) -> str:
        """The entity tag of what the page showed."""
        return self.text(VERSION)


def token_for(request: Request) -> str:
    """Return the token a form of this session carries."""
    front = front_of(request)
    session = request.cookies.get(session_cookie(front), "")
    return hmac.new(front.keys.forms, session.encode(), hashlib.sha256).hexdigest()


def fresh_once() -> str:
    """Return a key for what a form does."""
    return secrets.token_urlsafe(18)


async def read_form(request: Request, *, most: int = MOST_BODY_BYTES) -> Form:
    """Read a form of at most so many bytes. Raises `Problem` unless our own page sent it."""
    refuse_other_sites(front_of(request), request)
    must_not_declare_more(request, most)
    inner = Request(request.scope, limited(request.receive, most))
    fields: dict[str, list[str]] = {}
    files: dict[str, GivenFile] = {}
    async with inner.form(max_files=20, max_fields=_MOST_FIELDS, max_part_size=most) as given:
        for name, value in given.multi_items():
            if isinstance(value, UploadFile):
                content = await value.read()
                if value.filename or content:
                    files[name] = GivenFile(name=value.filename or "", content=content)
            else:
                fields.setdefault(name, []).append(value)
    form = Form(fields={name: tuple(values) for name, values in fields.items()}, files=files)
    if not hmac.compare_digest(form.text(TOKEN), token_for(request)):
        raise Problem("cross-site")
    return form
