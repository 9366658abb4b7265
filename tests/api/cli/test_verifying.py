"""A closed year is proved bill by bill: one that does not come out again is named and counted."""

import json
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest

from domain.local_body import BILL_HASHES, Signed
from domain.rows import Rows
from projections.bill_engine import bill_hashes
from tests.api.cli.clerk import BODY, YEAR, Clerk, clerk, title, use, written

__all__ = ["clerk"]


@pytest.mark.parametrize(
    ("change", "differ"),
    [("hash", 1), ("missing", 1), ("nothing", 0)],
)
def test_a_bill_that_was_closed_otherwise_is_found(
    clerk: Clerk, tmp_path: Path, change: str, differ: int
) -> None:
    clerk.take(written(tmp_path / "reg.csv", [title(1), title(2)]))
    clerk.take(written(tmp_path / "use.csv", [use(1), use(2)]))
    _close(clerk, change)

    proof = json.loads(clerk.run("verify", "--year", YEAR, "--json").stdout)
    result = clerk.run("verify", "--year", YEAR)

    (body,) = proof["bodies"]
    assert (body["differ"], body["proven"], proof["proven"]) == (differ, not differ, not differ)
    assert result.exit_code == (2 if differ else 0)
    if differ:
        assert result.output == f"{BODY}: {differ} of {body['bills']} bills differ.\n"


def _close(clerk: Clerk, change: str) -> None:
    """Close the year with one bill's hash changed, or one bill left out."""
    office = clerk.office()
    bills = office.registers.bills(int(BODY), office.law, tax_year=int(YEAR))
    hashes = bill_hashes(bills.arranged.assessables, bills.assessment)
    kept = np.ones(len(hashes), dtype=np.bool_)
    if change == "hash":
        hashes[0] ^= 1
    if change == "missing":
        kept[0] = False
    closed = bills.body.close_year(
        tax_year=int(YEAR),
        as_known_at=bills.position,
        law=bills.law.digest,
        bills=Rows(
            BILL_HASHES,
            {
                "taxpayer": bills.arranged.assessables.taxpayer[kept],
                "tax_satang": bills.assessment.bill_tax_satang[kept],
                "hash": hashes[kept],
            },
        ),
        by=Signed(officer="officer-7", at=datetime(2026, 2, 1, tzinfo=UTC)),
    )
    office.log.record(closed)
