"""Paying with the notice in hand: reference and amount, what is owed, the codes. No names."""

from base64 import b64decode
from typing import Any, Final

from starlette.responses import Response

from api.pages import typed
from api.pages.inner import ApiProblem
from api.pages.visit import Section, Visit

pages: Final = Section()

NO_CONTENT: Final = 204
_MISTYPED: Final = {"not-a-reference": "reference", "not-an-amount": "amount"}
"""The field in which something stands that nobody can read, by the problem's name."""


@pages.get("/pay")
async def ask(visit: Visit) -> Response:
    """Ask for what is printed on the notice."""
    given = visit.asked("reference")
    return await visit.show("pay/ask.html", reference=given, amount="", mistyped=None)


@pages.post("/pay")
async def find(visit: Visit) -> Response:
    """Find the bill."""
    form = await visit.form()
    reference, amount = form.text("reference"), form.text("amount")
    told = {"reference": typed.reference(reference), "amount": typed.amount(amount)}
    try:
        found = (await visit.api.post("/guest/bills", told)).told
    except ApiProblem as wrong:
        mistyped = _MISTYPED.get(wrong.name)
        shown = {"reference": reference, "amount": amount, "mistyped": mistyped}
        return await visit.again("pay/ask.html", wrong, **shown)
    return visit.go(f"/pay/{found['handle']}")


@pages.get("/pay/{handle}")
async def bill(visit: Visit) -> Response:
    """Show what is owed, and until when."""
    return await visit.show("pay/bill.html", bill=await _bill(visit))


@pages.post("/pay/{handle}")
async def choose(visit: Visit) -> Response:
    """Get codes for all that is owed, or for what is due next."""
    form = await visit.form()
    what, handle = form.text("what") or "all", visit.part("handle")
    try:
        await visit.api.post(f"/guest/bills/{handle}/codes", {"what": what})
    except ApiProblem as wrong:
        return await visit.again("pay/bill.html", wrong, bill=await _bill(visit))
    return visit.go(f"/pay/{handle}/codes?what={what}")


@pages.get("/pay/{handle}/codes")
async def codes(visit: Visit) -> Response:
    """Show the codes to pay with and how far the payment is."""
    found = await _bill(visit)
    if found["payment"]["state"] == "paid":
        return visit.go(f"/pay/{visit.part('handle')}")
    return await visit.show("pay/codes.html", bill=found, codes=await _codes(visit), heard=None)


@pages.post("/pay/{handle}/codes")
async def inquire(visit: Visit) -> Response:
    """Have the banks asked now, and show what they said."""
    form = await visit.form()
    path = f"/guest/bills/{visit.part('handle')}/inquiry"
    heard, problem = None, None
    try:
        heard = (await visit.api.post(path, typed.day_asked(form))).told
    except ApiProblem as wrong:
        problem = wrong
    bill = await _bill(visit)
    codes = await _codes(visit) if bill["payment"]["state"] != "paid" else None
    shown: dict[str, Any] = {"bill": bill, "codes": codes, "heard": heard}
    if problem is not None:
        return await visit.again("pay/codes.html", problem, **shown)
    return await visit.show("pay/codes.html", **shown)


@pages.get("/pay/{handle}/state")
async def state(visit: Visit) -> Response:
    """Tell a page that is open how far the payment is; nothing where it knows that already."""
    found = await _bill(visit)
    if visit.asked("known") == found["payment"]["state"]:
        return Response(status_code=NO_CONTENT)
    return await visit.show("pay/state.html", bill=found)


@pages.get("/pay/{handle}/qr.png")
async def picture(visit: Visit) -> Response:
    """Give the QR code as a picture, which a bank's app opens."""
    found = await _codes(visit)
    name = f"QR-{found['reference_1']}.png"
    return visit.file(b64decode(found["qr"]["png_base64"]), media_type="image/png", name=name)


async def _bill(visit: Visit) -> dict[str, Any]:
    found: dict[str, Any] = (await visit.api.get(f"/guest/bills/{visit.part('handle')}")).told
    return found


async def _codes(visit: Visit) -> dict[str, Any]:
    asked = {"what": visit.asked("what") or "all"}
    path = f"/guest/bills/{visit.part('handle')}/codes"
    found: dict[str, Any] = (await visit.api.get(path, **asked)).told
    return found
