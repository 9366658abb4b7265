"""One act of each kind of an account, to be frozen: every field set, none at its default."""

from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta, timezone
from uuid import UUID

from domain import account
from domain.collection import Instalment
from domain.log.events import Event
from domain.log.stream_ids import Kind, stream_id

MAE_HIA = 5001115
OFFICER = "officer-17"
RECORDED = datetime(2026, 7, 5, 9, 30, 15, 250_000, tzinfo=timezone(timedelta(hours=7)))
RECEIPT = "R1ZXJ7H0K2M9Q4"


def _stream() -> UUID:
    return stream_id(Kind.ACCOUNT, MAE_HIA, 2569, number=4_611_686_018_427_387_905)


def _proposal() -> account.Proposal:
    return account.Proposal(
        kind="refund",
        reason="DOUBLE-PAYMENT",
        amount_satang=123_450,
        percent=40,
        until=date(2026, 9, 30),
        ground="appeal",
        since=date(2026, 6, 30),
    )


def _payment_received() -> Event:
    return account.PaymentReceived(
        stream=_stream(),
        version=1,
        payment=RECEIPT,
        notice=31_700,
        amount_satang=123_450,
        paid_on=date(2026, 6, 29),
        channel="qr",
        officer=OFFICER,
        recorded_at=RECORDED,
    )


def _payment_gone() -> Event:
    return account.PaymentGone(
        stream=_stream(),
        version=2,
        payment=RECEIPT,
        amount_satang=123_450,
        gone_on=date(2026, 7, 2),
        why="reversed",
        officer=OFFICER,
        recorded_at=RECORDED,
    )


def _instalments_agreed() -> Event:
    return account.InstalmentsAgreed(
        stream=_stream(),
        version=3,
        notice=31_700,
        requested_on=date(2026, 6, 1),
        instalments=(
            Instalment(due_on=date(2026, 6, 30), amount_satang=166_668),
            Instalment(due_on=date(2026, 7, 31), amount_satang=166_666),
        ),
        officer=OFFICER,
        recorded_at=RECORDED,
    )


def _refund_claimed() -> Event:
    return account.RefundClaimed(
        stream=_stream(),
        version=4,
        amount_satang=50,
        claimed_on=date(2026, 7, 3),
        decide_by=date(2026, 10, 1),
        by="taxpayer",
        recorded_at=RECORDED,
    )


def _proposed() -> Event:
    return account.Proposed(
        stream=_stream(),
        version=5,
        number=7,
        proposal=_proposal(),
        officer=OFFICER,
        recorded_at=RECORDED,
    )


def _approved() -> Event:
    return account.Approved(
        stream=_stream(),
        version=6,
        number=7,
        proposal=_proposal(),
        interest_satang=3_703,
        on=date(2026, 10, 2),
        proposed_by=OFFICER,
        officer="chief-2",
        recorded_at=RECORDED,
    )


def _declined() -> Event:
    return account.Declined(
        stream=_stream(),
        version=7,
        number=8,
        reason="ESTATE-FOUND",
        officer="chief-2",
        recorded_at=RECORDED,
    )


ACCOUNT_SAMPLES: Sequence[Callable[[], Event]] = (
    _payment_received,
    _payment_gone,
    _instalments_agreed,
    _refund_claimed,
    _proposed,
    _approved,
    _declined,
)
