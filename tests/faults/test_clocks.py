"""Clocks that jump and machines that stand elsewhere change no books."""

import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from api.commands.bank import drain, inbox_of
from importers.bank import read_webhook
from tests.api.commands.bank_town import (
    BANK,
    BILLERS,
    CLERK,
    DAY,
    TAX,
    confirmation,
    reconciled,
    send,
    stands,
    transfer,
)
from tests.api.commands.desk import Desk

OFFSETS = {"UTC0": 0, "PST8PDT": -8 * 3600, "NPT-5:45": 20_700, "LINT-14": 14 * 3600}
"""Los Angeles, Kathmandu, Kiritimati, by rules that need no files; seconds east of Greenwich."""

PAID = [transfer(number, TAX, notice=number) for number in (1, 2, 3)]


@pytest.fixture
def place(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """Let the machine stand somewhere else."""
    monkeypatch.setenv("TZ", request.param)
    time.tzset()
    assert time.localtime(0).tm_gmtoff == OFFSETS[request.param]
    yield request.param
    monkeypatch.undo()
    time.tzset()


def books(desk: Desk) -> list[Any]:
    return [stands(desk, notice) for notice in (1, 2, 3)]


@pytest.mark.parametrize(
    "jumps",
    [(0, 0, 0), (24, -24, 0), (-1, 1, -1), (0, 24, -24), (48, -24, 24)],
    ids=lambda jumps: " ".join(f"{one:+d}h" for one in jumps),
)
def test_a_clock_that_jumps_between_tellings_changes_nothing(
    tmp_path: Path, jumps: tuple[int, ...]
) -> None:
    desk = Desk(tmp_path, 1, 2, 3)
    desk.issue()
    inbox = inbox_of(desk.office)

    for one, hours in zip(PAID, jumps, strict=True):
        send(inbox, one)
        by = replace(CLERK, at=CLERK.at + timedelta(hours=hours))
        drain(desk.office, inbox, billers=BILLERS, by=by)
    found = reconciled(desk, tmp_path, PAID)

    assert (found.known.count, found.new.count, found.missing.count) == (3, 0, 0)
    assert [one.received_satang for one in books(desk)] == [TAX] * 3
    assert {applied.paid_on for one in books(desk) for applied in one.applied} == {DAY}
    inbox.close()


@pytest.mark.parametrize("place", list(OFFSETS), indirect=True)
def test_a_machine_that_stands_elsewhere_has_bangkoks_days(place: str, tmp_path: Path) -> None:
    late = replace(PAID[0], paid_at=PAID[0].paid_at.replace(hour=23, minute=59))
    desk = Desk(tmp_path, 1, 2, 3)
    desk.issue()
    inbox = inbox_of(desk.office)

    send(inbox, late)
    drain(desk.office, inbox, billers=BILLERS, by=CLERK)
    found = reconciled(desk, tmp_path, [late, *PAID[1:]])

    assert read_webhook(confirmation(late), bank=BANK).paid_on == DAY
    assert (found.known.count, found.new.count, found.missing.count) == (1, 2, 0)
    assert {applied.paid_on for one in books(desk) for applied in one.applied} == {DAY}
    inbox.close()
