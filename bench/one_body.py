"""One body of 50,000 parcels: from the log to written bills, and one corrected fact to a new bill.

A cold run is a process of its own that opens the log, replays register and prices, arranges,
computes, digests and writes all bills; explanations need nothing more. A warm run does the same
in a process that already holds everything but must read the log again.
"""

import gc
import subprocess
import sys
import time
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Final

import numpy as np

from bench.recorded import delivery as delivered
from bench.recorded import large_body, recorded
from domain.calendar import to_days
from domain.delivery import Columns
from domain.law import Law, load_law
from domain.log import Log, open_log
from domain.register import Corrected
from domain.rows import Text
from projections.read_models import open_views
from projections.registers import Registers

PARCELS: Final = 50_000
TAX_YEAR: Final = 2569
_ONE_RAI_CWAH: Final = 40_000


@dataclass(frozen=True, kw_only=True)
class OneBody:
    """Seconds for all bills, cold and warm, and milliseconds for one; what was computed."""

    parcels: int
    properties: int
    bills: int
    process_seconds: float
    cold_seconds: float
    warm_seconds: list[float]
    corrected_ms: list[float]


def measure(parcels: int = PARCELS, *, repeats: int = 3) -> OneBody:
    """Record a body, then time it."""
    body = large_body(parcels)
    with recorded(iter([body])) as url:
        folder = Path(url.removeprefix("sqlite:///")).parent
        started = time.perf_counter()
        command = [sys.executable, "-m", "bench.one_body", url, str(folder), str(body.code)]
        cold = subprocess.run(command, check=True, capture_output=True, text=True)
        process_seconds = time.perf_counter() - started
        law = load_law()
        warm = [bills(url, folder / f"warm{one}", body.code, law) for one in range(repeats)]
        with open_log(url) as log:
            registers = Registers(log=log)
            found = registers.bills(body.code, law, tax_year=TAX_YEAR)
            corrected = [
                correct(log, registers, law, body.code, place) for place in range(3 * repeats)
            ]
        return OneBody(
            parcels=parcels,
            properties=len(found.arranged.properties.key),
            bills=found.arranged.assessables.bills,
            process_seconds=process_seconds,
            cold_seconds=float(cold.stdout),
            warm_seconds=warm,
            corrected_ms=[one * 1_000 for one in corrected],
        )


def bills(url: str, folder: Path, code: int, law: Law | None = None) -> float:
    """Return the seconds from opening the log to the bills being written."""
    folder.mkdir(exist_ok=True)
    views = open_views(f"sqlite:///{folder / 'views.sqlite'}")
    gc.collect()
    started = time.perf_counter()
    with open_log(url) as log:
        registers = Registers(log=log)
        found = registers.bills(code, law or load_law(), tax_year=TAX_YEAR)
        views.write_bills(found)
    return time.perf_counter() - started


def correct(log: Log, registers: Registers, law: Law, code: int, place: int) -> float:
    """Return the seconds to record that one parcel is larger and have its owner's new bill."""
    found = registers.bills(code, law, tax_year=TAX_YEAR)
    view, keys = found.arranged.view, found.arranged.properties.key
    key = int(keys[view.kind[keys] == 1][place * 11])
    taxpayer = int(view.value("owner", "party", view.owner[[key]])[0])
    before = registers.bills(code, law, tax_year=TAX_YEAR, parties=[taxpayer])
    row = int(view.parcel[key])
    register, parcel = registers.register(code), view.facts("parcel")
    space = register.spaces["property"]
    own_code = int(parcel.column("code")[row])
    facts = {
        name: np.asarray([parcel.column(name)[row]])
        for name in ("status", "title_type", "sheet", "tambon", "area_cwah")
    }
    facts["area_cwah"] = facts["area_cwah"] + _ONE_RAI_CWAH
    columns: Columns = {
        **facts,
        "property": Text.of([space.key(key)]),
        "code": Text.of([space.key(own_code) if own_code >= 0 else ""]),
        "since": np.asarray([to_days(date(2025, 12, 1))]),
        "row": np.asarray([2]),
    }
    act = delivered({"parcel": columns}, 100 + place, code)
    started = time.perf_counter()
    decision = register.decide(Corrected, act)
    log.record(decision.events)
    after = registers.bills(code, law, tax_year=TAX_YEAR, parties=[taxpayer])
    seconds = time.perf_counter() - started
    values = (one.assessment.line_value_csat.sum() for one in (before, after))
    if decision.changed != 1 or next(values) >= next(values):
        msg = "The corrected fact did not reach the bill."
        raise AssertionError(msg)
    return seconds


if __name__ == "__main__":
    log_url, views_folder, body_code = sys.argv[1:]
    print(bills(log_url, Path(views_folder) / "cold", int(body_code)))
