"""One act of each kind and newest version, to be frozen. A new act adds its builder to SAMPLES.

A sample uses every field: values that are not the default, text in Thai, each table with rows.
"""

from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta, timezone

from domain import local_body, outlines, price_list, register
from domain.delivery import Act
from domain.log.events import Event
from domain.log.stream_ids import Kind, stream_id
from domain.rows import Text
from domain.tables import FINDINGS, PRICE_TABLES, TABLES
from tests.contracts.account_samples import ACCOUNT_SAMPLES
from tests.contracts.collection_samples import COLLECTION_SAMPLES
from tests.contracts.sample_rows import rows_of

MAE_HIA = 5001115
CHIANG_MAI = 50
RECEIVED = datetime(2026, 1, 5, 9, 30, 15, 250_000, tzinfo=timezone(timedelta(hours=7)))
OFFICER = "officer-17"


def _act(feed: str, authority: str) -> Act:
    return Act(
        feed=feed,
        authority=authority,
        officer=OFFICER,
        as_of=date(2025, 12, 31),
        recorded_at=RECEIVED,
        file_sha256="9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
        rows_in=30,
        rows_applied=26,
        rows_quarantined=2,
        reason="TYPING-ERROR",
        part=1,
        parts=2,
    )


def _delivered(kind: type[register.Delivered]) -> Callable[[], Event]:
    def build() -> Event:
        return kind(
            stream=stream_id(Kind.REGISTER, MAE_HIA),
            version=3,
            act=_act("survey", "local body 05001115"),
            keys={"property": Text.of(["P:1:50010000:1234", "C:01A001"]), "group": Text.of(["G1"])},
            tables={name: rows_of(table.schema) for name, table in TABLES.items()},
            findings=rows_of(FINDINGS, 3),
        )

    return build


def _joined() -> Event:
    return local_body.Joined(
        stream=stream_id(Kind.LOCAL_BODY, MAE_HIA),
        version=1,
        code=MAE_HIA,
        name_th="เทศบาลเมืองแม่เหียะ",
        name_en="Mae Hia Town Municipality",
        kind="TOWN_MUN",
        province=CHIANG_MAI,
        officer=OFFICER,
        recorded_at=RECEIVED,
    )


def _ordinance_enacted() -> Event:
    return local_body.OrdinanceEnacted(
        stream=stream_id(Kind.LOCAL_BODY, MAE_HIA),
        version=2,
        reference="3/2568",
        first_tax_year=2569,
        last_tax_year=2570,
        rates_pcm={2: (20, 30, 50, 70, 100), 5: (300, 400)},
        officer=OFFICER,
        recorded_at=RECEIVED,
    )


def _calendar_extended() -> Event:
    return local_body.CalendarExtended(
        stream=stream_id(Kind.LOCAL_BODY, MAE_HIA),
        version=3,
        tax_year=2569,
        step="payment",
        until=date(2026, 6, 30),
        instrument="มท 0808.3/ว 1",
        officer=OFFICER,
        recorded_at=RECEIVED,
    )


def _readiness_step_taken() -> Event:
    return local_body.ReadinessStepTaken(
        stream=stream_id(Kind.LOCAL_BODY, MAE_HIA),
        version=4,
        step="bills_verified",
        officer=OFFICER,
        recorded_at=RECEIVED,
    )


def _year_closed() -> Event:
    return local_body.YearClosed(
        stream=stream_id(Kind.LOCAL_BODY, MAE_HIA),
        version=5,
        tax_year=2569,
        as_known_at=123_456,
        law="a1b2c3d4",
        bills=rows_of(local_body.BILL_HASHES, 4),
        officer=OFFICER,
        recorded_at=RECEIVED,
    )


def _cash_day_closed() -> Event:
    return local_body.CashDayClosed(
        stream=stream_id(Kind.LOCAL_BODY, MAE_HIA),
        version=6,
        day=date(2026, 6, 15),
        entries=12,
        entered_satang=4_125_050,
        counted_satang=4_125_000,
        officer=OFFICER,
        recorded_at=RECEIVED,
    )


def _prices_announced() -> Event:
    return price_list.PricesAnnounced(
        stream=stream_id(Kind.PRICE_LIST, CHIANG_MAI),
        version=1,
        act=_act("building prices", "Treasury, province 50"),
        tables={name: rows_of(table.schema) for name, table in PRICE_TABLES.items()},
        findings=rows_of(FINDINGS, 1),
    )


def _outlines_received() -> Event:
    return outlines.OutlinesReceived(
        stream=stream_id(Kind.OUTLINES, MAE_HIA),
        version=1,
        act=_act("geo", "LAO"),
        rows=rows_of(outlines.OUTLINE),
    )


SAMPLES: Sequence[Callable[[], Event]] = (
    _joined,
    _ordinance_enacted,
    _calendar_extended,
    _readiness_step_taken,
    _year_closed,
    _cash_day_closed,
    _delivered(register.LandRegistryReceived),
    _delivered(register.SurveyReceived),
    _delivered(register.ValuationReceived),
    _delivered(register.Corrected),
    _prices_announced,
    _outlines_received,
    *ACCOUNT_SAMPLES,
    *COLLECTION_SAMPLES,
)
