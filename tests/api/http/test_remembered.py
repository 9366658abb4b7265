"""What takes long to add up is added up once, and is some minutes old at most."""

from collections.abc import Iterator
from threading import Event

import pytest

from api.http import remembered
from api.http.remembered import Remembered


class Clock:
    now = 1_000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def kept() -> Iterator[Remembered]:
    made = Remembered(clock=Clock(), seconds=600)
    yield made
    made.close()


def test_it_is_computed_again_once_it_is_old(kept: Remembered) -> None:
    sums = iter((3, 4))

    first, second = (kept.of("sum", lambda: next(sums)) for _ in range(2))
    kept.clock.now += 601  # type: ignore[attr-defined]

    assert (first, second, kept.of("sum", lambda: next(sums))) == (3, 3, 4)


def test_who_asks_does_not_wait_for_what_takes_long(
    kept: Remembered, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(remembered, "PATIENCE_SECONDS", 0.01)
    done = Event()

    def slow() -> int:
        done.wait()
        return 7

    first = kept.of("sum", slow)
    done.set()
    monkeypatch.setattr(remembered, "PATIENCE_SECONDS", 60)

    assert (first, kept.of("sum", slow)) == (None, 7)


def test_what_cannot_be_computed_is_tried_again(kept: Remembered) -> None:
    def broken() -> int:
        msg = "no store"
        raise OSError(msg)

    with pytest.raises(OSError, match="no store"):
        kept.of("sum", broken)

    assert kept.of("sum", lambda: 7) == 7
