"""The books watched while money comes in: what is new is held against itself twice a minute.

What was recorded before the service began, or between two services, is for `thidin verify`.
"""

import logging
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import Final

from api.http.background import Background
from api.office import Office
from domain.log.events import Recorded
from projections.drift import ACTS, drifts

POLL_SECONDS: Final = 30.0
_LOG: Final = logging.getLogger("thidin.background")


@dataclass(kw_only=True)
class Balancing:
    """Follows the log from where it was at the start."""

    office: Office
    background: Background = field(init=False)
    _position: int | None = None

    def __post_init__(self) -> None:
        self.background = Background(name="The books", work=self.work, seconds=POLL_SECONDS)

    @cached_property
    def _own_office(self) -> Office:
        return Office(self.office.settings)

    def begin(self) -> None:
        """Look at what is recorded from now on."""
        self._position = self._own_office.log.head()

    def open(self) -> None:
        """Begin."""
        self.begin()
        self.background.open()

    def close(self) -> None:
        """Stop after the look under way."""
        self.background.close()
        if "_own_office" in self.__dict__:
            self._own_office.log.close()

    def work(self) -> int:
        """Look at what is new, with an alarm for what does not agree; return how much does not."""
        # Up to the head, so that every append is there whole.
        head = self._own_office.log.head()
        found = drifts(self._new(head)) if self._position is not None else []
        for one in found:
            _LOG.error(
                "The books drift at log position %d: receipt %s gives an account of %08d for %d "
                "%d satang more than it has. Run thidin verify.",
                one.position,
                one.receipt,
                one.body,
                one.tax_year,
                one.satang,
            )
        self._position = head
        return len(found)

    def _new(self, head: int) -> Iterator[Recorded]:
        assert self._position is not None
        for act in self._own_office.log.every_after(self._position, head, ACTS):
            # One that cannot be read is told of by whoever takes it in.
            if isinstance(act, Recorded):
                yield act
