"""People and programs that may act for a taxpayer; and acting for somebody who lets one."""

from typing import Final

from starlette.responses import Response

from api.pages import typed
from api.pages.inner import ApiProblem
from api.pages.visit import ACTING_FOR, Section, Visit

pages: Final = Section()

_ACTING_SECONDS: Final = 8 * 3600


@pages.get("/my/people")
async def people(visit: Visit) -> Response:
    """Show who may act, how to let somebody in, and for whom one may act oneself."""
    return await _people(visit, {})


async def _people(
    visit: Visit, fields: dict[str, object], problem: ApiProblem | None = None
) -> Response:
    let = await visit.api.get("/taxpayers/me/delegations")
    consents = await visit.api.get("/taxpayers/me/consents")
    received = await visit.api.get("/taxpayers/me/delegations/received")
    shown = {
        "received": received.told["items"],
        "people": let.told["items"],
        "programs": consents.told["items"],
        "version": let.version,
        "typed": fields,
    }
    if problem is not None:
        return await visit.again("my/people.html", problem, **shown)
    return await visit.show("my/people.html", **shown)


@pages.post("/my/people")
async def let(visit: Visit) -> Response:
    """Let somebody act, in these scopes, until a day."""
    form = await visit.form()
    fields: dict[str, object] = {name: values[0] for name, values in form.fields.items()}
    fields["scopes"] = form.every("scope")
    until = typed.day(*(form.text(f"until-{part}") for part in ("day", "month", "year")))
    asked = {
        "to": typed.reference(form.text("to")).upper(),
        "scopes": list(form.every("scope")),
        "until": until,
    }
    try:
        await visit.api.post(
            "/taxpayers/me/delegations", asked, once=form.once, version=form.version
        )
    except ApiProblem as wrong:
        return await _people(visit, fields, wrong)
    return visit.go("/my/people")


@pages.get("/my/people/end")
@pages.get("/my/people/act")
async def back(visit: Visit) -> Response:
    """Lead back, such as after a change of language."""
    return visit.go("/my/people")


@pages.post("/my/people/end")
async def end(visit: Visit) -> Response:
    """End a delegation or a program's consent, from now on."""
    form = await visit.form()
    person, program = form.text("to"), form.text("client")
    path = f"delegations/{person}" if person else f"consents/{program}"
    try:
        await visit.api.delete(f"/taxpayers/me/{path}", once=form.once, version=form.version)
    except ApiProblem as wrong:
        return await _people(visit, {}, wrong)
    return visit.go("/my/people")


@pages.post("/my/people/act")
async def act(visit: Visit) -> Response:
    """Act for somebody from now on, if they let one; without a code, for oneself again."""
    form = await visit.form()
    code = typed.reference(form.text("code")).upper()
    visit.api.acting_for = code
    try:
        await visit.api.get("/taxpayers/me/notices")
    except ApiProblem as wrong:
        visit.api.acting_for = ""
        return await _people(visit, {}, wrong)
    answer = visit.go("/my" if code else "/my/people")
    secure = visit.front.settings.secure
    if not code:
        answer.delete_cookie(ACTING_FOR, path="/", secure=secure, httponly=True, samesite="lax")
        return answer
    answer.set_cookie(
        ACTING_FOR,
        code,
        max_age=_ACTING_SECONDS,
        path="/",
        secure=secure,
        httponly=True,
        samesite="lax",
    )
    return answer
