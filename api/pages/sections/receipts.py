"""Receipts with their proofs; and anybody's check of whether a receipt is genuine."""

import json
from typing import Any, Final

from starlette.responses import Response

from api.pages import typed
from api.pages.inner import ApiProblem
from api.pages.visit import Section, Visit

pages: Final = Section()

UNPROCESSABLE: Final = 422


@pages.get("/my/receipts")
async def receipts(visit: Visit) -> Response:
    """List receipts, latest first."""
    cursor = visit.asked("cursor") or None
    page = (await visit.api.get("/taxpayers/me/receipts", cursor=cursor)).told
    return await visit.show("my/receipts.html", page=page)


@pages.get("/my/receipts/{number}")
async def receipt(visit: Visit) -> Response:
    """Show one receipt, with what proves it."""
    found = (await visit.api.get(f"/taxpayers/me/receipts/{visit.part('number')}")).told
    return await visit.show("my/receipt.html", receipt=found)


@pages.get("/my/receipts/{number}/proof")
async def proof(visit: Visit) -> Response:
    """Give the file that proves a receipt, for whoever wants to check it offline."""
    number = visit.part("number")
    found = (await visit.api.get(f"/taxpayers/me/receipts/{number}")).told
    content = json.dumps(found["file"], ensure_ascii=False, indent=1).encode()
    return visit.file(content, media_type="application/json", name=f"receipt-{number}.json")


@pages.get("/check-receipt")
async def ask(visit: Visit) -> Response:
    """Ask for what is printed on a receipt, or for its file."""
    return await _checked(visit, None)


@pages.post("/check-receipt")
async def check(visit: Visit) -> Response:
    """Say whether a receipt is genuine, and show nobody's name."""
    form = await visit.form()
    number, letters = form.text("receipt"), form.text("letters")
    file = form.files.get("file")
    try:
        if file is not None and file.content:
            found = await _by_file(visit, file.content)
        else:
            told = {"receipt": typed.reference(number), "letters": typed.reference(letters)}
            found = (await visit.api.post("/receipts/check", told)).told
    except ApiProblem as wrong:
        return await visit.again(
            "check_receipt.html", wrong, found=None, receipt=number, letters=letters
        )
    return await _checked(visit, found, number, letters)


async def _by_file(visit: Visit, content: bytes) -> dict[str, Any]:
    """Have a file checked; what is no such file at all is not genuine either."""
    try:
        told = json.loads(content)
        found: dict[str, Any] = (await visit.api.post("/receipts/check-file", told)).told
    except ValueError:
        return {"genuine": False}
    except ApiProblem as wrong:
        if wrong.status != UNPROCESSABLE:
            raise
        return {"genuine": False}
    return found


async def _checked(
    visit: Visit, found: dict[str, Any] | None, receipt: str = "", letters: str = ""
) -> Response:
    return await visit.show("check_receipt.html", found=found, receipt=receipt, letters=letters)
