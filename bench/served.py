"""The service as `thidin serve` runs it, for measuring: processes that answer, a back office."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

import httpx2
from fastapi import FastAPI

from api.http.app import create_app
from api.http.serving import Bound, run
from api.http.settings import HttpSettings, Quotas
from api.office import Office, Settings
from bench.machine import processor_of_family
from bench.ports import free_port

PROCESSES: Final = 2
BANK: Final = "014"
_PORT: Final = "BENCH_PORT"
_PROCESSES: Final = "BENCH_PROCESSES"
_READY_SECONDS: Final = 180
_LOOK_AGAIN_SECONDS: Final = 0.05
_MANY: Final = "1000000/minute"
_QUOTAS: Final = Quotas(
    guest=_MANY,
    person=_MANY,
    agency=_MANY,
    lookup_by_address=_MANY,
    lookup_by_reference=_MANY,
    sign_in=_MANY,
)


@dataclass(frozen=True, kw_only=True)
class Served:
    """A running service."""

    port: int
    program: "subprocess.Popen[bytes]"

    def processor_seconds(self) -> float:
        """Return what all its processes have used of the processors."""
        return processor_of_family(self.program.pid)


@contextmanager
def served(
    folder: Path, settings: Settings, key: bytes, *, processes: int = PROCESSES
) -> Iterator[Served]:
    """Run the service on a folder's files, with a bank that signs with a key."""
    (folder / "bank.key").touch(mode=0o600)
    (folder / "bank.key").write_text(key.hex())
    (folder / "banks.toml").write_text(f'[{BANK}]\nkeys = ["bank.key"]\n')
    for name in ("staff", "agencies", "providers"):
        (folder / f"{name}.toml").touch()
    port = free_port()
    files = {
        f"THIDIN_{name.upper()}_FILE": str(folder / f"{name}.toml")
        for name in ("banks", "staff", "agencies", "providers")
    }
    given = {
        **files,
        "THIDIN_WEB_KEY_FILE": str(folder / "web.key"),
        "THIDIN_KEY_FILE": str(settings.key_file),
        "THIDIN_DATABASE_URL": settings.database_url,
        "THIDIN_ORIGIN": f"http://127.0.0.1:{port}",
        _PORT: str(port),
        _PROCESSES: str(processes),
    }
    command = [sys.executable, "-m", "bench.served"]
    with (folder / "service.log").open("wb") as log:
        program = subprocess.Popen(command, env={**os.environ, **given}, stderr=log)
    try:
        _wait_until_ready(port, program)
        yield Served(port=port, program=program)
    finally:
        program.terminate()
        program.wait()


def _wait_until_ready(port: int, program: "subprocess.Popen[bytes]") -> None:
    until = time.monotonic() + _READY_SECONDS
    with httpx2.Client(base_url=f"http://127.0.0.1:{port}", trust_env=False) as client:
        while not _is_ready(client):
            if program.poll() is not None or time.monotonic() > until:
                raise RuntimeError("The service did not start.")
            time.sleep(_LOOK_AGAIN_SECONDS)


def _is_ready(client: httpx2.Client) -> bool:
    try:
        answer = client.get("/api/v1/ready")
    except httpx2.TransportError:
        return False
    return answer.status_code == httpx2.codes.OK


def service() -> FastAPI:
    """Return the service of the environment, without limits on asking."""
    settings = replace(HttpSettings.of(os.environ), quotas=_QUOTAS)
    return create_app(Office(Settings.of(os.environ)), settings)


if __name__ == "__main__":
    port, processes = (int(os.environ[name]) for name in (_PORT, _PROCESSES))
    bound = Bound(host="127.0.0.1", port=port, workers=processes)
    run("bench.served:service", bound)
