"""Day files of a bank put together for the tests of reading them."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from pathlib import Path

from sandbox_bank.day_files import FORMS
from sandbox_bank.transfer import BANGKOK, Transfer

BANK = "014"
DAY = date(2026, 4, 30)
MORNING = datetime(2026, 4, 30, 9, 0, tzinfo=BANGKOK)


def transfer(number: int, **changed: object) -> Transfer:
    """Return a payment that is in order but for what is given."""
    fields: dict[str, object] = {
        "reference": f"B01{number:09d}",
        "amount_satang": 100_00 + number,
        "paid_at": MORNING + timedelta(seconds=number),
        "biller": "099400052002095",
        "ref1": "5200203690000017023",
        "ref2": "69043012",
        "payer": "นายสมมุติ ตัวอย่าง",
        **changed,
    }
    return Transfer(**fields)  # type: ignore[arg-type]  # each change is of its field's type


def some(count: int = 3) -> list[Transfer]:
    """Return some payments and the reversal of the last."""
    paid = [transfer(number) for number in range(1, count + 1)]
    taken_back = transfer(count, is_reversal=True, paid_at=MORNING + timedelta(hours=3))
    return [*paid, taken_back]


def text_of(form: str, transfers: Sequence[Transfer]) -> str:
    """Return a day file's text."""
    return "".join(FORMS[form](transfers, bank=BANK, day=DAY))


def written(folder: Path, text: str, *, encoding: str = "utf-8") -> Path:
    """Write a day file."""
    path = folder / "day-file"
    path.write_bytes(text.encode(encoding))
    return path
