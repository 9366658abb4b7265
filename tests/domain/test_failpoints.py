"""Failpoints end the program where a test says, and nowhere else; production refuses them."""

import os
import signal
from collections.abc import Iterator

import pytest

from domain.errors import UnsafeSetting
from domain.failpoints import FAILPOINT, Failpoint, arm, reached


@pytest.fixture(autouse=True)
def kills(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[tuple[int, int]]]:
    """Return what would have been killed, and with which signal."""
    killed: list[tuple[int, int]] = []
    monkeypatch.setattr(os, "kill", lambda pid, signum: killed.append((pid, signum)))
    yield killed
    arm({})


def test_without_the_setting_nothing_ends_anywhere(kills: list[tuple[int, int]]) -> None:
    arm({})

    for point in Failpoint:
        reached(point)

    assert kills == []


def test_the_program_ends_at_the_named_place_and_count_only(kills: list[tuple[int, int]]) -> None:
    arm({FAILPOINT: "after-append:2"})

    reached(Failpoint.AFTER_APPEND)
    reached(Failpoint.BEFORE_APPEND)
    assert kills == []
    reached(Failpoint.AFTER_APPEND)
    assert kills == [(os.getpid(), signal.SIGKILL)]
    reached(Failpoint.AFTER_APPEND)
    assert len(kills) == 1


def test_without_a_count_the_first_time_counts(kills: list[tuple[int, int]]) -> None:
    arm({FAILPOINT: "inbox-stored"})

    reached(Failpoint.INBOX_STORED)

    assert len(kills) == 1


@pytest.mark.parametrize("told", ["nowhere", "after-append:0", "after-append:-1", "after-append:๒"])
def test_a_failpoint_that_does_not_exist_is_refused(told: str) -> None:
    with pytest.raises(UnsafeSetting, match="before-append"):
        arm({FAILPOINT: told})


def test_production_refuses_every_failpoint() -> None:
    with pytest.raises(UnsafeSetting, match="in production unset it"):
        arm({FAILPOINT: "after-append", "THIDIN_MODE": "production"})
