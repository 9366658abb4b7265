"""Whether a receipt is genuine: by what is printed on it, or by its file. No person is shown."""

from typing import Annotated, Any, Final

from fastapi import Request, Response
from pydantic import BaseModel, ConfigDict, Field, JsonValue

from api.commands.checked_receipts import Checked, by_file, by_letters
from api.http.asking import POSITION, FrontOffice, address_of, may
from api.http.examples import CHECKED, like
from api.http.routes import audience
from api.office import Office
from api.policy import Principal
from domain.bill_reference import BillReference
from domain.money import show_baht

EXAMPLE: Final[dict[str, JsonValue]] = {"receipt": "R3KY5DXDEMBX48", "letters": "1A2B-3C4D-5E6F"}

router = audience("/receipts", "guest")


class Printed(BaseModel):
    """What stands on a printed receipt."""

    model_config = ConfigDict(
        extra="forbid", strict=True, json_schema_extra={"examples": [EXAMPLE]}
    )

    receipt: Annotated[str, Field(min_length=1, max_length=40, description="Its number.")]
    letters: Annotated[str, Field(min_length=1, max_length=40, description="Its check letters.")]


class GivenFile(BaseModel):
    """The file that came with a receipt."""

    model_config = ConfigDict(extra="forbid", strict=True)

    receipt: dict[str, Any]
    received: dict[str, Any]
    allocated: dict[str, Any]


@router.post("/check", summary="ตรวจใบเสร็จ Is this receipt genuine?", responses=like(CHECKED))
async def printed(
    given: Printed,
    request: Request,
    response: Response,
    front: FrontOffice,
    _: Annotated[Principal, may("receipts.check")],
) -> dict[str, Any]:
    """Say whether a printed receipt is genuine, and what a genuine one of that number says.

    The letters on it are such as only this service makes, for number, notice, day and amount.
    """
    number = "".join(filter(str.isalnum, given.receipt)).upper()
    front.throttle.lookup(address_of(request), f"receipt {number}")

    def look() -> dict[str, Any]:
        front.fresh()
        with front.counter.held() as office:
            return _told(office, by_letters(office, front.office.views, number, given.letters))

    found = await front.pools.pages.run(look)
    response.headers[POSITION] = str(found.pop("position"))
    return found


@router.post(
    "/check-file", summary="ตรวจไฟล์ใบเสร็จ Is this receipt's file genuine?", responses=like(CHECKED)
)
async def file(
    given: GivenFile,
    response: Response,
    front: FrontOffice,
    _: Annotated[Principal, may("receipts.check")],
) -> dict[str, Any]:
    """Say whether a receipt's file says what the log says, and whether the money is still there."""

    def look() -> dict[str, Any]:
        with front.counter.held() as office:
            return _told(office, by_file(office, given.model_dump()))

    found = await front.pools.pages.run(look)
    response.headers[POSITION] = str(found.pop("position"))
    return found


def _told(office: Office, found: Checked | None) -> dict[str, Any]:
    position = office.log.head()
    if found is None:
        return {"genuine": False, "stands": None, "receipt": None, "position": position}
    return {
        "genuine": True,
        "stands": found.stands,
        "receipt": {
            "number": found.number,
            "paid_on": found.paid_on.isoformat(),
            "bills": [
                {
                    "body": f"{part.body:08d}",
                    "body_name": office.registers.body(part.body).must_have_joined().name_th,
                    "tax_year": part.tax_year,
                    "notice_number": BillReference(
                        body=part.body, tax_year=part.tax_year, notice=part.notice
                    ).number,
                    "amount": show_baht(part.amount_satang),
                }
                for part in found.parts
            ],
        },
        "position": position,
    }
