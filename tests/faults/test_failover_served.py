"""The service goes on with the replica by itself: what it answered with 200 is recorded, once."""

import os
import secrets
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Event

import httpx2
import pytest

from bench.collecting import _office, _payments
from bench.postgres_server import PostgresServer
from bench.served import BANK, Served, served
from domain.log.stream_ids import Kind
from generator.bank_messages import Paid, confirmation
from importers.bank import sign
from importers.bank.signature import BANK_HEADER, SIGNATURE_HEADER, TIMESTAMP_HEADER
from tests.faults.standby import Pair, kill, server_with_standby
from tests.programs import LONGEST, waited

TOLD = int(os.environ.get("THIDIN_TOLD", "150"))
pytestmark = pytest.mark.skipif(
    "THIDIN_TOLD" not in os.environ, reason="It starts a whole service: make failover."
)
BANKS_THREADS = 4
OK = 200


@pytest.fixture
def pair(postgres_server: PostgresServer) -> Iterator[Pair]:
    with server_with_standby(postgres_server) as both:
        yield both


def tell(service: Served, key: bytes, paid: Paid, answers: Counter[int]) -> None:
    """Be a bank that sends a confirmation again until it is answered with 200."""
    raw = confirmation(paid)
    with httpx2.Client(
        base_url=f"http://127.0.0.1:{service.port}", timeout=LONGEST, trust_env=False
    ) as client:
        status = 0
        while status != OK:
            timestamp = str(int(time.time()))
            headers = {
                "Content-Type": "application/json",
                BANK_HEADER: BANK,
                TIMESTAMP_HEADER: timestamp,
                SIGNATURE_HEADER: sign(raw, key=key, timestamp=timestamp),
            }
            answer = client.post("/api/v1/bank/confirmations", content=raw, headers=headers)
            status = answer.status_code
            answers[status] += 1


def test_banks_are_told_to_send_again_for_a_moment_and_nothing_that_was_taken_is_lost(
    pair: Pair, tmp_path: Path
) -> None:
    office = _office(tmp_path, pair.url("town"), notices=TOLD)
    key, answers, third = secrets.token_bytes(32), Counter[int](), Event()
    with served(tmp_path, office.settings, key, processes=1) as service:

        def told(paid: Paid) -> None:
            tell(service, key, paid, answers)
            if answers[OK] >= TOLD // 3:
                third.set()

        with ThreadPoolExecutor(BANKS_THREADS) as banks:
            telling = banks.map(told, _payments(office, TOLD))
            third.wait(LONGEST)
            kill(pair.server)
            pair.promote()
            assert len(list(telling)) == TOLD

        def recorded() -> int | None:
            count = len(office.log.stream_ids(Kind.PAYMENT))
            return count if count >= TOLD else None

        assert waited(service.program, recorded) == TOLD
    assert answers[OK] == TOLD
    assert set(answers) <= {OK, 503}
    assert list(office.log.damage()) == []
    office.log.close()
