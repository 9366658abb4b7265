"""A town whose notices are out, on a day in June, with a bank that tells of payments over HTTP."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any

from api.cli import app
from api.commands.accounts import standing_of
from api.http.settings import Quotas
from api.office import BANGKOK, Office
from domain.bill_reference import BillReference
from domain.billers import made_up_billers
from domain.collection import Standing
from sandbox_bank.transfer import Transfer
from sandbox_bank.webhooks import confirmation, headers
from tests.api.cli.clerk import BODY, YEAR, Clerk
from tests.api.http.town import MANY, ORIGIN, Town, begin, build
from tests.made_once import copied

BANK = "014"
KEY = bytes(range(32))
NEXT_KEY = bytes(range(32, 64))
TAX = 1_200_000
TODAY = date(2026, 6, 15)
MORNING = datetime(2026, 6, 15, 9, 30, tzinfo=BANGKOK)
BILLERS = made_up_billers([int(BODY)])


@dataclass
class Clock:
    """A clock that stands until it is set."""

    at: datetime = MORNING

    def __call__(self) -> float:
        return self.at.timestamp()


@dataclass
class Collecting:
    """The town, its clock and its bank. Owners 1 to 3 have one bill of 12,000 baht each."""

    town: Town
    clock: Clock
    sent: int = field(default=0)

    def bill(self, owner: int = 1) -> BillReference:
        """Return the bill of the owner of a plot."""
        office = Office(self.town.office.settings)
        roll = office.rolls.roll(int(BODY), int(YEAR))
        notice = roll.notice_of(self.town.person(owner))
        assert notice is not None
        office.log.close()
        return BillReference(body=int(BODY), tax_year=int(YEAR), notice=notice)

    def stands(self, owner: int = 1, on: date = TODAY) -> Standing:
        """Return how an owner's bill stands, read from the log anew."""
        office = Office(self.town.office.settings)
        found = standing_of(office, bill=self.bill(owner), on=on)
        office.log.close()
        return found

    def transfer(self, number: int = 1, owner: int = 1, **changed: Any) -> Transfer:
        """Return what the bank's books say of a payment of an owner's bill."""
        fields = {
            "reference": f"B{number:05d}",
            "amount_satang": TAX,
            "paid_at": self.clock.at,
            "biller": BILLERS.biller(int(BODY)),
            **changed,
        }
        fields.setdefault("ref1", self.bill(owner).ref1)
        return Transfer(**fields)

    def tells(
        self, said: Transfer | bytes, *, key: bytes = KEY, changed: Mapping[str, str] = {}
    ) -> Any:
        """Let the bank send a confirmation; `changed` are headers that differ."""
        raw = said if isinstance(said, bytes) else confirmation(said)
        signed = headers(raw, bank=BANK, key=key, at=self.clock.at)
        return self.town.client.post(
            "/api/v1/bank/confirmations", content=raw, headers={**signed, **changed}
        )

    def recorded(self) -> None:
        """Let what the bank told be recorded."""
        assert self.town.front.bank.record()


def issue(clerk: Clerk, body: str = BODY) -> None:
    """Issue a body's notices of the year on 1 April, handed over on 10 April."""
    where = ("--body", body, "--year", YEAR)
    seen = clerk.told("notices", "preview", *where)
    answers = [f"--answer={gate}=checked" for gate, found in seen["gates"].items() if found]
    assert clerk.run("notices", "prepare", *where, *answers).exit_code == 0
    environment = {**clerk.environment, "THIDIN_OFFICER": "chief-1"}
    approve = ["notices", "approve", *where, "--issued-on", "2026-04-01"]
    assert clerk.runner.invoke(app, approve, env=environment).exit_code == 0
    served = clerk.run("notices", "serve", *where, "--manner", "hand", "--on", "2026-04-10")
    assert served.exit_code == 0


def of_collecting(
    folder: Path,
    quotas: Quotas = MANY,
    origin: str = ORIGIN,
    *,
    channels: str = "",
    begun: Callable[[Path], None] | None = None,
) -> Iterator[Collecting]:
    """Yield a town that collects, and let its threads and files go; `begun` wrote its files."""
    clock = Clock()
    town = build(
        folder,
        begun=begun or issued,
        clock=clock,
        quotas=quotas,
        channels=channels,
        origin=origin,
    )
    # Not used as a context: what banks tell is recorded when a test says so, not by a thread.
    yield Collecting(town, clock)
    town.front.close()


def issued(folder: Path) -> None:
    """Write the files of a town whose notices are out, with the keys of its bank."""
    copied(begin, folder)
    keys = {"bank.key": KEY, "next.key": NEXT_KEY}
    for name, key in keys.items():
        (folder / name).write_text(key.hex(), "ascii")
        (folder / name).chmod(0o600)
    (folder / "banks.toml").write_text(f'[{BANK}]\nkeys = ["bank.key", "next.key"]\n', "utf-8")
    issue(Clerk(folder))
