"""How taxpayers say that something is wrong: objections, wrong lists, changed uses (s.32, 33, 73).

They see first what their bill would be if they are right. The tax is due all the same until the
matter is decided, and is paid back with interest if they win.
"""

from typing import Annotated, Any, Final, Literal

from fastapi import Header, Path, Request, Response
from pydantic import BaseModel, ConfigDict, Field

from api.commands import appeals
from api.commands.objections import bill_if_accepted, file_matter
from api.http.asking import POSITION, FrontOffice, MinPosition, may
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
from api.http.behalf import Behalf, whose
from api.http.bills import own_bill
from api.http.bodies import most_bytes
from api.http.clocks import filing_clocks
from api.http.etags import etag, must_match
from api.http.examples import CLOCKS, DOCUMENT, IF_ACCEPTED, MATTER, MATTERS, like
from api.http.front import Front
from api.http.matters import (
    Claims,
    Digest,
    Ground,
    matter_as_json,
    matters_of,
    must_be_own,
    own_matter,
)
from api.http.once import once
from api.http.problems import Problem
from api.http.routes import audience
from api.http.shown import OCTET_BODY, BodyCode, TaxYear
from api.office import Office
from api.policy import Principal
from domain.calendar import be_year
from domain.money import show_baht
from domain.objection import Claim, Objection, Statement
from projections.read_models.own_pages import bodies_of

YEARS_BACK: Final = 5

router = audience("/taxpayers/me/matters", "taxpayer")

IfMatch = Annotated[
    str | None, Header(alias="If-Match", description="The ETag that was read.", examples=['"v1"'])
]
Number = Annotated[
    str, Path(max_length=30, description="The matter.", examples=["OB-05600701-69-000001"])
]


class Supposed(BaseModel):
    """What would be true if the taxpayer is right."""

    model_config = ConfigDict(extra="forbid", strict=True)

    body: Annotated[str, Field(pattern="^[0-9]{8}$", examples=["05600701"])]
    tax_year: Annotated[int, Field(ge=2500, le=2599, examples=[2569])]
    claims: Annotated[Claims, Field(min_length=1)]


class Filing(BaseModel):
    """What is filed: an objection to one's notice, a wrong list, or a use that changed."""

    model_config = ConfigDict(extra="forbid", strict=True)

    body: Annotated[str, Field(pattern="^[0-9]{8}$", examples=["05600701"])]
    tax_year: Annotated[int, Field(ge=2500, le=2599, examples=[2569])]
    kind: Literal["objection", "list", "use"]
    grounds: Annotated[list[Ground], Field(min_length=1, max_length=9, examples=[["area"]])]
    claims: Claims = []
    documents: Annotated[list[Digest], Field(max_length=20)] = []
    words: Annotated[str, Field(max_length=MOST_WORDS, examples=["เนื้อที่ในโฉนดคือ 200 ตารางวา"])] = ""


class Added(BaseModel):
    """A document that was handed in, by its digest."""

    model_config = ConfigDict(extra="forbid", strict=True)

    document: Digest


@router.get("", summary="เรื่องที่ยื่นไว้ My objections and requests", responses=like(MATTERS))
async def matters(
    front: FrontOffice,
    response: Response,
    principal: Annotated[Principal, may("matters.own")],
    seen: MinPosition,
    told: Behalf,
) -> dict[str, Any]:
    """Return what the taxpayer filed in these years, latest year first."""

    def look() -> dict[str, Any]:
        front.fresh(seen)
        last = be_year(front.today()) + 1
        years = range(max(last - YEARS_BACK, front.office.law.first_tax_year), last + 1)
        with front.hearings.held() as office:
            owner = whose(front, office, principal, told, "see")
            bodies = bodies_of(front.office.views, owner)
            found = matters_of(office, front.filers, bodies, years, owner)
            return {
                "items": [matter_as_json(one, office.law) for one in found],
                "position": office.log.head(),
            }

    found = await front.pools.pages.run(look)
    response.headers[POSITION] = str(found.pop("position"))
    return found


@router.post(
    "/preview",
    summary="ถ้าชนะ ภาษีจะเป็นเท่าใด What if I win",
    responses=like(IF_ACCEPTED),
)
async def preview(
    supposed: Supposed,
    front: FrontOffice,
    response: Response,
    principal: Annotated[Principal, may("matters.own")],
    told: Behalf,
) -> dict[str, Any]:
    """Return the tax as known now and if the claims are true; nothing is recorded."""
    claims = [one.claim() for one in supposed.claims]
    body, tax_year = int(supposed.body), supposed.tax_year

    def compute() -> dict[str, Any]:
        front.fresh()
        with front.hearings.held() as office:
            owner = whose(front, office, principal, told, "see")
            _must_know(front, body, tax_year)
            must_be_own(front, office, claims, body=body, tax_year=tax_year, owner=owner)
            found = bill_if_accepted(
                office,
                body=body,
                tax_year=tax_year,
                taxpayer=owner,
                claims=claims,
                by=front.signed(principal.name),
            )
            return {
                "tax_now": show_baht(found.now_satang),
                "tax_then": show_baht(found.then_satang),
                "difference": show_baht(found.then_satang - found.now_satang),
                "position": office.log.head(),
            }

    found = await front.pools.pages.run(compute)
    response.headers[POSITION] = str(found.pop("position"))
    return found


@router.post(
    "/documents",
    summary="แนบเอกสาร Hand in a document",
    openapi_extra=OCTET_BODY,
    dependencies=[most_bytes(MOST_DOCUMENT_BYTES)],
    responses=like(DOCUMENT),
)
async def document(
    request: Request,
    front: FrontOffice,
    principal: Annotated[Principal, may("matters.file")],
) -> dict[str, Any]:
    """Keep a PDF, JPEG or PNG sealed; its digest names it in what is filed."""
    return await received_document(front, request, principal.name)


@router.post("", summary="ยื่นคำร้อง File it", dependencies=[once], responses=like(MATTER))
async def file(
    filing: Filing,
    front: FrontOffice,
    response: Response,
    principal: Annotated[Principal, may("matters.file")],
    told: Behalf,
) -> dict[str, Any]:
    """File an objection (s.73), a correction of the list (s.32) or a changed use (s.33)."""
    claims = tuple(one.claim() for one in filing.claims)

    def do() -> tuple[Objection, int]:
        front.fresh()
        with front.hearings.held() as office:
            owner = whose(front, office, principal, told, "appeal")
            statement = _statement(front, office, filing, claims, owner)
            return file_matter(
                office,
                body=int(filing.body),
                tax_year=filing.tax_year,
                statement=statement,
                filed_on=front.today(),
                by=front.signed(principal.name),
            )

    matter, position = await front.pools.pages.run(do)
    response.headers[POSITION] = str(position)
    response.headers["ETag"] = etag(matter.version)
    return matter_as_json(matter, front.office.law)


def _statement(
    front: Front, office: Office, filing: Filing, claims: tuple[Claim, ...], owner: int
) -> Statement:
    body, tax_year = int(filing.body), filing.tax_year
    _must_know(front, body, tax_year)
    must_be_own(front, office, claims, body=body, tax_year=tax_year, owner=owner)
    must_be_kept(front, filing.documents)
    notice = 0
    if filing.kind == "objection":
        notice = own_bill(front, office, body=body, tax_year=tax_year, owner=owner).notice
    elif body not in bodies_of(front.office.views, owner):
        raise Problem("absent")
    return Statement(
        matter=filing.kind,
        taxpayer=owner,
        notice=notice,
        grounds=tuple(dict.fromkeys(filing.grounds)),
        claims=claims,
        documents=tuple(dict.fromkeys([*filing.documents, *kept_words(front, filing.words)])),
    )


def _must_know(front: Front, body: int, tax_year: int) -> None:
    last = be_year(front.today()) + 1
    known = front.office.law.first_tax_year <= tax_year <= last
    if not (known and front.counter.knows(body)):
        raise Problem("absent")


@router.get(
    "/clocks/{body}/{tax_year}",
    summary="กำหนดเวลาในการยื่น What may be filed, and until when",
    responses=like(CLOCKS),
)
async def clocks(
    body: BodyCode,
    tax_year: TaxYear,
    front: FrontOffice,
    response: Response,
    principal: Annotated[Principal, may("matters.own")],
    told: Behalf,
) -> dict[str, Any]:
    """Return the Act's days for what may be filed of a body's year today (s.32, s.33, s.73)."""

    def look() -> dict[str, Any]:
        with front.hearings.held() as office:
            owner = whose(front, office, principal, told, "see")
            _must_know(front, int(body), int(tax_year))
            found = filing_clocks(
                office,
                body=int(body),
                tax_year=int(tax_year),
                taxpayer=owner,
                today=front.today(),
            )
            return {**found, "position": office.log.head()}

    found = await front.pools.pages.run(look)
    response.headers[POSITION] = str(found.pop("position"))
    return found


@router.get("/{number}", summary="เรื่องหนึ่ง One matter", responses=like(MATTER))
async def matter(
    number: Number,
    front: FrontOffice,
    response: Response,
    principal: Annotated[Principal, may("matters.own")],
    told: Behalf,
) -> dict[str, Any]:
    """Return where a matter stands, with the days of the Act."""

    def look() -> tuple[Objection, int]:
        with front.hearings.held() as office:
            owner = whose(front, office, principal, told, "see")
            return own_matter(office, number, owner), office.log.head()

    found, position = await front.pools.pages.run(look)
    response.headers[POSITION] = str(position)
    response.headers["ETag"] = etag(found.version)
    return matter_as_json(found, front.office.law)


@router.post(
    "/{number}/documents",
    summary="ยื่นเอกสารเพิ่ม Add a document",
    dependencies=[once],
    responses=like(MATTER),
)
async def add_document(
    *,
    number: Number,
    added: Added,
    front: FrontOffice,
    response: Response,
    principal: Annotated[Principal, may("matters.file")],
    told: Behalf,
    if_match: IfMatch = None,
) -> dict[str, Any]:
    """Add a document that was handed in to a matter nobody has decided yet."""

    def do() -> tuple[Objection, int]:
        with front.hearings.held() as office:
            owner = whose(front, office, principal, told, "appeal")
            found = own_matter(office, number, owner)
            must_match(if_match, found.version)
            must_be_kept(front, [added.document])
            act = found.add_document(added.document, by=front.signed(principal.name))
            position = office.log.record([act])
            return own_matter(office, number, owner), position

    changed, position = await front.pools.pages.run(do)
    response.headers[POSITION] = str(position)
    response.headers["ETag"] = etag(changed.version)
    return matter_as_json(changed, front.office.law)


@router.get(
    "/{number}/documents/{digest}",
    summary="เอกสารที่ยื่นไว้ A document I handed in",
    response_class=Response,
    responses=DOCUMENT_ANSWER,
)
async def own_document(
    number: Number,
    digest: DocumentDigest,
    front: FrontOffice,
    principal: Annotated[Principal, may("matters.own")],
    told: Behalf,
) -> Response:
    """Return what was attached, as it came."""

    def fetch() -> Response:
        with front.hearings.held() as office:
            owner = whose(front, office, principal, told, "see")
            found = own_matter(office, number, owner)
        return document_of(front, found, digest)

    return await front.pools.exports.run(fetch)


@router.post(
    "/{number}/withdrawal",
    summary="ถอนคำร้อง Take it back",
    dependencies=[once],
    responses=like(MATTER),
)
async def withdraw(
    number: Number,
    front: FrontOffice,
    response: Response,
    principal: Annotated[Principal, may("matters.file")],
    told: Behalf,
    if_match: IfMatch = None,
) -> dict[str, Any]:
    """Take a matter back, as it was read."""
    changed, position = await front.pools.pages.run(
        lambda: _changed(front, principal, told, number, if_match, "withdraw")
    )
    response.headers[POSITION] = str(position)
    response.headers["ETag"] = etag(changed.version)
    return matter_as_json(changed, front.office.law)


@router.post(
    "/{number}/appeal", summary="อุทธรณ์ Appeal", dependencies=[once], responses=like(MATTER)
)
async def appeal(
    number: Number,
    front: FrontOffice,
    response: Response,
    principal: Annotated[Principal, may("matters.file")],
    told: Behalf,
    if_match: IfMatch = None,
) -> dict[str, Any]:
    """Appeal to the committee against the chief's refusal (s.73 paragraph 4)."""
    changed, position = await front.pools.pages.run(
        lambda: _changed(front, principal, told, number, if_match, "appeal")
    )
    response.headers[POSITION] = str(position)
    response.headers["ETag"] = etag(changed.version)
    return matter_as_json(changed, front.office.law)


def _changed(
    front: Front,
    principal: Principal,
    told: int,
    number: str,
    if_match: str | None,
    act: Literal["withdraw", "appeal"],
) -> tuple[Objection, int]:
    by, today = front.signed(principal.name), front.today()
    with front.hearings.held() as office:
        owner = whose(front, office, principal, told, "appeal")
        found = own_matter(office, number, owner)
        must_match(if_match, found.version)
        if act == "withdraw":
            position = appeals.withdraw(office, found, on=today, by=by)
        else:
            position = appeals.appeal(office, found, filed_on=today, by=by)
        return own_matter(office, number, owner), position
