"""Every satang that came in is in one place on any day, however its payment went on."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from random import Random

import pytest

from domain.log import Log
from domain.log.events import Event
from domain.payment import Allocated, Part, Received, Returned, Reversed, Told, payment_stream
from projections.cash import AccountMoney, Cash, Money, apart, cash

AT = datetime(2026, 4, 1, tzinfo=UTC)
FIRST = date(2026, 4, 1)
SIGNED = {"officer": "officer-1", "recorded_at": AT}


def received(number: int, satang: int, on: date, version: int = 1) -> Event:
    told = Told(
        bank="014", bank_reference=f"{number}", amount_satang=satang, paid_at=AT, paid_on=on,
        channel="qr", holder=0, ref1="", ref2="", ref_digest=0, source="webhook",
    )  # fmt: skip
    stream = payment_stream("014", f"{number}")
    return Received(stream=stream, version=version, told=told, **SIGNED)  # type: ignore[arg-type]


def given(number: int, version: int, *parts: tuple[int, int]) -> Event:
    return Allocated(
        stream=payment_stream("014", f"{number}"),
        version=version,
        order=0,
        parts=tuple(
            Part(body=3520102, tax_year=2569, notice=who, taxpayer=who, amount_satang=satang)
            for who, satang in parts
        ),
        proposed_by="",
        **SIGNED,  # type: ignore[arg-type]
    )


def accounts(books: Cash) -> dict[int, int]:
    found: dict[int, int] = defaultdict(int)
    for who, satang in zip(books.accounts.taxpayer, books.accounts.satang, strict=True):
        found[int(who)] += int(satang)
    return dict(found)


def stories(random: Random, number: int) -> Iterator[Event]:
    """Tell a payment: it comes in, may be given, given anew, sent back, and taken back."""
    stream, satang = payment_stream("014", f"{number}"), random.randrange(1, 10**6)
    events = [received(number, satang, FIRST + timedelta(days=random.randrange(9)))]
    for _ in range(random.randrange(3)):
        cut = random.randrange(satang)
        parts = [(random.randrange(1, 9), cut), (random.randrange(1, 9), satang - cut)]
        events.append(given(number, len(events) + 1, *parts))
    if random.random() < 0.2 and len(events) == 1:
        on = FIRST + timedelta(days=random.randrange(12))
        events.append(
            Returned(
                stream=stream,
                version=2,
                amount_satang=satang,
                returned_on=on,
                proposed_by="",
                **SIGNED,  # type: ignore[arg-type]
            )
        )
    if random.random() < 0.2:
        on = FIRST + timedelta(days=random.randrange(12))
        events.append(
            Reversed(
                stream=stream,
                version=len(events) + 1,
                reversed_on=on,
                source="webhook",
                **SIGNED,  # type: ignore[arg-type]
            )
        )
    yield from events


def one_by_one(payments: Sequence[Sequence[Event]], on: date) -> tuple[Money, dict[int, int]]:
    """Add payments up one after the other, as a cashier would."""
    total, theirs = Money(), defaultdict[int, int](int)
    for events in payments:
        first, *more = events
        assert isinstance(first, Received)
        satang = first.told.amount_satang
        if first.told.paid_on > on:
            continue
        if any(isinstance(one, Reversed) and one.reversed_on <= on for one in more):
            total.reversed += satang
            continue
        total.count += 1
        total.received += satang
        moves = [one for one in more if isinstance(one, Allocated)]
        if any(isinstance(one, Returned) and one.returned_on <= on for one in more):
            total.returned += satang
        elif moves:
            total.allocated += satang
            for part in moves[-1].parts:
                theirs[part.taxpayer] += part.amount_satang
        else:
            total.suspense += satang
    return total, dict(theirs)


@pytest.mark.parametrize("seed", range(3))
def test_the_books_of_a_day_are_what_a_cashier_adds_up(log: Log, seed: int) -> None:
    random = Random(seed)
    payments = [list(stories(random, number)) for number in range(60)]
    # Payments come in among each other; the acts of one stay in their order.
    mixed = sorted(
        (event for events in payments for event in events),
        key=lambda event: (event.version, random.random()),
    )
    log.record(mixed)

    for day in range(13):
        on = FIRST + timedelta(days=day)
        books = cash(log, on=on)

        assert (books.together, accounts(books)) == one_by_one(payments, on)
        assert books.together.balances
        assert books.wrong == ()


def test_a_log_without_payments_has_no_money(log: Log) -> None:
    books = cash(log, on=FIRST)

    assert (books.by_day, accounts(books), books.wrong) == ({}, {}, ())
    assert list(apart(books.accounts, AccountMoney.join([]))) == []


def test_a_payment_that_contradicts_itself_is_named(log: Log) -> None:
    log.record([received(1, 500, FIRST), received(1, 500, FIRST, version=2)])
    log.record([received(2, 500, FIRST), given(2, 2, (1, 300))])

    books = cash(log, on=FIRST)

    one, two = (payment_stream("014", number) for number in ("1", "2"))
    assert books.wrong == (
        f"Payment {one} was received twice.",
        f"Payment {two} is of 500 satang, its parts of 300.",
    )


def test_an_account_that_has_other_money_than_payments_give_it_is_named(log: Log) -> None:
    log.record([received(1, 500, FIRST), given(1, 2, (7, 200), (8, 300))])
    given_to = cash(log, on=FIRST).accounts
    had = AccountMoney.of(
        [given_to.body, given_to.tax_year, given_to.taxpayer, given_to.satang + 1]
    )

    assert list(apart(given_to, given_to)) == []
    assert list(apart(given_to, had)) == [
        "03520102, 2569: payments give 200 satang to an account that has 201.",
        "03520102, 2569: payments give 300 satang to an account that has 301.",
    ]
    assert list(apart(given_to, AccountMoney.join([]))) == [
        "03520102, 2569: payments give 200 satang to an account that has 0.",
        "03520102, 2569: payments give 300 satang to an account that has 0.",
    ]
