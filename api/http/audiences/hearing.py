"""Objections on paper: an officer enters what came by post or at the counter, and what follows.

A taxpayer's own are filed in `objecting`; what the chief decides is in `deciding`.
"""

from collections.abc import Callable
from datetime import date
from typing import Annotated, Any, Final, Literal

from fastapi import Path, Request, Response
from pydantic import BaseModel, ConfigDict, Field

from api.commands import appeals
from api.commands.objections import file_matter
from api.http.asking import POSITION, FrontOffice, may
from api.http.attachments import (
    DOCUMENT_ANSWER,
    MOST_DOCUMENT_BYTES,
    MOST_WORDS,
    DocumentDigest,
    document_of,
    kept_words,
    must_be_kept,
    received_document,
)
from api.http.bodies import most_bytes
from api.http.front import Front
from api.http.looks import looked
from api.http.matters import Claims, Digest, Ground, matter_as_json, must_be_own
from api.http.once import once
from api.http.problems import Problem
from api.http.routes import audience
from api.http.shown import OCTET_BODY, BodyCode, TaxYear
from api.office import Office
from api.policy import Principal
from domain import taxpayer
from domain.local_body import Signed
from domain.objection import MatterClosed, Objection, Statement
from projections.read_models.own_pages import bodies_of

router = audience("/local-bodies/{body}/decisions/{tax_year}", "local body")

Number = Annotated[int, Path(ge=1, le=999_999, description="Number in the body's year.")]
_PAPER: Final[dict[str, Any]] = {
    "taxpayer": "TP-0123456789ABC",
    "kind": "objection",
    "filed_on": "2026-04-20",
    "grounds": ["area"],
    "claims": [{"property": "01A001", "since": "2026-01-01", "area_cwah": 20000}],
}


class Paper(BaseModel):
    """What a taxpayer filed on paper; `filed_on` is the day it came in, from which clocks run."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [_PAPER]})

    taxpayer: Annotated[str, Field(pattern="^TP-[0-9A-Z]{13}$")]
    kind: Literal["objection", "list", "use"]
    filed_on: date
    grounds: Annotated[list[Ground], Field(min_length=1, max_length=9)]
    claims: Claims = []
    documents: Annotated[list[Digest], Field(max_length=20)] = []
    words: Annotated[str, Field(max_length=MOST_WORDS)] = ""


class Added(BaseModel):
    """A document that was handed in, by its digest."""

    model_config = ConfigDict(
        extra="forbid", strict=True, json_schema_extra={"examples": [{"document": "0" * 64}]}
    )

    document: Digest


class Step(BaseModel):
    """The day on which it happened."""

    model_config = ConfigDict(
        extra="forbid", json_schema_extra={"examples": [{"on": "2026-07-01"}]}
    )

    on: date


class Above(BaseModel):
    """What the committee or the court decided, and when."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={"examples": [{"on": "2026-09-01", "outcome": "refused", "claims": []}]},
    )

    on: date
    outcome: Literal["accepted", "partly", "refused"]
    claims: Claims = []


@router.post(
    "/documents",
    summary="สแกนเอกสารที่ได้รับ Keep a document that came in",
    openapi_extra=OCTET_BODY,
    dependencies=[most_bytes(MOST_DOCUMENT_BYTES)],
)
async def document(
    body: BodyCode,  # noqa: ARG001 - the policy asks whose it is
    tax_year: TaxYear,  # noqa: ARG001 - part of the address
    request: Request,
    front: FrontOffice,
    principal: Annotated[Principal, may("matters.enter")],
) -> dict[str, Any]:
    """Keep a PDF, JPEG or PNG sealed; its digest names it in what is entered."""
    return await received_document(front, request, principal.name)


@router.post("/matters", summary="รับคำร้องที่ยื่นเป็นกระดาษ Enter what came in", dependencies=[once])
async def enter(
    body: BodyCode,
    tax_year: TaxYear,
    paper: Paper,
    front: FrontOffice,
    response: Response,
    principal: Annotated[Principal, may("matters.enter")],
) -> dict[str, Any]:
    """Enter an objection (s.73), a correction of the list (s.32) or a changed use (s.33)."""
    if paper.filed_on > front.today():
        raise Problem("value-wrong", detail="A matter is filed on a day that has come.")

    def do() -> tuple[Objection, int]:
        front.fresh()
        with front.hearings.held() as office:
            return file_matter(
                office,
                body=int(body),
                tax_year=int(tax_year),
                statement=_statement(front, office, int(body), int(tax_year), paper),
                filed_on=paper.filed_on,
                by=front.signed(principal.name),
            )

    return _told(front, response, await front.pools.exports.run(do))


def _statement(front: Front, office: Office, body: int, tax_year: int, paper: Paper) -> Statement:
    try:
        owner = taxpayer.read(paper.taxpayer)
    except ValueError:
        raise Problem("absent") from None
    claims = tuple(one.claim() for one in paper.claims)
    notice = office.rolls.roll(body, tax_year).notice_of(owner) or 0
    objects = paper.kind == "objection"
    if not notice and (objects or body not in bodies_of(front.office.views, owner)):
        raise Problem("absent")
    must_be_own(front, office, claims, body=body, tax_year=tax_year, owner=owner)
    must_be_kept(front, paper.documents)
    return Statement(
        matter=paper.kind,
        taxpayer=owner,
        notice=notice if objects else 0,
        grounds=tuple(dict.fromkeys(paper.grounds)),
        claims=claims,
        documents=tuple(dict.fromkeys([*paper.documents, *kept_words(front, paper.words)])),
    )


@router.post("/matters/{number}/documents", summary="เพิ่มเอกสาร Add a document", dependencies=[once])
async def add_document(
    body: BodyCode,
    tax_year: TaxYear,
    number: Number,
    added: Added,
    front: FrontOffice,
    response: Response,
    principal: Annotated[Principal, may("matters.enter")],
) -> dict[str, Any]:
    """Add a document to a matter nobody has decided yet."""

    def do(office: Office, matter: Objection, by: Signed) -> int:
        must_be_kept(front, [added.document])
        return office.log.record([matter.add_document(added.document, by=by)])

    return await _changed(front, response, principal, (body, tax_year, number), do)


@router.get(
    "/matters/{number}/documents/{digest}",
    summary="เอกสารของคำร้อง A document of a matter",
    response_class=Response,
    responses=DOCUMENT_ANSWER,
)
async def shown_document(
    body: BodyCode,
    tax_year: TaxYear,
    number: Number,
    digest: DocumentDigest,
    front: FrontOffice,
    principal: Annotated[Principal, may("people.read")],
) -> Response:
    """Return what was attached, as it came."""

    def fetch() -> Response:
        with front.hearings.held() as office:
            matter = _matter(office, body, tax_year, number)
        assert matter.filed is not None
        who = matter.filed.statement.taxpayer
        looked(front, principal, "people.read", [who], body=int(body))
        return document_of(front, matter, digest)

    return await front.pools.exports.run(fetch)


@router.post(
    "/matters/{number}/withdrawal", summary="ผู้ยื่นถอนคำร้อง It was taken back", dependencies=[once]
)
async def withdrawn(
    body: BodyCode,
    tax_year: TaxYear,
    number: Number,
    step: Step,
    front: FrontOffice,
    response: Response,
    principal: Annotated[Principal, may("matters.enter")],
) -> dict[str, Any]:
    """Record that the taxpayer took it back."""

    def do(office: Office, matter: Objection, by: Signed) -> int:
        return appeals.withdraw(office, matter, on=_come(front, step.on), by=by)

    return await _changed(front, response, principal, (body, tax_year, number), do)


@router.post("/matters/{number}/appeal", summary="รับอุทธรณ์ An appeal came in", dependencies=[once])
async def appealed(
    body: BodyCode,
    tax_year: TaxYear,
    number: Number,
    step: Step,
    front: FrontOffice,
    response: Response,
    principal: Annotated[Principal, may("matters.enter")],
) -> dict[str, Any]:
    """Record an appeal to the committee, filed with the chief (s.73 paragraph 4)."""

    def do(office: Office, matter: Objection, by: Signed) -> int:
        return appeals.appeal(office, matter, filed_on=_come(front, step.on), by=by)

    return await _changed(front, response, principal, (body, tax_year, number), do)


@router.post(
    "/matters/{number}/forward",
    summary="ส่งคณะกรรมการ It went to the committee",
    dependencies=[once],
)
async def forwarded(
    body: BodyCode,
    tax_year: TaxYear,
    number: Number,
    step: Step,
    front: FrontOffice,
    response: Response,
    principal: Annotated[Principal, may("matters.enter")],
) -> dict[str, Any]:
    """Record that the appeal went on to the committee."""

    def do(office: Office, matter: Objection, by: Signed) -> int:
        return appeals.forward(office, matter, on=_come(front, step.on), by=by)

    return await _changed(front, response, principal, (body, tax_year, number), do)


@router.post("/matters/{number}/suit", summary="ฟ้องคดี It went to court", dependencies=[once])
async def sued(
    body: BodyCode,
    tax_year: TaxYear,
    number: Number,
    step: Step,
    front: FrontOffice,
    response: Response,
    principal: Annotated[Principal, may("matters.enter")],
) -> dict[str, Any]:
    """Record a suit against the committee's decision or silence (s.82)."""

    def do(office: Office, matter: Objection, by: Signed) -> int:
        return appeals.sue(office, matter, filed_on=_come(front, step.on), by=by)

    return await _changed(front, response, principal, (body, tax_year, number), do)


@router.post(
    "/matters/{number}/decided-above",
    summary="คำวินิจฉัยของคณะกรรมการหรือศาล Decided above",
    dependencies=[once],
)
async def decided_above(
    body: BodyCode,
    tax_year: TaxYear,
    number: Number,
    above: Above,
    front: FrontOffice,
    response: Response,
    principal: Annotated[Principal, may("decisions.approve")],
) -> dict[str, Any]:
    """Record what the committee or the court decided, and bill anew (s.81, s.82)."""
    claims = tuple(one.claim() for one in above.claims)

    def do(office: Office, matter: Objection, by: Signed) -> int:
        assert matter.filed is not None
        taken = claims
        if above.outcome == "accepted" and not claims:
            taken = matter.filed.statement.claims
        return appeals.decide_above(
            office,
            matter,
            outcome=above.outcome,
            claims=taken,
            decided_on=_come(front, above.on),
            by=by,
        )

    return await _changed(front, response, principal, (body, tax_year, number), do)


def _come(front: Front, day: date) -> date:
    """Return a day that has come. Raises `Problem`."""
    if day > front.today():
        raise Problem("value-wrong", detail="What is recorded happened on a day that has come.")
    return day


_Act = Callable[[Office, Objection, Signed], int]


async def _changed(
    front: Front,
    response: Response,
    principal: Principal,
    which: tuple[str, str, int],
    act: _Act,
) -> dict[str, Any]:
    def do() -> tuple[Objection, int]:
        with front.hearings.held() as office:
            matter = _matter(office, *which)
            position = act(office, matter, front.signed(principal.name))
            return _matter(office, *which), position

    return _told(front, response, await front.pools.exports.run(do))


def _told(front: Front, response: Response, done: tuple[Objection, int]) -> dict[str, Any]:
    matter, position = done
    response.headers[POSITION] = str(position)
    return {"number": matter.number, **matter_as_json(matter, front.office.law)}


def _matter(office: Office, body: str, tax_year: str, number: int) -> Objection:
    """Return a matter of the body's year. Raises `Problem` where there is none."""
    try:
        return office.matters.matter(int(body), int(tax_year), number)
    except MatterClosed:
        raise Problem("absent") from None
