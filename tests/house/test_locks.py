"""The locks pin every library by the hashes of its files, and name no place to fetch them from."""

import re
import tomllib
from pathlib import Path

import pytest

HOUSE = Path(__file__).parents[2]
FULL = ("observing", "cluster")
LOCKS = {name: HOUSE / "requirements" / f"{name}.txt" for name in ("run", "full", "dev", "bench")}


def pins(lock: str) -> dict[str, str]:
    told = LOCKS[lock].read_text("utf-8")
    return dict(re.findall(r"^([a-z0-9][a-z0-9.-]*)==(\S+)", told, re.MULTILINE))


def wanted(*extras: str) -> set[str]:
    project = tomllib.loads((HOUSE / "pyproject.toml").read_text("utf-8"))["project"]
    lists = [project["dependencies"], *(project["optional-dependencies"][e] for e in extras)]
    return {re.split(r"[\[<>=]", one)[0] for some in lists for one in some}


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_names_no_address_and_no_folder(lock: str) -> None:
    told = LOCKS[lock].read_text("utf-8")

    assert re.findall(r"https?:|file:/|^--|(?<!=)/\S+/", told, re.MULTILINE) == []


@pytest.mark.parametrize("lock", LOCKS)
def test_every_pin_of_a_lock_has_a_hash(lock: str) -> None:
    told = LOCKS[lock].read_text("utf-8")

    hashed = re.findall(
        r"^([a-z0-9][a-z0-9.-]*)==\S+(?: ;[^\\\n]*)? \\\n    --hash=sha256:[0-9a-f]{64}",
        told,
        re.MULTILINE,
    )

    assert sorted(hashed) == sorted(pins(lock))


@pytest.mark.parametrize(
    ("lock", "extras"),
    [("run", ()), ("full", FULL), ("dev", (*FULL, "dev")), ("bench", (*FULL, "dev", "bench"))],
)
def test_a_lock_pins_all_that_the_project_wants(lock: str, extras: tuple[str, ...]) -> None:
    assert wanted(*extras) - pins(lock).keys() == set()


def test_the_tests_and_the_benchmarks_run_on_the_very_versions_that_run() -> None:
    assert pins("run").items() <= pins("full").items() <= pins("dev").items()
    assert pins("dev").items() <= pins("bench").items()
