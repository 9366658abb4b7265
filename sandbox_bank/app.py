"""The bank's counter and its desk for billers over HTTP, for this computer alone."""

import hmac
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from json import dumps
from typing import Final
from urllib.parse import parse_qsl

from fastapi import FastAPI, HTTPException, Request
from fastapi.responses import HTMLResponse, PlainTextResponse, Response
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from sandbox_bank.books import Books, NoSuchPayment
from sandbox_bank.codes import CodeUnreadable, Slip, read_code, satang_of
from sandbox_bank.day_files import FORMS
from sandbox_bank.page import page
from sandbox_bank.transfer import Transfer
from sandbox_bank.webhooks import Faults, Webhooks, as_fields, headers, signed

_MOST_CODE: Final = 512
_WRONG: Final = 422
_ABSENT: Final = 404
_UNSIGNED: Final = 401


class Pay(BaseModel):
    """What somebody pays: a code's text, or what is typed; baht as text such as 1234.56."""

    model_config = ConfigDict(extra="forbid", strict=True)

    code: str | None = Field(default=None, max_length=_MOST_CODE)
    biller: str = Field(default="", pattern=r"^([0-9]{13}([0-9]{2})?)?$")
    ref1: str = Field(default="", max_length=20)
    ref2: str = Field(default="", max_length=20)
    amount: str | None = None
    channel: str = Field(default="QR", pattern=r"^[A-Z]{2,8}$")
    paid_at: str | None = None


class FaultsSet(BaseModel):
    """The faults from now on; what is left out goes right."""

    model_config = ConfigDict(extra="forbid", strict=True)

    lose: int = 0
    copies: int = 1
    delay_seconds: int = 0
    hold: int = 0


@dataclass(frozen=True, kw_only=True)
class Desk:
    """What the bank does when asked; each public method is a route."""

    books: Books
    webhooks: Webhooks
    key: bytes
    clock: Callable[[], datetime]

    def pay(self, asked: Pay) -> dict[str, str]:
        """Pay a bill by its QR code, its barcode, or what is typed."""
        try:
            slip = read_code(asked.code) if asked.code else _typed(asked)
            amount = satang_of(asked.amount) if asked.amount else slip.amount_satang
            at = datetime.fromisoformat(asked.paid_at) if asked.paid_at else self.clock()
        except ValueError as wrong:
            raise HTTPException(_WRONG, str(wrong)) from None
        if not amount or at.tzinfo is None:
            raise HTTPException(_WRONG, "An amount above zero, and a time with its zone, please.")
        paid = self.books.pay(slip, amount_satang=amount, channel=asked.channel, at=at)
        self.webhooks.tell(paid, now=self.clock())
        return _shown(paid)

    async def app(self, request: Request) -> HTMLResponse:
        """Show the bank's app; with a form, pay what it says."""
        if request.method == "GET":
            return HTMLResponse(page())
        given = parse_qsl((await request.body()).decode("utf-8", "replace"))
        told = {name: value.strip() for name, value in given if value.strip()}
        try:
            paid = self.pay(Pay(**told))
        except ValidationError:
            return HTMLResponse(page("กรอกไม่ถูกต้อง Not typed right."), _WRONG)
        except HTTPException as wrong:
            return HTMLResponse(page(str(wrong.detail)), wrong.status_code)
        said = f"ชำระแล้ว Paid {paid['amount']} บาท baht · {paid['reference']}"
        return HTMLResponse(page(said))

    def reverse(self, reference: str) -> dict[str, str]:
        """Take a payment back."""
        try:
            taken_back = self.books.take_back(reference, at=self.clock())
        except NoSuchPayment as wrong:
            raise HTTPException(_ABSENT, str(wrong)) from None
        self.webhooks.tell(taken_back, now=self.clock())
        return _shown(taken_back)

    def faults(self, wanted: FaultsSet) -> dict[str, int]:
        """Say what goes wrong from now on."""
        try:
            self.webhooks.faults = Faults(**wanted.model_dump())
        except ValueError as wrong:
            raise HTTPException(_WRONG, str(wrong)) from None
        return vars(self.webhooks.faults)

    def told(self) -> dict[str, int]:
        """Say how many confirmations were accepted, failed, were given up, lost, or wait."""
        return {**vars(self.webhooks.told), "waiting": self.webhooks.waiting}

    def inquiry(self, request: Request, biller: str, ref1: str, day: date) -> Response:
        """Answer, signed, what the bank has of one reference on one day; the question is signed."""
        sent = request.headers.get("x-bank-timestamp", "")
        signature = signed(request.url.query.encode(), key=self.key, timestamp=sent)
        if not hmac.compare_digest(request.headers.get("x-bank-signature", ""), signature):
            raise HTTPException(_UNSIGNED, "The question is not signed with the key we share.")
        found = [as_fields(one) for one in self.books.asked(biller=biller, ref1=ref1, day=day)]
        raw = dumps({"payments": found}, ensure_ascii=False).encode()
        return Response(
            raw, headers=headers(raw, bank=self.books.bank, key=self.key, at=self.clock())
        )

    def day_file(self, form: str, day: date, biller: str = "") -> Response:
        """Write the file of a day: fixed-width, comma-separated, camt.053 or camt.054."""
        write = FORMS.get(form)
        if write is None:
            raise HTTPException(_ABSENT, f"The forms are {', '.join(FORMS)}.")
        lines = write(self.books.of_day(day, biller=biller), bank=self.books.bank, day=day)
        return PlainTextResponse("".join(lines))


def create_app(desk: Desk) -> FastAPI:
    """Return the bank's service."""
    app = FastAPI(title="Sandbox bank", docs_url=None, redoc_url=None)
    app.add_api_route("/", desk.app, methods=["GET", "POST"], include_in_schema=False)
    for path, method, route in (
        ("/pay", "POST", desk.pay),
        ("/payments/{reference}/reverse", "POST", desk.reverse),
        ("/faults", "PUT", desk.faults),
        ("/told", "GET", desk.told),
        ("/inquiry", "GET", desk.inquiry),
        ("/files/{form}", "GET", desk.day_file),
    ):
        app.add_api_route(path, route, methods=[method])
    return app


def _typed(asked: Pay) -> Slip:
    if not (asked.biller and asked.ref1):
        raise CodeUnreadable("Give a code, or biller, reference 1 and amount.")
    return Slip(biller=asked.biller, ref1=asked.ref1, ref2=asked.ref2, amount_satang=None)


def _shown(transfer: Transfer) -> dict[str, str]:
    return {
        "reference": transfer.reference,
        "amount": transfer.baht,
        "paid_at": transfer.paid_at.isoformat(),
    }
