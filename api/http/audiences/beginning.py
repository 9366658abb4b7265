"""What an officer's day at a local body begins with: what waits, what came in, what was paid."""

import re
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Annotated, Any, Final

from fastapi import Response

from api.http.asking import POSITION, FrontOffice, MinPosition, may
from api.http.front import Front
from api.http.imports import IMPORT, job_as_json
from api.http.routes import audience
from api.http.shown import BodyCode
from api.office import Office
from api.policy import Principal
from domain.calendar import be_year
from domain.collection.clocks import month_end, month_start
from domain.law.year import YearLaw
from domain.local_body import LocalBody
from domain.money import show_baht
from domain.objection import Objection
from importers.problems import Problem, Severity
from projections.accounts import extensions_of
from projections.proposals import waiting_on_accounts
from projections.read_models import office_pages
from projections.sessions.jobs import ALIVE
from projections.suspense import proposed_of

router = audience("/local-bodies/{body}", "local body")

JOBS: Final = 20
PAY: Final = "pay"
_UNFILLED: Final = re.compile(r"\s*\(\s*→ …\)")
"""What is left of an example that no finding fills in."""


@router.get("/home", summary="งานของวันนี้ What there is to do today")
async def home(
    body: BodyCode,
    front: FrontOffice,
    response: Response,
    _: Annotated[Principal, may("home.read")],
    seen: MinPosition,
) -> dict[str, Any]:
    """Return the year's calendar, what waits, how fresh feeds are, problems, what was paid."""
    code, today = int(body), front.today()

    def look() -> tuple[int, dict[str, Any]]:
        position = front.fresh(seen)
        with front.counter.held() as office:
            known = office.registers.body(code)
            joined = known.must_have_joined()
            year = be_year(today)
            law = office.law.for_year(year)
            told = {
                "body": body,
                "name": joined.name_th,
                "name_en": joined.name_en,
                "kind": joined.kind,
                "today": today.isoformat(),
                "tax_year": year,
                "calendar": list(_calendar(known, law, today)),
                "notices": _notices(front, office, code, year),
                "matters": list(_open_matters(office, code, today)),
            }
        payments, satang = office_pages.waiting_money(front.office.views, code)
        told["suspense"] = {"payments": payments, "amount": show_baht(satang)}
        told["jobs"] = _jobs(front, code)
        told["feeds"] = [_feed(row, today) for row in _rows(front, code)]
        told["problems"] = [
            {**_worded(row["code"]), "rows": row["rows"], "kept_back": int(row["kept_back"] or 0)}
            for row in office_pages.codes_of_problems(front.office.views, code)
        ]
        told["collection"] = _collection(front, code, joined.kind, today)
        return position, told

    position, told = await front.pools.pages.run(look)
    response.headers[POSITION] = str(position)
    return told


def _rows(front: Front, body: int) -> office_pages.Rows:
    return office_pages.latest_of_feeds(front.office.views, body)


def _calendar(body: LocalBody, law: YearLaw, today: date) -> Iterator[dict[str, Any]]:
    """Yield the steps of the year (s.44, s.46, s.60, s.61) with their days and days left."""
    calendar, own = law.calendar, extensions_of(body, law.year)
    steps: list[tuple[str, str, date | None, date]] = []
    if calendar.notice_months:
        steps.append(("notices", "s.44", None, month_end(law.year, max(calendar.notice_months))))
    last = month_end(law.year, calendar.pay_month)
    steps += [
        (PAY, "s.46", None, max(last, own.get(PAY, last))),
        (
            "warnings",
            "s.61",
            month_start(law.year, calendar.warning_month),
            month_end(law.year, calendar.warning_month),
        ),
        (
            "land-office",
            "s.60",
            month_start(law.year, calendar.land_office_month),
            month_end(law.year, calendar.land_office_month),
        ),
    ]
    for step, provision, first, until in steps:
        yield {
            "step": step,
            "provision": provision,
            "from": first.isoformat() if first else None,
            "until": until.isoformat(),
            "days_left": (until - today).days,
        }


def _notices(front: Front, office: Office, body: int, year: int) -> dict[str, Any]:
    roll = office.rolls.roll(body, year)
    found = dict(office_pages.notices_in_short(front.office.views, body, year))
    tax = found.pop("tax_satang")
    return {
        "issued": roll.issued,
        "prepared_by": roll.prepared.officer if roll.prepared else None,
        "prepared": list(_prepared(office, body, year)),
        "amendments": roll.amendments,
        "land_office_told": len(roll.told),
        **found,
        "tax": show_baht(tax),
    }


def _prepared(office: Office, body: int, year: int) -> Iterator[dict[str, Any]]:
    """Yield the issues that wait for a second person: of last year, this year and the next."""
    for tax_year in (year - 1, year, year + 1):
        prepared = office.rolls.roll(body, tax_year).prepared
        if prepared is not None:
            yield {"tax_year": tax_year, "notices": prepared.notices, "by": prepared.officer}


def _open_matters(office: Office, body: int, today: date) -> Iterator[dict[str, Any]]:
    """Yield the matters of this year and last that wait for the body, next to be answered first."""
    year = be_year(today)
    found = [
        one
        for tax_year in (year - 1, year)
        for one in office.matters.of_year(body, tax_year)
        if one.filed is not None and (one.state == "with-chief" or one.to_be_rebilled)
    ]
    for one in sorted(found, key=_answer_by):
        assert one.filed is not None
        yield {
            "matter": one.reference,
            "number": one.number,
            "tax_year": one.tax_year,
            "kind": one.filed.statement.matter,
            "state": one.state,
            "answer_by": one.filed.answer_by.isoformat(),
            "days_left": (one.filed.answer_by - today).days,
            "proposed_by": one.proposed.officer if one.proposed else None,
        }


def _answer_by(one: Objection) -> date:
    assert one.filed is not None
    return one.filed.answer_by


def _jobs(front: Front, body: int) -> list[dict[str, Any]]:
    found = front.stores.jobs.of_place(IMPORT, body, now=front.now(), most=JOBS)
    return [
        {"job": one.number, "name": one.request["name"], "state": one.state, "rows_read": one.rows}
        for one in found
        if one.state in ALIVE or one.state == "checked"
    ]


def _worded(code: str) -> dict[str, str]:
    """Return a code with its sentences, as they are where no finding fills them."""
    bare = Problem(code=code, severity=Severity.NOTE)
    thai, english = (_UNFILLED.sub("", one) for one in (bare.thai, bare.english))
    return {"code": code, "thai": thai, "english": english}


def _feed(row: Mapping[str, Any], today: date) -> dict[str, Any]:
    return {
        "feed": row["feed"],
        "files": row["files"],
        "as_of": row["as_of"].isoformat(),
        "days_old": (today - row["as_of"]).days,
        "received_at": row["recorded_at"].isoformat(),
        "kept_back": int(row["kept_back"] or 0),
    }


def _collection(front: Front, body: int, kind: str, today: date) -> dict[str, Any]:
    """Return what was collected: this year, last year by this day, by like and by all bodies.

    What others collect is null where it is not added up yet: a nation's takes a while.
    """
    year, views = be_year(today), front.office.views
    before = today.replace(year=today.year - 1, day=min(today.day, 28))
    mine = office_pages.collected(views, tax_year=year, until=today, body=body)
    then = office_pages.collected(views, tax_year=year - 1, until=before, body=body)
    every = front.remembered.of(
        ("collected", year, today),
        lambda: office_pages.collected(views, tax_year=year, until=today),
    )
    others = None if every is None else [row for row in every if row["code"] != body]
    like = None if others is None else [row for row in others if row["kind"] == kind]
    return {
        "this_year": _share(mine[0]) if mine else None,
        "last_year_by_then": _share(then[0]) if then else None,
        "like_bodies": None if like is None else _together(like),
        "all_bodies": None if others is None else _together(others),
    }


def _together(rows: office_pages.Rows) -> dict[str, Any]:
    """Return the share of several bodies together, and how many they are."""
    if not rows:
        return {"bodies": 0}
    tax, paid = (sum(int(row[name]) for row in rows) for name in ("tax_satang", "paid_satang"))
    return {"bodies": len(rows), **_shared(tax, paid)}


def _share(row: Mapping[str, Any]) -> dict[str, Any]:
    told = _shared(int(row["tax_satang"]), int(row["paid_satang"]))
    return {"notices": row["notices"], **told}


def _shared(tax: int, paid: int) -> dict[str, Any]:
    """Return a tax, what was paid of it, and the share in ten-thousandths; whole numbers only."""
    return {
        "tax": show_baht(tax),
        "paid": show_baht(paid),
        "paid_ten_thousandths": paid * 10_000 // tax if tax else 0,
    }


@router.get("/gaps", summary="ที่ยังประเมินไม่ได้ What cannot be assessed yet")
async def gaps(
    body: BodyCode,
    front: FrontOffice,
    response: Response,
    _: Annotated[Principal, may("home.read")],
) -> dict[str, Any]:
    """Count the properties without price, owner, use or area, and those whose uses meet nothing."""
    year = be_year(front.today())

    def look() -> dict[str, Any]:
        with front.quick.held() as registers:
            bills = registers.bills(int(body), front.office.law, tax_year=year)
            names = registers.register(int(body)).spaces["property"]
            found = {
                gap: {"properties": len(keys), "some": [names.key(int(key)) for key in keys[:10]]}
                for gap, keys in sorted(bills.arranged.gaps.items())
                if len(keys)
            }
            return {
                "tax_year": year,
                "taxed": len(bills.arranged.row_property),
                "gaps": found,
                "position": bills.position,
            }

    told = await front.pools.pages.run(look)
    response.headers[POSITION] = str(told.pop("position"))
    return told


@router.get("/proposals", summary="รอผู้อนุมัติ What waits for a second person")
async def proposals(
    body: BodyCode,
    front: FrontOffice,
    response: Response,
    _: Annotated[Principal, may("home.read")],
) -> dict[str, Any]:
    """List what one officer proposed and another has yet to approve, of this year and last."""
    code = int(body)

    def look() -> dict[str, Any]:
        with front.counter.held() as office:
            accounts = [
                {
                    "notice": one.bill.number,
                    "reference": one.bill.ref1,
                    "tax_year": one.bill.tax_year,
                    "notice_in_year": one.bill.notice,
                    "number": one.number,
                    "kind": one.kind,
                    "reason": one.reason,
                    "amount": show_baht(one.amount_satang),
                    "proposed_by": one.officer,
                    "proposed_at": one.at.isoformat(),
                }
                for one in waiting_on_accounts(office.log, office.rolls, code)
            ]
            payments = list(_proposed_payments(office, code))
            reliefs = list(_proposed_reliefs(office, code, be_year(front.today())))
            return {
                "accounts": accounts,
                "payments": payments,
                "reliefs": reliefs,
                "position": office.log.head(),
            }

    told = await front.pools.pages.run(look)
    response.headers[POSITION] = str(told.pop("position"))
    return told


def _proposed_payments(office: Office, body: int) -> Iterator[dict[str, Any]]:
    """Yield what was proposed of money in the body's account: where it belongs, or that it goes."""
    for one in proposed_of(office.log):
        assert one.received is not None
        if one.received.told.holder != body:
            continue
        kinds = ("match", "return") if one.state == "in-suspense" else ("move", "strike-out")
        for kind, act in zip(kinds, (one.match_waits, one.return_waits), strict=True):
            if act is not None:
                yield {
                    "bank": one.bank,
                    "reference": one.bank_reference,
                    "kind": kind,
                    "amount": show_baht(one.received.told.amount_satang),
                    "proposed_by": act.officer,
                }


def _proposed_reliefs(office: Office, body: int, year: int) -> Iterator[dict[str, Any]]:
    """Yield the reliefs of this year and last that nobody granted or declined yet."""
    for tax_year in (year - 1, year):
        for one in office.reliefs.of_year(body, tax_year):
            if one.state == "proposed":
                assert one.proposed is not None
                yield {
                    "relief": one.reference,
                    "number": one.number,
                    "tax_year": tax_year,
                    "ground": one.proposed.ground,
                    "proposed_by": one.proposed.officer,
                }


@router.get("/officers", summary="เจ้าหน้าที่ของ อปท. Who has which role")
async def officers(
    body: BodyCode,
    front: FrontOffice,
    _: Annotated[Principal, may("home.read")],
) -> dict[str, Any]:
    """List who has which role in the body and until when; the operator's staff file says so."""
    today = front.today()

    def look() -> dict[str, Any]:
        granted = front.staff.of_body(int(body))
        people = front.office.vault.reveal_all([one.taxpayer for one in granted])
        return {
            "items": [
                {
                    "officer": one.officer,
                    "name": people[one.taxpayer].name if one.taxpayer in people else None,
                    "role": one.role.value,
                    "until": one.until.isoformat() if one.until else None,
                    "ended": one.until is not None and one.until < today,
                }
                for one in sorted(granted, key=lambda one: (one.officer, one.role))
            ]
        }

    return await front.pools.pages.run(look)


@router.get("/import-jobs", summary="งานนำเข้า Checks of files")
async def jobs(
    body: BodyCode,
    front: FrontOffice,
    _: Annotated[Principal, may("imports.read")],
) -> dict[str, Any]:
    """List the latest files that were handed in, checked or not, applied or not, latest first."""

    def look() -> dict[str, Any]:
        found = front.stores.jobs.of_place(IMPORT, int(body), now=front.now(), most=JOBS)
        return {"items": [{**job_as_json(one), "result": None} for one in found]}

    return await front.pools.pages.run(look)
