"""What a form of a matter says: claims on properties as the API has them, documents handed in."""

from collections.abc import Sequence
from itertools import count
from typing import Any, Final

from api.pages import typed
from api.pages.forms import Form, GivenFile, fresh_once
from api.pages.visit import Visit

MOST_BYTES: Final = 32 * 1024 * 1024
FILES: Final = ("file-1", "file-2", "file-3")
CLASSES: Final = ("residence", "agriculture", "other", "vacant")
_FULL: Final = 100

Claimed = list[dict[str, Any]]


def claims_of(form: Form) -> Claimed:
    """Return what is said of each property of the form; one of which nothing is said is left out.

    What is no number goes on as it was typed, and the API refuses it.
    """
    since = typed.day(*(form.text(f"since-{part}") for part in ("day", "month", "year")))
    claimed: Claimed = []
    for number in count(1):
        key = form.text(f"property-{number}")
        if not key:
            return claimed
        said = {**_area(form, number), **_use(form, number), **_main(form, number)}
        if said:
            claimed.append({"property": key, "since": since, **said})
    raise AssertionError


def _area(form: Form, number: int) -> dict[str, Any]:
    parts = [form.text(f"{unit}-{number}") for unit in ("rai", "ngan", "wah")]
    if not any(parts):
        return {}
    return {"area_cwah": typed.area(*parts)}


def _use(form: Form, number: int) -> dict[str, Any]:
    chosen = form.text(f"use-{number}")
    if chosen in CLASSES:
        return {"use": {chosen: _FULL}}
    if chosen != "several":
        return {}
    shares: dict[str, Any] = {}
    for one in CLASSES:
        text = form.text(f"{one}-{number}")
        try:
            shares[one] = typed.whole(text)
        except ValueError:
            shares[one] = text
    return {"use": shares}


def _main(form: Form, number: int) -> dict[str, Any]:
    said = form.text(f"main-{number}")
    return {"main_residence": said == "yes"} if said in {"yes", "no"} else {}


async def documents_of(visit: Visit, form: Form) -> tuple[str, ...]:
    """Hand in the files of a form; return these and the earlier ones, as digest|name. Raises."""
    attached = list(form.every("document"))
    for file in _files(form):
        kept = await visit.api.send_file(
            "/taxpayers/me/matters/documents", file.content, once=fresh_once()
        )
        attached.append(f"{kept.told['document']}|{file.name[-80:]}")
    return tuple(dict.fromkeys(attached))


def _files(form: Form) -> Sequence[GivenFile]:
    return [form.files[name] for name in FILES if name in form.files and form.files[name].content]
