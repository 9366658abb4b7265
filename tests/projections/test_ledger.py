"""The books of a roll are the sum of its accounts, whatever happened to any of them."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from random import Random
from typing import Any

import numpy as np
import pytest

from domain.account import (
    Approved,
    InstalmentsAgreed,
    PaymentGone,
    PaymentReceived,
    Proposal,
    account_stream,
)
from domain.calendar import to_days
from domain.collection import MOST_SATANG, Instalment
from domain.errors import StreamDamaged
from domain.law import load_law
from domain.local_body import CalendarExtended, LocalBody
from domain.log import Log
from domain.log.events import Event
from domain.log.stream_ids import Kind, stream_id
from domain.roll import (
    NOTICE_PROPERTIES,
    NOTICES,
    SERVICES,
    WARNED,
    NoticesAmended,
    NoticesIssued,
    NoticesServed,
    Roll,
    WarningsIssued,
    WarningsServed,
)
from domain.rows import Rows
from projections.accounts import every_account
from projections.ledger import Assessed, bills, of_standing
from projections.plain_accounts import plain_accounts
from tests.domain.log.stores import run

BODY, YEAR = 5200203, 2569
LAW = load_law().for_year(YEAR)
AT = datetime(2026, 3, 1, tzinfo=UTC)
ISSUED = date(2026, 4, 1)
COUNT = 300
HUGE = 100 * MOST_SATANG
ROLL = stream_id(Kind.ROLL, BODY, YEAR)


def whose(notice: int) -> int:
    """Return a taxpayer whose number is not in the order of notices."""
    return notice * 7_919 % 1_000_003 + (notice % 2) * 2**62


def issue(random: Random, notices: list[int], kind: Callable[..., Event], **more: Any) -> Event:
    satang = [random.choice([0, 1, 99, random.randrange(10**6), HUGE]) for _ in notices]
    columns = {"notice": notices, "tax_satang": satang}
    zeros = dict.fromkeys(("tax_before_satang", "hash"), np.zeros(len(notices), np.int64))
    reason = np.full(len(notices), random.choice([1, 6]))
    return kind(
        stream=ROLL,
        version=0,
        tax_year=YEAR,
        register_position=0,
        law="",
        notices=Rows(
            NOTICES,
            {
                **{name: np.array(cells, np.int64) for name, cells in columns.items()},
                **zeros,
                "taxpayer": np.array([whose(one) for one in notices]),
                "reason": reason,
            },
        ),
        properties=Rows(
            NOTICE_PROPERTIES,
            {
                **{name: np.array(cells, np.int64) for name, cells in columns.items()},
                "property": np.array(notices),
            },
        ),
        prepared_by="officer-1",
        approved_by="chief-1",
        recorded_at=AT,
        **more,
    )


def served(random: Random, kind: Callable[..., Event], share: float, amendments: int) -> Event:
    notices = [one for one in range(1, COUNT + 1) if random.random() < share]

    on = np.array([to_days(ISSUED) + random.randrange(120) for _ in notices])
    columns = {
        "notice": np.array(notices),
        "amendment": np.array([random.randrange(amendments + 1) for _ in notices]),
        "manner": np.array([random.choice([1, 2, 3, 5]) for _ in notices]),
        "served_on": on,
        "received_on": on + 7,
    }

    services = Rows(SERVICES, columns)
    return kind(
        stream=ROLL,
        version=0,
        tax_year=YEAR,
        services=services,
        officer="officer-1",
        recorded_at=AT,
    )


def roll_acts(random: Random) -> Iterator[Event]:
    notices = list(range(1, COUNT + 1))
    random.shuffle(notices)
    yield issue(random, notices, NoticesIssued, issued_on=ISSUED, pay_by=date(2026, 4, 30))
    yield served(random, NoticesServed, 0.5, 0)
    some = sorted(random.sample(range(1, COUNT), 15))
    amended = {"amendment": 1, "issued_on": date(2026, 5, 20)}
    yield issue(random, [*some, COUNT + 1], NoticesAmended, **amended)
    yield served(random, NoticesServed, 0.4, 1)
    late = np.array(sorted(random.sample(range(1, COUNT), 40)))
    yield WarningsIssued(
        stream=ROLL,
        version=0,
        tax_year=YEAR,
        issued_on=date(2026, 7, 5),
        days_to_pay=15,
        warned=Rows(WARNED, {"notice": late, "tax_satang": late}),
        officer="officer-1",
        recorded_at=AT,
    )
    yield served(random, WarningsServed, 0.6, 0)


def account_acts(random: Random, notice: int) -> Iterator[Event]:
    head: dict[str, Any] = {
        "stream": account_stream(body=BODY, tax_year=YEAR, taxpayer=whose(notice)),
        "officer": "officer-1",
        "recorded_at": AT,
    }
    days = [ISSUED + timedelta(days=random.randrange(-9, 160)) for _ in range(3)]
    kinds = random.choices(["paid", "parts", "waived"], [9, 1, 1], k=random.choice([0, 0, 1, 1, 3]))
    for version, (kind, day) in enumerate(zip(kinds, days, strict=False), start=1):
        if kind == "paid":
            satang = random.choice([*[random.randrange(1, 10**6)] * 9, HUGE])
            yield PaymentReceived(
                version=version, payment=f"R{version}", notice=notice, amount_satang=satang,
                paid_on=day, channel="qr", **head,
            )  # fmt: skip
        elif kind == "parts":
            yield InstalmentsAgreed(
                version=version, notice=notice, requested_on=day,
                instalments=(Instalment(due_on=date(2026, 4, 30), amount_satang=0),), **head,
            )  # fmt: skip
        else:
            waived = Proposal(kind="waiver", reason="R", percent=50)
            yield Approved(
                version=version, number=1, proposal=waived, interest_satang=0, on=day,
                proposed_by="officer-2", **head,
            )  # fmt: skip
    if kinds == ["paid"] and random.random() < 0.1:
        yield PaymentGone(
            version=2, payment="R1", amount_satang=1, gone_on=days[0] + timedelta(days=20),
            why="reversed", **head,
        )  # fmt: skip


def recorded(log: Log, seed: int) -> Roll:
    random = Random(seed)
    acts = [replace(act, version=at) for at, act in enumerate(roll_acts(random), start=1)]
    accounts = [list(account_acts(random, notice)) for notice in range(1, COUNT + 1)]
    log.record([*acts, *(act for some in accounts for act in some)])
    roll = Roll(body=BODY, tax_year=YEAR)
    roll.take_in(log.stream(roll.stream))
    return roll


PUT_OFF = [
    (
        1,
        CalendarExtended(
            stream=stream_id(Kind.LOCAL_BODY, BODY),
            version=1,
            tax_year=YEAR,
            step="pay",
            until=date(2026, 7, 31),
            instrument="",
            officer="officer-1",
            recorded_at=AT,
        ),
    )
]


@pytest.mark.parametrize("seed", range(3))
def test_the_books_of_a_roll_are_the_sum_of_its_accounts_one_by_one(log: Log, seed: int) -> None:
    roll, body = recorded(log, seed), LocalBody(code=BODY, extensions=PUT_OFF[:seed])

    for month, day in ((3, 20), (4, 30), (6, 3), (7, 20), (10, 1)):
        on = date(2026, month, day)
        found = bills(log, roll, body, LAW, on=on)

        one_by_one = [
            (view.account.taxpayer, view.on(on)) for view in every_account(log, roll, body, LAW)
        ]
        assert found.sums == sum((of_standing(one) for _, one in one_by_one), Assessed())
        had = zip(found.received.taxpayer.tolist(), found.received.satang.tolist(), strict=True)
        assert sorted(had) == sorted(
            (who, one.received_satang) for who, one in one_by_one if one.received_satang
        )
        assert found.wrong == ()
    plain = plain_accounts(log, roll, body, LAW)
    assert COUNT // 8 < len(plain.notice) < COUNT - COUNT // 8


def test_the_books_name_an_account_that_lacks_an_act(log: Log, log_url: str) -> None:
    roll = recorded(log, 1)
    longest = "SELECT originator_id, max(originator_version) FROM stored_events WHERE topic LIKE ?"
    ((stream, _), *_) = run(
        log_url, f"{longest} GROUP BY originator_id ORDER BY 2 DESC", "Account.%"
    )
    run(
        log_url,
        "DELETE FROM stored_events WHERE originator_id = ? AND originator_version = 1",
        stream,
    )

    with pytest.raises(
        StreamDamaged, match="version 1 is missing; the next act found is version 2"
    ):
        bills(log, roll, LocalBody(code=BODY), LAW, on=ISSUED)


def test_the_books_name_a_payment_that_cannot_be_read(log: Log, log_url: str) -> None:
    roll = recorded(log, 1)
    run(
        log_url,
        "UPDATE stored_events SET state = ? WHERE topic = ?",
        b"\0",
        "Account.PaymentReceived.1",
    )

    with pytest.raises(StreamDamaged) as found:
        bills(log, roll, LocalBody(code=BODY), LAW, on=ISSUED)

    assert "the state of Account.PaymentReceived.1 cannot be read" in str(found.value)
