"""What banks send: confirmations of payments, kept on disk first, answered, recorded afterwards."""

import asyncio
import json
from dataclasses import dataclass
from typing import Annotated, Final

from fastapi import Depends, Request, Response

from api.http.asking import May, address_of, front_of
from api.http.bodies import must_not_declare_more
from api.http.examples import TAKEN, like
from api.http.problems import Problem
from api.http.routes import answered_by, audience
from api.policy import Principal, Role, Whose, permit
from importers.bank import SignatureWrong
from importers.bank.signature import BANK_HEADER, SIGNATURE_HEADER, TIMESTAMP_HEADER
from importers.bank.webhook import MOST_BYTES
from projections.inbox import InboxUnavailable

CONFIRMATION: Final = {
    "transactionId": "2026061500000000001",
    "transactionType": "PAYMENT",
    "amount": "12000.00",
    "transactionDateandTime": "2026-06-15T09:00:00.000+07:00",
    "currencyCode": "764",
    "payeeProxyType": "BILLERID",
    "payeeProxyId": "099405600701400",
    "billPaymentRef1": "0560070169000000184",
    "billPaymentRef2": "69063011",
    "channelCode": "QR",
}
_TAKEN: Final = json.dumps(TAKEN).encode()
_SIGNED_BODY: Final = {
    "parameters": [
        {
            "name": name,
            "in": "header",
            "required": True,
            "schema": {"type": "string", "pattern": pattern},
            "description": meaning,
        }
        for name, pattern, meaning in (
            (BANK_HEADER, "^[0-9]{3}$", "The bank's code."),
            (TIMESTAMP_HEADER, "^[0-9]{10}$", "When it was sent, seconds since 1970."),
            (
                SIGNATURE_HEADER,
                "^[0-9a-f]{64}$",
                "HMAC-SHA256 over the timestamp, a point and the body's bytes.",
            ),
        )
    ],
    "requestBody": {
        "required": True,
        "content": {"application/json": {"schema": {"type": "object"}, "example": CONFIRMATION}},
    },
}

router = audience("/bank", "bank")


@dataclass(frozen=True)
class MaySigned(May):
    """An action of a bank: whoever signed the body's bytes with a key shared with that bank."""

    async def admit(self, request: Request) -> None:
        """Let a bank through by its signature. Raises `SignatureWrong`, `Problem`."""
        if SIGNATURE_HEADER not in request.headers:
            # Who else asks is refused as anywhere; a bank's token is no signature.
            await super().admit(request)
            raise SignatureWrong("Each message of a bank carries its signature.")
        must_not_declare_more(request, MOST_BYTES)
        front = front_of(request)
        raw = await request.body()
        if len(raw) > MOST_BYTES:
            raise Problem("body-too-large")
        try:
            bank = front.bank.sender(raw, request.headers)
        except SignatureWrong:
            front.throttle.guest(address_of(request))
            raise
        # A bank is not counted: what it tells is money that was paid, and it tells it only thrice.
        principal = Principal(role=Role.BANK, name=bank)
        permit(principal, self.action, Whose())
        request.state.principal = principal


async def _keep(request: Request) -> Response:
    front, bank = front_of(request), request.state.principal.name
    raw = await request.body()
    try:
        kept = front.bank.keep(raw, bank=bank, headers=request.headers)
        await asyncio.shield(asyncio.wrap_future(kept))
    except InboxUnavailable:
        raise Problem("not-kept") from None
    return Response(_TAKEN, media_type="application/json")


@router.post(
    "/confirmations",
    summary="แจ้งการรับชำระ Confirm a payment",
    openapi_extra=_SIGNED_BODY,
    responses=like(TAKEN),
    dependencies=[answered_by(_keep)],
)
async def confirm(
    request: Request,
    _: Annotated[Principal, Depends(MaySigned("bank.confirm"))],
) -> Response:
    """Take a bank's confirmation. It is on disk when this answers, and recorded soon after.

    The same message again is answered the same. Whether the message can be read is found out
    afterwards: money was paid, so a message we cannot read goes to a person and not back.
    """
    return await _keep(request)
