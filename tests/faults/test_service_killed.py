"""The service killed after it kept a bank's message and before it answered."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import httpx2
import pytest

from api.commands.bank import drain, inbox_of
from bench.ports import free_port
from domain.failpoints import FAILPOINT, Failpoint
from domain.log.stream_ids import Kind
from projections.inbox import DONE
from sandbox_bank.webhooks import headers
from tests.api.commands.bank_town import (
    BANK,
    BILLERS,
    CLERK,
    TAX,
    confirmation,
    stands,
    transfer,
)
from tests.api.commands.desk import Desk
from tests.faults.scenes import OFFICER, environment
from tests.programs import LONGEST, first_answer, waited

KEY = b"k" * 32


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    """A town whose notice is out, and a bank whose key is in a file."""
    (tmp_path / "bank.key").write_text(KEY.hex(), "ascii")
    (tmp_path / "bank.key").chmod(0o600)
    (tmp_path / "banks.toml").write_text(f'[{BANK}]\nkeys = ["bank.key"]\n', "utf-8")
    desk = Desk(tmp_path, 1)
    desk.issue()
    return desk


@contextmanager
def service(
    folder: Path, settings: Mapping[str, str]
) -> Iterator[tuple[str, subprocess.Popen[str]]]:
    """Run `thidin serve` in a folder; give its address and the program once it answers."""
    port = free_port()
    origin = f"http://127.0.0.1:{port}"
    given = {
        **environment(folder, OFFICER),
        "THIDIN_ORIGIN": origin,
        "THIDIN_BANKS_FILE": str(folder / "banks.toml"),
        "PYTHONPATH": str(Path(__file__).parents[2]),
        **settings,
    }
    command = "from api.cli import main; main()"
    with subprocess.Popen(
        [sys.executable, "-c", command, "serve", "--port", str(port)],
        cwd=folder,
        env={**os.environ, **given},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    ) as program:
        try:
            assert first_answer(f"{origin}/api/v1/health", program).status_code == 200
            yield origin, program
        finally:
            program.terminate()
            program.communicate(timeout=LONGEST)


def tell(origin: str) -> int:
    """Let the bank tell of the payment; return the status of the answer, 0 where none came."""
    raw = confirmation(transfer())
    signed = headers(raw, bank=BANK, key=KEY, at=datetime.now(UTC))
    address = f"{origin}/api/v1/bank/confirmations"
    try:
        return httpx2.post(
            address, content=raw, headers=signed, timeout=LONGEST, trust_env=False
        ).status_code
    except httpx2.TransportError:
        return 0


def test_a_bank_that_tells_again_after_a_kill_has_paid_once(desk: Desk, tmp_path: Path) -> None:
    with service(tmp_path, {FAILPOINT: Failpoint.INBOX_STORED}) as (origin, program):
        first = tell(origin)
        assert program.wait(LONGEST) == -signal.SIGKILL
    with service(tmp_path, {}) as (origin, program):
        again = tell(origin)
        # The back office beside the service records the payment.
        recorded = waited(program, lambda: desk.office.log.stream_ids(Kind.PAYMENT) or None)

    inbox = inbox_of(desk.office)
    drain(desk.office, inbox, billers=BILLERS, by=CLERK)
    assert len(recorded) == 1
    assert first == 0
    assert again == 200
    assert inbox.counts() == {DONE: 1}
    assert len(desk.office.log.stream_ids(Kind.PAYMENT)) == 1
    assert stands(desk).received_satang == TAX
    inbox.close()
