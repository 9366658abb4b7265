"""A run over many bodies gives each body the bills it has alone, its own rates included (s.37)."""

from collections.abc import Sequence
from datetime import UTC, date, datetime

import numpy as np
import pytest

from domain.calendar import to_days
from domain.delivery import Delivery
from domain.law import load_law
from domain.local_body import Signed
from domain.log import Log
from domain.log.stream_ids import Kind, stream_id
from domain.price_list import PriceList
from domain.register import LandRegistryReceived, SurveyReceived
from domain.rows import Rows
from domain.tables import FINDINGS
from projections import run as run_module
from projections.registers import Registers
from projections.run import run
from tests.domain.deliveries import delivery, facts, owner, parcel

BY = Signed(officer="officer-1", at=datetime(2026, 1, 5, tzinfo=UTC))
SINCE = date(2024, 1, 1)
CODES = (5600601, 5600602, 5600603)
DEARER = {5: (600, 700, 800, 900, 1000)}


def fill(log: Log, codes: Sequence[int] = CODES) -> Registers:
    """Record bodies with ten shops each; the second has rates of its own."""
    registers = Registers(log=log)
    for code in codes:
        body = registers.body(code)
        log.record([body.join(name_th="อบต.", name_en="", kind="TAO", province=60, by=BY)])
        numbers = range(code % 10 * 100, code % 10 * 100 + 10)
        land = {
            "parcel": facts("parcel", *(parcel(n, since=SINCE, sheet=n) for n in numbers)),
            "owner": facts("owner", *(owner(n, n % 4 + 1, since=SINCE) for n in numbers)),
        }
        uses = [{"property": f"P:1:60010000:{n}", "since": SINCE, "other": 1} for n in numbers]
        for kind, tables, file in (
            (LandRegistryReceived, land, "a"),
            (SurveyReceived, {"use": facts("use", *uses)}, "b"),
        ):
            register = registers.register(code)
            log.record(register.decide(kind, delivery(tables, file=file * 64)).events)
    body = registers.body(codes[1])
    log.record(
        [
            body.enact_ordinance(
                reference="1/2569", first_tax_year=2569, last_tax_year=None, rates_pcm=DEARER, by=BY
            )
        ]
    )
    log.record(PriceList(60).decide(_prices(codes)).events)
    return registers


def _prices(codes: Sequence[int]) -> Delivery:
    sheets = np.asarray([n for code in codes for n in range(code % 10 * 100, code % 10 * 100 + 10)])
    return Delivery(
        feed="val_land",
        authority="TRD",
        officer="officer-1",
        as_of=SINCE,
        recorded_at=BY.at,
        file_sha256="c" * 64,
        rows_in=len(sheets),
        facts={
            "land_price": {
                "sheet": sheets.astype(np.int64),
                "since": np.full(len(sheets), to_days(SINCE), dtype=np.int32),
                "row": np.arange(len(sheets), dtype=np.int32),
                "price_satang": sheets.astype(np.int64) * 10_00,
            }
        },
        findings=Rows.empty(FINDINGS),
    )


@pytest.mark.parametrize("rows_at_once", [1, 15, 1_000])
def test_each_body_has_the_bills_it_has_alone(
    log: Log, monkeypatch: pytest.MonkeyPatch, rows_at_once: int
) -> None:
    registers, law = fill(log), load_law()
    monkeypatch.setattr(run_module, "ROWS_AT_ONCE", rows_at_once)

    together = list(run(registers, law, tax_year=2569, codes=CODES))

    assert [one.body.code for one in together] == list(CODES)
    for one in together:
        alone = registers.bills(one.body.code, law, tax_year=2569)
        assert one.position == alone.position
        assert np.array_equal(one.assessment.bill_tax_satang, alone.assessment.bill_tax_satang)
        assert np.array_equal(one.assessment.line_tax_satang, alone.assessment.line_tax_satang)


def test_s37_only_the_body_with_an_ordinance_charges_its_rates(log: Log) -> None:
    registers, law = fill(log), load_law()

    before = list(run(registers, law, tax_year=2568, codes=CODES))
    after = list(run(registers, law, tax_year=2569, codes=CODES))

    sums = [
        (int(one.assessment.bill_tax_satang.sum()), int(two.assessment.bill_tax_satang.sum()))
        for one, two in zip(before, after, strict=True)
    ]
    assert [two / one for one, two in sums] == [1, 2, 1]


def test_a_stream_of_each_kind_is_found_by_its_body(log: Log) -> None:
    fill(log)

    assert list(log.stream_ids(Kind.REGISTER)) == [stream_id(Kind.REGISTER, one) for one in CODES]
