"""Paying signed in: one bill or several in one payment, by codes, and in parts."""

from base64 import b64decode
from typing import Any, Final

from starlette.responses import Response

from api.pages import typed
from api.pages.inner import ApiProblem
from api.pages.visit import Section, Visit
from domain.money import parse_baht

pages: Final = Section()

MOST_BILLS: Final = 100
NO_CONTENT: Final = 204
PART_COUNTS: Final = (2, 3)


@pages.get("/my/pay")
async def ask(visit: Visit) -> Response:
    """Show what is owed everywhere, to choose what to pay now."""
    return await _choose(visit)


async def _choose(visit: Visit, *, nothing_chosen: bool = False) -> Response:
    owed = [one for one in await _notices(visit) if one["to_pay"]["total"] != "0.00"]
    total = sum(parse_baht(one["to_pay"]["total"]) for one in owed)
    return await visit.show(
        "my/pay.html",
        status=422 if nothing_chosen else 200,
        owed=owed,
        total=total,
        nothing_chosen=nothing_chosen,
    )


async def _notices(visit: Visit) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    cursor = None
    while len(found) < MOST_BILLS:
        page = (await visit.api.get("/taxpayers/me/notices", cursor=cursor)).told
        found += page["items"]
        cursor = page["next"]
        if cursor is None:
            break
    return found


@pages.post("/my/pay")
async def choose(visit: Visit) -> Response:
    """Get codes for one bill, or place an order for several."""
    form = await visit.form()
    chosen = [one.partition("-") for one in form.every("notice")]
    if not chosen:
        return await _choose(visit, nothing_chosen=True)
    if len(chosen) == 1:
        (body, _, year) = chosen[0]
        await visit.api.post(f"/taxpayers/me/notices/{body}/{year}/codes", {"what": "all"})
        return visit.go(f"/my/pay/{body}/{year}")
    basket = [{"body": body, "tax_year": int(year)} for body, _, year in chosen if year.isdigit()]
    placed = await visit.api.post("/taxpayers/me/orders", {"notices": basket}, once=form.once)
    return visit.go(f"/my/orders/{placed.told['reference_1']}")


@pages.get("/my/pay/{body}/{year}")
async def one(visit: Visit) -> Response:
    """Show the codes of one bill and how far its payment is."""
    what = _what(visit)
    bill = (await visit.api.get(_notice(visit))).told
    codes = None
    if bill["payment"]["state"] == "waiting":
        codes = (await visit.api.get(f"{_notice(visit)}/codes", what=what)).told
    return await visit.show(
        "my/codes.html", bill=bill, codes=codes, what=what, here=_page(visit), heard=None
    )


@pages.post("/my/pay/{body}/{year}")
async def get_codes(visit: Visit) -> Response:
    """Get codes for one bill: its payment is awaited, and asked for at the banks, from now on."""
    form = await visit.form()
    what = "next" if form.text("what") == "next" else "all"
    await visit.api.post(f"{_notice(visit)}/codes", {"what": what})
    return visit.go(f"{_page(visit)}?what={what}")


@pages.get("/my/pay/{body}/{year}/state")
async def state(visit: Visit) -> Response:
    """Tell an open page how far the payment is; nothing where it knows that already."""
    bill = (await visit.api.get(_notice(visit))).told
    if visit.asked("known") == bill["payment"]["state"]:
        return Response(status_code=NO_CONTENT)
    return await visit.show("my/codes_state.html", bill=bill, what=_what(visit), here=_page(visit))


@pages.get("/my/pay/{body}/{year}/qr.png")
async def picture(visit: Visit) -> Response:
    """Give the QR code as a picture, which a bank's app opens."""
    codes = (await visit.api.get(f"{_notice(visit)}/codes", what=_what(visit))).told
    return _picture(visit, codes)


@pages.post("/my/pay/{body}/{year}/inquiry")
async def inquire(visit: Visit) -> Response:
    """Have the banks asked now, and show what they said."""
    form = await visit.form()
    what, here = _what(visit), _page(visit)
    heard, problem = None, None
    try:
        heard = (await visit.api.post(f"{_notice(visit)}/inquiry", typed.day_asked(form))).told
    except ApiProblem as wrong:
        problem = wrong
    bill = (await visit.api.get(_notice(visit))).told
    codes = None
    if bill["payment"]["state"] != "paid":
        codes = (await visit.api.get(f"{_notice(visit)}/codes", what=what)).told
    shown = {"bill": bill, "codes": codes, "what": what, "here": here, "heard": heard}
    if problem is not None:
        return await visit.again("my/codes.html", problem, **shown)
    return await visit.show("my/codes.html", **shown)


@pages.get("/my/pay/{body}/{year}/inquiry")
async def asked(visit: Visit) -> Response:
    """Lead back to the codes, such as after a change of language."""
    return visit.go(_page(visit))


@pages.get("/my/orders/{reference}/inquiry")
async def order_asked(visit: Visit) -> Response:
    """Lead back to the order."""
    return visit.go(f"/my/orders/{visit.part('reference')}")


@pages.get("/my/orders/{reference}")
async def order(visit: Visit) -> Response:
    """Show the codes of an order over several bills and how far its payment is."""
    return await _order(visit)


async def _order(
    visit: Visit, heard: dict[str, Any] | None = None, problem: ApiProblem | None = None
) -> Response:
    placed = (await visit.api.get(_order_path(visit))).told
    codes, too_old = None, False
    if placed["payment"]["state"] != "paid":
        try:
            codes = (await visit.api.get(f"{_order_path(visit)}/codes")).told
        except ApiProblem as wrong:
            if wrong.name != "code-too-old":
                raise
            too_old = True
    names = {one["body"]: one for one in await _notices(visit)}
    shown = {
        "order": placed,
        "codes": codes,
        "too_old": too_old,
        "names": names,
        "heard": heard,
        "here": f"/my/orders/{visit.part('reference')}",
    }
    if problem is not None:
        return await visit.again("my/order.html", problem, **shown)
    return await visit.show("my/order.html", **shown)


@pages.get("/my/orders/{reference}/state")
async def order_state(visit: Visit) -> Response:
    """Tell an open page how far the order's payment is."""
    placed = (await visit.api.get(_order_path(visit))).told
    if visit.asked("known") == placed["payment"]["state"]:
        return Response(status_code=NO_CONTENT)
    here = f"/my/orders/{visit.part('reference')}"
    return await visit.show("my/order_state.html", order=placed, here=here)


@pages.get("/my/orders/{reference}/qr.png")
async def order_picture(visit: Visit) -> Response:
    """Give the order's QR code as a picture."""
    return _picture(visit, (await visit.api.get(f"{_order_path(visit)}/codes")).told)


@pages.post("/my/orders/{reference}/inquiry")
async def order_inquire(visit: Visit) -> Response:
    """Have the banks asked now about the order's payment."""
    form = await visit.form()
    try:
        asked = typed.day_asked(form)
        heard = (await visit.api.post(f"{_order_path(visit)}/inquiry", asked)).told
    except ApiProblem as wrong:
        return await _order(visit, problem=wrong)
    return await _order(visit, heard=heard)


@pages.get("/my/parts/{body}/{year}")
async def parts(visit: Visit) -> Response:
    """Show the parts agreed, or what they would be: days, amounts, and what a missed one costs."""
    return await _parts(visit)


async def _parts(visit: Visit, problem: ApiProblem | None = None) -> Response:
    found = await visit.api.get(_notice(visit))
    count = int(visit.asked("count")) if visit.asked("count") in {"2", "3"} else PART_COUNTS[-1]
    planned, version = None, ""
    if found.told["instalments"] is None and problem is None:
        try:
            preview = await visit.api.get(f"{_notice(visit)}/instalments", count=count)
            planned, version = preview.told, preview.version
        except ApiProblem as wrong:
            problem = wrong
    shown = {
        "bill": found.told,
        "count": count,
        "planned": planned,
        "version": version,
        "here": f"/my/parts/{visit.part('body')}/{visit.part('year')}",
    }
    if problem is not None:
        return await visit.again("my/parts.html", problem, **shown)
    return await visit.show("my/parts.html", **shown)


@pages.post("/my/parts/{body}/{year}")
async def agree(visit: Visit) -> Response:
    """Agree to pay in the parts that were shown (s.52)."""
    form = await visit.form()
    try:
        await visit.api.post(
            f"{_notice(visit)}/instalments",
            {"count": typed.whole(form.text("count"))},
            once=form.once,
            version=form.version,
        )
    except ApiProblem as wrong:
        return await _parts(visit, wrong)
    return visit.go(f"/my/parts/{visit.part('body')}/{visit.part('year')}")


@pages.get("/my/refund/{body}/{year}")
async def refund(visit: Visit) -> Response:
    """Show what was paid on a bill, and the form to claim money back (s.54)."""
    found = await visit.api.get(_notice(visit))
    credit = found.told["credit"]
    return await visit.show(
        "my/refund.html",
        bill=found.told,
        version=found.version,
        amount="" if credit == "0.00" else credit,
    )


@pages.post("/my/refund/{body}/{year}")
async def claim(visit: Visit) -> Response:
    """Claim money back."""
    form = await visit.form()
    amount = form.text("amount")
    try:
        await visit.api.post(
            f"{_notice(visit)}/refund-claims",
            {"amount": typed.amount(amount)},
            once=form.once,
            version=form.version,
        )
    except ApiProblem as wrong:
        found = await visit.api.get(_notice(visit))
        return await visit.again(
            "my/refund.html", wrong, bill=found.told, version=found.version, amount=amount
        )
    return visit.go(f"/my/refund/{visit.part('body')}/{visit.part('year')}")


@pages.get("/my/pdf/{body}/{year}/{kind}")
async def printed(visit: Visit) -> Response:
    """Give a letter or form of one's own as PDF."""
    kind = visit.part("kind")
    receipt = visit.asked("receipt") or None
    found = await visit.api.get(f"{_notice(visit)}/documents/{kind}", receipt=receipt)
    name = f"{kind}-{visit.part('body')}-{visit.part('year')}.pdf"
    return visit.file(found.content, media_type="application/pdf", name=name)


def _notice(visit: Visit) -> str:
    return f"/taxpayers/me/notices/{visit.part('body')}/{visit.part('year')}"


def _page(visit: Visit) -> str:
    return f"/my/pay/{visit.part('body')}/{visit.part('year')}"


def _order_path(visit: Visit) -> str:
    return f"/taxpayers/me/orders/{visit.part('reference')}"


def _what(visit: Visit) -> str:
    return "next" if visit.asked("what") == "next" else "all"


def _picture(visit: Visit, codes: dict[str, Any]) -> Response:
    name = f"QR-{codes['reference_1']}.png"
    return visit.file(b64decode(codes["qr"]["png_base64"]), media_type="image/png", name=name)
