"""Questions to banks about codes that were given out and whose confirmation never came.

A bank stops telling after three tries in under a minute, so we ask from then on, ever more seldom.
After the last question the day's file tells. Nothing ever becomes failed.
"""

import hmac
import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from functools import cached_property
from typing import Final

import httpx2

from api.banks import Banks
from api.commands.accounts import view_of_notice
from api.commands.bank import Heard, Question, ask, confirm_held, inbox_of, inquire
from api.http.background import Background
from api.office import BANGKOK, Office
from domain.bill_reference import BillReference, read_reference
from domain.errors import Refused
from domain.local_body import Signed
from domain.order import Order
from projections.inbox import Inbox
from projections.sessions import Code, InProgress, Stores

RECORDER: Final = "banks"
POLL_SECONDS: Final = 15.0
CLAIM_SECONDS: Final = 300.0
MOST: Final = 200
ASK_AGAIN_SECONDS: Final = (300.0, 900.0, 3_600.0, 21_600.0, 86_400.0)
"""How long after each question the next one is asked."""

MOST_DAYS: Final = 3
_LOG: Final = logging.getLogger("thidin.bank")
_CLAIM: Final = hmac.digest(b"thidin", b"questions to banks", "sha256")


@dataclass(kw_only=True)
class Inquiries:
    """Asks the banks; `clock` gives seconds since 1970, `transport` stands for the network."""

    office: Office
    stores: Stores
    banks: Banks
    clock: Callable[[], float]
    transport: httpx2.BaseTransport | None = None
    background: Background = field(init=False)

    def __post_init__(self) -> None:
        self.background = Background(name="Questions to banks", work=self.ask, seconds=POLL_SECONDS)

    @cached_property
    def _own_office(self) -> Office:
        return Office(self.office.settings)

    @cached_property
    def _inbox(self) -> Inbox:
        return inbox_of(self._own_office)

    def open(self) -> None:
        """Begin to ask, where there are banks that answer."""
        if self.banks.addresses:
            self.background.open()

    def close(self) -> None:
        """Stop after the question under way."""
        self.background.close()
        if "_inbox" in self.__dict__:
            self._inbox.close()
        if "_own_office" in self.__dict__:
            self._own_office.log.close()

    def ask(self) -> int:
        """Ask what is due; return how many codes were asked about. One process at a time asks.

        What is so large that it is held is asked about first, each time.
        """
        due = self.stores.awaited.due(now=self.clock(), most=MOST)
        if not due and not self.banks.hold_from_satang:
            return 0
        try:
            claim = self.stores.answers.claim(
                _CLAIM, _CLAIM, now=self.clock(), seconds=CLAIM_SECONDS
            )
        except InProgress:
            return 0
        assert isinstance(claim, str)
        try:
            if self.banks.hold_from_satang:
                self._confirm()
            return self._ask(due)
        finally:
            self.stores.answers.release(_CLAIM, claim)

    def hear(self, question: Question) -> list[Heard]:
        """Ask every bank that answers about one reference, for somebody who waits.

        Nothing is recorded here, and nothing is locked: a bank may take its time.
        """
        return [
            ask(self.banks.client(bank, self.transport), [question])
            for bank in self.banks.addresses
        ]

    def _confirm(self) -> None:
        """Ask whether banks told what is held."""
        confirm_held(
            self._own_office,
            self._inbox,
            {bank: self.banks.client(bank, self.transport) for bank in self.banks.addresses},
            billers=self._own_office.billers,
            by=Signed(officer=RECORDER, at=datetime.fromtimestamp(self.clock(), UTC)),
        )

    def _ask(self, due: list[Code]) -> int:
        silent: set[str] = set()
        asked = 0
        for code in due:
            if self.background.closing:
                break
            try:
                over = self._is_paid(code) or self._found(code, silent)
            except Refused as refused:
                # One code must not stop the others.
                _LOG.error("A code cannot be asked about: %s", type(refused).__name__)
                over = False
            if over:
                self.stores.awaited.forget(code.ref1)
            else:
                self._later(code)
            asked += 1
        return asked

    def _is_paid(self, code: Code) -> bool:
        """Return whether nothing is owed any more on what the code was for."""
        reference = read_reference(code.ref1)
        if isinstance(reference, BillReference):
            bills = [reference]
        else:
            order = Order(number=reference.number)
            order = Order.replay(order.number, self._own_office.log.stream(order.stream))
            bills = [
                BillReference(body=one.body, tax_year=one.tax_year, notice=one.notice)
                for one in order.must_be_placed().parts
            ]
        views = [view_of_notice(self._own_office, bill=one) for one in bills]
        return not any(view.on(self._today()).outstanding.total_satang for view in views)

    def _found(self, code: Code, silent: set[str]) -> bool:
        """Ask each bank that answers; return whether one of them has the payment."""
        question = Question(biller=code.biller, ref1=code.ref1, days=self._days(code))
        by = Signed(officer=RECORDER, at=datetime.fromtimestamp(self.clock(), UTC))
        for bank in self.banks.addresses:
            if bank in silent:
                continue
            client = self.banks.client(bank, self.transport)
            answered = inquire(
                self._own_office, client, [question], billers=self._own_office.billers, by=by
            )
            if answered.unanswered:
                # It is asked again in the next round and not once for each code.
                silent.add(bank)
            elif not answered.open:
                return True
        return False

    def _later(self, code: Code) -> None:
        if code.tries >= len(ASK_AGAIN_SECONDS):
            self.stores.awaited.forget(code.ref1)
            return
        ask_at = self.clock() + ASK_AGAIN_SECONDS[code.tries]
        self.stores.awaited.again(code.ref1, ask_at=ask_at, tries=code.tries + 1)

    def _days(self, code: Code) -> tuple[date, ...]:
        """Return the days on which it may have been paid, the latest three at most."""
        first = datetime.fromtimestamp(code.given_at, BANGKOK).date()
        count = (self._today() - first).days
        return tuple(
            self._today() - timedelta(days=back) for back in range(min(count + 1, MOST_DAYS))
        )

    def _today(self) -> date:
        return datetime.fromtimestamp(self.clock(), BANGKOK).date()
