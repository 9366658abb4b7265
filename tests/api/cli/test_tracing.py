"""Every satang of a payment can be followed, and a receipt can be checked without us."""

import json
import subprocess
import sys
from pathlib import Path
from runpy import run_path
from typing import Any

import pytest

from api.commands.receipts import NoReceipt
from api.commands.trace import NoSuchSatang, PaymentNotFound
from tests.api.cli.clerk import BODY, clerk
from tests.api.cli.test_collecting import Town, town

__all__ = ["clerk", "town"]

LATE = "2026-07-20"
UNKNOWN = {
    "transactionId": "B1",
    "amount": "50.00",
    "transactionDateandTime": "2026-06-15T09:00:00+07:00",
    "currencyCode": "764",
    "payeeProxyId": "000000000000000",
    "billPaymentRef1": "1103700000006",
}
VERIFIER = Path(__file__).parents[3] / "verifier" / "verify_receipt.py"


@pytest.fixture
def receipt(town: Town) -> str:
    """12,000 baht of tax, 10% penalty, 1% surcharge, and 100 baht too much."""
    said = town.takes(town.first, "13420.00", "17", on=LATE)
    return said.split()[1].rstrip(":")


def traced(town: Town, receipt: str, satang: int) -> Any:
    return town.told("trace", receipt, "--satang", str(satang), "--on", LATE)


@pytest.mark.parametrize(
    ("satang", "became"),
    [
        (1, "tax"),
        (1_200_000, "tax"),
        (1_200_001, "penalty"),
        (1_320_001, "surcharge"),
        (1_332_001, "credit"),
        (1_342_000, "credit"),
    ],
)
def test_each_satang_became_one_thing(town: Town, receipt: str, satang: int, became: str) -> None:
    assert traced(town, receipt, satang)["became"] == became


def test_a_satang_of_tax_leads_to_band_property_and_the_office_that_sent_the_fact(
    town: Town, receipt: str
) -> None:
    found = traced(town, receipt, 1)

    assert (found["bank"], found["bank_reference"]) == ("000", f"{BODY}-17")
    assert [(act["act"], act["officer"]) for act in found["acts"]] == [
        ("Payment.Received", "officer-7"),
        ("Payment.Suspended", "officer-7"),
        ("Payment.MatchProposed", "officer-7"),
        ("Payment.Allocated", "chief-1"),
    ]
    assert (found["line"], found["band_rate"]) == (1, "0.30%")
    assert found["property"] == "P:1:60010000:1001"
    assert {fact["authority"] for fact in found["facts"]} == {"DOL", "LAO", "TRD"}
    assert all(fact["row"] and fact["file_sha256"] for fact in found["facts"])
    said = town.does("trace", receipt, "--on", LATE)
    assert "Payment.Received" in said
    assert "band from 0.00" in said


def test_a_payment_is_found_by_its_bank_and_reference_too(town: Town, receipt: str) -> None:
    found = town.told("trace", "000", f"{BODY}-17", "--on", LATE)

    assert found["receipt"] == receipt


@pytest.mark.parametrize(
    ("words", "refusal"),
    [
        (("RNONE",), PaymentNotFound),
        (("014", "nothing"), PaymentNotFound),
        (("letters", "nothing"), PaymentNotFound),
        (("000", f"{BODY}-17", "--satang", "1342001"), NoSuchSatang),
        (("000", f"{BODY}-17", "--satang", "0"), NoSuchSatang),
        (("000", f"{BODY}-17", "--on", "2026-07-01"), NoSuchSatang),
    ],
)
def test_what_cannot_be_followed_is_refused(
    town: Town, receipt: str, words: tuple[str, ...], refusal: type[Exception]
) -> None:
    assert receipt
    assert isinstance(town.refusal("trace", *words), refusal)


def checked(file: Path, key: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, str(VERIFIER), str(file), "--key", key],
        check=False,
        capture_output=True,
        text=True,
        cwd=file.parent,
    )


@pytest.fixture
def proof(town: Town, receipt: str, tmp_path: Path) -> tuple[Path, str]:
    """A receipt file and the public key."""
    file = tmp_path / "receipt.json"
    said = town.does("receipt", receipt, "--to", str(file)).split()
    return file, said[-1]


def test_a_receipt_is_checked_by_a_program_that_shares_nothing_with_ours(
    proof: tuple[Path, str], receipt: str
) -> None:
    done = checked(*proof)

    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == f"Genuine: receipt {receipt}, 13,420.00 baht, paid on {LATE}.\n"
    assert "import" in VERIFIER.read_text("utf-8")
    assert "thidin" not in VERIFIER.read_text("utf-8").replace("Thidin", "")


def _paths(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Return the way to each text and number of a receipt."""
    if isinstance(value, dict):
        return [found for key, one in value.items() for found in _paths(one, (*path, key))]
    if isinstance(value, list):
        return [found for place, one in enumerate(value) for found in _paths(one, (*path, place))]
    return [path]


def test_whatever_is_changed_in_a_receipt_is_not_genuine(
    proof: tuple[Path, str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    file, key = proof
    made = json.loads(file.read_text("utf-8"))
    # To start Python for each field takes forty times as long as to check it.
    verifier = run_path(str(VERIFIER))["main"]
    monkeypatch.setattr(sys, "argv", [VERIFIER.name, str(file), "--key", key])
    assert (verifier(), capsys.readouterr().out[:8]) == (0, "Genuine:")
    for number, way in enumerate(_paths(made)):
        changed = json.loads(json.dumps(made))
        place = changed
        for step in way[:-1]:
            place = place[step]
        value = place[way[-1]]
        place[way[-1]] = value + 1 if isinstance(value, int) else f"{value[:-2]}AA"
        if place[way[-1]] == value:
            continue
        other = tmp_path / f"{number}.json"
        other.write_text(json.dumps(changed), "utf-8")
        monkeypatch.setattr(sys, "argv", [VERIFIER.name, str(other), "--key", key])
        assert verifier() == 1, way
        said = capsys.readouterr()
        assert ("NOT" in said.out, said.err) == (True, ""), way


def test_another_key_does_not_vouch(proof: tuple[Path, str]) -> None:
    done = checked(proof[0], "00" * 31 + "01")

    assert done.returncode == 1
    assert "NOT" in done.stdout


def test_money_that_waits_has_no_receipt(town: Town, tmp_path: Path) -> None:
    told = tmp_path / "told.jsonl"
    told.write_text(json.dumps(UNKNOWN) + "\n", "utf-8")
    town.does("payments", "receive", "--bank", "014", str(told))

    assert isinstance(town.refusal("receipt", "014", "B1"), NoReceipt)
    assert isinstance(town.refusal("trace", "014", "B1"), NoSuchSatang)
