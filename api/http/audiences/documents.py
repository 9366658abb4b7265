"""Letters and forms of a taxpayer's own notices as PDF, as they were or would be printed."""

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from enum import StrEnum
from typing import Annotated, Any, Final

from fastapi import Path, Query, Response

from api.commands import letters
from api.commands.letters import Which
from api.documents import Letter
from api.http.asking import POSITION, FrontOffice, MinPosition, may
from api.http.behalf import Behalf, whose
from api.http.bills import own_bill
from api.http.problems import Problem
from api.http.routes import audience
from api.http.shown import BodyCode, TaxYear
from api.office import Office
from api.policy import Principal

PDF: Final = "application/pdf"
_PDF_ANSWER: Final[dict[int | str, dict[str, Any]]] = {
    200: {"content": {PDF: {"schema": {"type": "string", "format": "binary"}}}}
}


class Kind(StrEnum):
    """Which letter or form."""

    NOTICE = "notice"
    RECEIPTS = "receipts"
    WARNING = "warning"
    AGREEMENT = "agreement"
    PROPERTIES = "properties"


_Made = Callable[[Office, Which, date], Iterable[Letter]]
_LETTERS: Final[Mapping[Kind, _Made]] = {
    Kind.NOTICE: lambda office, which, _: letters.notices(office, which),
    Kind.RECEIPTS: lambda office, which, on: letters.receipts(office, which, on=on),
    Kind.WARNING: lambda office, which, _: letters.warnings(office, which),
    Kind.AGREEMENT: lambda office, which, _: letters.agreements(office, which),
    Kind.PROPERTIES: lambda office, which, on: letters.lists(office, which, on=on),
}


def made(kind: Kind) -> _Made:
    """Return what makes the letters of a kind."""
    return _LETTERS[kind]


router = audience("/taxpayers/me/notices/{body}/{tax_year}/documents", "taxpayer")


@router.get(
    "/{kind}",
    summary="เอกสารเป็น PDF A document as PDF",
    response_class=Response,
    responses=_PDF_ANSWER,
)
async def document(  # noqa: PLR0913 - one argument a part of the request
    *,
    body: BodyCode,
    tax_year: TaxYear,
    kind: Annotated[Kind, Path(description="Which.", examples=["notice"])],
    front: FrontOffice,
    principal: Annotated[Principal, may("documents.own")],
    seen: MinPosition,
    told: Behalf,
    receipt: Annotated[
        str | None,
        Query(pattern="^R[0-9A-Z]{13}$", description="This receipt alone, of kind receipts."),
    ] = None,
) -> Response:
    """Return the notice with its sheets, receipts, a warning, an agreement, or the list (s.30)."""

    def make() -> tuple[bytes, int, str]:
        front.fresh(seen)
        with front.hearings.held() as office:
            owner = whose(front, office, principal, told, "see")
            bill = own_bill(front, office, body=int(body), tax_year=int(tax_year), owner=owner)
            which = Which(body=bill.body, tax_year=bill.tax_year, notices=(bill.notice,))
            found = [
                one
                for one in _LETTERS[kind](office, which, front.today())
                if receipt is None or getattr(one, "number", None) == receipt
            ]
            if not found:
                raise Problem("no-letter")
            position = office.log.head()
        return front.press.pdf(found), position, f"{which.named(kind)}.pdf"

    pdf, position, name = await front.pools.exports.run(make)
    return Response(
        pdf,
        media_type=PDF,
        headers={
            POSITION: str(position),
            "Content-Disposition": f'attachment; filename="{name}"',
        },
    )
