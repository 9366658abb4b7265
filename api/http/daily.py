"""What the service does once a day by itself: the Act's clocks, and what is kept no longer."""

import hmac
import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from functools import cached_property
from typing import Final

from api.commands.clock import pass_day
from api.http.background import Background
from api.office import BANGKOK, Office
from domain.local_body import Signed
from projections.sessions import InProgress, Stores
from projections.sessions.looks import KEPT_DAYS

CLOCK: Final = "clock"
"""Who accepts by silence, in the log: nobody decided."""

POLL_SECONDS: Final = 300.0
CLAIM_SECONDS: Final = 3_600.0
_CLAIM: Final = hmac.digest(b"thidin", b"what is done once a day", "sha256")
_LOG: Final = logging.getLogger("thidin.background")


@dataclass(kw_only=True)
class Daily:
    """Does each day's work once it has begun; `clock` gives seconds since 1970."""

    office: Office
    stores: Stores
    clock: Callable[[], float]
    background: Background = field(init=False)
    _done: date | None = None

    def __post_init__(self) -> None:
        self.background = Background(name="The day", work=self.work, seconds=POLL_SECONDS)

    @cached_property
    def _own_office(self) -> Office:
        return Office(self.office.settings)

    def open(self) -> None:
        """Begin."""
        self.background.open()
        self.background.wake()

    def close(self) -> None:
        """Finish the day's work under way."""
        self.background.close()
        if "_own_office" in self.__dict__:
            self._own_office.log.close()

    def work(self) -> bool:
        """Do today's work; say whether this call did it. Of several processes one does it."""
        today = datetime.fromtimestamp(self.clock(), BANGKOK).date()
        if self._done == today:
            return False
        try:
            claim = self.stores.answers.claim(
                _CLAIM, _CLAIM, now=self.clock(), seconds=CLAIM_SECONDS
            )
        except InProgress:
            return False
        assert isinstance(claim, str)
        try:
            by = Signed(officer=CLOCK, at=datetime.fromtimestamp(self.clock(), UTC))
            passed = pass_day(self._own_office, today=today, by=by)
            self.stores.looks.forget(before=today - timedelta(days=KEPT_DAYS))
        finally:
            self.stores.answers.release(_CLAIM, claim)
        self._done = today
        if passed.accepted or passed.billed or passed.relieved:
            _LOG.info(
                "%d objections accepted by silence, %d matters and %d reliefs billed anew",
                passed.accepted,
                passed.billed,
                passed.relieved,
            )
        return True
