"""Taxpayers see their own properties and bills, and nothing of anybody else's."""

from domain import taxpayer
from tests.api.cli.clerk import BODY
from tests.api.http.town import Town


def test_taxpayers_see_their_own_properties_and_no_others(seen_town: Town) -> None:
    answer = seen_town.signed_in(1).get("/taxpayers/me/properties")

    assert answer.status_code == 200
    assert [(one["body"], one["parcel_code"], one["area"]) for one in answer.json()["items"]] == [
        (BODY, "01A001", "400.00")
    ]
    assert answer.json()["next"] is None
    assert int(answer.headers["Thidin-Position"]) == seen_town.office.log.head()


def test_taxpayers_see_their_own_bills(seen_town: Town) -> None:
    answer = seen_town.signed_in(2).get("/taxpayers/me/bills")

    # 400 square wah at 10,000 baht, other use: 4,000,000 baht at 0.3 % is 12,000 baht.
    assert [(one["tax_year"], one["tax"]) for one in answer.json()["items"]] == [(2569, "12000.00")]


def test_a_bill_is_explained_to_whom_it_is_for(seen_town: Town) -> None:
    answer = seen_town.signed_in(3).get(f"/taxpayers/me/bills/{BODY}/2569/explanation")

    told = answer.json()
    assert answer.status_code == 200
    assert (told["tax"], told["taxpayer"]) == ("12000.00", taxpayer.show(seen_town.person(3)))
    assert [line["table"] for line in told["lines"]] == [5]


def test_who_owns_nothing_has_no_bill_to_explain(seen_town: Town) -> None:
    answer = seen_town.signed_in(9).get(f"/taxpayers/me/bills/{BODY}/2569/explanation")

    assert answer.status_code == 404
    assert answer.json()["type"] == "urn:thidin:problem:nothing-to-explain"


def test_a_guest_is_asked_to_sign_in(seen_town: Town) -> None:
    answer = seen_town.guest().get("/taxpayers/me/bills")

    assert answer.status_code == 401
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert answer.headers["WWW-Authenticate"] == 'Bearer realm="thidin"'
    told = answer.json()
    assert told.pop("correlation") == answer.headers["Thidin-Correlation"]
    assert told == {
        "type": "urn:thidin:problem:not-signed-in",
        "title": "โปรดเข้าสู่ระบบ",
        "status": 401,
        "detail": "รายการนี้ต้องทราบว่าท่านเป็นใคร",
        "english": {"title": "Please sign in", "detail": "Sign in first."},
        "code": "not-signed-in",
    }
