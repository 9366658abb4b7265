"""The service's lines as JSON: each line an object, and nobody's name, number or address in any."""

import json
import logging
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import httpx2
import pytest

from api.observing.lines import JsonLines
from bench.ports import free_port
from tests.api.cli.clerk import Clerk, identity
from tests.api.http.town import begin
from tests.made_once import copied
from tests.programs import LONGEST, first_answer, waited

PEOPLE = ("ตัวอย่าง", "ลำดับ", *(identity(number) for number in (1, 2, 3)))


def record(message: str, *words: object, **more: Any) -> logging.LogRecord:
    return logging.LogRecord("thidin.http", logging.ERROR, "here.py", 1, message, words, **more)


def test_a_line_has_its_time_its_gravity_and_what_it_says() -> None:
    line = json.loads(JsonLines().format(record("waits on: %s", "LogBusy", exc_info=None)))

    assert (line["level"], line["logger"], line["message"]) == (
        "error",
        "thidin.http",
        "waits on: LogBusy",
    )
    assert line["at"].endswith("+00:00")


def test_a_line_with_fields_has_the_fields_in_place_of_the_sentence() -> None:
    told = record("%s", "GET", exc_info=None)
    told.fields = {"method": "GET", "status": 200}

    line = json.loads(JsonLines().format(told))

    assert line["method"] == "GET"
    assert "message" not in line


def test_of_a_failure_the_class_and_the_place_are_told_and_not_its_words() -> None:
    with pytest.raises(ValueError, match=identity(1)) as failed:
        int(f"{identity(1)}x")
    wrong = (failed.type, failed.value, failed.tb)

    line = JsonLines().format(record("failed", exc_info=wrong))

    assert json.loads(line)["error"] == "ValueError"
    assert "test_lines.py" in json.loads(line)["where"][0]
    assert identity(1) not in line


def asked(origin: str) -> None:
    """Ask with people's numbers and names wherever a caller can put them."""
    with httpx2.Client(base_url=origin, timeout=LONGEST, trust_env=False) as client:
        for person in PEOPLE:
            client.get(f"/api/v1/taxpayers/{person}", params={"name": person})
            client.get(f"/{person}", headers={"Cookie": f"thidin={person.encode().hex()}"})
            client.post("/api/v1/guest/bills", json={"reference": person, "amount": person})
            client.post(f"/api/v1/bank/confirmations?{person}", content=person.encode())
            client.request("PROPFIND", f"/api/v1/{person}")


def test_a_service_and_its_back_office_count_together_and_their_lines_name_nobody(
    tmp_path: Path,
) -> None:
    copied(begin, tmp_path)
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    port, door = free_port(), free_port()
    origin = f"http://127.0.0.1:{port}"
    given = {
        **os.environ,
        **Clerk(tmp_path).environment,
        "THIDIN_ORIGIN": origin,
        "THIDIN_METRICS": f"127.0.0.1:{door}",
        "THIDIN_LOG_LINES": "json",
        "TMPDIR": str(temporary),
        "PYTHONPATH": str(Path(__file__).parents[3]),
    }
    command = "from api.cli import main; main()"
    words = ("serve", "--port", str(port))
    with subprocess.Popen(
        [sys.executable, "-c", command, *words],
        cwd=tmp_path,
        env=given,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    ) as program:
        try:
            first_answer(f"{origin}/api/v1/health", program)
            asked(origin)
            page = first_answer(f"http://127.0.0.1:{door}/metrics", program).text
            with httpx2.Client(base_url=origin, trust_env=False) as client:
                waited(program, lambda: client.get("/api/v1/ready").status_code == 200 or None)
        finally:
            program.terminate()
            said = program.communicate(timeout=LONGEST)[1]

    lines = [json.loads(line) for line in said.splitlines()]
    requests = [line for line in lines if line["logger"] == "thidin.http"]
    assert len(requests) >= 5 * len(PEOPLE)
    assert {"request", "method", "route", "status", "milliseconds"} <= requests[0].keys()
    assert 'thidin_request_seconds_count{method="POST",route="/api/v1/guest/bills"' in page
    assert "thidin_read_models_lag_seconds" in page
    assert [person for person in PEOPLE if person in said + page] == []
    assert list(temporary.iterdir()) == []
