"""One act of each kind of rolls, payments, orders, objections and delegations, to be frozen."""

from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta, timezone
from uuid import UUID

from domain import delegation, erasure, objection, order, payment, relief, roll
from domain.log.events import Event
from domain.log.stream_ids import Kind, stream_id
from tests.contracts.sample_rows import rows_of

MAE_HIA = 5001115
YEAR = 2569
TAXPAYER = 4_611_686_018_427_387_905
OFFICER, CHIEF = "officer-17", "chief-2"
RECORDED = datetime(2026, 7, 5, 9, 30, 15, 250_000, tzinfo=timezone(timedelta(hours=7)))
PAID_AT = datetime(2026, 6, 29, 23, 59, 58, 1, tzinfo=timezone(timedelta(hours=7)))
LAW = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
DAY = date(2026, 6, 30)


def _roll() -> UUID:
    return stream_id(Kind.ROLL, MAE_HIA, YEAR)


def _payment() -> UUID:
    return payment.payment_stream("004", "KB0001")


def _matter() -> UUID:
    return stream_id(Kind.OBJECTION, MAE_HIA, YEAR, number=12)


def _taxpayer() -> UUID:
    return stream_id(Kind.TAXPAYER, 0, number=TAXPAYER)


def _part(notice: int = 31_700) -> payment.Part:
    return payment.Part(
        body=MAE_HIA, tax_year=YEAR, notice=notice, taxpayer=TAXPAYER, amount_satang=123_450
    )


def _claim() -> objection.Claim:
    return objection.Claim(
        property="P:1:50010000:1234",
        since=date(2026, 1, 1),
        changes={"use": {"residence": 60, "other": 40}, "parcel": {"area_cwah": 40_000}},
    )


def _statement() -> objection.Statement:
    return objection.Statement(
        matter="objection",
        taxpayer=TAXPAYER,
        notice=31_700,
        grounds=("use", "area"),
        claims=(_claim(),),
        documents=(LAW,),
    )


def _rolls() -> Sequence[Callable[[], Event]]:
    return (
        lambda: roll.IssuePrepared(
            stream=_roll(),
            version=1,
            tax_year=YEAR,
            register_position=123_456,
            law=LAW,
            notices=2,
            tax_satang=246_900,
            digest=LAW,
            answered=(roll.GateAnswer(gate="steep-rise", found=17, answer="checked"),),
            officer=OFFICER,
            recorded_at=RECORDED,
        ),
        lambda: roll.NoticesIssued(
            stream=_roll(),
            version=2,
            tax_year=YEAR,
            register_position=123_456,
            law=LAW,
            issued_on=date(2026, 4, 1),
            pay_by=DAY,
            notices=rows_of(roll.NOTICES),
            properties=rows_of(roll.NOTICE_PROPERTIES, 3),
            prepared_by=OFFICER,
            approved_by=CHIEF,
            recorded_at=RECORDED,
            part=1,
            parts=2,
        ),
        lambda: roll.NoticesAmended(
            stream=_roll(),
            version=3,
            tax_year=YEAR,
            register_position=123_460,
            law=LAW,
            amendment=4,
            issued_on=date(2026, 5, 1),
            notices=rows_of(roll.NOTICES),
            properties=rows_of(roll.NOTICE_PROPERTIES, 3),
            prepared_by=OFFICER,
            approved_by=CHIEF,
            recorded_at=RECORDED,
            part=2,
            parts=3,
        ),
        lambda: roll.NoticesServed(
            stream=_roll(),
            version=4,
            tax_year=YEAR,
            services=rows_of(roll.SERVICES),
            officer=OFFICER,
            recorded_at=RECORDED,
        ),
        lambda: roll.WarningsIssued(
            stream=_roll(),
            version=5,
            tax_year=YEAR,
            issued_on=date(2026, 7, 15),
            days_to_pay=15,
            warned=rows_of(roll.WARNED),
            officer=OFFICER,
            recorded_at=RECORDED,
        ),
        lambda: roll.WarningsServed(
            stream=_roll(),
            version=6,
            tax_year=YEAR,
            services=rows_of(roll.SERVICES),
            officer=OFFICER,
            recorded_at=RECORDED,
        ),
        lambda: roll.LandOfficeTold(
            stream=_roll(),
            version=7,
            tax_year=YEAR,
            told_on=date(2026, 8, 3),
            told=rows_of(roll.TOLD),
            officer=OFFICER,
            recorded_at=RECORDED,
        ),
    )


def _payments() -> Sequence[Callable[[], Event]]:
    told = payment.Told(
        bank="004",
        bank_reference="KB0001",
        amount_satang=123_450,
        paid_at=PAID_AT,
        paid_on=date(2026, 6, 29),
        channel="qr",
        holder=MAE_HIA,
        ref1="0500111569003170053",
        ref2="69063017",
        ref_digest=9_000_000_000_000_000_001,
        source="webhook",
    )

    def act(kind: Callable[..., Event], version: int, **fields: object) -> Callable[[], Event]:
        return lambda: kind(
            stream=_payment(), version=version, **fields, officer=OFFICER, recorded_at=RECORDED
        )

    parts = (_part(), _part(31_701))
    return (
        act(payment.Received, 1, told=told),
        act(payment.Suspended, 2, reason="unknown-reference"),
        act(payment.MatchProposed, 3, parts=parts, reason="MISTYPED"),
        act(
            payment.Allocated,
            4,
            order=77,
            parts=parts,
            proposed_by=CHIEF,
            reason="MISTYPED",
        ),
        act(payment.ReturnProposed, 5),
        act(payment.Returned, 6, amount_satang=123_450, returned_on=DAY, proposed_by=CHIEF),
        act(payment.Reversed, 7, reversed_on=DAY, source="file"),
        lambda: order.Placed(
            stream=stream_id(Kind.ORDER, 0, number=TAXPAYER),
            version=1,
            parts=parts,
            valid_until=DAY,
            recorded_at=RECORDED,
        ),
    )


def _objections() -> Sequence[Callable[[], Event]]:
    def act(kind: Callable[..., Event], version: int, **fields: object) -> Callable[[], Event]:
        return lambda: kind(stream=_matter(), version=version, **fields, recorded_at=RECORDED)

    claims = (_claim(),)
    return (
        act(
            objection.Filed,
            1,
            body=MAE_HIA,
            tax_year=YEAR,
            statement=_statement(),
            filed_on=date(2026, 4, 20),
            answer_by=date(2026, 6, 19),
            late=True,
            by="taxpayer",
        ),
        act(objection.DocumentAdded, 2, document=LAW, by="taxpayer"),
        act(objection.OutcomeProposed, 3, outcome="partly", claims=claims, officer=OFFICER),
        act(
            objection.Decided,
            4,
            stage="chief",
            outcome="partly",
            claims=claims,
            decided_on=DAY,
            proposed_by=OFFICER,
            officer=CHIEF,
        ),
        act(objection.AcceptedBySilence, 5, on=DAY, claims=claims),
        act(
            objection.Appealed,
            6,
            filed_on=DAY,
            forward_by=date(2026, 7, 15),
            decide_by=date(2026, 9, 13),
            by="taxpayer",
        ),
        act(objection.Forwarded, 7, on=DAY, officer=OFFICER),
        act(objection.Sued, 8, filed_on=DAY, by="taxpayer"),
        act(objection.Withdrawn, 9, on=DAY, by="taxpayer"),
        act(objection.Rebilled, 10, amendment=4, register_position=123_461),
    )


def _reliefs() -> Sequence[Callable[[], Event]]:
    stream = stream_id(Kind.RELIEF, MAE_HIA, YEAR, number=3)
    return (
        lambda: relief.Proposed(
            stream=stream,
            version=1,
            body=MAE_HIA,
            tax_year=YEAR,
            provision=56,
            ground="FLOOD",
            approval="CM-0023.3-1187",
            since=date(2026, 5, 3),
            relieved=rows_of(relief.RELIEVED),
            officer=OFFICER,
            recorded_at=RECORDED,
        ),
        lambda: relief.Granted(
            stream=stream,
            version=2,
            on=DAY,
            proposed_by=OFFICER,
            officer=CHIEF,
            recorded_at=RECORDED,
        ),
        lambda: relief.Declined(
            stream=stream, version=2, reason="NO-DAMAGE", officer=CHIEF, recorded_at=RECORDED
        ),
        lambda: relief.Billed(
            stream=stream,
            version=3,
            amendment=2,
            register_position=123_458,
            recorded_at=RECORDED,
        ),
    )


def _delegations() -> Sequence[Callable[[], Event]]:
    return (
        lambda: delegation.DelegationGranted(
            stream=_taxpayer(),
            version=1,
            to=TAXPAYER - 2,
            scopes=("see", "pay"),
            until=date(2027, 12, 31),
            recorded_at=RECORDED,
        ),
        lambda: delegation.DelegationRevoked(
            stream=_taxpayer(), version=2, to=TAXPAYER - 2, recorded_at=RECORDED
        ),
        lambda: delegation.ChannelChosen(
            stream=_taxpayer(), version=3, channel="email", language="en", recorded_at=RECORDED
        ),
        lambda: delegation.ConsentGiven(
            stream=_taxpayer(),
            version=4,
            client="portal",
            scopes=("see", "pay"),
            until=date(2027, 12, 31),
            recorded_at=RECORDED,
        ),
        lambda: delegation.ConsentWithdrawn(
            stream=_taxpayer(), version=5, client="portal", recorded_at=RECORDED
        ),
    )


def _erasures() -> Sequence[Callable[[], Event]]:
    stream = _taxpayer()
    return (
        lambda: erasure.ErasureProposed(
            stream=stream, version=6, officer=OFFICER, recorded_at=RECORDED
        ),
        lambda: erasure.ErasureDeclined(
            stream=stream, version=7, officer=OFFICER, recorded_at=RECORDED
        ),
        lambda: erasure.ErasureApproved(
            stream=stream, version=8, proposed_by="officer-3", officer=OFFICER, recorded_at=RECORDED
        ),
    )


COLLECTION_SAMPLES: Sequence[Callable[[], Event]] = (
    *_rolls(),
    *_payments(),
    *_objections(),
    *_reliefs(),
    *_delegations(),
    *_erasures(),
)
