"""Signing in with who vouches for people, choosing in which role to act, signing out."""

from typing import Any, Final

from starlette.responses import Response

from api.http.problems import catalogue
from api.pages.drawing.nation import province_name
from api.pages.inner import ApiProblem
from api.pages.navigation import home_of
from api.pages.visit import ACTING_FOR, Section, Visit
from api.policy import Role

pages: Final = Section()


@pages.get("/sign-in")
async def ways(visit: Visit) -> Response:
    """Show the ways to sign in, and what went wrong with the last try."""
    told = visit.asked("problem")
    after = visit.asked("after") or visit.language.path("/roles")
    providers = (await visit.api.get("/sign-in")).told["providers"]
    failed = catalogue().get(told) if told else None
    return await visit.show("sign_in.html", providers=providers, after=after, failed=failed)


@pages.get("/roles")
async def roles(visit: Visit) -> Response:
    """Show the roles one may act in; who has only one goes on at once."""
    session = await visit.session()
    if session["role"] == Role.GUEST and not session["roles"]:
        return visit.to_sign_in()
    if len(session["roles"]) == 1:
        return visit.go(home_of(session["role"], session.get("body")))
    return await visit.show("roles.html", **await _names(visit))


@pages.post("/roles")
async def choose(visit: Visit) -> Response:
    """Act in another role from now on."""
    form = await visit.form()
    role, _, body = form.text("role").partition("@")
    try:
        await visit.api.post("/session/role", {"role": role, "body": body or None})
    except ApiProblem as wrong:
        return await visit.again("roles.html", wrong, **await _names(visit))
    return visit.go(home_of(role, body))


async def _names(visit: Visit) -> dict[str, Any]:
    """Return the names of the bodies and provinces of one's roles, by their codes."""
    roles = (await visit.session())["roles"]
    bodies: dict[str, str] = {}
    for code in {one["body"] for one in roles if one["body"]}:
        try:
            told = (await visit.api.get(f"/bodies/{code}/contact")).told
        except ApiProblem:
            continue  # it has not joined yet, and has no name here
        bodies[code] = told["name"] if visit.thai else told["name_en"] or told["name"]
    provinces = {code for one in roles for code in one["provinces"]}
    return {
        "body_names": bodies,
        "province_names": {code: province_name(code, thai=visit.thai) for code in provinces},
    }


@pages.post("/sign-out")
async def sign_out(visit: Visit) -> Response:
    """End the session, on every device."""
    await visit.form()
    await visit.api.post("/session/end")
    answer = visit.go("/")
    # Whoever signs in next at this browser acts for nobody.
    answer.delete_cookie(ACTING_FOR, path="/", secure=visit.front.settings.secure, httponly=True)
    return answer
