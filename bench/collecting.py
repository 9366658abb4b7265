"""Money over HTTP and by file: confirmations a second, bills looked at, a day file held to the log.

The service is a process of its own and so is the sender, on the same cores. Each confirmation is on
disk before it is answered; how long the recording takes to catch up is told apart.
"""

import secrets
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

import httpx2
import numpy as np

from api.commands.reconcile import reconcile
from api.office import BANGKOK, Office, Settings
from bench.load import Load, request, send
from bench.machine import forget_peak, peak_mib, processor_seconds
from bench.national_issue import issue, made_up_batch
from bench.postgres_server import server_of_our_own
from bench.served import BANK, PROCESSES, Served, served
from domain.bill_reference import BillReference
from domain.local_body import Signed
from domain.roll import Roll
from generator.bank_messages import Paid, confirmation, day_file
from importers.bank import open_day_file, sign
from importers.bank.signature import BANK_HEADER, SIGNATURE_HEADER, TIMESTAMP_HEADER

BODY: Final = 5200203
YEAR: Final = 2569
NOTICES: Final = 40_000
LOOKED_AT: Final = 200
STEADY_PER_SECOND: Final = 300
STEADY_SECONDS: Final = 60
BURST_PER_SECOND: Final = 1_000
BURST_SECONDS: Final = 5
VIEWS_PER_SECOND: Final = 1_000
VIEWS_SECONDS: Final = 30
FILE_LINES: Final = 2_700_000
CONFIRMED: Final = "confirmations, each on disk before its answer"
VIEWED: Final = "bills looked at again, as they stand today"
_FIRST_LOOKS: Final = 4
_ONE_IN: Final = 100
"""One in so many confirmations never came."""
_PAID_AT: Final = datetime(2026, 6, 15, 9, tzinfo=BANGKOK)
_CLERK: Final = Signed(officer="officer-1", at=datetime(2026, 4, 1, 2, tzinfo=UTC))
_TELLER: Final = Signed(officer="officer-2", at=_PAID_AT + timedelta(hours=12))


@dataclass(frozen=True, kw_only=True)
class Over:
    """Requests over HTTP: what, at which rate; `behind_seconds` until all of it was recorded.

    `processor_seconds` are the service's, of all its processes, recording included.
    """

    store: str
    what: str
    asked_per_second: int
    load: Load
    processor_seconds: float
    behind_seconds: float | None = None


@dataclass(frozen=True, kw_only=True)
class File:
    """A day file held against the log: lines, how many were new, seconds, of processor too, MiB."""

    lines: int
    new: int
    seconds: float
    processor_seconds: float
    peak_mib: int


def measure_http(*, share: float = 1.0, processes: int = PROCESSES) -> list[Over]:
    """Confirm payments at a steady rate, then in a burst, then look at bills; on both stores."""
    found = _measure_on(None, share, processes)
    with server_of_our_own() as server:
        if server is not None:
            found += _measure_on(server.url("bench"), share, processes)
    return found


def _measure_on(url: str | None, share: float, processes: int) -> list[Over]:
    with TemporaryDirectory(prefix="thidin-bench-") as folder:
        office = _office(Path(folder), url, notices=max(LOOKED_AT, round(NOTICES * share)))
        key = secrets.token_bytes(32)
        with served(Path(folder), office.settings, key, processes=processes) as service:
            steady = round(STEADY_PER_SECOND * STEADY_SECONDS * share)
            burst = round(BURST_PER_SECOND * BURST_SECONDS * share)
            paid = _payments(office, steady + burst)
            return [
                _confirmed(office, service, key, paid[:steady], STEADY_PER_SECOND),
                _confirmed(office, service, key, paid[steady:], BURST_PER_SECOND),
                _viewed(office, service, round(VIEWS_PER_SECOND * VIEWS_SECONDS * share)),
            ]


def measure_file(lines: int) -> list[File]:
    """Hold a file against a log that knows none of it, then one of which it lacks a hundredth."""
    lost = max(1, lines // _ONE_IN)
    with TemporaryDirectory(prefix="thidin-bench-") as folder:
        office = _office(Path(folder), None, notices=lines + lost)
        paid = _payments(office, lines + lost)
        path = Path(folder) / "day.csv"
        found = []
        for told in (paid[:lines], paid[lost:]):
            path.write_text(day_file(told, bank=BANK, day=_PAID_AT.date()))
            found.append(_held(office, path))
        return found


def _held(office: Office, path: Path) -> File:
    forget_peak()
    began, used = time.perf_counter(), processor_seconds()
    file = open_day_file(path, bank=BANK)
    found = reconcile(office, file, billers=office.billers, by=_TELLER)
    return File(
        lines=found.stated.payments,
        new=found.new.count,
        seconds=time.perf_counter() - began,
        processor_seconds=processor_seconds() - used,
        peak_mib=peak_mib(),
    )


def _office(folder: Path, url: str | None, *, notices: int) -> Office:
    """Open an office of one body whose notices are out."""
    settings = Settings(
        database_url=url or f"sqlite:///{folder / 'thidin.sqlite'}",
        key_file=folder / "thidin.key",
        officer="officer-1",
    )
    office = Office(settings)
    office.log.record(
        [
            office.registers.body(BODY).join(
                name_th="เทศบาลตำบลสมมุติ", name_en="", kind="SUB_MUN", province=20, by=_CLERK
            )
        ]
    )
    batch = made_up_batch(np.random.default_rng(YEAR), notices)
    issue(office.log, Roll(body=BODY, tax_year=YEAR), batch)
    return office


def _payments(office: Office, count: int) -> list[Paid]:
    """Return a payment in full of the first so many notices."""
    tax = office.rolls.roll(BODY, YEAR).tax_satang()[:count].tolist()
    biller = office.billers.biller(BODY)
    return [
        Paid(
            reference=f"B{notice:012d}",
            amount_satang=satang,
            paid_at=_PAID_AT + timedelta(seconds=notice % 20_000),
            biller=biller,
            ref1=BillReference(body=BODY, tax_year=YEAR, notice=notice).ref1,
        )
        for notice, satang in enumerate(tax, 1)
    ]


def _confirmed(
    office: Office, service: Served, key: bytes, paid: Sequence[Paid], per_second: int
) -> Over:
    """Send confirmations, and wait until the log has them all."""
    timestamp = str(int(time.time()))
    requests = []
    for one in paid:
        raw = confirmation(one)
        headers = {
            "Content-Type": "application/json",
            BANK_HEADER: BANK,
            TIMESTAMP_HEADER: timestamp,
            SIGNATURE_HEADER: sign(raw, key=key, timestamp=timestamp),
        }
        path = "/api/v1/bank/confirmations"
        requests.append(request("POST", path, port=service.port, headers=headers, body=raw))
    before, used = office.log.head(), service.processor_seconds()
    load = send(service.port, requests, per_second=per_second)
    began = time.perf_counter()
    while office.log.head() - before < _ACTS_OF_A_PAYMENT * len(paid):
        time.sleep(_LOOK_AGAIN_SECONDS)
    return Over(
        store=_store(office),
        what=CONFIRMED,
        asked_per_second=per_second,
        load=load,
        processor_seconds=service.processor_seconds() - used,
        behind_seconds=time.perf_counter() - began,
    )


def _store(office: Office) -> str:
    return "SQLite" if office.settings.database_url.startswith("sqlite") else "PostgreSQL"


_ACTS_OF_A_PAYMENT: Final = 3
_LOOK_AGAIN_SECONDS: Final = 0.05


def _viewed(office: Office, service: Served, count: int) -> Over:
    """Look bills up once by reference and amount, then at their pages again and again."""
    handles = []
    with httpx2.Client(base_url=f"http://127.0.0.1:{service.port}", trust_env=False) as client:
        for one in _payments(office, LOOKED_AT):
            typed = {"reference": one.ref1, "amount": one.baht}
            answer = client.post("/api/v1/guest/bills", json=typed)
            handles.append(answer.raise_for_status().json()["handle"])
    requests = [
        request(
            "GET",
            f"/api/v1/guest/bills/{handles[number % len(handles)]}",
            port=service.port,
            headers={},
            body=b"",
        )
        for number in range(count)
    ]
    # Each process looks at each bill before it counts: one that has just begun reads accounts.
    first = requests[: _FIRST_LOOKS * len(handles)]
    send(service.port, first, per_second=VIEWS_PER_SECOND / _FIRST_LOOKS)
    used = service.processor_seconds()
    load = send(service.port, requests, per_second=VIEWS_PER_SECOND)
    return Over(
        store=_store(office),
        what=VIEWED,
        asked_per_second=VIEWS_PER_SECOND,
        load=load,
        processor_seconds=service.processor_seconds() - used,
    )
