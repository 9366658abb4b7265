"""A clerk of one local body at the command line, with the files of three offices."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from api.cli import app
from api.office import Office, Settings
from domain.errors import Refused
from tests.made_once import copied

BODY = "05600701"
YEAR = "2569"


@dataclass
class Clerk:
    """Runs commands on an office of its own; `refusal` runs one that must be refused."""

    folder: Path
    runner: CliRunner = field(default_factory=CliRunner)

    @property
    def environment(self) -> dict[str, str]:
        return {
            "THIDIN_DATABASE_URL": f"sqlite:///{self.folder / 'thidin.sqlite'}",
            "THIDIN_KEY_FILE": str(self.folder / "thidin.key"),
            "THIDIN_OFFICER": "officer-7",
        }

    def run(self, *words: str | Path) -> Result:
        return self.runner.invoke(app, [str(word) for word in words], env=self.environment)

    def told(self, *words: str | Path) -> Any:
        """Run a command that must succeed and return its JSON."""
        result = self.run(*words, "--json")
        assert result.exception is None, result.output
        return json.loads(result.stdout)

    def refusal(self, *words: str | Path) -> Refused:
        result = self.run(*words)
        assert isinstance(result.exception, Refused), result.output
        return result.exception

    def take(self, *files: Path, confirm: bool = False, dry_run: bool = False) -> list[Any]:
        """Import files of the body, and return what became of each one's first table."""
        flags = ["--confirm"] * confirm + ["--dry-run"] * dry_run
        results = self.told("import", *files, "--body", BODY, "--corrections", self.folder, *flags)
        return [{**one["tables"][0], **one} for one in results]

    def office(self) -> Office:
        return Office(Settings.of(self.environment))

    def head(self) -> int:
        with self.office().log as log:
            return log.head()

    def tax(self, *words: str) -> str:
        """Return the tax of the body's bills of the year, in baht."""
        (found,) = self.told("assess", "--year", YEAR, *words)
        return str(found["tax"])


def clerk_of(folder: Path) -> Clerk:
    """Return a clerk whose body has joined and whose province has prices."""
    copied(_joined, folder)
    return Clerk(folder)


def _joined(folder: Path) -> None:
    clerk = Clerk(folder)
    joined = clerk.run(
        "join", BODY, "--name", "องค์การบริหารส่วนตำบลตัวอย่าง", "--kind", "TAO", "--province", "60"
    )  # fmt: skip
    assert joined.exit_code == 0, joined.output
    prices = clerk.run("import", *price_lists(folder), "--as-of", "2026-01-01")
    assert prices.exit_code == 0, prices.output


def written(path: Path, rows: Iterable[Mapping[str, object]], encoding: str = "utf-8") -> Path:
    """Write rows as CSV under the headings of the first, and return the path."""
    listed = list(rows)
    lines = [",".join(listed[0]), *(",".join(str(cell) for cell in row.values()) for row in listed)]
    path.write_text("\n".join(lines) + "\n", encoding=encoding)
    return path


def price_lists(folder: Path) -> list[Path]:
    """Write land prices for twelve plots, 10,000 baht a square wah, and one type of house."""
    land = [{**sheet(number), "EVAPRICE": "10000.00000000"} for number in range(1, 13)]
    for row in land:
        row["branch_code"] = "60010000"
    house = {"ID_CONSTR": 103, "NAME_CONSTR": "บ้านเดี่ยว", "CHANGWAT_CODE": 60, "PRICE_CONSTR": 8000}
    return [written(folder / "land.csv", land), written(folder / "houses.csv", [house])]


def sheet(number: int) -> dict[str, object]:
    return {
        "UTMMAP1": "5039", "UTMMAP2": 2, "UTMMAP3": "4682", "UTMMAP4": "07", "UTMSCALE": 1000,
        "LAND_NO": number,
    }  # fmt: skip


def title(number: int, **more: object) -> dict[str, object]:
    """One title of one rai and one of its owners, as the land office tells it."""
    return {
        "as_of_date": "1/1/2569", "lao_code": BODY, "branch_code": "60010000",
        "parcel_code": f"01A{number:03d}", "title_type": 1, "title_no": 1000 + number,
        **sheet(number), "tambon_code": "600701", "rai": 1, "ngan": 0, "wah": 0,
        "owner_seq": 1, "id_no": identity(number), "prefix": "นาย", "first_name": "ตัวอย่าง",
        "last_name": f"ลำดับ{number}", "house_no": f"{number}/1", "acquired_date": "5/3/2560",
        **more,
    }  # fmt: skip


def identity(number: int) -> str:
    """Return a made-up identity number with a right check digit."""
    digits = f"19999{number:07d}"
    check = (11 - sum(int(d) * (13 - at) for at, d in enumerate(digits)) % 11) % 10
    return f"{digits}{check}"


def use(number: int, **more: object) -> dict[str, object]:
    """How a plot is used: one rai of other use."""
    return {
        "survey_date": "15/11/2568", "surveyor": "ผู้สำรวจ", "lao_code": BODY,
        "parcel_code": f"01A{number:03d}", "use_seq": 1, "use_code": 5, "rai": 1, "ngan": 0,
        "wah": 0, **more,
    }  # fmt: skip


@pytest.fixture
def clerk(tmp_path: Path) -> Clerk:
    """A clerk with nothing but prices so far."""
    return clerk_of(tmp_path / "office")


def clerk_of_two_plots(folder: Path) -> Clerk:
    """Return a clerk of two plots in other use, each of another taxpayer: 12,000 baht a year."""
    copied(two_plots, folder)
    return Clerk(folder)


def two_plots(folder: Path) -> None:
    """Write the office of a clerk of two plots."""
    clerk = clerk_of(folder)
    clerk.take(written(folder / "reg.csv", [title(1), title(2)]))
    clerk.take(written(folder / "use.csv", [use(1), use(2)]))
