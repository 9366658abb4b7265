"""A flood: a clerk tries and proposes relief, the chief grants it, the taxpayer owes less."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.api.cli.clerk import BODY
from tests.api.http.collecting import Collecting, of_collecting
from tests.api.http.test_issuing import did, with_chief
from tests.api.http.town import OTHER_BODY

RELIEFS = f"/local-bodies/{BODY}/reliefs/2569"


@pytest.fixture
def collecting(tmp_path: Path) -> Iterator[Collecting]:
    yield from of_collecting(tmp_path / "office")


def flood(**changed: Any) -> dict[str, Any]:
    return {
        "provision": 56,
        "ground": "FLOOD",
        "approval": "LP-0023.3-1187",
        "since": "2026-05-03",
        "reduction_ppm": 250_000,
        "properties": ["01A001"],
        **changed,
    }


def test_relief_is_tried_proposed_and_granted_by_another(collecting: Collecting) -> None:
    clerk, chief = collecting.town.officer(), with_chief(collecting.town)

    tried = clerk.post(f"{RELIEFS}/preview", json=flood()).json()
    proposed = did(clerk, RELIEFS, "r1", **flood()).json()
    own = did(clerk, f"{RELIEFS}/1/grant", "r2")
    granted = did(chief, f"{RELIEFS}/1/grant", "r3").json()

    assert tried == {
        "taxpayers": 1,
        "properties": 1,
        "tax_now": "12000.00",
        "tax_then": "9000.00",
    }
    assert (proposed["relief"], proposed["state"]) == (f"RE-{BODY}-69-000001", "proposed")
    assert own.status_code == 403
    assert (granted["state"], granted["amendment"]) == ("billed", 1)
    assert clerk.get(RELIEFS).json()["items"] == [granted]
    stands = collecting.stands()
    assert (stands.assessed_satang, stands.relieved_satang) == (12_000_00, 3_000_00)


def test_relief_that_is_declined_takes_nothing_off(collecting: Collecting) -> None:
    clerk = collecting.town.officer()
    did(clerk, RELIEFS, "r1", **flood())

    declined = did(clerk, f"{RELIEFS}/1/decline", "r2", reason="NO-DAMAGE")
    again = did(clerk, f"{RELIEFS}/1/decline", "r3", reason="NO-DAMAGE")

    assert declined.json()["state"] == "declined"
    assert again.status_code == 409
    assert collecting.stands().relieved_satang == 0


def test_other_bodies_reliefs_and_strange_ones_are_absent(collecting: Collecting) -> None:
    clerk = collecting.town.officer()

    assert clerk.get(f"/local-bodies/{OTHER_BODY}/reliefs/2569").status_code == 404
    assert did(clerk, f"{RELIEFS}/7/decline", "r1", reason="NO-DAMAGE").status_code == 404
    both = clerk.post(f"{RELIEFS}/preview", json=flood(tambon="520101"))
    assert both.json()["english"]["detail"] == "Name properties or a tambon, one of both."
