"""What is killed: a command of the command line on a small town, and how its books end."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any, Final

from sqlalchemy import inspect

from api.commands.bank import inbox_of
from api.commands.notices import approve_notices, prepare_notices
from api.office import Office, Settings
from domain.bill_reference import BillReference
from domain.failpoints import Failpoint
from domain.log.stream_ids import Kind
from domain.payment import Payment
from domain.roll import AlreadyIssued, NotPrepared
from projections.accounts import account_view
from sandbox_bank.day_files import FORMS
from sandbox_bank.transfer import Transfer
from tests.api.commands.bank_town import BANK, DAY, MORNING, TAX, bill, confirmation, transfer
from tests.api.commands.desk import BODY, ISSUED, PAY_BY, YEAR, Desk, officer

OWNERS: Final = 8
OFFICER: Final = "officer-1"
CHIEF: Final = "chief-1"
WHERE: Final = ("--body", f"{BODY:08d}", "--year", str(YEAR))

PAYMENTS: Final = (
    *(transfer(number, TAX, notice=number) for number in range(1, 6)),
    transfer(6, 2_000_000, notice=6),
    transfer(7, 5_000_000, notice=6),
    transfer(8, 700, ref1="1103700000006"),
    transfer(9, TAX, notice=1),
    transfer(10, 100, biller="099999999999999"),
)
"""In full, in part and the rest and more, to nobody's reference, twice, to nobody's account."""

FACTS: Final = (
    *PAYMENTS,
    Transfer(**{**vars(PAYMENTS[1]), "is_reversal": True, "paid_at": MORNING + timedelta(hours=6)}),
)
"""All the bank has, with a payment taken back."""


@dataclass(frozen=True, kw_only=True)
class Scene:
    """One command, the town it begins in, and the failpoints it passes.

    `already` is what a repetition may be refused with once the work is done; `followed` says
    whether the read models are up to the log before the command.
    """

    name: str
    words: tuple[str, ...]
    prepare: Callable[[Desk, Path], None]
    points: tuple[Failpoint, ...]
    by: str = OFFICER
    already: tuple[type[Exception], ...] = ()
    followed: bool = True


def build(scene: Scene, folder: Path) -> None:
    """Write the town of a scene into a folder."""
    desk = Desk(folder, *range(1, OWNERS + 1))
    scene.prepare(desk, folder)
    if scene.followed:
        desk.office.follow()
        desk.office.views.engine.dispose()
    desk.office.log.close()


def _prepared(desk: Desk, _folder: Path) -> None:
    by = officer(OFFICER)
    prepare_notices(desk.office, body=BODY, tax_year=YEAR, answers={}, by=by)


def _amendable(desk: Desk, folder: Path) -> None:
    """Issued once, then three plots change hands and the amendment is prepared."""
    _prepared(desk, folder)
    chief = officer(CHIEF)
    approve_notices(
        desk.office, body=BODY, tax_year=YEAR, issued_on=ISSUED, pay_by=PAY_BY, by=chief
    )
    for number in (1, 2, 3):
        desk.town.sold(number, to=OWNERS, on=date(2025, 12, 20))
    _prepared(desk, folder)


def _issued(desk: Desk, _folder: Path) -> None:
    desk.issue()


def _told(desk: Desk, folder: Path) -> None:
    """Every confirmation waits in the inbox."""
    _issued(desk, folder)
    inbox = inbox_of(desk.office)
    for one in FACTS:
        inbox.put(confirmation(one), bank=BANK, headers={}, received_at=MORNING)
    inbox.close()


def _sent(desk: Desk, folder: Path) -> None:
    """A file of confirmations, one of them twice."""
    _issued(desk, folder)
    lines = [confirmation(one) for one in (*FACTS, FACTS[0])]
    (folder / "confirmations.jsonl").write_bytes(b"\n".join(lines))


def _filed(desk: Desk, folder: Path) -> None:
    """A day file of all; three payments are known from confirmations that wait."""
    _issued(desk, folder)
    inbox = inbox_of(desk.office)
    for one in FACTS[:3]:
        inbox.put(confirmation(one), bank=BANK, headers={}, received_at=MORNING)
    inbox.close()
    text = FORMS["fixed-width"](FACTS, bank=BANK, day=DAY)
    (folder / "day-file.txt").write_text("".join(text), encoding="utf-8")


def _written(desk: Desk, folder: Path) -> None:
    """The year's bills are written to the read models."""
    _issued(desk, folder)
    bills = desk.office.registers.bills(BODY, desk.office.law, tax_year=YEAR)
    desk.office.views.write_bills(bills)


_APPEND: Final = (Failpoint.BEFORE_APPEND, Failpoint.APPEND_OPEN, Failpoint.AFTER_APPEND)
_ISSUE: Final = ("notices", "approve", *WHERE, "--issued-on", ISSUED.isoformat())

SCENES: Final[Mapping[str, Scene]] = {
    scene.name: scene
    for scene in (
        Scene(
            name="issue",
            words=_ISSUE,
            prepare=_prepared,
            points=(Failpoint.NOTICES_COMPUTED, *_APPEND),
            by=CHIEF,
            already=(AlreadyIssued, NotPrepared),
        ),
        Scene(
            name="amendment",
            words=_ISSUE,
            prepare=_amendable,
            points=(Failpoint.NOTICES_COMPUTED, *_APPEND),
            by=CHIEF,
            already=(AlreadyIssued, NotPrepared),
        ),
        Scene(
            name="drain",
            words=("payments", "drain"),
            prepare=_told,
            points=(*_APPEND, Failpoint.INBOX_RECORDED),
        ),
        Scene(
            name="receive",
            words=("payments", "receive", "confirmations.jsonl", "--bank", BANK),
            prepare=_sent,
            points=(Failpoint.INBOX_STORED, *_APPEND, Failpoint.INBOX_RECORDED),
        ),
        Scene(
            name="reconcile",
            words=("payments", "reconcile", "day-file.txt", "--bank", BANK),
            prepare=_filed,
            points=(*_APPEND, Failpoint.RECONCILED_PART),
        ),
        Scene(
            name="counter",
            words=(
                *("payments", "enter", bill(2).number, "--amount", "60000", "--receipt", "69-1"),
                *("--channel", "counter", "--paid-on", DAY.isoformat()),
            ),
            prepare=_issued,
            points=_APPEND,
        ),
        Scene(
            name="follow",
            words=("status",),
            prepare=_told,
            points=(Failpoint.READ_MODELS_OPEN, Failpoint.READ_MODELS_PAGE),
            followed=False,
        ),
        Scene(
            name="rebuild",
            words=("rebuild", "--keep", "0"),
            prepare=_written,
            points=(Failpoint.READ_MODELS_OPEN, Failpoint.READ_MODELS_PAGE),
        ),
    )
}


def environment(folder: Path, by: str) -> dict[str, str]:
    """Return the settings of an office in a folder."""
    return {
        "THIDIN_DATABASE_URL": f"sqlite:///{folder / 'thidin.sqlite'}",
        "THIDIN_KEY_FILE": str(folder / "thidin.key"),
        "THIDIN_OFFICER": by,
    }


def books(folder: Path) -> dict[str, Any]:
    """Return all that a crash must not change: roll, accounts, payments, inbox, read models.

    Fails where an identity of the ledger does not hold, or where the log is damaged.
    """
    office = Office(Settings.of(environment(folder, OFFICER)))
    assert not list(office.log.damage())
    roll = office.rolls.roll(BODY, YEAR)
    payments = {one.stream.hex: _payment(one) for one in _payments(office)}
    standings = [_standing(office, notice) for notice in range(1, roll.notices + 1)]
    received = sum(one.received_satang for one in standings)
    state: dict[str, int] = {}
    for told in payments.values():
        state[told["state"]] = state.get(told["state"], 0) + told["amount_satang"]
    assert all(one.balances for one in standings)
    assert received == state.get("allocated", 0)
    inbox = inbox_of(office)
    counts = dict(sorted(inbox.counts().items()))
    inbox.close()
    return {
        "notices": [
            (notice, roll.taxpayer_of(notice), one.number)
            for notice in range(1, roll.notices + 1)
            for one in [BillReference(body=BODY, tax_year=YEAR, notice=notice)]
        ],
        "amendments": roll.amendments,
        "standings": [repr(one) for one in standings],
        "payments": payments,
        "acts": _acts(office),
        "inbox": counts,
        "views": _views(office),
    }


def _standing(office: Office, notice: int) -> Any:
    roll = office.rolls.roll(BODY, YEAR)
    return account_view(
        office.log,
        roll,
        office.registers.body(BODY),
        office.law.for_year(YEAR),
        roll.taxpayer_of(notice),
    ).on(DAY)


def _payments(office: Office) -> Sequence[Payment]:
    found = []
    for stream in office.log.stream_ids(Kind.PAYMENT):
        payment = Payment(bank="", bank_reference="")
        for one in office.log.stream(stream):
            payment.apply(one)
        assert payment.received is not None
        payment.bank = payment.received.told.bank
        payment.bank_reference = payment.received.told.bank_reference
        found.append(payment)
    return found


def _payment(one: Payment) -> dict[str, Any]:
    assert one.received is not None
    return {
        "reference": one.bank_reference,
        "amount_satang": one.received.told.amount_satang,
        "state": one.state,
        "why": one.suspended,
        "receipt": one.receipt_number,
    }


def _acts(office: Office) -> dict[str, list[str]]:
    """Return the acts of each stream, so that one too many is seen."""
    found: dict[str, list[str]] = {}
    for one in office.log.after(0):
        found.setdefault(one.event.stream.hex, []).append(type(one.event).__name__)
    return found


def _views(office: Office) -> dict[str, list[str]]:
    """Return the rows of the read models brought up to the log, without times and positions."""
    office.follow()
    tables = office.views.tables
    kept = (
        *(tables.bodies, tables.properties, tables.assessments, tables.assessment_lines),
        *(tables.set_aside, *vars(tables.collection).values()),
    )
    left = [name for name in inspect(office.views.engine).get_table_names() if "_bodies_" in name]
    assert len(left) == 1, f"Generations that nobody dropped: {left}"
    return {
        table.name.rpartition("_")[0]: sorted(
            repr({name: value for name, value in row.items() if "position" not in name})
            for row in office.views.rows(table.select())
        )
        for table in kept
    }
