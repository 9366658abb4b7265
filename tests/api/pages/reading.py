"""What a person reads on a page, and the forms found there, filled in and sent."""

import re
from collections.abc import Mapping
from html import unescape
from typing import Any

from fastapi.testclient import TestClient

_TOKEN = re.compile(r'name="_token" value="([^"]+)"')
_ONCE = re.compile(r'name="_once" value="([^"]+)"')
_VERSION = re.compile(r'name="_version" value="([^"]+)"')
_UNREAD = re.compile(r"<(script|style|svg|head)\b.*?</\1>", re.DOTALL)
_INLINE = re.compile(r"</?(?:strong|b|bdi|span|a|code|em)\b[^>]*>")
_TAG = re.compile(r"<[^>]+>")


def read(page: Any) -> str:
    """Return the words of a page, one space between them."""
    words = _TAG.sub(" ", _INLINE.sub("", _UNREAD.sub(" ", page.text)))
    return " ".join(unescape(words).split())


def send(
    client: TestClient,
    page: Any,
    told: Mapping[str, object],
    *,
    to: str = "",
    headers: Mapping[str, str] | None = None,
) -> Any:
    """Send the form of a page as a browser does, and follow where the answer leads."""
    origin = str(client.base_url).rstrip("/")
    return client.post(
        to or page.url.path,
        data={**sealed(page), **told},
        headers={"Origin": origin, **(headers or {})},
        follow_redirects=True,
    )


def sealed(page: Any) -> dict[str, str]:
    """Return what a page's form carries without anybody typing it."""
    hidden = {"_token": _TOKEN, "_once": _ONCE, "_version": _VERSION}
    found = {name: pattern.search(page.text) for name, pattern in hidden.items()}
    return {name: unescape(one[1]) for name, one in found.items() if one}
